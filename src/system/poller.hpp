#pragma once

#include <cstdint>

#include "base/error.hpp"

namespace kling::system {

/// One descriptor over sockets, a wake-up and a timer (Linux: epoll, eventfd, timerfd).
/// wait() belongs to one thread at a time, so do watch() and arm(); wake() may be called from any thread and from signal handlers.
class Poller : public Allocated {
public:
  Poller() = default;
  ~Poller();
  Poller(const Poller &) = delete;
  Poller &operator=(const Poller &) = delete;

  [[nodiscard]] kling_status open(Error &error);
  /// Readable when a socket is ready, wake() was called or the timer is due; level-triggered, until wait() (or unwake()) consumed it.
  [[nodiscard]] int64_t descriptor() const;

  void watch(int64_t socket, uint32_t interest) const; // bit 0 readable, bit 1 writable; 0 forgets it
  void arm(int64_t delay_ms);                          // 0: due at once, -1: off. The same due time again costs no system call
  void wake() const;                                   // sticky: the next wait() returns at once
  void unwake() const;                                 // takes a wake-up back that nobody needs any more

  struct Ready {
    int64_t socket;
    uint32_t events; // bit 0 readable, bit 1 writable, bit 2 error
  };
  enum class Outcome : uint8_t { elapsed, ready, woken, signalled };
  /// Waits up to timeout_ms (-1: for ever, 0: only looks) and fills up to 64 ready sockets, whatever the outcome.
  /// elapsed: the time passed or the timer came due (which switches it off). woken wins over ready.
  [[nodiscard]] Outcome wait(int64_t timeout_ms, Ready (&ready)[64], uint32_t &count);

private:
  int epoll_ = -1;
  int event_ = -1;
  int timer_ = -1;
  int64_t armed_ = -1; // due time on the monotonic clock in ms, 0: due at once, -1: off
};

} // namespace kling::system
