#pragma once

#include "engine/task.hpp"
#include "protocol/list.hpp"

namespace kling::engine {

/// One list that a program reads. It belongs to the program: the engine knows it while a page is on its way or was not looked at.
/// Everything is guarded by the client's lock.
class List : public Allocated, public Handle<HandleKind::list> {
public:
  List(protocol::ListOrder of_order, TaskOwner *of_owner) : order(std::move(of_order)), owner(of_owner), place(order.first) {}
  List(const List &) = delete;
  List &operator=(const List &) = delete;

  enum class Phase : uint8_t {
    resting, // until the next record is asked for
    due,     // a page is asked for at `due`
    asking,  // and is on its way
    ended,   // no page is behind this one
    failed,
  };

  const protocol::ListOrder order;
  TaskOwner *const owner;
  protocol::ListPlace place;
  Vector<String> records; // of the page, those before `taken` were handed out
  std::size_t taken = 0;
  String first_record; // of the latest page
  Phase phase = Phase::resting;
  Error error;
  bool unseen = false; // something came, and nobody has looked since
  int64_t due = never;
  int64_t deadline = never; // of rate limits
  uint64_t ticket = 0;
  int32_t lost = 0;   // tries for this page
  int32_t paused = 0; // rate limits in a row
  bool signed_again = false;
  int32_t repeats = 0; // pages in a row that are the one before
};

} // namespace kling::engine
