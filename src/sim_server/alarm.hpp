#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

namespace kling::sim_server {

/// Does things later, one after the other, on a thread of its own.
class Alarm {
public:
  Alarm();
  Alarm(const Alarm &) = delete;
  Alarm &operator=(const Alarm &) = delete;
  ~Alarm() { stop(); }

  /// False once it was stopped: then nothing comes of it.
  [[nodiscard]] bool after(int64_t milliseconds, std::function<void()> what);
  /// Does at once what still waits, and takes nothing more.
  void stop();

private:
  using Time = std::chrono::steady_clock::time_point;
  void run();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::multimap<Time, std::function<void()>> waiting_;
  bool stopping_ = false;
  std::thread thread_;
};

} // namespace kling::sim_server
