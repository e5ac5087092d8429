#include <algorithm>

#include "base/text.hpp"
#include "engine/engine.hpp"

namespace kling::engine {

namespace {
constexpr int64_t longest_first_look_ms = 10000;
constexpr int64_t lost_after_ms = 600000; // "not found" for so long means it is gone
constexpr int32_t lost_after_times = 3;

/// Attached by a text of which only the service knows what it is, and the service tells task ids and external ids apart: asked for as the
/// one and the other in turn.
bool asked_for_as_either(const Task &task) {
  return task.id.empty() && task.kind->generation == catalog::Generation::current;
}
} // namespace

void Engine::watch(Task &task, Instant now, bool at_once) {
  task.phase = Phase::watching;
  task.interval_ms = settings_.poll_interval_ms;
  int64_t first = settings_.poll_interval_ms;
  if (!settings_.poll_interval_set) {
    const int64_t third = task.typical_ms > 0 ? task.typical_ms / 3 : longest_first_look_ms;
    first = static_cast<int64_t>(static_cast<double>(std::min(third, longest_first_look_ms)) * jitter());
  }
  if (in_step()) {
    first = meeting_time(now.monotonic_ms + first, first) - now.monotonic_ms;
  }
  if (by_id_.kept() && !task.id.empty()) {
    by_id_.insert(task);
  }
  set_due(task, at_once ? now.monotonic_ms : now.monotonic_ms + first);
}

void Engine::poll(Task &task, Purpose purpose, Instant now) {
  const bool looks_up = purpose == Purpose::look || purpose == Purpose::identify;
  const std::string_view id = looks_up ? task.external_id.view() : task.best_id();
  const bool by_external_id = looks_up || (asked_for_as_either(task) ? task.times_not_found % 2 == 0 : task.id.empty());
  send(task, purpose,
       protocol::query_message(*task.kind, id, by_external_id, endpoint_, tokens_, service_time(now), settings_.request_timeout_ms,
                               task.poll_path.view()));
}

/// Counted from the reply on; for those who fall into step from when they were asked about, as they were at the same time.
void Engine::poll_later(Task &task, int64_t at_least_ms, Instant asked, Instant now) {
  const int64_t shortest = settings_.poll_interval_set ? settings_.poll_interval_ms : 0;
  if (in_step()) {
    const int64_t delay = std::max(task.interval_ms, shortest);
    const int64_t due = std::max(asked.monotonic_ms + delay, now.monotonic_ms + std::max(shortest, at_least_ms));
    task.due = meeting_time(due, delay);
  } else {
    const auto delay = static_cast<int64_t>(static_cast<double>(task.interval_ms) * jitter());
    task.due = now.monotonic_ms + std::max({delay, shortest, at_least_ms});
  }
  task.interval_ms = std::min(task.interval_ms + task.interval_ms / 2, settings_.poll_max_interval_ms);
  task.phase = Phase::watching;
  set_due(task, task.due);
}

/// After a disturbed poll; once it is over, the interval is the one that it was before.
void Engine::poll_slowly(Task &task, int64_t at_least_ms, Instant now) {
  const int64_t longest = settings_.poll_max_interval_ms;
  task.phase = Phase::watching;
  if (in_step()) {
    set_due(task, meeting_time(now.monotonic_ms + std::max(longest, at_least_ms), longest));
  } else {
    set_due(task, now.monotonic_ms + std::max(static_cast<int64_t>(static_cast<double>(longest) * jitter()), at_least_ms));
  }
}

void Engine::polled(Task &task, const protocol::LookReply &look, std::string_view body, Instant asked, Instant now) {
  if (task.phase != Phase::polling) {
    return;
  }
  switch (look.verdict) {
  case protocol::Look::found:
    task.times_not_found = 0;
    end_trouble(task);
    progressed(task, look.record, body, now);
    break;
  case protocol::Look::pending:
    task.times_not_found = 0;
    end_trouble(task);
    break;
  case protocol::Look::not_found:
    poll_not_found(task, look, now);
    break;
  case protocol::Look::trouble:
    poll_troubled(task, look, asked, now);
    break;
  }
  if (task.phase == Phase::polling) {
    poll_later(task, look.retry_after_ms, asked, now);
  }
}

void Engine::poll_not_found(Task &task, const protocol::LookReply &look, Instant now) {
  if (task.times_not_found++ == 0) {
    task.first_not_found = now.monotonic_ms;
  }
  if (task.times_not_found >= lost_after_times && now.monotonic_ms - task.first_not_found >= lost_after_ms) {
    Error error = look.error;
    error.status = KLING_E_NOT_FOUND;
    error.task_id.assign(task.id.view());
    end(task, KLING_TASK_DETACHED, std::move(error), now);
    return;
  }
  if (asked_for_as_either(task) && task.times_not_found % 2 == 1) {
    task.phase = Phase::watching;
    set_due(task, now.monotonic_ms);
    return;
  }
  tell_trouble(task, look.error);
  poll_slowly(task, look.retry_after_ms, now);
}

void Engine::poll_troubled(Task &task, const protocol::LookReply &look, Instant asked, Instant now) {
  tell_trouble(task, look.error);
  if (look.token_time) { // signed with the right time it may well work
    poll_later(task, look.retry_after_ms, asked, now);
  } else {
    poll_slowly(task, look.retry_after_ms, now);
  }
}

void Engine::progressed(Task &task, const protocol::Record &record, std::string_view body, Instant now) {
  id_trust_.learn(*task.kind, task.external_id.view(), record);
  if (task.external_id.empty()) {
    task.external_id.set(record.external_id);
  }
  if (task.id.empty()) {
    task.id.set(record.task_id);
    try {
      if (by_id_.kept()) {
        by_id_.insert(task);
      }
      persist(task, Step::none, task.state);
    } catch (const std::bad_alloc &) { // or the next look would take it for recorded
      by_id_.remove(task);
      task.id.set({});
      throw;
    }
  }
  switch (record.progress) {
  case protocol::Progress::submitted:
    break;
  case protocol::Progress::processing:
    set_state(task, KLING_TASK_PROCESSING, Error());
    break;
  case protocol::Progress::succeeded:
  case protocol::Progress::failed:
    finished(task, record, body, now);
    break;
  }
}

void Engine::finished(Task &task, const protocol::Record &record, std::string_view body, Instant now) {
  task.raw_json.set(body);
  task.units = record.units;
  task.times[KLING_TIME_DONE] = now.unix_ms;
  if (record.progress == protocol::Progress::succeeded) {
    succeeded(task, record, now);
    return;
  }
  Error error = make_error(KLING_E_TASK_FAILED, record.message.empty() ? std::string_view("the service gave no reason") : record.message);
  error.task_id.assign(task.id.view());
  end(task, KLING_TASK_FAILED, std::move(error), now);
}

void Engine::succeeded(Task &task, const protocol::Record &record, Instant now) {
  release_slots(task);
  Vector<TaskOutput> outputs; // whole or not at all
  outputs.reserve(record.outputs.size());
  for (const protocol::Output &output : record.outputs) {
    TaskOutput &kept = outputs.emplace_back();
    kept.url.set(output.url);
    kept.type = output.type;
    kept.id = output.id;
    kept.extension = output.extension;
    kept.duration = output.duration;
  }
  task.outputs = std::move(outputs);
  for (uint32_t index = 0; index < task.outputs.size() && !task.save_path.empty(); ++index) {
    if (record.outputs[index].saved) {
      Save &save = task.saves.emplace_back();
      save.index = index;
      save.path = file_for(task, index, task.save_path);
    }
  }
  if (task.saves.empty()) {
    Error error;
    // Not every synchronous call makes something, and elements have no file.
    if (!task.save_path.empty() && task.outputs.empty() && !task.kind->synchronous) {
      error = make_error(KLING_E_DOWNLOAD, "the service named no output to save");
      error.task_id.assign(task.id.view());
    }
    end(task, KLING_TASK_SUCCEEDED, std::move(error), now);
    return;
  }
  task.phase = Phase::saving;
  set_due(task, never);
  persist(task, Step::none, KLING_TASK_SAVING);
  set_state(task, KLING_TASK_SAVING, Error());
  start_saves(task, now);
}

} // namespace kling::engine
