#include <gtest/gtest.h>

#include "base/text.hpp"
#include "preparing.hpp"
#include "protocol/request.hpp"
#include "recorded_log.hpp"

namespace kling::protocol {
namespace {

struct Verdict {
  kling_status status = KLING_OK;
  Error error;
  RecordedLog log;
};

Verdict check(std::string_view body, std::string_view provider = "kling", Validation validation = Validation::provider) {
  Verdict out;
  Rules rules;
  rules.provider = catalog::find_provider(provider);
  rules.validation = validation;
  Request request(*catalog::find_kind("text2video"));
  EXPECT_EQ(request.set_json("", body), KLING_OK) << body << request.first_error().message;
  Prepared prepared;
  out.status = prepare(request, rules, "k1-a", prepared, out.error, &out.log);
  return out;
}

/// A body with a prompt, the model that can most, and these members.
String body_with(std::string_view members) {
  return concat({R"({"prompt":"a","model_name":"kling-v3",)", members, "}"});
}

TEST(Validate, NamesAreKnownOrNearOnes) {
  struct Row {
    std::string_view members;
    std::string_view field;
    std::string_view message;
  };
  for (const Row &row : {
           Row{R"("negativ_prompt":"x")", "negativ_prompt", "text2video has no field negativ_prompt; did you mean negative_prompt?"},
           Row{R"("model":"x")", "model", "text2video has no field model; did you mean model_name?"},
           Row{R"("callback":"x")", "callback", "text2video has no field callback; did you mean callback_url?"},
           Row{R"("camera_control":{"type":"simple","config":{"zom":1}})", "camera_control.config.zom",
               "text2video has no field camera_control.config.zom; did you mean camera_control.config.zoom?"},
           Row{R"("multi_shot":true,"shot_type":"customize","multi_prompt":[{"promt":"x"}])", "multi_prompt[0].promt",
               "text2video has no field multi_prompt[0].promt; did you mean multi_prompt[].prompt?"},
           Row{R"("entirely_else":1)", "entirely_else", "text2video has no field entirely_else"},
           Row{R"("image":"x")", "image", "text2video has no field image"},
       }) {
    const Verdict out = check(body_with(row.members));
    EXPECT_EQ(out.status, KLING_E_UNKNOWN_NAME) << row.members;
    EXPECT_EQ(out.error.field, row.field);
    EXPECT_EQ(out.error.message, row.message);
  }
}

TEST(Validate, ValuesOutOfTheirRow) {
  struct Row {
    std::string_view members;
    std::string_view field;
    std::string_view message;
  };
  for (const Row &row : {
           Row{R"("mode":"ultra")", "mode", R"(mode is "ultra"; allowed: std, pro, 4k)"},
           Row{R"("sound":"yes")", "sound", R"(sound is "yes"; allowed: on, off)"},
           Row{R"("aspect_ratio":"4:3")", "aspect_ratio", R"(aspect_ratio is "4:3"; allowed: 16:9, 9:16, 1:1)"},
           Row{R"("cfg_scale":1.01)", "cfg_scale", "cfg_scale is 1.01; from 0 to 1"},
           Row{R"("cfg_scale":-0.1)", "cfg_scale", "cfg_scale is -0.1; from 0 to 1"},
           Row{R"("duration":"61")", "duration", R"(duration is "61"; kling-v3 takes any whole number from 3 to 15)"},
           Row{R"("duration":"77")", "duration", R"(duration is "77"; kling-v3 takes any whole number from 3 to 15)"},
           Row{R"("duration":"0")", "duration", R"(duration is "0"; kling-v3 takes any whole number from 3 to 15)"},
           Row{R"("duration":"5s")", "duration", R"(duration is "5s"; it takes whole seconds)"},
           Row{R"("duration":5.5)", "duration", R"(duration is "5.5"; it takes whole seconds)"},
           Row{R"("duration":"16")", "duration", R"(duration is "16"; kling-v3 takes any whole number from 3 to 15)"},
           Row{R"("duration":"2")", "duration", R"(duration is "2"; kling-v3 takes any whole number from 3 to 15)"},
           Row{R"("voice_list":[{"voice_id":"1"},{"voice_id":"2"},{"voice_id":"3"}])", "voice_list", "voice_list has 3 items; at most 2"},
           Row{R"("voice_list":["x"])", "voice_list[0]", R"(voice_list[0] takes an object, not "x")"},
           Row{R"("callback_url":"me.example")", "callback_url", R"(callback_url is "me.example", which is no http or https address)"},
           Row{R"("callback_url":"me.example/x?token=SECRET")", "callback_url",
               R"(callback_url is "me.example/x", which is no http or https address)"},
           Row{R"("callback_url":"https://")", "callback_url", R"(callback_url is "https://", which is no http or https address)"},
           Row{R"("callback_url":"https:///x")", "callback_url", R"(callback_url is "https:///x", which is no http or https address)"},
           Row{R"("callback_url":"https://a b")", "callback_url", R"(callback_url is "https://a b", which is no http or https address)"},
           Row{R"("external_task_id":"123456")", "external_task_id",
               "external_task_id must not be digits alone: it would look like the service's own id"},
           Row{R"("external_task_id":"a b")", "external_task_id", "external_task_id takes letters, digits and . _ : - only"},
           Row{R"("external_task_id":"..")", "external_task_id", "external_task_id must not be . or ..: in a URL that names another place"},
       }) {
    const Verdict out = check(body_with(row.members));
    EXPECT_EQ(out.status, KLING_E_FIELD) << row.members;
    EXPECT_EQ(out.error.field, row.field) << row.members;
    EXPECT_EQ(out.error.message, row.message);
  }
}

TEST(Validate, ValuesThatPass) {
  for (const std::string_view members : {
           R"("mode":"4k")",
           R"("sound":"on")",
           R"("aspect_ratio":"1:1")",
           R"("cfg_scale":0)",
           R"("cfg_scale":1)",
           R"("duration":"3")",
           R"("duration":15)",
           R"("callback_url":"HTTPS://me.example/x?y=1")",
           R"("callback_url":"http://10.0.0.1:80")",
           R"("external_task_id":"a.B_9:-z")",
           R"("watermark_info":{"enabled":false})",
           R"("watermark_info":{})",
           R"("multi_shot":false)",
       }) {
    const Verdict out = check(body_with(members));
    EXPECT_EQ(out.status, KLING_OK) << members << ": " << out.error.message;
  }
}

TEST(Validate, LengthsCountCodePoints) {
  String umlauts;
  for (int count = 0; count < 2500; ++count) {
    umlauts.append("ü");
  }
  EXPECT_EQ(check(concat({R"({"prompt":")", umlauts, R"("})"})).status, KLING_OK);
  const Verdict out = check(concat({R"({"prompt":")", umlauts, R"(!"})"}));
  EXPECT_EQ(out.status, KLING_E_FIELD);
  EXPECT_EQ(out.error.field, "prompt");
  EXPECT_EQ(out.error.message, "prompt has 2501 characters; at most 2500");
}

TEST(Validate, TheProvidersDifferencesReplaceTheVendors) {
  struct Row {
    std::string_view provider;
    Validation validation;
    std::size_t prompt;
    std::size_t negative;
  };
  for (const Row &row : {
           Row{"kling", Validation::provider, 2500, 2500},
           Row{"cometapi", Validation::provider, 500, 200},
           Row{"cometapi", Validation::official, 2500, 2500},
           Row{"custom", Validation::provider, 2500, 2500},
       }) {
    const auto body = [](std::size_t prompt, std::size_t negative) {
      return concat({R"({"prompt":")", String(prompt, 'x'), R"(","negative_prompt":")", String(negative, 'x'), R"("})"});
    };
    EXPECT_EQ(check(body(row.prompt, row.negative), row.provider, row.validation).status, KLING_OK);
    EXPECT_EQ(check(body(row.prompt + 1, 1), row.provider, row.validation).error.field, "prompt");
    EXPECT_EQ(check(body(1, row.negative + 1), row.provider, row.validation).error.field, "negative_prompt");
    EXPECT_EQ(check(body(9000, 9000), row.provider, Validation::off).status, KLING_OK);
  }
  EXPECT_EQ(check(R"({"prompt":"a","aspect_ratio":"3:2"})", "cometapi").status, KLING_OK);
  EXPECT_EQ(check(R"({"prompt":"a","aspect_ratio":"3:2"})", "cometapi", Validation::official).status, KLING_E_FIELD);
  EXPECT_EQ(check(R"({"prompt":"a","aspect_ratio":"21:9"})", "cometapi").status, KLING_E_FIELD);
  EXPECT_EQ(check(R"({"prompt":"a","image":"iVBOR"})", "cometapi").log.level_of("image: "), log_warning);
  EXPECT_EQ(check(R"({"prompt":"a","image":"iVBOR"})", "cometapi", Validation::official).status, KLING_E_UNKNOWN_NAME);
  EXPECT_EQ(check(R"({"prompt":"a","image":"iVBOR"})", "custom").status, KLING_E_UNKNOWN_NAME);
}

TEST(Validate, APromptIsNeededUnlessShotsTellIt) {
  EXPECT_EQ(check("{}").error.message, "prompt is required unless multi_shot is true and shot_type is customize");
  EXPECT_EQ(check("{}").status, KLING_E_FIELD);
  EXPECT_EQ(check(R"({"prompt":""})").error.field, "prompt");
  EXPECT_EQ(check(R"({"model_name":"kling-v3","multi_shot":true,"shot_type":"intelligence"})").error.field, "prompt");
  EXPECT_EQ(
      check(
          R"({"model_name":"kling-v3","multi_shot":true,"shot_type":"customize","multi_prompt":[{"index":1,"prompt":"a","duration":"5"}]})")
          .status,
      KLING_OK);
}

TEST(Validate, ShotsAddUp) {
  struct Row {
    std::string_view members;
    kling_status status;
    std::string_view field;
  };
  for (
      const Row &row : {
          Row{R"("duration":"7","multi_prompt":[{"index":1,"prompt":"a","duration":"3"},{"index":2,"prompt":"b","duration":4}])", KLING_OK,
              ""},
          Row{R"("duration":"7","multi_prompt":[{"index":1,"prompt":"a","duration":"3"}])", KLING_E_FIELD, "multi_prompt"},
          Row{R"("multi_prompt":[{"index":1,"prompt":"a","duration":"4"}])", KLING_E_FIELD, "multi_prompt"},
          Row{R"("multi_prompt":[])", KLING_E_FIELD, "multi_prompt"},
          Row{R"("multi_prompt":[{"index":1,"duration":"5"}])", KLING_E_FIELD, "multi_prompt[0].prompt"},
          Row{R"("multi_prompt":[{"index":1,"prompt":"a"}])", KLING_E_FIELD, "multi_prompt[0].duration"},
          Row{R"("multi_prompt":[{"index":1,"prompt":"a","duration":"0"}])", KLING_E_FIELD, "multi_prompt[0].duration"},
          Row{R"("duration":"7","multi_prompt":[{"prompt":"a","duration":"1"},{"prompt":"a","duration":"1"},{"prompt":"a","duration":"1"},)"
              R"({"prompt":"a","duration":"1"},{"prompt":"a","duration":"1"},{"prompt":"a","duration":"1"},{"prompt":"a","duration":"1"}])",
              KLING_E_FIELD, "multi_prompt"},
      }) {
    const Verdict out = check(body_with(concat({R"("multi_shot":true,"shot_type":"customize",)", row.members})));
    EXPECT_EQ(out.status, row.status) << row.members << out.error.message;
    EXPECT_EQ(out.error.field, row.field) << row.members << out.error.message;
  }
  const String longest =
      concat({R"("multi_shot":true,"shot_type":"customize","multi_prompt":[{"prompt":")", String(513, 'x'), R"(","duration":"5"}])"});
  EXPECT_EQ(check(body_with(longest)).error.message, "multi_prompt[0].prompt has 513 characters; at most 512");
  EXPECT_EQ(check(body_with(R"("multi_shot":true)")).error.field, "shot_type");
  EXPECT_EQ(check(body_with(R"("multi_prompt":[{"prompt":"a","duration":"5"}])")).log.level_of("multi_prompt is documented with"),
            log_warning);
}

TEST(Validate, ACameraMovesOneWay) {
  struct Row {
    std::string_view camera;
    std::string_view field;
    std::string_view message;
  };
  for (const Row &row : {
           Row{R"({"type":"simple","config":{"zoom":3}})", "", ""},
           Row{R"({"type":"simple","config":{"horizontal":0,"vertical":-0.0,"pan":0,"tilt":-10,"roll":0,"zoom":0}})", "", ""},
           Row{R"({"type":"simple","config":{"zoom":"2.5"}})", "", ""},
           Row{R"({"type":"forward_up"})", "", ""},
           Row{R"({"type":"forward_up","config":null})", "", ""},
           Row{R"({"type":"simple","config":{"horizontal":5,"vertical":0,"zoom":3,"roll":0,"pan":0,"tilt":-2}})", "camera_control.config",
               "camera_control.config has 3 values that are not zero (horizontal, zoom, tilt); exactly one must be"},
           Row{R"({"type":"simple","config":{"zoom":0}})", "camera_control.config",
               "camera_control.config has 0 values that are not zero; exactly one must be"},
           Row{R"({"type":"simple","config":{}})", "camera_control.config",
               "camera_control.config has 0 values that are not zero; exactly one must be"},
           Row{R"({"type":"simple"})", "camera_control.config", "camera_control.config is required with type simple"},
           Row{R"({"type":"down_back","config":{"zoom":1}})", "camera_control.config",
               "camera_control.config goes with type simple only; camera_control.type is down_back"},
           Row{R"({"config":{"zoom":1}})", "camera_control.type", "camera_control.type is required in camera_control"},
           Row{R"({"type":"spiral"})", "camera_control.type",
               R"(camera_control.type is "spiral"; allowed: simple, down_back, forward_up, right_turn_forward, left_turn_forward)"},
           Row{R"({"type":"simple","config":{"zoom":10.5}})", "camera_control.config.zoom",
               "camera_control.config.zoom is 10.5; from -10 to 10"},
       }) {
    const Verdict out = check(concat({R"({"prompt":"a","camera_control":)", row.camera, "}"}));
    EXPECT_EQ(out.status, row.field.empty() ? KLING_OK : KLING_E_FIELD) << row.camera << out.error.message;
    EXPECT_EQ(out.error.field, row.field) << row.camera;
    EXPECT_EQ(out.error.message, row.message) << row.camera;
  }
}

TEST(Validate, WhatAModelDoesNotTakeIsRefusedOrNoted) {
  struct Row {
    std::string_view body;
    std::string_view field; // of the refusal, empty: passes
    std::string_view text;  // of the refusal or the note
  };
  for (
      const Row &row : {
          Row{R"({"prompt":"a","sound":"on"})", "sound",
              "sound on needs kling-v2-6 in mode pro, or kling-v3; without model_name the model is kling-v1, mode is std"},
          Row{R"({"prompt":"a","model_name":"kling-v2-5-turbo","sound":"on"})", "sound",
              "sound on needs kling-v2-6 in mode pro, or kling-v3; model_name is kling-v2-5-turbo, mode is std"},
          Row{R"({"prompt":"a","model_name":"kling-v2-5-turbo","sound":"off"})", "", ""},
          Row{R"({"prompt":"a","model_name":"kling-v2-6","mode":"pro","sound":"on"})", "", ""},
          Row{R"({"prompt":"a","model_name":"kling-v2-6","mode":"std","sound":"on"})", "sound",
              "sound on needs kling-v2-6 in mode pro, or kling-v3; model_name is kling-v2-6, mode is std"},
          Row{R"({"prompt":"a","model_name":"kling-v2-6","sound":"on"})", "sound",
              "sound on needs kling-v2-6 in mode pro, or kling-v3; model_name is kling-v2-6, mode is std"},
          Row{R"({"prompt":"a","model_name":"kling-v2-6","mode":"4k"})", "mode", "mode 4k needs kling-v3; model_name is kling-v2-6"},
          Row{R"({"prompt":"a","model_name":"kling-v2-master","mode":"pro"})", "", "mode: the sources disagree"},
          Row{R"({"prompt":"a","model_name":"kling-v2-master","mode":"4k"})", "mode",
              "mode 4k needs kling-v3; model_name is kling-v2-master"},
          Row{R"({"prompt":"a","duration":"7"})", "duration", R"(duration is "7"; kling-v1 takes 5 or 10)"},
          Row{R"({"prompt":"a","model_name":"kling-v2-6","duration":"15"})", "duration", R"(duration is "15"; kling-v2-6 takes 5 or 10)"},
          Row{R"({"prompt":"a","multi_shot":true,"shot_type":"intelligence"})", "multi_shot",
              "multi_shot needs kling-v3; without model_name the model is kling-v1"},
          Row{R"({"prompt":"a","model_name":"kling-v2-6","cfg_scale":0.5})", "", "cfg_scale: not documented for kling-v2-6"},
          Row{R"({"prompt":"a","model_name":"kling-v2-6","camera_control":{"type":"forward_up"}})", "camera_control",
              "camera_control needs kling-v1 in mode std with 5 seconds; model_name is kling-v2-6, mode is std, duration is 5"},
          Row{R"({"prompt":"a","model_name":"kling-v3","voice_list":[{"voice_id":"9"}]})", "", "voice_list: the sources disagree"},
          Row{R"({"prompt":"a","model_name":"kling-v3","element_list":[{"element_id":9}]})", "",
              "element_list: documented for image to video"},
          Row{R"({"prompt":"a","model_name":"kling-v1"})", "", "model_name: kling-v1 is reported discontinued"},
          Row{R"({"prompt":"a","model_name":"kling-v9","sound":"on","mode":"4k","duration":"60","multi_shot":true,"shot_type":"intelligence"})",
              "", R"(model_name: "kling-v9" is not in the catalogue)"},
          Row{R"({"prompt":"a","model_name":"kling-v9","duration":"61"})", "duration", R"(duration is "61"; from 1 to 60)"},
      }) {
    const Verdict out = check(row.body);
    EXPECT_EQ(out.error.field, row.field) << row.body << out.error.message;
    if (row.field.empty()) {
      EXPECT_EQ(out.status, KLING_OK) << row.body;
      EXPECT_TRUE(row.text.empty() || out.log.level_of(row.text) == log_warning) << row.body;
    } else {
      EXPECT_EQ(out.status, KLING_E_FIELD) << row.body;
      EXPECT_EQ(out.error.message, row.text);
    }
  }
}

TEST(Validate, WhatIsAllRightIsNotNoted) {
  EXPECT_TRUE(check(R"({"prompt":"a","model_name":"kling-v3","mode":"std","duration":"5","sound":"off","aspect_ratio":"9:16"})")
                  .log.records.empty());
}

TEST(Validate, WhatTheNewGenerationDoesNotHaveIsRefusedWithWhatItHas) {
  const test::Outcome mode = test::prepared("text-to-video", R"({"model_name":"kling-3.0","prompt":"a","settings":{"mode":"pro"}})");
  EXPECT_EQ(mode.status, KLING_E_UNKNOWN_NAME);
  EXPECT_EQ(mode.field(), "settings.mode");
  EXPECT_EQ(mode.message(), "text-to-video has no field settings.mode; settings.resolution is 720p for std, 1080p for pro, or 4k");
  const test::Outcome callback = test::prepared(
      "image-to-video", R"({"model_name":"kling-3.0","contents":[{"type":"prompt","text":"a"}],"callback_url":"https://a.b/c"})");
  EXPECT_EQ(callback.message(), "image-to-video has no field callback_url; options.callback_url is what the service looks at");
  const std::string_view off = R"({"model_name":"kling-3.0","prompt":"a","settings":{"fps":24}})";
  EXPECT_EQ(test::prepared("text-to-video", off, test::rules_of("kling", Validation::off)).status, KLING_OK);
}

TEST(Validate, AModelWithRulesOfItsOwnIsNotHeldToTheDocumentedOnes) {
  const std::string_view body = R"({"model_name":"kling-v3-omni","contents":[{"type":"prompt","text":"a"},{"type":"image",)"
                                R"("url":"https://a.b/c.png"}],"settings":{"resolution":"480p","duration":20,"seed":3}})";
  const test::Outcome loose = test::prepared("new-omni-video", body);
  EXPECT_EQ(loose.status, KLING_OK) << loose.message();
  for (const std::string_view noted : {"contents[1].type is \"image\"", "settings.resolution is \"480p\"", "settings.seed",
                                       "settings.aspect_ratio is required", "kling-v3-omni is another name of kling-3.0-omni"}) {
    EXPECT_EQ(loose.log.level_of(noted), log_warning) << noted;
  }
  std::string strict(body);
  strict.replace(strict.find("kling-v3-omni"), 13, "kling-3.0-omni");
  EXPECT_EQ(test::prepared("new-omni-video", strict).field(), "contents[1].type");
  EXPECT_EQ(test::prepared("new-omni-video", R"({"model_name":"kling-v3-omni"})").field(), "contents"); // what is not there is needed
}

TEST(Validate, FormsOfIdAndCallbackHoldInOptionsAsWell) {
  const auto with = [](std::string_view options) {
    return test::prepared("text-to-video", concat({R"({"model_name":"kling-3.0","prompt":"a","options":)", options, "}"}));
  };
  EXPECT_EQ(with(R"({"external_task_id":"123"})").message(),
            "options.external_task_id must not be digits alone: it would look like the service's own id");
  EXPECT_EQ(with(R"({"callback_url":"mailto:me?token=1"})").field(), "options.callback_url");
  EXPECT_EQ(with(R"({"callback_url":"https://a.b/c","external_task_id":"mine"})").status, KLING_OK);
}

TEST(Validate, TheModelOfAPathIsRequired) {
  EXPECT_EQ(test::prepared("text-to-video", R"({"prompt":"a"})").message(), "model_name is required: it is the last part of the path");
}

} // namespace
} // namespace kling::protocol
