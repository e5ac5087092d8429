#include <cctype>

#include "preparing.hpp"
#include "protocol/rule_check.hpp"

namespace kling::protocol {
namespace {

using catalog::Rule;
using Type = Rule::Type;
using Held = catalog::Condition::Test;

constexpr std::string_view tail[] = {"image_tail"};
constexpr std::string_view tail_and_masks[] = {"image_tail", "static_mask"};
constexpr std::string_view pro[] = {"pro"};
constexpr std::string_view off[] = {"off"};
constexpr std::string_view elements[] = {"element_list"};
constexpr std::string_view shots[] = {"multi_prompt[].duration"};
constexpr std::string_view voice[] = {"voice"};
constexpr std::string_view image[] = {"image"};
constexpr std::string_view prompt[] = {"prompt"};
constexpr std::string_view image_list[] = {"image_list"};
constexpr std::string_view sound_file[] = {"sound_file"};
constexpr std::string_view sound_end[] = {"sound_end_time"};
constexpr std::string_view sides[] = {"down_expansion_ratio", "left_expansion_ratio", "right_expansion_ratio"};
constexpr std::string_view scenes[] = {"input.image", "input.images"};
constexpr std::string_view language[] = {"voice_language"};
constexpr std::string_view first_frame[] = {"first_frame"};
constexpr std::string_view frames[] = {"first_frame", "end_frame"};
constexpr std::string_view end_time[] = {"end_time"};
constexpr std::string_view start_date[] = {"start_date"};
constexpr catalog::Condition in_pro[] = {{.field = "mode", .test = Held::is, .values = pro}};
constexpr catalog::Condition not_in_pro[] = {{.field = "mode", .test = Held::is_not, .values = pro}};

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

TEST(RuleCheck, Needed) {
  Rule rule{.type = Type::needed, .field = "prompt", .when = in_pro, .reason = "is required in mode pro"};
  expect("image2video", rule,
         {{R"({"mode":"pro"})", "prompt", "prompt is required in mode pro"},
          {R"({"mode":"pro","prompt":"a"})", "", ""},
          {R"({"mode":"std"})", "", ""},
          {"{}", "", ""}});
  rule = {.type = Type::needed, .field = "dynamic_masks[].mask"};
  expect("image2video", rule,
         {{R"({"dynamic_masks":[{"mask":"a"},{}]})", "dynamic_masks[1].mask", "dynamic_masks[1].mask is required"}, {"{}", "", ""}});
  rule = {.type = Type::needed, .each = "multi_prompt", .field = "prompt", .when = in_pro};
  expect("omni-video", rule,
         {{R"({"multi_prompt":[{"prompt":"a"},{"index":2}]})", "multi_prompt[1].prompt", "multi_prompt[1].prompt is required"},
          {R"({"mode":"std","multi_prompt":[{"index":2}]})", "", ""}});
}

TEST(RuleCheck, OneOf) {
  expect("advanced-lip-sync", {.type = Type::one_of, .each = "face_choose", .field = "audio_id", .others = sound_file},
         {{R"({"face_choose":[{"audio_id":"a"},{"sound_file":"b"}]})", "", ""},
          {R"({"face_choose":[{"audio_id":"a"},{}]})", "face_choose[1].audio_id",
           "face_choose[1].audio_id or sound_file is required, exactly one of them; none is given"},
          {R"({"face_choose":[{"audio_id":"a","sound_file":"b"}]})", "face_choose[0].sound_file",
           "face_choose[0].audio_id or sound_file is required, exactly one of them; audio_id and sound_file are given"}});
}

TEST(RuleCheck, SomeOf) {
  expect("image2video", {.type = Type::some_of, .field = "image", .others = tail},
         {{R"({"image":"a","image_tail":"b"})", "", ""},
          {R"({"image_tail":"b"})", "", ""},
          {"{}", "image", "image or image_tail is required; none is given"}});
}

TEST(RuleCheck, Apart) {
  expect("image2video", {.type = Type::apart, .field = "camera_control", .others = tail_and_masks},
         {{R"({"camera_control":{}})", "", ""},
          {R"({"image_tail":"a","static_mask":"b"})", "", ""},
          {R"({"camera_control":{},"image_tail":"a"})", "camera_control",
           "camera_control goes without image_tail, static_mask; image_tail is given too"},
          {R"({"camera_control":{},"image_tail":"a","static_mask":"b"})", "camera_control",
           "camera_control goes without image_tail, static_mask; image_tail and static_mask are given too"}});
}

TEST(RuleCheck, NotAllowed) {
  expect("image2video", {.type = Type::not_allowed, .field = "image_tail", .when = not_in_pro, .reason = "needs mode pro"},
         {{R"({"image_tail":"a"})", "image_tail", "image_tail needs mode pro; mode is std"},
          {R"({"image_tail":"a","mode":"pro"})", "", ""},
          {"{}", "", ""}});
  expect("omni-video", {.type = Type::not_allowed, .field = "image_list[].type", .values = first_frame, .reason = "goes alone"},
         {{R"({"image_list":[{"type":"end_frame"},{"type":"first_frame"}]})", "image_list[1].type",
           "image_list[1].type first_frame goes alone"},
          {R"({"image_list":[{"type":"end_frame"},{}]})", "", ""}});
}

TEST(RuleCheck, OnlyValues) {
  expect("image2video", {.type = Type::only_values, .field = "sound", .values = off, .when = in_pro, .reason = "must be off in mode pro"},
         {{R"({"sound":"on","mode":"pro"})", "sound", R"(sound is "on"; it must be off in mode pro)"},
          {R"({"sound":"off","mode":"pro"})", "", ""},
          {R"({"mode":"pro"})", "", ""}});
  expect("image2video", {.type = Type::only_values, .field = "mode", .values = pro},
         {{R"({"mode":"std"})", "mode", R"(mode is "std"; it takes pro)"}});
}

TEST(RuleCheck, Count) {
  expect("omni-video", {.type = Type::count, .field = "image_list", .others = elements, .maximum = "2"},
         {{R"({"image_list":[{}],"element_list":[{}]})", "", ""},
          {R"({"image_list":[{},{}],"element_list":[{}]})", "image_list", "image_list and element_list have 3 together; at most 2"},
          {"{}", "", ""}});
  expect("omni-video", {.type = Type::count, .field = "image_list", .minimum = "1", .maximum = "1", .reason = "has exactly 1 item"},
         {{R"({"image_list":[{},{}]})", "image_list", "image_list has exactly 1 item; there are 2"},
          {"{}", "image_list", "image_list has exactly 1 item; there are 0"},
          {R"({"image_list":[{}]})", "", ""}});
  expect("generations", {.type = Type::count, .field = "element_list", .others = image, .maximum = "1"},
         {{R"({"element_list":[{}],"image":"a"})", "element_list", "element_list and image have 2 together; at most 1"}});
}

TEST(RuleCheck, OneNotZero) {
  expect("image2video", {.type = Type::one_not_zero, .field = "camera_control.config"},
         {{R"({"camera_control":{"config":{"zoom":1,"pan":0}}})", "", ""},
          {R"({"camera_control":{"config":{"zoom":1,"pan":2}}})", "camera_control.config",
           "camera_control.config has 2 values that are not zero (zoom, pan); exactly one must be"},
          {"{}", "", ""}});
}

TEST(RuleCheck, Sum) {
  expect("omni-video", {.type = Type::sum, .field = "duration", .others = shots},
         {{R"({"duration":"7","multi_prompt":[{"duration":"3"},{"duration":4}]})", "", ""},
          {R"({"multi_prompt":[{"duration":"5"}]})", "", ""},
          {R"({"multi_prompt":[{"duration":"4"}]})", "multi_prompt", "the durations in multi_prompt add up to 4; duration is 5"},
          {R"({"duration":"7","multi_prompt":[{"duration":"3"}]})", "multi_prompt",
           "the durations in multi_prompt add up to 3; duration is 7"},
          {R"({"duration":"7"})", "", ""}});
}

TEST(RuleCheck, Area) {
  expect(
      "expand", {.type = Type::area, .field = "up_expansion_ratio", .others = sides, .maximum = "3"},
      {{R"({"up_expansion_ratio":0.1495,"down_expansion_ratio":0.1495,"left_expansion_ratio":0.6547,"right_expansion_ratio":0.6547})", "",
        ""},
       {R"({"up_expansion_ratio":1,"down_expansion_ratio":1,"left_expansion_ratio":0,"right_expansion_ratio":0})", "", ""},
       {R"({"up_expansion_ratio":1,"down_expansion_ratio":1,"left_expansion_ratio":0.25,"right_expansion_ratio":0})", "up_expansion_ratio",
        "up_expansion_ratio, down_expansion_ratio, left_expansion_ratio, right_expansion_ratio make 3.75 times the area; at most 3"}});
}

TEST(RuleCheck, Span) {
  expect("advanced-lip-sync",
         {.type = Type::span, .each = "face_choose", .field = "sound_start_time", .others = sound_end, .minimum = "2000"},
         {{R"({"face_choose":[{"sound_start_time":0,"sound_end_time":2000}]})", "", ""},
          {R"({"face_choose":[{"sound_start_time":0}]})", "", ""},
          {R"({"face_choose":[{"sound_start_time":500,"sound_end_time":2000}]})", "face_choose[0].sound_end_time",
           "face_choose[0].sound_end_time is 2000, 1500 after sound_start_time; at least 2000"}});
}

TEST(RuleCheck, Mentioned) {
  expect("image2video", {.type = Type::mentioned, .field = "voice_list", .others = prompt, .values = voice},
         {{R"({"voice_list":[{},{}],"prompt":"<<<voice_2>>> and <<<voice_1>>>"})", "", ""},
          {R"({"voice_list":[{},{}],"prompt":"<<<voice_1>>>"})", "prompt",
           "prompt mentions each of voice_list; it has no <<<voice_2>>>, voice_list has 2 items"},
          {R"({"voice_list":[{}]})", "prompt", "prompt mentions each of voice_list; it has no <<<voice_1>>>, voice_list has 1 item"},
          {"{}", "", ""}});
}

TEST(RuleCheck, NoMore) {
  expect(
      "omni-video", {.type = Type::no_more, .field = "prompt", .others = image_list, .values = image},
      {{R"({"image_list":[{},{}],"prompt":"<<<image_2>>><<<image_1>>>"})", "", ""},
       {R"({"image_list":[{}],"prompt":"<<<image_1>>><<<image_2>>>"})", "prompt", "prompt mentions <<<image_2>>>; image_list has 1 item"},
       {R"({"prompt":"<<<image_1>>>"})", "prompt", "prompt mentions <<<image_1>>>; image_list has 0 items"},
       {R"({"prompt":"<<<image_x>>> <<<image_"})", "", ""}});
}

TEST(RuleCheck, Once) {
  expect("omni-video", {.type = Type::once, .field = "image_list[].type", .values = frames},
         {{R"({"image_list":[{"type":"first_frame"},{"type":"end_frame"},{},{}]})", "", ""},
          {R"({"image_list":[{"type":"first_frame"},{},{"type":"first_frame"}]})", "image_list[2].type",
           "image_list[2].type is a second first_frame; at most 1"},
          {R"({"image_list":[{"type":"end_frame"},{"type":"end_frame"}]})", "image_list[1].type",
           "image_list[1].type is a second end_frame; at most 1"},
          {"{}", "", ""}});
}

TEST(RuleCheck, Decimals) {
  expect("text-to-audio", {.type = Type::decimals, .field = "duration", .maximum = "1"},
         {{R"({"duration":3.1})", "", ""},
          {R"({"duration":9.9})", "", ""},
          {R"({"duration":5.10})", "", ""},
          {R"({"duration":10})", "", ""},
          {R"({"duration":3.55})", "duration", "duration is 3.55; at most 1 decimal"},
          {R"({"duration":3.001})", "duration", "duration is 3.001; at most 1 decimal"},
          {"{}", "", ""}});
}

TEST(RuleCheck, SpanInWords) {
  const Rule rule{.type = Type::span, .field = "start_time", .others = end_time, .minimum = "0", .reason = "must not be before start_time"};
  expect("costs", rule,
         {{R"({"start_time":1727366400000,"end_time":1727366400000})", "", ""},
          {R"({"start_time":1727366400000,"end_time":1727366399999})", "end_time",
           "end_time is 1727366399999; it must not be before start_time, which is 1727366400000"},
          {R"({"start_time":5})", "", ""}});
}

TEST(RuleCheck, TellsNoTautology) {
  const catalog::Condition no_first[] = {{.field = "image_list[].type", .test = Held::is_not, .values = first_frame}};
  expect("omni-video",
         {.type = Type::not_allowed,
          .field = "image_list[].type",
          .values = std::span(frames).subspan(1),
          .when = no_first,
          .reason = "needs a first_frame in image_list"},
         {{R"({"image_list":[{"type":"end_frame"}]})", "image_list[0].type",
           "image_list[0].type end_frame needs a first_frame in image_list"}});
}

TEST(RuleCheck, NeededOnSomeModelsNamesTheModel) {
  constexpr std::string_view models[] = {"kling-v1", "kling-v2-6"};
  const catalog::Condition on_some[] = {{.field = "model_name", .test = Held::is, .values = models}};
  expect("image2video", {.type = Type::needed, .field = "image", .when = on_some},
         {{R"({"model_name":"kling-v2-6"})", "image", "image is required; model_name is kling-v2-6"},
          {"{}", "image", "image is required; model_name is kling-v1"},
          {R"({"model_name":"kling-v1-6"})", "", ""}});
}

TEST(RuleCheck, Scene) {
  const Rule rule{.type = Type::scene, .field = "effect_scene", .others = scenes};
  expect("effects", rule,
         {{R"({"effect_scene":"disco_paws","input":{"image":"a"}})", "", ""},
          {R"({"effect_scene":"hug_pro","input":{"images":["a","b"]}})", "", ""},
          {R"({"effect_scene":"hug_pro","input":{"image":"a"}})", "input.images",
           "input.images is required: effect_scene hug_pro takes two images, in input.images"},
          {R"({"effect_scene":"disco_paws","input":{"image":"a","images":["a","b"]}})", "input.images",
           "input.images is not allowed: effect_scene disco_paws takes one image, in input.image"},
          {R"({"effect_scene":"disco_pwas","input":{"image":"a"}})", "effect_scene",
           R"(effect_scene is "disco_pwas", which is no scene; did you mean disco_paws?)"},
          {"{}", "", ""}});
  const json::Document unheard = test::parsed(R"({"effect_scene":"something_of_next_year","input":{"image":"a"}})");
  Breach novelty;
  EXPECT_TRUE(breaks(rule, Scope(*catalog::find_kind("effects"), {}, unheard.root()), novelty));
  EXPECT_TRUE(novelty.noted);
  EXPECT_EQ(novelty.message, R"(effect_scene: "something_of_next_year" is not in the catalogue)");
  const json::Document retired = test::parsed(R"({"effect_scene":"hug","input":{"images":["a","b"]}})");
  Breach breach;
  EXPECT_TRUE(breaks(rule, Scope(*catalog::find_kind("effects"), {}, retired.root()), breach));
  EXPECT_TRUE(breach.noted);
  EXPECT_EQ(breach.message, "effect_scene: hug is retired 2026-01-30: hug_pro takes its place");
}

TEST(RuleCheck, Voice) {
  const Rule rule{.type = Type::voice, .field = "voice_id", .others = language};
  expect("tts", rule,
         {{R"({"voice_id":"uk_boy1","voice_language":"en"})", "", ""},
          {R"({"voice_id":"uk_boy1","voice_language":"zh"})", "voice_id", "voice_id uk_boy1 speaks en; voice_language is zh"},
          {R"({"voice_id":"tianmeixuemei-v1","voice_language":"en"})", "voice_id",
           "voice_id tianmeixuemei-v1 speaks zh; voice_language is en"},
          {R"({"voice_id":"genshin_vindi2","voice_language":"en"})", "", ""},
          {R"({"voice_id":"genshin_vindi2","voice_language":"zh"})", "", ""}});
  const json::Document unknown = test::parsed(R"({"voice_id":"829836802793406551","voice_language":"en"})");
  Breach breach;
  EXPECT_TRUE(breaks(rule, Scope(*catalog::find_kind("tts"), {}, unknown.root()), breach));
  EXPECT_TRUE(breach.noted);
}

TEST(RuleCheck, CountOfValues) {
  const Rule few{
      .type = Type::count, .field = "contents[].type", .values = first_frame, .minimum = "1", .reason = "needs at least 1 first_frame"};
  expect("image-to-video", few,
         {{R"({"contents":[{"type":"prompt"},{"type":"first_frame"}]})", "", ""},
          {R"({"contents":[{"type":"prompt"}]})", "contents", "contents needs at least 1 first_frame; there are 0"}});
  const Rule many{.type = Type::count, .field = "contents[].type", .values = frames, .maximum = "1"};
  expect("image-to-video", many,
         {{R"({"contents":[{"type":"first_frame"},{"type":"prompt"}]})", "", ""},
          {R"({"contents":[{"type":"first_frame"},{"type":"end_frame"}]})", "contents", "contents[].type has 2; at most 1"}});
}

TEST(RuleCheck, Day) {
  expect("quota", {.type = Type::day, .field = "end_date", .others = start_date},
         {{R"({"start_date":"2026-09-01","end_date":"2026-09-01"})", "", ""},
          {R"({"end_date":"2026-12-31"})", "", ""},
          {"{}", "", ""},
          {R"({"start_date":"soon","end_date":"2026-09-01"})", "", ""},
          {R"({"start_date":"2026-09-02","end_date":"2026-09-01"})", "end_date",
           "end_date is 2026-09-01, which is before start_date, 2026-09-02"},
          {R"({"end_date":"2026-9-1"})", "end_date", "end_date is \"2026-9-1\"; it takes a day as YYYY-MM-DD"},
          {R"({"end_date":"2026-+9-01"})", "end_date", "end_date is \"2026-+9-01\"; it takes a day as YYYY-MM-DD"},
          {R"({"end_date":"2026-00-01"})", "end_date", "end_date is \"2026-00-01\"; it takes a day as YYYY-MM-DD"},
          {R"({"end_date":"2026-01-32"})", "end_date", "end_date is \"2026-01-32\"; it takes a day as YYYY-MM-DD"}});
}

TEST(RuleCheck, RowsOfTheCatalogueAreWhole) {
  for (const Rule &row : catalog::rules()) {
    EXPECT_FALSE(row.field.empty()) << row.source;
    const bool listed = row.type == Type::one_of || row.type == Type::some_of || row.type == Type::apart || row.type == Type::sum ||
                        row.type == Type::area || row.type == Type::span || row.type == Type::mentioned || row.type == Type::no_more ||
                        row.type == Type::scene || row.type == Type::voice;
    EXPECT_TRUE(!listed || !row.others.empty()) << row.field;
    const bool valued = row.type == Type::only_values || row.type == Type::mentioned || row.type == Type::no_more;
    EXPECT_TRUE(!valued || !row.values.empty()) << row.field;
    // Where the reason is told instead of the limit, it tells the limit.
    if (row.type == Type::count && !row.reason.empty()) {
      EXPECT_NE(row.reason.find(row.maximum.empty() ? row.minimum : row.maximum), std::string_view::npos) << row.reason;
    }
  }
}

} // namespace
} // namespace kling::protocol
