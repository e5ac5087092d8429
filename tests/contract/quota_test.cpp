#include <gtest/gtest.h>

#include "support/heard_client.hpp"
#include "support/pretend_service.hpp"
#include "support/replies.hpp"

/// CometAPI's quota (gateways 1.8) over sockets: its key goes into the URL, and nothing tells that URL.
namespace kling::test {
namespace {

constexpr const char *key = "0Quota1Key2Nobody3May4See5";
const std::string answer = R"({"username":"somebody","total_quota":12.5,"total_used_quota":3.25,"request_count":42,)"
                           R"("keys":[{"name":"default","remain_quota":-1,"used_quota":3.25}]})";

/// One call, and every text that came of it but the URL that was asked for.
struct Asked {
  Task task;
  int32_t state = 0;
  kling_error error = no_error();
  std::string texts;
  std::string log;
};

void ask(const Settings &more, Asked &out, const Settings &fields = {}) {
  Settings settings{{"provider", "cometapi"},      {"api_key", key},       {"log_level", "4"},
                    {"max_retries", "1"},          {"retry_base_ms", "1"}, {"extra_headers", "X-Team: blue"},
                    {"connect_timeout_ms", "2000"}};
  for (const auto &[name, text] : more) {
    settings[name] = text;
  }
  const Options options = make_options(settings);
  kling_callbacks callbacks = KLING_CALLBACKS_INIT;
  callbacks.user_data = &out;
  callbacks.on_log = [](void *self, int32_t, const char *text) { static_cast<Asked *>(self)->log += std::string(text) + "\n"; };
  kling_options_set_callbacks(options.get(), &callbacks);
  const Client client = make_client(options, &out.error);
  ASSERT_NE(client, nullptr) << out.error.message;
  kling_request *made = nullptr;
  ASSERT_EQ(kling_request_new(KLING_QUOTA, &made), KLING_OK);
  const Request request(made);
  for (const auto &[name, text] : fields) {
    kling_request_set_string(made, name.c_str(), text.c_str());
  }
  out.texts += text_of(kling_request_to_json(made, client.get())) + "\n";
  out.task = submit(client, request, 0, &out.error);
  if (out.task != nullptr) {
    finish(client, out.task);
    while (const Event event = next_event(client)) {
      kling_error told = no_error();
      kling_event_error(event.get(), &told);
      out.texts += std::string(told.message) + "\n" + told.field + "\n" + told.request_id + "\n";
    }
    kling_task_error(out.task.get(), &out.error);
    out.state = kling_task_state(out.task.get());
    out.texts += text_of(kling_task_token(out.task.get())) + "\n" + text_of(kling_task_label(out.task.get())) + "\n" +
                 text_of(kling_task_id(out.task.get())) + "\n";
  }
  kling_poll(client.get(), 0, nullptr);
  out.texts += std::string(out.error.message) + "\n" + out.error.field + "\n" + out.log;
}

void expect_no_key(const Asked &asked) {
  for (const char *form : {key, "0Quota1", "May4See5"}) {
    EXPECT_EQ(asked.texts.find(form), std::string::npos) << asked.texts;
  }
}

TEST(Quota, IsToldAsTheServiceTellsIt) {
  RecordingServer server;
  server.script(Reply::text(200, answer));
  Asked asked;
  ask({{"base_url", server.url("/kling/v1")}}, asked, {{"start_date", "2026-09-01"}, {"end_date", "2026-09-28"}});
  ASSERT_NE(asked.task, nullptr) << asked.error.message;
  EXPECT_EQ(asked.state, KLING_TASK_SUCCEEDED) << asked.error.message;
  EXPECT_EQ(text_of(kling_task_raw_json(asked.task.get())), answer);
  const RecordedRequest request = server.requests().at(0);
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.target, std::string("/user/quota?key=") + key + "&end_date=2026-09-28&start_date=2026-09-01");
  EXPECT_FALSE(request.has_header("Authorization"));
  EXPECT_EQ(request.header("X-Team"), "blue");
  EXPECT_NE(asked.texts.find("/user/quota?key=***&end_date=2026-09-28"), std::string::npos) << asked.texts;
  EXPECT_NE(asked.log.find("GET " + server.url("/user/quota")), std::string::npos) << asked.log;
  expect_no_key(asked);
}

TEST(Quota, OfAnotherProviderIsNotAskedFor) {
  for (const char *provider : {"kling", "kling-cn", "custom"}) {
    RecordingServer server;
    Asked asked;
    ask({{"provider", provider}, {"base_url", server.url("")}}, asked);
    EXPECT_EQ(asked.task, nullptr);
    EXPECT_EQ(asked.error.status, KLING_E_UNSUPPORTED);
    EXPECT_NE(std::string(asked.error.message).find(provider), std::string::npos) << asked.error.message;
    EXPECT_EQ(server.count(), 0);
    expect_no_key(asked);
  }
}

/// Whatever it answers, and however it repeats what it was asked.
TEST(Quota, ARefusalTellsNoKey) {
  const std::string url = std::string("/user/quota?key=") + key;
  const struct {
    Reply reply;
    kling_status status;
  } rows[] = {
      {Reply::text(401, R"({"error":{"message":"invalid key )" + std::string(key) + R"(","type":"comet_api_error","code":""}})"),
       KLING_E_AUTH},
      {Reply::text(404, "<html><head><title>no " + url + " here</title></head></html>", "text/html"), KLING_E_ENDPOINT},
      {Reply::text(404, "The requested URL " + url + "&start_date=1 was not found", "text/plain"), KLING_E_ENDPOINT},
      {Reply::text(200, R"({"success":false,"message":"no such key: )" + std::string(key) + R"("})"), KLING_E_SERVICE},
      {Reply::text(200, "<html><head><title>" + url + "</title></head></html>", "text/html"), KLING_E_PROTOCOL},
      {Reply::text(200, ""), KLING_E_PROTOCOL},
      {Reply::text(200, "[]"), KLING_E_PROTOCOL},
      {Reply::text(500, R"({"message":"cannot GET https://query.cometapi.com)" + url + R"("})"), KLING_E_SERVICE},
      {with_header(Reply::text(302, ""), "Location: https://elsewhere.example" + url), KLING_E_ENDPOINT},
      {cut(Reply::text(200, answer), 20, Reply::End::reset), KLING_E_NETWORK},
      {with_fault(Reply::Fault::close_after_body), KLING_E_NETWORK},
  };
  for (const auto &row : rows) {
    RecordingServer server;
    server.handle([&row](const RecordedRequest &) { return row.reply; });
    Asked asked;
    ask({{"base_url", server.url("")}}, asked);
    SCOPED_TRACE(row.reply.body);
    EXPECT_EQ(asked.state, KLING_TASK_REJECTED);
    EXPECT_STREQ(kling_status_name(asked.error.status), kling_status_name(row.status)) << asked.error.message;
    EXPECT_FALSE(asked.log.empty());
    expect_no_key(asked);
  }
}

/// Nobody there, a name that nobody has, no TLS, a proxy that is none.
TEST(Quota, FailuresOnTheWayTellNoKey) {
  const RecordingServer plain;
  for (const Settings &way : {
           Settings{{"base_url", "http://127.0.0.1:1"}},
           Settings{{"base_url", "https://127.0.0.1:" + std::to_string(plain.port())}},
           Settings{{"base_url", "https://nowhere.invalid"}},
           Settings{{"proxy", "http://127.0.0.1:1"}}, // on the way to the provider's own host
           Settings{{"base_url", "http://h.invalid"}, {"allow_http", "1"}, {"proxy", "http://127.0.0.1:1"}},
       }) {
    Asked asked;
    ask(way, asked);
    EXPECT_EQ(asked.state, KLING_TASK_REJECTED);
    EXPECT_NE(asked.error.message[0], 0);
    EXPECT_FALSE(asked.log.empty());
    expect_no_key(asked);
  }
}

} // namespace
} // namespace kling::test
