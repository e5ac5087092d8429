#pragma once

#include <cstddef>

#include "base/allocation.hpp"
#include "sim/http.hpp"

namespace kling::sim {

/// The latest requests, for GET /_sim/requests: so many at most and so many bytes of bodies at most, the oldest give way. One always stays.
class Record {
public:
  explicit Record(std::size_t most_requests = 4096, std::size_t most_body_bytes = std::size_t{64} << 20U)
      : most_requests_(most_requests), most_body_bytes_(most_body_bytes) {}

  void add(const HttpRequest &request);
  void clear();
  [[nodiscard]] String json() const;

private:
  std::size_t most_requests_;
  std::size_t most_body_bytes_;
  Deque<HttpRequest> requests_;
  std::size_t body_bytes_ = 0;
};

} // namespace kling::sim
