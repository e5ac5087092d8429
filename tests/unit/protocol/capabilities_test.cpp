#include "catalog/field.hpp"
#include "catalog/model.hpp"
#include "preparing.hpp"

namespace kling::protocol {
namespace {

using test::prepared;

struct Row {
  std::string_view kind;
  std::string_view members; // beside what the kind must have
  std::string_view field;   // of the refusal; empty: passes
  std::string_view text;    // of the refusal, or of a note; empty: nothing is noted
};

std::string body_of(std::string_view kind, std::string_view members) {
  const std::string_view least = kind == "omni-video"       ? R"("prompt":"a","aspect_ratio":"16:9")"
                                 : kind == "image2video"    ? R"("image":"https://a.b/c.png")"
                                 : kind == "motion-control" ? R"("image_url":"https://a.b/c.png","video_url":"https://a.b/c.mp4",)"
                                                              R"("character_orientation":"image","mode":"std")"
                                                            : R"("prompt":"a")";
  return std::string("{").append(least).append(members.empty() ? "" : ",").append(members).append("}");
}

void expect(std::initializer_list<Row> rows) {
  for (const Row &row : rows) {
    SCOPED_TRACE(row.members);
    const test::Outcome out = prepared(row.kind, body_of(row.kind, row.members));
    EXPECT_EQ(out.field(), row.field) << out.message();
    EXPECT_EQ(out.status, row.field.empty() ? KLING_OK : KLING_E_FIELD);
    if (!row.field.empty()) {
      EXPECT_EQ(out.message(), row.text);
    } else if (row.text.empty()) {
      EXPECT_TRUE(out.log.records.empty()) << out.log.records[0].second;
    } else {
      EXPECT_EQ(out.log.level_of(row.text), log_warning);
    }
  }
}

TEST(Capabilities, OfAFieldByModelModeAndDuration) {
  const std::string tails =
      "image_tail needs kling-v1 in mode std or pro with 5 seconds, or kling-v1-5 or kling-v1-6 or kling-v2-1 or kling-v2-5-turbo or "
      "kling-v2-6 in mode pro, or kling-v3; ";
  const std::string turbo = tails + "model_name is kling-v2-5-turbo, mode is std, duration is 5";
  const std::string master = tails + "model_name is kling-v2-master, mode is std, duration is 5";
  const std::string ten = tails + "without model_name the model is kling-v1, mode is std, duration is 10";
  expect({
      {"image2video", R"("model_name":"kling-v2-5-turbo","image_tail":"https://a.b/d.png")", "image_tail", turbo},
      {"image2video", R"("model_name":"kling-v2-master","image_tail":"https://a.b/d.png")", "image_tail", master},
      {"image2video", R"("duration":10,"image_tail":"https://a.b/d.png")", "image_tail", ten},
      {"image2video", R"("model_name":"kling-v2-5-turbo","mode":"pro","image_tail":"https://a.b/d.png")", "", ""},
      {"image2video", R"("model_name":"kling-v3","image_tail":"https://a.b/d.png")", "", ""},
      {"image2video", R"("model_name":"kling-v9","image_tail":"https://a.b/d.png")", "", "is not in the catalogue"},
      {"motion-control", R"("element_list":[{"element_id":5}])", "element_list",
       "element_list needs kling-v3; without model_name the model is kling-v2-6"},
  });
}

TEST(Capabilities, OfAValue) {
  expect({
      {"omni-video", R"("sound":"on")", "sound", "sound on needs kling-v3-omni; without model_name the model is kling-video-o1"},
      {"omni-video", R"("sound":"off")", "", ""},
      {"omni-video", R"("mode":"4k")", "mode", "mode 4k needs kling-v3-omni; without model_name the model is kling-video-o1"},
      {"omni-video", R"("model_name":"kling-v3-omni","mode":"4k","sound":"on")", "", ""},
      {"omni-video", R"("multi_shot":true,"shot_type":"intelligence")", "multi_shot",
       "multi_shot needs kling-v3-omni; without model_name the model is kling-video-o1"},
      {"omni-video", R"("multi_shot":false)", "", ""},
  });
}

TEST(Capabilities, SpeakInTheWordsOfTheGeneration) {
  const auto frames = [](std::string_view model, std::string_view settings) {
    return prepared("image-to-video",
                    std::string(concat({R"({"model_name":")", model, R"(","settings":{)", settings,
                                        R"(},"contents":[{"type":"prompt","text":"a"},{"type":"first_frame","url":"https://a.b/c.png"},)",
                                        R"({"type":"last_frame","url":"https://a.b/d.png"}]})"})));
  };
  EXPECT_EQ(frames("kling-2.6", "").message(),
            "contents[2].type last_frame needs kling-3.0, or kling-2.6 or kling-2.5-turbo with settings.resolution 1080p; model_name is "
            "kling-2.6, settings.resolution is 720p");
  EXPECT_EQ(frames("kling-2.6", R"("resolution":"1080p")").status, KLING_OK);
  EXPECT_EQ(frames("kling-3.0", "").status, KLING_OK);
  EXPECT_EQ(frames("kling-3.0", R"("duration":16)").message(), "settings.duration is 16; kling-3.0 takes any whole number from 3 to 15");
  EXPECT_EQ(frames("kling-2.5-turbo", R"("resolution":"1080p","duration":7)").message(),
            "settings.duration is 7; kling-2.5-turbo takes 5 or 10");
  EXPECT_EQ(frames("kling-v3-omni", "").message(),
            "model_name is kling-v3-omni; image-to-video takes kling-3.0-turbo, kling-3.0, kling-2.6, kling-2.5-turbo");
}

TEST(Capabilities, WhatIsOnlyNoted) {
  expect({
      {"omni-image", R"("result_type":"series")", "",
       "result_type: not documented for kling-image-o1 (the sources disagree whether kling-image-o1 makes a series): passed on"},
      {"omni-image", R"("result_type":"series","model_name":"kling-v3-omni")", "", ""},
      {"image2video", R"("model_name":"kling-v2-6","cfg_scale":0.5)", "", "cfg_scale: not documented for kling-v2-6"},
      {"image2video", R"("model_name":"kling-v1-6","cfg_scale":0.5)", "", "model_name: kling-v1-6 is reported discontinued"},
  });
}

TEST(Capabilities, OfTheModelsOwn) {
  expect({
      {"omni-video", R"("model_name":"kling-v3-omni","duration":"16")", "duration",
       R"(duration is "16"; kling-v3-omni takes any whole number from 3 to 15)"},
      {"omni-video", R"("model_name":"kling-v3-omni","duration":"11")", "", ""},
      {"omni-video", R"("video_list":[{"video_url":"https://a.b/c.mp4"}],"duration":"15")", "", "duration is ignored: an edited video"},
      {"image2video", R"("model_name":"kling-v2-6","duration":7)", "duration", R"(duration is "7"; kling-v2-6 takes 5 or 10)"},
      {"image2video", R"("model_name":"kling-v2-1-master","mode":"pro")", "", "mode: the sources disagree"},
  });
}

TEST(Capabilities, AModelOfOtherKindsIsRefusedAndOneOfNoneIsNoted) {
  expect({
      {"omni-video", R"("model_name":"kling-v2-6")", "model_name",
       "model_name is kling-v2-6; omni-video takes kling-video-o1, kling-v3-omni"},
      {"omni-video", R"("model_name":"kling-v4-omni","mode":"4k","duration":"30","sound":"on")", "", R"("kling-v4-omni" is not in the)"},
  });
}

TEST(Capabilities, OtherProvidersMayHaveModelsOfTheirOwn) {
  for (const std::string_view provider : {"cometapi", "custom"}) {
    const Rules rules = test::rules_of(provider);
    const test::Outcome model = prepared("omni-video", body_of("omni-video", R"("model_name":"kling-v2-6")"), rules);
    EXPECT_EQ(model.status, KLING_OK) << model.message();
    EXPECT_EQ(model.log.level_of(R"(model_name: "kling-v2-6" is of other kinds)"), log_warning);
    const std::string camera = R"("model_name":"kling-v3","camera_control":{"type":"forward_up"})";
    const test::Outcome moving = prepared("text2video", body_of("text2video", camera), rules);
    EXPECT_EQ(moving.status, KLING_OK) << moving.message();
    EXPECT_EQ(moving.log.level_of("camera_control: not documented for kling-v3"), log_warning);
  }
  for (const std::string_view provider : {"kling", "kling-cn"}) {
    const std::string body = body_of("omni-video", R"("model_name":"kling-v2-6")");
    EXPECT_EQ(prepared("omni-video", body, test::rules_of(provider)).field(), "model_name");
  }
  const std::string body = body_of("omni-video", R"("model_name":"kling-v2-6")");
  EXPECT_EQ(prepared("omni-video", body, test::rules_of("cometapi", Validation::official)).field(), "model_name");
}

TEST(Capabilities, RowsNameModelsOfTheirKinds) {
  for (const catalog::Capability &row : catalog::capabilities()) {
    for (const catalog::Kind &kind : catalog::kinds()) {
      if (row.kinds.has(kind)) {
        EXPECT_NE(catalog::find_model(kind.name, row.model), nullptr) << row.field << " " << row.model << " " << kind.name;
        catalog::Field field;
        EXPECT_TRUE(catalog::find_field(kind, row.field, {}, field)) << row.field << " " << kind.name;
      }
    }
  }
}

} // namespace
} // namespace kling::protocol
