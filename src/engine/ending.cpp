#include "base/text.hpp"
#include "engine/act.hpp"
#include "engine/engine.hpp"

namespace kling::engine {

/// Ends a task from our side; what that means depends on how far it got (design §3.3).
void Engine::withdraw(Task &task, std::string_view why, Instant now) {
  switch (task.phase) {
  case Phase::queued:
  case Phase::pausing:
  case Phase::recording_intent:
    if (task.sending->uncertain_once) {
      unknown(task, concat({why, " before it could be sent again"}), {}, now);
      break;
    }
    end(task, KLING_TASK_CANCELLED,
        make_error(KLING_E_CANCELLED, concat({why, task.sending->unanswered > 0 ? "; the call was not answered and changed nothing"
                                                                                : "; the task was not sent"})),
        now);
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
      active_ -= gate.holding() ? 1 : 0;
    }
  }
  release_slots(task);
  settle_spending(task, state);
  task.error = std::move(error);
  if (state != KLING_TASK_REJECTED) {
    task.error.retryable = 0; // only there is it sure that nothing was created
  }
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
  set_state(task, task.ending_state, task.error);
  if (task.state != KLING_TASK_SUCCEEDED) {
    task.saves.clear();
  } else if (closing_) {
    drop_saves(task, make_error(KLING_E_DOWNLOAD, "the client was shut down"), now);
  }
  if (task.saves_open()) { // ordered while the end was being recorded
    task.error = Error();  // from here on that of the late saves
    start_saves(task, now);
    task.sending.reset();
    return;
  }
  task.sending.reset(); // nothing from here on takes memory
  task.saves.clear();
  timers_.remove(task);
  by_id_.remove(task);
  tasks_.erase(task.number);
}

kling_status Engine::cancel(Task &task, Instant now) {
  const bool unsent = task.phase == Phase::queued || task.phase == Phase::pausing || task.phase == Phase::recording_intent;
  if (!unsent || task.sending->uncertain_once) { // an earlier attempt may have created it
    return KLING_E_STATE;
  }
  Act act(*this, task);
  end(task, KLING_TASK_CANCELLED, make_error(KLING_E_CANCELLED, "cancelled before it was sent"), now);
  act.keep();
  return KLING_OK;
}

kling_status Engine::detach(Task &task, Instant now) {
  if (task.phase == Phase::recording_end || task.phase == Phase::ended) {
    return KLING_E_STATE;
  }
  Act act(*this, task);
  withdraw(task, "detached", now);
  act.keep();
  return KLING_OK;
}

// Shutdown

/// One act each; what ends on the way leaves the list.
template <class Do> void Engine::each_open(Do &&act_on) {
  for (auto next = tasks_.begin(); next != tasks_.end();) {
    const uint64_t number = next->first;
    const TaskPtr task = next->second;
    Act act(*this, *task);
    act_on(*task);
    act.keep();
    next = tasks_.upper_bound(number);
  }
}

void Engine::begin_shutdown(Instant now) {
  closing_ = true;
  close_lists();
  each_open([&](Task &task) {
    if (task.phase == Phase::ended) {
      drop_saves(task, make_error(KLING_E_DOWNLOAD, "the client was shut down"), now);
    } else if (task.phase != Phase::sending) {
      withdraw(task, "the client was shut down", now);
    }
  });
}

bool Engine::idle() const {
  return sending_ == 0 && batch_.empty() && recording_.empty();
}

/// Nobody is waited for any more.
void Engine::forget_all() noexcept {
  close_lists();
  by_id_.drop();
  gathered_.clear();
  batches_.clear();
  tasks_.clear();
  exchanges_.clear();
  saves_.clear();
  recording_.clear();
  batch_.clear();
  batch_lines_.clear();
  wishes_.clear();
}

void Engine::finish_shutdown(Instant now) {
  closing_ = true;
  closed_ = true;
  each_open([&](Task &task) {
    if (task.phase == Phase::ended) {
      drop_saves(task, make_error(KLING_E_DOWNLOAD, "the client was shut down"), now);
    } else {
      withdraw(task, "the client was shut down", now);
      publish_end(task, now);
    }
  });
  for (const auto &[number, task] : tasks_) {
    timers_.remove(*task);
  }
  forget_all();
}

namespace {

/// What withdraw() would make of it.
int32_t state_when_abandoned(const Task &task) {
  switch (task.phase) {
  case Phase::queued:
  case Phase::pausing:
  case Phase::recording_intent:
    return task.sending->uncertain_once ? KLING_TASK_UNKNOWN : KLING_TASK_CANCELLED;
  case Phase::identifying:
    return task.sending->uncertain_once ? KLING_TASK_UNKNOWN : KLING_TASK_REJECTED;
  case Phase::sending:
  case Phase::settling:
  case Phase::looking:
    return KLING_TASK_UNKNOWN;
  case Phase::recording_id:
  case Phase::watching:
  case Phase::polling:
    return KLING_TASK_DETACHED;
  case Phase::saving:
    return KLING_TASK_SUCCEEDED;
  case Phase::recording_end:
  case Phase::ended:
    break;
  }
  return task.ending_state;
}

kling_status status_when_abandoned(int32_t state) {
  return state == KLING_TASK_UNKNOWN     ? KLING_E_SUBMIT_UNKNOWN
         : state == KLING_TASK_DETACHED  ? KLING_E_DETACHED
         : state == KLING_TASK_SUCCEEDED ? KLING_E_DOWNLOAD
                                         : KLING_E_CANCELLED;
}

} // namespace

void Engine::abandon() noexcept {
  closing_ = true;
  closed_ = true;
  for (auto &[number, task] : tasks_) {
    if (!task->final()) {
      task->state = state_when_abandoned(*task);
      task->error.status = task->phase == Phase::recording_end ? task->error.status : status_when_abandoned(task->state);
    }
    task->phase = Phase::ended;
    task->saves.clear();
    task->sending.reset();
    timers_.remove(*task);
  }
  gates_.clear();
  forget_all();
  happenings_.clear();
}

} // namespace kling::engine
