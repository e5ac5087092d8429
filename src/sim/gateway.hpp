#pragma once

#include <cstdint>
#include <string_view>

#include "base/allocation.hpp"
#include "sim/profile.hpp"
#include "sim/tasks.hpp"

namespace kling::sim {

/// A task as a gateway has it in its own table.
struct GatewayTask {
  String id; // the gateway's
  const Task *task = nullptr;
  const GatewayRoute *route = nullptr;
  bool seen = false; // the service was asked about it since
  TaskStatus status = TaskStatus::submitted;
  int64_t updated_ms = 0; // as the service told it
  int64_t submit_ms = 0;
  int64_t start_ms = 0;  // when it was first seen at work; 0: not yet
  int64_t finish_ms = 0; // when its end was seen; 0: not yet

  [[nodiscard]] bool final() const { return finish_ms != 0; }
};

/// The table of a gateway: its ids, and what it saw when it last asked the service about every task that had not ended (gateways §3).
class Gateway {
public:
  Gateway(const Profile &profile, int64_t refresh_ms) : profile_(&profile), refresh_ms_(refresh_ms > 0 ? refresh_ms : 1) {}

  const GatewayTask &add(const Task &task, const GatewayRoute &route, int64_t now_ms, int64_t skew_ms);
  [[nodiscard]] const GatewayTask *find(std::string_view id) const;
  [[nodiscard]] const GatewayTask *by_task_id(std::string_view task_id) const;
  /// Looks at the service each time that is due, up to and with `now_ms`; moves its tasks as far as that.
  void refresh(Tasks &tasks, int64_t now_ms, int64_t skew_ms);

private:
  void look(int64_t at_ms);

  const Profile *profile_;
  int64_t refresh_ms_;
  Deque<GatewayTask> tasks_; // addresses stay
  Map<std::string_view, GatewayTask *> by_id_;
  Map<std::string_view, GatewayTask *> by_task_id_;
  Vector<GatewayTask *> open_;
  int64_t looked_ms_ = 0; // the last time that was due, without skew
  bool news_ = false;     // something has come since
};

} // namespace kling::sim
