#include <gtest/gtest.h>

#include "protocol/kind.hpp"

namespace kling::protocol {
namespace {

TEST(Kind, IsFoundByItsNameOrTheNearestIsTold) {
  const catalog::Kind *found = nullptr;
  Error error;
  EXPECT_EQ(find_kind("text-to-video", found, error), KLING_OK);
  EXPECT_EQ(found, catalog::find_kind("text-to-video"));
  EXPECT_FALSE(error.failed());
  EXPECT_EQ(find_kind("text-to-vidoe", found, error), KLING_E_UNKNOWN_NAME);
  EXPECT_EQ(found, nullptr);
  EXPECT_EQ(error.field, "kind");
  EXPECT_EQ(error.message, "'text-to-vidoe' is not a kind of task; did you mean text-to-video");
  EXPECT_EQ(find_kind(String(1000, 'x'), found, error), KLING_E_UNKNOWN_NAME);
  EXPECT_EQ(error.message, "'" + String(64, 'x') + "' is not a kind of task");
}

} // namespace
} // namespace kling::protocol
