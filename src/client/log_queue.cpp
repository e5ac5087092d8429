#include "client/log_queue.hpp"

#include <new>

#include "base/text.hpp"

namespace kling::client {

namespace {
constexpr std::size_t most_records = 256;
}

void LogQueue::write(int32_t level, std::string_view text) {
  if (!wants(level)) {
    return;
  }
  const std::lock_guard held(lock_);
  try { // a lost line is better than a step of a task broken off for it
    records_.push_back(LogRecord{level, String(text)});
  } catch (const std::bad_alloc &) {
    ++dropped_;
  }
  if (records_.size() > most_records) {
    records_.pop_front();
    ++dropped_;
  }
  any_ = true;
}

void LogQueue::deliver(const Callbacks &callbacks) noexcept {
  Records records;
  uint64_t dropped = 0;
  {
    const std::lock_guard held(lock_);
    records.swap(records_);
    std::swap(dropped, dropped_);
    any_ = false;
  }
  if (dropped > 0) {
    try {
      callbacks.log(log_warning, concat({text_of(static_cast<int64_t>(dropped)), " older log records were dropped"}).c_str());
    } catch (const std::bad_alloc &) {
      callbacks.log(log_warning, "older log records were dropped");
    }
  }
  for (const LogRecord &record : records) {
    callbacks.log(record.level, record.text.c_str());
  }
}

} // namespace kling::client
