#include <cstdlib>
#include <gtest/gtest.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

#include "kling/kling.h"

namespace {

struct OptionsCalls : ::testing::Test {
  void SetUp() override { ASSERT_EQ(kling_options_new(&options), KLING_OK); }
  void TearDown() override { kling_options_free(options); }
  kling_status make_client(kling_error &error) const {
    kling_client *client = nullptr;
    const kling_status status = kling_client_new(options, &client, &error);
    EXPECT_EQ(client == nullptr, status != KLING_OK);
    kling_client_free(client);
    return status;
  }
  kling_options *options = nullptr;
};

TEST_F(OptionsCalls, ReachTheOptions) {
  EXPECT_EQ(kling_options_set_string(options, "provider", "custom"), KLING_OK);
  EXPECT_EQ(kling_options_set_int(options, "max_retries", 0), KLING_OK);
  EXPECT_EQ(kling_options_set_int(options, "provider", 0), KLING_E_ARGUMENT);
  EXPECT_EQ(kling_options_set_string(options, "provide", "custom"), KLING_E_UNKNOWN_NAME);
  EXPECT_EQ(kling_options_set_string(options, "store", "x"), KLING_E_UNSUPPORTED);
}

TEST_F(OptionsCalls, ClientNewSaysTheFirstRefusalInWords) {
  EXPECT_EQ(kling_options_set_string(options, "api_key", "key-for-tests"), KLING_OK);
  EXPECT_EQ(kling_options_set_int(options, "max_connections", 5000), KLING_E_ARGUMENT);
  EXPECT_EQ(kling_options_set_string(options, "no such", "x"), KLING_E_UNKNOWN_NAME);
  kling_error error = KLING_ERROR_INIT;
  EXPECT_EQ(make_client(error), KLING_E_ARGUMENT);
  EXPECT_EQ(error.status, KLING_E_ARGUMENT);
  EXPECT_STREQ(error.field, "max_connections");
  EXPECT_STREQ(error.message, "option max_connections takes 1 to 1024, not 5000");
}

TEST_F(OptionsCalls, DestroyRunsOnceWhateverBecomesOfTheClient) {
  for (const bool good : {true, false}) {
    kling_options *own = nullptr;
    ASSERT_EQ(kling_options_new(&own), KLING_OK);
    int destroyed = 0;
    kling_callbacks callbacks = KLING_CALLBACKS_INIT;
    callbacks.user_data = &destroyed;
    callbacks.destroy = [](void *user_data) { ++*static_cast<int *>(user_data); };
    EXPECT_EQ(kling_options_set_callbacks(own, &callbacks), KLING_OK);
    EXPECT_EQ(kling_options_set_string(own, "api_key", "key-for-tests"), KLING_OK);
    EXPECT_EQ(kling_options_set_string(own, "base_url", good ? "https://api.example.org" : "gopher://api.example.org"), KLING_OK);
    kling_client *client = nullptr;
    EXPECT_EQ(kling_client_new(own, &client, nullptr) == KLING_OK, good);
    kling_options_free(own);
    EXPECT_EQ(destroyed, good ? 0 : 1);
    kling_client_free(client);
    EXPECT_EQ(destroyed, 1);
  }
}

TEST_F(OptionsCalls, FromEnvironmentFillsTheRecord) {
  setenv("KLING_API_KEY", "k", 1);
  setenv("COMETAPI_KEY", "c", 1);
  kling_error error = KLING_ERROR_INIT;
  EXPECT_EQ(kling_options_from_env(options, &error), KLING_E_ARGUMENT);
  EXPECT_STREQ(error.field, "provider");
  EXPECT_NE(std::string(error.message).find("COMETAPI_KEY"), std::string::npos);
  unsetenv("COMETAPI_KEY");
  EXPECT_EQ(kling_options_from_env(options, &error), KLING_OK);
  EXPECT_EQ(error.status, KLING_OK);
  EXPECT_STREQ(error.message, "");
  unsetenv("KLING_API_KEY");
}

TEST_F(OptionsCalls, AreRefusedInAForkedChild) {
  const pid_t child = fork();
  if (child == 0) {
    kling_options *own = nullptr;
    kling_callbacks callbacks = KLING_CALLBACKS_INIT;
    kling_client *client = nullptr;
    const bool good = kling_options_set_int(options, "overwrite", 1) == KLING_E_FORKED &&
                      kling_options_set_string(options, "overwrite", "1") == KLING_E_FORKED &&
                      kling_options_set_callbacks(options, &callbacks) == KLING_E_FORKED &&
                      kling_options_from_env(options, nullptr) == KLING_E_FORKED &&
                      kling_client_new(options, &client, nullptr) == KLING_E_FORKED && kling_options_new(&own) == KLING_OK &&
                      kling_options_set_int(own, "overwrite", 1) == KLING_OK;
    kling_options_free(own);
    kling_options_free(options);
    _exit(good ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

} // namespace
