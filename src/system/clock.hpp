#pragma once

#include <cstdint>

namespace kling::system {

/// The two clocks. A table, so that a test or an embedder can put its own time behind it.
struct ClockTable {
  void *user_data;
  int64_t (*monotonic_ms)(void *user_data);
  int64_t (*unix_ms)(void *user_data);
  /// Of time that passes only when asked to; else null.
  void (*sleep_until)(void *user_data, int64_t monotonic_ms);
};
[[nodiscard]] ClockTable system_clock();

} // namespace kling::system
