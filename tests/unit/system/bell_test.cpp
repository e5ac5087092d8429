#include <gtest/gtest.h>
#include <thread>

#include "system/bell.hpp"

namespace kling::system {
namespace {

TEST(Bell, RingsAreKeptAndSilenceElapses) {
  Bell bell;
  ASSERT_TRUE(bell.is_open());
  EXPECT_EQ(bell.wait(0), Bell::Outcome::elapsed);
  EXPECT_EQ(bell.wait(1), Bell::Outcome::elapsed);
  bell.ring();
  EXPECT_EQ(bell.wait(-1), Bell::Outcome::rung);
}

TEST(Bell, IsHushedAsOftenAsItWasRung) {
  Bell bell;
  EXPECT_GE(bell.descriptor(), 0);
  bell.hush();
  EXPECT_EQ(bell.wait(0), Bell::Outcome::elapsed);
  bell.ring();
  bell.ring();
  bell.hush();
  EXPECT_EQ(bell.wait(0), Bell::Outcome::elapsed);
}

TEST(Bell, AnotherThreadRingsIt) {
  Bell bell;
  std::thread other([&] { bell.ring(); });
  EXPECT_EQ(bell.wait(-1), Bell::Outcome::rung);
  other.join();
}

} // namespace
} // namespace kling::system
