#pragma once

#include <deque>
#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "answer.hpp"
#include "engine/engine.hpp"
#include "sim/service.hpp"

namespace kling::engine {

constexpr int64_t second = 1000;
constexpr int64_t minute = 60 * second;
constexpr int64_t hour = 60 * minute;

/// What becomes of one save.
struct SaveAnswer {
  SaveEnd end = SaveEnd::saved;
  std::vector<int64_t> progress; // bytes done, told in a row
  int64_t total = 1000;
  bool silent = false; // never answered
};

/// One request as it left.
struct Sent {
  int64_t at = 0;
  uint64_t ticket = 0;
  std::string method;
  std::string url;
  std::string body;
  std::string authorization;
  bool send_once = false;
  int64_t timeout_ms = 0;
};

/// One happening.
struct Moment {
  int32_t type = 0;
  int32_t state = 0;
  int64_t at = 0;
  Error error;
  int64_t bytes_done = 0;
  int64_t bytes_total = -1;
};

/// A task and everything that was told of it.
struct Job {
  TaskPtr task;
  std::vector<Moment> moments;

  [[nodiscard]] std::vector<Moment> of(int32_t type) const;
  [[nodiscard]] std::vector<int32_t> states() const; // of STATE and FINAL events
  [[nodiscard]] int32_t state() const { return task->state; }
  [[nodiscard]] std::string id() const { return std::string(task->id.view()); }
  [[nodiscard]] std::string external_id() const { return std::string(task->external_id.view()); }
};

struct JournalWrite {
  int64_t at = 0;
  std::string key;
  std::string record;
};

struct SaveStart {
  int64_t at = 0;
  uint64_t ticket = 0;
  std::string url;
  std::string path;
};

/// The ids that a GET asks for, or what else stands at its end.
std::vector<std::string> asked_ids(const std::string &url);

struct Scene {
  std::string provider = "kling";
  std::string base_url; // empty: the provider's
  bool signs = false;   // AccessKey and SecretKey in place of an API key
  Settings settings;
  sim::Settings service;
};

struct Submit {
  std::string kind;   // empty: text2video; others than that and text-to-video are sent without looking at their fields
  std::string method; // of a raw call
  int64_t price = -1; // in hundredths of a unit
  bool in_dollars = false;
  std::string prompt = "a cat";
  std::string model;
  std::string external_id; // empty: one is made
  bool without_external_id = false;
  std::string save_path;
  std::string poll_path;
  int64_t deadline_ms = 0;
  int32_t slots = 1;
  Shared<const protocol::Input> image{};
};

/// An engine, its executors and the service in virtual time, which jumps from one due time to the next.
/// With it goes what must hold for every task in every test: exactly one FINAL event, nothing but saves after it, no WAITING after a lost
/// reply, nothing called retryable that may have been created, the intent durable before a create leaves, the task id durable before the
/// first poll, no credential in the journal, and in the end no count that is left over and no task that is not freed.
class World : public TaskOwner {
public:
  explicit World(Scene scene = {});
  ~World();
  World(const World &) = delete;
  World &operator=(const World &) = delete;

  Job &submit(const Submit &what = {});
  kling_status try_submit(const Submit &what, Error &error);
  Job &attach(std::string_view task_id, std::string_view external_id = "", std::string_view kind = "text2video");
  /// Lets everything happen that is due until then.
  void run_for(int64_t milliseconds);
  void run(); // until nothing is due any more
  bool run_until(const std::function<bool()> &done);
  void release_journal();
  void shutdown(int64_t timeout_ms);

  [[nodiscard]] Instant now() const { return {now_ms_, unix_ms() + clock_skew_ms}; }
  [[nodiscard]] int64_t unix_ms() const { return epoch + now_ms_; } // the true time
  [[nodiscard]] int64_t elapsed() const { return now_ms_ - start; }
  [[nodiscard]] std::vector<Sent> posts() const { return requests("POST"); }
  [[nodiscard]] std::vector<Sent> gets() const { return requests("GET"); }
  [[nodiscard]] std::vector<Sent> requests(std::string_view method) const;
  [[nodiscard]] std::vector<int64_t> times(std::string_view method, int64_t since = 0) const;

  // scripts: taken one by one, what comes after them is done by `on_create`, `on_look`, `on_save`
  std::deque<Answer> creates;
  std::deque<Answer> looks;
  std::deque<SaveAnswer> saves;
  std::function<Answer(const Sent &)> on_create = [](const Sent &) { return by_service(); };
  std::function<Answer(const Sent &)> on_look = [](const Sent &) { return by_service(); };
  std::function<SaveAnswer(const SaveStart &)> on_save = [](const SaveStart &) { return SaveAnswer{SaveEnd::saved, {}, 1000, false}; };

  int64_t clock_skew_ms = 0;    // of our Unix clock against the true time
  int64_t journal_after_ms = 0; // when a write is answered
  bool journal_held = false;    // not at all, before release_journal()
  std::function<bool(const std::string &record)> journal_fails = [](const std::string &) { return false; };

  std::deque<Job> jobs;
  std::vector<Sent> sent;
  std::vector<JournalWrite> journal;
  std::vector<SaveStart> save_starts;
  std::vector<uint64_t> dropped_saves;
  std::vector<uint64_t> dropped_exchanges;
  std::unique_ptr<sim::Service> service;
  protocol::Endpoint endpoint;
  std::unique_ptr<Engine> engine;

private:
  static constexpr int64_t epoch = 1790000000000;
  static constexpr int64_t start = 5000000;
  void task_gone() noexcept override { --live_tasks_; }
  Job &add_job(std::string_view kind);
  kling_status prepare(const Submit &what, protocol::Prepared &out, Error &error);
  [[nodiscard]] bool is_create(std::string_view method, std::string_view url) const;
  void later(int64_t delay_ms, std::function<void()> what);
  /// Turns to the engine as the client does: where memory ends, the same is done again.
  void turn_to(const std::function<void()> &what) const;
  void settle();
  void carry_out(Wish &wish);
  void write(Wish &wish);
  void send(Wish &wish);
  void save(Wish &wish);
  void hear(Happening &happening);
  void check_recorded(const Sent &request) const;
  bool step(int64_t until);
  [[nodiscard]] protocol::Reply ask_service(const Sent &request);

  int64_t now_ms_ = start;
  int live_tasks_ = 0;
  uint64_t last_id_ = 0;
  std::multimap<int64_t, std::function<void()>> events_;
  std::vector<std::function<void()>> held_writes_;
  std::unordered_map<const Task *, Job *> by_task_;
  std::set<std::string> durable_intents_; // by body
  std::set<std::string> read_urls_;       // of orders that are GET
  std::set<std::string> durable_ids_;
  bool journal_failed_ = false;
};

} // namespace kling::engine
