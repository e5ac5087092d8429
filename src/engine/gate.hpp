#pragma once

#include "engine/task.hpp"

namespace kling::engine {

/// The slots of one pack and model at the service, as far as we have learnt them (design §4.1). Nothing is known until a first 1303;
/// it sets the capacity to what was in flight, and from then on one create at a time probes: when a task of ours has left, or after a
/// while.
class Gate {
public:
  /// All that is known of the slots; an act that fails puts it back.
  struct Room {
    bool limited = false; // the capacity is known
    bool probing = false; // what is under way was sent knowing it
    int64_t capacity = 0;
    int64_t held = 0;    // slots of tasks that the service has
    int64_t sending = 0; // slots of creates under way
    int64_t probe_at = 0;
    int64_t probe_delay = 0;
    int64_t not_before = 0;
  };

  /// `holding`: what was taken stays there; else an answer is the end of it.
  Gate(std::string_view pack, std::string_view model, bool holding = true) : pack_(pack), model_(model), holding_(holding) {}

  [[nodiscard]] bool holding() const { return holding_; }
  [[nodiscard]] bool serves(std::string_view pack, std::string_view model, bool holding = true) const {
    return pack_ == pack && model_ == model && holding_ == holding;
  }

  /// The place in the queue is the task's from the first time on: coming back to it takes no memory.
  void enqueue(Task &task) {
    if (task.sending->place.empty()) {
      queue_.emplace(task.number, &task);
    } else {
      queue_.insert(std::move(task.sending->place));
    }
  }
  void leave(Task &task) noexcept {
    if (const auto found = queue_.find(task.number); found != queue_.end()) {
      task.sending->place = queue_.extract(found);
    }
  }
  [[nodiscard]] bool waits(const Task &task) const { return queue_.find(task.number) != queue_.end(); }
  [[nodiscard]] Task *oldest() const { return queue_.empty() ? nullptr : queue_.begin()->second; }
  [[nodiscard]] bool at_rest() const { return queue_.empty() && room_.held == 0 && room_.sending == 0; }

  /// Whether the oldest may be sent at that time.
  [[nodiscard]] bool open(int64_t now) const;
  /// When open() may change without anything else happening; `never` when only an answer can change it.
  [[nodiscard]] int64_t due() const;

  void sent(int32_t slots) {
    room_.sending += slots;
    room_.probing = room_.limited;
  }
  void not_taken(int32_t slots) { room_.sending -= slots; } // never reached, refused, or waiting again
  void taken(int32_t slots, int64_t now);                   // the service has it, or may have it
  void found(int32_t slots) { // the service has had it from an earlier attempt: that says nothing about the room
    room_.sending -= slots;
    room_.held += slots;
  }
  void left(int32_t slots) { room_.held -= slots; } // a task that was taken has ended
  void answered(int32_t slots, int64_t now) {       // a synchronous call was carried out, or may have been
    taken(slots, now);
    left(slots);
  }
  /// 1303: `jitter` is a factor near 1, `retry_after_ms` the service's wish or -1.
  void refused(int32_t slots, int64_t now, double jitter, int64_t retry_after_ms);
  /// A rate limit: nothing is sent before that time.
  void pause_until(int64_t when);

  [[nodiscard]] const Room &room() const { return room_; }
  void restore(const Room &room) { room_ = room; }

private:
  String pack_;
  String model_;
  bool holding_;
  Map<uint64_t, Task *> queue_; // by order of acceptance
  Room room_;
};

} // namespace kling::engine
