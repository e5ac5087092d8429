#include "engine/gate.hpp"

#include <algorithm>

namespace kling::engine {

namespace {
constexpr int64_t first_probe_ms = 1000;
constexpr int64_t longest_probe_ms = 30000;
} // namespace

bool Gate::open(int64_t now) const {
  const Task *const task = oldest();
  if (task == nullptr || now < not_before_) {
    return false;
  }
  if (!limited_) {
    return true;
  }
  if (sending_ > 0) {
    return false;
  }
  return held_ + task->sending->prepared.slots <= capacity_ || now >= probe_at_;
}

int64_t Gate::due() const {
  const Task *const task = oldest();
  if (task == nullptr) {
    return never;
  }
  if (!limited_) {
    return not_before_;
  }
  if (sending_ > 0) {
    return never;
  }
  return held_ + task->sending->prepared.slots <= capacity_ ? not_before_ : std::max(not_before_, probe_at_);
}

void Gate::taken(int32_t slots, int64_t now) {
  sending_ -= slots;
  held_ += slots;
  if (!limited_) {
    return;
  }
  if (held_ > capacity_) { // more room than we knew of: ask for more at once, still one at a time
    capacity_ = held_;
    probe_delay_ /= 2;
    probe_at_ = now;
  } else {
    probe_at_ = std::max(probe_at_, now + std::max(probe_delay_, first_probe_ms));
  }
}

void Gate::refused(int32_t slots, int64_t now, double jitter, int64_t retry_after_ms) {
  sending_ -= slots;
  limited_ = true;
  capacity_ = held_ + sending_;
  // Refusals of one burst, sent before anything was known, say no more than the first of them.
  probe_delay_ = probing_ ? std::clamp(probe_delay_ * 2, first_probe_ms, longest_probe_ms) : first_probe_ms;
  const auto pause = static_cast<int64_t>(static_cast<double>(probe_delay_) * jitter);
  probe_at_ = now + std::max({pause, first_probe_ms, retry_after_ms});
}

void Gate::pause_until(int64_t when) {
  not_before_ = std::max(not_before_, when);
}

} // namespace kling::engine
