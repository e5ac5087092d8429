#include <gtest/gtest.h>

#include "preparing.hpp"
#include "protocol/poll_path.hpp"

namespace kling::protocol {
namespace {

const catalog::Kind &kind_named(std::string_view name) {
  return *catalog::find_kind(name);
}

TEST(PollPath, MarksStandForKindAndTask) {
  struct Row {
    std::string_view pattern;
    std::string_view kind;
    std::string_view id;
    std::string_view path;
  };
  for (const Row &row : {
           Row{"", "text2video", "867", "/v1/videos/text2video/867"},
           Row{"{path}/{task_id}", "avatar", "867", "/v1/videos/avatar/image2video/867"},
           Row{"/v1/video/generations/{task_id}", "text2video", "867", "/v1/video/generations/867"},
           Row{"/v1/{kind}/{task_id}/state", "omni-video", "867", "/v1/omni-video/867/state"},
           Row{"/v1/tasks?id={task_id}&of={kind}", "text2video", "a b&c", "/v1/tasks?id=a%20b%26c&of=text2video"},
           Row{"{path}/{task_id}", "text2video", "..", "/v1/videos/text2video/%2E%2E"},
           Row{"{path}/{task_id}", "text2video", "{kind}/../x", "/v1/videos/text2video/%7Bkind%7D%2F..%2Fx"},
           Row{"/{task_id}/{task_id}", "text2video", "1", "/1/1"},
       }) {
    EXPECT_EQ(poll_path(row.pattern, kind_named(row.kind), row.id), row.path) << row.pattern;
  }
  EXPECT_EQ(shown_poll_path("/x/{task_id}/{kind}", kind_named("tts")), "/x/{task_id}/tts");
}

struct Refused {
  std::string_view pattern;
  std::string_view words;
};

const Refused refused_rows[] = {
    {"/v1/tasks", "poll_path is \"/v1/tasks\" and holds no {task_id}"},
    {"v1/{task_id}", "begins with / or {path}"},
    {"https://other.example/{task_id}", "begins with / or {path}"},
    {"//other.example/{task_id}", "poll_path holds //"},
    {"/v1/../{task_id}", "poll_path holds . or .."},
    {"/v1/%2e%2e/{task_id}", "poll_path holds . or .."},
    {"/x/{path}/{task_id}", "poll_path holds //"},
    {"/{id}/{task_id}", "poll_path holds \"{id}/{task_id}\"; {path}, {task_id} and {kind} are known"},
    {"/{task_id}/}", "poll_path holds \"}\""},
    {"/{task_id}/{kind", "poll_path holds \"{kind\""},
    {"/v 1/{task_id}", "poll_path holds a blank"},
    {"/v1/{task_id}#x", "percent-encode it"},
    {"/v1\\{task_id}", "percent-encode it"},
};

TEST(PollPath, WhatIsNoneIsRefusedByName) {
  for (const Refused &row : refused_rows) {
    Error error;
    EXPECT_EQ(check_poll_path(row.pattern, error), KLING_E_ARGUMENT) << row.pattern;
    EXPECT_EQ(error.status, KLING_E_ARGUMENT);
    EXPECT_EQ(error.field, "poll_path");
    EXPECT_NE(error.message.find(row.words), String::npos) << error.message;
  }
  Error error;
  EXPECT_EQ(check_poll_path(String(5000, '/').insert(0, "/{task_id}"), error), KLING_E_ARGUMENT);
  EXPECT_EQ(check_poll_path(usual_poll_path, error = Error()), KLING_OK);
}

Endpoint endpoint_with(std::string_view pattern, kling_status expected = KLING_OK) {
  EndpointOptions options;
  options.provider = "cometapi";
  options.api_key = "sk-test";
  options.poll_path = pattern;
  Endpoint endpoint;
  Error error;
  EXPECT_EQ(make_endpoint(options, endpoint, error), expected) << error.message;
  EXPECT_EQ(error.field, expected == KLING_OK ? "" : "poll_path");
  return endpoint;
}

TEST(PollPath, OfTheClientIsUsedBehindThePrefix) {
  auth::TokenCache tokens;
  const Endpoint endpoint = endpoint_with("/v1/video/generations/{task_id}");
  EXPECT_EQ(query_message(kind_named("text2video"), "867", false, endpoint, tokens, 0, 1).url,
            "https://api.cometapi.com/kling/v1/video/generations/867");
  for (const Refused &row : refused_rows) {
    endpoint_with(row.pattern, KLING_E_ARGUMENT);
  }
}

TEST(PollPath, OfTheTaskGoesBeforeTheClients) {
  auth::TokenCache tokens;
  for (const char *clients : {"", "/clients/{task_id}"}) {
    EXPECT_EQ(query_message(kind_named("text2video"), "867", false, endpoint_with(clients), tokens, 0, 1, "/{kind}/{task_id}").url,
              "https://api.cometapi.com/kling/text2video/867");
  }
}

TEST(PollPath, MeansNothingToTheNewGeneration) {
  auth::TokenCache tokens;
  EXPECT_EQ(query_message(kind_named("text-to-video"), "867", false, endpoint_with("/x/{task_id}"), tokens, 0, 1, "/y/{task_id}").url,
            "https://api.cometapi.com/kling/tasks?task_ids=867");
}

TEST(PollPath, IsAnOptionOfARequest) {
  Request request(kind_named("text2video"));
  ASSERT_EQ(request.set_string("prompt", "a"), KLING_OK);
  ASSERT_EQ(request.set_option("poll_path", "/other/{task_id}"), KLING_OK);
  Prepared prepared;
  Error error;
  ASSERT_EQ(prepare(request, {}, "k1-a", prepared, error, nullptr), KLING_OK) << error.message;
  EXPECT_EQ(prepared.poll_path, "/other/{task_id}");
  EXPECT_EQ(shown_poll_url(prepared, endpoint_with("/clients/{task_id}")), "https://api.cometapi.com/kling/other/{task_id}");
  Prepared plain = test::prepared("text2video", R"({"prompt":"a"})").prepared;
  EXPECT_EQ(shown_poll_url(plain, endpoint_with("/clients/{task_id}")), "https://api.cometapi.com/kling/clients/{task_id}");
  EXPECT_EQ(shown_poll_url(plain, endpoint_with("")), "");
  EXPECT_EQ(shown_poll_url(plain, endpoint_with(usual_poll_path)), "");
  EXPECT_EQ(request.set_option("poll_path", "/other"), KLING_E_ARGUMENT);
  EXPECT_EQ(prepare(request, {}, "k1-a", prepared, error, nullptr), KLING_E_ARGUMENT);
  EXPECT_EQ(error.field, "poll_path");
}

TEST(ModelField, IsCalledAsTheOptionSays) {
  struct Row {
    ModelField option;
    std::string_view body;
    std::string_view sent;
  };
  for (const Row &row : {
           Row{ModelField::model_name, R"({"model_name":"kling-v3","prompt":"a"})", R"({"model_name":"kling-v3","prompt":"a"})"},
           Row{ModelField::model, R"({"model_name":"kling-v3","prompt":"a"})", R"({"prompt":"a","model":"kling-v3"})"},
           Row{ModelField::both, R"({"model_name":"kling-v3","prompt":"a"})",
               R"({"model_name":"kling-v3","prompt":"a","model":"kling-v3"})"},
           Row{ModelField::model, R"({"prompt":"a"})", R"({"prompt":"a"})"},
       }) {
    Rules rules = test::rules_of("custom", Validation::off);
    rules.external_ids = ExternalIds::never;
    rules.model_field = row.option;
    const test::Outcome out = test::prepared("text2video", row.body, rules);
    EXPECT_EQ(out.status, KLING_OK) << out.message();
    EXPECT_EQ(out.body(), row.sent);
  }
}

TEST(ModelField, KeepsTheModelOfTheSlotGateAndTheNewGenerationsPath) {
  Rules rules = test::rules_of("custom");
  rules.model_field = ModelField::model;
  EXPECT_EQ(test::prepared("text2video", R"({"model_name":"kling-v1-6","prompt":"a"})", rules).prepared.model, "kling-v1-6");
  const test::Outcome current = test::prepared("text-to-video", R"({"model_name":"kling-3.0","prompt":"a"})", rules);
  EXPECT_EQ(current.status, KLING_OK) << current.message();
  EXPECT_EQ(current.prepared.path, "/text-to-video/kling-3.0");
  EXPECT_EQ(current.body().find("kling-3.0"), std::string::npos) << current.body();
  const test::Outcome call = test::prepared("call", R"({"method":"POST","path":"/x","body":{"model_name":"m"}})", rules);
  EXPECT_EQ(call.body(), R"({"model_name":"m"})");
}

} // namespace
} // namespace kling::protocol
