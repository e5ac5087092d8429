#pragma once

#include <atomic>
#include <list>
#include <mutex>

#include "engine/task.hpp"
#include "kling/kling.h"
#include "transfer/taker.hpp"

namespace kling::client {

/// What a program hands to kling_task_save_with.
struct ReceiverTable {
  int32_t(KLING_CALL *write)(void *user_data, const void *bytes, uint64_t length) = nullptr;
  void(KLING_CALL *destroy)(void *user_data) = nullptr;
  void *user_data = nullptr;
};

class Receivers;

/// A save without a file. Whoever drives puts bytes in; a thread of the program's, inside a driving function, hands them on.
class Receiving final : public transfer::Taker, public Allocated {
public:
  Receiving(Receivers &all, const ReceiverTable &table) : all_(all), table_(table) {}

  [[nodiscard]] bool take(const void *bytes, std::size_t length) override;
  [[nodiscard]] bool full() const override;
  [[nodiscard]] bool drained() const override;
  [[nodiscard]] bool take_back() override;
  [[nodiscard]] bool refused() const;
  void let_go() noexcept; // the save is over

private:
  friend class Receivers;
  [[nodiscard]] bool ready() const { return over_ || (!bytes_.empty() && !refused_); }

  Receivers &all_;
  const ReceiverTable table_;
  // guarded by the lock of all
  Vector<char> bytes_;
  bool handing_on_ = false;
  bool touched_ = false; // something was handed on
  bool refused_ = false;
  bool over_ = false;
};

/// The engine's hold on one.
class ReceiverHold final : public engine::Receiver {
public:
  explicit ReceiverHold(Shared<Receiving> receiving) : receiving_(std::move(receiving)) {}
  ~ReceiverHold() override { receiving_->let_go(); }
  ReceiverHold(const ReceiverHold &) = delete;
  ReceiverHold &operator=(const ReceiverHold &) = delete;
  [[nodiscard]] const Shared<Receiving> &receiving() const { return receiving_; }

private:
  const Shared<Receiving> receiving_;
};

/// All of a client's. Its lock is a leaf: nothing is called while it is held.
class Receivers {
public:
  using List = std::list<Shared<Receiving>, Allocator<Shared<Receiving>>>;

  Receivers() = default;
  ~Receivers() { destroy_all(); }
  Receivers(const Receivers &) = delete;
  Receivers &operator=(const Receivers &) = delete;

  void add(List &one) noexcept;
  /// There are bytes to hand on, or one to destroy.
  [[nodiscard]] bool waiting() const noexcept { return waiting_; }
  /// That is so since the last time somebody asked here.
  [[nodiscard]] bool news() noexcept { return news_.exchange(false); }
  /// Runs the program's functions; one thread at a time, without any lock. True when the driver is to be told.
  bool hand_on() noexcept;
  /// What came while one thread handed on found it busy, and is told of again. True when there is any.
  bool call_again() noexcept {
    if (waiting_) {
      news_ = true;
      return true;
    }
    return false;
  }
  void destroy_all() noexcept;

  /// For whoever drives: something was handed on since take_heard().
  void hear() noexcept { heard_ = true; }
  [[nodiscard]] bool heard() const noexcept { return heard_; }
  [[nodiscard]] bool take_heard() noexcept { return heard_.exchange(false); }

private:
  friend class Receiving;
  void call_for_hands() noexcept {
    waiting_ = true;
    news_ = true;
  }
  void write_one(std::unique_lock<std::mutex> &lock, Receiving &receiving) noexcept;

  mutable std::mutex lock_;
  List list_;
  Vector<char> spare_; // one buffer, of whoever hands on
  std::atomic<bool> waiting_{false};
  std::atomic<bool> news_{false};
  std::atomic<bool> heard_{false};
};

} // namespace kling::client
