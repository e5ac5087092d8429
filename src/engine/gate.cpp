#include "engine/gate.hpp"

#include <algorithm>

namespace kling::engine {

namespace {
constexpr int64_t first_probe_ms = 1000;
constexpr int64_t longest_probe_ms = 30000;
} // namespace

bool Gate::open(int64_t now) const {
  const Task *const task = oldest();
  if (task == nullptr || now < room_.not_before) {
    return false;
  }
  if (!room_.limited) {
    return true;
  }
  if (room_.sending > 0) {
    return false;
  }
  return room_.held + task->sending->prepared.slots <= room_.capacity || now >= room_.probe_at;
}

int64_t Gate::due() const {
  const Task *const task = oldest();
  if (task == nullptr) {
    return never;
  }
  if (!room_.limited) {
    return room_.not_before;
  }
  if (room_.sending > 0) {
    return never;
  }
  return room_.held + task->sending->prepared.slots <= room_.capacity ? room_.not_before : std::max(room_.not_before, room_.probe_at);
}

void Gate::taken(int32_t slots, int64_t now) {
  room_.sending -= slots;
  room_.held += slots;
  if (!room_.limited) {
    return;
  }
  if (room_.held > room_.capacity) { // more room than we knew of: ask for more at once, still one at a time
    room_.capacity = room_.held;
    room_.probe_delay /= 2;
    room_.probe_at = now;
  } else {
    room_.probe_at = std::max(room_.probe_at, now + std::max(room_.probe_delay, first_probe_ms));
  }
}

void Gate::refused(int32_t slots, int64_t now, double jitter, int64_t retry_after_ms) {
  room_.sending -= slots;
  room_.limited = true;
  room_.capacity = room_.held + room_.sending;
  // Refusals of one burst, sent before anything was known, say no more than the first of them.
  room_.probe_delay = room_.probing ? std::clamp(room_.probe_delay * 2, first_probe_ms, longest_probe_ms) : first_probe_ms;
  const auto pause = static_cast<int64_t>(static_cast<double>(room_.probe_delay) * jitter);
  room_.probe_at = now + std::max({pause, first_probe_ms, retry_after_ms});
}

void Gate::pause_until(int64_t when) {
  room_.not_before = std::max(room_.not_before, when);
}

} // namespace kling::engine
