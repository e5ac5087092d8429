#include <gtest/gtest.h>

#include "engine/kept_text.hpp"

namespace kling::engine {

namespace {

TEST(KeptText, IsNothingAtFirst) {
  KeptText text;
  EXPECT_TRUE(text.empty());
  EXPECT_EQ(text.view(), "");
  EXPECT_EQ(text.ask(), nullptr);
  text.set("");
  EXPECT_EQ(text.ask(), nullptr);
}

TEST(KeptText, KeepsEveryValueThatWasAskedFor) {
  KeptText text;
  text.set("one");
  const char *const one = text.ask();
  text.set("two");
  text.set("a much longer value than any that fits into the object itself");
  const char *const three = text.ask();
  text.set("");
  EXPECT_EQ(text.ask(), nullptr);
  text.set("four");
  EXPECT_STREQ(one, "one");
  EXPECT_STREQ(three, "a much longer value than any that fits into the object itself");
  EXPECT_STREQ(text.ask(), "four");
}

TEST(KeptText, TheSameValueIsTheSamePointer) {
  KeptText text;
  text.set("one");
  const char *const one = text.ask();
  text.set("one");
  EXPECT_EQ(text.ask(), one);
}

TEST(KeptText, PointersSurviveAMove) {
  KeptText text;
  text.set("one");
  const char *const one = text.ask();
  KeptText other(std::move(text));
  EXPECT_EQ(other.ask(), one);
  KeptText third;
  third.set("x");
  third = std::move(other);
  EXPECT_EQ(third.ask(), one);
}

} // namespace

} // namespace kling::engine
