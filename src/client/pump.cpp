#include <algorithm>

#include "base/text.hpp"
#include "client/answer.hpp"

namespace kling::client {

namespace {
/// How many rounds of wish and answer one drive settles before it looks at the sockets again.
constexpr int most_rounds = 16;
} // namespace

/// The role of the one thread that carries things out.
class Client::Driving {
public:
  Driving(Client &client, Lock &lock) : client_(client), lock_(lock) {
    client_.driving_ = true;
    client_.work_ = false;
  }
  ~Driving() {
    if (!lock_.owns_lock()) {
      lock_.lock();
    }
    client_.driving_ = false;
    client_.sleeping_ = false;
    client_.changed_.notify_all();
  }
  Driving(const Driving &) = delete;
  Driving &operator=(const Driving &) = delete;

private:
  Client &client_;
  Lock &lock_;
};

int64_t Client::next_due() const {
  return std::min(engine_->next_due(), transport_due_.load(std::memory_order_relaxed));
}

/// One turn: settle what needs no waiting, wait for sockets, the next timer or a wake-up, settle what came of it.
system::Poller::Outcome Client::drive(Lock &lock, int64_t wait_ms) {
  const Driving driving(*this, lock);
  const bool news = settle(lock);
  const int64_t due = next_due();
  const int64_t start = now().monotonic_ms;
  int64_t wait = wait_ms;
  if (due != engine::never) {
    const int64_t left = std::max<int64_t>(due - start, 0);
    wait = wait < 0 ? left : std::min(wait, left);
  }
  if (news || freed_ || (closing_ && wait_ms < 0) || work_) {
    wait = 0;
  }
  if (descriptor_shown_) {
    poller_.arm(due == engine::never ? -1 : std::max<int64_t>(due - start, 0));
  }
  sleeping_ = true;
  lock.unlock();
  system::Poller::Ready ready[64];
  uint32_t count = 0;
  const system::Poller::Outcome outcome = poller_.wait(wait, ready, count);
  feed_transport(ready, count);
  lock.lock();
  sleeping_ = false;
  work_ = false;
  static_cast<void>(settle(lock));
  return outcome;
}

void Client::feed_transport(const system::Poller::Ready *ready, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    transport_.on_socket(transport_.user_data, ready[i].socket, ready[i].events);
  }
  if (transport_due_.load(std::memory_order_relaxed) <= now().monotonic_ms) {
    transport_due_.store(engine::never, std::memory_order_relaxed);
    transport_.on_timer(transport_.user_data);
  }
}

/// Lets engine and executors answer each other until both are silent.
bool Client::settle(Lock &lock) {
  for (int round = 0; round < most_rounds; ++round) {
    if (!carry_out(lock)) {
      break;
    }
  }
  return collect();
}

bool Client::carry_out(Lock &lock) {
  Vector<Answer> answers;
  answers.swap(answers_);
  for (Answer &each : answers) {
    apply(each);
  }
  engine_->advance(now());
  wishes_.clear();
  for (engine::Wish wish; engine_->take_wish(wish);) {
    wishes_.push_back(std::move(wish));
  }
  if (wishes_.empty()) {
    return !answers_.empty();
  }
  lock.unlock();
  for (engine::Wish &wish : wishes_) {
    carry_out(wish);
  }
  wishes_.clear();
  // A transport may ask for its timer at once when something was started.
  if (transport_due_.load(std::memory_order_relaxed) <= now().monotonic_ms) {
    feed_transport(nullptr, 0);
  }
  lock.lock();
  return true;
}

void Client::carry_out(engine::Wish &wish) {
  switch (wish.type) {
  case engine::Wish::Type::persist:
    record(wish);
    break;
  case engine::Wish::Type::send:
    begin_exchange(wish);
    break;
  case engine::Wish::Type::save:
    begin_download(wish);
    break;
  case engine::Wish::Type::drop_exchange: {
    const auto found = exchanges_.find(wish.ticket);
    if (found != exchanges_.end()) {
      found->second->drop(transport_);
    }
    break;
  }
  case engine::Wish::Type::drop_save:
    downloads_.erase(wish.ticket);
    break;
  }
}

void Client::answer(Answer &&answer) {
  answers_.push_back(std::move(answer));
}

// The journal

void Client::record(engine::Wish &wish) {
  Vector<store::Entry> entries;
  entries.reserve(wish.lines.size());
  for (const engine::JournalLine &line : wish.lines) {
    entries.push_back({line.key.c_str(), line.record_json.empty() ? nullptr : line.record_json.c_str()});
  }
  store_.submit(store_.user_data, entries.data(), static_cast<uint32_t>(entries.size()), wish.ticket, recorded, this);
}

void Client::recorded(void *self, uint64_t ticket, kling_status status, const char *message) {
  Answer answer;
  answer.type = Answer::Type::recorded;
  answer.ticket = ticket;
  answer.status = status;
  answer.message = message == nullptr ? "" : message;
  static_cast<Client *>(self)->answer(std::move(answer));
}

// Exchanges

void Client::begin_exchange(engine::Wish &wish) {
  const uint64_t ticket = wish.ticket;
  auto exchange = std::make_unique<Exchange>(ticket, std::move(wish.message), Exchange::Listener{this, exchange_done});
  Exchange &started = *exchange;
  exchanges_.emplace(ticket, std::move(exchange));
  const kling_status status = started.start(transport_, limits_);
  if (status != KLING_OK) {
    protocol::Reply reply;
    reply.error = make_error(status == KLING_E_MEMORY ? status : KLING_E_NETWORK, "the request could not be started");
    exchange_done(this, ticket, reply, 0, 0);
  }
}

void Client::exchange_done(void *self, uint64_t ticket, const protocol::Reply &reply, uint64_t bytes_in, uint64_t bytes_out) {
  auto &client = *static_cast<Client *>(self);
  Answer answer;
  answer.type = Answer::Type::replied;
  answer.ticket = ticket;
  answer.reply = reply;
  answer.bytes_in = bytes_in;
  answer.bytes_out = bytes_out;
  client.answer(std::move(answer)); // of one that was dropped too: the engine no longer knows the ticket, the numbers count
  client.exchanges_.erase(ticket);
}

// Downloads

void Client::begin_download(engine::Wish &wish) {
  std::unique_ptr<Downloading> &download = downloads_[wish.ticket];
  if (download == nullptr) {
    download = std::make_unique<Downloading>(*this, wish.ticket);
  }
  download->begin(wish);
}

void Client::Downloading::begin(engine::Wish &wish) {
  if (download_ == nullptr) {
    transfer::DownloadOrder order = client_.download_order_;
    order.url = std::move(wish.save_url);
    order.path = std::move(wish.save_path);
    download_ = std::make_unique<transfer::Download>(std::move(order), client_.transport_, transfer::Download::Listener{this, progress, done}, &client_.log_);
  } else {
    download_->set_url(std::move(wish.save_url));
  }
  Error error;
  if (download_->start(error) != KLING_OK) {
    end(engine::SaveEnd::failed, error, 0);
  }
}

void Client::Downloading::progress(void *self, int64_t done, int64_t total) {
  auto &save = *static_cast<Downloading *>(self);
  Answer answer;
  answer.type = Answer::Type::save_progress;
  answer.ticket = save.ticket_;
  answer.bytes_done = done;
  answer.bytes_total = total;
  answer.bytes_in = static_cast<uint64_t>(std::max<int64_t>(done - save.told_, 0));
  save.told_ = done;
  Vector<Answer> &answers = save.client_.answers_;
  if (!answers.empty() && answers.back().type == Answer::Type::save_progress && answers.back().ticket == save.ticket_) {
    answer.bytes_in += answers.back().bytes_in;
    answers.back() = std::move(answer); // only the newest counts
  } else {
    answers.push_back(std::move(answer));
  }
}

void Client::Downloading::done(void *self, const transfer::DownloadResult &result) {
  constexpr engine::SaveEnd ends[] = {engine::SaveEnd::saved, engine::SaveEnd::link_refused, engine::SaveEnd::broken, engine::SaveEnd::failed};
  static_cast<Downloading *>(self)->end(ends[static_cast<std::size_t>(result.end)], result.error, result.bytes);
}

void Client::Downloading::end(engine::SaveEnd end, const Error &error, int64_t bytes) {
  Answer answer;
  answer.type = Answer::Type::saved;
  answer.ticket = ticket_;
  answer.end = end;
  answer.error = error;
  answer.bytes_done = bytes;
  client_.answer(std::move(answer));
}

// Answers and happenings, under the lock

void Client::apply(Answer &answer) {
  const engine::Instant time = now();
  bytes_in_ += answer.bytes_in;
  bytes_out_ += answer.bytes_out;
  switch (answer.type) {
  case Answer::Type::replied:
    ++requests_;
    engine_->replied(answer.ticket, answer.reply, time);
    break;
  case Answer::Type::recorded:
    engine_->persisted(answer.ticket, answer.status, answer.message, time);
    break;
  case Answer::Type::save_progress:
    engine_->save_progress(answer.ticket, answer.bytes_done, answer.bytes_total, time);
    break;
  case Answer::Type::saved:
    if (answer.end == engine::SaveEnd::saved || answer.end == engine::SaveEnd::failed) {
      downloads_.erase(answer.ticket); // we drive: nobody else is in it
    }
    engine_->saved(answer.ticket, answer.end, answer.error, answer.bytes_done, time);
    break;
  }
}

bool Client::collect() {
  const bool empty = events_.empty();
  bool any = false;
  for (engine::Happening happening; engine_->take_happening(happening);) {
    const uint64_t tag = happening.task->tag;
    events_.push(std::make_unique<Event>(std::move(happening), tag));
    any = true;
  }
  notice_ = notice_ || (empty && any && !calls_back_);
  return any;
}

uint32_t Client::dispatch(Lock &lock) {
  if (callbacks_ == nullptr || dispatcher_ != std::thread::id() || (log_.empty() && (!calls_back_ || events_.empty()))) {
    return 0;
  }
  const Shared<Callbacks> callbacks = callbacks_;
  dispatcher_ = std::this_thread::get_id();
  uint32_t told = 0;
  while (calls_back_ && !events_.empty() && !freed_) {
    std::unique_ptr<Event> event = events_.pop();
    lock.unlock();
    callbacks->event(reinterpret_cast<const kling_event *>(static_cast<Event::HandleBase *>(event.get())));
    event.reset();
    lock.lock();
    ++told;
  }
  if (callbacks->takes_logs() && !log_.empty()) {
    lock.unlock();
    log_.deliver(*callbacks);
    lock.lock();
  }
  dispatcher_ = std::thread::id();
  return told;
}

// The transport's host

void Client::watch_socket(void *self, int64_t socket, uint32_t interest) {
  static_cast<Client *>(self)->poller_.watch(socket, interest);
}

void Client::set_timer(void *self, int64_t delay_ms) {
  auto &client = *static_cast<Client *>(self);
  client.transport_due_.store(delay_ms < 0 ? engine::never : client.now().monotonic_ms + delay_ms, std::memory_order_relaxed);
}

} // namespace kling::client
