#include <gtest/gtest.h>
#include <set>

#include "kinds.hpp"
#include "support/pretend_service.hpp"
#include "support/simulator_log.hpp"

namespace kling::test {
namespace {

/// One simulator for the tests of a suite; each of them starts with an empty account.
class OfKind : public testing::TestWithParam<std::string> {
protected:
  static void SetUpTestSuite() { simulator_ = new Simulator({"--submitted-ms", "1", "--processing-ms", "1"}); }
  static void TearDownTestSuite() {
    delete simulator_;
    simulator_ = nullptr;
  }
  void SetUp() override { simulator_->reset(); }

  [[nodiscard]] static const Simulator &simulator() { return *simulator_; }
  [[nodiscard]] static const Kind &kind() { return kind_of(GetParam()); }

  /// What the service got of this request: the first one there was.
  static void expect_sent(const Request &request, const Body &body, const Settings &settings = {}, const std::string &prefix = "") {
    const Client client =
        client_of(simulator(), settings.empty() ? provider_of(kind()) : settings); // of its own: another would go on looking at its tasks
    simulator().reset();
    kling_error error = no_error();
    const Task task = submit(client, request, 0, &error);
    ASSERT_NE(task, nullptr) << error.field << ": " << error.message;
    drive_until_sent(client, task);
    const std::vector<LoggedRequest> requests = read_requests(simulator());
    ASSERT_FALSE(requests.empty());
    EXPECT_EQ(requests[0].method, body.method);
    EXPECT_EQ(requests[0].path, prefix + replaced(body.target, "{key}", simulator().api_key()));
    const bool own_id = body.wire.find("\"external_task_id\"") != std::string::npos;
    EXPECT_EQ(without_generated_id(requests[0].body), body.wire);
    EXPECT_EQ(without_generated_id(requests[0].body) != requests[0].body, kind().external_id && !own_id);
  }

private:
  static inline Simulator *simulator_ = nullptr;
};

using KindBodies = OfKind;

TEST_P(KindBodies, ReachTheServiceByteForByte) {
  for (const Body &body : bodies_of(kind())) {
    SCOPED_TRACE(body.name);
    expect_sent(request_of(kind(), body.json), body);
  }
}

TEST_P(KindBodies, SetFieldByFieldAreTheSame) {
  for (const Body &body : bodies_of(kind())) {
    if (!body.name.starts_with("smallest") && !body.name.starts_with("fullest")) {
      continue; // the samples are about the spellings of JSON
    }
    SCOPED_TRACE(body.name);
    const Request request = request_of(kind());
    set_each(request, body.json);
    expect_sent(request, body);
  }
}

TEST_P(KindBodies, AreTheSameUnderTheGatewaysPrefix) {
  if (!kind().cometapi || kind().cometapi_only) {
    return; // it documents no such path, or one that is not there
  }
  for (const Body &body : bodies_of(kind())) {
    SCOPED_TRACE(body.name);
    expect_sent(request_of(kind(), body.json), body, {{"provider", "cometapi"}}, "/kling");
  }
}

TEST_P(KindBodies, AreShownAsTheyAreSent) {
  const Client client = client_of(simulator(), provider_of(kind()));
  for (const Body &body : bodies_of(kind())) {
    SCOPED_TRACE(body.name);
    const Request request = request_of(kind(), body.json);
    const std::string shown = text_of(kling_request_to_json(request.get(), client.get()));
    EXPECT_NE(shown.find("\"method\":\"" + body.method + "\""), std::string::npos) << shown;
    EXPECT_NE(shown.find("\"url\":\"" + simulator().base_url() + replaced(body.target, "{key}", "***") + "\""), std::string::npos) << shown;
    if (!body.wire.empty()) { // our own id may come before what closes it
      EXPECT_NE(shown.find(body.wire.substr(0, body.wire.find_last_not_of('}') + 1)), std::string::npos) << shown;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Each, KindBodies, testing::ValuesIn(kind_names()), [](const auto &each) { return test_name(each.param); });

TEST(Kinds, AreThoseOfTheCatalogueWithTheirPaths) {
  const char *text = nullptr;
  ASSERT_EQ(kling_catalog("kinds", nullptr, &text, nullptr), KLING_OK);
  const simulator_log::Json table(cJSON_Parse(text), cJSON_Delete);
  std::set<std::string> named;
  const cJSON *row = nullptr;
  cJSON_ArrayForEach(row, table.get()) {
    named.insert(simulator_log::text(row, "kind"));
  }
  for (const Kind &kind : kinds()) {
    SCOPED_TRACE(kind.name);
    EXPECT_EQ(named.count(kind.name), 1U);
    ASSERT_EQ(kling_catalog("kinds", kind.name.c_str(), &text, nullptr), KLING_OK);
    const simulator_log::Json one(cJSON_Parse(text), cJSON_Delete);
    const cJSON *const its = cJSON_GetArrayItem(one.get(), 0);
    if (kind.path != "*") {
      EXPECT_EQ(simulator_log::text(its, "path"), kind.path);
    }
    EXPECT_EQ(cJSON_IsTrue(cJSON_GetObjectItem(its, "synchronous")) != 0, kind.synchronous);
    EXPECT_EQ(cJSON_IsTrue(cJSON_GetObjectItem(its, "external_id")) != 0, kind.external_id);
  }
  EXPECT_EQ(named.size(), kinds().size());
}

TEST(Kinds, HaveASmallestAndAFullestBodyAndAResult) {
  for (const Kind &kind : kinds()) {
    std::set<std::string> bodies;
    for (const Body &body : bodies_of(kind)) {
      bodies.insert(body.name);
    }
    EXPECT_EQ(bodies.count("smallest"), 1U) << kind.name;
    EXPECT_EQ(bodies.count("fullest"), 1U) << kind.name;
    EXPECT_FALSE(file_content(kinds_folder() + kind.name + "/result.json").empty());
  }
}

} // namespace
} // namespace kling::test
