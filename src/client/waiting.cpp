#include <algorithm>
#include <chrono>
#include <utility>

#include "base/text.hpp"
#include "client/answer.hpp"

namespace kling::client {

namespace {

int64_t end_of(int64_t start, int64_t timeout_ms) {
  return timeout_ms < 0 || timeout_ms > engine::never - start ? engine::never : start + timeout_ms;
}

} // namespace

/// Drives until something came of it, or sleeps while another thread drives, until that time at the latest.
Client::Slept Client::sleep(Lock &lock, int64_t until, bool news) {
  const int64_t left = until == engine::never ? -1 : std::max<int64_t>(until - now().monotonic_ms, 0);
  if (!driving_) {
    return drive(lock, news ? 0 : left) == system::Poller::Outcome::signalled ? Slept::signalled : Slept::changed;
  }
  if (news || left == 0) {
    return Slept::elapsed;
  }
  if (left < 0) {
    changed_.wait(lock);
  } else {
    changed_.wait_for(lock, std::chrono::milliseconds(left));
  }
  return Slept::changed;
}

kling_status Client::poll(int64_t timeout_ms, uint32_t *out_events) {
  if (out_events != nullptr) {
    *out_events = 0;
  }
  const Call call(*this);
  if (call.status() != KLING_OK) {
    return call.status();
  }
  Lock lock(lock_);
  if (in_callback()) {
    return KLING_E_REENTRANT;
  }
  if (shut_) {
    return KLING_E_STATE;
  }
  const int64_t until = end_of(now().monotonic_ms, timeout_ms);
  const uint64_t wakeups = wakeups_;
  bool woken = std::exchange(wakeup_kept_, false);
  uint32_t told = 0;
  ++sleepers_;
  for (;;) {
    const bool pullable = !calls_back_ && !events_.empty();
    const bool idle = timeout_ms < 0 && engine_->unfinished() == 0;
    const Slept slept = sleep(lock, until, woken || pullable || idle || told > 0);
    told += dispatch(lock);
    woken = woken || wakeups_ != wakeups;
    if (told > 0 || (!calls_back_ && !events_.empty()) || woken || shut_ || closing_ || freed_) {
      break;
    }
    if (timeout_ms < 0 && (slept == Slept::signalled || engine_->unfinished() == 0)) {
      break;
    }
    if (now().monotonic_ms >= until) {
      break;
    }
  }
  --sleepers_;
  if (out_events != nullptr) {
    *out_events = calls_back_ ? told : static_cast<uint32_t>(events_.size());
  }
  show_descriptor();
  return KLING_OK;
}

/// The descriptor stays readable while events wait to be pulled.
void Client::show_descriptor() {
  if (descriptor_shown_ && !calls_back_ && !events_.empty()) {
    poller_.wake();
  }
}

kling_status Client::wait(engine::Task &task, int64_t timeout_ms, Error &error) {
  const Call call(*this);
  if (call.status() != KLING_OK) {
    return call.status();
  }
  Lock lock(lock_);
  if (in_callback()) {
    return KLING_E_REENTRANT;
  }
  const int64_t until = end_of(now().monotonic_ms, timeout_ms);
  const uint64_t wakeups = wakeups_;
  bool woken = std::exchange(wakeup_kept_, false);
  kling_status status = KLING_OK;
  ++sleepers_;
  for (bool first = true;; first = false) {
    if (task.final() && !task.saves_open()) {
      error = task.error;
      status = error.status;
      wakeup_kept_ = wakeup_kept_ || (first && woken); // it was not needed here
      break;
    }
    if (shut_ || freed_) {
      status = KLING_E_STATE;
      break;
    }
    if (woken || wakeups_ != wakeups) {
      status = KLING_E_AGAIN;
      break;
    }
    if (!first && now().monotonic_ms >= until) {
      error = make_error(KLING_E_TIMEOUT, concat({"the task was not over after ", text_of(timeout_ms), " ms; it goes on"}));
      status = error.status;
      break;
    }
    const Slept slept = sleep(lock, until, false);
    dispatch(lock);
    if (slept == Slept::signalled && !(task.final() && !task.saves_open())) {
      status = KLING_E_AGAIN;
      break;
    }
  }
  --sleepers_;
  show_descriptor();
  return status;
}

/// Brings every task to its end, until that time with the creates under way, and lets go of sockets and files.
void Client::close(Lock &lock, int64_t until) {
  if (shut_) {
    return;
  }
  closing_ = true;
  poller_.wake();
  changed_.notify_all();
  while (driving_) { // it has been woken and comes back without waiting for anything
    changed_.wait(lock);
    if (shut_) {
      return;
    }
  }
  engine_->begin_shutdown(now());
  driving_ = true; // nobody else comes in between the turns
  static_cast<void>(settle(lock));
  while (!engine_->idle()) {
    const int64_t left = until - now().monotonic_ms;
    if (left <= 0) {
      break;
    }
    static_cast<void>(drive(lock, left));
    driving_ = true;
  }
  engine_->finish_shutdown(now());
  static_cast<void>(collect());
  lock.unlock();
  downloads_.clear();
  if (transport_.destroy != nullptr) {
    transport_.destroy(transport_.user_data);
    transport_ = transport::Table{};
  }
  exchanges_.clear();
  answers_.clear();
  transport_due_.store(engine::never, std::memory_order_relaxed);
  lock.lock();
  driving_ = false;
  shut_ = true;
  changed_.notify_all();
}

kling_status Client::shutdown(int64_t timeout_ms) {
  const Call call(*this);
  if (call.status() != KLING_OK) {
    return call.status();
  }
  Lock lock(lock_);
  if (in_callback()) {
    return KLING_E_REENTRANT;
  }
  close(lock, end_of(now().monotonic_ms, std::max<int64_t>(timeout_ms, 0)));
  dispatch(lock);
  show_descriptor();
  return KLING_OK;
}

kling_status Client::next_event(Event *&out) {
  out = nullptr;
  const Call call(*this);
  if (call.status() != KLING_OK) {
    return call.status();
  }
  const Lock lock(lock_);
  if (calls_back_) {
    return KLING_E_STATE;
  }
  out = events_.pop().release();
  if (descriptor_shown_ && events_.empty() && !work_ && !wakeup_kept_ && !driving_) {
    poller_.unwake();
  }
  return KLING_OK;
}

kling_status Client::wakeup() {
  const Call call(*this);
  if (call.status() != KLING_OK) {
    return call.status();
  }
  const Lock lock(lock_);
  ++wakeups_;
  if (sleepers_ == 0) {
    wakeup_kept_ = true;
  }
  poller_.wake();
  changed_.notify_all();
  return KLING_OK;
}

int64_t Client::next_timeout_ms() const {
  const Lock lock = hold();
  if (shut_) {
    return -1;
  }
  if (work_ || wakeup_kept_) {
    return 0;
  }
  const int64_t due = next_due();
  return due == engine::never ? -1 : std::max<int64_t>(due - now().monotonic_ms, 0);
}

int64_t Client::descriptor() const {
  const Lock lock = hold();
  if (!std::exchange(descriptor_shown_, true)) {
    poller_.wake(); // readable once, so that a loop which starts with it comes in and arms the timer
  }
  return poller_.descriptor();
}

kling_stats Client::stats() const {
  const Lock lock = hold();
  const engine::Counts counts = engine_->counts();
  kling_stats stats{};
  stats.struct_size = sizeof stats;
  stats.tasks_waiting = counts.waiting;
  stats.tasks_open = counts.waiting + counts.open;
  stats.tasks_final = counts.final;
  stats.requests = requests_;
  stats.retries = counts.retries;
  stats.bytes_in = bytes_in_;
  stats.bytes_out = bytes_out_;
  return stats;
}

} // namespace kling::client
