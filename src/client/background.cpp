#include <chrono>
#include <utility>

#include "base/text.hpp"
#include "client/call.hpp"
#include "client/work.hpp"

namespace kling::client {

namespace {
/// Out of memory: the next turn tries the same again, after a while.
constexpr std::chrono::milliseconds breath(10);
} // namespace

kling_status Client::start_thread(Error &error) {
  waiting_.emplace();
  if (!waiting_->is_open()) {
    error = make_error(KLING_E_INTERNAL, "background_io: the process has no descriptor left");
    return error.status;
  }
  const Lock lock(lock_);
  driving_ = true;
  if (thread_.start("kling", run_thread, this, error) != KLING_OK) {
    error.message = concat({"background_io: ", error.message});
    error.field = "background_io";
  }
  return error.status;
}

void *Client::run_thread(void *self) noexcept {
  static_cast<Client *>(self)->drive_in_background();
  return nullptr;
}

/// The whole life of the thread. Between two turns the lock is kept: as seen from others it drives without a break.
void Client::drive_in_background() noexcept {
  Lock lock(lock_);
  background_driver_ = std::this_thread::get_id();
  while (!closing_ && !tear_down_due_) {
    try {
      static_cast<void>(drive(lock, -1));
      give_notice(lock);
      give_back(lock);
    } catch (const std::bad_alloc &) {
      changed_.wait_for(lock, breath);
    }
  }
  driving_ = false;
  background_driver_ = std::thread::id();
  changed();
  const bool alone = tear_down_due_;
  if (alone) {
    thread_.let_go();
  }
  lock.unlock();
  if (alone) {
    tear_down();
  }
}

/// Else it would wait for the next turn, or the program's next call.
void Client::give_back(Lock &lock) noexcept {
  if (input_holds_.waiting()) {
    lock.unlock();
    input_holds_.give_back();
    lock.lock();
  }
}

/// At the end of a turn: events have been told of when they came.
void Client::tell_sleepers() {
  if (ringers_ != nullptr && (asks_for_time() || engine_->unfinished() == 0 || !log_.empty())) {
    changed();
  }
}

/// Whoever closes goes on alone: the thread comes back without waiting for anything, and is gone when this returns.
void Client::end_thread(Lock &lock) {
  while (driving_ && thread_.is_open()) {
    changed_.wait(lock);
  }
  system::Thread ended = std::move(thread_);
  if (ended.is_open()) {
    lock.unlock();
    ended.join();
    lock.lock();
  }
}

/// A tick of a host that leaves the work to the thread of ours: no lock that is ever held for long.
kling_status Client::take(uint32_t *out_events) {
  const bool handed_on = receivers_.waiting();
  const uint32_t told = dispatch();
  if (wakeup_kept_.exchange(false) || handed_on || told > 0) {
    show_waiting();
  }
  if (out_events != nullptr) {
    *out_events = calls_back_ ? told : static_cast<uint32_t>(events_.size());
  }
  return KLING_OK;
}

/// Whoever changes what waits comes by afterwards, so that the last one leaves the descriptor right.
void Client::show_waiting() const {
  if (!waiting_shown_) {
    return;
  }
  const std::lock_guard held(showing_);
  const bool waits = !events_.empty() || pages_waiting_ > 0 || wakeup_kept_ || receivers_.waiting();
  if (waits != shown_) {
    shown_ = waits;
    if (waits) {
      waiting_->ring();
    } else {
      waiting_->hush();
    }
  }
}

} // namespace kling::client
