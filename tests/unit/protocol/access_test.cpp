#include <gtest/gtest.h>

#include "protocol/access.hpp"

namespace kling::protocol {
namespace {

TEST(Access, TheNewGenerationTakesNoPairOfKeys) {
  for (const catalog::Kind &kind : catalog::kinds()) {
    Error error;
    if (kind.generation == catalog::Generation::legacy) {
      EXPECT_EQ(check_access(kind, true, error), KLING_OK) << kind.name;
      continue;
    }
    EXPECT_EQ(check_access(kind, true, error), KLING_E_AUTH) << kind.name;
    EXPECT_EQ(error.field, "access_key");
    EXPECT_TRUE(error.message.starts_with(kind.name)) << error.message;
    EXPECT_NE(error.message.find("the new generation takes API keys only"), String::npos) << error.message;
    EXPECT_NE(error.message.find("https://kling.ai/dev/api-key"), String::npos) << error.message;
  }
}

TEST(Access, AnApiKeyOpensBoth) {
  for (const catalog::Kind &kind : catalog::kinds()) {
    Error error;
    EXPECT_EQ(check_access(kind, false, error), KLING_OK) << kind.name << error.message;
  }
}

} // namespace
} // namespace kling::protocol
