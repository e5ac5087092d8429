#include <gtest/gtest.h>

#include "cli/json_line.hpp"
#include "cli/json_reader.hpp"

namespace kling::cli {
namespace {

std::string written_again(std::string_view text) {
  const std::optional<JsonValue> value = read_json(text);
  if (!value) {
    return "not JSON";
  }
  std::string out;
  append_json_value(out, *value);
  return out;
}

TEST(JsonReader, KeepsWhatWasWritten) {
  for (const char *text : {"null", "true", "false", "0", "-0", "0.10", "1e3", "-1.5E-07", "829836802793406551", R"("")", R"("a\"b\\c")",
                           "[]", "{}", R"([1,[2,{}],"x"])", R"({"a":1,"b":{"c":[null]},"a":2})"}) {
    EXPECT_EQ(written_again(text), text);
  }
}

TEST(JsonReader, PassesOverSpace) {
  EXPECT_EQ(written_again(" {\n\t\"a\" : [ 1 , 2 ] }\r\n"), R"({"a":[1,2]})");
}

TEST(JsonReader, DecodesEscapes) {
  const std::optional<JsonValue> value = read_json(R"("\b\f\n\r\t\/\u0041\u00e4\u20ac\ud83e\udd8a")");
  ASSERT_TRUE(value);
  EXPECT_EQ(value->text, "\b\f\n\r\t/A\xC3\xA4\xE2\x82\xAC\xF0\x9F\xA6\x8A");
}

TEST(JsonReader, RefusesWhatIsNotJson) {
  for (const char *text : {"",           " ",    "nul",         "tru",       "01",          "1.",          "1.e3",    ".5",       "+1",
                           "-",          "1e",   "1 2",         "[1,]",      "[1",          "[,]",         "{\"a\"}", "{\"a\":}", "{a:1}",
                           "{\"a\":1,}", "\"",   "\"\\x\"",     "\"\\u12\"", "\"\\ud83e\"", "\"\\udd8a\"", "\"\n\"",  "]",        "{]",
                           "'a'",        "\"\\", "\"\\u00g0\"", "[1}",       "NaN",         "{\"a\" 1}"}) {
    EXPECT_FALSE(read_json(text)) << text;
  }
}

TEST(JsonReader, BoundsNesting) {
  EXPECT_TRUE(read_json(std::string(64, '[') + std::string(64, ']')));
  EXPECT_FALSE(read_json(std::string(65, '[') + std::string(65, ']')));
  EXPECT_FALSE(read_json(std::string(100000, '[')));
}

TEST(JsonReader, FindsMembers) {
  const std::optional<JsonValue> value = read_json(R"({"name":"x","count":3,"none":null,"list":[1]})");
  ASSERT_TRUE(value);
  EXPECT_EQ(value->member_text("name"), "x");
  EXPECT_EQ(value->member_text("count"), "3");
  EXPECT_EQ(value->member_text("none"), "");
  EXPECT_EQ(value->member_text("missing"), "");
  ASSERT_NE(value->member("list"), nullptr);
  EXPECT_EQ(value->member("list")->items.size(), 1U);
  EXPECT_EQ(value->member("missing"), nullptr);
}

TEST(JsonLine, WritesOneObject) {
  JsonLine line;
  EXPECT_EQ(line.object(), "{}");
  line.text("a", "x\n\"\\\x01\x7F").text_if("b", nullptr).text_if("c", "").text_if("d", "y").number("e", -9223372036854775807 - 1);
  line.flag("f", true).raw("g", "[1]");
  EXPECT_EQ(line.object(), R"({"a":"x\u000a\"\\\u0001\u007f","d":"y","e":-9223372036854775808,"f":true,"g":[1]})");
  EXPECT_TRUE(read_json(line.object()));
}

} // namespace
} // namespace kling::cli
