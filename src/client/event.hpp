#pragma once

#include <atomic>
#include <list>
#include <mutex>
#include <utility>

#include "base/handle.hpp"
#include "engine/wish.hpp"

namespace kling::client {

/// What a program holds as kling_event: an immutable picture of one happening.
class Event : public Handle<HandleKind::event>, public Allocated {
public:
  Event() = default;
  /// Once, before anybody sees it.
  void fill(engine::Happening happening) noexcept {
    tag_ = happening.task->tag;
    happening_ = std::move(happening);
  }

  [[nodiscard]] int32_t type() const { return happening_.type; }
  [[nodiscard]] uint64_t tag() const { return tag_; }
  [[nodiscard]] engine::Task *task() const { return happening_.task.get(); }
  [[nodiscard]] int32_t state() const { return happening_.state; }
  [[nodiscard]] const Error &error() const { return happening_.error; }
  [[nodiscard]] int64_t bytes_done() const { return happening_.bytes_done; }
  [[nodiscard]] int64_t bytes_total() const { return happening_.bytes_total; }

private:
  engine::Happening happening_;
  uint64_t tag_ = 0;
};

/// Events nobody has pulled yet, oldest first. Of one task there is at most one of each type: a newer one takes the older one's place at
/// the end. Any thread may take and drop, one at a time puts in: a host that takes never waits for the one who drives.
class EventQueue {
public:
  /// Takes the memory that the next push() needs: what has happened is then never lost for want of it.
  void prepare();
  /// True when it was empty before.
  bool push(engine::Happening happening) noexcept;
  [[nodiscard]] std::unique_ptr<Event> pop() noexcept; // null when empty
  void drop(const engine::Task &task) noexcept;        // all of that task
  void clear() noexcept;
  [[nodiscard]] std::size_t size() const { return size_.load(); }
  [[nodiscard]] bool empty() const { return size() == 0; }

private:
  using List = std::list<std::unique_ptr<Event>, Allocator<std::unique_ptr<Event>>>;
  using Key = std::pair<const engine::Task *, int32_t>;
  using Places = Map<Key, List::iterator>;
  mutable std::mutex lock_; // a leaf: nothing is called while it is held
  List list_;
  Places places_;
  std::atomic<std::size_t> size_{0}; // of the list
  List spare_;                       // one, with an event that is to be filled; of whoever puts in
  Places::node_type spare_place_;
};

} // namespace kling::client
