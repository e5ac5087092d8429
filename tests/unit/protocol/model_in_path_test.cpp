#include "preparing.hpp"

namespace kling::protocol::test {
namespace {

/// No row of a field counts: what is looked at here is where things go.
Rules loose() {
  return rules_of("kling", Validation::off);
}

TEST(ModelInPath, TheModelGoesBehindThePath) {
  struct Row {
    std::string_view kind;
    std::string_view model;
    std::string_view path;
  };
  for (const Row &row : {
           Row{"text-to-video", "kling-3.0", "/text-to-video/kling-3.0"},
           Row{"image-to-video", "kling-3.0-turbo", "/image-to-video/kling-3.0-turbo"},
           Row{"new-omni-video", "kling-v3-omni-of-tomorrow", "/omni-video/kling-v3-omni-of-tomorrow"},
           Row{"new-motion-control", "kling-2.6", "/motion-control/kling-2.6"},
           Row{"text-to-video", "a/b?c=d #\xC3\xA9", "/text-to-video/a%2Fb%3Fc%3Dd%20%23%C3%A9"},
           Row{"text-to-video", "..", "/text-to-video/%2E%2E"},
           Row{"text-to-video", ".", "/text-to-video/%2E"},
       }) {
    for (const char *name : {"model_name", "model"}) {
      const Outcome out =
          prepared(row.kind, R"({"prompt":"a",")" + std::string(name) + R"(":")" + std::string(row.model) + R"("})", loose());
      ASSERT_EQ(out.status, KLING_OK) << out.message();
      EXPECT_EQ(out.prepared.path, row.path);
      EXPECT_EQ(out.prepared.method, "POST");
      EXPECT_EQ(out.prepared.model, row.model);
      EXPECT_EQ(out.prepared.kind, catalog::find_kind(row.kind));
      EXPECT_EQ(out.body(), R"({"prompt":"a"})");
    }
  }
}

TEST(ModelInPath, WithoutAModelThereIsNoPath) {
  for (const char *body : {R"({"prompt":"a"})", R"({"prompt":"a","model_name":""})", R"({"prompt":"a","model_name":null})"}) {
    for (const Validation validation : {Validation::provider, Validation::official, Validation::off}) {
      const Outcome out = prepared("text-to-video", body, rules_of("kling", validation));
      EXPECT_EQ(out.status, KLING_E_FIELD) << body;
      EXPECT_EQ(out.message(), "model_name is required: it is the last part of the path");
      EXPECT_EQ(out.field(), "model_name");
    }
  }
  EXPECT_EQ(prepared("text-to-video", R"({"prompt":"a","model_name":{"a":1}})", loose()).field(), "model_name");
  EXPECT_EQ(prepared("text-to-video", R"({"prompt":"a","model_name":"kling-3.0","model":"kling-2.6"})", loose()).field(), "model_name");
}

TEST(ModelInPath, ExternalIdAndCallbackStandInOptions) {
  Rules rules = loose();
  const Outcome made = prepared("text-to-video", R"({"prompt":"a","model_name":"kling-3.0"})", rules, "k1-made");
  EXPECT_EQ(made.body(), R"({"prompt":"a","options":{"external_task_id":"k1-made"}})");
  EXPECT_EQ(made.prepared.external_id, "k1-made");
  const Outcome own =
      prepared("text-to-video", R"({"prompt":"a","model_name":"kling-3.0","options":{"external_task_id":"mine"}})", rules, "k1-made");
  EXPECT_EQ(own.body(), R"({"prompt":"a","options":{"external_task_id":"mine"}})");
  EXPECT_EQ(own.prepared.external_id, "mine");
  rules.external_ids = ExternalIds::never;
  const Outcome none = prepared("text-to-video", R"({"prompt":"a","model_name":"kling-3.0"})", rules, "k1-made");
  EXPECT_EQ(none.body(), R"({"prompt":"a"})");
  EXPECT_TRUE(none.prepared.external_id.empty());
}

TEST(ModelInPath, AnAccessKeyIsRefused) {
  Rules rules = loose();
  rules.signs = true;
  for (const char *kind : {"text-to-video", "image-to-video", "new-omni-video", "new-motion-control", "new-tasks"}) {
    const Outcome out = prepared(kind, R"({"model_name":"kling-3.0"})", rules);
    EXPECT_EQ(out.status, KLING_E_AUTH) << kind;
    EXPECT_EQ(out.field(), "access_key");
    EXPECT_NE(out.message().find("takes API keys only"), std::string::npos) << out.message();
    EXPECT_NE(out.message().find("https://kling.ai/dev/api-key"), std::string::npos) << out.message();
  }
  EXPECT_EQ(prepared("text2video", R"({"prompt":"a"})", rules).status, KLING_OK);
}

} // namespace
} // namespace kling::protocol::test
