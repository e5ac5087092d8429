#include "catalog/rule.hpp"
#include "preparing.hpp"
#include "protocol/rules.hpp"

namespace kling::protocol {
namespace {

using test::prepared;
using test::rules_of;

struct Row {
  std::string_view kind;
  std::string_view body;
  std::string_view field;
  std::string_view message;
};

TEST(Rules, WhatIsRequiredIsNamedWithItsPlace) {
  for (const Row &row : {
           Row{"tts", "{}", "text", "text is required"},
           Row{"effects", R"({"effect_scene":"disco_paws"})", "input", "input is required"},
           Row{"multi-image2video", R"({"prompt":"a","image_list":[{"image":"https://a.b/c"},{}]})", "image_list[1].image",
               "image_list[1].image is required"},
           Row{"image2video",
               R"({"image":"https://a.b/c","dynamic_masks":[{"mask":"https://a.b/c","trajectories":[{"x":1,"y":1},{"x":2}]}]})",
               "dynamic_masks[0].trajectories[1].y", "dynamic_masks[0].trajectories[1].y is required"},
           Row{"elements",
               R"({"element_name":"a","element_description":"b","reference_type":"image_refer",)"
               R"("element_image_list":{"refer_images":[{"image_url":"https://a.b/c"}]}})",
               "element_image_list.frontal_image", "element_image_list.frontal_image is required"},
       }) {
    const test::Outcome out = prepared(row.kind, row.body);
    EXPECT_EQ(out.status, KLING_E_FIELD) << row.body;
    EXPECT_EQ(out.field(), row.field);
    EXPECT_EQ(out.message(), row.message);
  }
  EXPECT_EQ(prepared("image2video", R"({"image":"https://a.b/c"})").status, KLING_OK) << "parts of what is not given are not required";
}

TEST(Rules, RowsBetweenFieldsRefuse) {
  for (const Row &row : {
           Row{"image2video", R"({"prompt":"a"})", "image", "image or image_tail is required; none is given"},
           Row{"identify-face", R"({"video_id":"a","video_url":"https://a.b/c.mp4"})", "video_url",
               "video_id or video_url is required, exactly one of them; video_id and video_url are given"},
           Row{"advanced-lip-sync",
               R"({"session_id":"s","face_choose":[{"face_id":"f","audio_id":"a","sound_start_time":0,"sound_end_time":1000,)"
               R"("sound_insert_time":0}]})",
               "face_choose[0].sound_end_time", "face_choose[0].sound_end_time is 1000, 1000 after sound_start_time; at least 2000"},
           Row{"effects", R"({"effect_scene":"hug_pro","input":{"image":"https://a.b/c"}})", "input.images",
               "input.images is required: effect_scene hug_pro takes two images, in input.images"},
           Row{"omni-video", R"({"prompt":"a","image_list":[{"image_url":"https://a.b/c","type":"end_frame"}],"aspect_ratio":"1:1"})",
               "image_list[0].type", "image_list[0].type end_frame needs a first_frame in image_list; image_list[].type is end_frame"},
       }) {
    const test::Outcome out = prepared(row.kind, row.body);
    EXPECT_EQ(out.status, KLING_E_FIELD) << row.body;
    EXPECT_EQ(out.field(), row.field) << out.message();
    EXPECT_EQ(out.message(), row.message);
    EXPECT_EQ(prepared(row.kind, row.body, rules_of("kling", Validation::off)).status, KLING_OK) << row.body;
  }
}

TEST(Rules, WhatIsNotDocumentedIsNotedAndPasses) {
  struct Noted {
    std::string_view kind;
    std::string_view body;
    std::string_view note;
  };
  for (const Noted &row : {
           Noted{"omni-image", R"({"prompt":"a","model_name":"kling-v3-omni","result_type":"series","n":2})",
                 "n is ignored for a series: passed on"},
           Noted{"omni-video", R"({"prompt":"a <<<image_1>>>","aspect_ratio":"1:1"})",
                 "prompt mentions <<<image_1>>>; image_list has 0 items: passed on"},
           Noted{"effects", R"({"effect_scene":"hug","input":{"images":["https://a.b/c","https://a.b/d"]}})",
                 "effect_scene: hug is retired 2026-01-30: hug_pro takes its place: passed on"},
           Noted{"tts", R"({"text":"a","voice_id":"829836802793406551","voice_language":"en"})",
                 R"(voice_id: "829836802793406551" is not in the catalogue: passed on)"},
       }) {
    const test::Outcome out = prepared(row.kind, row.body);
    EXPECT_EQ(out.status, KLING_OK) << out.message();
    ASSERT_EQ(out.log.records.size(), 1U) << row.body;
    EXPECT_EQ(out.log.records[0].second, row.note);
    EXPECT_EQ(out.log.records[0].first, log_warning);
  }
}

TEST(Rules, NoModelHasASayInWhatIsIgnored) {
  const std::string body = R"({"prompt":"a","model_name":"kling-video-o1","duration":"15")";
  EXPECT_EQ(prepared("omni-video", body + R"(,"aspect_ratio":"1:1"})").field(), "duration");
  const test::Outcome out = prepared("omni-video", body + R"(,"video_list":[{"video_url":"https://a.b/c.mp4"}]})");
  EXPECT_EQ(out.status, KLING_OK) << out.message();
  EXPECT_EQ(out.log.level_of("duration is ignored: an edited video keeps its length: passed on"), log_warning);
}

TEST(Rules, EveryRowIsOfFieldsOfItsKinds) {
  for (const catalog::Rule &rule : catalog::rules()) {
    for (const catalog::Kind &kind : catalog::kinds()) {
      if (!rule.kinds.has(kind)) {
        continue;
      }
      const std::string item = rule.each.empty() ? "" : std::string(rule.each) + "[].";
      const auto expect_known = [&](std::string_view name) {
        catalog::Field row;
        EXPECT_TRUE(catalog::find_field(kind, name, {}, row) || catalog::find_field(kind, item + std::string(name), {}, row))
            << kind.name << " " << name;
      };
      expect_known(rule.field);
      std::for_each(rule.others.begin(), rule.others.end(), expect_known);
      std::for_each(rule.when.begin(), rule.when.end(), [&](const catalog::Condition &each) { expect_known(each.field); });
    }
  }
}

} // namespace
} // namespace kling::protocol
