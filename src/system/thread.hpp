#pragma once

#include <pthread.h>
#include <utility>

#include "base/error.hpp"

namespace kling::system {

/// A thread of ours. Every signal is blocked in it: the host's handlers run on the host's threads only.
class Thread {
public:
  Thread() = default;
  Thread(Thread &&other) noexcept : thread_(other.thread_), open_(std::exchange(other.open_, false)) {}
  Thread &operator=(Thread &&) = delete;
  Thread(const Thread &) = delete;
  Thread &operator=(const Thread &) = delete;

  /// name: what debuggers and /proc show, up to 15 bytes.
  [[nodiscard]] kling_status start(const char *name, void *(*run)(void *self), void *self, Error &error);
  [[nodiscard]] bool is_open() const { return open_; } // started, and neither joined nor let go yet
  void join();                                         // waits for its end; not from itself
  void let_go();                                       // it ends alone

private:
  pthread_t thread_{};
  bool open_ = false;
};

} // namespace kling::system
