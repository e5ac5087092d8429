// Design 4.2: two thousand tasks watched over sockets. How many requests a round of looks takes, by what the simulator received, and that
// every task comes to the end that it comes to one by one.
#include <gtest/gtest.h>
#include <map>
#include <set>

#include "support/handles.hpp"
#include "support/simulator.hpp"

namespace kling::test {
namespace {

constexpr const char *list_path = "/v1/videos/text2video";

kling_stats stats_of(const Client &client) {
  kling_stats stats = KLING_STATS_INIT;
  EXPECT_EQ(kling_client_stats(client.get(), &stats), KLING_OK);
  return stats;
}

/// Tasks that run until the simulator's clock is moved, and everything that is told of them.
class Watched {
public:
  Watched(const std::vector<std::string> &flags, int count, const Settings &more = {})
      : simulator_(with_times(flags)), client_(make_client(settings(more))) {
    const Request good = make_request("a lighthouse");
    const Request bad = make_request("risk control");
    for (int i = 0; i < count; ++i) {
      tasks_.push_back(submit(client_, i % 10 == 0 ? bad : good, static_cast<uint64_t>(i)));
      EXPECT_NE(tasks_.back(), nullptr);
    }
  }

  void turn() {
    EXPECT_EQ(kling_poll(client_.get(), 20, nullptr), KLING_OK);
    for (Event event = next_event(client_); event != nullptr; event = next_event(client_)) {
      events_[kling_event_tag(event.get())].push_back(kling_event_type(event.get()) == KLING_EVENT_FINAL ? kling_event_state(event.get())
                                                                                                         : -kling_event_type(event.get()));
    }
  }
  template <class Until> void drive(Until until) {
    while (!until()) {
      turn();
    }
  }
  void until_processed() {
    drive([this] {
      return std::all_of(tasks_.begin(), tasks_.end(),
                         [](const Task &task) { return kling_task_state(task.get()) == KLING_TASK_PROCESSING; });
    });
  }

  struct Cost {
    double looks = 0;
    double requests = 0;
  };
  /// What so many rounds of looks at every task cost, once they are in step.
  Cost rounds(int count) {
    until_processed();
    const auto told = [this] { return stats_of(client_).batch_tasks; };
    const uint64_t settled = told() + 2 * tasks_.size();
    drive([&] { return told() >= settled; });
    const kling_stats before = stats_of(client_);
    const int received = looks();
    drive([&] { return told() >= before.batch_tasks + static_cast<uint64_t>(count) * tasks_.size(); });
    const kling_stats after = stats_of(client_);
    Cost cost;
    cost.requests = looks() - received;
    const auto alone = static_cast<double>(after.requests - before.requests - (after.batch_requests - before.batch_requests));
    cost.looks = static_cast<double>(after.batch_tasks - before.batch_tasks) + alone;
    return cost;
  }

  /// Every task ends, and each as it must.
  void finish() {
    simulator_.advance(int64_t{24} * 3600 * 1000);
    drive([this] { return stats_of(client_).tasks_final == tasks_.size(); });
    turn();
    std::set<std::string> urls;
    for (std::size_t i = 0; i < tasks_.size(); ++i) {
      const kling_task *const task = tasks_[i].get();
      const int32_t end = i % 10 == 0 ? KLING_TASK_FAILED : KLING_TASK_SUCCEEDED;
      ASSERT_EQ(kling_task_state(task), end) << i;
      // SUBMITTING, SUBMITTED and PROCESSING may be one entry of the queue or three; the end is one, and nothing was troubled.
      std::vector<int32_t> events = events_[i];
      EXPECT_EQ(std::count(events.begin(), events.end(), -KLING_EVENT_TROUBLE), 0) << i;
      EXPECT_EQ(std::count_if(events.begin(), events.end(), [](int32_t event) { return event > 0; }), 1) << i;
      EXPECT_EQ(events.back(), end) << i;
      EXPECT_NE(text_of(kling_task_raw_json(task)).find(text_of(kling_task_id(task))), std::string::npos);
      EXPECT_LT(text_of(kling_task_raw_json(task)).size(), 2000U); // its own record
      if (end == KLING_TASK_SUCCEEDED) {
        ASSERT_EQ(kling_task_output_count(task), 1U);
        EXPECT_STREQ(kling_task_output_type(task, 0), "video");
        EXPECT_TRUE(urls.insert(text_of(kling_task_output_url(task, 0))).second);
        EXPECT_GT(kling_task_units(task), 0);
      } else {
        kling_error error = no_error();
        EXPECT_EQ(kling_task_error(task, &error), KLING_OK);
        EXPECT_STREQ(error.message, "Failure to pass the risk control system");
      }
    }
  }

  [[nodiscard]] int looks() const { return simulator_.requests("GET", list_path) + asked_by_ids(); }
  [[nodiscard]] int asked_by_ids() const { return simulator_.requests("GET", "/tasks"); }
  [[nodiscard]] const Simulator &simulator() const { return simulator_; }
  [[nodiscard]] kling_stats stats() const { return stats_of(client_); }

private:
  static std::vector<std::string> with_times(std::vector<std::string> flags) {
    for (const char *each : {"--submitted-ms", "10", "--processing-ms", "80000000"}) {
      flags.emplace_back(each);
    }
    return flags;
  }
  [[nodiscard]] Settings settings(const Settings &more) const {
    Settings all = {{"provider", "custom"},      {"base_url", simulator_.base_url()}, {"api_key", simulator_.api_key()},
                    {"poll_interval_ms", "250"}, {"poll_max_interval_ms", "250"},     {"max_connections", "32"}};
    for (const auto &[name, text] : more) {
      all[name] = text;
    }
    return all;
  }

  Simulator simulator_;
  Client client_;
  std::vector<Task> tasks_;
  std::map<uint64_t, std::vector<int32_t>> events_; // final states, and types of other events below zero
};

TEST(Batches, ByIdsAFifteenthOfTheRequestsAtMost) {
  Watched watched({"--page-size-max", "100"}, 2000); // pages of 500 are refused
  const Watched::Cost cost = watched.rounds(3);
  std::printf("by ids: %.0f requests for %.0f looks, 1 in %.1f\n", cost.requests, cost.looks, cost.looks / cost.requests);
  EXPECT_LE(cost.requests, cost.looks / 15);
  EXPECT_EQ(watched.stats().batch_ways, uint64_t{KLING_BATCH_IDS});
  watched.finish();
}

TEST(Batches, ByPagesAHundredthOfTheRequestsAtMost) {
  Watched watched({"--no-tasks"}, 2000);
  const Watched::Cost cost = watched.rounds(3);
  std::printf("by pages: %.0f requests for %.0f looks, 1 in %.1f\n", cost.requests, cost.looks, cost.looks / cost.requests);
  EXPECT_LE(cost.requests, cost.looks / 100);
  EXPECT_EQ(watched.stats().batch_ways, uint64_t{KLING_BATCH_PAGES});
  EXPECT_LE(watched.asked_by_ids(), 1);
  watched.finish();
}

TEST(Batches, AHostThatKnowsNeitherIsAskedOneByOne) {
  Watched watched({"--no-tasks", "--page-size-max", "100"}, 100);
  watched.until_processed();
  watched.finish();
  EXPECT_LE(watched.asked_by_ids(), 1);
  EXPECT_EQ(watched.stats().batch_ways, 0U);
  EXPECT_EQ(watched.stats().batch_tasks, 0U);
  EXPECT_LE(watched.stats().batch_requests, 2U);
}

TEST(Batches, AListThatFailsOrIsAPageOfHtmlTroublesNobody) {
  for (const char *fault : {R"("fault":"status","status":404,"code":1202)", R"("fault":"html")", R"("fault":"status","status":503)"}) {
    Watched watched({"--page-size-max", "100"}, 30);
    watched.simulator().fault(std::string(R"({"method":"GET","path":"/tasks","count":100000,)") + fault + "}");
    watched.until_processed();
    watched.drive([&] { return watched.asked_by_ids() > 0; });
    watched.finish();
    EXPECT_EQ(watched.asked_by_ids(), 1) << fault;
    EXPECT_EQ(watched.stats().batch_tasks, 0U);
  }
}

} // namespace
} // namespace kling::test
