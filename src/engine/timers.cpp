#include "engine/timers.hpp"

#include <algorithm>

namespace kling::engine {

namespace {
constexpr std::size_t outside = static_cast<std::size_t>(-1);
}

void Timers::update(Task &task) {
  const int64_t when = std::min(task.due, task.deadline);
  if (when == never) {
    remove(task);
    return;
  }
  if (task.timer_index == outside) {
    heap_.push_back({when, &task});
    task.timer_index = heap_.size() - 1;
    rise(task.timer_index);
    return;
  }
  const std::size_t index = task.timer_index;
  const int64_t before = heap_[index].when;
  heap_[index].when = when;
  if (when < before) {
    rise(index);
  } else if (when > before) {
    sink(index);
  }
}

void Timers::remove(Task &task) {
  if (task.timer_index == outside) {
    return;
  }
  const std::size_t index = task.timer_index;
  task.timer_index = outside;
  const Entry last = heap_.back();
  heap_.pop_back();
  if (last.task != &task) {
    place(index, last);
    rise(index);
    sink(last.task->timer_index);
  }
}

void Timers::place(std::size_t index, Entry entry) {
  heap_[index] = entry;
  entry.task->timer_index = index;
}

void Timers::rise(std::size_t index) {
  const Entry entry = heap_[index];
  while (index > 0) {
    const std::size_t parent = (index - 1) / 2;
    if (heap_[parent].when <= entry.when) {
      break;
    }
    place(index, heap_[parent]);
    index = parent;
  }
  place(index, entry);
}

void Timers::sink(std::size_t index) {
  const Entry entry = heap_[index];
  for (;;) {
    std::size_t child = 2 * index + 1;
    if (child >= heap_.size()) {
      break;
    }
    if (child + 1 < heap_.size() && heap_[child + 1].when < heap_[child].when) {
      ++child;
    }
    if (entry.when <= heap_[child].when) {
      break;
    }
    place(index, heap_[child]);
    index = child;
  }
  place(index, entry);
}

} // namespace kling::engine
