#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "base/allocation.hpp"
#include "sim/http.hpp"

namespace kling::sim {

/// A POST to a task's callback_url.
struct Callback {
  String task_id;
  String url; // http or https
  Vector<HttpHeader> headers;
  String body;
};

/// The callbacks that wait for their time, in its order; beyond `most` the earliest give way.
class Callbacks {
public:
  explicit Callbacks(std::size_t most = 65536) : most_(most) {}

  void add(Callback callback, int64_t due_ms);
  /// Those that are due, earliest first.
  [[nodiscard]] Vector<Callback> take(int64_t now_ms);
  [[nodiscard]] std::optional<int64_t> next_due() const;
  void clear() { waiting_.clear(); }

private:
  std::size_t most_;
  uint64_t serial_ = 0;
  Map<std::pair<int64_t, uint64_t>, Callback> waiting_; // by due time, then as they were added
};

/// Whether something can be sent there: the service takes any text as a callback_url.
[[nodiscard]] bool can_be_called(std::string_view url);

} // namespace kling::sim
