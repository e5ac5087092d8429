#include "system/clock.hpp"

#include <ctime>

namespace kling::system {

namespace {

int64_t read_ms(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<int64_t>(now.tv_sec) * 1000 + now.tv_nsec / 1000000;
}

int64_t monotonic_ms(void *) {
  return read_ms(CLOCK_MONOTONIC);
}
int64_t unix_ms(void *) {
  return read_ms(CLOCK_REALTIME);
}

} // namespace

ClockTable system_clock() {
  return {nullptr, monotonic_ms, unix_ms, nullptr};
}

} // namespace kling::system
