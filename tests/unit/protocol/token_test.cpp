#include <gtest/gtest.h>
#include <string>

#include "protocol/token.hpp"

namespace kling::protocol {
namespace {

using namespace std::string_view_literals;

Token example() {
  return {"https://api-singapore.klingai.com", "", "kling", "legacy", "text2video", "812345678901234567", "k1-abcdefghijklmnopqrstuvwxyz"};
}

bool same(const Token &a, const Token &b) {
  return a.origin == b.origin && a.prefix == b.prefix && a.provider == b.provider && a.generation == b.generation && a.kind == b.kind &&
         a.task_id == b.task_id && a.external_id == b.external_id;
}

constexpr std::string_view printed = "k1.https_3A_2F_2Fapi-singapore.klingai.com____kling__legacy__text2video__812345678901234567__"
                                     "k1-abcdefghijklmnopqrstuvwxyz";

TEST(Token, FormIsFixed) {
  // Tokens are kept by callers: what was printed once is read for good.
  EXPECT_EQ(print_token(example()), printed);
  Token token;
  Error error;
  ASSERT_EQ(parse_token(printed, token, error), KLING_OK) << error.message;
  EXPECT_TRUE(same(token, example()));
}

TEST(Token, EveryTextSurvivesInCharactersThatNothingChanges) {
  for (std::string_view text : {"plain"sv, "_"sv, "__"sv, "a_"sv, "_a"sv, "_5F"sv, "a:b/c?d#e"sv, "100%"sv, "%41"sv, "~root"sv, "a b"sv,
                                "$(x)`y`"sv, "'\"\\"sv, "&|;<>*[]{}!"sv, "é片🎬"sv, "k1.x__y"sv, ".."sv, "-n"sv, "A.b_C-9"sv}) {
    Token token = example();
    token.prefix = text;
    token.task_id = text;
    token.external_id = text;
    String name = print_token(token);
    EXPECT_EQ(name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"), String::npos) << name;
    Token back;
    Error error;
    ASSERT_EQ(parse_token(name, back, error), KLING_OK) << name << ": " << error.message;
    EXPECT_TRUE(same(back, token)) << name;
    EXPECT_EQ(print_token(back), name);
  }
}

TEST(Token, TheGenerationIsThatOfItsKind) {
  struct Row {
    std::string_view generation;
    std::string_view kind;
    std::string_view message; // empty: they agree
  };
  for (const Row &row : {
           Row{"legacy", "text2video", ""},
           Row{"new", "text-to-video", ""},
           Row{"new", "new-omni-video", ""},
           Row{"", "text2video", ""},
           Row{"", "text-to-video", ""},
           Row{"legacy", "text-to-video", "the token's generation is legacy, and text-to-video is of the generation new"},
           Row{"new", "text2video", "the token's generation is new, and text2video is of the generation legacy"},
           Row{"newest", "text-to-video", "the token's generation is newest, and text-to-video is of the generation new"},
       }) {
    Token token = example();
    token.generation = row.generation;
    Error error;
    EXPECT_EQ(check_generation(token, *catalog::find_kind(row.kind), error), row.message.empty() ? KLING_OK : KLING_E_ARGUMENT);
    EXPECT_EQ(error.message, row.message);
  }
}

TEST(Token, OneOfTheIdsIsEnough) {
  Token back;
  Error error;
  Token token = example();
  token.task_id.clear();
  ASSERT_EQ(parse_token(print_token(token), back, error), KLING_OK) << "a task whose reply is not here yet";
  EXPECT_TRUE(same(back, token));
  token = example();
  token.external_id.clear();
  ASSERT_EQ(parse_token(print_token(token), back, error), KLING_OK);
  EXPECT_TRUE(same(back, token));
  token.task_id.clear();
  EXPECT_EQ(parse_token(print_token(token), back, error), KLING_E_ARGUMENT);
  EXPECT_EQ(error.message, "the token names no task");
}

TEST(Token, WhatIsNoTokenIsRefusedWithTheReason) {
  struct Row {
    std::string token;
    kling_status status;
    std::string message;
  };
  std::string good(printed);
  auto with_task = [](const std::string &task) { return "k1.h__p__v__legacy__k__" + task + "__e"; };
  for (const Row &row : {
           Row{"", KLING_E_ARGUMENT, "the token does not begin with k1."},
           Row{"812345678901234567", KLING_E_ARGUMENT, "the token does not begin with k1."},
           Row{"k1-abcdefghijklmnopqrstuvwxyz", KLING_E_ARGUMENT, "the token does not begin with k1."},
           Row{"K" + good.substr(1), KLING_E_ARGUMENT, "the token does not begin with k1."},
           Row{"k0" + good.substr(2), KLING_E_ARGUMENT, "the token does not begin with k1."},
           Row{"k01" + good.substr(2), KLING_E_ARGUMENT, "the token does not begin with k1."},
           Row{"k.", KLING_E_ARGUMENT, "the token does not begin with k1."},
           Row{"k2", KLING_E_ARGUMENT, "the token does not begin with k1."},
           Row{"kling.com", KLING_E_ARGUMENT, "the token does not begin with k1."},
           Row{"k2.", KLING_E_VERSION, "the token was made by a later version of the library"},
           Row{"k2.something else", KLING_E_VERSION, "the token was made by a later version of the library"},
           Row{"k13.x", KLING_E_VERSION, "the token was made by a later version of the library"},
           Row{"k1.", KLING_E_ARGUMENT, "the token has too few fields"},
           Row{"k1.h__p__v__legacy__k__1", KLING_E_ARGUMENT, "the token has too few fields"},
           Row{good + "__x", KLING_E_ARGUMENT, "the token has too many fields"},
           Row{"k1.__p__v__legacy__k__1__e", KLING_E_ARGUMENT, "the token's origin is missing"},
           Row{"k1.h__p____legacy__k__1__e", KLING_E_ARGUMENT, "the token's provider is missing"},
           Row{"k1.h__p__v____k__1__e", KLING_E_ARGUMENT, "the token's generation is missing"},
           Row{"k1.h__p__v__legacy____1__e", KLING_E_ARGUMENT, "the token's kind is missing"},
           Row{with_task("1 "), KLING_E_ARGUMENT, "the token's task id holds a character or an escape that tokens do not have"},
           Row{with_task("a%41"), KLING_E_ARGUMENT, "the token's task id holds a character or an escape that tokens do not have"},
           Row{with_task("_4"), KLING_E_ARGUMENT, "the token's task id holds a character or an escape that tokens do not have"},
           Row{with_task("_4x"), KLING_E_ARGUMENT, "the token's task id holds a character or an escape that tokens do not have"},
           Row{with_task("_2f"), KLING_E_ARGUMENT, "the token's task id holds a character or an escape that tokens do not have"},
           Row{with_task("\xC3\xA9"), KLING_E_ARGUMENT, "the token's task id holds a character or an escape that tokens do not have"},
           Row{with_task("_C3"), KLING_E_ARGUMENT, "the token's task id is not printable UTF-8"},
           Row{with_task("a_0D_0Ab"), KLING_E_ARGUMENT, "the token's task id is not printable UTF-8"},
           Row{with_task("a_00"), KLING_E_ARGUMENT, "the token's task id is not printable UTF-8"},
           Row{with_task("a_7F"), KLING_E_ARGUMENT, "the token's task id is not printable UTF-8"},
           Row{with_task(std::string(1025, 'a')), KLING_E_ARGUMENT, "the token's task id is too long"},
           Row{good + std::string(9000, 'a'), KLING_E_ARGUMENT, "the token is too long"},
       }) {
    Token token = example();
    Error error;
    EXPECT_EQ(parse_token(row.token, token, error), row.status) << row.token;
    EXPECT_EQ(error.status, row.status) << row.token;
    EXPECT_EQ(error.message, String(row.message)) << row.token;
    EXPECT_TRUE(same(token, example())) << "what was there stays";
  }
  Token token;
  Error error;
  EXPECT_EQ(parse_token(with_task(std::string(1024, 'a')), token, error), KLING_OK) << error.message;
}

} // namespace
} // namespace kling::protocol
