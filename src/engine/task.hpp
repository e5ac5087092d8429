#pragma once

#include <atomic>
#include <limits>
#include <memory>
#include <utility>

#include "base/error.hpp"
#include "base/handle.hpp"
#include "engine/kept_text.hpp"
#include "protocol/reply.hpp"
#include "protocol/request.hpp"

namespace kling::engine {

inline constexpr int64_t never = std::numeric_limits<int64_t>::max();

/// A reading of both clocks: spans are counted on the monotonic one, times told in Unix time.
struct Instant {
  int64_t monotonic_ms = 0;
  int64_t unix_ms = 0;
};

/// What the engine itself is doing with a task; finer than the states that the world sees.
enum class Phase : uint8_t {
  queued,           // WAITING behind the slot gate
  pausing,          // WAITING until `due`
  recording_intent, // the journal is writing down that it will be sent
  sending,          // SUBMITTING: the create is on its way
  settling,         // UNCERTAIN until the next look by external id
  looking,          // UNCERTAIN: such a look is on its way
  identifying,      // refused as a duplicate: looking for whose it is
  recording_id,     // the journal is writing down the task id
  watching,         // the service has it; next poll at `due`
  polling,          // a poll is on its way
  saving,           // succeeded, outputs are being downloaded
  recording_end,    // the journal is writing down how it ended
  ended,
};

struct TaskOutput {
  KeptText url; // empty where it is known by its id alone
  KeptText path;
  String type;
  String id;
  std::string_view extension; // of its file, where the URL does not tell
  double duration = -1;
};

/// What a trouble comes from: the same one is told once.
struct Cause {
  kling_status status = KLING_OK;
  int32_t http_status = 0;
  int64_t service_code = 0;
  friend bool operator==(const Cause &a, const Cause &b) = default;
};

/// Whoever takes the bytes of a save that has no file. The engine only holds it: the save is over when nobody does any more.
class Receiver : public Allocated {
public:
  Receiver() = default;
  Receiver(const Receiver &) = delete;
  Receiver &operator=(const Receiver &) = delete;
  virtual ~Receiver() = default;
};

/// One output on its way to a file or a receiver.
struct Save {
  uint32_t index = 0;
  String path;               // empty with a receiver
  Shared<Receiver> receiver; // until it is over
  uint64_t ticket = 0;
  int64_t due = never; // when it is tried again
  int64_t bytes_done = 0;
  int64_t bytes_total = -1;
  int64_t furthest = 0; // as far as it ever came
  int32_t tries = 0;    // since it last came further
  int32_t fresh_links = 0;
  enum class Phase : uint8_t { waiting, running, asking, over } phase = Phase::waiting;
  bool after_end = false; // ordered on a final task: its end is a SAVED event
  Error error;
};

/// Who keeps the tasks' world alive; told when the last use of a task is gone.
class TaskOwner {
public:
  virtual void task_gone() noexcept = 0;

protected:
  ~TaskOwner() = default;
};

/// What an act of the engine changes of a task, in one piece: one that runs out of memory half-way puts it back.
struct Standing {
  int32_t state = KLING_TASK_WAITING;
  Error error;
  int64_t times[6] = {}; // by KLING_TIME_*
  double units = -1;
  int64_t reserved = 0; // of the spend limit, in hundredths of a unit

  Phase phase = Phase::queued;
  int64_t due = never;
  int64_t deadline = never;
  uint64_t ticket = 0; // of the exchange that is under way
  int32_t slots = 0;   // held at the gate, once the service has it; a synchronous call holds none
  int64_t interval_ms = 0;
  int32_t times_not_found = 0;
  int64_t first_not_found = 0;
  Error trouble;            // the latest one, until it is over
  Vector<Cause> causes;     // of the troubles that have been told
  bool found_late = false;  // by a look: it may be done already
  bool at_service = false;  // as a task that can be asked for; a synchronous call mostly never is
  uint8_t missed = 0;       // by batches that asked for it by its id
  int32_t ending_state = 0; // while its end is being recorded
  Vector<Save> saves;
  int64_t progress_told = 0;
};

/// The same of a create.
struct Attempts {
  int32_t not_sent = 0;   // tries that never reached the service
  int32_t paused = 0;     // rate limits in a row
  int32_t unanswered = 0; // tries of a call that only reads
  int32_t resends = 0;
  bool signed_again = false;
  bool uncertain_once = false; // an earlier attempt may have created it
  bool slow_settle = false;
  int64_t sent_unix_ms = 0;    // of the latest attempt
  int64_t attempt_unix_ms = 0; // of the first uncertain attempt
  int64_t uncertain_since = 0;
  int32_t looks = 0;
  int32_t not_found = 0;
  int32_t in_vain = 0; // looks answered by what can never tell: where not_found proves nothing they end it as well
  Error uncertainty;
};

/// One task. Counted by everybody who holds it: the engine, events, and the program through kling_task_retain.
/// All members but the counts are guarded by the client's lock.
class Task : public Allocated, public Handle<HandleKind::task>, public Standing {
public:
  Task(const catalog::Kind &of_kind, TaskOwner *of_owner) : kind(&of_kind), owner(of_owner) {}
  Task(const Task &) = delete;
  Task &operator=(const Task &) = delete;

  void retain() noexcept { references_.fetch_add(1, std::memory_order_relaxed); }
  void release() noexcept {
    if (references_.fetch_sub(1, std::memory_order_acq_rel) == 1) {
      TaskOwner *const told = owner;
      delete this;
      if (told != nullptr) {
        told->task_gone();
      }
    }
  }

  [[nodiscard]] const Standing &standing() const { return *this; }
  [[nodiscard]] bool final() const { return state >= KLING_TASK_FINAL; }
  [[nodiscard]] bool saves_open() const {
    for (const Save &save : saves) {
      if (save.phase != Save::Phase::over) {
        return true;
      }
    }
    return false;
  }
  /// Given back after the end: nobody reads its events any more.
  [[nodiscard]] bool unwatched() const { return final() && !released_early && program_uses.load(std::memory_order_relaxed) == 0; }
  [[nodiscard]] std::string_view best_id() const { return id.empty() ? external_id.view() : id.view(); }

  const catalog::Kind *const kind;
  TaskOwner *const owner;
  std::atomic<uint32_t> program_uses{1}; // handles the program holds
  bool released_early = false;           // the last of them went before the end: whoever let it go still reads its events

  // what the world sees
  uint64_t tag = 0;
  KeptText id;
  KeptText external_id;
  KeptText label;
  KeptText token;
  KeptText raw_json;
  Vector<TaskOutput> outputs;

  // the engine's own
  uint64_t number = 0; // order of acceptance, and the journal's key
  std::size_t timer_index = static_cast<std::size_t>(-1);

  struct Sending : Allocated, Attempts { // dropped once the service has the task
    [[nodiscard]] const Attempts &attempts() const { return *this; }
    protocol::Prepared prepared;
    Map<uint64_t, Task *>::node_type place; // in the gate's queue, while it is not there
  };
  std::unique_ptr<Sending> sending;

  std::size_t gate = static_cast<std::size_t>(-1);
  int64_t typical_ms = 0;
  String save_path;
  KeptText poll_path; // its own; empty: the endpoint's

private:
  ~Task() = default;
  std::atomic<uint32_t> references_{1};
};

/// A counted hold on a task.
class TaskPtr {
public:
  TaskPtr() = default;
  explicit TaskPtr(Task *task) : task_(task) {
    if (task_ != nullptr) {
      task_->retain();
    }
  }
  TaskPtr(const TaskPtr &other) : TaskPtr(other.task_) {}
  TaskPtr(TaskPtr &&other) noexcept : task_(std::exchange(other.task_, nullptr)) {}
  TaskPtr &operator=(TaskPtr other) noexcept {
    std::swap(task_, other.task_);
    return *this;
  }
  ~TaskPtr() {
    if (task_ != nullptr) {
      task_->release();
    }
  }
  /// Takes over a count that the caller already holds.
  [[nodiscard]] static TaskPtr adopt(Task *task) {
    TaskPtr held;
    held.task_ = task;
    return held;
  }
  [[nodiscard]] Task *get() const { return task_; }
  Task *operator->() const { return task_; }
  Task &operator*() const { return *task_; }
  explicit operator bool() const { return task_ != nullptr; }
  friend bool operator==(const TaskPtr &a, const TaskPtr &b) { return a.task_ == b.task_; }

private:
  Task *task_ = nullptr;
};

} // namespace kling::engine
