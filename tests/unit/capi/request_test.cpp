#include <gtest/gtest.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

#include "kling/kling.h"

namespace {

struct RequestCalls : ::testing::Test {
  void SetUp() override { ASSERT_EQ(kling_request_new(KLING_TEXT2VIDEO, &request), KLING_OK); }
  void TearDown() override {
    kling_request_free(request);
    kling_client_free(client);
  }
  void make_client(const char *provider, const char *name = "validation", const char *text = "provider") {
    kling_options *options = nullptr;
    ASSERT_EQ(kling_options_new(&options), KLING_OK);
    EXPECT_EQ(kling_options_set_string(options, "provider", provider), KLING_OK);
    EXPECT_EQ(kling_options_set_string(options, "api_key", "key-for-tests"), KLING_OK);
    EXPECT_EQ(kling_options_set_string(options, name, text), KLING_OK);
    kling_error error = KLING_ERROR_INIT;
    EXPECT_EQ(kling_client_new(options, &client, &error), KLING_OK) << error.message;
    kling_options_free(options);
  }
  std::string json() {
    const char *text = kling_request_to_json(request, client);
    return text == nullptr ? "" : text;
  }
  kling_request *request = nullptr;
  kling_client *client = nullptr;
};

TEST_F(RequestCalls, RefuseAnUnknownKind) {
  kling_request *other = request;
  EXPECT_EQ(kling_request_new("text2vide", &other), KLING_E_UNKNOWN_NAME);
  EXPECT_EQ(other, nullptr);
}

TEST_F(RequestCalls, ShowWhatWouldBeSentWithoutAClient) {
  EXPECT_EQ(kling_request_set_string(request, "prompt", "A \"red\" fox"), KLING_OK);
  EXPECT_EQ(kling_request_set_int(request, "duration", 10), KLING_OK);
  EXPECT_EQ(kling_request_set_number(request, "cfg_scale", 0.1), KLING_OK);
  EXPECT_EQ(kling_request_set_json(request, "", R"({"mode":"pro"})"), KLING_OK);
  EXPECT_EQ(kling_request_set_option(request, "label", "mine"), KLING_OK);
  EXPECT_EQ(kling_request_save_to(request, "fox.mp4"), KLING_OK);
  const std::string text = json();
  EXPECT_EQ(text.find(R"({"method":"POST","url":"https://api-singapore.klingai.com/v1/videos/text2video","body":{)"), 0U) << text;
  for (const char *part : {R"("prompt":"A \"red\" fox")", R"("duration":"10")", R"("cfg_scale":0.1)", R"("mode":"pro")",
                           "\"external_task_id\":\"k1-\u2026\""}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << " in " << text;
  }
  EXPECT_EQ(text.find("mine"), std::string::npos);
  EXPECT_EQ(text.find("fox.mp4"), std::string::npos);
}

TEST_F(RequestCalls, ShowTheClientsAddressAndNoCredentials) {
  make_client("cometapi");
  EXPECT_EQ(kling_request_set_string(request, "prompt", "A red fox"), KLING_OK);
  EXPECT_EQ(kling_request_set_string(request, "external_task_id", "mine-1"), KLING_OK);
  EXPECT_NE(json().find(R"("url":"https://api.cometapi.com/kling/v1/videos/text2video")"), std::string::npos) << json();
  EXPECT_NE(json().find(R"("external_task_id":"mine-1")"), std::string::npos);
  EXPECT_EQ(json().find("key-for-tests"), std::string::npos);
}

TEST_F(RequestCalls, AreCheckedByTheClientsRules) {
  EXPECT_EQ(kling_request_set_string(request, "prompt", std::string(501, 'x').c_str()), KLING_OK);
  kling_error error = KLING_ERROR_INIT;
  EXPECT_EQ(kling_request_validate(request, nullptr, &error), KLING_OK) << "2500 officially";
  make_client("cometapi");
  EXPECT_EQ(kling_request_validate(request, client, &error), KLING_E_FIELD);
  EXPECT_STREQ(error.field, "prompt");
  EXPECT_NE(std::string(error.message).find("500"), std::string::npos) << error.message;
  EXPECT_EQ(kling_request_to_json(request, client), nullptr);
}

TEST_F(RequestCalls, PassUnknownFieldsOnlyWithValidationOff) {
  EXPECT_EQ(kling_request_set_string(request, "prompt", "x"), KLING_OK);
  EXPECT_EQ(kling_request_set_string(request, "promt", "x"), KLING_OK);
  kling_error error = KLING_ERROR_INIT;
  EXPECT_EQ(kling_request_validate(request, nullptr, &error), KLING_E_UNKNOWN_NAME);
  EXPECT_NE(std::string(error.message).find("prompt"), std::string::npos) << "the nearest name: " << error.message;
  make_client("kling", "validation", "off");
  EXPECT_EQ(kling_request_validate(request, client, &error), KLING_OK) << error.message;
}

TEST_F(RequestCalls, KeepTheFirstRefusal) {
  EXPECT_NE(kling_request_set_json(request, "camera_control", "{"), KLING_OK);
  EXPECT_NE(kling_request_set_string(request, "a..b", "x"), KLING_OK);
  EXPECT_EQ(kling_request_set_string(request, "prompt", "x"), KLING_OK);
  kling_error error = KLING_ERROR_INIT;
  EXPECT_NE(kling_request_validate(request, nullptr, &error), KLING_OK);
  EXPECT_EQ(std::string(error.message).find("a..b"), std::string::npos);
  EXPECT_EQ(kling_request_to_json(request, nullptr), nullptr);
}

TEST_F(RequestCalls, AreEstimatedByTheVendorsPrices) {
  kling_cost cost = KLING_COST_INIT;
  kling_error error = KLING_ERROR_INIT;
  EXPECT_EQ(kling_request_set_string(request, "model_name", "kling-v3"), KLING_OK);
  EXPECT_EQ(kling_request_set_string(request, "duration", "10"), KLING_OK);
  EXPECT_EQ(kling_request_estimate(request, nullptr, &cost, &error), KLING_OK) << "without a prompt: " << error.message;
  EXPECT_EQ(cost.known, 1);
  EXPECT_EQ(cost.units, 6); // 10 seconds at 0.6
  EXPECT_NEAR(cost.usd, 0.84, 1e-9);
  EXPECT_EQ(kling_request_set_string(request, "sound", "on"), KLING_OK);
  EXPECT_EQ(kling_request_estimate(request, nullptr, &cost, nullptr), KLING_OK);
  EXPECT_EQ(cost.units, 9);
}

TEST_F(RequestCalls, HaveNoKnownPriceElsewhere) {
  make_client("cometapi");
  kling_cost cost = KLING_COST_INIT;
  kling_error error = KLING_ERROR_INIT;
  EXPECT_EQ(kling_request_set_string(request, "prompt", "x"), KLING_OK);
  EXPECT_EQ(kling_request_estimate(request, client, &cost, &error), KLING_OK);
  EXPECT_EQ(error.status, KLING_OK);
  EXPECT_EQ(cost.known, 0);
  EXPECT_LT(cost.units, 0);
  EXPECT_LT(cost.usd, 0);
}

TEST_F(RequestCalls, AreNotEstimatedWhenASetterRefused) {
  kling_cost cost = {sizeof cost, 1, 1, 1, 1};
  kling_error error = KLING_ERROR_INIT;
  EXPECT_NE(kling_request_set_json(request, "duration", "{"), KLING_OK);
  EXPECT_EQ(kling_request_estimate(request, nullptr, &cost, &error), KLING_E_FIELD);
  EXPECT_NE(std::string(error.message).find("duration"), std::string::npos) << error.message;
  EXPECT_EQ(cost.known, 0);
}

TEST_F(RequestCalls, AreRefusedBeyondTheSpendLimit) {
  make_client("kling", "spend_limit_units", "0.5");
  kling_error error = KLING_ERROR_INIT;
  kling_task *task = nullptr;
  EXPECT_EQ(kling_request_set_string(request, "prompt", "x"), KLING_OK);
  EXPECT_EQ(kling_request_validate(request, client, &error), KLING_OK) << error.message;
  EXPECT_EQ(kling_submit(client, request, 0, &task, &error), KLING_E_SPEND_LIMIT);
  EXPECT_EQ(task, nullptr);
  EXPECT_STREQ(error.field, "spend_limit_units");
  EXPECT_STREQ(error.message, "spend_limit_units is 0.5, spent are 0, reserved for open tasks 0; this request costs 1");
}

TEST_F(RequestCalls, AreRefusedInAForkedChild) {
  EXPECT_EQ(kling_request_set_string(request, "prompt", "x"), KLING_OK);
  const pid_t child = fork();
  if (child == 0) {
    kling_request *own = nullptr;
    kling_cost cost = KLING_COST_INIT;
    const bool good =
        kling_request_set_string(request, "prompt", "y") == KLING_E_FORKED &&
        kling_request_set_int(request, "duration", 5) == KLING_E_FORKED &&
        kling_request_set_number(request, "cfg_scale", 1) == KLING_E_FORKED &&
        kling_request_set_json(request, "", "{}") == KLING_E_FORKED && kling_request_set_option(request, "label", "y") == KLING_E_FORKED &&
        kling_request_save_to(request, "y") == KLING_E_FORKED && kling_request_validate(request, nullptr, nullptr) == KLING_E_FORKED &&
        kling_request_estimate(request, nullptr, &cost, nullptr) == KLING_E_FORKED &&
        kling_request_new(KLING_TEXT2VIDEO, &own) == KLING_OK && kling_request_set_string(own, "prompt", "y") == KLING_OK;
    kling_request_free(own);
    kling_request_free(request);
    _exit(good ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

} // namespace
