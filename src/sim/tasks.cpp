#include "sim/tasks.hpp"

#include "base/text.hpp"

namespace kling::sim {

namespace {

const Task *found(const Map<String, Task *> &index, std::string_view id) {
  const auto at = index.find(id);
  return at == index.end() ? nullptr : at->second;
}

} // namespace

std::string_view name_of(TaskStatus status) {
  switch (status) { // §3
  case TaskStatus::submitted:
    return "submitted";
  case TaskStatus::processing:
    return "processing";
  case TaskStatus::succeed:
    return "succeed";
  case TaskStatus::failed:
    break;
  }
  return "failed";
}

Tasks::Tasks(const Settings &settings)
    : submitted_ms_(settings.submitted_ms), processing_ms_(settings.processing_ms), units_(units_from(settings.units).value_or(0)),
      charge_failed_(settings.charge_failed), free_failed_external_ids_(settings.free_failed_external_ids) {}

void Tasks::advance(int64_t now_ms, int64_t skew_ms) {
  while (!submitted_.empty() && submitted_.front()->due_ms <= now_ms) {
    Task &task = *submitted_.front();
    submitted_.pop_front();
    task.status = TaskStatus::processing;
    task.updated_ms = task.due_ms + skew_ms;
    note(task, task.due_ms);
    task.due_ms += processing_ms_;
    processing_.push_back(&task);
  }
  while (!processing_.empty() && processing_.front()->due_ms <= now_ms) {
    Task &task = *processing_.front();
    processing_.pop_front();
    task.updated_ms = task.due_ms + skew_ms;
    finish(task);
    note(task, task.due_ms);
  }
}

void Tasks::note(const Task &task, int64_t at_ms) {
  if (!task.order.callback_url.empty() && task.order.callback_times > 0) {
    changes_.push_back({task, at_ms});
  }
}

Tasks::Purse &Tasks::purse_of(const Task &task) {
  return purses_[static_cast<std::size_t>(task.order.kind->pack)];
}

void Tasks::charge(Task &task) {
  Purse &purse = purse_of(task);
  task.charged = task.order.cost;
  task.units_before = units_ - purse.billed;
  task.deducted_ms = task.updated_ms;
  purse.billed += task.order.cost;
  if (task.order.cost != 0) {
    charges_.push_back(&task);
  }
}

void Tasks::finish(Task &task) {
  purse_of(task).reserved -= task.order.cost;
  running_[{task.order.kind->pack, task.order.model}] -= task.order.slots;
  const bool fails = !task.order.failure.empty();
  task.status = fails ? TaskStatus::failed : TaskStatus::succeed;
  if (!fails || charge_failed_) { // §11.10
    charge(task);
  }
  if (fails && free_failed_external_ids_) { // §11.10
    by_external_id_.erase(task.order.external_task_id);
  }
}

std::optional<int64_t> Tasks::next_due() const {
  std::optional<int64_t> due;
  if (!submitted_.empty()) {
    due = submitted_.front()->due_ms;
  }
  if (!processing_.empty() && (!due || processing_.front()->due_ms < *due)) {
    due = processing_.front()->due_ms;
  }
  return due;
}

Task &Tasks::keep(Task task, int64_t now_ms, int64_t skew_ms) {
  task.created_ms = task.updated_ms = now_ms + skew_ms;
  Task &kept = tasks_.emplace_back(std::move(task));
  by_task_id_[kept.task_id] = &kept;
  if (!kept.order.external_task_id.empty()) {
    by_external_id_[kept.order.external_task_id] = &kept;
  }
  return kept;
}

const Task &Tasks::add(Task task, int64_t now_ms, int64_t skew_ms) {
  Task &kept = keep(std::move(task), now_ms, skew_ms);
  kept.status = TaskStatus::submitted;
  kept.due_ms = now_ms + submitted_ms_;
  submitted_.push_back(&kept);
  running_[{kept.order.kind->pack, kept.order.model}] += kept.order.slots;
  purse_of(kept).reserved += kept.order.cost;
  note(kept, now_ms);
  return kept;
}

const Task &Tasks::add_done(Task task, int64_t now_ms, int64_t skew_ms) {
  Task &kept = keep(std::move(task), now_ms, skew_ms);
  kept.status = TaskStatus::succeed;
  charge(kept);
  return kept;
}

const Task *Tasks::by_task_id(std::string_view id) const {
  return found(by_task_id_, id);
}

const Task *Tasks::by_external_id(std::string_view id) const {
  return found(by_external_id_, id);
}

int64_t Tasks::running(Pack pack, std::string_view model) const {
  const auto at = running_.find(std::pair(pack, model));
  return at == running_.end() ? 0 : at->second;
}

int64_t Tasks::available(Pack pack) const {
  const Purse &purse = purses_[static_cast<std::size_t>(pack)];
  return units_ - purse.billed - purse.reserved;
}

int64_t Tasks::billed() const {
  int64_t out = 0;
  for (const Purse &purse : purses_) {
    out += purse.billed;
  }
  return out;
}

String units_text(int64_t hundredths) {
  String out = text_of(hundredths / 100);
  const int64_t rest = hundredths % 100;
  if (rest != 0) {
    out.push_back('.');
    out.push_back(static_cast<char>('0' + rest / 10));
    if (rest % 10 != 0) {
      out.push_back(static_cast<char>('0' + rest % 10));
    }
  }
  return out;
}

std::optional<int64_t> units_from(std::string_view text) {
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const std::string_view rest = point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
  const auto is_digits = [](std::string_view part) { return part.find_first_not_of("0123456789") == std::string_view::npos; };
  if (whole.empty() || whole.size() > 10 || rest.size() > 2 || !is_digits(whole) || !is_digits(rest) ||
      (point != std::string_view::npos && rest.empty())) {
    return std::nullopt;
  }
  int64_t hundredths = *to_integer(whole) * 100;
  if (!rest.empty()) {
    hundredths += *to_integer(rest) * (rest.size() == 1 ? 10 : 1);
  }
  return hundredths;
}

} // namespace kling::sim
