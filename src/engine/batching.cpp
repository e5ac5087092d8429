#include <algorithm>
#include <span>

#include "engine/act.hpp"
#include "engine/engine.hpp"

namespace kling::engine {

namespace {

constexpr uint64_t fewest_in_step = 8;           // open tasks from which on their looks are made to meet
constexpr uint64_t fewest_in_step_by_pages = 40; // where ids are of no use
constexpr int64_t longest_wait_ms = 1000;        // of the others for what a first request teaches
constexpr std::size_t fewest_that_wait = 20;     // else they are asked alone at once
constexpr int64_t longest_trial_ms = 10000;      // its tasks would have been answered alone meanwhile
constexpr uint8_t most_misses = 2;               // then a task is asked for alone

int64_t time_for_batch(const Way &way, int64_t request_timeout_ms) {
  return way.on_trial() ? std::min(request_timeout_ms, longest_trial_ms) : request_timeout_ms;
}

} // namespace

/// Takes it out of the timers; nothing of it can fail once it is gathered.
void Engine::gather(Task &task) {
  gathered_.emplace_back(&task);
  task.phase = Phase::polling;
  task.due = never;
  timers_.update(task);
}

/// Without memory what is left of them stays gathered.
void Engine::ask_gathered(Instant now, bool by_pages) {
  if (gathered_.empty()) {
    return;
  }
  const auto gone = [](const TaskPtr &task) { return task->phase != Phase::polling || task->ticket != 0; };
  static_cast<void>(gathered_.erase(std::remove_if(gathered_.begin(), gathered_.end(), gone), gathered_.end()));
  if (gathered_.size() > 1 && settings_.asks_together) {
    if (by_pages) {
      ask_by_pages(now);
    }
    ask_by_ids(now);
  }
  while (!gathered_.empty()) {
    const TaskPtr task = gathered_.back();
    Act act(*this, *task);
    poll(*task, Purpose::poll, now);
    act.keep();
    gathered_.pop_back();
  }
}

// By ids

/// Tokens signed with AccessKey and SecretKey are refused there (reference 1), and a synchronous call is no task of that list.
bool Engine::askable_by_ids(const Task &task) const {
  return endpoint_.credential.signs() ? false : !task.id.empty() && task.missed < most_misses && !task.kind->synchronous;
}

void Engine::ask_by_ids(Instant now) {
  for (const catalog::Generation generation : {catalog::Generation::legacy, catalog::Generation::current}) {
    Way &way = ids_[static_cast<std::size_t>(generation)];
    const auto stays = [&](const TaskPtr &task) { return task->kind->generation != generation || !askable_by_ids(*task); };
    const bool waits = way.worth_waiting(now.monotonic_ms, longest_wait_ms);
    if (!way.open(now.monotonic_ms) && !waits) {
      continue;
    }
    const auto begin = std::partition(gathered_.begin(), gathered_.end(), stays);
    auto count = static_cast<std::size_t>(gathered_.end() - begin);
    if (count >= 2 && way.open(now.monotonic_ms)) {
      const bool trial = way.on_trial();
      do {
        const std::size_t asked = std::min(count, protocol::most_asked_at_once);
        ask_group_by_ids(asked, now);
        count -= asked;
      } while (count >= 2 && !trial);
    }
    if (count >= fewest_that_wait && way.worth_waiting(now.monotonic_ms, longest_wait_ms)) {
      hold_back(count, now);
    }
  }
}

/// The last of those gathered.
void Engine::ask_group_by_ids(std::size_t count, Instant now) {
  Batch batch;
  batch.tasks.assign(gathered_.end() - static_cast<std::ptrdiff_t>(count), gathered_.end());
  batch.kind = batch.tasks.front()->kind;
  batch.asked = now;
  std::string_view ids[protocol::most_asked_at_once];
  for (std::size_t i = 0; i < count; ++i) {
    ids[i] = batch.tasks[i]->id.view();
  }
  const int64_t timeout_ms = time_for_batch(way_by_ids(*batch.kind), settings_.request_timeout_ms);
  protocol::Message message = protocol::tasks_message({ids, count}, false, endpoint_, tokens_, service_time(now), timeout_ms);
  ask_for(batch, std::move(message));
  gathered_.resize(gathered_.size() - count);
}

/// The last of those gathered wait for what the first request brings.
void Engine::hold_back(std::size_t count, Instant now) {
  for (; count > 0; --count) {
    Task &task = *gathered_.back();
    set_due(task, now.monotonic_ms + std::min(longest_wait_ms, settings_.poll_interval_ms));
    task.phase = Phase::watching;
    gathered_.pop_back();
  }
}

// By pages

void Engine::ask_by_pages(Instant now) {
  uint32_t due[64] = {}; // by kind, as many as a KindSet holds
  for (const TaskPtr &task : gathered_) {
    const catalog::Kind *const list = task->id.empty() ? nullptr : protocol::list_of(*task->kind);
    if (list != nullptr) {
      ++due[catalog::index_of(*list)];
    }
  }
  const std::span<const catalog::Kind> kinds = catalog::kinds();
  for (std::size_t index = 0; index < kinds.size(); ++index) {
    if (due[index] > 0 && by_id_.kept()) {
      join_walk(kinds[index], now);
    }
    if (due[index] >= fewest_to_walk(ids_work_for(kinds[index])) && way_over(kinds[index]).open(now.monotonic_ms)) {
      begin_walk(kinds[index], now);
    }
  }
}

/// Those that a walk under way has not told of are on the pages before it.
void Engine::join_walk(const catalog::Kind &list, Instant now) {
  const auto found = batches_.find(way_over(list).latest);
  if (found == batches_.end() || now.monotonic_ms - found->second.page_asked_ms > longest_wait_ms) {
    return;
  }
  Batch &batch = found->second;
  const auto stays = [&](const TaskPtr &task) {
    const TaskIndex::Slot *slot = by_id_.find(task->id.view());
    while (slot != nullptr && slot->task != task.get()) {
      slot = by_id_.next(*slot);
    }
    return slot == nullptr || slot->walk == batch.walk || protocol::list_of(*task->kind) != &list;
  };
  const auto begin = std::partition(gathered_.begin(), gathered_.end(), stays);
  batch.tasks.insert(batch.tasks.end(), begin, gathered_.end());
  for (auto task = begin; task != gathered_.end(); ++task) {
    (*task)->ticket = found->first;
    ++batch.waiting;
  }
  gathered_.erase(begin, gathered_.end());
}

void Engine::begin_walk(const catalog::Kind &list, Instant now) {
  know_by_id();
  const auto stays = [&](const TaskPtr &task) { return task->id.empty() || protocol::list_of(*task->kind) != &list; };
  const auto begin = std::partition(gathered_.begin(), gathered_.end(), stays);
  if (static_cast<std::size_t>(gathered_.end() - begin) < fewest_to_walk(ids_work_for(list))) { // the others have joined one
    return;
  }
  Batch batch;
  batch.tasks.assign(begin, gathered_.end());
  batch.list = &list;
  batch.kind = batch.tasks.front()->kind;
  batch.walk = ++last_walk_;
  batch.asked = now;
  ask_for_tasks_page(batch, now);
  gathered_.erase(begin, gathered_.end());
}

void Engine::ask_for_tasks_page(Batch &batch, Instant now) {
  const int64_t timeout_ms = time_for_batch(way_over(*batch.list), settings_.request_timeout_ms);
  protocol::Message message = protocol::batch_page_message(*batch.list, batch.place, endpoint_, tokens_, service_time(now), timeout_ms);
  batch.page_asked_ms = now.monotonic_ms;
  ask_for(batch, std::move(message));
  way_over(*batch.list).latest = last_ticket_;
}

/// All tasks that are watched, once: from here on watch() and publish_end() keep it.
void Engine::know_by_id() {
  if (by_id_.kept()) {
    return;
  }
  for (const auto &[number, task] : tasks_) {
    if (task->at_service && !task->id.empty() && !task->final()) {
      by_id_.insert(*task);
    }
  }
  by_id_.keep();
}

// Both

/// Sends it; its tasks wait for the answer from here on. Without memory nothing has happened, to the batch neither.
void Engine::ask_for(Batch &batch, protocol::Message message) {
  Wish wish;
  wish.type = Wish::Type::send;
  wish.ticket = ++last_ticket_;
  wish.message = std::move(message);
  const uint64_t ticket = wish.ticket;
  Way *const way = way_of(batch);
  wishes_.push_back(std::move(wish));
  try {
    batches_.try_emplace(ticket);
  } catch (const std::bad_alloc &) {
    wishes_.pop_back();
    throw;
  }
  Batch &asked = batches_.find(ticket)->second;
  asked = std::move(batch);
  asked.clock_offset_ms = clock_offset_ms_;
  asked.waiting = asked.tasks.size();
  asked.heard = false;
  asked.trial = way->on_trial();
  for (const TaskPtr &task : asked.tasks) {
    task->ticket = ticket;
  }
  if (asked.trial) {
    way->begin_trial(asked.asked.monotonic_ms);
  }
  ++batch_counts_.requests;
}

/// One of its tasks waits no more; the last one takes it along.
void Engine::leave_batch(uint64_t ticket) noexcept {
  const auto found = batches_.find(ticket);
  if (found == batches_.end() || --found->second.waiting > 0) {
    return;
  }
  if (found->second.trial && !found->second.heard) {
    way_of(found->second)->dropped();
  }
  batches_.erase(found);
}

PageWay &Engine::way_over(const catalog::Kind &list) {
  for (PageWay &way : page_ways_) {
    if (way.list == &list) {
      return way;
    }
  }
  return page_ways_.emplace_back(list);
}

Way *Engine::way_of(const Batch &batch) {
  if (batch.list == nullptr) {
    return &way_by_ids(*batch.kind);
  }
  const auto found = std::find_if(page_ways_.begin(), page_ways_.end(), [&batch](const PageWay &each) { return each.list == batch.list; });
  return found == page_ways_.end() ? nullptr : &*found;
}

bool Engine::ids_work_for(const catalog::Kind &kind) const {
  return !endpoint_.credential.signs() && ids_[static_cast<std::size_t>(kind.generation)].in_use();
}

/// Whether looks are made to meet: not where few tasks are watched, nor where nothing is asked together.
bool Engine::in_step() const {
  const auto hopeful = [](const Way &way) { return way.known() != Way::Known::refused; };
  if (!settings_.asks_together || counts_.open < fewest_in_step) {
    return false;
  }
  if (!endpoint_.credential.signs() && std::any_of(std::begin(ids_), std::end(ids_), hopeful)) {
    return true;
  }
  return counts_.open >= fewest_in_step_by_pages && (page_ways_.empty() || std::any_of(page_ways_.begin(), page_ways_.end(), hopeful));
}

BatchCounts Engine::batch_counts() const {
  BatchCounts counts = batch_counts_;
  const auto in_use = [](const Way &way) { return way.in_use(); };
  counts.ids = std::any_of(std::begin(ids_), std::end(ids_), in_use);
  counts.pages = std::any_of(page_ways_.begin(), page_ways_.end(), in_use);
  return counts;
}

} // namespace kling::engine
