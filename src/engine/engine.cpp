#include "engine/engine.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "engine/act.hpp"
#include "protocol/service_text.hpp"

namespace kling::engine {

namespace {

constexpr int64_t smallest_clock_step_ms = 2000;
constexpr int64_t shortest_call_timeout_ms = 120000;

uint64_t &count_of(Counts &counts, int32_t state) {
  if (state == KLING_TASK_WAITING) {
    return counts.waiting;
  }
  return state >= KLING_TASK_FINAL ? counts.final : counts.open;
}

/// `span` from `start` on, where "for ever" stays for ever.
int64_t after(int64_t start, int64_t span) {
  return span > never - start ? never : start + span;
}

} // namespace

Engine::Engine(Settings settings, const protocol::Endpoint &endpoint, Log *log)
    : settings_(settings), endpoint_(endpoint), log_(log), id_trust_(endpoint.external_ids), random_(settings_.seed | 1U) {
  settings_.poll_max_interval_ms = std::max(settings_.poll_max_interval_ms, settings_.poll_interval_ms);
}

Engine::~Engine() {
  for (auto &[number, task] : tasks_) {
    timers_.remove(*task);
  }
}

double Engine::jitter() {
  random_ ^= random_ << 13U;
  random_ ^= random_ >> 7U;
  random_ ^= random_ << 17U;
  return 0.9 + 0.2 * (static_cast<double>(random_ >> 11U) / static_cast<double>(1ULL << 53U));
}

int64_t Engine::backoff(int32_t tries) {
  const int64_t longest = 30000;
  const int64_t span = settings_.retry_base_ms << std::min<int32_t>(std::max<int32_t>(tries - 1, 0), 16);
  return static_cast<int64_t>(static_cast<double>(std::min(span, std::max(longest, settings_.retry_base_ms))) * jitter());
}

/// A token's times were refused: takes the service's clock from the reply's Date. Whether a token signed now differs from the one refused,
/// which was signed with that offset; another reply may have taught us meanwhile.
bool Engine::learn_clock(int64_t service_unix_ms, int64_t signed_with, Instant now) {
  const auto differ = [](int64_t a, int64_t b) { return std::max(a, b) - std::min(a, b) >= smallest_clock_step_ms; };
  if (!endpoint_.credential.signs()) {
    return false;
  }
  if (service_unix_ms != 0 && differ(service_unix_ms - now.unix_ms, clock_offset_ms_)) {
    clock_offset_ms_ = service_unix_ms - now.unix_ms;
    tokens_.drop();
    if (log_ != nullptr && log_->wants(log_warning)) {
      log_->write(log_warning, "the service's clock differs from ours: signing with its time from here on");
    }
  }
  return differ(clock_offset_ms_, signed_with);
}

void Engine::tell(Task &task, int32_t type, const Error &error) {
  Happening happening;
  happening.type = type;
  happening.task = TaskPtr(&task);
  happening.state = task.state;
  happening.error = error;
  for (const Save &save : task.saves) {
    happening.bytes_done += save.bytes_done;
  }
  if (!task.saves.empty()) {
    happening.bytes_total = 0;
    for (const Save &save : task.saves) {
      happening.bytes_total = save.bytes_total < 0 || happening.bytes_total < 0 ? -1 : happening.bytes_total + save.bytes_total;
    }
  }
  happenings_.push_back(std::move(happening));
}

void Engine::tell_trouble(Task &task, const Error &error) {
  task.trouble = error;
  const Cause cause{error.status, error.http_status, error.service_code};
  if (std::find(task.causes.begin(), task.causes.end(), cause) == task.causes.end()) {
    task.causes.push_back(cause);
    tell(task, KLING_EVENT_TROUBLE, error);
  }
}

void Engine::end_trouble(Task &task) {
  task.trouble = Error();
  task.causes.clear();
}

void Engine::set_state(Task &task, int32_t state, const Error &error) {
  if (task.state == state) {
    return;
  }
  --count_of(counts_, task.state);
  ++count_of(counts_, state);
  task.state = state;
  tell(task, state >= KLING_TASK_FINAL ? KLING_EVENT_FINAL : KLING_EVENT_STATE, error);
}

void Engine::set_due(Task &task, int64_t due) {
  task.due = due;
  timers_.update(task);
}

// The journal

void Engine::persist(Task &task, Step step, int32_t state) {
  JournalLine line;
  line.key = journal_key(task);
  if (step != Step::ended) {
    line.record_json = journal_record(task, state, endpoint_);
  }
  batch_.push_back({TaskPtr(&task), step});
  try {
    batch_lines_.push_back(std::move(line));
  } catch (...) {
    batch_.pop_back();
    throw;
  }
}

void Engine::persisted(uint64_t ticket, kling_status status, std::string_view message, Instant now) {
  const auto found = recording_.find(ticket);
  if (found == recording_.end()) {
    return;
  }
  for (Vector<Recorded> &batch = found->second; !batch.empty(); batch.pop_back()) { // kept in reverse
    const Recorded each = batch.back();
    Act act(*this, *each.task);
    after_recording(*each.task, each.step, status, message, now);
    act.keep();
  }
  recording_.erase(ticket);
  go_on(now);
}

void Engine::after_recording(Task &task, Step step, kling_status status, std::string_view message, Instant now) {
  Error error;
  if (status != KLING_OK) {
    error = make_error(KLING_E_STORE, concat({"the journal could not be written: ", message}));
    error.task_id.assign(task.id.view());
  }
  switch (step) {
  case Step::none:
    break;
  case Step::send:
    if (task.phase != Phase::recording_intent) {
      break;
    }
    if (error.failed()) {
      reject(task, std::move(error), now);
    } else {
      task.phase = Phase::sending;
      task.trouble.retryable = 0; // from here on it may be created
      task.sending->sent_unix_ms = now.unix_ms;
      if (task.times[KLING_TIME_SENT] == 0) {
        task.times[KLING_TIME_SENT] = now.unix_ms;
      }
      set_state(task, KLING_TASK_SUBMITTING, Error());
      const int64_t shortest = task.kind->synchronous ? shortest_call_timeout_ms : 0; // the work itself is done before the reply
      send(task, Purpose::create,
           protocol::create_message(task.sending->prepared, endpoint_, tokens_, service_time(now),
                                    std::max(settings_.request_timeout_ms, shortest)));
    }
    return;
  case Step::accepted:
    if (task.phase == Phase::recording_id) {
      set_state(task, KLING_TASK_SUBMITTED, Error());
      watch(task, now, task.found_late);
      if (error.failed()) {
        tell_trouble(task, error);
      }
      task.sending.reset(); // last: what comes before may run out of memory and be done again
    }
    return;
  case Step::ended:
    publish_end(task, now);
    return;
  }
  if (error.failed() && !task.final()) {
    tell_trouble(task, error);
  }
}

// Exchanges

void Engine::send(Task &task, Purpose purpose, protocol::Message message) {
  Wish wish;
  wish.type = Wish::Type::send;
  wish.ticket = ++last_ticket_;
  wish.message = std::move(message);
  task.ticket = wish.ticket;
  exchanges_.emplace(wish.ticket, Pending{TaskPtr(&task), purpose, clock_offset_ms_});
  wishes_.push_back(std::move(wish));
}

void Engine::forget_exchange(Task &task) {
  if (task.ticket == 0) {
    return;
  }
  const auto batch = batches_.find(task.ticket);
  const bool last = batch != batches_.end() && batch->second.waiting == 1;
  if (last || exchanges_.find(task.ticket) != exchanges_.end()) { // it goes when the act is kept
    Wish wish;
    wish.type = Wish::Type::drop_exchange;
    wish.ticket = task.ticket;
    wishes_.push_back(std::move(wish));
  }
  task.ticket = 0;
}

/// Whatever a service repeats of what it was sent.
void Engine::hide_secrets(Error &error) const {
  const auth::Credential &ours = endpoint_.credential;
  error.message = protocol::without_secret(protocol::without_secret(error.message, ours.api_key), ours.secret_key);
}

void Engine::replied(uint64_t ticket, const protocol::Reply &reply, Instant now) {
  const auto found = exchanges_.find(ticket);
  if (found == exchanges_.end()) {
    if (batches_.find(ticket) != batches_.end()) {
      batch_replied(ticket, reply, now);
    } else {
      page_replied(ticket, reply, now);
    }
    return;
  }
  // Read while the exchange stands: a reply that there is no memory to read leaves the task waiting for it, not lost.
  protocol::CreationReply creation;
  protocol::LookReply look;
  Task &task = *found->second.task;
  if (found->second.purpose == Purpose::create) {
    creation = protocol::read_creation(*task.kind, reply, now.unix_ms);
  } else {
    look = protocol::read_look(*task.kind, task.best_id(), reply, now.unix_ms);
  }
  hide_secrets(creation.error);
  hide_secrets(look.error);
  const Pending pending = found->second;
  Act act(*this, task);
  task.ticket = 0;
  look.token_time = look.token_time && learn_clock(look.service_unix_ms, pending.clock_offset_ms, now); // it is worth asking again soon
  switch (pending.purpose) {
  case Purpose::create:
    creation_replied(task, std::move(creation), reply.body, pending.clock_offset_ms, now);
    break;
  case Purpose::look:
    looked(task, look, now);
    break;
  case Purpose::identify:
    identified(task, look, now);
    break;
  case Purpose::poll:
    if (look.verdict == protocol::Look::found && task.kind->generation == catalog::Generation::current && task.poll_path.empty() &&
        endpoint_.poll_path.empty()) { // it was asked in the same words
      way_by_ids(*task.kind).proven();
    }
    polled(task, look, reply.body, now, now);
    break;
  case Purpose::fresh_link:
    link_answered(task, look, now);
    break;
  }
  act.keep();
  go_on(now);
}

// Time

int64_t Engine::next_due() const {
  int64_t next = gathered_.empty() ? std::min(timers_.next(), next_page_due()) : 0; // what memory was missing for
  for (const Gate &gate : gates_) {
    next = may_send(gate) ? std::min(next, gate.due()) : next;
  }
  return next;
}

void Engine::advance(Instant now) {
  while (timers_.next() <= now.monotonic_ms) {
    const TaskPtr task(timers_.first());
    if (task->phase == Phase::watching && task->deadline > now.monotonic_ms) {
      gather(*task);
      continue;
    }
    Act act(*this, *task);
    if (task->deadline <= now.monotonic_ms) {
      task->deadline = never;
      timers_.update(*task);
      withdraw(*task, "the deadline passed", now);
    } else {
      task->due = never;
      timers_.update(*task);
      due(*task, now);
    }
    act.keep();
  }
  ask_gathered(now, true);
  ask_for_pages(now);
  open_gates(now);
}

/// After an answer that is taken: what memory is missing for stays due.
void Engine::go_on(Instant now) noexcept {
  try {
    advance(now);
  } catch (const std::bad_alloc &) { // advance() comes again
    return;
  }
}

void Engine::due(Task &task, Instant now) {
  switch (task.phase) {
  case Phase::pausing:
    task.phase = Phase::queued;
    gate_of(task).enqueue(task);
    break;
  case Phase::settling:
    task.phase = Phase::looking;
    poll(task, Purpose::look, now);
    break;
  case Phase::identifying:
    poll(task, Purpose::identify, now);
    break;
  case Phase::saving:
  case Phase::ended:
    saves_due(task, now);
    break;
  default:
    break;
  }
}

// What the client takes

bool Engine::take_wish(Wish &out) {
  if (!batch_.empty()) {
    out = Wish();
    out.type = Wish::Type::persist;
    out.ticket = ++last_ticket_;
    Vector<Recorded> &recorded = recording_[out.ticket]; // may run out of memory: only then is anything taken
    std::reverse(batch_.begin(), batch_.end());          // taken from its end, one by one
    recorded = std::move(batch_);
    out.lines = std::move(batch_lines_);
    batch_lines_.clear();
    batch_.clear();
    return true;
  }
  if (wishes_.empty()) {
    return false;
  }
  out = std::move(wishes_.front());
  wishes_.pop_front();
  return true;
}

bool Engine::take_happening(Happening &out) {
  if (happenings_.empty()) {
    return false;
  }
  out = std::move(happenings_.front());
  happenings_.pop_front();
  return true;
}

// Acts

void Engine::attach(const TaskPtr &task, std::string_view task_id, std::string_view external_id, uint64_t tag, Instant now) {
  Act act(*this, *task);
  task->tag = tag;
  task->number = ++last_number_;
  task->id.set(task_id);
  task->external_id.set(external_id);
  task->state = KLING_TASK_SUBMITTED;
  ++counts_.open;
  task->times[KLING_TIME_QUEUED] = now.unix_ms;
  task->deadline = after(now.monotonic_ms, settings_.deadline_ms);
  tasks_.emplace(task->number, task);
  timers_.update(*task);
  task->phase = Phase::recording_id;
  task->found_late = true;
  task->at_service = true;
  persist(*task, Step::accepted, KLING_TASK_SUBMITTED);
  act.keep();
}

kling_status Engine::submit(const TaskPtr &task, Order order, Instant now, Error &error) {
  if (closing_) {
    error = make_error(KLING_E_STATE, "the client is shut down");
    return error.status;
  }
  const auto open = static_cast<int64_t>(counts_.waiting + counts_.open);
  if (open >= settings_.max_queued_tasks) {
    error = make_error(KLING_E_QUEUE_FULL, concat({"max_queued_tasks: ", text_of(open), " tasks are open already"}));
    error.retryable = 1;
    return error.status;
  }
  int64_t price = 0;
  if (affords(order.prepared, price, error) != KLING_OK) {
    return error.status;
  }
  Act act(*this, *task);
  task->reserved = price;
  spending_.reserved += price;
  task->tag = order.tag;
  task->number = ++last_number_;
  task->external_id.set(order.prepared.external_id);
  task->label.set(order.label);
  task->save_path = std::move(order.save_path);
  task->poll_path.set(order.prepared.poll_path);
  task->typical_ms = order.prepared.typical_ms;
  task->times[KLING_TIME_QUEUED] = now.unix_ms;
  task->deadline = after(now.monotonic_ms, order.deadline_ms > 0 ? order.deadline_ms : settings_.deadline_ms);
  task->sending = std::make_unique<Task::Sending>();
  task->sending->prepared = std::move(order.prepared);
  ++counts_.waiting;
  tasks_.emplace(task->number, task);
  timers_.update(*task);
  gate_of(*task).enqueue(*task);
  act.keep();
  try {
    open_gates(now);
    if (task->phase == Phase::queued) {
      persist(*task, Step::none, KLING_TASK_WAITING);
    }
  } catch (const std::bad_alloc &) {
    if (task->phase == Phase::queued) {
      discard(*task);
      throw;
    }
  }
  return KLING_OK;
}

/// One that was taken a moment ago and nobody has heard of.
void Engine::discard(Task &task) noexcept {
  gate_of(task).leave(task);
  timers_.remove(task);
  --counts_.waiting;
  settle_spending(task, KLING_TASK_CANCELLED);
  tasks_.erase(task.number);
}

bool Engine::at_rest() const {
  for (const Gate &gate : gates_) {
    if (!gate.at_rest()) {
      return false;
    }
  }
  const bool silent = exchanges_.empty() && saves_.empty() && recording_.empty() && batch_.empty() && lists_.empty() && pages_.empty();
  return silent && gathered_.empty() && batches_.empty() && by_id_.size() == 0 && tasks_.empty() && sending_ == 0 && active_ == 0 &&
         timers_.next() == never && counts_.waiting == 0 && counts_.open == 0;
}

} // namespace kling::engine
