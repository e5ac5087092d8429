#include <gtest/gtest.h>

#include "json/reading.hpp"

namespace kling::json {
namespace {

using namespace std::string_view_literals;

/// As a Document reads it, value for value.
void expect_same(Value value, Value expected) {
  ASSERT_EQ(value.type(), expected.type());
  EXPECT_EQ(value.text(), expected.text());
  EXPECT_EQ(value.name(), expected.name());
  EXPECT_EQ(value.size(), expected.size());
  Value each = value.first();
  for (Value other = expected.first(); other.present(); other = other.next(), each = each.next()) {
    ASSERT_TRUE(each.present());
    expect_same(each, other);
  }
  EXPECT_FALSE(each.present());
}

TEST(Reading, TellsWhatADocumentTells) {
  for (const std::string_view text : {"0"sv,
                                      "-0.10e+5"sv,
                                      "null"sv,
                                      "true"sv,
                                      "false"sv,
                                      "\"\""sv,
                                      "[]"sv,
                                      "{}"sv,
                                      " [ ] "sv,
                                      "\"x\""sv,
                                      " 812345678901234567 "sv,
                                      R"({"a":{"b":[[],{}]},"c":[1,2.50,"3",true,false,null]})"sv,
                                      R"([[[1],2],[3,[4,[5]]],6])"sv,
                                      R"({"a":1,"a":2,"":{"":0}})"sv,
                                      R"("\"\\\/\b\f\n\r\t")"sv,
                                      R"("\u0041\u00e9\u7247\ud83c\udfac\uffff\u0001")"sv,
                                      R"({"t\u0061sk_id":"8\u0031"})"sv,
                                      R"(["\\u0041","\\\\","a\\","\\n"])"sv,
                                      "\"\x7F é 片 🎬\\n片\""sv,
                                      "\t\r\n{\"a\" : 1 ,\"b\": [ 2 , 3 ] }\n"sv}) {
    Reading reading;
    Document document;
    String why;
    ASSERT_TRUE(Document::parse(text, document, why)) << text << ": " << why;
    ASSERT_TRUE(Reading::parse(text, reading, why)) << text << ": " << why;
    expect_same(reading.root(), document.root());
    EXPECT_TRUE(equal(reading.root(), document.root())) << text;
    EXPECT_EQ(reading.root().print(), document.print());
  }
}

TEST(Reading, DecodesEachEscape) {
  Reading reading;
  String why;
  ASSERT_TRUE(Reading::parse(R"(["\"\\\/\b\f\n\r\t|","\u0041\u00e9\u7247\ud83c\udfac|"])", reading, why)) << why;
  EXPECT_EQ(reading.root().at(0).text(), "\"\\/\b\f\n\r\t|");
  EXPECT_EQ(reading.root().at(1).text(), "Aé片🎬|");
}

TEST(Reading, RefusesWhatADocumentRefusesAndIsAbsentThen) {
  for (const std::string_view text : {""sv, "[1"sv, "{\"a\"}"sv, "[1,]"sv, "01"sv, "tru"sv, "\"a"sv, "\"\\x\""sv, R"("\u12")"sv,
                                      R"("\ud83c")"sv, R"("\u0000")"sv, "\"\xff\""sv, "\"\n\""sv, "1 2"sv, "[}"sv, "nan"sv}) {
    Reading reading;
    Document document;
    String why;
    String expected;
    ASSERT_TRUE(Reading::parse("{}", reading, why));
    EXPECT_FALSE(Document::parse(text, document, expected)) << text;
    EXPECT_FALSE(Reading::parse(text, reading, why)) << text;
    EXPECT_EQ(why, expected);
    EXPECT_FALSE(reading.root().present());
  }
}

/// More values than their bytes promise, and as deep as it goes.
TEST(Reading, HasRoomForManyValuesAndDeepOnes) {
  String text = "[0";
  for (int i = 1; i < 20000; ++i) {
    text += ",7";
  }
  text += "]";
  Reading reading;
  String why;
  ASSERT_TRUE(Reading::parse(text, reading, why)) << why;
  EXPECT_EQ(reading.root().size(), 20000U);
  EXPECT_EQ(reading.root().at(19999).text(), "7");
  EXPECT_EQ(reading.root().print(), text);
  const String deep = String(64, '[') + String(64, ']');
  ASSERT_TRUE(Reading::parse(deep, reading, why)) << why;
  EXPECT_EQ(reading.root().print(), deep);
  EXPECT_FALSE(Reading::parse("[" + deep + "]", reading, why));
}

TEST(Reading, KeepsItsValuesWhenItMoves) {
  Reading first;
  String why;
  ASSERT_TRUE(Reading::parse(R"({"a":"b"})", first, why)) << why;
  const Value a = first.root()["a"];
  Reading second(std::move(first));
  Reading third;
  third = std::move(second);
  EXPECT_EQ(a.text(), "b");
  EXPECT_EQ(third.root()["a"].text(), "b");
  EXPECT_FALSE(first.root().present()); // NOLINT(bugprone-use-after-move): it says what is left
}

} // namespace
} // namespace kling::json
