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

void Tasks::finish(Task &task) {
  reserved_ -= task.order.cost;
  --running_[task.order.model];
  task.status = task.order.fails ? TaskStatus::failed : TaskStatus::succeed;
  if (!task.order.fails) {
    billed_ += task.order.cost;
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

const Task &Tasks::add(Task task, int64_t now_ms, int64_t skew_ms) {
  task.status = TaskStatus::submitted;
  task.due_ms = now_ms + submitted_ms_;
  task.created_ms = task.updated_ms = now_ms + skew_ms;
  Task &kept = tasks_.emplace_back(std::move(task));
  by_task_id_[kept.task_id] = &kept;
  by_video_id_[kept.video_id] = &kept;
  if (!kept.order.external_task_id.empty()) {
    by_external_id_[kept.order.external_task_id] = &kept;
  }
  submitted_.push_back(&kept);
  ++running_[kept.order.model];
  reserved_ += kept.order.cost;
  note(kept, now_ms);
  return kept;
}

const Task *Tasks::by_task_id(std::string_view id) const {
  return found(by_task_id_, id);
}

const Task *Tasks::by_external_id(std::string_view id) const {
  return found(by_external_id_, id);
}

const Task *Tasks::by_video_id(std::string_view id) const {
  return found(by_video_id_, id);
}

int64_t Tasks::running(std::string_view model) const {
  const auto at = running_.find(model);
  return at == running_.end() ? 0 : at->second;
}

void Tasks::clear() {
  submitted_.clear();
  processing_.clear();
  by_task_id_.clear();
  by_external_id_.clear();
  by_video_id_.clear();
  running_.clear();
  changes_.clear();
  tasks_.clear();
  billed_ = reserved_ = 0;
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
