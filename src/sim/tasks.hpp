#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "base/allocation.hpp"
#include "sim/clip.hpp"
#include "sim/file.hpp"
#include "sim/kind.hpp"
#include "sim/model.hpp"
#include "sim/settings.hpp"

namespace kling::sim {

enum class TaskStatus : uint8_t { submitted, processing, succeed, failed };
[[nodiscard]] std::string_view name_of(TaskStatus status);

/// The video that a task works on (`task_info.parent_video`, §4).
struct ParentVideo {
  String id;
  String url;
  int64_t duration_ms = 0;
};

/// What a checked request asks for.
struct Order {
  const Kind *kind = nullptr;
  std::string_view model; // as its row spells it; the kind's name where there are no models
  Mode mode = Mode::std;
  Clip clip;         // of a video
  int64_t slots = 1; // §2.4
  int64_t cost = 0;  // hundredths of a unit
  bool watermark = false;
  bool voice_control = false; // it brought a voice_list
  bool refer_video = false;   // or a video
  std::string_view failure;   // the text with which it is going to fail
  std::optional<ParentVideo> parent;
  String session_id;
  String external_task_id;
  String callback_url;
  int32_t callback_times = 1; // of each callback
  int64_t callback_delay_ms = 0;
};

struct Task {
  Order order;
  String task_id;
  Vector<Output> outputs;
  String record; // what else its kind's result needs, in a form of the kind's own
  TaskStatus status = TaskStatus::submitted;
  int64_t due_ms = 0; // of the next change, without skew
  int64_t created_ms = 0;
  int64_t updated_ms = 0;
  int64_t charged = 0;      // hundredths of a unit, at its end
  int64_t units_before = 0; // what its pack held when it was charged
  int64_t deducted_ms = 0;  // when

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
  explicit Tasks(const Settings &settings);

  /// Takes every step that is due at `now_ms`; stored times get `skew_ms` on top.
  void advance(int64_t now_ms, int64_t skew_ms);
  [[nodiscard]] std::optional<int64_t> next_due() const;

  const Task &add(Task task, int64_t now_ms, int64_t skew_ms);
  /// One that was carried out while its caller waited: succeeded and charged at once.
  const Task &add_done(Task task, int64_t now_ms, int64_t skew_ms);
  [[nodiscard]] const Task *by_task_id(std::string_view id) const;
  [[nodiscard]] const Task *by_external_id(std::string_view id) const;
  [[nodiscard]] const Deque<Task> &all() const { return tasks_; } // oldest first
  /// Those that were charged something, in the order of the charges.
  [[nodiscard]] const Deque<const Task *> &charges() const { return charges_; }

  /// Slots that are taken of a pack for a model.
  [[nodiscard]] int64_t running(Pack pack, std::string_view model) const;
  /// What the pack still holds once every running task is paid for.
  [[nodiscard]] int64_t available(Pack pack) const;
  [[nodiscard]] int64_t billed(Pack pack) const { return purses_[static_cast<std::size_t>(pack)].billed; }
  [[nodiscard]] int64_t billed() const;
  /// The changes since the last time of tasks that have somebody to call.
  [[nodiscard]] Vector<Change> take_changes() { return std::exchange(changes_, {}); }

private:
  struct Purse {
    int64_t billed = 0;
    int64_t reserved = 0;
  };
  [[nodiscard]] Purse &purse_of(const Task &task);
  Task &keep(Task task, int64_t now_ms, int64_t skew_ms);
  void charge(Task &task);
  void finish(Task &task);
  void note(const Task &task, int64_t at_ms);
  int64_t submitted_ms_;
  int64_t processing_ms_;
  int64_t units_;
  bool charge_failed_;
  bool free_failed_external_ids_;
  std::array<Purse, pack_count> purses_ = {};
  Deque<Task> tasks_; // addresses stay
  Deque<Task *> submitted_;
  Deque<Task *> processing_;
  Deque<const Task *> charges_;
  Vector<Change> changes_;
  Map<String, Task *> by_task_id_;
  Map<String, Task *> by_external_id_;
  Map<std::pair<Pack, std::string_view>, int64_t> running_;
};

/// Hundredths of a unit as the service writes them: "3", "0.5", "0.05".
[[nodiscard]] String units_text(int64_t hundredths);
/// Reads such a text; nothing when it is not one or is beyond ten billion.
[[nodiscard]] std::optional<int64_t> units_from(std::string_view text);

} // namespace kling::sim
