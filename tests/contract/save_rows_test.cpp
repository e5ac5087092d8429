#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>

#include "support/heard_client.hpp"
#include "support/replies.hpp"
#include "support/simulator_log.hpp"
#include "support/unhurried.hpp"

/// Design 3.3: what each state promises, and how the deadline, detach and shutdown end it.
namespace kling::test {
namespace {

const std::string task_id = "810000000000000001";

std::string fresh_folder() {
  const testing::TestInfo *const test = testing::UnitTest::GetInstance()->current_test_info();
  std::string name = std::string(test->test_suite_name()) + test->name();
  std::replace(name.begin(), name.end(), '/', '-');
  const std::string folder = testing::TempDir() + "/kling-" + std::to_string(getpid()) + "-" + name + "/";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  return folder;
}

/// Keeps a task in one state for good.
struct Halt {
  const char *name;
  int32_t state;
  int32_t end;
  kling_status status;
};

const Halt halts[] = {
    {"waiting", KLING_TASK_WAITING, KLING_TASK_CANCELLED, KLING_E_CANCELLED},
    {"submitting", KLING_TASK_SUBMITTING, KLING_TASK_UNKNOWN, KLING_E_SUBMIT_UNKNOWN},
    {"uncertain", KLING_TASK_UNCERTAIN, KLING_TASK_UNKNOWN, KLING_E_SUBMIT_UNKNOWN},
    {"submitted", KLING_TASK_SUBMITTED, KLING_TASK_DETACHED, KLING_E_DETACHED},
    {"processing", KLING_TASK_PROCESSING, KLING_TASK_DETACHED, KLING_E_DETACHED},
    {"saving", KLING_TASK_SAVING, KLING_TASK_SUCCEEDED, KLING_E_DOWNLOAD},
};

Reply halting(const Halt &halt, const RecordedRequest &request, const std::string &clip_url) {
  if (request.method == "POST") {
    Reply silent;
    silent.hold = true;
    return halt.state == KLING_TASK_WAITING      ? coded(429, 1303)
           : halt.state == KLING_TASK_SUBMITTING ? silent
           : halt.state == KLING_TASK_UNCERTAIN  ? page(502)
                                                 : Reply::text(200, R"({"code":0,"data":{"task_id":")" + task_id + R"("}})");
  }
  if (request.target.starts_with("/clip")) {
    Reply stalled = Reply::text(200, std::string(10000, 'x'), "video/mp4");
    stalled.hold_after = 100;
    return stalled;
  }
  const std::string word = halt.state == KLING_TASK_SUBMITTED    ? "submitted"
                           : halt.state == KLING_TASK_PROCESSING ? "processing"
                                                                 : "succeed";
  return Reply::text(200, R"({"code":0,"data":{"task_id":")" + task_id + R"(","task_status":")" + word +
                              R"(","task_result":{"videos":[{"id":"v","url":")" + clip_url + R"("}]}}})");
}

class Halted : public testing::TestWithParam<std::tuple<Halt, std::string>> {};

TEST_P(Halted, EndsAsTheStateTableSays) {
  const auto &[halt, ender] = GetParam();
  RecordingServer server;
  server.handle([&, halt = halt](const RecordedRequest &request) { return halting(halt, request, server.url("/clip.mp4?Signature=s")); });
  const HeardClient heard(unhurried({{"base_url", server.url("")}, {"api_key", "a-key"}, {"poll_interval_ms", "10"}}));
  const Request request = make_request("a lighthouse");
  const std::string folder = fresh_folder();
  ASSERT_EQ(kling_request_save_to(request.get(), (folder + "clip.mp4").c_str()), KLING_OK);
  if (ender == "deadline") {
    ASSERT_EQ(kling_request_set_option(request.get(), "deadline_ms", "500"), KLING_OK);
  }
  const Task task = submit(heard.client(), request);
  ASSERT_TRUE(
      drive_all({&heard}, [&] { return (heard.passed(halt.state) && server.count("POST") > 0) || heard.count(KLING_EVENT_FINAL) > 0; }));
  if (ender == "detach") {
    EXPECT_EQ(kling_task_detach(task.get()), KLING_OK);
  } else if (ender == "shutdown") {
    EXPECT_EQ(kling_client_shutdown(heard.client().get(), 50), KLING_OK);
  }
  if (ender != "shutdown") {
    ASSERT_TRUE(hear_the_end(heard));
  }
  EXPECT_TRUE(heard.passed(halt.state));
  EXPECT_STREQ(kling_task_state_name(kling_task_state(task.get())), kling_task_state_name(halt.end));
  const kling_error error = error_of(task);
  EXPECT_STREQ(kling_status_name(error.status), kling_status_name(halt.status)) << error.message;
  EXPECT_EQ(heard.count(KLING_EVENT_FINAL), 1);
  EXPECT_EQ(heard.of_type(KLING_EVENT_FINAL).at(0).error.status, halt.status);
  EXPECT_EQ(server.count("POST"), 1);
  EXPECT_FALSE(std::filesystem::exists(folder + "clip.mp4"));
  if (halt.state == KLING_TASK_SAVING) {
    EXPECT_TRUE(text_of(kling_task_output_url(task.get(), 0)).starts_with(server.url("/clip.mp4"))) << "it can still be fetched";
  }
  server.release();
  std::filesystem::remove_all(folder);
}

INSTANTIATE_TEST_SUITE_P(States, Halted, testing::Combine(testing::ValuesIn(halts), testing::Values("deadline", "detach", "shutdown")),
                         [](const testing::TestParamInfo<std::tuple<Halt, std::string>> &named) {
                           return std::get<0>(named.param).name + std::string("_") + std::get<1>(named.param);
                         });

/// The clip is paid for: where saving gives up it is SUCCEEDED all the same, and says what is missing.
TEST(States, WhereSavingGaveUpItIsSucceeded) {
  const Simulator simulator({"--submitted-ms", "10", "--processing-ms", "10"});
  simulator.post("/_sim/faults", R"({"faults":[{"method":"GET","path":"/_clips","fault":"expire_link","count":1000}]})");
  const HeardClient heard({{"base_url", simulator.base_url()},
                           {"api_key", simulator.api_key()},
                           {"poll_interval_ms", "10"},
                           {"retry_base_ms", "1"},
                           {"max_retries", "1"}});
  const std::string folder = fresh_folder();
  const Request request = make_request("a lighthouse");
  ASSERT_EQ(kling_request_save_to(request.get(), (folder + "clip.mp4").c_str()), KLING_OK);
  const Task task = submit(heard.client(), request);
  ASSERT_TRUE(hear_the_end(heard));
  const std::vector<int32_t> states = heard.states();
  ASSERT_GE(states.size(), 2U);
  EXPECT_EQ(states[states.size() - 2], KLING_TASK_SAVING);
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_SUCCEEDED);
  EXPECT_STREQ(kling_status_name(error_of(task).status), "KLING_E_DOWNLOAD") << error_of(task).message;
  EXPECT_EQ(heard.of_type(KLING_EVENT_FINAL).at(0).error.status, KLING_E_DOWNLOAD);
  EXPECT_EQ(kling_task_output_path(task.get(), 0), nullptr);
  EXPECT_NE(kling_task_output_url(task.get(), 0), nullptr);
  EXPECT_EQ(text_of(error_of(task).message).find("Signature="), std::string::npos) << "links are cut in messages";

  EXPECT_EQ(simulator.creations(), 1);
  EXPECT_EQ(simulator.requests("POST", "/v1/"), 1);
  std::filesystem::remove_all(folder);
}

TEST(States, AfterAFailedSaveTheNextOneTriesAgain) {
  const Simulator simulator({"--submitted-ms", "10", "--processing-ms", "10"});
  simulator.post("/_sim/faults", R"({"faults":[{"method":"GET","path":"/_clips","fault":"status","status":500,"count":1}]})");
  const HeardClient heard({{"base_url", simulator.base_url()},
                           {"api_key", simulator.api_key()},
                           {"poll_interval_ms", "10"},
                           {"retry_base_ms", "1"},
                           {"max_retries", "0"}});
  const std::string folder = fresh_folder();
  const Request request = make_request("a lighthouse");
  ASSERT_EQ(kling_request_save_to(request.get(), (folder + "clip.mp4").c_str()), KLING_OK);
  const Task task = submit(heard.client(), request);
  ASSERT_TRUE(hear_the_end(heard));
  EXPECT_STREQ(kling_status_name(error_of(task).status), "KLING_E_DOWNLOAD");
  ASSERT_EQ(kling_task_save(task.get(), 0, (folder + "again.mp4").c_str(), nullptr), KLING_OK);
  ASSERT_TRUE(drive_all({&heard}, [&] { return heard.count(KLING_EVENT_SAVED) > 0; }));
  EXPECT_EQ(heard.of_type(KLING_EVENT_SAVED).at(0).error.status, KLING_OK);
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(text_of(kling_task_output_path(task.get(), 0)), folder + "again.mp4");
  EXPECT_EQ(heard.count(KLING_EVENT_FINAL), 1);
  std::filesystem::remove_all(folder);
}

TEST(States, AFileInTheWayIsSucceededWithThatError) {
  const Simulator simulator({"--submitted-ms", "10", "--processing-ms", "10"});
  const HeardClient heard({{"base_url", simulator.base_url()}, {"api_key", simulator.api_key()}, {"poll_interval_ms", "10"}});
  const std::string folder = fresh_folder();
  const Request request = make_request("a lighthouse");
  ASSERT_EQ(kling_request_save_to(request.get(), (folder + "clip.mp4").c_str()), KLING_OK);
  const Task task = submit(heard.client(), request);
  std::ofstream(folder + "clip.mp4") << "mine"; // it came after the submit, which refuses one that is there
  ASSERT_TRUE(hear_the_end(heard));
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_SUCCEEDED);
  EXPECT_STREQ(kling_status_name(error_of(task).status), "KLING_E_FILE");
  EXPECT_EQ(std::filesystem::file_size(folder + "clip.mp4"), 4U);
  std::filesystem::remove_all(folder);
}

} // namespace
} // namespace kling::test
