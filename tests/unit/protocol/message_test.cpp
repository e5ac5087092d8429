#include <gtest/gtest.h>

#include "base/text.hpp"
#include "protocol/request.hpp"

namespace kling::protocol {
namespace {

const catalog::Kind &text2video() {
  return *catalog::find_kind("text2video");
}

Endpoint endpoint_of(const EndpointOptions &options) {
  Endpoint endpoint;
  Error error;
  EXPECT_EQ(make_endpoint(options, endpoint, error), KLING_OK) << error.message;
  return endpoint;
}

Prepared prepared_beach() {
  Request request(text2video());
  EXPECT_EQ(request.set_string("prompt", "beach"), KLING_OK);
  Prepared prepared;
  Error error;
  EXPECT_EQ(prepare(request, {}, "k1-abc", prepared, error, nullptr), KLING_OK) << error.message;
  return prepared;
}

String user_agent() {
  return concat({"User-Agent: libkling/", text_of(int64_t{KLING_VERSION_MAJOR}), ".", text_of(int64_t{KLING_VERSION_MINOR}), ".",
                 text_of(int64_t{KLING_VERSION_PATCH})});
}

TEST(Message, ACreateIsExactlyThis) {
  EndpointOptions options;
  options.provider = "cometapi";
  options.api_key = "sk-test";
  options.extra_headers = "X-Team: blue";
  auth::TokenCache tokens;
  const Message message = create_message(prepared_beach(), endpoint_of(options), tokens, 1700000000000, 60000);
  EXPECT_EQ(message.method, "POST");
  EXPECT_EQ(message.url, "https://api.cometapi.com/kling/v1/videos/text2video");
  ASSERT_EQ(message.headers.size(), 5U);
  EXPECT_EQ(message.headers[0], "Authorization: Bearer sk-test");
  EXPECT_EQ(message.headers[1], "Content-Type: application/json");
  EXPECT_EQ(message.headers[2], "Accept: application/json");
  EXPECT_EQ(message.headers[3], user_agent());
  EXPECT_EQ(message.headers[4], "X-Team: blue");
  ASSERT_EQ(message.body.size(), 1U);
  EXPECT_EQ(message.body[0].text, R"({"prompt":"beach","external_task_id":"k1-abc"})");
  EXPECT_TRUE(message.send_once);
  EXPECT_EQ(message.timeout_ms, 60000);
}

TEST(Message, AQueryIsAGetOfTheId) {
  EndpointOptions options;
  options.api_key = "sk-test";
  auth::TokenCache tokens;
  const Message message = query_message(text2video(), "867283741759111202", false, endpoint_of(options), tokens, 0, 30000);
  EXPECT_EQ(message.method, "GET");
  EXPECT_EQ(message.url, "https://api-singapore.klingai.com/v1/videos/text2video/867283741759111202");
  ASSERT_EQ(message.headers.size(), 3U);
  EXPECT_EQ(message.headers[0], "Authorization: Bearer sk-test");
  EXPECT_EQ(message.headers[1], "Accept: application/json");
  EXPECT_EQ(message.headers[2], user_agent());
  EXPECT_TRUE(message.body.empty());
  EXPECT_FALSE(message.send_once);
  EXPECT_EQ(message.timeout_ms, 30000);
}

TEST(Message, WhatIsAnsweredAtOnceIsWaitedForLonger) {
  EndpointOptions options;
  options.api_key = "sk-test";
  options.provider = "cometapi";
  const Endpoint endpoint = endpoint_of(options);
  struct Row {
    std::string_view kind;
    std::string_view body;
    int64_t timeout_ms;
    int64_t waits_ms;
    bool send_once;
    std::string_view url;
  };
  for (const Row &row : {
           Row{"tts", R"({"text":"a","voice_id":"uk_boy1","voice_language":"en"})", 60'000, 120'000, true,
               "https://api.cometapi.com/kling/v1/audio/tts"},
           Row{"tts", R"({"text":"a","voice_id":"uk_boy1","voice_language":"en"})", 600'000, 600'000, true,
               "https://api.cometapi.com/kling/v1/audio/tts"},
           Row{"presets-voices", R"({"pageNum":3})", 1000, 120'000, false,
               "https://api.cometapi.com/kling/v1/general/presets-voices?pageNum=3"},
           Row{"call", R"({"method":"GET","path":"/v1/x"})", 1000, 120'000, false, "https://api.cometapi.com/kling/v1/x"},
           Row{"call", R"({"method":"PUT","path":"/v1/x"})", 1000, 120'000, true, "https://api.cometapi.com/kling/v1/x"},
           Row{"text2video", R"({"prompt":"a"})", 60'000, 60'000, true, "https://api.cometapi.com/kling/v1/videos/text2video"},
       }) {
    Request request(*catalog::find_kind(row.kind));
    ASSERT_EQ(request.set_json("", row.body), KLING_OK);
    Prepared prepared;
    Error error;
    ASSERT_EQ(prepare(request, {}, "k1-abc", prepared, error, nullptr), KLING_OK) << error.message;
    auth::TokenCache tokens;
    const Message message = create_message(prepared, endpoint, tokens, 0, row.timeout_ms);
    EXPECT_EQ(message.timeout_ms, row.waits_ms) << row.kind;
    EXPECT_EQ(message.send_once, row.send_once) << row.kind;
    EXPECT_EQ(message.url, row.url);
    EXPECT_EQ(message.method == "GET", message.body.empty()) << row.kind;
  }
}

TEST(Message, ATaskIsAskedForBehindThePathOfItsKind) {
  EndpointOptions options;
  options.api_key = "sk-test";
  auth::TokenCache tokens;
  EXPECT_EQ(query_message(*catalog::find_kind("avatar"), "867", false, endpoint_of(options), tokens, 0, 1).url,
            "https://api-singapore.klingai.com/v1/videos/avatar/image2video/867");
  EXPECT_EQ(query_message(*catalog::find_kind("elements"), "867", false, endpoint_of(options), tokens, 0, 1).url,
            "https://api-singapore.klingai.com/v1/general/advanced-custom-elements/867");
}

TEST(Message, ATaskOfTheNewGenerationIsAskedForByTheKindOfItsId) {
  EndpointOptions options;
  options.api_key = "sk-test";
  options.provider = "cometapi";
  const Endpoint endpoint = endpoint_of(options);
  for (const std::string_view kind : {"text-to-video", "image-to-video", "new-omni-video", "new-motion-control"}) {
    auth::TokenCache tokens;
    const Message by_id = query_message(*catalog::find_kind(kind), "933557073781063683", false, endpoint, tokens, 0, 30000);
    EXPECT_EQ(by_id.method, "GET");
    EXPECT_EQ(by_id.url, "https://api.cometapi.com/kling/tasks?task_ids=933557073781063683") << kind;
    EXPECT_EQ(by_id.headers[0], "Authorization: Bearer sk-test");
    EXPECT_TRUE(by_id.body.empty());
    EXPECT_FALSE(by_id.send_once);
    EXPECT_EQ(by_id.timeout_ms, 30000);
    EXPECT_EQ(query_message(*catalog::find_kind(kind), "k1-abc", true, endpoint, tokens, 0, 1).url,
              "https://api.cometapi.com/kling/tasks?external_task_ids=k1-abc");
  }
}

TEST(Message, ManyTasksAreAskedForAtOnceAndNoIdBecomesTwo) {
  EndpointOptions options;
  options.api_key = "sk-test";
  const Endpoint endpoint = endpoint_of(options);
  auth::TokenCache tokens;
  const std::string_view ids[] = {"933557073781063683", "a,b", "x&task_ids=1", "c d#e+f"};
  EXPECT_EQ(tasks_message(ids, false, endpoint, tokens, 0, 1).url,
            "https://api-singapore.klingai.com/tasks?task_ids=933557073781063683,a%2Cb,x%26task_ids%3D1,c%20d%23e%2Bf");
  EXPECT_EQ(tasks_message(std::span(ids).first(2), true, endpoint, tokens, 0, 1).url,
            "https://api-singapore.klingai.com/tasks?external_task_ids=933557073781063683,a%2Cb");
}

TEST(Message, AnIdNeverLeavesItsSegment) {
  EndpointOptions options;
  options.api_key = "sk-test";
  const Endpoint endpoint = endpoint_of(options);
  struct Row {
    std::string_view id;
    std::string_view segment;
  };
  for (const Row &row : {Row{"k1-abc", "/k1-abc"}, Row{"a:b", "/a:b"}, Row{"../../account", "/..%2F..%2Faccount"}, Row{"..", "/%2E%2E"},
                         Row{".", "/%2E"}, Row{"a?b#c", "/a%3Fb%23c"}, Row{"a\r\nX: y", "/a%0D%0AX:%20y"}}) {
    auth::TokenCache tokens;
    const Message message = query_message(text2video(), row.id, false, endpoint, tokens, 0, 1);
    EXPECT_EQ(message.url, concat({"https://api-singapore.klingai.com/v1/videos/text2video", row.segment}));
  }
}

TEST(Message, APairOfKeysSignsWithTheServicesTime) {
  EndpointOptions options;
  options.access_key = "ak-test";
  options.secret_key = "sk-test";
  auth::TokenCache tokens;
  const Message message = query_message(text2video(), "1", false, endpoint_of(options), tokens, 1700000000999, 1);
  EXPECT_EQ(message.headers[0], "Authorization: Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
                                "eyJpc3MiOiJhay10ZXN0IiwiZXhwIjoxNzAwMDAxODAwLCJuYmYiOjE2OTk5OTk5OTV9."
                                "tMljlG8Xy1G8AKj5WkEZRcRIADvbH0FP6wgzpwHAfs4");
}

TEST(Message, TheKeyGoesWhereTheHeaderSays) {
  EndpointOptions options;
  options.api_key = "sk-test";
  options.auth_header = "X-API-Key: a {key} b {key}";
  auth::TokenCache tokens;
  const Message message = query_message(text2video(), "1", false, endpoint_of(options), tokens, 0, 1);
  EXPECT_EQ(message.headers[0], "X-API-Key: a sk-test b sk-test");
}

} // namespace
} // namespace kling::protocol
