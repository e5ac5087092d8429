#include <array>
#include <clocale>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>

#include "base/text.hpp"

namespace kling {
namespace {

using namespace std::string_view_literals;

/// Sets a locale whose decimal sign is a comma, when there is one, until the end of the test.
class CommaLocale {
public:
  CommaLocale() : before_(std::setlocale(LC_ALL, nullptr)) {
    for (const char *name : {"de_DE.UTF-8", "fr_FR.UTF-8", "nl_NL.UTF-8"}) {
      found_ = found_ || std::setlocale(LC_ALL, name) != nullptr;
    }
  }
  ~CommaLocale() { std::setlocale(LC_ALL, before_.c_str()); }
  CommaLocale(const CommaLocale &) = delete;
  CommaLocale &operator=(const CommaLocale &) = delete;
  [[nodiscard]] bool found() const { return found_; }

private:
  String before_;
  bool found_ = false;
};

TEST(Text, Utf8IsCheckedStrictly) {
  for (std::string_view good : {""sv, "plain"sv, "a\0b"sv, "é"sv, "片"sv, "🎬"sv, "\xED\x9F\xBF"sv, "\xEE\x80\x80"sv, "\xF4\x8F\xBF\xBF"sv,
                                "eight bytes and more, then é"sv, "\x7F"sv}) {
    EXPECT_TRUE(is_utf8(good)) << good;
  }
  for (std::string_view bad :
       {"\x80"sv, "\xC0\x80"sv, "\xC1\xBF"sv, "\xC3"sv, "\xC3("sv, "\xE0\x9F\xBF"sv, "\xE4\xB8"sv, "\xED\xA0\x80"sv, "\xF0\x8F\xBF\xBF"sv,
        "\xF4\x90\x80\x80"sv, "\xF5\x80\x80\x80"sv, "\xFF"sv, "12345678\xFF"sv, "1234567\xC3"sv,
        "\xE4\xB8("
        "abc"sv,
        "\xF0\x9F\x8E("sv}) {
    EXPECT_FALSE(is_utf8(bad)) << testing::PrintToString(bad);
  }
}

TEST(Text, LengthsCountCodePoints) {
  EXPECT_EQ(code_points(""), 0U);
  EXPECT_EQ(code_points("abc"), 3U);
  EXPECT_EQ(code_points("aé片🎬"), 4U);
}

TEST(Text, CutEndsAtACharacterBoundary) {
  EXPECT_EQ(cut("aé片🎬", 100), "aé片🎬");
  EXPECT_EQ(cut("aé片🎬", 10), "aé片🎬");
  EXPECT_EQ(cut("aé片🎬", 9), "aé片");
  EXPECT_EQ(cut("aé片🎬", 6), "aé片");
  EXPECT_EQ(cut("aé片🎬", 5), "aé");
  EXPECT_EQ(cut("aé片🎬", 2), "a");
  EXPECT_EQ(cut("é", 1), "");
  EXPECT_EQ(cut("abc", 0), "");
}

TEST(Text, PartsAreJoined) {
  EXPECT_EQ(concat({"a", "", "bc"}), "abc");
  EXPECT_EQ(concat({}), "");
  std::array<std::string_view, 3> parts = {"a", "b", "c"};
  EXPECT_EQ(joined(parts, ", "), "a, b, c");
  EXPECT_EQ(joined(std::span(parts).first(1), ", "), "a");
  EXPECT_EQ(joined({}, ", "), "");
}

TEST(Text, IntegersAreWholeTextOrNothing) {
  EXPECT_EQ(text_of(std::numeric_limits<int64_t>::min()), "-9223372036854775808");
  EXPECT_EQ(text_of(int64_t{0}), "0");
  EXPECT_EQ(to_integer("9223372036854775807"), std::numeric_limits<int64_t>::max());
  EXPECT_EQ(to_integer("-5"), -5);
  for (std::string_view bad : {"", "-", "+5", " 5", "5 ", "5.0", "1e3", "9223372036854775808", "0x10", "five"}) {
    EXPECT_EQ(to_integer(bad), std::nullopt) << bad;
  }
}

TEST(Text, NumbersReadBackAsTheyWere) {
  struct Row {
    double value;
    std::string_view text;
  };
  for (const Row &row : {Row{0.1, "0.1"}, Row{0.5, "0.5"}, Row{10, "10"}, Row{-2.25, "-2.25"}, Row{1e20, "100000000000000000000"},
                         Row{1e-7, "0.0000001"}, Row{0, "0"}, Row{1e21, "1e+21"}, Row{123456789012345680.0, "123456789012345680"}}) {
    EXPECT_EQ(text_of(row.value), row.text);
    EXPECT_EQ(to_number(row.text), row.value);
  }
  double smallest = std::numeric_limits<double>::denorm_min();
  EXPECT_EQ(to_number(text_of(smallest)), smallest);
  EXPECT_EQ(text_of(smallest).find('e'), String::npos);
  EXPECT_EQ(to_number(text_of(std::numeric_limits<double>::max())), std::numeric_limits<double>::max());
}

TEST(Text, OnlyDecimalNumbersAreNumbers) {
  EXPECT_EQ(to_number("1e3"), 1000.0);
  EXPECT_EQ(to_number("-1E+3"), -1000.0);
  for (std::string_view bad :
       {"", "-", "+1", "inf", "nan", "-inf", ".5", "5.", "5.e3", "1e", "1e999", "1,5", "0x1p3", "1 ", " 1", "1.2.3"}) {
    EXPECT_EQ(to_number(bad), std::nullopt) << bad;
  }
}

TEST(Text, NumbersDoNotFollowTheLocale) {
  CommaLocale locale;
  if (!locale.found()) {
    GTEST_SKIP() << "no locale with a decimal comma is installed";
  }
  EXPECT_EQ(text_of(0.5), "0.5");
  EXPECT_EQ(to_number("0.5"), 0.5);
  EXPECT_EQ(to_number("0,5"), std::nullopt);
}

TEST(Text, AsciiCaseAndBlanks) {
  EXPECT_TRUE(equal_ignoring_case("Retry-After", "retry-AFTER"));
  EXPECT_FALSE(equal_ignoring_case("retry", "retry-after"));
  EXPECT_FALSE(equal_ignoring_case("É", "é")) << "ASCII only";
  EXPECT_FALSE(equal_ignoring_case("[", "{"));
  EXPECT_EQ(trimmed(" \t\r\na b\n "), "a b");
  EXPECT_EQ(trimmed(" \t"), "");
  EXPECT_EQ(trimmed(""), "");
}

TEST(Text, JsonStringsAreEscaped) {
  EXPECT_EQ(json_string("plain é 片"), "\"plain é 片\"");
  EXPECT_EQ(json_string("a\"b\\c/d"), R"("a\"b\\c/d")");
  EXPECT_EQ(json_string("\b\f\n\r\t"), R"("\b\f\n\r\t")");
  EXPECT_EQ(json_string("\x01\x1f\0"sv), R"("\u0001\u001f\u0000")");
  EXPECT_EQ(json_string(""), "\"\"");
}

TEST(Text, LoggedUrlsTellNoSecret) {
  struct Row {
    std::string_view url;
    std::string_view text;
  };
  for (const Row &row :
       {Row{"https://host/a/b.mp4?Signature=s3cret", "https://host/a/b.mp4"}, Row{"https://host/a#part", "https://host/a"},
        Row{"http://user:pass@proxy:8080", "http://proxy:8080"}, Row{"http://user:p@ss@proxy:8080/x", "http://proxy:8080/x"},
        Row{"user:pass@proxy:8080", "proxy:8080"}, Row{"https://host?a=b@c", "https://host"},
        Row{"https://host/@name/x", "https://host/@name/x"}, Row{"/v1/videos?x=1", "/v1/videos"}, Row{"", ""}}) {
    EXPECT_EQ(loggable_url(row.url), row.text);
  }
}

TEST(Text, TheNearestNameIsFoundOrNone) {
  std::array<std::string_view, 5> names = {"prompt", "negative_prompt", "aspect_ratio", "duration", "mode"};
  struct Row {
    std::string_view text;
    std::string_view found;
  };
  for (const Row &row :
       {Row{"promt", "prompt"}, Row{"Prompt", "prompt"}, Row{"aspect-ratio", "aspect_ratio"}, Row{"aspectRatio", "aspect_ratio"},
        Row{"negativ_prompt", "negative_prompt"}, Row{"moed", ""}, Row{"mod", "mode"}, Row{"zzzzzz", ""}, Row{"", ""}}) {
    EXPECT_EQ(nearest(row.text, names), row.found) << row.text;
  }
  EXPECT_EQ(nearest("prompt", {}), "");
  EXPECT_EQ(nearest(String(200, 'p'), names), "");
}

} // namespace
} // namespace kling
