// Virtual time: what takes a day takes a moment, counted by what was asked of the service.
#include <gtest/gtest.h>

#include "threads/service.hpp"
#include "threads/watchdog.hpp"

namespace kling::test {
namespace {

constexpr int64_t day_ms = 86400000;

int count_of(const std::string &text, const std::string &word) {
  int count = 0;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    ++count;
  }
  return count;
}

TEST(VirtualTime, ADayOfPollingPassesInAMoment) {
  const Watchdog watchdog(60);
  for (const char *background : {"0", "1"}) {
    const Sim sim = make_sim(R"({"processing_ms":86000000})");
    const Client client =
        make_client(options_of(sim, {{"deadline_ms", "172800000"}, {"poll_max_interval_ms", "600000"}, {"background_io", background}}));
    const int64_t begin = kling_sim_unix_ms(sim.get()); // the library's own thread moves it as soon as there is something to do
    const Task task = submit(client, make_request("a lighthouse"));
    EXPECT_EQ(kling_wait(client.get(), task.get(), -1, nullptr), KLING_OK);
    const int64_t taken = kling_sim_unix_ms(sim.get()) - begin;
    EXPECT_GT(taken, 86000000);
    EXPECT_LT(taken, day_ms + 1200000);
    kling_stats stats = KLING_STATS_INIT;
    kling_client_stats(client.get(), &stats);
    EXPECT_GT(stats.requests, 130U);
    EXPECT_LT(stats.requests, 200U);
    EXPECT_EQ(kling_task_time_ms(task.get(), KLING_TIME_DONE) - kling_task_time_ms(task.get(), KLING_TIME_QUEUED) > 86000000, true);
  }
}

TEST(VirtualTime, ADeadlineOfADayPasses) {
  const Sim sim = make_sim(R"({"processing_ms":1000000000})");
  const Client client = make_client(options_of(sim, {{"deadline_ms", "86400000"}}));
  const Task task = submit(client, make_request("a lighthouse"));
  const int64_t begin = kling_sim_unix_ms(sim.get());
  EXPECT_EQ(kling_wait(client.get(), task.get(), -1, nullptr), KLING_E_DETACHED);
  EXPECT_EQ(kling_sim_unix_ms(sim.get()) - begin, day_ms);
}

TEST(VirtualTime, AFramesPollNeverMovesIt) {
  const Sim sim = make_sim();
  const Client client = make_client(options_of(sim, {{"background_io", "0"}}));
  const Task task = submit(client, make_request("a lighthouse"));
  const int64_t begin = kling_sim_unix_ms(sim.get());
  for (int frame = 0; frame < 100; ++frame) {
    kling_poll(client.get(), 0, nullptr);
  }
  EXPECT_EQ(kling_sim_unix_ms(sim.get()), begin);
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_SUBMITTED);
  int frames = 0;
  for (; kling_task_state(task.get()) < KLING_TASK_FINAL && frames < 100000; ++frames) {
    EXPECT_EQ(kling_sim_advance(sim.get(), 16), KLING_OK);
    kling_poll(client.get(), 0, nullptr);
  }
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(kling_sim_unix_ms(sim.get()), begin + int64_t{frames} * 16);
}

TEST(VirtualTime, TheDescriptorTellsOfAnAdvance) {
  const Sim sim = make_sim();
  const Client client = make_client(options_of(sim, {{"background_io", "0"}}));
  const Task task = submit(client, make_request("a lighthouse"));
  int notices = 0;
  for (int turns = 0; kling_task_state(task.get()) < KLING_TASK_FINAL && turns < 1000; ++turns) {
    const int64_t next = kling_client_next_timeout_ms(client.get());
    ASSERT_GE(next, 0);
    EXPECT_EQ(kling_sim_advance(sim.get(), next), KLING_OK);
    EXPECT_EQ(kling_client_next_timeout_ms(client.get()), 0);
    ++notices;
    kling_poll(client.get(), 0, nullptr);
    while (next_event(client)) {
    }
  }
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_SUCCEEDED);
  EXPECT_LT(notices, 50);
}

TEST(VirtualTime, EveryProviderAndCredentialWorks) {
  const Settings rows[] = {{},
                           {{"provider", "kling-cn"}},
                           {{"provider", "cometapi"}},
                           {{"provider", "custom"}},
                           {{"api_key", ""}, {"access_key", "sim-access-key"}, {"secret_key", "sim-secret-key"}},
                           {{"base_url", "https://api-singapore.klingai.com"}}};
  for (const Settings &row : rows) {
    const Sim sim = make_sim();
    kling_error error = no_error();
    const Client client = make_client(options_of(sim, row), &error);
    ASSERT_NE(client, nullptr) << error.message;
    const Task task = submit(client, make_request("a lighthouse"));
    EXPECT_EQ(kling_wait(client.get(), task.get(), -1, &error), KLING_OK) << error.message;
    EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_SUCCEEDED);
  }
}

TEST(VirtualTime, AClipIsSaved) {
  const Sim sim = make_sim();
  const Client client = make_client(options_of(sim));
  const Request request = make_request("a lighthouse");
  const std::string path = testing::TempDir() + "/local-" + std::to_string(getpid()) + ".mp4";
  kling_request_save_to(request.get(), path.c_str());
  control(sim, "POST", "/_sim/faults", R"({"faults":[{"path":"/_clips","fault":"reset","bytes":5000}]})");
  const Task task = submit(client, request);
  kling_error error = no_error();
  EXPECT_EQ(kling_wait(client.get(), task.get(), -1, &error), KLING_OK) << error.message;
  EXPECT_STREQ(kling_task_output_path(task.get(), 0), path.c_str());
  EXPECT_EQ(count_of(control(sim, "GET", "/_sim/requests"), "\"Range\":\"bytes=5000-\""), 1) << "gone on with where it broke";
  std::remove(path.c_str());
}

TEST(VirtualTime, TheSystemsTimeIsTakenWhereItIsAskedFor) {
  const Sim sim = make_sim(R"({"virtual_time":false,"submitted_ms":1,"processing_ms":1})");
  const Client client = make_client(options_of(sim, {{"poll_interval_ms", "10"}}));
  const Task task = submit(client, make_request("a lighthouse"));
  EXPECT_EQ(kling_wait(client.get(), task.get(), -1, nullptr), KLING_OK);
}

} // namespace
} // namespace kling::test
