#include "sim_server/alarm.hpp"

namespace kling::sim_server {

Alarm::Alarm() {
  thread_ = std::thread([this] { run(); });
}

bool Alarm::after(int64_t milliseconds, std::function<void()> what) {
  const std::lock_guard guard(mutex_);
  if (!stopping_) {
    waiting_.emplace(std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds), std::move(what));
    changed_.notify_one();
  }
  return !stopping_;
}

void Alarm::stop() {
  {
    const std::lock_guard guard(mutex_);
    stopping_ = true;
    changed_.notify_one();
  }
  if (thread_.joinable()) {
    thread_.join();
  }
}

void Alarm::run() {
  std::unique_lock guard(mutex_);
  while (!stopping_ || !waiting_.empty()) {
    if (waiting_.empty()) {
      changed_.wait(guard);
      continue;
    }
    const Time due = waiting_.begin()->first;
    if (!stopping_ && due > std::chrono::steady_clock::now()) {
      changed_.wait_until(guard, due);
      continue;
    }
    const std::function<void()> what = std::move(waiting_.begin()->second);
    waiting_.erase(waiting_.begin());
    guard.unlock();
    what();
    guard.lock();
  }
}

} // namespace kling::sim_server
