#include <algorithm>

#include "base/text.hpp"
#include "engine/act.hpp"
#include "engine/calling.hpp"
#include "engine/engine.hpp"

namespace kling::engine {

namespace {

constexpr int64_t slow_settle_ms = 600000;
constexpr int64_t clock_tolerance_ms = 300000;
constexpr int32_t identify_tries = 3;
constexpr int32_t fewest_answers = 3;       // before a lost create is called settled
constexpr std::size_t longest_answer = 160; // of a look, in the words on it
constexpr int64_t smallest_pause_ms = 1000;
constexpr int64_t first_judging_code = 1100;
constexpr int64_t last_judging_code = 1999;

/// WAITING promises that nothing is billed; after an uncertain attempt nobody can.
int32_t waiting_state(const Task &task) {
  return task.sending->uncertain_once ? KLING_TASK_UNCERTAIN : KLING_TASK_WAITING;
}

/// When an uncertain task is asked for, counted from the moment it became uncertain; every minute after the last.
constexpr int64_t looks_at_ms[] = {2000, 5000, 15000, 30000, 60000};

/// A status alone may be about anything, and one with our own question in the place of the id is no answer.
bool names_a_task(const protocol::LookReply &look, std::string_view asked_id) {
  const protocol::Record &record = look.record;
  const bool by_id = !record.task_id.empty() && (record.task_id != asked_id || record.created_unix_ms != 0);
  return look.verdict == protocol::Look::found && (by_id || !record.external_id.empty());
}

/// What may have become of something that was sent.
std::string_view doubt_about(const Task &task) {
  if (!task.kind->synchronous) {
    return "the task may exist and be billed: ";
  }
  if (only_reads(task.sending->prepared)) {
    return "no answer came, and nothing was changed or billed: ";
  }
  return task.kind->billed ? "the call may have been carried out and billed: " : "the call may have been carried out: ";
}

int64_t look_at(int32_t look) {
  constexpr auto count = static_cast<int32_t>(std::size(looks_at_ms));
  return look < count ? looks_at_ms[look] : looks_at_ms[count - 1] + (look - count + 1) * int64_t{60000};
}

} // namespace

Gate &Engine::gate_of(Task &task) {
  if (task.gate < gates_.size()) {
    return gates_[task.gate];
  }
  const bool holding = !task.kind->synchronous; // a call that is answered at once takes no slot of a pack
  const std::string_view pack = holding ? task.kind->pack : task.kind->name;
  const std::string_view model = holding ? std::string_view(task.sending->prepared.model) : std::string_view();
  std::size_t index = 0;
  while (index < gates_.size() && !gates_[index].serves(pack, model, holding)) {
    ++index;
  }
  if (index == gates_.size()) {
    gates_.emplace_back(pack, model, holding);
  }
  task.gate = index;
  return gates_[index];
}

bool Engine::may_send(const Gate &gate) const {
  const bool place = !gate.holding() || settings_.max_active_tasks == 0 || active_ < settings_.max_active_tasks;
  return !closing_ && sending_ < settings_.max_sending && place;
}

/// Oldest first over all open gates, so that a long queue at one keeps nobody waiting at another.
void Engine::open_gates(Instant now) {
  for (;;) {
    Task *next = nullptr;
    for (const Gate &gate : gates_) {
      if (may_send(gate) && gate.open(now.monotonic_ms) && (next == nullptr || gate.oldest()->number < next->number)) {
        next = gate.oldest();
      }
    }
    if (next == nullptr) {
      return;
    }
    Act act(*this, *next);
    start_create(*next);
    act.keep();
  }
}

void Engine::start_create(Task &task) {
  Gate &gate = gate_of(task);
  gate.leave(task);
  gate.sent(task.sending->prepared.slots);
  ++sending_;
  active_ += gate.holding() ? 1 : 0;
  task.phase = Phase::recording_intent;
  set_due(task, never);
  persist(task, Step::send, KLING_TASK_SUBMITTING);
}

/// What a reply to a create says about the slots.
void Engine::leave_gate(Task &task, Gate &gate, const protocol::CreationReply &answer, Instant now) {
  const int32_t slots = task.sending->prepared.slots;
  const bool here = answer.verdict == protocol::Creation::created || answer.verdict == protocol::Creation::answered ||
                    answer.verdict == protocol::Creation::maybe;
  const bool was_here = answer.verdict == protocol::Creation::id_taken && task.sending->uncertain_once; // by an earlier attempt
  const bool holds = gate.holding() && (here || was_here);
  active_ -= gate.holding() && !holds ? 1 : 0;
  if (answer.verdict == protocol::Creation::slots_full) {
    gate.refused(slots, now.monotonic_ms, jitter(), answer.retry_after_ms);
  } else if (!holds && here) {
    gate.answered(slots, now.monotonic_ms);
  } else if (!holds) {
    gate.not_taken(slots);
  } else if (here) {
    gate.taken(slots, now.monotonic_ms);
  } else {
    gate.found(slots);
  }
  task.slots = holds ? slots : 0;
}

void Engine::creation_replied(Task &task, protocol::CreationReply answer, std::string_view body, int64_t signed_with, Instant now) {
  if (task.phase != Phase::sending) {
    return;
  }
  --sending_;
  if (task.kind->raw() && !only_reads(task.sending->prepared)) {
    end_at_first_reply(answer, signed_with, now);
  }
  Gate &gate = gate_of(task);
  leave_gate(task, gate, answer, now);
  if (task.sending->uncertain_once) {
    answer.error.retryable = 0; // an earlier attempt may have created it
  }
  task.phase = Phase::pausing; // from here on nothing is under way; what follows says what it becomes
  if (answer.verdict != protocol::Creation::rate_limited) {
    task.sending->paused = 0;
  }
  switch (answer.verdict) {
  case protocol::Creation::not_sent:
    not_sent(task, answer, now);
    break;
  case protocol::Creation::created:
    id_trust_.learn_from_create(*task.kind, task.external_id.view(), answer.record);
    accept(task, answer.record, now);
    break;
  case protocol::Creation::answered:
    answered(task, answer.record, body, now);
    break;
  case protocol::Creation::slots_full:
    ++counts_.retries;
    back_to_queue(task, answer.error);
    break;
  case protocol::Creation::rate_limited: {
    ++counts_.retries;
    const int64_t backed_off = std::max(backoff(++task.sending->paused), smallest_pause_ms);
    const int64_t delay = answer.retry_after_ms > 0 ? answer.retry_after_ms : backed_off;
    gate.pause_until(now.monotonic_ms + delay); // the others of this kind would be refused as well
    pause(task, delay, answer.error, now);
    tell_trouble(task, answer.error);
    break;
  }
  case protocol::Creation::token_time:
    token_refused(task, answer, signed_with, now);
    break;
  case protocol::Creation::id_taken:
    taken_id(task, answer, now);
    break;
  case protocol::Creation::refused:
    if (answer.readable) {
      task.raw_json.set(body);
    }
    reject(task, std::move(answer.error), now);
    break;
  case protocol::Creation::maybe:
    if (task.kind->synchronous) {
      unanswered(task, answer, body, now);
    } else {
      uncertain(task, answer.error, answer.slow_settle, now);
    }
    break;
  }
}

// Not created

void Engine::back_to_queue(Task &task, const Error &error) {
  task.phase = Phase::queued;
  task.trouble = error;
  set_due(task, never);
  set_state(task, waiting_state(task), error);
  gate_of(task).enqueue(task);
}

void Engine::pause(Task &task, int64_t delay_ms, const Error &error, Instant now) {
  task.phase = Phase::pausing;
  task.trouble = error;
  set_state(task, waiting_state(task), error);
  set_due(task, now.monotonic_ms + delay_ms);
}

void Engine::not_sent(Task &task, const protocol::CreationReply &answer, Instant now) {
  if (closing_) {
    withdraw(task, "the client was shut down", now);
    return;
  }
  if (task.sending->not_sent >= settings_.max_retries) {
    Error error = answer.error;
    error.message = concat({error.message, "; tried ", text_of(int64_t{task.sending->not_sent} + 1), " times, nothing was sent"});
    error.retryable = error.status == KLING_E_NETWORK ? 1 : error.retryable;
    reject(task, std::move(error), now);
    return;
  }
  ++counts_.retries;
  const int64_t delay = std::max(backoff(++task.sending->not_sent), answer.retry_after_ms);
  pause(task, delay, answer.error, now);
  tell_trouble(task, answer.error);
}

void Engine::token_refused(Task &task, const protocol::CreationReply &answer, int64_t signed_with, Instant now) {
  if (!learn_clock(answer.service_unix_ms, signed_with, now) || task.sending->signed_again) {
    reject(task, answer.error, now);
    return;
  }
  task.sending->signed_again = true;
  ++counts_.retries;
  back_to_queue(task, answer.error);
}

/// A refusal says "not created" for this attempt. After an uncertain one it says so for both only where the service itself looked at the
/// request: its own codes behind the credentials'. From anybody else nothing new is known.
void Engine::reject(Task &task, Error error, Instant now) {
  const bool judged = error.service_code >= first_judging_code && error.service_code <= last_judging_code;
  if (task.sending->uncertain_once && !judged) {
    task.sending->uncertainty = std::move(error);
    unknown(task, "it could not be sent again", {}, now);
    return;
  }
  end(task, KLING_TASK_REJECTED, std::move(error), now);
}

void Engine::taken_id(Task &task, const protocol::CreationReply &answer, Instant now) {
  task.sending->uncertainty = answer.error;
  task.sending->looks = 0;
  task.phase = Phase::identifying;
  if (task.sending->uncertain_once) {
    task.trouble = answer.error;
    set_state(task, KLING_TASK_UNCERTAIN, answer.error);
  }
  poll(task, Purpose::identify, now);
}

/// The duplicate has been looked for: ours after all, an older one, or not to be found.
void Engine::identified(Task &task, const protocol::LookReply &look, Instant now) {
  if (task.phase != Phase::identifying) {
    return;
  }
  if (!names_a_task(look, task.external_id.view())) {
    if (++task.sending->looks < identify_tries || (task.sending->uncertain_once && look.verdict != protocol::Look::not_found)) {
      set_due(task, now.monotonic_ms + std::max(backoff(task.sending->looks), look.retry_after_ms));
      return;
    }
  } else if (task.sending->uncertain_once) {
    adopt(task, look, now);
    return;
  }
  if (task.sending->uncertain_once) {
    unknown(task, "its external id is taken, and the task behind it could not be found", {}, now);
    return;
  }
  Error error = task.sending->uncertainty;
  error.status = KLING_E_CONFLICT;
  error.task_id = look.record.task_id;
  end(task, KLING_TASK_REJECTED, std::move(error), now);
}

// Perhaps created

void Engine::uncertain(Task &task, const Error &error, bool slow_settle, Instant now) {
  Task::Sending &sending = *task.sending;
  if (!sending.uncertain_once) {
    sending.attempt_unix_ms = sending.sent_unix_ms;
  }
  sending.uncertain_once = true;
  sending.slow_settle = sending.slow_settle || slow_settle;
  sending.uncertainty = error;
  sending.uncertain_since = now.monotonic_ms;
  sending.looks = 0;
  sending.not_found = 0;
  sending.in_vain = 0;
  if (task.external_id.empty()) {
    unknown(task, "the reply was lost and there is no external id to ask by", {}, now);
    return;
  }
  task.trouble = error;
  persist(task, Step::none, KLING_TASK_UNCERTAIN);
  set_state(task, KLING_TASK_UNCERTAIN, error);
  schedule_look(task, now);
}

void Engine::schedule_look(Task &task, Instant now) {
  task.phase = Phase::settling;
  const int64_t at = task.sending->uncertain_since + look_at(task.sending->looks++);
  set_due(task, std::max(at, now.monotonic_ms));
}

void Engine::looked(Task &task, const protocol::LookReply &look, Instant now) {
  if (task.phase != Phase::looking) {
    return;
  }
  switch (look.verdict) {
  case protocol::Look::found:
    if (names_a_task(look, task.external_id.view())) {
      adopt(task, look, now);
      return;
    }
    break;
  case protocol::Look::not_found:
    ++task.sending->not_found;
    break;
  case protocol::Look::pending:
    break;
  case protocol::Look::trouble:
    task.sending->in_vain += look.in_vain ? 1 : 0;
    tell_trouble(task, look.error);
    break;
  }
  if (settled(task, look, now)) {
    conclude_not_found(task, look, now);
    return;
  }
  schedule_look(task, now);
  if (look.retry_after_ms > 0) {
    set_due(task, std::max(task.due, now.monotonic_ms + look.retry_after_ms));
  }
}

/// Whether enough looks have been answered for long enough. What can never tell ends it where nothing could be proved anyway; at a guarded
/// host it must never be taken for the service's own "not found", which is sent again upon.
bool Engine::settled(const Task &task, const protocol::LookReply &look, Instant now) const {
  const Attempts &sending = *task.sending;
  const bool guarded = id_trust_.of(*task.kind) == catalog::ExternalIdTrust::guarded;
  if (look.verdict != protocol::Look::not_found && (guarded || !look.in_vain)) {
    return false;
  }
  const int64_t settle = sending.slow_settle ? std::max(settings_.settle_ms, slow_settle_ms) : settings_.settle_ms;
  const int32_t answers = sending.not_found + (guarded ? 0 : sending.in_vain);
  return answers >= fewest_answers && now.monotonic_ms - sending.uncertain_since >= settle;
}

void Engine::conclude_not_found(Task &task, const protocol::LookReply &look, Instant now) {
  if (id_trust_.of(*task.kind) != catalog::ExternalIdTrust::guarded) {
    const bool in_vain = look.verdict != protocol::Look::not_found;
    const bool said_anyway = id_trust_.drops(*task.kind);
    unknown(task,
            concat({"its external id is ", in_vain ? "looked up in vain" : "not found",
                    ", which does not prove here that the task does not exist", said_anyway ? "" : ": ",
                    said_anyway ? std::string_view() : id_trust_.doubt(*task.kind), in_vain ? "; the answer was: " : "",
                    in_vain ? cut(look.error.message, longest_answer) : std::string_view()}),
            {}, now);
    return;
  }
  if (task.sending->resends >= settings_.max_retries) {
    unknown(task, "every try to send it was lost", {}, now);
    return;
  }
  ++task.sending->resends;
  ++counts_.retries;
  release_slots(task);
  back_to_queue(task, task.sending->uncertainty);
}

/// A task was found by our external id. It is ours when it is not older than our first uncertain attempt, by the service's clock, and does
/// not tell another id. Where the host has never shown that it keeps our ids, it must tell the id or its time: else nothing ties it to us.
void Engine::adopt(Task &task, const protocol::LookReply &look, Instant now) {
  const int64_t offset = look.service_unix_ms != 0 ? look.service_unix_ms - now.unix_ms : clock_offset_ms_;
  const int64_t attempt = task.sending->attempt_unix_ms + offset;
  const protocol::Record &record = look.record;
  id_trust_.learn(*task.kind, task.external_id.view(), record);
  std::string_view why;
  if (!record.external_id.empty() && record.external_id != task.external_id.view()) {
    why = "the service answered with a task of another external id";
  } else if (record.created_unix_ms != 0 && record.created_unix_ms + clock_tolerance_ms < attempt) {
    why = "an older task has its external id";
  } else if (record.external_id.empty() && record.created_unix_ms == 0 && !id_trust_.finds_surely(*task.kind)) {
    why = "the service answered with a task that tells neither its external id nor when it was made";
  }
  if (!why.empty()) {
    unknown(task, why, record.task_id, now);
    return;
  }
  task.found_late = true;
  accept(task, look.record, now);
}

void Engine::unknown(Task &task, std::string_view why, std::string_view found_id, Instant now) {
  const Error &cause = task.sending->uncertainty;
  const bool asked_in_vain = !task.external_id.empty() && id_trust_.drops(*task.kind);
  Error error = make_error(KLING_E_SUBMIT_UNKNOWN, concat({doubt_about(task), why, asked_in_vain ? "; " : "",
                                                           asked_in_vain ? id_trust_.doubt(*task.kind) : std::string_view()}));
  error.http_status = cause.http_status;
  error.service_code = cause.service_code;
  error.request_id = cause.request_id;
  error.task_id.assign(found_id);
  if (!cause.message.empty()) {
    error.message = concat({error.message, " (", cause.message, ")"});
  }
  end(task, KLING_TASK_UNKNOWN, std::move(error), now);
}

// Created

void Engine::accept(Task &task, const protocol::Record &record, Instant now) {
  task.id.set(record.task_id);
  if (task.external_id.empty()) {
    task.external_id.set(record.external_id);
  }
  task.times[KLING_TIME_ACCEPTED] = now.unix_ms;
  task.at_service = true;
  task.phase = Phase::recording_id;
  end_trouble(task);
  set_due(task, never);
  persist(task, Step::accepted, KLING_TASK_SUBMITTED);
}

void Engine::release_slots(Task &task) {
  if (task.slots == 0) {
    return;
  }
  gates_[task.gate].left(task.slots);
  task.slots = 0;
  --active_;
}

} // namespace kling::engine
