#include <algorithm>

#include "engine/act.hpp"
#include "engine/engine.hpp"

namespace kling::engine {

namespace {

bool is_final(const protocol::Record &record) {
  return record.progress == protocol::Progress::succeeded || record.progress == protocol::Progress::failed;
}

/// The list of both generations tells of a legacy task in the new one's words, which have no place for some of what its own record says:
/// the sort of an image, the voices of an audio. Of videos they say all.
bool says_all(const Task &task, const protocol::Record &record) {
  return task.kind->generation == catalog::Generation::current || task.kind->group == "video" ||
         record.progress != protocol::Progress::succeeded;
}

bool names(const protocol::BatchReply &answer, const Batch &batch) {
  return std::any_of(answer.items.begin(), answer.items.end(), [&batch](const protocol::BatchItem &item) {
    return std::any_of(batch.tasks.begin(), batch.tasks.end(), [&item](const TaskPtr &task) { return task->id.view() == item.task_id; });
  });
}

} // namespace

/// One act each. The batch goes with the last of them; one that runs out of memory half-way waits on, and so do those behind it.
template <class Do> void Engine::each_waiting(uint64_t ticket, Do &&act_on) {
  for (auto found = batches_.find(ticket); found != batches_.end(); found = batches_.find(ticket)) {
    Vector<TaskPtr> &tasks = found->second.tasks;
    if (tasks.back()->ticket != ticket) {
      tasks.pop_back();
      continue;
    }
    const TaskPtr task = tasks.back();
    Act act(*this, *task);
    task->ticket = 0;
    act_on(*task);
    act.keep();
  }
}

void Engine::batch_replied(uint64_t ticket, const protocol::Reply &reply, Instant now) {
  Batch &batch = batches_.find(ticket)->second;
  protocol::BatchReply answer = protocol::read_batch(batch.list != nullptr ? *batch.list : *batch.kind, batch.place, reply, now.unix_ms);
  hide_secrets(answer.trouble.error);
  if (batch.list == nullptr) {
    ids_replied(ticket, answer, now);
  } else {
    const bool other_time =
        answer.trouble.token_time && learn_clock(answer.trouble.service_unix_ms, batch.clock_offset_ms, now) && !batch.signed_again;
    tasks_page_replied(ticket, answer, other_time, now);
  }
  go_on(now);
}

// By ids

void Engine::learn_from_ids(Batch &batch, uint64_t ticket, const protocol::BatchReply &answer, Instant now) {
  if (std::exchange(batch.heard, true)) {
    return;
  }
  Way &way = *way_of(batch);
  batch_counts_.records += answer.items.size();
  switch (answer.verdict) {
  case protocol::Batch::arrived:
    if (batch.trial && !names(answer, batch)) { // it answers, and knows none of them: that proves nothing
      way.dropped();
      way.close(now.monotonic_ms);
      break;
    }
    way.worked();
    way.pays();
    break;
  case protocol::Batch::refused:
    way.refused();
    break;
  case protocol::Batch::trouble:
    way.troubled(ticket, last_ticket_, now.monotonic_ms);
    break;
  }
}

void Engine::ids_replied(uint64_t ticket, const protocol::BatchReply &answer, Instant now) {
  Batch &batch = batches_.find(ticket)->second;
  const bool trial = batch.trial;
  const Instant asked = batch.asked;
  learn_from_ids(batch, ticket, answer, now);
  if (answer.verdict == protocol::Batch::arrived) {
    told_by_ids(ticket, answer, now);
  } else if (trial || answer.verdict == protocol::Batch::refused) {
    // It may be the question: their own polls tell. One of them may be what is disliked, so that none is asked so for ever.
    each_waiting(ticket, [&](Task &task) { ask_alone(task, !trial, now); });
  } else {
    each_waiting(ticket, [&](Task &task) { polled(task, answer.trouble, {}, asked, now); });
  }
}

void Engine::told_by_ids(uint64_t ticket, const protocol::BatchReply &answer, Instant now) {
  const Instant asked = batches_.find(ticket)->second.asked;
  each_waiting(ticket, [&](Task &task) {
    const auto item = std::find_if(answer.items.begin(), answer.items.end(),
                                   [&task](const protocol::BatchItem &each) { return each.task_id == task.id.view(); });
    protocol::LookReply look;
    look.verdict = protocol::Look::found;
    look.retry_after_ms = answer.retry_after_ms;
    if (item == answer.items.end() || !protocol::read_state(item->record, look.record)) {
      ask_alone(task, true, now);
      ++batch_counts_.misses;
      return;
    }
    if (says_all(task, look.record)) {
      polled(task, look, is_final(look.record) ? item->record.print() : String(), asked, now);
    } else {
      id_trust_.learn(*task.kind, task.external_id.view(), look.record);
      ask_alone(task, false, now);
    }
    ++batch_counts_.tasks;
  });
}

/// At once.
void Engine::ask_alone(Task &task, bool missed, Instant now) {
  poll(task, Purpose::poll, now);
  task.missed = static_cast<uint8_t>(std::min(task.missed + (missed ? 1 : 0), 255));
}

// By pages

void Engine::tasks_page_replied(uint64_t ticket, const protocol::BatchReply &answer, bool sign_again, Instant now) {
  Batch &batch = batches_.find(ticket)->second;
  if (answer.verdict == protocol::Batch::arrived) {
    told_by_page(ticket, answer, now);
    return;
  }
  if (sign_again) {
    batch.signed_again = true;
    go_on_walking(ticket, batch.place, now);
    return;
  }
  if (!std::exchange(batch.heard, true)) {
    Way &way = *way_of(batch);
    if (answer.verdict == protocol::Batch::refused) {
      way.refused();
    } else {
      way.dropped();
      way.close(now.monotonic_ms);
    }
  }
  go_other_ways(ticket, now); // whatever it is, their own polls tell them, and no page is worth a trouble
}

/// Each task on the page that is watched, due or not: the next look at it is a whole interval away, so that all fall into step.
void Engine::told_by_page(uint64_t ticket, const protocol::BatchReply &answer, Instant now) {
  Batch walk; // what is to be known of it also when the last of its tasks is told and it is gone
  const Batch &batch = batches_.find(ticket)->second;
  walk.list = batch.list;
  walk.walk = batch.walk;
  walk.asked = batch.asked;
  std::size_t ours = 0;
  for (const protocol::BatchItem &item : answer.items) {
    ours += take_from_page(ticket, walk, item, answer, now) ? 1U : 0U;
  }
  Way &way = *way_of(walk);
  const bool against_ids = ids_work_for(*walk.list);
  const bool pays = page_pays(ours, answer.items.size(), against_ids);
  const auto found = batches_.find(ticket);
  if (found == batches_.end() || !std::exchange(found->second.heard, true)) {
    batch_counts_.records += answer.items.size();
    way.worked();
    if (pays) {
      way.pays();
    } else {
      way.close(now.monotonic_ms);
    }
  }
  if (found == batches_.end()) {
    return;
  }
  if (pays && !answer.last && found->second.waiting >= fewest_to_walk(against_ids)) {
    go_on_walking(ticket, answer.next, now);
  } else {
    go_other_ways(ticket, now);
  }
}

/// Whether the record is of a task of ours that is, or was until this walk told of it, watched.
bool Engine::take_from_page(uint64_t ticket, const Batch &walk, const protocol::BatchItem &item, const protocol::BatchReply &answer,
                            Instant now) {
  bool ours = false;
  for (TaskIndex::Slot *slot = by_id_.find(item.task_id); slot != nullptr; slot = by_id_.next(*slot)) {
    Task &task = *slot->task;
    if (protocol::list_of(*task.kind) != walk.list) {
      continue;
    }
    ours = ours || slot->walk == walk.walk || task.phase == Phase::watching || task.phase == Phase::polling;
    // Once in a walk: a page brings a task again when others were made meanwhile. What is on its way elsewhere is newer.
    const bool open = task.phase == Phase::watching || (task.phase == Phase::polling && task.ticket == ticket);
    protocol::LookReply look;
    look.verdict = protocol::Look::found;
    look.retry_after_ms = answer.retry_after_ms;
    if (slot->walk == walk.walk || !open || !protocol::read_state(item.record, look.record)) {
      continue;
    }
    Act act(*this, task);
    task.ticket = 0;
    task.phase = Phase::polling;
    polled(task, look, is_final(look.record) ? item.record.print() : String(), walk.asked, now);
    act.keep();
    slot->walk = walk.walk;
    ++batch_counts_.tasks;
  }
  return ours;
}

/// The next page, or this one once more, for those that no page has told of yet.
void Engine::go_on_walking(uint64_t ticket, protocol::ListPlace place, Instant now) {
  Batch &batch = batches_.find(ticket)->second;
  const auto told = [ticket](const TaskPtr &task) { return task->ticket != ticket; };
  static_cast<void>(batch.tasks.erase(std::remove_if(batch.tasks.begin(), batch.tasks.end(), told), batch.tasks.end()));
  Batch next;
  next.list = batch.list;
  next.kind = batch.kind;
  next.place = std::move(place);
  next.walk = batch.walk;
  next.asked = batch.asked;
  next.signed_again = batch.signed_again;
  next.tasks.swap(batch.tasks);
  try {
    ask_for_tasks_page(next, now);
  } catch (const std::bad_alloc &) { // the answer is read anew
    next.tasks.swap(batch.tasks);
    throw;
  }
  batches_.erase(ticket);
}

/// Those that no page told of are asked about by ids, or alone.
void Engine::go_other_ways(uint64_t ticket, Instant now) {
  Batch &batch = batches_.find(ticket)->second;
  gathered_.reserve(gathered_.size() + batch.tasks.size());
  for (const TaskPtr &task : batch.tasks) {
    if (task->ticket == ticket) {
      task->ticket = 0;
      gathered_.push_back(task);
    }
  }
  batches_.erase(ticket);
  ask_gathered(now, false);
}

} // namespace kling::engine
