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
    wait = until_first_sleeper(wait);
  }
  if (news || work_ || answered_ != nullptr || (freed_ && !closing_)) {
    wait = 0;
  }
  sleeping_ = true;
  lock.unlock();
  system::Poller::Ready ready[64];
  uint32_t count = 0;
  const system::Poller::Outcome outcome = rest(wait, ready, count);
  feed_transport(ready, count);
  lock.lock();
  sleeping_ = false;
  static_cast<void>(settle(lock));
  if (descriptor_shown_) {
    const int64_t next = next_due();
    poller_.arm(next == engine::never ? -1 : std::max<int64_t>(next - now().monotonic_ms, 0));
    descriptor_armed_ = true;
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

bool Client::carry_out(Lock &lock) {
  for (engine::Wish wish; engine_->take_wish(wish);) {
    requests_ += wish.type == engine::Wish::Type::send || wish.type == engine::Wish::Type::save ? 1U : 0U;
    wishes_.push_back(std::move(wish));
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
  const bool empty = events_.empty();
  bool any = false;
  for (;;) {
    events_.prepare();
    engine::Happening happening;
    if (!engine_->take_happening(happening)) {
      break;
    }
    if (!happening.task->unwatched()) {
      events_.push(std::move(happening));
      any = true;
    }
  }
  notice_ = notice_ || (empty && any && !calls_back_);
  return any;
}

uint32_t Client::dispatch(Lock &lock) {
  if (callbacks_ == nullptr || dispatcher_ != std::thread::id() || (log_.empty() && (!calls_back_ || events_.empty()))) {
    return 0;
  }
  dispatcher_ = std::this_thread::get_id();
  const bool logs = callbacks_->takes_logs();
  uint32_t told = 0;
  do {
    while (calls_back_ && !events_.empty() && (!freed_ || ends_due_)) {
      std::unique_ptr<Event> event = events_.pop();
      lock.unlock();
      callbacks_->event(reinterpret_cast<const kling_event *>(static_cast<Event::HandleBase *>(event.get())));
      event.reset();
      lock.lock();
      ++told;
    }
    if (logs && !log_.empty()) {
      lock.unlock();
      log_.deliver(*callbacks_);
      lock.lock();
    }
  } while (calls_back_ && !events_.empty() && (!freed_ || ends_due_)); // another thread's turn may have brought some meanwhile
  dispatcher_ = std::thread::id();
  return told;
}

/// From inside a call that may last: the others leave it to their end.
void Client::give_notice(Lock &lock) {
  if (std::exchange(notice_, false) && callbacks_ != nullptr && callbacks_->takes_notices() && !freed_) {
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
    if (std::exchange(client.notice_, false) && !client.freed_) {
      told = client.callbacks_;
    }
  }
  if (told != nullptr) {
    told->notify();
  }
}

} // namespace kling::client
