#include "engine/calling.hpp"

#include "base/text.hpp"
#include "engine/engine.hpp"

namespace kling::engine {

bool only_reads(const protocol::Prepared &prepared) {
  return prepared.kind->reads || (prepared.kind->raw() && prepared.method == "GET");
}

/// A synchronous kind: the reply to the call is the end of the task, unless the service made a task of it. Gateways do that: then it is
/// asked for like any other.
void Engine::answered(Task &task, const protocol::Record &record, std::string_view body, Instant now) {
  const bool runs_on = record.progress == protocol::Progress::submitted || record.progress == protocol::Progress::processing;
  if (runs_on && !record.task_id.empty() && !only_reads(task.sending->prepared)) {
    accept(task, record, now);
    return;
  }
  task.id.set(record.task_id);
  task.times[KLING_TIME_ACCEPTED] = now.unix_ms;
  end_trouble(task);
  if (runs_on) {
    task.raw_json.set(body);
    Error error = make_error(KLING_E_DETACHED, concat({"the service said that ", task.kind->name, " is ", record.status_word,
                                                       ", and named no task that could be asked for"}));
    end(task, KLING_TASK_DETACHED, std::move(error), now);
    return;
  }
  finished(task, record, body, now);
  if (task.phase == Phase::saving) {
    task.sending.reset(); // last: what comes before may run out of memory and be done again
  }
}

/// A raw call that may change something leaves once: what others wait for and send again is its end.
void Engine::end_at_first_reply(protocol::CreationReply &answer, int64_t signed_with, Instant now) {
  switch (answer.verdict) {
  case protocol::Creation::slots_full:
  case protocol::Creation::rate_limited:
    answer.error.retryable = 1;
    break;
  case protocol::Creation::token_time:
    answer.error.retryable = learn_clock(answer.service_unix_ms, signed_with, now) ? 1 : 0; // the next one is signed with the right time
    break;
  default:
    return;
  }
  answer.verdict = protocol::Creation::refused;
}

/// No answer came to a synchronous call, or none that tells whether it was carried out. There is nothing to ask by: what only reads is made
/// again, everything else is unknown.
void Engine::unanswered(Task &task, const protocol::CreationReply &answer, std::string_view body, Instant now) {
  if (!only_reads(task.sending->prepared)) {
    if (answer.readable) {
      task.raw_json.set(body);
    }
    task.sending->uncertainty = answer.error;
    unknown(task, "no reply tells", {}, now);
    return;
  }
  ++task.sending->unanswered;
  if (closing_) {
    withdraw(task, "the client was shut down", now);
    return;
  }
  Error error = answer.error;
  error.retryable = 1; // it changes nothing
  if (task.sending->unanswered > settings_.max_retries) {
    error.message = concat({error.message, "; asked ", text_of(int64_t{task.sending->unanswered}), " times"});
    if (answer.readable) {
      task.raw_json.set(body);
    }
    reject(task, std::move(error), now);
    return;
  }
  ++counts_.retries;
  const int64_t delay = std::max(backoff(task.sending->unanswered), answer.retry_after_ms);
  pause(task, delay, error, now);
  tell_trouble(task, error);
}

} // namespace kling::engine
