#include "sim/gateway.hpp"

#include <algorithm>

namespace kling::sim {

const GatewayTask &Gateway::add(const Task &task, const GatewayRoute &route, int64_t now_ms, int64_t skew_ms) {
  GatewayTask &kept = tasks_.emplace_back();
  kept.id = profile_->id != nullptr ? profile_->id(task.task_id, route) : task.task_id;
  kept.task = &task;
  kept.route = &route;
  kept.updated_ms = task.updated_ms;
  kept.submit_ms = now_ms + skew_ms;
  by_id_[kept.id] = &kept;
  by_task_id_[task.task_id] = &kept;
  if (profile_->stores) {
    if (open_.empty()) {
      looked_ms_ = now_ms - now_ms % refresh_ms_;
    }
    open_.push_back(&kept);
    news_ = true;
  }
  return kept;
}

namespace {

const GatewayTask *entry(const Map<std::string_view, GatewayTask *> &index, std::string_view id) {
  const auto found = index.find(id);
  return found == index.end() ? nullptr : found->second;
}

} // namespace

const GatewayTask *Gateway::find(std::string_view id) const {
  return entry(by_id_, id);
}

const GatewayTask *Gateway::by_task_id(std::string_view task_id) const {
  return entry(by_task_id_, task_id);
}

void Gateway::refresh(Tasks &tasks, int64_t now_ms, int64_t skew_ms) {
  while (!open_.empty()) {
    int64_t next_ms = looked_ms_ + refresh_ms_;
    const std::optional<int64_t> due_ms = tasks.next_due();
    if (!news_ && due_ms && *due_ms > next_ms) { // nothing would be new before
      next_ms += (*due_ms - next_ms + refresh_ms_ - 1) / refresh_ms_ * refresh_ms_;
    }
    if (next_ms > now_ms) {
      news_ = news_ || (due_ms && *due_ms <= now_ms);
      return;
    }
    tasks.advance(next_ms, skew_ms);
    looked_ms_ = next_ms;
    news_ = false;
    look(next_ms + skew_ms);
  }
}

void Gateway::look(int64_t at_ms) {
  for (GatewayTask *each : open_) {
    each->seen = true;
    each->status = each->task->status;
    each->updated_ms = each->task->updated_ms;
    if (each->status != TaskStatus::submitted && each->start_ms == 0) {
      each->start_ms = at_ms;
    }
    each->finish_ms = each->task->final() ? at_ms : 0;
  }
  std::erase_if(open_, [](const GatewayTask *each) { return each->final(); });
}

} // namespace kling::sim
