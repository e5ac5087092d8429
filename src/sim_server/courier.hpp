#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>

#include "sim/callbacks.hpp"
#include "system/poller.hpp"

namespace kling::sim_server {

/// Carries the service's callbacks to their URLs, once each, on a thread of its own that begins with the first wake(). What becomes of them
/// is nobody's business here.
class Courier {
public:
  /// Takes the callbacks that are due; `wait_ms` is how long to wait before asking again (-1: until woken). Called on the courier's thread.
  using Take = std::function<Vector<sim::Callback>(int64_t &wait_ms)>;

  explicit Courier(Take take) : take_(std::move(take)) {}
  Courier(const Courier &) = delete;
  Courier &operator=(const Courier &) = delete;
  ~Courier() { stop(); }

  /// There may be callbacks; any thread.
  void wake();
  /// Drops what is on its way.
  void stop();

private:
  void run();

  Take take_;
  std::mutex mutex_;
  system::Poller poller_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

} // namespace kling::sim_server
