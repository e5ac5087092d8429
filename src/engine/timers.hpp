#pragma once

#include "engine/task.hpp"

namespace kling::engine {

/// The tasks by when something is due for them: a binary heap whose entries know their place, so that a change costs O(log n) and a look
/// nothing. It holds no counts: a task takes itself out before it goes.
class Timers {
public:
  /// When the task's `due` or `deadline` has changed. With both at `never` it leaves.
  void update(Task &task);
  void remove(Task &task);
  [[nodiscard]] int64_t next() const { return heap_.empty() ? never : heap_.front().when; }
  [[nodiscard]] Task *first() const { return heap_.empty() ? nullptr : heap_.front().task; }

private:
  struct Entry {
    int64_t when;
    Task *task;
  };
  void place(std::size_t index, Entry entry);
  void rise(std::size_t index);
  void sink(std::size_t index);
  Vector<Entry> heap_;
};

} // namespace kling::engine
