#include <gtest/gtest.h>
#include <string>

#include "protocol/shots.hpp"

namespace kling::protocol {
namespace {

TEST(Shots, APromptTellsThemWhereItBeginsWithOne) {
  for (const char *prompt : {"shot 1, 3, a fox", "  Shot 2 , 4 , a fox; and more", "shot 1, 3,", "shot1,3,a"}) {
    EXPECT_TRUE(tells_shots(prompt)) << prompt;
  }
  for (const char *prompt : {"", "a fox", "shot", "shot 1", "shot 1, 3", "shot one, 3, a fox", "shot 1, soon, a fox", "shot 1, 1.5, a fox",
                             "a shot 1, 3, of a fox", "shots 1, 3, a fox"}) {
    EXPECT_FALSE(tells_shots(prompt)) << prompt;
  }
}

TEST(Shots, WhatBeginsAsOneNeedNotBeOne) {
  for (const char *prompt :
       {"shot 1, 3, a fox", " SHOT 12 , soon", "shot 1, 99999999999999999999999, a", "shot 99999999999999999999999, 3, a"}) {
    EXPECT_TRUE(begins_as_shot(prompt)) << prompt;
  }
  for (const char *prompt :
       {"", "shot", "shot 1", "shot, 3, a", "shot one, 3, a fox", "shot 1 of a fox, 3", "a shot 1, 3", "shot 1.5, 3, a"}) {
    EXPECT_FALSE(begins_as_shot(prompt)) << prompt;
  }
}

TEST(Shots, AreTakenApartAtSemicolons) {
  Vector<Shot> shots;
  std::string_view wrong;
  ASSERT_TRUE(read_shots("shot 1, 3, a fox, running ; shot 2, 2, an owl;\n ", shots, wrong));
  ASSERT_EQ(shots.size(), 2U);
  EXPECT_EQ(shots[0].number, "1");
  EXPECT_EQ(shots[0].seconds, "3");
  EXPECT_EQ(shots[0].words, "a fox, running");
  EXPECT_EQ(shots[1].number, "2");
  EXPECT_EQ(shots[1].words, "an owl");
}

TEST(Shots, APartThatIsNoneIsNamed) {
  Vector<Shot> shots;
  std::string_view wrong;
  EXPECT_FALSE(read_shots("shot 1, 3, a fox; it runs; shot 2, 2, an owl", shots, wrong));
  EXPECT_EQ(wrong, "it runs");
}

} // namespace
} // namespace kling::protocol
