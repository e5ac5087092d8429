#include <gtest/gtest.h>

#include "base/text.hpp"
#include "protocol/request.hpp"
#include "recorded_log.hpp"

namespace kling::protocol {
namespace {

struct Outcome {
  kling_status status = KLING_OK;
  Prepared prepared;
  Error error;
  RecordedLog log;

  [[nodiscard]] std::string_view body() const {
    return prepared.body.empty() ? std::string_view() : std::string_view(prepared.body[0].text);
  }
};

Rules rules_of(std::string_view provider, Validation validation = Validation::provider) {
  Rules rules;
  rules.provider = catalog::find_provider(provider);
  rules.validation = validation;
  return rules;
}

Outcome run(std::string_view body, const Rules &rules, std::string_view generated_id = {}) {
  Outcome out;
  Request request(*catalog::find_kind("text2video"));
  EXPECT_EQ(request.set_json("", body), KLING_OK) << request.first_error().message;
  out.status = prepare(request, rules, generated_id, out.prepared, out.error, &out.log);
  return out;
}

TEST(Prepare, SpellingsAndTypesBecomeKlingsOwn) {
  struct Row {
    std::string_view given;
    std::string_view sent;
    std::string_view noted;
  };
  for (const Row &row : {
           Row{R"({"prompt":"a","mode":"standard"})", R"({"prompt":"a","mode":"std"})", "mode standard: sent as mode std"},
           Row{R"({"prompt":"a","mode":"professional"})", R"({"prompt":"a","mode":"pro"})", "mode professional: sent as mode pro"},
           Row{R"({"prompt":"a","model_name":"kling-v3","motion_has_audio":true})",
               R"({"prompt":"a","model_name":"kling-v3","sound":"on"})", "motion_has_audio true: sent as sound on"},
           Row{R"({"prompt":"a","motion_has_audio":"false"})", R"({"prompt":"a","sound":"off"})",
               "motion_has_audio false: sent as sound off"},
           Row{R"({"prompt":"a","sound":"off","motion_has_audio":false})", R"({"prompt":"a","sound":"off"})", "motion_has_audio"},
           Row{R"({"prompt":"a","duration":10})", R"({"prompt":"a","duration":"10"})", "duration: 10 is sent as text"},
           Row{R"({"prompt":"a","duration":5.0})", R"({"prompt":"a","duration":"5"})", "duration: 5.0 is sent as text"},
           Row{R"({"prompt":"a","cfg_scale":"0.30"})", R"({"prompt":"a","cfg_scale":0.30})", "cfg_scale: \"0.30\" is sent as a number"},
           Row{R"({"prompt":"a","watermark_info":{"enabled":"true"}})", R"({"prompt":"a","watermark_info":{"enabled":true}})",
               "watermark_info.enabled: \"true\" is sent as a boolean"},
           Row{R"({"prompt":"a","model_name":"kling-v3","element_list":[{"element_id":"829836802793406551"}]})",
               R"({"prompt":"a","model_name":"kling-v3","element_list":[{"element_id":829836802793406551}]})",
               "element_list[0].element_id: \"829836802793406551\" is sent as a number"},
       }) {
    const Outcome out = run(row.given, rules_of("kling"));
    EXPECT_EQ(out.status, KLING_OK) << row.given << out.error.message;
    EXPECT_EQ(out.body(), row.sent);
    EXPECT_EQ(out.log.level_of(row.noted), log_information) << row.given;
  }
}

TEST(Prepare, TwoSpellingsThatDisagreeAreRefused) {
  const Outcome out = run(R"({"prompt":"a","model_name":"kling-v3","sound":"off","motion_has_audio":true})", rules_of("kling"));
  EXPECT_EQ(out.status, KLING_E_FIELD);
  EXPECT_EQ(out.error.field, "sound");
}

TEST(Prepare, WhatSaysAbsentIsLeftOut) {
  const Outcome out =
      run(R"({"prompt":"a","negative_prompt":"","callback_url":"","external_task_id":"","multi_prompt":[],"cfg_scale":null,)"
          R"("image_list":[],"video_id":"","camera_control":{"type":"down_back","config":null},"mode":""})",
          rules_of("kling"), "k1-a");
  ASSERT_EQ(out.status, KLING_OK) << out.error.message;
  EXPECT_EQ(out.body(), R"({"prompt":"a","camera_control":{"type":"down_back"},"external_task_id":"k1-a"})");
}

TEST(Prepare, LiteralsSurvive) {
  const Outcome out =
      run(R"({"prompt":"\u00fc\ud83d\ude00","cfg_scale":0.10,"element_list":[{"element_id":829836802793406551}]})", rules_of("kling"));
  ASSERT_EQ(out.status, KLING_OK) << out.error.message;
  EXPECT_EQ(out.body(), "{\"prompt\":\"ü😀\",\"cfg_scale\":0.10,\"element_list\":[{\"element_id\":829836802793406551}]}");
}

TEST(Prepare, TheExternalIdComesLast) {
  struct Row {
    ExternalIds mode;
    std::string_view given;
    std::string_view sent;
    std::string_view id;
  };
  for (const Row &row : {
           Row{ExternalIds::automatic, R"({"prompt":"a"})", R"({"prompt":"a","external_task_id":"k1-gen"})", "k1-gen"},
           Row{ExternalIds::always, R"({"prompt":"a"})", R"({"prompt":"a","external_task_id":"k1-gen"})", "k1-gen"},
           Row{ExternalIds::never, R"({"prompt":"a"})", R"({"prompt":"a"})", ""},
           Row{ExternalIds::automatic, R"({"external_task_id":"mine","prompt":"a"})", R"({"external_task_id":"mine","prompt":"a"})",
               "mine"},
           Row{ExternalIds::never, R"({"external_task_id":"mine","prompt":"a"})", R"({"external_task_id":"mine","prompt":"a"})", "mine"},
       }) {
    Rules rules = rules_of("kling");
    rules.external_ids = row.mode;
    const Outcome out = run(row.given, rules, "k1-gen");
    EXPECT_EQ(out.status, KLING_OK) << out.error.message;
    EXPECT_EQ(out.body(), row.sent);
    EXPECT_EQ(out.prepared.external_id, row.id);
  }
}

TEST(Prepare, TheClientsCallbackFillsAGap) {
  Rules rules = rules_of("kling");
  rules.callback_url = "https://me.example/hook";
  EXPECT_EQ(run(R"({"prompt":"a","callback_url":""})", rules).body(), R"({"prompt":"a","callback_url":"https://me.example/hook"})");
  EXPECT_EQ(run(R"({"prompt":"a","callback_url":"https://own.example"})", rules).body(),
            R"({"prompt":"a","callback_url":"https://own.example"})");
  rules.callback_url = "ftp://me.example";
  EXPECT_EQ(run(R"({"prompt":"a"})", rules).error.field, "callback_url");
}

TEST(Prepare, SaysWhatTheEngineMustKnow) {
  const Outcome plain = run(R"({"prompt":"a"})", rules_of("kling"));
  EXPECT_EQ(plain.prepared.kind, catalog::find_kind("text2video"));
  EXPECT_EQ(plain.prepared.method, "POST");
  EXPECT_EQ(plain.prepared.path, "/v1/videos/text2video");
  EXPECT_EQ(plain.prepared.model, "kling-v1");
  EXPECT_EQ(plain.prepared.slots, 1);
  EXPECT_EQ(plain.prepared.duration_ms, 5000);
  EXPECT_EQ(plain.prepared.typical_ms, 319'000);
  const Outcome full = run(R"({"prompt":"a","model_name":"kling-v3","mode":"professional","duration":12})", rules_of("kling"));
  EXPECT_EQ(full.prepared.model, "kling-v3");
  EXPECT_EQ(full.prepared.duration_ms, 12000);
  EXPECT_EQ(full.prepared.typical_ms, 175'000);
}

TEST(Prepare, TheRequestIsNotChanged) {
  Request request(*catalog::find_kind("text2video"));
  ASSERT_EQ(request.set_json("", R"({"prompt":"a","mode":"standard","duration":5})"), KLING_OK);
  for (int turn = 0; turn < 2; ++turn) {
    Prepared prepared;
    Error error;
    ASSERT_EQ(prepare(request, rules_of("kling"), "k1-a", prepared, error, nullptr), KLING_OK);
    EXPECT_EQ(prepared.body[0].text, R"({"prompt":"a","mode":"std","duration":"5","external_task_id":"k1-a"})");
  }
  EXPECT_EQ(request.body().print(), R"({"prompt":"a","mode":"standard","duration":5})");
}

TEST(Prepare, WithValidationOffTypesAloneCount) {
  const Rules off = rules_of("kling", Validation::off);
  EXPECT_EQ(run(R"({"mode":"ultra","cfg_scale":7,"duration":"soon","new_field":{"deep":[1,null,""]},"n":"","prompt":null})", off).body(),
            R"({"mode":"ultra","cfg_scale":7,"duration":"soon","new_field":{"deep":[1,null,""]},"n":""})");
  EXPECT_EQ(run(R"({"external_task_id":"123"})", off).prepared.external_id, "123");
  EXPECT_EQ(run(R"({"mode":"professional"})", off).body(), R"({"mode":"pro"})");
  EXPECT_EQ(run("{}", off).prepared.duration_ms, 5000);
  EXPECT_EQ(run(R"({"duration":"soon"})", off).prepared.duration_ms, 0);
  EXPECT_EQ(run(R"({"voice_list":[5]})", off).status, KLING_E_FIELD);
}

TEST(Prepare, EveryKindGoesWhereItsRowSays) {
  struct Row {
    std::string_view kind;
    std::string_view body;
    std::string_view method;
    std::string_view path;
    std::string_view sent;
  };
  for (const Row &row : {
           Row{"tts", R"({"text":"a","voice_id":"uk_boy1","voice_language":"en"})", "POST", "/v1/audio/tts",
               R"({"text":"a","voice_id":"uk_boy1","voice_language":"en"})"},
           Row{"costs", R"({"end_time":2,"start_time":1,"resource_pack_name":"a b"})", "GET",
               "/account/costs?end_time=2&start_time=1&resource_pack_name=a%20b", ""},
           Row{"presets-voices", "{}", "GET", "/v1/general/presets-voices", ""},
           Row{"presets-voices", R"({"pageNum":"2","pageSize":1000})", "GET", "/v1/general/presets-voices?pageNum=2&pageSize=1000", ""},
           Row{"delete-voices", R"({"voice_id":"8"})", "POST", "/v1/general/delete-voices", R"({"voice_id":"8"})"},
           Row{"lip-sync", R"({"input":{"mode":"audio2video","video_id":"v","audio_type":"url","audio_url":"https://a.b/c.mp3"}})", "POST",
               "/v1/videos/lip-sync",
               R"({"input":{"mode":"audio2video","video_id":"v","audio_type":"url","audio_url":"https://a.b/c.mp3"}})"},
       }) {
    const Outcome out = [&] {
      Outcome made;
      Request request(*catalog::find_kind(row.kind));
      EXPECT_EQ(request.set_json("", row.body), KLING_OK) << request.first_error().message;
      made.status = prepare(request, rules_of("kling"), "k1-a", made.prepared, made.error, nullptr);
      return made;
    }();
    ASSERT_EQ(out.status, KLING_OK) << row.kind << out.error.message;
    EXPECT_EQ(out.prepared.method, row.method) << row.kind;
    EXPECT_EQ(out.prepared.path, row.path);
    EXPECT_EQ(out.body(), row.sent);
    EXPECT_EQ(out.prepared.body.empty(), row.sent.empty());
    EXPECT_EQ(out.prepared.external_id, "") << "these have no such field";
  }
}

TEST(Prepare, OptionsOfTheClientFillOnlyFieldsOfTheKind) {
  for (const catalog::Kind &kind : catalog::kinds()) {
    Request request(kind);
    Rules rules = rules_of(kind.provider.empty() ? "kling" : kind.provider, Validation::off);
    rules.callback_url = "https://me.example/hook";
    for (const ExternalIds ids : {ExternalIds::automatic, ExternalIds::always}) {
      rules.external_ids = ids;
      Prepared prepared;
      Error error;
      if (kind.path.empty()) {
        ASSERT_EQ(request.set_json("", R"({"method":"POST","path":"/x"})"), KLING_OK);
      }
      if (kind.model_in_path) {
        ASSERT_EQ(request.set_string("model_name", "kling-3.0"), KLING_OK);
      }
      ASSERT_EQ(prepare(request, rules, "k1-a", prepared, error, nullptr), KLING_OK) << kind.name << error.message;
      const std::string body = prepared.body.empty() ? "" : std::string(prepared.body[0].text);
      const bool wanted = ids == ExternalIds::always ? !kind.synchronous : kind.external_id;
      EXPECT_EQ(body.find("external_task_id") != std::string::npos, wanted) << kind.name;
      EXPECT_EQ(prepared.external_id, wanted ? "k1-a" : "") << kind.name;
      EXPECT_EQ(body.find("callback_url") != std::string::npos, !kind.synchronous) << kind.name;
      EXPECT_EQ(prepared.path.find("callback"), String::npos) << kind.name;
    }
  }
}

TEST(Prepare, ImagesTakeASlotEach) {
  struct Row {
    std::string_view kind;
    std::string_view body;
    int32_t slots;
  };
  for (const Row &row : {
           Row{"text2video", R"({"n":4})", 1},
           Row{"generations", "{}", 1},
           Row{"generations", R"({"n":9})", 9},
           Row{"generations", R"({"n":"3"})", 3},
           Row{"generations", R"({"n":-3})", 1},
           Row{"generations", R"({"n":1000})", 1},
           Row{"expand", R"({"n":2})", 2},
           Row{"omni-image", R"({"n":5,"result_type":"single"})", 5},
           Row{"omni-image", R"({"n":5,"result_type":"series"})", 4},
           Row{"omni-image", R"({"n":5,"result_type":"series","series_amount":7})", 7},
           Row{"omni-image", R"({"result_type":"series","series_amount":"auto"})", 4},
           Row{"kolors-virtual-try-on", R"({"n":5})", 1},
           Row{"tts", "{}", 1},
       }) {
    Request request(*catalog::find_kind(row.kind));
    ASSERT_EQ(request.set_json("", row.body), KLING_OK);
    Prepared prepared;
    Error error;
    ASSERT_EQ(prepare(request, rules_of("kling", Validation::off), "k1-a", prepared, error, nullptr), KLING_OK);
    EXPECT_EQ(prepared.slots, row.slots) << row.kind << row.body;
  }
}

TEST(Prepare, LengthsAndTimesAreThoseOfTheKind) {
  const Rules off = rules_of("kling", Validation::off);
  const auto prepared_of = [&](std::string_view kind, std::string_view body) {
    Request request(*catalog::find_kind(kind));
    EXPECT_EQ(request.set_json("", body), KLING_OK);
    Prepared prepared;
    Error error;
    EXPECT_EQ(prepare(request, off, "k1-a", prepared, error, nullptr), KLING_OK);
    return prepared;
  };
  EXPECT_EQ(prepared_of("text-to-audio", R"({"duration":3.5})").duration_ms, 3500);
  EXPECT_EQ(prepared_of("generations", "{}").duration_ms, 0);
  EXPECT_EQ(prepared_of("image2video", "{}").duration_ms, 5000);
  EXPECT_EQ(prepared_of("image2video", R"({"mode":"pro"})").typical_ms, 175'000);
  EXPECT_EQ(prepared_of("image2video", "{}").typical_ms, 164'000);
  EXPECT_EQ(prepared_of("voices", "{}").typical_ms, 9'000);
  EXPECT_EQ(prepared_of("omni-video", R"({"model_name":"kling-v3-omni"})").typical_ms, 83'000);
  EXPECT_EQ(prepared_of("omni-image", "{}").model, "kling-image-o1");
}

} // namespace
} // namespace kling::protocol
