#include <algorithm>
#include <gtest/gtest.h>

#include "support/heard_client.hpp"
#include "support/lossy_service.hpp"
#include "support/replies.hpp"
#include "support/simulator_log.hpp"

/// Design 4.2 over sockets: what a look at a task may bring. How intervals grow is tested in virtual time.
namespace kling::test {
namespace {

Settings quick(const std::string &base_url, const std::string &key = "a-key") {
  return {{"base_url", base_url},         {"api_key", key},       {"poll_interval_ms", "10"},
          {"poll_max_interval_ms", "10"}, {"retry_base_ms", "1"}, {"max_reply_bytes", "65536"}};
}

std::string told(const std::string &status, const std::string &more = "") {
  return R"({"code":0,"message":"SUCCEED","request_id":"r","data":{"task_id":"810000000000000001","task_status":")" + status + "\"" + more +
         R"(,"task_result":{"videos":[{"id":"v","url":"https://example.com/v.mp4","duration":"5"}]}}})";
}

Reply answer(const std::string &status, const std::string &more = "") {
  return Reply::text(200, told(status, more));
}

/// A look that says nothing about the task: told once for each cause, and the task goes on.
struct Disturbance {
  std::string name;
  std::string fault; // of the simulator: members; empty: the reply
  Reply reply;
  kling_status status = KLING_OK;
  int http_status = -1; // -1: whatever
  int64_t code = 0;
  Settings settings = {};
};

Disturbance coded_look(int http_status, int64_t code, kling_status status) {
  return {"code_" + std::to_string(code),
          R"("fault":"status","status":)" + std::to_string(http_status) + R"(,"code":)" + std::to_string(code),
          {},
          status,
          http_status,
          code};
}

Disturbance bare_look(int http_status, kling_status status) {
  return {"http_" + std::to_string(http_status), R"("fault":"status","status":)" + std::to_string(http_status), {}, status, http_status};
}

Disturbance html_look(int http_status, kling_status status) {
  return {"html_" + std::to_string(http_status), R"("fault":"html","status":)" + std::to_string(http_status), {}, status, http_status};
}

Disturbance told_look(const std::string &name, Reply reply, kling_status status, int http_status, int64_t code = 0) {
  return {name, "", std::move(reply), status, http_status, code};
}

std::vector<Disturbance> disturbances() {
  return {
      coded_look(401, 1000, KLING_E_AUTH),
      coded_look(401, 1002, KLING_E_AUTH),
      coded_look(401, 1004, KLING_E_AUTH),
      coded_look(403, 1103, KLING_E_FORBIDDEN),
      coded_look(404, 1203, KLING_E_NOT_FOUND),
      coded_look(429, 1302, KLING_E_RATE_LIMITED),
      coded_look(429, 1303, KLING_E_RATE_LIMITED),
      coded_look(400, 1301, KLING_E_POLICY), // about the look, not about the task
      coded_look(500, 5000, KLING_E_SERVICE),
      coded_look(503, 5001, KLING_E_SERVICE),
      coded_look(504, 5002, KLING_E_SERVICE),
      coded_look(500, 5999, KLING_E_SERVICE),
      bare_look(302, KLING_E_ENDPOINT),
      bare_look(401, KLING_E_AUTH),
      bare_look(403, KLING_E_FORBIDDEN),
      bare_look(404, KLING_E_ENDPOINT),
      bare_look(408, KLING_E_NETWORK),
      bare_look(410, KLING_E_ENDPOINT),
      bare_look(429, KLING_E_RATE_LIMITED),
      bare_look(500, KLING_E_SERVICE),
      bare_look(502, KLING_E_SERVICE),
      bare_look(503, KLING_E_SERVICE),
      bare_look(504, KLING_E_SERVICE),
      bare_look(200, KLING_E_PROTOCOL),
      html_look(200, KLING_E_PROTOCOL),
      html_look(404, KLING_E_ENDPOINT),
      html_look(502, KLING_E_SERVICE),
      {"truncated", R"("fault":"truncate")", {}, KLING_E_PROTOCOL},
      {"reset_in_the_reply", R"("fault":"reset","bytes":40)", {}, KLING_E_NETWORK},
      {"reset", R"("fault":"reset")", {}, KLING_E_NETWORK},
      {"lost", R"("fault":"lost_reply")", {}, KLING_E_NETWORK},
      {"endless", R"("fault":"endless","bytes":100000000)", {}, KLING_E_TOO_LARGE},
      {"stalled", R"("fault":"slow","bytes":1,"interval_ms":5000)", {}, KLING_E_NETWORK, -1, 0, {{"request_timeout_ms", "250"}}},
      told_look("unreadable", Reply::text(200, "it works"), KLING_E_PROTOCOL, 200),
      told_look("an_array", Reply::text(200, "[1,2]"), KLING_E_PROTOCOL, 200),
      told_look("half_a_reply", Reply::text(200, told("succeed").substr(0, 60)), KLING_E_PROTOCOL, 200),
      told_look("another_task",
                Reply::text(200, R"({"code":0,"data":{"task_id":"810000000000000099","task_status":"failed",)"
                                 R"("task_info":{"external_task_id":"somebody-elses"}}})"),
                KLING_E_PROTOCOL, 200),
      told_look("gateway_error", Reply::text(500, R"({"error":{"message":"bad","type":"upstream_error","code":"do_request_failed"}})"),
                KLING_E_SERVICE, 500),
      told_look("not_found", LossyService::not_found("810000000000000001"), KLING_E_NOT_FOUND, 400, 1201),
      told_look("too_large", Reply::text(200, told("succeed") + std::string(100000, ' ')), KLING_E_TOO_LARGE, 200),
  };
}

constexpr int disturbed_looks = 3;

class Disturbed : public testing::TestWithParam<std::size_t> {};

TEST_P(Disturbed, IsToldOnceAndWatchedOn) {
  const Disturbance row = disturbances()[GetParam()];
  const bool simulated = !row.fault.empty();
  const Simulator simulator({"--submitted-ms", "10", "--processing-ms", "10"});
  RecordingServer server;
  int looks = 0;
  server.handle([&](const RecordedRequest &request) {
    if (request.method == "POST") {
      return Reply::text(200, PretendService::created("810000000000000001"));
    }
    return ++looks <= disturbed_looks ? row.reply : answer("succeed");
  });
  if (simulated) {
    simulator.post("/_sim/faults", R"({"faults":[{"method":"GET",)" + row.fault + R"(,"count":)" + std::to_string(disturbed_looks) + "}]}");
  }
  Settings settings = quick(simulated ? simulator.base_url() : server.url(""), simulated ? simulator.api_key() : "a-key");
  for (const auto &[name, text] : row.settings) {
    settings[name] = text;
  }
  const HeardClient heard(settings);
  const Task task = submit(heard.client(), make_request("a lighthouse"));
  ASSERT_TRUE(hear_the_end(heard));
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_SUCCEEDED) << error_of(task).message;
  EXPECT_EQ(error_of(task).status, KLING_OK) << "the trouble is over";
  EXPECT_FALSE(heard.passed(KLING_TASK_FAILED));
  EXPECT_EQ(heard.count(KLING_EVENT_FINAL), 1);
  const std::vector<HeardEvent> troubles = heard.of_type(KLING_EVENT_TROUBLE);
  ASSERT_EQ(troubles.size(), 1U);
  EXPECT_STREQ(kling_status_name(troubles[0].error.status), kling_status_name(row.status)) << troubles[0].error.message;
  EXPECT_EQ(troubles[0].error.service_code, row.code);
  if (row.http_status >= 0) {
    EXPECT_EQ(troubles[0].error.http_status, row.http_status);
  }
  EXPECT_LT(troubles[0].state, KLING_TASK_FINAL);
  if (simulated) {
    EXPECT_EQ(simulator.creations(), 1);
    EXPECT_EQ(simulator.requests("POST", "/v1/"), 1);
    EXPECT_GT(simulator.requests("GET", "/v1/"), disturbed_looks);
  } else {
    EXPECT_EQ(server.count("POST"), 1);
    EXPECT_EQ(server.count("GET"), disturbed_looks + 1);
  }
}

INSTANTIATE_TEST_SUITE_P(Watching, Disturbed, testing::Range(std::size_t{0}, disturbances().size()),
                         [](const testing::TestParamInfo<std::size_t> &named) { return disturbances()[named.param].name; });

/// A look that is no trouble at all, though it may not look like one.
struct Quiet {
  const char *name;
  Reply reply;
  int32_t state; // told meanwhile
};

std::vector<Quiet> quiet_looks() {
  const auto code_0 = [](const std::string &rest) { return Reply::text(200, R"({"code":0,"message":"SUCCEED","request_id":"r")" + rest); };
  Reply chunked = answer("processing");
  chunked.chunked = true;
  return {
      {"code_0_without_data", code_0("}"), KLING_TASK_SUBMITTED},
      {"code_0_with_null", code_0(R"(,"data":null})"), KLING_TASK_SUBMITTED},
      {"code_0_with_nothing_in_data", code_0(R"(,"data":{}})"), KLING_TASK_SUBMITTED},
      {"submitted", answer("submitted"), KLING_TASK_SUBMITTED},
      {"processing", answer("processing"), KLING_TASK_PROCESSING},
      {"unknown_word", answer("polishing"), KLING_TASK_PROCESSING},
      {"unknown_word_like_an_end", answer("almost_done"), KLING_TASK_PROCESSING},
      {"empty_word", answer(""), KLING_TASK_SUBMITTED},
      {"wrong_content_type", Reply::text(200, told("processing"), "text/html"), KLING_TASK_PROCESSING},
      {"chunked", chunked, KLING_TASK_PROCESSING},
  };
}

class QuietLook : public testing::TestWithParam<std::size_t> {};

TEST_P(QuietLook, IsNoTroubleAndNoEnd) {
  const Quiet row = quiet_looks()[GetParam()];
  RecordingServer server;
  int looks = 0;
  server.handle([&](const RecordedRequest &request) {
    if (request.method == "POST") {
      return Reply::text(200, PretendService::created("810000000000000001"));
    }
    return ++looks <= disturbed_looks ? row.reply : answer("succeed");
  });
  const HeardClient heard(quick(server.url("")));
  const Task task = submit(heard.client(), make_request("a lighthouse"));
  ASSERT_TRUE(hear_the_end(heard));
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_SUCCEEDED) << error_of(task).message;
  EXPECT_EQ(heard.count(KLING_EVENT_TROUBLE), 0);
  std::vector<int32_t> states{KLING_TASK_SUBMITTING, KLING_TASK_SUBMITTED, KLING_TASK_SUCCEEDED};
  if (row.state == KLING_TASK_PROCESSING) {
    states.insert(states.end() - 1, KLING_TASK_PROCESSING);
  }
  const std::vector<int32_t> told = heard.states();
  if (background_io()) { // between two pulls a newer state takes the place of an older
    EXPECT_TRUE(std::includes(states.begin(), states.end(), told.begin(), told.end()));
    EXPECT_EQ(told.back(), KLING_TASK_SUCCEEDED);
  } else {
    EXPECT_EQ(told, states);
  }
  EXPECT_EQ(server.count("GET"), disturbed_looks + 1);
}

INSTANTIATE_TEST_SUITE_P(Watching, QuietLook, testing::Range(std::size_t{0}, quiet_looks().size()),
                         [](const testing::TestParamInfo<std::size_t> &named) { return std::string(quiet_looks()[named.param].name); });

TEST(Watching, SlowAndCompressedRepliesAreRead) {
  for (const std::string fault : {R"("fault":"slow","bytes":64,"interval_ms":5)", R"("fault":"compressed")"}) {
    SCOPED_TRACE(fault);
    const Simulator simulator({"--submitted-ms", "10", "--processing-ms", "10"});
    simulator.post("/_sim/faults", R"({"faults":[{"method":"GET",)" + fault + R"(,"count":1000}]})");
    const HeardClient heard(quick(simulator.base_url(), simulator.api_key()));
    const Task task = submit(heard.client(), make_request("a lighthouse"));
    ASSERT_TRUE(hear_the_end(heard));
    EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_SUCCEEDED) << error_of(task).message;
    EXPECT_EQ(heard.count(KLING_EVENT_TROUBLE), 0);
  }
}

/// One reset of the connection that the polls use is nothing: libcurl may ask again, for a look is no create.
TEST(Watching, AResetOfAUsedConnectionEndsNothing) {
  for (const std::string members : {"", R"(,"refuse_ms":50)"}) {
    SCOPED_TRACE(members);
    const Simulator simulator({"--submitted-ms", "10", "--processing-ms", "100"});
    const HeardClient heard(quick(simulator.base_url(), simulator.api_key()));
    const Task task = submit(heard.client(), make_request("a lighthouse"));
    ASSERT_TRUE(drive_all({&heard}, [&] { return heard.passed(KLING_TASK_PROCESSING); }));
    simulator.post("/_sim/faults", R"({"faults":[{"method":"GET","fault":"reset_reused","count":1)" + members + "}]}");
    ASSERT_TRUE(hear_the_end(heard));
    EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_SUCCEEDED) << error_of(task).message;
    EXPECT_LE(heard.count(KLING_EVENT_TROUBLE), members.empty() ? 1 : 2);
    EXPECT_EQ(simulator.creations(), 1);
    EXPECT_EQ(simulator.requests("POST", "/v1/"), 1);
  }
}

/// Each cause once while the disturbance lasts; what comes back after a good look is told anew.
TEST(Watching, TroubleIsToldOncePerCause) {
  RecordingServer server;
  const std::vector<Reply> script = {
      page(502), coded(401, 1002), page(502), coded(401, 1002), coded(500, 5000), answer("processing"), page(502), page(502),
  };
  std::size_t looks = 0;
  server.handle([&](const RecordedRequest &request) {
    if (request.method == "POST") {
      return Reply::text(200, PretendService::created("810000000000000001"));
    }
    return looks < script.size() ? script[looks++] : answer("succeed");
  });
  const HeardClient heard(quick(server.url("")));
  const Task task = submit(heard.client(), make_request("a lighthouse"));
  ASSERT_TRUE(hear_the_end(heard));
  std::vector<int32_t> told_statuses;
  for (const HeardEvent &event : heard.of_type(KLING_EVENT_TROUBLE)) {
    told_statuses.push_back(event.error.http_status);
  }
  EXPECT_EQ(told_statuses, (std::vector<int32_t>{502, 401, 500, 502}));
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_SUCCEEDED);
}

struct Hint {
  const char *name;
  Reply reply;
};

std::vector<Hint> hints() {
  const std::string date = "Retry-After: " + LossyService::http_date(3600000);
  return {
      {"503 in seconds", with_header(page(503), "Retry-After: 3600")},
      {"503 as a date", with_header(page(503), date)},
      {"429 in seconds", with_header(Reply::text(429, ""), "Retry-After: 3600")},
      {"1302 as a date", with_header(coded(429, 1302), date)},
      {"not found", with_header(LossyService::not_found("810000000000000001"), "Retry-After: 3600")},
      {"a good look", with_header(answer("processing"), "Retry-After: 3600")},
      {"a pending one", with_header(Reply::text(200, R"({"code":0})"), "Retry-After: 3600")},
  };
}

/// Looks that are all answered alike, side by side, until a deadline ends them.
struct Alike {
  Alike(const std::vector<Hint> &rows, const Settings &more) {
    for (const Hint &row : rows) {
      servers.push_back(std::make_unique<RecordingServer>());
      servers.back()->handle([reply = row.reply](const RecordedRequest &request) {
        return request.method == "POST" ? Reply::text(200, PretendService::created("810000000000000001")) : reply;
      });
      Settings settings = quick(servers.back()->url(""));
      for (const auto &[name, text] : more) {
        settings[name] = text;
      }
      heard.push_back(std::make_unique<HeardClient>(settings));
      tasks.push_back(submit(heard.back()->client(), make_request("a lighthouse")));
    }
    ended = drive_all(all_of(heard), [&] {
      return std::all_of(heard.begin(), heard.end(), [](const auto &each) { return each->count(KLING_EVENT_FINAL) > 0; });
    });
  }

  std::vector<std::unique_ptr<RecordingServer>> servers;
  std::vector<std::unique_ptr<HeardClient>> heard;
  std::vector<Task> tasks;
  bool ended = false;
};

/// Nothing is asked before the time that the service named; the deadline ends the wait, and is no failure of the task.
TEST(Watching, RetryAfterIsObeyed) {
  const std::vector<Hint> rows = hints();
  const Alike alike(rows, {{"deadline_ms", "500"}});
  ASSERT_TRUE(alike.ended);
  for (std::size_t index = 0; index < rows.size(); ++index) {
    SCOPED_TRACE(rows[index].name);
    EXPECT_EQ(kling_task_state(alike.tasks[index].get()), KLING_TASK_DETACHED);
    EXPECT_EQ(alike.servers[index]->count("GET"), 1);
    EXPECT_EQ(alike.servers[index]->count("POST"), 1);
  }
}

/// After a disturbed look the longest interval counts, not the shortest; a good one goes on as before.
TEST(Watching, ADisturbedLookIsFollowedByTheLongestInterval) {
  const std::vector<Hint> rows = {{"401", coded(401, 1002)},
                                  {"403", coded(403, 1103)},
                                  {"HTML", page(502)},
                                  {"unreadable", Reply::text(200, "?")},
                                  {"not found", LossyService::not_found("810000000000000001")},
                                  {"good", answer("processing")}};
  const Alike alike(rows, {{"deadline_ms", "500"}, {"poll_max_interval_ms", "3600000"}});
  ASSERT_TRUE(alike.ended);
  for (std::size_t index = 0; index < rows.size(); ++index) {
    SCOPED_TRACE(rows[index].name);
    EXPECT_EQ(kling_task_state(alike.tasks[index].get()), KLING_TASK_DETACHED) << "a poll never makes it FAILED";
    if (std::string(rows[index].name) == "good") {
      EXPECT_GT(alike.servers[index]->count("GET"), 1);
    } else {
      EXPECT_EQ(alike.servers[index]->count("GET"), 1);
    }
  }
}

/// Only the service's own status is a failure, with the service's own words.
TEST(Watching, AFailedStatusIsFailedWithItsMessage) {
  RecordingServer server;
  server.handle([&](const RecordedRequest &request) {
    return request.method == "POST" ? Reply::text(200, PretendService::created("810000000000000001"))
                                    : answer("failed", R"(,"task_status_msg":"the lens was dirty")");
  });
  const HeardClient heard(quick(server.url("")));
  const Task task = submit(heard.client(), make_request("a lighthouse"));
  ASSERT_TRUE(hear_the_end(heard));
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_FAILED);
  const kling_error error = error_of(task);
  EXPECT_STREQ(kling_status_name(error.status), "KLING_E_TASK_FAILED");
  EXPECT_STREQ(error.message, "the lens was dirty");
  EXPECT_STREQ(error.task_id, "810000000000000001");
  EXPECT_EQ(heard.of_type(KLING_EVENT_FINAL).size(), 1U);
  EXPECT_NE(text_of(kling_task_raw_json(task.get())).find("the lens was dirty"), std::string::npos);
}

TEST(Watching, TheSimulatorsRiskControlIsFailedToo) {
  const Simulator simulator({"--submitted-ms", "10", "--processing-ms", "10"});
  const HeardClient heard(quick(simulator.base_url(), simulator.api_key()));
  const Task task = submit(heard.client(), make_request("risk control"));
  ASSERT_TRUE(hear_the_end(heard));
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_FAILED);
  EXPECT_STREQ(error_of(task).message, "Failure to pass the risk control system");
  EXPECT_EQ(simulator.creations(), 1);
}

} // namespace
} // namespace kling::test
