#include <gtest/gtest.h>

#include "support/heard_client.hpp"
#include "support/lossy_service.hpp"
#include "support/replies.hpp"
#include "support/simulator_log.hpp"

/// Design 4.1, 1003 and 1004 with AccessKey and SecretKey: whose clock is wrong, and what a Date may make of it.
namespace kling::test {
namespace {

constexpr int64_t minute_ms = 60000;
constexpr int64_t hour_ms = 60 * minute_ms;

Settings signing(const std::string &base_url, const std::string &access_key = "access", const std::string &secret_key = "secret") {
  return {
      {"base_url", base_url}, {"access_key", access_key}, {"secret_key", secret_key}, {"poll_interval_ms", "10"}, {"retry_base_ms", "1"}};
}

Settings signing(const Simulator &simulator) {
  return signing(simulator.base_url(), simulator.access_key(), simulator.secret_key());
}

std::string skew_of(int64_t milliseconds) {
  return R"({"skew_ms":)" + std::to_string(milliseconds) + "}";
}

struct Skew {
  const char *name;
  int64_t ms;
};

const auto skews = testing::Values(Skew{"an_hour_ahead", hour_ms}, Skew{"an_hour_behind", -hour_ms}, Skew{"a_minute_behind", -minute_ms},
                                   Skew{"a_year_ahead", 365 * 24 * hour_ms}, Skew{"a_year_behind", -365 * 24 * hour_ms});

class WrongClock : public testing::TestWithParam<std::tuple<std::string, Skew>> {};

TEST_P(WrongClock, EndsInOneMoreSignatureAndSuccess) {
  const auto &[provider, skew] = GetParam();
  const Simulator simulator({"--submitted-ms", "10", "--processing-ms", "10"});
  simulator.post("/_sim/clock", skew_of(skew.ms));
  Settings settings = signing(simulator);
  settings["provider"] = provider;
  settings["max_retries"] = "0"; // signing anew is no retry
  const HeardClient heard(settings);
  const Task task = submit(heard.client(), make_request("a lighthouse"), 1);
  ASSERT_TRUE(hear_the_end(heard, 1));
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_SUCCEEDED) << error_of(task).message;
  EXPECT_EQ(error_of(task).status, KLING_OK);
  EXPECT_FALSE(heard.passed(KLING_TASK_UNCERTAIN, 1));
  EXPECT_EQ(heard.count(KLING_EVENT_FINAL, 1), 1);
  EXPECT_EQ(simulator.creations(), 1);
  EXPECT_EQ(simulator.requests("POST", "/v1/"), 2);
  const Ledger ledger = read_ledger(simulator);
  EXPECT_EQ(ledger.refusals, (std::map<std::string, int>{{skew.ms > 0 ? "1004" : "1003", 1}})) << "polls are signed right at once";
  const std::vector<LoggedRequest> requests = read_requests(simulator);
  EXPECT_EQ(requests.at(0).body, requests.at(1).body) << "the same id";

  const Task next = submit(heard.client(), make_request("a lighthouse"), 2);
  ASSERT_TRUE(hear_the_end(heard, 2));
  EXPECT_EQ(kling_task_state(next.get()), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(simulator.requests("POST", "/v1/"), 3) << "learnt once for all";
}

INSTANTIATE_TEST_SUITE_P(Clock, WrongClock, testing::Combine(testing::Values("kling", "custom"), skews),
                         [](const testing::TestParamInfo<std::tuple<std::string, Skew>> &named) {
                           return std::get<1>(named.param).name + std::string("_") + std::get<0>(named.param);
                         });

TEST(Clock, ATokenOfTenMinutesAgoIsStillGood) {
  const Simulator simulator({"--submitted-ms", "10", "--processing-ms", "10"});
  simulator.post("/_sim/clock", skew_of(10 * minute_ms));
  const HeardClient heard(signing(simulator));
  const Task task = submit(heard.client(), make_request("a lighthouse"));
  ASSERT_TRUE(hear_the_end(heard));
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(simulator.requests("POST", "/v1/"), 1);
}

/// Somebody sets the clock while a task is watched: one trouble, and the next look is signed right.
TEST(Clock, APollLearnsItToo) {
  for (const int64_t skew_ms : {hour_ms, -hour_ms}) {
    SCOPED_TRACE(skew_ms);
    const Simulator simulator({"--submitted-ms", "10", "--processing-ms", "300"});
    const HeardClient heard(signing(simulator));
    const Task task = submit(heard.client(), make_request("a lighthouse"));
    ASSERT_TRUE(drive_all({&heard}, [&] { return heard.passed(KLING_TASK_PROCESSING); }));
    simulator.post("/_sim/clock", skew_of(skew_ms));
    ASSERT_TRUE(hear_the_end(heard));
    EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_SUCCEEDED) << error_of(task).message;
    EXPECT_EQ(heard.count(KLING_EVENT_TROUBLE), 1);
    EXPECT_EQ(read_ledger(simulator).refusals, (std::map<std::string, int>{{skew_ms > 0 ? "1004" : "1003", 1}}));
    EXPECT_EQ(simulator.creations(), 1);
    EXPECT_EQ(simulator.requests("POST", "/v1/"), 1);
  }
}

TEST(Clock, ManyAtOnceAreEachSignedAgainOnce) {
  const Simulator simulator({"--submitted-ms", "10", "--processing-ms", "10"});
  simulator.post("/_sim/clock", skew_of(2 * hour_ms));
  const HeardClient heard(signing(simulator));
  std::vector<Task> tasks;
  for (uint64_t tag = 0; tag < 20; ++tag) {
    tasks.push_back(submit(heard.client(), make_request("a lighthouse"), tag));
  }
  for (uint64_t tag = 0; tag < 20; ++tag) {
    ASSERT_TRUE(hear_the_end(heard, tag));
    EXPECT_EQ(kling_task_state(tasks[tag].get()), KLING_TASK_SUCCEEDED);
  }
  EXPECT_EQ(simulator.creations(), 20);
  EXPECT_LE(simulator.requests("POST", "/v1/"), 28) << "only what was under way before the first answer is sent twice";
}

/// A refusal whose Date explains nothing, or lies.
struct Forgery {
  const char *name;
  int posts;
  std::string (*date)(int create); // empty: no header
};

const Forgery forgeries[] = {
    {"no_date", 1, [](int) { return std::string(); }},
    {"our_own_time", 1, [](int) { return LossyService::http_date(0); }},
    {"a_second_off", 1, [](int) { return LossyService::http_date(1000); }},
    {"garbage", 1, [](int) { return std::string("yesterday"); }},
    {"a_number", 1, [](int) { return std::string("1790000000"); }},
    {"no_such_day", 1, [](int) { return std::string("Sun, 99 Nov 1994 08:49:37 GMT"); }},
    {"another_zone", 1, [](int) { return std::string("Sun, 06 Nov 1994 08:49:37 PST"); }},
    {"a_day_ahead", 2, [](int) { return LossyService::http_date(24 * hour_ms); }},
    {"a_day_behind", 2, [](int) { return LossyService::http_date(-24 * hour_ms); }},
    {"long_ago", 2, [](int) { return std::string("Sun, 06 Nov 1994 08:49:37 GMT"); }},
    {"another_each_time", 2, [](int create) { return LossyService::http_date(create * hour_ms); }},
};

class ForgedDate : public testing::TestWithParam<std::tuple<int64_t, Forgery>> {};

TEST_P(ForgedDate, IsRejectedWithoutALoop) {
  const auto &[code, forgery] = GetParam();
  RecordingServer server;
  int creates = 0;
  server.handle([&, code = code, forgery = forgery](const RecordedRequest &) {
    const std::string date = forgery.date(++creates);
    return date.empty() ? coded(401, code) : with_header(coded(401, code), "Date: " + date);
  });
  const HeardClient heard(signing(server.url("")));
  const Task task = submit(heard.client(), make_request("a lighthouse"));
  ASSERT_TRUE(hear_the_end(heard));
  const kling_error error = error_of(task);
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_REJECTED);
  EXPECT_STREQ(kling_status_name(error.status), "KLING_E_AUTH");
  EXPECT_EQ(error.service_code, code);
  EXPECT_EQ(error.http_status, 401);
  EXPECT_EQ(heard.count(KLING_EVENT_FINAL), 1);
  EXPECT_EQ(server.count("POST"), forgery.posts);
  EXPECT_EQ(server.count("GET"), 0);
}

INSTANTIATE_TEST_SUITE_P(Clock, ForgedDate, testing::Combine(testing::Values(1003, 1004), testing::ValuesIn(forgeries)),
                         [](const testing::TestParamInfo<std::tuple<int64_t, Forgery>> &named) {
                           return std::get<1>(named.param).name + std::string("_") + std::to_string(std::get<0>(named.param));
                         });

/// The service's own clock is right for its tokens, and only its Date is wrong: what it says is tried once.
TEST(Clock, ADateThatIsWrongAloneIsTriedOnce) {
  for (const int64_t lie_ms : {hour_ms, -hour_ms}) {
    SCOPED_TRACE(lie_ms);
    const Simulator simulator({"--submitted-ms", "10", "--processing-ms", "10"});
    simulator.post("/_sim/clock", R"({"skew_ms":)" + std::to_string(-lie_ms) + R"(,"date_skew_ms":)" + std::to_string(3 * lie_ms) + "}");
    const HeardClient heard(signing(simulator));
    const Task task = submit(heard.client(), make_request("a lighthouse"));
    ASSERT_TRUE(hear_the_end(heard));
    EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_REJECTED);
    EXPECT_STREQ(kling_status_name(error_of(task).status), "KLING_E_AUTH");
    EXPECT_EQ(simulator.requests("POST", "/v1/"), 2);
    EXPECT_EQ(simulator.creations(), 0);
  }
}

/// A bare key has no time in it: there is nothing to sign anew.
TEST(Clock, AKeyIsNotSentAgain) {
  RecordingServer server;
  server.handle([](const RecordedRequest &) { return with_header(coded(401, 1004), "Date: " + LossyService::http_date(hour_ms)); });
  const HeardClient heard({{"base_url", server.url("")}, {"api_key", "a-key"}});
  const Task task = submit(heard.client(), make_request("a lighthouse"));
  ASSERT_TRUE(hear_the_end(heard));
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_REJECTED);
  EXPECT_EQ(server.count(), 1);
}

} // namespace
} // namespace kling::test
