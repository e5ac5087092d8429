#include "engine/engine.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace kling::engine {

namespace {

uint64_t &count_of(Counts &counts, int32_t state) {
  if (state == KLING_TASK_WAITING) {
    return counts.waiting;
  }
  return state >= KLING_TASK_FINAL ? counts.final : counts.open;
}

bool same_cause(const Error &a, const Error &b) {
  return a.status == b.status && a.http_status == b.http_status && a.service_code == b.service_code;
}

} // namespace

Engine::Engine(Settings settings, const protocol::Endpoint &endpoint, Log *log)
    : settings_(std::move(settings)), endpoint_(endpoint), log_(log), random_(settings_.seed | 1U) {
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

bool Engine::learn_clock(int64_t service_unix_ms, Instant now) {
  if (service_unix_ms == 0) {
    return false;
  }
  const int64_t offset = service_unix_ms - now.unix_ms;
  if (std::max(offset, clock_offset_ms_) - std::min(offset, clock_offset_ms_) < 2000) {
    return false;
  }
  clock_offset_ms_ = offset;
  tokens_.drop();
  return true;
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
  if (task.trouble.failed() && same_cause(task.trouble, error)) {
    return;
  }
  task.trouble = error;
  tell(task, KLING_EVENT_TROUBLE, error);
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
  batch_lines_.push_back(std::move(line));
  batch_.push_back({TaskPtr(&task), step});
}

void Engine::persisted(uint64_t ticket, kling_status status, std::string_view message, Instant now) {
  const auto found = recording_.find(ticket);
  if (found == recording_.end()) {
    return;
  }
  const Vector<Recorded> batch = std::move(found->second);
  recording_.erase(found);
  for (const Recorded &each : batch) {
    after_recording(*each.task, each.step, status, message, now);
  }
  advance(now);
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
      task.times[KLING_TIME_SENT] = now.unix_ms;
      set_state(task, KLING_TASK_SUBMITTING, Error());
      send(task, Purpose::create,
           protocol::create_message(task.sending->prepared, endpoint_, tokens_, service_time(now), settings_.request_timeout_ms));
    }
    return;
  case Step::accepted:
    if (task.phase == Phase::recording_id) {
      drop_sending(task);
      set_state(task, KLING_TASK_SUBMITTED, Error());
      watch(task, now, task.found_late);
    }
    break;
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
  exchanges_.emplace(wish.ticket, Pending{TaskPtr(&task), purpose});
  wishes_.push_back(std::move(wish));
}

void Engine::forget_exchange(Task &task) {
  if (task.ticket == 0) {
    return;
  }
  if (exchanges_.erase(task.ticket) != 0) {
    Wish wish;
    wish.type = Wish::Type::drop_exchange;
    wish.ticket = task.ticket;
    wishes_.push_back(std::move(wish));
  }
  task.ticket = 0;
}

void Engine::replied(uint64_t ticket, const protocol::Reply &reply, Instant now) {
  const auto found = exchanges_.find(ticket);
  if (found == exchanges_.end()) {
    return;
  }
  const Pending pending = std::move(found->second);
  exchanges_.erase(found);
  Task &task = *pending.task;
  task.ticket = 0;
  if (pending.purpose == Purpose::create) {
    creation_replied(task, reply, now);
    advance(now);
    return;
  }
  const protocol::LookReply look = protocol::read_look(*task.kind, task.best_id(), reply, now.unix_ms);
  if (look.token_time && learn_clock(look.service_unix_ms, now) && log_ != nullptr && log_->wants(log_warning)) {
    log_->write(log_warning, "the service's clock differs from ours: signing with its time from here on");
  }
  switch (pending.purpose) {
  case Purpose::create:
    break;
  case Purpose::look:
    looked(task, look, now);
    break;
  case Purpose::identify:
    identified(task, look, now);
    break;
  case Purpose::poll:
    polled(task, look, reply, now);
    break;
  case Purpose::fresh_link:
    link_answered(task, look, now);
    break;
  }
  advance(now);
}

// Time

int64_t Engine::next_due() const {
  int64_t next = timers_.next();
  if (!closing_ && sending_ < settings_.max_sending && (settings_.max_active_tasks == 0 || active_ < settings_.max_active_tasks)) {
    for (const Gate &gate : gates_) {
      next = std::min(next, gate.due());
    }
  }
  return next;
}

void Engine::advance(Instant now) {
  while (timers_.next() <= now.monotonic_ms) {
    const TaskPtr task(timers_.first());
    if (task->deadline <= now.monotonic_ms) {
      task->deadline = never;
      timers_.update(*task);
      deadline(*task, now);
    } else {
      task->due = never;
      timers_.update(*task);
      due(*task, now);
    }
  }
  open_gates(now);
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
  case Phase::watching:
    task.phase = Phase::polling;
    poll(task, Purpose::poll, now);
    break;
  case Phase::saving:
  case Phase::ended:
    saves_due(task, now);
    break;
  default:
    break;
  }
}

void Engine::deadline(Task &task, Instant now) {
  withdraw(task, "the deadline passed", KLING_E_TIMEOUT, now);
}

/// Ends a task from our side; what that means depends on how far it got (design §3.3). `status` is the error of one that was never sent.
void Engine::withdraw(Task &task, std::string_view why, kling_status status, Instant now) {
  switch (task.phase) {
  case Phase::queued:
  case Phase::pausing:
  case Phase::recording_intent:
    end(task, KLING_TASK_CANCELLED, make_error(status, concat({why, "; the task was not sent"})), now);
    break;
  case Phase::identifying:
    if (!task.sending->uncertain_once) {
      end(task, KLING_TASK_REJECTED, task.sending->uncertainty, now);
      break;
    }
    [[fallthrough]];
  case Phase::sending:
  case Phase::settling:
  case Phase::looking:
    unknown(task, why, {}, now);
    break;
  case Phase::recording_id:
  case Phase::watching:
  case Phase::polling: {
    Error error = make_error(KLING_E_DETACHED, concat({why, "; the task may run on at the service and be billed"}));
    error.task_id.assign(task.id.view());
    end(task, KLING_TASK_DETACHED, std::move(error), now);
    break;
  }
  case Phase::saving: {
    const Error error = make_error(KLING_E_DOWNLOAD, concat({why, " before every output was saved"}));
    drop_saves(task, error, now);
    end(task, KLING_TASK_SUCCEEDED, error, now);
    break;
  }
  case Phase::recording_end:
  case Phase::ended:
    break;
  }
}

// Ends

void Engine::end(Task &task, int32_t state, Error error, Instant now) {
  const TaskPtr held(&task);
  forget_exchange(task);
  if (task.gate < gates_.size()) {
    Gate &gate = gates_[task.gate];
    if (task.phase == Phase::queued) {
      gate.leave(task);
    } else if (task.phase == Phase::recording_intent || task.phase == Phase::sending) {
      gate.not_taken(task.sending->prepared.slots);
      --sending_;
      --active_;
    }
  }
  release_slots(task);
  task.error = std::move(error);
  task.phase = Phase::recording_end;
  task.ending_state = state;
  task.deadline = never;
  set_due(task, never);
  if (closed_) {
    publish_end(task, now);
  } else {
    persist(task, Step::ended, state);
  }
}

void Engine::publish_end(Task &task, Instant now) {
  if (task.phase != Phase::recording_end) {
    return;
  }
  task.phase = Phase::ended;
  task.sending.reset();
  if (task.times[KLING_TIME_DONE] == 0) {
    task.times[KLING_TIME_DONE] = now.unix_ms;
  }
  set_state(task, task.ending_state, task.error);
  if (task.state != KLING_TASK_SUCCEEDED) {
    task.saves.clear();
  } else if (closing_) {
    drop_saves(task, make_error(KLING_E_DOWNLOAD, "the client was shut down"), now);
  }
  if (task.saves_open()) { // ordered while the end was being recorded
    start_saves(task, now);
    return;
  }
  timers_.remove(task);
  tasks_.erase(task.number);
}

// What the client takes

bool Engine::take_wish(Wish &out) {
  if (!batch_.empty()) {
    out = Wish();
    out.type = Wish::Type::persist;
    out.ticket = ++last_ticket_;
    out.lines = std::move(batch_lines_);
    recording_.emplace(out.ticket, std::move(batch_));
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
  task->tag = tag;
  task->number = ++last_number_;
  task->id.set(task_id);
  task->external_id.set(external_id);
  task->state = KLING_TASK_SUBMITTED;
  ++counts_.open;
  task->deadline = now.monotonic_ms + settings_.deadline_ms;
  tasks_.emplace(task->number, task);
  persist(*task, Step::none, KLING_TASK_SUBMITTED);
  watch(*task, now, true);
}

kling_status Engine::cancel(Task &task, Instant now) {
  if (task.phase != Phase::queued && task.phase != Phase::pausing && task.phase != Phase::recording_intent) {
    return KLING_E_STATE;
  }
  end(task, KLING_TASK_CANCELLED, make_error(KLING_E_CANCELLED, "cancelled before it was sent"), now);
  return KLING_OK;
}

kling_status Engine::detach(Task &task, Instant now) {
  if (task.phase == Phase::recording_end || task.phase == Phase::ended) {
    return KLING_E_STATE;
  }
  withdraw(task, "detached", KLING_E_CANCELLED, now);
  return KLING_OK;
}

// Shutdown

void Engine::begin_shutdown(Instant now) {
  closing_ = true;
  Vector<TaskPtr> open;
  open.reserve(tasks_.size());
  for (const auto &[number, task] : tasks_) {
    open.push_back(task);
  }
  for (const TaskPtr &task : open) {
    if (task->phase == Phase::ended) {
      drop_saves(*task, make_error(KLING_E_DOWNLOAD, "the client was shut down"), now);
    } else if (task->phase != Phase::sending) {
      withdraw(*task, "the client was shut down", KLING_E_CANCELLED, now);
    }
  }
}

bool Engine::idle() const {
  return sending_ == 0 && batch_.empty() && recording_.empty();
}

void Engine::finish_shutdown(Instant now) {
  closing_ = true;
  closed_ = true;
  Vector<TaskPtr> open;
  open.reserve(tasks_.size());
  for (const auto &[number, task] : tasks_) {
    open.push_back(task);
  }
  for (const TaskPtr &task : open) {
    withdraw(*task, "the client was shut down", KLING_E_CANCELLED, now);
    publish_end(*task, now);
    drop_saves(*task, make_error(KLING_E_DOWNLOAD, "the client was shut down"), now);
    timers_.remove(*task);
  }
  tasks_.clear();
  exchanges_.clear();
  saves_.clear();
  recording_.clear();
  batch_.clear();
  batch_lines_.clear();
  wishes_.clear();
}

} // namespace kling::engine
