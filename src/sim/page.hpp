#pragma once

#include <cstdint>

#include "sim/http.hpp"
#include "sim/refusal.hpp"

namespace kling::sim {

/// Which items of a list are asked for (§4): pageNum from 1 to 1000, pageSize from 1 on.
class Page {
public:
  /// False with the refusal when an argument is not what it should be. `most`: the largest pageSize.
  [[nodiscard]] static bool parse(const Target &target, int64_t most, Page &out, Refusal &refusal);
  /// Whether the next item of the list is on the page.
  [[nodiscard]] bool takes();
  /// Whether nothing that follows can be.
  [[nodiscard]] bool full() const { return left_ == 0; }

private:
  int64_t skip_ = 0;
  int64_t left_ = 30;
};

} // namespace kling::sim
