#include <algorithm>
#include <chrono>
#include <utility>

#include "base/text.hpp"
#include "client/call.hpp"
#include "client/work.hpp"
#include "system/bell.hpp"

namespace kling::client {

namespace {

int64_t end_of(int64_t start, int64_t timeout_ms) {
  return timeout_ms < 0 || timeout_ms > engine::never - start ? engine::never : start + timeout_ms;
}

/// Without a bell signals go unnoticed, so nobody sleeps long on one turn.
constexpr int64_t blind_sleep_ms = 100;

} // namespace

/// A call inside poll or wait, for wakeup() to know whether anybody hears it, and for the driver to ask for no more time than all of them
/// have. The lock is held whenever one begins or ends.
class Client::Sleeper {
public:
  Sleeper(Client &client, int64_t until) : client_(client), next_(client.sleepers_), until_(until) {
    client.sleepers_ = this;
    if (client.asks_for_time() && client.sleeping_) {
      client.poller_.wake();
    }
  }
  ~Sleeper() {
    Sleeper **place = &client_.sleepers_;
    while (*place != this) {
      place = &(*place)->next_;
    }
    *place = next_;
  }
  Sleeper(const Sleeper &) = delete;
  Sleeper &operator=(const Sleeper &) = delete;
  [[nodiscard]] int64_t until() const { return until_; }
  [[nodiscard]] const Sleeper *next() const { return next_; }

private:
  Client &client_;
  Sleeper *next_;
  const int64_t until_;
};

/// A wait, cut to the first time-out of all who are inside poll or wait.
int64_t Client::until_first_sleeper(int64_t wait_ms) const {
  const int64_t time = now().monotonic_ms;
  for (const Sleeper *each = sleepers_; each != nullptr; each = each->next()) {
    if (each->until() != engine::never) {
      const int64_t left = std::max<int64_t>(each->until() - time, 0);
      wait_ms = wait_ms < 0 ? left : std::min(wait_ms, left);
    }
  }
  return wait_ms;
}

/// A thread that sleeps while another one drives.
class Client::Ringer {
public:
  Ringer(Client &client, Lock &lock) : client_(client), lock_(lock), next_(client.ringers_) { client.ringers_ = this; }
  ~Ringer() {
    Ringer **place = &client_.ringers_;
    while (*place != this) {
      place = &(*place)->next_;
    }
    *place = next_;
  }
  Ringer(const Ringer &) = delete;
  Ringer &operator=(const Ringer &) = delete;

  /// False when a signal ended it.
  [[nodiscard]] bool wait(int64_t timeout_ms) {
    if (!bell_.is_open()) {
      client_.changed_.wait_for(lock_, std::chrono::milliseconds(timeout_ms < 0 ? blind_sleep_ms : std::min(timeout_ms, blind_sleep_ms)));
      return true;
    }
    if (client_.asks_for_time()) {
      timeout_ms = -1; // time passes where the driver asks for it, and each of its turns rings
    }
    lock_.unlock();
    const system::Bell::Outcome outcome = bell_.wait(timeout_ms);
    lock_.lock();
    return outcome != system::Bell::Outcome::signalled;
  }
  static void ring_all(const Client &client) {
    for (Ringer *each = client.ringers_; each != nullptr; each = each->next_) {
      if (each->bell_.is_open()) {
        each->bell_.ring();
      }
    }
  }

private:
  Client &client_;
  Lock &lock_;
  Ringer *next_;
  system::Bell bell_;
};

/// Whoever sleeps looks again.
void Client::changed() {
  changed_.notify_all();
  Ringer::ring_all(*this);
}

/// A callback of the program's runs on this thread, or it is the library's own.
bool Client::in_callback() const {
  const std::thread::id self = std::this_thread::get_id();
  return dispatcher_.load(std::memory_order_relaxed) == self || driver_.load(std::memory_order_relaxed) == self ||
         background_driver_.load(std::memory_order_relaxed) == self;
}

/// Drives until something came of it, or sleeps while another thread drives, until that time at the latest.
Client::Slept Client::sleep(Lock &lock, int64_t until, bool news) {
  const int64_t left = until == engine::never ? -1 : std::max<int64_t>(until - now().monotonic_ms, 0);
  if (!driving_ && !closing_ && !background_) { // who closes drives by itself
    return drive(lock, news ? 0 : left) == system::Poller::Outcome::signalled ? Slept::signalled : Slept::changed;
  }
  if (news || left == 0 || shut_ || freed() || (background_ && tellable())) { // after a shutdown or free nobody rings
    return Slept::elapsed;
  }
  Ringer ringer(*this, lock);
  return ringer.wait(left) ? Slept::changed : Slept::signalled;
}

kling_status Client::poll(int64_t timeout_ms, uint32_t *out_events) {
  if (out_events != nullptr) {
    *out_events = 0;
  }
  const Call call(*this);
  if (call.status() != KLING_OK) {
    return call.status();
  }
  if (in_callback()) {
    return KLING_E_REENTRANT;
  }
  if (shut_ || closing_) {
    return KLING_E_STATE;
  }
  if (background_ && timeout_ms == 0) {
    return take(out_events);
  }
  Lock lock(lock_);
  const int64_t until = end_of(now().monotonic_ms, timeout_ms);
  const uint64_t wakeups = wakeups_;
  bool woken = wakeup_kept_.exchange(false);
  uint32_t told = 0;
  const Sleeper sleeper(*this, until);
  for (;;) {
    const bool pullable = (!calls_back_ && !events_.empty()) || pages_waiting_ > 0;
    const bool idle = timeout_ms < 0 && engine_->unfinished() == 0;
    const Slept slept = sleep(lock, until, woken || pullable || idle || told > 0);
    told += dispatch(lock);
    woken = woken || wakeups_ != wakeups;
    if (told > 0 || (!calls_back_ && !events_.empty()) || pages_waiting_ > 0 || woken || shut_ || closing_ || freed()) {
      break;
    }
    if (timeout_ms < 0 && (slept == Slept::signalled || engine_->unfinished() == 0)) {
      break;
    }
    if (now().monotonic_ms >= until) {
      break;
    }
  }
  if (out_events != nullptr) {
    *out_events = calls_back_ ? told : static_cast<uint32_t>(events_.size());
  }
  show_descriptor();
  return KLING_OK;
}

/// The descriptor stays readable while events wait to be pulled, or a page to be looked at.
void Client::show_descriptor() {
  if (background_) {
    show_waiting();
  } else if (descriptor_shown_ && ((!calls_back_ && !events_.empty()) || pages_waiting_ > 0)) {
    poller_.wake();
  }
}

kling_status Client::wait(engine::Task &task, int64_t timeout_ms, Error &error) {
  const Call call(*this);
  if (call.status() != KLING_OK) {
    return call.status();
  }
  if (in_callback()) {
    return KLING_E_REENTRANT;
  }
  Lock lock(lock_);
  const int64_t until = end_of(now().monotonic_ms, timeout_ms);
  const uint64_t wakeups = wakeups_;
  bool woken = wakeup_kept_.exchange(false);
  kling_status status = KLING_OK;
  const engine::TaskPtr held(&task); // a callback may give back the program's own
  const Sleeper sleeper(*this, until);
  for (bool first = true;; first = false) {
    if (task.final() && !task.saves_open()) {
      error = task.error;
      status = error.status;
      if (first && woken) { // it was not needed here
        wakeup_kept_ = true;
      }
      break;
    }
    if (shut_ || freed()) {
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
    give_notice(lock);
    if (slept == Slept::signalled && !(task.final() && !task.saves_open())) {
      status = KLING_E_AGAIN;
      break;
    }
  }
  show_descriptor();
  return status;
}

/// Brings every task to its end, until that time with the creates under way, and lets go of sockets and files.
void Client::close(Lock &lock, int64_t until) {
  close_by_ = closing_ ? std::min(close_by_, until) : until;
  closing_ = true;
  poller_.wake();
  changed();
  end_thread(lock);
  while (driving_ && !shut_) { // it has been woken, and comes back without waiting for anything; or it closes too
    changed_.wait(lock);
  }
  if (shut_) {
    return;
  }
  engine_->begin_shutdown(now());
  for (int64_t left = 0;;) {
    cut_unsent(lock);
    static_cast<void>(drive(lock, left)); // nobody else comes in between two turns
    left = close_by_ - now().monotonic_ms;
    if (engine_->idle() || left <= 0) {
      break;
    }
  }
  engine_->finish_shutdown(now());
  static_cast<void>(collect());
  let_go(lock);
  shut_ = true;
}

/// Creates that still look for a name, a connection or a handshake are not waited for.
void Client::cut_unsent(Lock &lock) {
  Driving driving(*this, lock);
  lock.unlock();
  for (const auto &[ticket, work] : works_) {
    if (work != nullptr) {
      work->cut();
    }
  }
  lock.lock();
  driving.complete();
}

void Client::let_go(Lock &lock) {
  Driving driving(*this, lock);
  lock.unlock();
  if (transport_.destroy != nullptr) {
    transport_.destroy(transport_.user_data);
    transport_ = transport::Table{};
  }
  while (answered_ != nullptr) {
    answered_->listed_ = false;
    answered_ = answered_->next_;
  }
  works_.clear();
  wishes_.clear();
  transport_due_.store(engine::never, std::memory_order_relaxed);
  poller_.arm(-1);
  lock.lock();
  work_ = false;
  driving.complete();
}

kling_status Client::shutdown(int64_t timeout_ms) {
  const Call call(*this);
  if (call.status() != KLING_OK) {
    return call.status();
  }
  if (in_callback()) {
    return KLING_E_REENTRANT;
  }
  Lock lock(lock_);
  close(lock, end_of(now().monotonic_ms, std::max<int64_t>(timeout_ms, 0)));
  ends_due_ = true; // a thread that is inside a callback tells those that it finds afterwards
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
  if (calls_back_) {
    return KLING_E_STATE;
  }
  out = events_.pop().release();
  if (background_) {
    show_waiting();
    return KLING_OK;
  }
  const Lock lock(lock_);
  hush_descriptor();
  return KLING_OK;
}

kling_status Client::wakeup() {
  const Call call(*this);
  if (call.status() != KLING_OK) {
    return call.status();
  }
  const Lock lock(lock_);
  if (shut_) {
    return KLING_E_STATE;
  }
  ++wakeups_;
  if (sleepers_ == nullptr) {
    wakeup_kept_ = true;
  }
  if (background_) {
    show_waiting();
  } else {
    poller_.wake();
  }
  changed();
  return KLING_OK;
}

int64_t Client::next_timeout_ms() const {
  if (background_) {
    return -1;
  }
  const Lock lock = hold();
  if (shut_ || fork_.in_child()) {
    return -1;
  }
  if (work_ || wakeup_kept_ || receivers_.heard()) {
    return 0;
  }
  const int64_t due = next_due();
  return due == engine::never ? -1 : std::max<int64_t>(due - now().monotonic_ms, 0);
}

int64_t Client::descriptor() const {
  if (background_) {
    if (!fork_.in_child() && !waiting_shown_.exchange(true)) {
      show_waiting();
    }
    return waiting_->descriptor();
  }
  const Lock lock = hold();
  if (!fork_.in_child() && !std::exchange(descriptor_shown_, true)) {
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
  const engine::BatchCounts batches = engine_->batch_counts();
  stats.batch_requests = batches.requests;
  stats.batch_records = batches.records;
  stats.batch_tasks = batches.tasks;
  stats.batch_misses = batches.misses;
  stats.batch_ways = (batches.ids ? KLING_BATCH_IDS : 0U) | (batches.pages ? KLING_BATCH_PAGES : 0U);
  return stats;
}

} // namespace kling::client
