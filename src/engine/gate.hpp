#pragma once

#include "engine/task.hpp"

namespace kling::engine {

/// The slots of one pack and model at the service, as far as we have learnt them (design §4.1). Nothing is known until a first 1303;
/// it sets the capacity to what was in flight, and from then on one create at a time probes: when a task of ours has left, or after a
/// while.
class Gate {
public:
  Gate(std::string_view pack, std::string_view model) : pack_(pack), model_(model) {}

  [[nodiscard]] bool serves(std::string_view pack, std::string_view model) const { return pack_ == pack && model_ == model; }

  void enqueue(Task &task) { queue_.emplace(task.number, &task); }
  void leave(Task &task) { queue_.erase(task.number); }
  [[nodiscard]] Task *oldest() const { return queue_.empty() ? nullptr : queue_.begin()->second; }
  [[nodiscard]] bool at_rest() const { return queue_.empty() && held_ == 0 && sending_ == 0; }

  /// Whether the oldest may be sent at that time.
  [[nodiscard]] bool open(int64_t now) const;
  /// When open() may change without anything else happening; `never` when only an answer can change it.
  [[nodiscard]] int64_t due() const;

  void sent(int32_t slots) {
    sending_ += slots;
    probing_ = limited_;
  }
  void not_taken(int32_t slots) { sending_ -= slots; } // never reached, refused, or waiting again
  void taken(int32_t slots, int64_t now);              // the service has it, or may have it
  void found(int32_t slots) {                          // the service has had it from an earlier attempt: that says nothing about the room
    sending_ -= slots;
    held_ += slots;
  }
  void left(int32_t slots) { held_ -= slots; } // a task that was taken has ended
  /// 1303: `jitter` is a factor near 1, `retry_after_ms` the service's wish or -1.
  void refused(int32_t slots, int64_t now, double jitter, int64_t retry_after_ms);
  /// A rate limit: nothing is sent before that time.
  void pause_until(int64_t when);

private:
  String pack_;
  String model_;
  Map<uint64_t, Task *> queue_; // by order of acceptance
  bool limited_ = false;        // the capacity is known
  bool probing_ = false;        // what is under way was sent knowing it
  int64_t capacity_ = 0;
  int64_t held_ = 0;    // slots of tasks that the service has
  int64_t sending_ = 0; // slots of creates under way
  int64_t probe_at_ = 0;
  int64_t probe_delay_ = 0;
  int64_t not_before_ = 0;
};

} // namespace kling::engine
