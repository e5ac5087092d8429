#pragma once

#include <atomic>
#include <csignal>
#include <thread>

#include "kling/kling.h"

namespace kling::cli {

/// While it lives, the first Ctrl-C (or SIGTERM) wakes the client instead of ending the process; the second one ends it.
/// Signals that were ignored at start stay ignored.
class Interrupt {
public:
  explicit Interrupt(kling_client *client);
  ~Interrupt();
  Interrupt(const Interrupt &) = delete;
  Interrupt &operator=(const Interrupt &) = delete;

  [[nodiscard]] bool raised() const { return raised_.load(); }

private:
  void await();

  kling_client *client_;
  std::atomic<bool> raised_{false};
  sigset_t watched_{};
  sigset_t before_{};
  std::thread waiter_; // a handler could interrupt the client while it holds its lock; a thread of its own may call it
};

} // namespace kling::cli
