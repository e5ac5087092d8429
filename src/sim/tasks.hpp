#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "base/allocation.hpp"
#include "sim/clip.hpp"

namespace kling::sim {

enum class TaskStatus : uint8_t { submitted, processing, succeed, failed };
[[nodiscard]] std::string_view name_of(TaskStatus status);

/// What a checked request asks for.
struct Order {
  std::string_view kind;  // "text2video"
  std::string_view model; // a name of the model table
  Clip clip;
  int64_t cost = 0; // hundredths of a unit
  bool watermark = false;
  bool fails = false;
  String external_task_id;
  String callback_url;
  int32_t callback_times = 1; // of each callback
  int64_t callback_delay_ms = 0;
};

struct Task {
  Order order;
  String task_id;
  String video_id;
  TaskStatus status = TaskStatus::submitted;
  int64_t due_ms = 0; // of the next change, without skew
  int64_t created_ms = 0;
  int64_t updated_ms = 0;

  [[nodiscard]] bool final() const { return status == TaskStatus::succeed || status == TaskStatus::failed; }
};

/// A task as it was when it came into a state, for its callback.
struct Change {
  Task task;
  int64_t at_ms = 0; // without skew
};

/// Every task of the account, its life cycle and what it was charged (§3, §2.5: charged at success, the slot free at the end).
class Tasks {
public:
  Tasks(int64_t submitted_ms, int64_t processing_ms, int64_t units)
      : submitted_ms_(submitted_ms), processing_ms_(processing_ms), units_(units) {}

  /// Takes every step that is due at `now_ms`; stored times get `skew_ms` on top.
  void advance(int64_t now_ms, int64_t skew_ms);
  [[nodiscard]] std::optional<int64_t> next_due() const;

  const Task &add(Task task, int64_t now_ms, int64_t skew_ms);
  [[nodiscard]] const Task *by_task_id(std::string_view id) const;
  [[nodiscard]] const Task *by_external_id(std::string_view id) const;
  [[nodiscard]] const Task *by_video_id(std::string_view id) const;
  [[nodiscard]] const Deque<Task> &all() const { return tasks_; } // oldest first

  [[nodiscard]] int64_t running(std::string_view model) const;
  /// What the pack still holds once every running task is paid for.
  [[nodiscard]] int64_t available() const { return units_ - billed_ - reserved_; }
  [[nodiscard]] int64_t billed() const { return billed_; }
  /// The changes since the last time of tasks that have somebody to call.
  [[nodiscard]] Vector<Change> take_changes() { return std::exchange(changes_, {}); }
  void clear();

private:
  void finish(Task &task);
  void note(const Task &task, int64_t at_ms);
  int64_t submitted_ms_;
  int64_t processing_ms_;
  int64_t units_;
  int64_t billed_ = 0;
  int64_t reserved_ = 0;
  Deque<Task> tasks_; // addresses stay
  Deque<Task *> submitted_;
  Deque<Task *> processing_;
  Vector<Change> changes_;
  Map<String, Task *> by_task_id_;
  Map<String, Task *> by_external_id_;
  Map<String, Task *> by_video_id_;
  Map<std::string_view, int64_t> running_;
};

/// Hundredths of a unit as the service writes them: "3", "0.5", "0.05".
[[nodiscard]] String units_text(int64_t hundredths);
/// Reads such a text; nothing when it is not one or is beyond ten billion.
[[nodiscard]] std::optional<int64_t> units_from(std::string_view text);

} // namespace kling::sim
