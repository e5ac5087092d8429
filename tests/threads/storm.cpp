#include "threads/storm.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <filesystem>
#include <gtest/gtest.h>
#include <list>
#include <mutex>
#include <random>
#include <string_view>
#include <thread>
#include <vector>

namespace kling::test {

namespace {

constexpr std::size_t slots = 32;

/// Of one task, by its tag.
struct Ending {
  std::atomic<int> finals{0};
  std::atomic<bool> released{false};
  std::atomic<bool> named{false};
  std::atomic<bool> unknown{false};
};

/// Takes one output. All outputs of a storm hold the same bytes: what comes must begin as the longest so far does.
class Receiver {
public:
  Receiver(std::mutex &lock, std::string &longest, std::atomic<int64_t> &wrong) : lock_(lock), longest_(longest), wrong_(wrong) {}
  [[nodiscard]] int destroyed() const { return destroyed_; }

  static int32_t write(void *self, const void *bytes, uint64_t length) {
    auto &receiver = *static_cast<Receiver *>(self);
    const std::string_view more(static_cast<const char *>(bytes), length);
    const std::lock_guard held(receiver.lock_);
    std::string &longest = receiver.longest_;
    const std::size_t known = std::min(more.size(), longest.size() - receiver.taken_);
    bool right = receiver.destroyed_ == 0 && longest.compare(receiver.taken_, known, more.substr(0, known)) == 0;
    longest += more.substr(known);
    receiver.taken_ += more.size();
    right = right && !more.empty();
    receiver.wrong_ += right ? 0 : 1;
    EXPECT_TRUE(right) << "bytes that are not in order, or too late";
    return 0;
  }
  static void destroy(void *self) { ++static_cast<Receiver *>(self)->destroyed_; }

private:
  std::mutex &lock_;
  std::string &longest_;
  std::atomic<int64_t> &wrong_;
  std::size_t taken_ = 0;
  std::atomic<int> destroyed_{0};
};

class Run {
public:
  Run(const Storm &storm, const Service &service)
      : storm_(storm), service_(service), endings_(static_cast<std::size_t>(storm.threads * storm.operations) + 1) {
    for (std::atomic<kling_task *> &slot : shared_) {
      slot = nullptr;
    }
    folder_ = std::filesystem::path(testing::TempDir()) / ("storm-" + std::to_string(::getpid()) + "-" + std::to_string(storm.seed));
    std::filesystem::create_directories(folder_);
    const Options options = service.options();
    kling_options_set_string(options.get(), "overwrite", "1");
    kling_options_set_string(options.get(), "poll_interval_ms", "10");
    kling_options_set_string(options.get(), "poll_max_interval_ms", "50");
    if (storm.background) {
      kling_options_set_int(options.get(), "background_io", 1);
    }
    kling_callbacks callbacks = KLING_CALLBACKS_INIT;
    callbacks.user_data = this;
    if (storm.calls_back) {
      callbacks.on_event = [](void *self, const kling_event *event) { static_cast<Run *>(self)->heard(event); };
    }
    callbacks.on_log = [](void *self, int32_t, const char *text) { static_cast<Run *>(self)->logged_ += *text != '\0' ? 1 : 0; };
    callbacks.notify = [](void *self) { ++static_cast<Run *>(self)->notices_; };
    kling_options_set_callbacks(options.get(), &callbacks);
    client_ = make_client(options);
  }
  ~Run() { std::filesystem::remove_all(folder_); }
  Run(const Run &) = delete;
  Run &operator=(const Run &) = delete;

  Outcome run() {
    EXPECT_NE(client_, nullptr);
    std::vector<std::thread> threads;
    for (int each = 0; each < storm_.threads; ++each) {
      threads.emplace_back([this, each] { work(each); });
    }
    for (std::thread &thread : threads) {
      thread.join();
    }
    finish();
    return count();
  }

private:
  using Random = std::minstd_rand;

  void heard(const kling_event *event) {
    if (kling_event_type(event) != KLING_EVENT_FINAL) {
      return;
    }
    Ending &ending = endings_[kling_event_tag(event)];
    ++ending.finals;
    kling_task *const task = kling_event_task(event);
    ending.named = kling_task_id(task) != nullptr;
    ending.unknown = kling_event_state(event) == KLING_TASK_UNKNOWN;
    wrong_ += kling_task_state(task) >= KLING_TASK_FINAL ? 0 : 1;
  }

  void pull(int most) {
    for (int each = 0; each < most; ++each) {
      kling_event *event = nullptr;
      const kling_status status = kling_next_event(client_.get(), &event);
      allow(status, {KLING_OK, storm_.calls_back ? KLING_E_STATE : KLING_OK});
      if (event == nullptr) {
        return;
      }
      heard(event);
      kling_event_free(event);
    }
  }

  void allow(kling_status status, std::initializer_list<kling_status> allowed) {
    for (const kling_status each : allowed) {
      if (status == each) {
        return;
      }
    }
    if (!(shut_ && status == KLING_E_STATE) && ++wrong_ == 1) {
      ADD_FAILURE() << "a call returned " << kling_status_name(status);
    }
  }

  void submit_one(int thread, Random &random) {
    const uint64_t tag = static_cast<uint64_t>(next_tag_++);
    const Request request = make_request(random() % 16 == 0 ? "risk control" : "a lighthouse");
    if (random() % 24 == 0) {
      kling_request_save_to(request.get(), (folder_ / (std::to_string(tag) + ".mp4")).c_str());
    }
    kling_task *task = nullptr;
    const kling_status status = kling_submit(client_.get(), request.get(), tag, &task, nullptr);
    allow(status, {KLING_OK});
    if (status != KLING_OK) {
      endings_[tag].released = true;
      endings_[tag].finals = 0;
      ++refused_;
      return;
    }
    ++submitted_;
    mine_[static_cast<std::size_t>(thread)].push_back(task);
  }

  /// A task that any thread has put there, or one of its own; the caller's until put() takes it.
  kling_task *take(int thread, Random &random) {
    kling_task *task = shared_[random() % slots].exchange(nullptr);
    std::vector<kling_task *> &mine = mine_[static_cast<std::size_t>(thread)];
    if (task == nullptr && !mine.empty()) {
      task = mine.back();
      mine.pop_back();
    }
    return task;
  }
  void put(int thread, Random &random, kling_task *task) {
    if (task != nullptr) {
      task = shared_[random() % slots].exchange(task);
    }
    if (task != nullptr) {
      mine_[static_cast<std::size_t>(thread)].push_back(task);
    }
  }

  /// The task's own words, or one of those that say why there are none yet.
  void wait_for(kling_task *task) {
    kling_error error = no_error();
    const kling_status status = kling_wait(client_.get(), task, 5, &error);
    if (status == KLING_E_TIMEOUT || status == KLING_E_AGAIN || (shut_ && status == KLING_E_STATE)) {
      return;
    }
    // A task that is saved twice finds the file of the first time.
    allow(status, {KLING_OK, KLING_E_TASK_FAILED, KLING_E_POLICY, KLING_E_CANCELLED, KLING_E_DETACHED, KLING_E_SUBMIT_UNKNOWN,
                   KLING_E_DOWNLOAD, KLING_E_FILE});
    allow(error.status == status && kling_task_state(task) >= KLING_TASK_FINAL ? KLING_OK : KLING_E_INTERNAL, {KLING_OK});
  }

  void save_with(kling_task *task) {
    Receiver *receiver = nullptr;
    {
      const std::lock_guard held(receivers_lock_);
      receiver = &receivers_.emplace_back(bytes_lock_, longest_, wrong_);
    }
    const kling_status status = kling_task_save_with(task, 0, Receiver::write, Receiver::destroy, receiver, nullptr);
    allow(status, {KLING_OK, KLING_E_STATE, KLING_E_ARGUMENT});
    taken_over_ += status == KLING_OK ? 1 : 0;
  }

  void look(kling_task *task) const {
    kling_error error = no_error();
    kling_task_error(task, &error);
    kling_task_state(task);
    kling_task_id(task);
    kling_task_external_id(task);
    kling_task_token(task);
    kling_task_output_url(task, 0);
    kling_task_raw_json(task);
    kling_task_time_ms(task, KLING_TIME_DONE);
    kling_task_units(task);
    kling_stats stats = KLING_STATS_INIT;
    kling_client_stats(client_.get(), &stats);
    kling_client_next_timeout_ms(client_.get());
    kling_client_fd(client_.get());
  }

  void act(int thread, Random &random) {
    const auto which = static_cast<unsigned>(random() % 21);
    if (which < 5) {
      return submit_one(thread, random);
    }
    if (which < 8) {
      return allow(kling_poll(client_.get(), which == 5 ? 0 : which == 6 ? 1 : 20, nullptr), {KLING_OK});
    }
    if (which < 10) {
      return pull(8);
    }
    if (which == 10) {
      return allow(kling_client_wakeup(client_.get()), {KLING_OK});
    }
    kling_task *task = take(thread, random);
    if (task == nullptr) {
      return;
    }
    if (which == 11) {
      allow(kling_task_cancel(task), {KLING_OK, KLING_E_STATE});
    } else if (which == 12 && storm_.detaches) {
      allow(kling_task_detach(task), {KLING_OK, KLING_E_STATE});
    } else if (which == 13) {
      endings_[kling_task_tag(task)].released = true;
      kling_task_release(task);
      return;
    } else if (which == 14) {
      wait_for(task);
    } else if (which == 15) {
      const std::string path = folder_ / (std::to_string(kling_task_tag(task)) + "-later.mp4");
      allow(kling_task_save(task, 0, path.c_str(), nullptr), {KLING_OK, KLING_E_STATE, KLING_E_ARGUMENT});
    } else if (which == 20) {
      save_with(task);
    } else if (which == 16) {
      kling_task_release(kling_task_retain(task));
      allow(kling_task_set_tag(task, kling_task_tag(task)), {KLING_OK});
    } else {
      look(task);
    }
    put(thread, random, task);
  }

  void work(int thread) {
    Random random(static_cast<unsigned>(storm_.seed * 1000 + static_cast<uint64_t>(thread) + 1));
    for (int operation = 0; operation < storm_.operations; ++operation) {
      if (storm_.shuts_down && thread == 0 && operation == storm_.operations / 2) {
        shut_ = true;
        EXPECT_EQ(kling_client_shutdown(client_.get(), 100), KLING_OK);
      }
      act(thread, random);
    }
  }

  /// Until every task has ended, by as many polls as that takes.
  void finish() {
    kling_stats stats = KLING_STATS_INIT;
    for (int turns = 0; turns < 20000 && !shut_; ++turns) {
      pull(1000000);
      kling_client_stats(client_.get(), &stats);
      if (stats.tasks_open == 0) {
        break;
      }
      kling_poll(client_.get(), service_.patience_ms(), nullptr);
    }
    if (!shut_) { // callbacks of what ended last
      for (int turns = 0; turns < 3; ++turns) {
        kling_poll(client_.get(), 0, nullptr);
      }
      EXPECT_EQ(kling_client_shutdown(client_.get(), 0), KLING_OK);
    }
    pull(1000000);
    kling_client_stats(client_.get(), &stats);
    open_ = static_cast<int64_t>(stats.tasks_open);
    for (std::vector<kling_task *> &mine : mine_) {
      for (kling_task *task : mine) {
        kling_task_release(task);
      }
    }
    for (std::atomic<kling_task *> &slot : shared_) {
      kling_task_release(slot.exchange(nullptr));
    }
    client_.reset();
    int64_t destroyed = 0;
    for (const Receiver &receiver : receivers_) {
      destroyed += receiver.destroyed();
      EXPECT_LE(receiver.destroyed(), 1);
    }
    EXPECT_EQ(destroyed, taken_over_) << "each receiver's end is told once, and only of those that were taken over";
  }

  Outcome count() const {
    Outcome outcome;
    outcome.submitted = submitted_;
    outcome.open = open_;
    outcome.wrong_answers = wrong_;
    for (int tag = 0; tag < next_tag_; ++tag) {
      const Ending &ending = endings_[static_cast<std::size_t>(tag)];
      outcome.finals += ending.finals;
      outcome.twice += ending.finals > 1 ? 1 : 0;
      outcome.without += ending.finals == 0 && !ending.released ? 1 : 0;
      outcome.given_away += ending.finals == 0 && ending.released ? 1 : 0;
      outcome.named += ending.named ? 1 : 0;
      outcome.unknown += ending.unknown ? 1 : 0;
    }
    outcome.given_away -= refused_;
    return outcome;
  }

  const Storm storm_;
  const Service &service_;
  Client client_;
  std::filesystem::path folder_;
  std::vector<Ending> endings_;
  std::array<std::atomic<kling_task *>, slots> shared_;
  std::array<std::vector<kling_task *>, 64> mine_;
  std::mutex receivers_lock_;
  std::list<Receiver> receivers_;
  std::mutex bytes_lock_;
  std::string longest_;
  std::atomic<int64_t> taken_over_{0};
  std::atomic<int> next_tag_{0};
  std::atomic<int64_t> submitted_{0};
  std::atomic<int64_t> refused_{0};
  std::atomic<int64_t> wrong_{0};
  std::atomic<int64_t> logged_{0};
  std::atomic<int64_t> notices_{0};
  std::atomic<bool> shut_{false};
  int64_t open_ = -1;
};

} // namespace

void PrintTo(const Storm &storm, std::ostream *out) {
  *out << "seed " << storm.seed << (storm.background ? " background" : "") << (storm.calls_back ? " callbacks" : " queue")
       << (storm.shuts_down ? " shutdown" : "") << (storm.faults ? " faults" : "");
}

Outcome run(const Storm &storm, const Service &service) {
  return Run(storm, service).run();
}

void expect_to_hold(const Storm &storm, const Service &service) {
  if (storm.background && !takes_background_io()) {
    GTEST_SKIP() << "this library has no background_io";
  }
  if (storm.faults) {
    service.inject(R"({"faults":[{"method":"POST","after":3,"count":4,"fault":"lost_reply"},
      {"method":"POST","after":11,"count":3,"fault":"reset"},
      {"method":"POST","after":20,"count":5,"fault":"status","status":429,"code":1303},
      {"method":"GET","after":5,"count":6,"fault":"html","status":502},
      {"method":"GET","after":30,"count":4,"fault":"truncate"}]})");
  }
  std::printf("storm: %s\n", testing::PrintToString(storm).c_str());
  const Outcome outcome = run(storm, service);
  const int64_t creations = service.creations();
  std::printf("       %lld submits, %lld creations, %lld final events\n", static_cast<long long>(outcome.submitted),
              static_cast<long long>(creations), static_cast<long long>(outcome.finals));
  EXPECT_EQ(outcome.wrong_answers, 0);
  EXPECT_EQ(outcome.open, 0);
  EXPECT_EQ(outcome.twice, 0);
  EXPECT_EQ(outcome.without, 0) << "every task has its FINAL event";
  EXPECT_EQ(outcome.finals + outcome.given_away, outcome.submitted);
  EXPECT_LE(creations, outcome.submitted) << "never paid twice";
  EXPECT_LE(outcome.named, creations);
  EXPECT_LE(creations - outcome.named, outcome.unknown + outcome.given_away)
      << "every creation is told by a task, or is known to be unknown";
}

} // namespace kling::test
