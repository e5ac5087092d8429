#include <array>

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

/// What would be asked for the sake of something that the model does not take is not asked for.
TEST(Rules, TheFirstErrorIsTheOneToMend) {
  const std::string_view frame = R"({"type":"first_frame","url":"https://a.b/c.png"},{"type":"prompt","text":"a"})";
  const auto with_voice = [&](std::string_view model, std::string_view settings) {
    return std::string(R"({"model_name":")")
        .append(model)
        .append(R"(","contents":[)")
        .append(frame)
        .append(R"(,{"type":"voice","voice_id":"1"}],"settings":)")
        .append(settings)
        .append("}");
  };
  for (const auto &[kind, body, field, message] : std::initializer_list<std::array<std::string, 4>>{
           {"image-to-video", with_voice("kling-2.5-turbo", "{}"), "contents[2].type",
            "contents[2].type voice needs kling-2.6; model_name is kling-2.5-turbo"},
           {"image-to-video", with_voice("kling-3.0-turbo", R"({"audio":"off"})"), "contents[2].type",
            "contents[2].type voice needs kling-2.6; model_name is kling-3.0-turbo"},
           {"image-to-video", with_voice("kling-2.6", R"({"resolution":"1080p"})"), "settings.audio",
            "settings.audio must be native with a voice"},
           {"text2video", R"({"model_name":"kling-v2-6","prompt":"a","multi_shot":true})", "multi_shot",
            "multi_shot needs kling-v3; model_name is kling-v2-6"},
           {"text2video", R"({"model_name":"kling-v3","prompt":"a","multi_shot":true})", "shot_type",
            "shot_type is required when multi_shot is true"},
           {"image2video", R"({"model_name":"kling-v3","image":"https://a.b/c","voice_list":[{"voice_id":"1"}]})", "voice_list",
            "voice_list needs kling-v2-6 in mode pro; model_name is kling-v3, mode is std"},
           {"image2video", R"({"model_name":"kling-v3","image":"https://a.b/c","voice_list":[{"voice_id":"1"}],"sound":"on"})",
            "voice_list", "voice_list needs kling-v2-6 in mode pro; model_name is kling-v3, mode is std"},
           {"text2video", R"({"model_name":"kling-v3","prompt":"a","camera_control":{"type":"simple"}})", "camera_control",
            "camera_control needs kling-v1 in mode std with 5 seconds; model_name is kling-v3, mode is std, duration is 5"},
           {"image2video", R"({"model_name":"kling-v2-1-master","image":"https://a.b/c","dynamic_masks":[{}]})", "dynamic_masks",
            "dynamic_masks needs kling-v1 in mode std or pro with 5 seconds, or kling-v1-5 in mode pro with 5 seconds; model_name is "
            "kling-v2-1-master, mode is std, duration is 5"},
           {"text-to-video", R"({"model_name":"kling-3.0","prompt":"<<<image_1>>> runs"})", "prompt",
            "prompt mentions <<<image_1>>>; the new generation reads that as text, and text to video has nothing to name"},
       }) {
    const test::Outcome out = prepared(kind, body);
    EXPECT_EQ(out.status, KLING_E_FIELD) << body;
    EXPECT_EQ(out.field(), field) << body;
    EXPECT_EQ(out.message(), message) << body;
  }
}

TEST(Rules, RowsBetweenFieldsRefuse) {
  for (
      const Row &row : {
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
              "image_list[0].type", "image_list[0].type end_frame needs a first_frame in image_list"},
          Row{"omni-video",
              R"({"prompt":"a","aspect_ratio":"1:1","image_list":[{"image_url":"https://a.b/c"},{"image_url":"https://a.b/d","type":"end_frame"}]})",
              "image_list[1].type", "image_list[1].type end_frame needs a first_frame in image_list"},
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
           Noted{"tts", R"({"text":"a","voice_id":"genshin_vindi2"})", "voice_language is called required, and zh its default: passed on"},
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

TEST(Rules, NothingAboutWhatIsIgnoredIsRefused) {
  const std::string shots = R"("model_name":"kling-v3","multi_shot":true,"shot_type":"customize",)"
                            R"("multi_prompt":[{"index":1,"prompt":"a","duration":"5"}])";
  struct Ignored {
    std::string_view kind;
    std::string ignoring;       // what makes the fields be without effect
    std::string_view field;     // with a value that is refused elsewhere
    std::string_view counts;    // the field that the refusal names
    std::string_view elsewhere; // what is in place of `ignoring`
  };
  const std::string long_prompt = R"("prompt":")" + std::string(2501, 'x') + "\"";
  const std::string edited = R"("prompt":"a","video_list":[{"video_url":"https://a.b/c.mp4"}])";
  const std::string_view plain = R"("prompt":"a","aspect_ratio":"1:1")";
  const std::string_view times = R"("start_time":1,"end_time":2)";
  const std::string cursor = R"("cursor":"c")";
  for (const Ignored &row : {
           Ignored{"text2video", shots, long_prompt, "prompt", R"("model_name":"kling-v3")"},
           Ignored{"text2video", R"("prompt":"a")", R"("multi_prompt":[{"prompt":"a","duration":"0"},5])", "multi_prompt[0].duration",
                   R"("model_name":"kling-v3","multi_shot":true,"shot_type":"customize")"},
           Ignored{"text2video", R"("prompt":"a")", R"("multi_prompt":[{"promt":"a"}])", "multi_prompt[0].promt",
                   R"("model_name":"kling-v3","multi_shot":true,"shot_type":"customize")"},
           Ignored{"omni-video", edited, R"("duration":"99")", "duration", plain},
           Ignored{"omni-video", edited, R"("duration":"soon")", "duration", plain},
           Ignored{"omni-image", R"("prompt":"a","model_name":"kling-v3-omni","result_type":"series")", R"("n":10)", "n",
                   R"("prompt":"a")"},
           Ignored{"omni-image", R"("prompt":"a")", R"("series_amount":10)", "series_amount",
                   R"("prompt":"a","model_name":"kling-v3-omni","result_type":"series")"},
           Ignored{"balance", cursor, R"("limit":501)", "limit", times},
           Ignored{"balance", cursor, R"("filters":[{"values":["a"]}])", "filters[0].key", times},
           Ignored{"package", cursor, R"("filters":[{"key":"package_name","values":["a"]},{"key":"package_id","values":["b"]}])",
                   "filters[1].key", times},
       }) {
    const std::string body = "{" + row.ignoring + "," + std::string(row.field) + "}";
    const test::Outcome out = prepared(row.kind, body);
    EXPECT_EQ(out.status, KLING_OK) << row.field << out.message();
    EXPECT_EQ(out.log.level_of(": passed on"), log_warning) << row.field;
    EXPECT_NE(out.body().find(row.field), std::string::npos) << "it is sent as it stands: " << out.body();
    EXPECT_EQ(prepared(row.kind, "{" + std::string(row.elsewhere) + "," + std::string(row.field) + "}").field(), row.counts) << row.field;
    EXPECT_EQ(prepared(row.kind, body, rules_of("kling", Validation::off)).status, KLING_OK) << row.field;
  }
}

TEST(Rules, ShotsAddUpToNothingThatIsIgnored) {
  const std::string shots = R"({"model_name":"kling-v3-omni","multi_shot":true,"shot_type":"customize",)"
                            R"("multi_prompt":[{"index":1,"prompt":"a","duration":"3"}],)";
  const std::string edited = shots + R"("video_list":[{"video_url":"https://a.b/c.mp4"}])";
  EXPECT_EQ(prepared("omni-video", shots + R"("aspect_ratio":"1:1"})").field(), "multi_prompt");
  EXPECT_EQ(prepared("omni-video", edited + "}").status, KLING_OK);
  EXPECT_EQ(prepared("omni-video", edited + R"(,"duration":"9"})").status, KLING_OK);
  EXPECT_EQ(prepared("omni-video", shots + R"("prompt":"b","aspect_ratio":"1:1","duration":"3"})").status, KLING_OK);
  const std::string silent = R"({"model_name":"kling-v3","multi_shot":true,"shot_type":"customize","prompt":"b",)"
                             R"("multi_prompt":[{"index":1,"duration":"5"}]})";
  EXPECT_EQ(prepared("text2video", silent).field(), "multi_prompt[0].prompt") << "prompt is ignored, the prompt of a shot is not";
}

TEST(Rules, StandsInsideByWholeNames) {
  const std::string_view fields[] = {"n", "multi_prompt"};
  for (const std::string_view inside : {"n", "multi_prompt", "multi_prompt[0]", "multi_prompt[].prompt", "n.x"}) {
    EXPECT_TRUE(is_inside(fields, inside)) << inside;
  }
  for (const std::string_view outside : {"negative_prompt", "multi_prompts", "prompt", "", "x.n"}) {
    EXPECT_FALSE(is_inside(fields, outside)) << outside;
  }
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
