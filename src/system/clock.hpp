#pragma once

#include <cstdint>

namespace kling::system {

/// The two clocks. A table, so that a test or an embedder can put its own time behind it.
struct ClockTable {
  void *user_data;
  int64_t (*monotonic_ms)(void *user_data);
  int64_t (*unix_ms)(void *user_data);
};
[[nodiscard]] ClockTable system_clock();

} // namespace kling::system
