#include "preparing.hpp"
#include "protocol/text_check.hpp"

namespace kling::protocol {
namespace {

using catalog::Rule;
using Type = Rule::Type;

constexpr std::string_view ids[] = {"contents[].id"};
constexpr std::string_view duration[] = {"settings.duration"};
constexpr std::string_view six[] = {"6"};

struct Row {
  std::string_view body;
  std::string_view field;   // empty: the rule is kept
  std::string_view message; // of the breach
};

void expect(std::string_view kind, const Rule &rule, std::initializer_list<Row> rows) {
  for (const Row &row : rows) {
    const json::Document body = test::parsed(row.body);
    Breach breach;
    EXPECT_EQ(breaks(rule, Scope(*catalog::find_kind(kind), {}, body.root()), breach), !row.field.empty()) << row.body;
    EXPECT_EQ(std::string(breach.field), row.field) << row.body;
    EXPECT_EQ(std::string(breach.message), row.message) << row.body;
  }
}

TEST(TextCheck, Length) {
  expect("text-to-video", {.type = Type::length, .field = "prompt", .maximum = "3"},
         {{R"({"model_name":"kling-2.6","prompt":"äöü"})", "", ""},
          {R"({"model_name":"kling-2.6","prompt":"äöüß"})", "prompt", "prompt has 4 characters; at most 3; model_name is kling-2.6"},
          {"{}", "", ""}});
}

TEST(TextCheck, NotBlank) {
  expect("image-to-video", {.type = Type::not_blank, .each = "contents", .field = "text", .reason = "a prompt has words"},
         {{R"({"contents":[{"text":"a"},{"url":"b"}]})", "", ""},
          {R"({"contents":[{"text":"a"},{"text":" \t\n"}]})", "contents[1].text", "contents[1].text is blank; a prompt has words"}});
}

TEST(TextCheck, Distinct) {
  expect("image-to-video", {.type = Type::distinct, .field = "contents[].id"},
         {{R"({"contents":[{"id":"a"},{},{"id":"b"},{"id":"ab"},{"id":""},{"id":""}]})", "", ""},
          {R"({"contents":[{"id":"b"},{"id":"a"},{"id":"b"}]})", "contents[2].id", "contents[2].id b is the same as contents[0].id, b"}});
}

TEST(TextCheck, NoPrefix) {
  expect("image-to-video", {.type = Type::no_prefix, .field = "contents[].id"},
         {{R"({"contents":[{"id":"a1"},{"id":"a2"},{"id":"a2"}]})", "", ""},
          {R"({"contents":[{"id":"fox2"},{"id":"owl"},{"id":"fox"}]})", "contents[0].id",
           "contents[0].id fox2 begins with contents[2].id, fox"}});
}

TEST(TextCheck, NoMarks) {
  const Rule rule{.type = Type::no_marks, .field = "contents[].text", .reason = "it is @id"};
  expect("image-to-video", rule,
         {{R"({"contents":[{"text":"a <<< b >>>, <<<fox>>> and <<<image_>>>, @image_1"},{}]})", "", ""},
          {R"({"contents":[{},{"text":"<<<<element_12>>> sits"}]})", "contents[1].text",
           "contents[1].text mentions <<<element_12>>>; it is @id"}});
}

TEST(TextCheck, KnownNames) {
  const Rule rule{.type = Type::known_names, .field = "contents[].text", .others = ids};
  expect("image-to-video", rule,
         {{R"({"contents":[{"text":"@fox meets @owl, mail me@there.com, 3 @ 4"},{"id":"fox"},{"id":"owl"}]})", "", ""},
          {R"({"contents":[{"text":"@foxes"},{"id":"fox"}]})", "", ""}, // where the name ends, the service alone knows
          {R"({"contents":[{"text":"a @fox and a @hare"},{"id":"fox"}]})", "contents[0].text",
           "contents[0].text mentions @hare; no contents[].id is that"},
          {R"({"contents":[{"text":"@1"}]})", "contents[0].text", "contents[0].text mentions @1; no contents[].id is that"}});
}

TEST(TextCheck, Shots) {
  const Rule rule{.type = Type::shots, .field = "prompt", .others = duration, .values = six, .maximum = "5"};
  expect("text-to-video", rule,
         {{R"({"prompt":"a fox; shot 1, 9, b"})", "", ""},
          {R"({"prompt":"shot 1, 2, a; shot 2, 3, b;"})", "", ""}, // 5 is the default
          {R"({"prompt":"shot 1, 2, a;","settings":{"duration":2}})", "", ""},
          {R"({"prompt":"shot 1, 2, a;"})", "prompt", "the seconds of the shots in prompt add up to 2; settings.duration is 5"},
          {R"({"prompt":"shot 1, 2, a; shot 2, 2, b;","settings":{"duration":3}})", "prompt",
           "the seconds of the shots in prompt add up to 4; settings.duration is 3"},
          {R"({"prompt":"shot 1, 5, a; b"})", "prompt",
           "prompt tells shots, and has a part that is none: \"b\"; each is shot n, seconds, words;"},
          {R"({"prompt":"shot 2, 5, a"})", "prompt", "prompt has shot 2 where shot 1 belongs"},
          {R"({"prompt":"shot 1, 0, a; shot 2, 5, b"})", "prompt", "prompt gives shot 1 0 seconds; at least 1"},
          {R"({"prompt":"shot 1, 5, ;"})", "prompt", "prompt has no words in shot 1"},
          {R"({"prompt":"shot 1, 5, äöüßéé"})", "prompt", "prompt has 6 characters in shot 1; at most 5"},
          {R"({"prompt":"shot 1,1,a;shot 2,1,a;shot 3,1,a;shot 4,1,a;shot 5,1,a;shot 6,1,a;shot 7,1,a"})", "prompt",
           "prompt tells 7 shots; at most 6"}});
}

} // namespace
} // namespace kling::protocol
