#pragma once

#include "engine/task.hpp"

namespace kling::engine {

/// Tasks by the service's id, for pages that tell of hundreds: one flat table, so that a task costs no allocation of its own. It holds no
/// counts: a task leaves before it goes. Ids do not change, and two tasks may have the same one.
class TaskIndex {
public:
  struct Slot {
    Task *task = nullptr; // NULL: free
    uint32_t hash = 0;
    uint32_t walk = 0; // the latest walk over a list that told of it
  };

  [[nodiscard]] bool kept() const { return kept_; }
  /// From here on it is kept up to date by whoever watches and ends tasks.
  void keep() { kept_ = true; }
  void drop() noexcept;

  /// Twice is once. Without memory it stays as it was.
  void insert(Task &task);
  void remove(const Task &task) noexcept;
  /// The first with that id, NULL when there is none. Holds until the next insert or remove.
  [[nodiscard]] Slot *find(std::string_view id);
  [[nodiscard]] Slot *next(const Slot &slot);
  [[nodiscard]] std::size_t size() const { return size_; }

private:
  [[nodiscard]] Slot *search(std::size_t index, uint32_t hash, std::string_view id);
  void grow();

  Vector<Slot> slots_; // a power of two of them, three quarters full at most
  std::size_t size_ = 0;
  bool kept_ = false;
};

} // namespace kling::engine
