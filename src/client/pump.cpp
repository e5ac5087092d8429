#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "client/call.hpp"
#include "client/work.hpp"

namespace kling::client {

namespace {
/// How many rounds of wish and answer one drive settles before it looks at the sockets again.
constexpr int most_rounds = 16;
} // namespace

int64_t Client::next_due() const {
  if (transport_woken_.load(std::memory_order_relaxed)) {
    return 0;
  }
  return std::min(engine_->next_due(), transport_due_.load(std::memory_order_relaxed));
}

/// One turn: settle what needs no waiting, wait for sockets, the next timer or a wake-up, settle what came of it.
system::Poller::Outcome Client::drive(Lock &lock, int64_t wait_ms) {
  Driving driving(*this, lock);
  const bool news = settle(lock);
  const int64_t due = next_due();
  int64_t wait = wait_ms;
  if (due != engine::never) {
    const int64_t left = std::max<int64_t>(due - now().monotonic_ms, 0);
    wait = wait < 0 ? left : std::min(wait, left);
  }
  if (asks_for_time()) {
    // Time passes for those who wait for it; a thread of ours that asked on its own would be years ahead of a host.
    wait = background_ && !closing_ && sleepers_ == nullptr ? -1 : until_first_sleeper(wait);
  }
  if (news || work_ || answered_ != nullptr || !finishing_.empty() || receivers_.heard() ||
      (background_ ? tear_down_due_ : freed() && !closing_)) {
    wait = 0;
  }
  sleeping_ = true;
  lock.unlock();
  input_holds_.give_back();
  system::Poller::Ready ready[64];
  uint32_t count = 0;
  const system::Poller::Outcome outcome = rest(wait, ready, count);
  feed_transport(ready, count);
  tend_downloads();
  lock.lock();
  sleeping_ = false;
  static_cast<void>(settle(lock));
  if (descriptor_shown_) {
    const int64_t next = next_due();
    poller_.arm(next == engine::never ? -1 : std::max<int64_t>(next - now().monotonic_ms, 0));
    descriptor_armed_ = true;
  }
  if (!finishing_.empty()) {
    work_ = true; // one step a turn: the next one follows
  }
  if (receivers_.news() && background_) { // else the thread that drives hands on by itself
    notice_ = true;
    show_waiting();
    changed();
  }
  if (background_) {
    tell_sleepers();
  }
  driving.complete();
  return outcome;
}

/// Waits at the sockets. Time that does not pass by itself is asked to, as far as the next thing that is due.
system::Poller::Outcome Client::rest(int64_t wait_ms, system::Poller::Ready (&ready)[64], uint32_t &count) {
  if (!asks_for_time() || wait_ms <= 0) {
    return poller_.wait(wait_ms, ready, count);
  }
  const int64_t until = now().monotonic_ms + wait_ms;
  const system::Poller::Outcome outcome = poller_.wait(0, ready, count);
  if (outcome == system::Poller::Outcome::elapsed) {
    tables_.clock.sleep_until(tables_.clock.user_data, until);
  }
  return outcome;
}

void Client::feed_transport(const system::Poller::Ready *ready, uint32_t count) {
  for (uint32_t i = 0; i < count && transport_.on_socket != nullptr; ++i) {
    transport_.on_socket(transport_.user_data, ready[i].socket, ready[i].events);
  }
  const bool woken = transport_woken_.exchange(false, std::memory_order_acquire);
  if (woken || transport_due_.load(std::memory_order_relaxed) <= now().monotonic_ms) {
    transport_due_.store(engine::never, std::memory_order_relaxed);
    transport_.on_timer(transport_.user_data);
  }
}

/// Lets engine and executors answer each other until both are silent. What a task came to is in the queue before the lock is let go.
bool Client::settle(Lock &lock) {
  bool news = false;
  for (int round = 0; round < most_rounds; ++round) {
    work_ = false;
    tell_engine();
    engine_->advance(now());
    news = collect() || news;
    if (!carry_out(lock) && !work_) {
      break;
    }
  }
  return collect() || news;
}

/// First a place, then the wish: one that was taken is never lost for want of memory.
bool Client::take_wish() {
  wishes_.emplace_back();
  bool taken = false;
  try {
    taken = engine_->take_wish(wishes_.back());
  } catch (...) {
    wishes_.pop_back();
    throw;
  }
  if (!taken) {
    wishes_.pop_back();
  }
  return taken;
}

bool Client::carry_out(Lock &lock) {
  while (take_wish()) {
    const engine::Wish::Type type = wishes_.back().type;
    requests_ += type == engine::Wish::Type::send || type == engine::Wish::Type::save ? 1U : 0U;
  }
  if (wishes_.empty()) {
    return false;
  }
  lock.unlock();
  while (!wishes_.empty()) { // one that memory is missing for stays, and is tried again in the next turn
    carry_out(wishes_.front());
    wishes_.pop_front();
  }
  // A transport may ask for its timer at once when something was started.
  if (transport_due_.load(std::memory_order_relaxed) <= now().monotonic_ms) {
    feed_transport(nullptr, 0);
  }
  lock.lock();
  return true;
}

void Client::carry_out(engine::Wish &wish) {
  switch (wish.type) {
  case engine::Wish::Type::persist: {
    std::unique_ptr<Work> &place = works_[wish.ticket];
    auto recording = std::make_unique<Recording>(*this, wish.ticket);
    Recording &begun = *recording;
    place = std::move(recording);
    begun.begin(wish);
    break;
  }
  case engine::Wish::Type::send: {
    std::unique_ptr<Work> &place = works_[wish.ticket];
    auto exchanging = std::make_unique<Exchanging>(*this, wish.ticket, std::move(wish.message));
    Exchanging &begun = *exchanging;
    place = std::move(exchanging);
    begun.begin();
    break;
  }
  case engine::Wish::Type::save: {
    std::unique_ptr<Work> &place = works_[wish.ticket];
    if (place == nullptr) {
      place = std::make_unique<Downloading>(*this, wish.ticket);
    }
    static_cast<Downloading &>(*place).begin(wish);
    break;
  }
  case engine::Wish::Type::drop_exchange: {
    const auto found = works_.find(wish.ticket);
    if (found != works_.end() && found->second != nullptr) {
      found->second->drop();
    }
    break;
  }
  case engine::Wish::Type::drop_save:
    works_.erase(wish.ticket);
    break;
  }
}

// Answers and happenings

void Client::answered(Work &work) noexcept {
  if (!work.listed_) {
    work.listed_ = true;
    work.next_ = nullptr;
    (answered_ == nullptr ? answered_ : last_answered_->next_) = &work;
    last_answered_ = &work;
  }
}

void Client::forget(const Work &work) noexcept {
  if (!work.listed_) {
    return;
  }
  Work *before = nullptr;
  Work **place = &answered_;
  while (*place != &work) {
    before = *place;
    place = &before->next_;
  }
  *place = work.next_;
  if (last_answered_ == &work) {
    last_answered_ = before;
  }
}

void Client::tell_engine() {
  const engine::Instant time = now();
  while (answered_ != nullptr) {
    Work &work = *answered_;
    const bool over = work.tell(time);
    answered_ = work.next_;
    work.listed_ = false;
    if (over) {
      works_.erase(work.ticket_);
    }
  }
}

bool Client::collect() {
  bool any = false;
  bool told = false;
  for (;;) {
    events_.prepare();
    engine::Happening happening;
    if (!engine_->take_happening(happening)) {
      break;
    }
    told = true;
    if (!happening.task->unwatched()) {
      // A host that drives is told by its own poll what there is to call back.
      if (events_.push(std::move(happening)) && (background_ || !calls_back_)) {
        notice_ = true;
      }
      any = true;
    }
  }
  if (engine_->pages_waiting() > pages_waiting_) {
    notice_ = true;
    any = true;
    told = true;
  }
  pages_waiting_ = engine_->pages_waiting();
  if (background_ && told) {
    show_waiting();
    changed();
  }
  return any;
}

/// Whether there is something to tell that this thread may tell.
bool Client::tellable() const {
  return (callable() || !log_.empty() || (receivers_.waiting() && !freed())) && dispatcher_ == std::thread::id();
}

/// Callbacks run here, on a thread of the program's, with no lock held. How many events were told.
uint32_t Client::dispatch() noexcept {
  uint32_t told = 0;
  // One thread tells at a time. It lets go of that first and looks again then: what came meanwhile was left to it.
  bool handed_on = false;
  for (bool again = tellable(); again; again = (callable() || (shut_ && receivers_.waiting())) && tellable()) {
    std::thread::id nobody;
    if (!dispatcher_.compare_exchange_strong(nobody, std::this_thread::get_id())) {
      break;
    }
    handed_on = receivers_.hand_on() || handed_on;
    do {
      while (callable()) {
        const std::unique_ptr<Event> event = events_.pop();
        if (event == nullptr) { // dropped with its task
          break;
        }
        callbacks_->event(reinterpret_cast<const kling_event *>(static_cast<const Event::HandleBase *>(event.get())));
        ++told;
      }
      if (!log_.empty()) {
        log_.deliver(*callbacks_);
      }
    } while (callable());
    dispatcher_ = std::thread::id();
    handed_on = receivers_.call_again() || handed_on; // only now: whoever it wakes finds nobody in its way
  }
  if (handed_on) {      // whoever drives goes on with what waits for it
    if (!background_) { // else the thread of ours may be setting it this moment
      notice_ = true;
    }
    poller_.wake();
  }
  return told;
}

uint32_t Client::dispatch(Lock &lock) noexcept {
  if (!tellable()) {
    return 0;
  }
  lock.unlock();
  const uint32_t told = dispatch();
  lock.lock();
  return told;
}

/// From inside a call that may last: the others leave it to their end.
void Client::give_notice(Lock &lock) {
  if (notice_.exchange(false) && callbacks_ != nullptr && callbacks_->takes_notices() && !freed()) {
    lock.unlock();
    callbacks_->notify();
    lock.lock();
  }
}

// The transport's host

void Client::watch_socket(void *self, int64_t socket, uint32_t interest) {
  static_cast<Client *>(self)->poller_.watch(socket, interest);
}

void Client::set_timer(void *self, int64_t delay_ms) {
  auto &client = *static_cast<Client *>(self);
  client.transport_due_.store(delay_ms < 0 ? engine::never : client.now().monotonic_ms + delay_ms, std::memory_order_relaxed);
}

void Client::wake_transport(void *self) {
  auto &client = *static_cast<Client *>(self);
  client.transport_woken_.store(true, std::memory_order_release);
  Shared<Callbacks> told;
  {
    const Lock lock(client.lock_);
    client.stir();
    if (client.notice_.exchange(false) && !client.freed()) {
      told = client.callbacks_;
    }
  }
  if (told != nullptr) {
    told->notify();
  }
}

} // namespace kling::client
