#include <gtest/gtest.h>
#include <string>

#include "json/scan.hpp"

namespace kling::json {
namespace {

using namespace std::string_view_literals;

TEST(Scan, NumberLiteralsAreTakenOutInOrder) {
  Scan found;
  String why;
  ASSERT_TRUE(scan(R"( {"a" : -0.10, "b":[1e5,"2\"3"], "c":812345678901234567} )", found, why)) << why;
  EXPECT_EQ(found.plain, R"( {"a" : 0, "b":[0,"2\"3"], "c":0} )");
  ASSERT_EQ(found.literals.size(), 3U);
  EXPECT_EQ(found.literals[0], "-0.10");
  EXPECT_EQ(found.literals[1], "1e5");
  EXPECT_EQ(found.literals[2], "812345678901234567");
}

TEST(Scan, WhatRfc8259AllowsPasses) {
  for (std::string_view text : {"0"sv, "-0"sv, "1E+2"sv, "null"sv, "true"sv, "false"sv, "\"\""sv, "[]"sv, "{}"sv, " [ ] "sv, "\t\r\n{}"sv,
                                R"("\u00e9\ud83c\udfac\"\\\/\b\f\n\r\t")"sv, R"({"a":{"b":[[],{}]}})"sv, "\"\x7F é 片 🎬\""sv,
                                R"({"a":1,"a":2})"sv, R"({"":0})"sv}) {
    Scan found;
    String why;
    EXPECT_TRUE(scan(text, found, why)) << text << ": " << why;
  }
}

TEST(Scan, WhatItForbidsIsRefusedWithItsPlace) {
  struct Row {
    std::string_view text;
    std::string_view why;
  };
  for (const Row &row : {
           Row{"", "the text ends too early at byte 0"},
           Row{"  ", "the text ends too early at byte 2"},
           Row{"[1", "the text ends too early at byte 2"},
           Row{"{\"a\"", "the text ends too early at byte 4"},
           Row{"\"abc", "the text ends too early at byte 4"},
           Row{"<html>", "a value is expected at byte 0"},
           Row{"\xEF\xBB\xBF{}", "a value is expected at byte 0"},
           Row{"nul", "a value is expected at byte 0"},
           Row{"True", "a value is expected at byte 0"},
           Row{"NaN", "a value is expected at byte 0"},
           Row{"[1,]", "a value is expected at byte 3"},
           Row{"[,1]", "a value is expected at byte 1"},
           Row{"{\"a\":}", "a value is expected at byte 5"},
           Row{"+1", "a value is expected at byte 0"},
           Row{".5", "a value is expected at byte 0"},
           Row{"-", "a value is expected at byte 0"},
           Row{"01", "a value is expected at byte 0"},
           Row{"1.", "a value is expected at byte 0"},
           Row{"1e", "a value is expected at byte 0"},
           Row{"0x10", "there is something behind the value at byte 1"},
           Row{"1 2", "there is something behind the value at byte 2"},
           Row{"{}]", "there is something behind the value at byte 2"},
           Row{"nullx", "there is something behind the value at byte 4"},
           Row{"{}\0"sv, "there is something behind the value at byte 2"},
           Row{"{a:1}", "a member name is expected at byte 1"},
           Row{"{\"a\":1,}", "a member name is expected at byte 7"},
           Row{"{'a':1}", "a member name is expected at byte 1"},
           Row{"{\"a\" 1}", "':' is expected at byte 5"},
           Row{"[1 2]", "',' or ']' is expected at byte 3"},
           Row{"[1}", "',' or ']' is expected at byte 2"},
           Row{"{\"a\":1]", "',' or '}' is expected at byte 6"},
           Row{"[1/*c*/]", "',' or ']' is expected at byte 2"},
           Row{"\"a\nb\"", "a control character in a string at byte 2"},
           Row{"\"a\0b\""sv, "a control character in a string at byte 2"},
           Row{R"("\x41")", "an unknown escape in a string at byte 1"},
           Row{"\"\\", "an unknown escape in a string at byte 1"},
           Row{R"("\u12")", "\\u needs four hex digits at byte 1"},
           Row{R"("\u12G4")", "\\u needs four hex digits at byte 1"},
           Row{R"("a\u0000")", "the character \\u0000 is not allowed at byte 2"},
           Row{R"("\ud83c")", "half of a surrogate pair at byte 1"},
           Row{R"("\ud83cx")", "half of a surrogate pair at byte 1"},
           Row{R"("\ud83c\u0041")", "half of a surrogate pair at byte 1"},
           Row{R"("\udfac\ud83c")", "half of a surrogate pair at byte 1"},
           Row{"\"\xFF\"", "the string is not valid UTF-8 at byte 1"},
           Row{"{\"\xC3\":1}", "the string is not valid UTF-8 at byte 2"},
           Row{"\"\xED\xA0\x80\"", "the string is not valid UTF-8 at byte 1"},
       }) {
    Scan found;
    String why;
    EXPECT_FALSE(scan(row.text, found, why)) << row.text;
    EXPECT_EQ(why, row.why) << row.text;
  }
}

TEST(Scan, NestingEndsAtSixtyFourLevels) {
  Scan found;
  String why;
  std::string open(64, '[');
  std::string close(64, ']');
  EXPECT_TRUE(scan(open + close, found, why)) << why;
  EXPECT_FALSE(scan("[" + open + close + "]", found, why));
  EXPECT_EQ(why, "more than 64 levels of nesting at byte 64");
  EXPECT_FALSE(scan(std::string(1000000, '['), found, why));
  EXPECT_TRUE(scan("[" + open.substr(1) + close.substr(1) + "," + open.substr(1) + close.substr(1) + "]", found, why))
      << "levels close again";
}

TEST(Scan, ValuesHaveALimit) {
  Scan found;
  String why;
  std::string text = "[0";
  for (int each = 0; each < 499'998; ++each) {
    text += ",0";
  }
  EXPECT_TRUE(scan(text + "]", found, why)) << why;
  EXPECT_FALSE(scan(text + ",0]", found, why));
  EXPECT_EQ(std::string(why), "more than 500000 values at byte " + std::to_string(text.size() + 1)) << "the array is one, too";
}

TEST(Scan, NumberLengthIsThatOfTheLiteralInFront) {
  EXPECT_EQ(number_length("12,"), 2U);
  EXPECT_EQ(number_length("-1.50e-7}"), 8U);
  EXPECT_EQ(number_length("0"), 1U);
  EXPECT_EQ(number_length("0.0"), 3U);
  EXPECT_EQ(number_length("-01"), 0U);
  EXPECT_EQ(number_length("1.e3"), 0U);
  EXPECT_EQ(number_length(""), 0U);
}

} // namespace
} // namespace kling::json
