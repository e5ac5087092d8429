#pragma once

#include <atomic>
#include <list>
#include <mutex>

#include "protocol/input.hpp"

namespace kling::client {

/// What the bodies of running tasks are made of. The engine lets go of an input while the client is locked; whoever lent it is told later,
/// by a thread that holds no lock.
class InputHolds {
public:
  InputHolds() = default;
  InputHolds(const InputHolds &) = delete;
  InputHolds &operator=(const InputHolds &) = delete;

  /// The same input, for the engine. This object outlives it.
  [[nodiscard]] Shared<const protocol::Input> hold(Shared<const protocol::Input> input);
  /// Gives back what the engine let go of. No lock is held.
  void give_back() noexcept;
  [[nodiscard]] bool waiting() const noexcept { return waiting_.load(std::memory_order_acquire); }

private:
  class Hold;
  using List = std::list<Shared<const protocol::Input>, Allocator<Shared<const protocol::Input>>>;

  std::mutex lock_; // a leaf
  List let_go_;
  std::atomic<bool> waiting_{false};
};

} // namespace kling::client
