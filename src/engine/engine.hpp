#pragma once

#include "base/log.hpp"
#include "engine/batch.hpp"
#include "engine/gate.hpp"
#include "engine/id_trust.hpp"
#include "engine/list.hpp"
#include "engine/task_index.hpp"
#include "engine/timers.hpp"
#include "engine/wish.hpp"

namespace kling::engine {

struct Settings {
  int64_t deadline_ms = int64_t{6} * 3600 * 1000;
  int64_t poll_interval_ms = 5000;
  bool poll_interval_set = false; // by the caller: then it also replaces the first look
  int64_t poll_max_interval_ms = 30000;
  int64_t settle_ms = 60000;
  int64_t max_retries = 4;
  int64_t retry_base_ms = 1000;
  int64_t max_active_tasks = 0; // 0: learn from 1303
  int64_t max_sending = 8;      // creates under way at once
  int64_t max_queued_tasks = 100000;
  int64_t request_timeout_ms = 60000;
  int64_t spend_limit = -1;  // in hundredths of a unit; negative: none
  bool asks_together = true; // of many due tasks at once, where that works
  uint64_t seed = 1;         // of the jitter
};

/// What one submit brings.
struct Order {
  protocol::Prepared prepared;
  String label;
  String save_path;
  int64_t deadline_ms = 0; // 0: the settings'
  uint64_t tag = 0;
};

struct Counts {
  uint64_t waiting = 0;
  uint64_t open = 0;
  uint64_t final = 0;
  uint64_t retries = 0;
};

/// What the spend limit counts, in hundredths of a unit.
struct Spending {
  int64_t spent = 0;
  int64_t reserved = 0; // for tasks that may still cost what they were estimated at
};

/// The life of every task: time and answers in, wishes and happenings out. It reads no clock, opens no socket and touches no file;
/// whoever owns it calls under one lock.
class Engine : public Allocated {
public:
  Engine(Settings settings, const protocol::Endpoint &endpoint, Log *log);
  ~Engine();
  Engine(const Engine &) = delete;
  Engine &operator=(const Engine &) = delete;

  // the program's acts
  kling_status submit(const TaskPtr &task, Order order, Instant now, Error &error);
  void attach(const TaskPtr &task, std::string_view task_id, std::string_view external_id, uint64_t tag, Instant now);
  kling_status cancel(Task &task, Instant now);
  kling_status detach(Task &task, Instant now);
  /// To a file, or to `receiver` with an empty path. Unless it returns KLING_OK nothing holds the receiver.
  kling_status save(Task &task, uint32_t index, std::string_view path, Shared<Receiver> receiver, Instant now, Error &error);

  // lists
  /// A record, lent until the next call for this list; KLING_OK and NULL behind the last; KLING_E_AGAIN while a page is on its way.
  kling_status next_record(List &list, const char *&out, Instant now, Error &error);
  /// The list may go.
  void forget(List &list) noexcept;
  /// Lists that got a page or an error which nobody has looked at since.
  [[nodiscard]] std::size_t pages_waiting() const { return pages_waiting_; }

  // answers to wishes
  void persisted(uint64_t ticket, kling_status status, std::string_view message, Instant now);
  void replied(uint64_t ticket, const protocol::Reply &reply, Instant now);
  void save_progress(uint64_t ticket, int64_t done, int64_t total, Instant now);
  void saved(uint64_t ticket, SaveEnd end, const Error &error, int64_t bytes, Instant now);

  /// Does what is due.
  void advance(Instant now);
  /// Monotonic time of the next thing to do, `never` when nothing is due.
  [[nodiscard]] int64_t next_due() const;
  [[nodiscard]] bool take_wish(Wish &out);
  [[nodiscard]] bool take_happening(Happening &out);

  /// Ends everything but the creates under way, and takes nothing new.
  void begin_shutdown(Instant now);
  [[nodiscard]] bool idle() const; // no create, no journal entry is under way
  /// Ends those too, without waiting for any answer.
  void finish_shutdown(Instant now);
  /// The same where even memory for that is missing: every task is final at once, without words, happenings or journal.
  void abandon() noexcept;

  [[nodiscard]] Counts counts() const { return counts_; }
  [[nodiscard]] Spending spending() const { return spending_; }
  [[nodiscard]] BatchCounts batch_counts() const;
  /// Tasks that something may still happen to, and lists whose page is on its way.
  [[nodiscard]] std::size_t unfinished() const { return tasks_.size() + lists_.size(); }
  /// Nothing is counted, timed or waited for: so it is whenever no task is open and no answer is due.
  [[nodiscard]] bool at_rest() const;

private:
  class Act;
  enum class Purpose : uint8_t { create, look, identify, poll, fresh_link };
  enum class Step : uint8_t { none, send, accepted, ended };
  struct Pending {
    TaskPtr task;
    Purpose purpose = Purpose::create;
    int64_t clock_offset_ms = 0; // that it was signed with
  };
  struct Recorded {
    TaskPtr task;
    Step step = Step::none;
  };
  struct PendingPage {
    List *list = nullptr;
    int64_t clock_offset_ms = 0; // that it was signed with
  };

  // engine.cpp
  void set_state(Task &task, int32_t state, const Error &error);
  void tell(Task &task, int32_t type, const Error &error);
  void tell_trouble(Task &task, const Error &error);
  void end_trouble(Task &task);
  void set_due(Task &task, int64_t due);
  void due(Task &task, Instant now);
  void go_on(Instant now) noexcept;
  void persist(Task &task, Step step, int32_t state);
  void after_recording(Task &task, Step step, kling_status status, std::string_view message, Instant now);
  void forget_exchange(Task &task);
  void discard(Task &task) noexcept;
  void send(Task &task, Purpose purpose, protocol::Message message);
  void hide_secrets(Error &error) const;
  [[nodiscard]] double jitter();
  [[nodiscard]] int64_t service_time(Instant now) const { return now.unix_ms + clock_offset_ms_; }
  bool learn_clock(int64_t service_unix_ms, int64_t signed_with, Instant now);
  [[nodiscard]] int64_t backoff(int32_t tries);

  // ending.cpp
  void withdraw(Task &task, std::string_view why, Instant now);
  void end(Task &task, int32_t state, Error error, Instant now);
  void publish_end(Task &task, Instant now);
  void forget_all() noexcept;
  template <class Do> void each_open(Do &&act_on);

  // submitting.cpp
  Gate &gate_of(Task &task);
  void open_gates(Instant now);
  [[nodiscard]] bool may_send(const Gate &gate) const;
  void start_create(Task &task);
  void leave_gate(Task &task, Gate &gate, const protocol::CreationReply &answer, Instant now);
  void creation_replied(Task &task, protocol::CreationReply answer, std::string_view body, int64_t signed_with, Instant now);
  void back_to_queue(Task &task, const Error &error);
  void pause(Task &task, int64_t delay_ms, const Error &error, Instant now);
  void not_sent(Task &task, const protocol::CreationReply &answer, Instant now);
  void token_refused(Task &task, const protocol::CreationReply &answer, int64_t signed_with, Instant now);
  void taken_id(Task &task, const protocol::CreationReply &answer, Instant now);
  void identified(Task &task, const protocol::LookReply &look, Instant now);
  void reject(Task &task, Error error, Instant now);
  void uncertain(Task &task, const Error &error, bool slow_settle, Instant now);
  void schedule_look(Task &task, Instant now);
  void looked(Task &task, const protocol::LookReply &look, Instant now);
  [[nodiscard]] bool settled(const Task &task, const protocol::LookReply &look, Instant now) const;
  void conclude_not_found(Task &task, const protocol::LookReply &look, Instant now);
  void adopt(Task &task, const protocol::LookReply &look, Instant now);
  void unknown(Task &task, std::string_view why, std::string_view found_id, Instant now);
  void accept(Task &task, const protocol::Record &record, Instant now);
  void release_slots(Task &task);

  // calling.cpp: kinds that are answered at once
  void answered(Task &task, const protocol::Record &record, std::string_view body, Instant now);
  void end_at_first_reply(protocol::CreationReply &answer, int64_t signed_with, Instant now);
  void unanswered(Task &task, const protocol::CreationReply &answer, std::string_view body, Instant now);

  // spending.cpp
  [[nodiscard]] kling_status affords(const protocol::Prepared &prepared, int64_t &price, Error &error) const;
  void settle_spending(Task &task, int32_t state);

  // watching.cpp
  void watch(Task &task, Instant now, bool at_once);
  void poll(Task &task, Purpose purpose, Instant now);
  void polled(Task &task, const protocol::LookReply &look, std::string_view body, Instant asked, Instant now);
  void poll_later(Task &task, int64_t at_least_ms, Instant asked, Instant now);
  void poll_slowly(Task &task, int64_t at_least_ms, Instant now);
  void poll_not_found(Task &task, const protocol::LookReply &look, Instant now);
  void poll_troubled(Task &task, const protocol::LookReply &look, Instant asked, Instant now);
  void progressed(Task &task, const protocol::Record &record, std::string_view body, Instant now);
  void finished(Task &task, const protocol::Record &record, std::string_view body, Instant now);
  void succeeded(Task &task, const protocol::Record &record, Instant now);

  // batching.cpp: many due tasks are asked about at once
  void gather(Task &task);
  void ask_gathered(Instant now, bool by_pages);
  void ask_by_pages(Instant now);
  void ask_by_ids(Instant now);
  void ask_group_by_ids(std::size_t count, Instant now);
  void hold_back(std::size_t count, Instant now);
  void join_walk(const catalog::Kind &list, Instant now);
  void begin_walk(const catalog::Kind &list, Instant now);
  void ask_for(Batch &batch, protocol::Message message);
  void ask_for_tasks_page(Batch &batch, Instant now);
  [[nodiscard]] bool askable_by_ids(const Task &task) const;
  [[nodiscard]] bool ids_work_for(const catalog::Kind &kind) const;
  [[nodiscard]] bool in_step() const;
  [[nodiscard]] Way &way_by_ids(const catalog::Kind &kind) { return ids_[static_cast<std::size_t>(kind.generation)]; }
  [[nodiscard]] PageWay &way_over(const catalog::Kind &list);
  [[nodiscard]] Way *way_of(const Batch &batch);
  void leave_batch(uint64_t ticket) noexcept;
  void know_by_id();

  // batch_answers.cpp
  void batch_replied(uint64_t ticket, const protocol::Reply &reply, Instant now);
  void ids_replied(uint64_t ticket, const protocol::BatchReply &answer, Instant now);
  void learn_from_ids(Batch &batch, uint64_t ticket, const protocol::BatchReply &answer, Instant now);
  void told_by_ids(uint64_t ticket, const protocol::BatchReply &answer, Instant now);
  void tasks_page_replied(uint64_t ticket, const protocol::BatchReply &answer, bool sign_again, Instant now);
  void told_by_page(uint64_t ticket, const protocol::BatchReply &answer, Instant now);
  [[nodiscard]] bool take_from_page(uint64_t ticket, const Batch &walk, const protocol::BatchItem &item, const protocol::BatchReply &answer,
                                    Instant now);
  void go_on_walking(uint64_t ticket, protocol::ListPlace place, Instant now);
  void go_other_ways(uint64_t ticket, Instant now);
  void ask_alone(Task &task, bool missed, Instant now);
  template <class Do> void each_waiting(uint64_t ticket, Do &&act_on);

  // listing.cpp
  void see(List &list) noexcept;
  void close_lists() noexcept;
  [[nodiscard]] int64_t next_page_due() const;
  void ask_for_pages(Instant now);
  void ask_for_page(List &list, Instant now);
  [[nodiscard]] int64_t pause_of_page(const List &list, const protocol::PageReply &page, int64_t signed_with, Instant now);
  void page_replied(uint64_t ticket, const protocol::Reply &reply, Instant now);

  // saving.cpp
  void start_saves(Task &task, Instant now);
  void start_save(Task &task, Save &save);
  void settle_saves(Task &task, Instant now);
  void save_over(Task &task, Save &save, Error error, Instant now);
  void give_up_save(Task &task, Save &save, const Error &error, Instant now);
  void link_answered(Task &task, const protocol::LookReply &look, Instant now);
  void saves_due(Task &task, Instant now);
  void drop_saves(Task &task, const Error &error, Instant now);
  [[nodiscard]] String file_for(const Task &task, uint32_t index, std::string_view path) const;
  [[nodiscard]] Save *save_of(uint64_t ticket, TaskPtr &task);

  Settings settings_;
  const protocol::Endpoint &endpoint_;
  Log *log_;
  auth::TokenCache tokens_;
  IdTrust id_trust_;            // what was learnt stays learnt, also where an act is undone
  int64_t clock_offset_ms_ = 0; // service − ours
  uint64_t random_;
  uint64_t last_ticket_ = 0;
  uint64_t last_number_ = 0;
  int64_t sending_ = 0; // creates under way
  int64_t active_ = 0;  // tasks that are sent or at the service
  bool closing_ = false;
  bool closed_ = false;
  Counts counts_;
  Spending spending_;

  Timers timers_;
  Deque<Gate> gates_;
  Map<uint64_t, TaskPtr> tasks_; // by number: everything that is not over, saves included
  HashMap<uint64_t, Pending> exchanges_;
  HashMap<uint64_t, TaskPtr> saves_;
  Vector<TaskPtr> gathered_; // polling, and not asked about yet
  HashMap<uint64_t, Batch> batches_;
  Way ids_[2]; // by generation
  Vector<PageWay> page_ways_;
  TaskIndex by_id_; // of what is watched, while pages are in use
  uint32_t last_walk_ = 0;
  BatchCounts batch_counts_;
  HashMap<uint64_t, PendingPage> pages_;
  Vector<List *> lists_; // whose page is due or on its way
  std::size_t pages_waiting_ = 0;
  HashMap<uint64_t, Vector<Recorded>> recording_;
  Vector<JournalLine> batch_lines_;
  Vector<Recorded> batch_;
  Deque<Wish> wishes_;
  Deque<Happening> happenings_;
};

/// The journal's line for a task in that state (design §4.6).
[[nodiscard]] String journal_record(const Task &task, int32_t state, const protocol::Endpoint &endpoint);
[[nodiscard]] String journal_key(const Task &task);

} // namespace kling::engine
