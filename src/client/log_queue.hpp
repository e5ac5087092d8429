#pragma once

#include <atomic>
#include <list>
#include <mutex>

#include "base/log.hpp"
#include "client/callbacks.hpp"

namespace kling::client {

/// Log records wait here until a thread is inside poll, wait or shutdown: 256 of them, then the oldest go and are counted.
class LogQueue final : public Log {
public:
  explicit LogQueue(int32_t level) : level_(level) {}

  [[nodiscard]] bool wants(int32_t level) const override { return level <= level_; }
  void write(int32_t level, std::string_view text) override;

  [[nodiscard]] bool empty() const { return !any_; }
  /// Hands everything over, on the calling thread, with no lock held.
  void deliver(const Callbacks &callbacks) noexcept;

private:
  using Records = std::list<LogRecord, Allocator<LogRecord>>; // an empty one needs no memory
  const int32_t level_;
  mutable std::mutex lock_; // a leaf: nothing is called while it is held
  Records records_;
  uint64_t dropped_ = 0;
  std::atomic<bool> any_{false}; // records to deliver, or lost ones to tell of
};

} // namespace kling::client
