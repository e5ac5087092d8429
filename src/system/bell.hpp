#pragma once

#include <cstdint>

namespace kling::system {

/// One sleeping thread's own: unlike a condition variable it notices signals, also those whose handler was set with SA_RESTART.
class Bell {
public:
  Bell();
  ~Bell();
  Bell(const Bell &) = delete;
  Bell &operator=(const Bell &) = delete;

  [[nodiscard]] bool is_open() const { return event_ >= 0; }  // false: the process has no descriptor left
  void ring() const;                                          // sticky; any thread
  void hush() const;                                          // as if it had not been rung
  [[nodiscard]] int64_t descriptor() const { return event_; } // readable while it rings; -1 when there is none

  enum class Outcome : uint8_t { elapsed, rung, signalled };
  [[nodiscard]] Outcome wait(int64_t timeout_ms) const; // -1: for ever

private:
  int event_;
};

} // namespace kling::system
