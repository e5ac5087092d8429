#include "engine/act.hpp"

namespace kling::engine {

Engine::Act::Act(Engine &engine, Task &task)
    : engine_(engine), task_(&task), standing_(task.standing()), gate_(task.gate),
      listed_(engine.tasks_.find(task.number) != engine.tasks_.end()), had_attempts_(task.sending != nullptr),
      last_ticket_(engine.last_ticket_), sending_(engine.sending_), active_(engine.active_), counts_(engine.counts_),
      spending_(engine.spending_), lines_(engine.batch_.size()), wishes_(engine.wishes_.size()), happenings_(engine.happenings_.size()) {
  if (had_attempts_) {
    attempts_ = task.sending->attempts();
  }
  if (gate_ < engine.gates_.size()) {
    room_ = engine.gates_[gate_].room();
    waited_ = had_attempts_ && engine.gates_[gate_].waits(task);
  }
}

/// What it no longer waits for is forgotten only now, so that undo() need not bring it back.
void Engine::Act::keep() noexcept {
  kept_ = true;
  if (standing_.ticket != task_->ticket) {
    engine_.exchanges_.erase(standing_.ticket);
    engine_.leave_batch(standing_.ticket);
  }
  for (const Save &before : standing_.saves) {
    bool open = false;
    for (const Save &save : task_->saves) {
      open = open || (save.ticket == before.ticket && save.phase != Save::Phase::over);
    }
    if (!open) {
      engine_.saves_.erase(before.ticket);
    }
  }
}

void Engine::Act::undo() noexcept {
  Task &task = *task_;
  if (task.ticket > last_ticket_) {
    engine_.exchanges_.erase(task.ticket);
  }
  for (const Save &save : task.saves) {
    if (save.ticket > last_ticket_) {
      engine_.saves_.erase(save.ticket);
    }
  }
  while (engine_.wishes_.size() > wishes_) {
    engine_.wishes_.pop_back();
  }
  while (engine_.happenings_.size() > happenings_) {
    engine_.happenings_.pop_back();
  }
  while (engine_.batch_.size() > lines_) {
    engine_.batch_.pop_back();
    engine_.batch_lines_.pop_back();
  }
  engine_.sending_ = sending_;
  engine_.active_ = active_;
  engine_.counts_ = counts_;
  engine_.spending_ = spending_;
  if (task.gate < engine_.gates_.size()) {
    Gate &gate = engine_.gates_[task.gate];
    if (gate.waits(task) && !waited_) {
      gate.leave(task);
    } else if (!gate.waits(task) && waited_) {
      gate.enqueue(task); // it has kept its place
    }
    if (gate_ == task.gate) {
      gate.restore(room_);
    }
  }
  static_cast<Standing &>(task) = std::move(standing_);
  if (had_attempts_) {
    static_cast<Attempts &>(*task.sending) = std::move(attempts_);
  }
  if (listed_) {
    engine_.timers_.update(task); // where it stood, there is room for it
  } else {
    engine_.timers_.remove(task);
    engine_.tasks_.erase(task.number);
  }
}

} // namespace kling::engine
