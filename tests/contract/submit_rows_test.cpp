#include <gtest/gtest.h>

#include "contract/settle_rows.hpp"
#include "support/heard_client.hpp"
#include "support/replies.hpp"
#include "support/simulator_log.hpp"

/// Design 4.1 over sockets: the rows that end at once.
namespace kling::test {
namespace {

const std::string create_path = "/v1/videos/text2video";

std::string name_of(const std::string &name, const std::string &provider) {
  return name + "_" + provider;
}

Settings quick(const std::string &provider, const std::string &base_url, const std::string &key) {
  return {{"provider", provider}, {"base_url", base_url}, {"api_key", key}, {"poll_interval_ms", "10"}, {"retry_base_ms", "1"}};
}

/// "No, and for this reason": never a second create, never a look.
struct Refusal {
  std::string name;
  Reply reply;
  std::string fault; // of the simulator: members of a status fault; empty: the reply above
  kling_status status = KLING_OK;
  int64_t code = 0;
  std::string field;
};

Refusal coded_refusal(int http_status, int64_t code, kling_status status) {
  Refusal refusal;
  refusal.name = "code_" + std::to_string(code) + "_http_" + std::to_string(http_status);
  refusal.reply.status = http_status;
  refusal.fault = R"("fault":"status","status":)" + std::to_string(http_status) + R"(,"code":)" + std::to_string(code);
  refusal.status = status;
  refusal.code = code;
  return refusal;
}

Refusal bare_refusal(int http_status, kling_status status) {
  Refusal refusal;
  refusal.name = "http_" + std::to_string(http_status);
  refusal.reply.status = http_status;
  refusal.fault = R"("fault":"status","status":)" + std::to_string(http_status);
  refusal.status = status;
  return refusal;
}

Refusal html_refusal(int http_status, kling_status status) {
  Refusal refusal = bare_refusal(http_status, status);
  refusal.name = "html_" + std::to_string(http_status);
  refusal.fault = R"("fault":"html","status":)" + std::to_string(http_status);
  return refusal;
}

Refusal told(const std::string &name, Reply reply, kling_status status, const std::string &field = "", int64_t code = 0) {
  return {name, std::move(reply), "", status, code, field};
}

Reply gateway(int http_status, const std::string &word) {
  return Reply::text(http_status, R"({"error":{"message":"it says no","type":"new_api_error","code":")" + word + R"("}})");
}

std::vector<Refusal> refusals() {
  return {
      coded_refusal(401, 1000, KLING_E_AUTH),
      coded_refusal(401, 1001, KLING_E_AUTH),
      coded_refusal(401, 1002, KLING_E_AUTH),
      coded_refusal(401, 1003, KLING_E_AUTH), // with a key there is nothing to sign anew
      coded_refusal(401, 1004, KLING_E_AUTH),
      coded_refusal(429, 1100, KLING_E_FORBIDDEN),
      coded_refusal(429, 1101, KLING_E_BALANCE),
      coded_refusal(429, 1102, KLING_E_BALANCE),
      coded_refusal(403, 1103, KLING_E_FORBIDDEN),
      coded_refusal(400, 1200, KLING_E_FIELD),
      coded_refusal(400, 1201, KLING_E_FIELD),
      coded_refusal(404, 1202, KLING_E_ENDPOINT),
      coded_refusal(404, 1203, KLING_E_FIELD),
      coded_refusal(400, 1300, KLING_E_POLICY),
      coded_refusal(400, 1301, KLING_E_POLICY),
      coded_refusal(429, 1304, KLING_E_FORBIDDEN),
      coded_refusal(500, 1201, KLING_E_FIELD), // the code counts, whatever the HTTP status
      coded_refusal(200, 1301, KLING_E_POLICY),
      coded_refusal(503, 1102, KLING_E_BALANCE),
      coded_refusal(400, 1999, KLING_E_FIELD), // of the refusing thousand, though in no table
      bare_refusal(301, KLING_E_ENDPOINT),
      bare_refusal(302, KLING_E_ENDPOINT),
      bare_refusal(307, KLING_E_ENDPOINT),
      bare_refusal(400, KLING_E_FIELD),
      bare_refusal(401, KLING_E_AUTH),
      bare_refusal(402, KLING_E_BALANCE),
      bare_refusal(403, KLING_E_FORBIDDEN),
      bare_refusal(404, KLING_E_ENDPOINT),
      bare_refusal(405, KLING_E_ENDPOINT),
      bare_refusal(409, KLING_E_SERVICE),
      bare_refusal(413, KLING_E_TOO_LARGE),
      bare_refusal(422, KLING_E_FIELD),
      bare_refusal(451, KLING_E_POLICY),
      html_refusal(400, KLING_E_FIELD),
      html_refusal(403, KLING_E_FORBIDDEN),
      html_refusal(404, KLING_E_ENDPOINT),
      told("field_named", Reply::text(400, R"({"code":1201,"message":"duration value '7' is invalid","request_id":"r-7"})"), KLING_E_FIELD,
           "duration", 1201),
      told("redirect_elsewhere", with_header(Reply::text(302, ""), "Location: http://127.0.0.1:1/v1/videos/text2video"), KLING_E_ENDPOINT),
      told("truncated_404", cut(page(404), 20, Reply::End::reset), KLING_E_ENDPOINT),
      told("truncated_401", cut(Reply::text(401, R"({"code":1002,"message":"Authorization is invalid"})"), 20, Reply::End::close),
           KLING_E_AUTH),
      told("gateway_model_not_found_503", gateway(503, "model_not_found"), KLING_E_FIELD, "model_name"),
      told("gateway_model_not_found_200", gateway(200, "model_not_found"), KLING_E_FIELD, "model_name"),
      told("gateway_invalid_request_500", gateway(500, "invalid_request"), KLING_E_FIELD),
      told("gateway_quota_not_enough_429", gateway(429, "quota_not_enough"), KLING_E_BALANCE),
      told("gateway_insufficient_user_quota_403", gateway(403, "insufficient_user_quota"), KLING_E_BALANCE),
      told("gateway_pre_consume_500", gateway(500, "pre_consume_token_quota_failed"), KLING_E_BALANCE),
      told("gateway_no_channel_503",
           Reply::text(503, R"({"error":{"message":"No available channel for model kling-v9","type":"new_api_error"}})"), KLING_E_FIELD,
           "model_name"),
      told("gateway_code_text_500", Reply::text(500, R"({"code":"invalid_request","message":"no"})"), KLING_E_FIELD),
  };
}

const std::vector<std::string> providers = {"kling", "cometapi", "custom"};

class Refused : public testing::TestWithParam<std::tuple<std::string, std::size_t>> {
public:
  static void SetUpTestSuite() { simulator_ = std::make_unique<Simulator>(); }
  static void TearDownTestSuite() { simulator_.reset(); }

protected:
  static std::unique_ptr<Simulator> simulator_;
};

std::unique_ptr<Simulator> Refused::simulator_;

TEST_P(Refused, IsRejectedAtOnce) {
  const auto &[provider, index] = GetParam();
  const Refusal refusal = refusals()[index];
  const bool simulated = !refusal.fault.empty();
  RecordingServer server;
  server.script(refusal.reply);
  if (simulated) {
    simulator_->post("/_sim/faults", R"({"faults":[{"method":"POST",)" + refusal.fault + "}]}");
  }
  const HeardClient heard(
      quick(provider, simulated ? simulator_->base_url() : server.url(""), simulated ? simulator_->api_key() : "a-key"));
  const std::string external_id = name_of(refusal.name, provider);
  const Task task = submit(heard.client(), make_request("a lighthouse", {{"external_task_id", external_id}}));
  ASSERT_TRUE(hear_the_end(heard));
  const kling_error error = error_of(task);
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_REJECTED);
  EXPECT_STREQ(kling_status_name(error.status), kling_status_name(refusal.status)) << error.message;
  EXPECT_EQ(error.http_status, refusal.reply.status);
  EXPECT_EQ(error.service_code, refusal.code);
  EXPECT_EQ(error.retryable, 0);
  EXPECT_STREQ(error.field, refusal.field.c_str());
  EXPECT_NE(text_of(error.message), "");
  EXPECT_EQ(heard.states(), (std::vector<int32_t>{KLING_TASK_SUBMITTING, KLING_TASK_REJECTED}));
  EXPECT_EQ(heard.count(KLING_EVENT_FINAL), 1);
  EXPECT_EQ(heard.of_type(KLING_EVENT_FINAL).at(0).error.status, refusal.status);
  if (simulated) {
    const std::vector<LoggedRequest> requests = read_requests(*simulator_);
    EXPECT_EQ(posts_of(requests, external_id).size(), 1U);
    EXPECT_EQ(looks_at(requests, external_id), 0);
    EXPECT_EQ(read_ledger(*simulator_).creations(external_id), 0);
    EXPECT_EQ(text_of(error.request_id).empty(), refusal.code == 0);
  } else {
    EXPECT_EQ(server.count(), 1);
  }
}

INSTANTIATE_TEST_SUITE_P(Evidence, Refused,
                         testing::Combine(testing::ValuesIn(providers), testing::Range(std::size_t{0}, refusals().size())),
                         [](const testing::TestParamInfo<std::tuple<std::string, std::size_t>> &named) {
                           return name_of(refusals()[std::get<1>(named.param)].name, std::get<0>(named.param));
                         });

/// Where there is nothing to ask by, an unclear answer is the end, at once.
class Nameless : public testing::TestWithParam<std::tuple<std::string, std::size_t>> {};

TEST_P(Nameless, IsUnknownAtOnce) {
  const auto &[provider, index] = GetParam();
  const Evidence evidence = maybe_created()[index];
  RecordingServer server;
  server.script(evidence.reply);
  Settings settings = quick(provider, server.url(""), "a-key");
  settings["external_ids"] = "never";
  for (const auto &[name, text] : evidence.settings) {
    settings[name] = name == "request_timeout_ms" ? "1000" : text;
  }
  const HeardClient heard(settings);
  const Task task = submit(heard.client(), make_request("a lighthouse"));
  ASSERT_TRUE(hear_the_end(heard));
  const kling_error error = error_of(task);
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_UNKNOWN);
  EXPECT_STREQ(kling_status_name(error.status), "KLING_E_SUBMIT_UNKNOWN");
  EXPECT_EQ(error.service_code, evidence.code);
  EXPECT_EQ(error.retryable, 0);
  EXPECT_EQ(heard.states(), (std::vector<int32_t>{KLING_TASK_SUBMITTING, KLING_TASK_UNKNOWN}));
  EXPECT_EQ(server.count("POST"), 1);
  EXPECT_EQ(server.count("GET"), 0);
  EXPECT_EQ(server.requests()[0].body.find("external_task_id"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Evidence, Nameless,
                         testing::Combine(testing::Values("kling", "cometapi"), testing::Range(std::size_t{0}, maybe_created().size())),
                         [](const testing::TestParamInfo<std::tuple<std::string, std::size_t>> &named) {
                           return name_of(maybe_created()[std::get<1>(named.param)].name, std::get<0>(named.param));
                         });

/// "Yes", in every way that still is one.
struct Yes {
  const char *name;
  const char *fault; // of the create
};

class Created : public testing::TestWithParam<std::tuple<std::string, Yes>> {};

TEST_P(Created, IsSubmittedAndWatched) {
  const auto &[provider, yes] = GetParam();
  const Simulator simulator({"--submitted-ms", "10", "--processing-ms", "10"});
  if (*yes.fault != '\0') {
    simulator.post("/_sim/faults", std::string(R"({"faults":[{"method":"POST",)") + yes.fault + "}]}");
  }
  const HeardClient heard(quick(provider, simulator.base_url(), simulator.api_key()));
  const Task task = submit(heard.client(), make_request("a lighthouse"));
  ASSERT_TRUE(hear_the_end(heard));
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_SUCCEEDED) << error_of(task).message;
  EXPECT_EQ(error_of(task).status, KLING_OK);
  EXPECT_TRUE(heard.passed(KLING_TASK_SUBMITTED));
  EXPECT_FALSE(heard.passed(KLING_TASK_UNCERTAIN));
  EXPECT_EQ(heard.count(KLING_EVENT_TROUBLE), 0);
  EXPECT_EQ(heard.count(KLING_EVENT_FINAL), 1);
  EXPECT_EQ(simulator.creations(), 1);
  EXPECT_EQ(read_ledger(simulator).tasks.at(0).task_id, text_of(kling_task_id(task.get())));
  EXPECT_EQ(simulator.requests("POST", provider == "cometapi" ? "/kling" + create_path : create_path), 1);
}

INSTANTIATE_TEST_SUITE_P(Evidence, Created,
                         testing::Combine(testing::ValuesIn(providers),
                                          testing::Values(Yes{"plain", ""}, Yes{"compressed", R"("fault":"compressed")"},
                                                          Yes{"slow", R"("fault":"slow","bytes":64,"interval_ms":5)"},
                                                          Yes{"wrong_content_type", R"("fault":"content_type")"},
                                                          Yes{"without_its_external_id", R"("fault":"drop_external_id")"},
                                                          Yes{"reset_reused", R"("fault":"reset_reused")"})),
                         [](const testing::TestParamInfo<std::tuple<std::string, Yes>> &named) {
                           return name_of(std::get<1>(named.param).name, std::get<0>(named.param));
                         });

class AtProvider : public testing::TestWithParam<std::string> {};

TEST_P(AtProvider, AnIdThatIsTakenIsAConflict) {
  const Simulator simulator({"--submitted-ms", "10", "--processing-ms", "10"});
  const HeardClient heard(quick(GetParam(), simulator.base_url(), simulator.api_key()));
  const Request request = make_request("a lighthouse", {{"external_task_id", "order-7"}});
  const Task first = submit(heard.client(), request, 1);
  ASSERT_TRUE(hear_the_end(heard, 1));
  const Task second = submit(heard.client(), request, 2);
  ASSERT_TRUE(hear_the_end(heard, 2));
  const kling_error error = error_of(second);
  EXPECT_EQ(kling_task_state(second.get()), KLING_TASK_REJECTED);
  EXPECT_STREQ(kling_status_name(error.status), "KLING_E_CONFLICT");
  EXPECT_EQ(error.service_code, 1201);
  EXPECT_EQ(error.http_status, 400);
  EXPECT_STREQ(error.field, "external_task_id");
  EXPECT_EQ(text_of(error.task_id), text_of(kling_task_id(first.get()))) << "whom it belongs to";
  EXPECT_EQ(heard.count(KLING_EVENT_FINAL, 2), 1);
  EXPECT_FALSE(heard.passed(KLING_TASK_UNCERTAIN, 2));
  EXPECT_EQ(simulator.creations(), 1);
  EXPECT_EQ(posts_of(read_requests(simulator), "order-7").size(), 2U);
}

TEST_P(AtProvider, WhatWasNeverReachedIsRejected) {
  int port = 0;
  {
    const RecordingServer gone;
    port = gone.port();
  }
  const HeardClient heard(quick(GetParam(), "http://127.0.0.1:" + std::to_string(port), "a-key"));
  const Task task = submit(heard.client(), make_request("a lighthouse"));
  ASSERT_TRUE(hear_the_end(heard));
  const kling_error error = error_of(task);
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_REJECTED);
  EXPECT_STREQ(kling_status_name(error.status), "KLING_E_NETWORK");
  EXPECT_EQ(error.http_status, 0);
  EXPECT_EQ(error.retryable, 1);
  EXPECT_EQ(heard.count(KLING_EVENT_TROUBLE), 1) << "one cause";
  EXPECT_FALSE(heard.passed(KLING_TASK_UNCERTAIN));
  kling_stats stats = KLING_STATS_INIT;
  ASSERT_EQ(kling_client_stats(heard.client().get(), &stats), KLING_OK);
  EXPECT_EQ(stats.requests, 5U) << "max_retries is 4";
}

/// No byte can have been handed over while nobody listens; then the same create goes out.
TEST_P(AtProvider, WhatIsReachedLaterIsSentOnceWithTheSameId) {
  const Simulator simulator({"--submitted-ms", "10", "--processing-ms", "10"});
  simulator.post("/_sim/faults", R"({"faults":[{"method":"GET","fault":"reset","refuse_ms":400}]})");
  Settings settings = quick(GetParam(), simulator.base_url(), simulator.api_key());
  settings["max_retries"] = "1000";
  settings["retry_base_ms"] = "20";
  const HeardClient heard(settings);
  kling_task *closing = nullptr; // the first look closes the door
  ASSERT_EQ(kling_attach(heard.client().get(), KLING_TEXT2VIDEO, "810000000000000001", 1, &closing, nullptr), KLING_OK);
  const Task watched(closing);
  ASSERT_TRUE(drive_all({&heard}, [&] { return heard.count(KLING_EVENT_TROUBLE, 1) > 0; }));
  ASSERT_EQ(kling_task_detach(watched.get()), KLING_OK);
  const Task task = submit(heard.client(), make_request("a lighthouse", {{"external_task_id", "order-7"}}), 2);
  ASSERT_TRUE(hear_the_end(heard, 2));
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_SUCCEEDED) << error_of(task).message;
  EXPECT_FALSE(heard.passed(KLING_TASK_UNCERTAIN, 2));
  kling_stats stats = KLING_STATS_INIT;
  ASSERT_EQ(kling_client_stats(heard.client().get(), &stats), KLING_OK);
  EXPECT_GE(stats.retries, 1U);
  EXPECT_EQ(posts_of(read_requests(simulator), "order-7").size(), 1U);
  EXPECT_EQ(simulator.creations(), 1);
}

/// libcurl re-sends by itself what dies on a connection it has used before, listener open or closed; a create has no such connection.
TEST_P(AtProvider, AResetOnAUsedConnectionNeverReachesACreate) {
  for (const std::string members : {"", R"(,"refuse_ms":300)"}) {
    SCOPED_TRACE(members);
    const Simulator simulator({"--submitted-ms", "10", "--processing-ms", "600000"});
    Settings settings = quick(GetParam(), simulator.base_url(), simulator.api_key());
    settings["poll_max_interval_ms"] = "10";
    const HeardClient heard(settings);
    const Task watched = submit(heard.client(), make_request("a lighthouse"), 1); // keeps a connection alive with its polls
    ASSERT_TRUE(drive_all({&heard}, [&] { return heard.passed(KLING_TASK_PROCESSING, 1); }));
    simulator.post("/_sim/faults", R"({"faults":[{"method":"POST","fault":"reset_reused")" + members + R"(,"count":100}]})");
    for (uint64_t tag = 2; tag < 6; ++tag) {
      const std::string external_id = "order-" + std::to_string(tag);
      const Task task = submit(heard.client(), make_request("a lighthouse", {{"external_task_id", external_id}}), tag);
      ASSERT_TRUE(drive_all({&heard}, [&] { return kling_task_state(task.get()) > KLING_TASK_SUBMITTING; }));
      EXPECT_GE(kling_task_state(task.get()), KLING_TASK_SUBMITTED) << error_of(task).message;
      EXPECT_FALSE(heard.passed(KLING_TASK_UNCERTAIN, tag));
      EXPECT_EQ(posts_of(read_requests(simulator), external_id).size(), 1U);
    }
    EXPECT_EQ(simulator.creations(), 5);
  }
}

/// A reset of a create, with and without anybody listening afterwards: one POST, whatever libcurl thinks of it.
TEST_P(AtProvider, AResetCreateIsNeverSentAgainByTheTransport) {
  for (const std::string members : {"", R"(,"refuse_ms":200)"}) {
    SCOPED_TRACE(members);
    const Simulator simulator({"--submitted-ms", "10", "--processing-ms", "600000"});
    Settings settings = quick(GetParam(), simulator.base_url(), simulator.api_key());
    settings["external_ids"] = "never";
    const HeardClient heard(settings);
    kling_task *watched = nullptr;
    ASSERT_EQ(kling_attach(heard.client().get(), KLING_TEXT2VIDEO, "810000000000000001", 1, &watched, nullptr), KLING_OK);
    const Task polling(watched); // unknown there, but it warms a connection
    ASSERT_TRUE(drive_all({&heard}, [&] { return heard.count(KLING_EVENT_TROUBLE, 1) > 0; }));
    simulator.post("/_sim/faults", R"({"faults":[{"method":"POST","fault":"reset")" + members + "}]}");
    const Task task = submit(heard.client(), make_request("a lighthouse"), 2);
    ASSERT_TRUE(hear_the_end(heard, 2));
    EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_UNKNOWN);
    EXPECT_STREQ(kling_status_name(error_of(task).status), "KLING_E_SUBMIT_UNKNOWN");
    if (!members.empty()) {
      simulator.wait_until_listening();
    }
    EXPECT_EQ(simulator.posts(), 1);
    EXPECT_EQ(simulator.creations(), 0);
  }
}

/// What is asked to wait longer than it may live is withdrawn after one create, with nothing made.
TEST_P(AtProvider, RetryAfterHoldsACreateBack) {
  const struct {
    const char *name;
    Reply reply;
  } cases[] = {
      {"1302 in seconds", with_header(coded(429, 1302), "Retry-After: 3600")},
      {"1302 as a date", with_header(coded(429, 1302), "Retry-After: " + LossyService::http_date(3600000))},
      {"429 in seconds", with_header(page(429), "Retry-After: 3600")},
      {"429 as a date", with_header(page(429), "Retry-After: " + LossyService::http_date(3600000))},
      {"1303 in seconds", with_header(coded(429, 1303), "Retry-After: 3600")},
  };
  std::vector<std::unique_ptr<RecordingServer>> servers;
  std::vector<std::unique_ptr<HeardClient>> heard;
  std::vector<Task> tasks;
  for (const auto &each : cases) {
    servers.push_back(std::make_unique<RecordingServer>());
    servers.back()->handle([&each](const RecordedRequest &) { return each.reply; });
    Settings settings = quick(GetParam(), servers.back()->url(""), "a-key");
    settings["deadline_ms"] = "1500"; // the first create must be answered by then
    heard.push_back(std::make_unique<HeardClient>(settings));
    tasks.push_back(submit(heard.back()->client(), make_request("a lighthouse")));
  }
  for (std::size_t index = 0; index < tasks.size(); ++index) {
    SCOPED_TRACE(cases[index].name);
    ASSERT_TRUE(drive_all(all_of(heard), [&] { return heard[index]->count(KLING_EVENT_FINAL) > 0; }));
    EXPECT_EQ(kling_task_state(tasks[index].get()), KLING_TASK_CANCELLED);
    EXPECT_TRUE(heard[index]->passed(KLING_TASK_WAITING));
    EXPECT_EQ(servers[index]->count(), 1);
  }
}

INSTANTIATE_TEST_SUITE_P(Evidence, AtProvider, testing::ValuesIn(providers),
                         [](const testing::TestParamInfo<std::string> &named) { return named.param; });

} // namespace
} // namespace kling::test
