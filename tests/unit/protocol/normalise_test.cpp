#include "preparing.hpp"

namespace kling::protocol {
namespace {

using test::prepared;
using test::rules_of;

struct Row {
  std::string_view kind;
  std::string_view given;
  std::string_view sent;
  std::string_view noted; // empty: nothing is
};

TEST(Normalise, EveryTypeOfEveryKind) {
  for (const Row &row : {
           Row{"delete-elements", R"({"element_id":829836802793406551})", R"({"element_id":"829836802793406551"})",
               "element_id: 829836802793406551 is sent as text"},
           Row{"delete-elements", R"({"element_id":"829836802793406551"})", R"({"element_id":"829836802793406551"})", ""},
           Row{"generations", R"({"prompt":"a","n":"9","element_list":[{"element_id":"829836802793406551"},{"element_id":160}]})",
               R"({"prompt":"a","n":9,"element_list":[{"element_id":829836802793406551},{"element_id":160}]})",
               "element_list[0].element_id: \"829836802793406551\" is sent as a number"},
           Row{"video-to-audio", R"({"video_id":"v","asmr_mode":"true"})", R"({"video_id":"v","asmr_mode":true})",
               "asmr_mode: \"true\" is sent as a boolean"},
           Row{"omni-image", R"({"prompt":"a","model_name":"kling-v3-omni","result_type":"series","series_amount":"4"})",
               R"({"prompt":"a","model_name":"kling-v3-omni","result_type":"series","series_amount":4})",
               "series_amount: \"4\" is sent as"},
           Row{"omni-image", R"({"prompt":"a","model_name":"kling-v3-omni","result_type":"series","series_amount":"auto"})",
               R"({"prompt":"a","model_name":"kling-v3-omni","result_type":"series","series_amount":"auto"})", ""},
           Row{"text-to-audio", R"({"prompt":"rain","duration":"3.5"})", R"({"prompt":"rain","duration":3.5})",
               "duration: \"3.5\" is sent as a number"},
           Row{"multi-elements-add-selection", R"({"session_id":"s","frame_index":"0","points":[{"x":"0.25","y":0.5}]})",
               R"({"session_id":"s","frame_index":0,"points":[{"x":0.25,"y":0.5}]})", "points[0].x: \"0.25\" is sent as a number"},
           Row{"costs", R"({"start_time":"1726124664368","end_time":1727366400000,"resource_pack_name":""})", "",
               "start_time: \"1726124664368\" is sent as a number"},
           Row{"image2video", R"({"image":"https://a.b/c","mode":"professional","element_list":[],"voice_list":[],"image_tail":""})",
               R"({"image":"https://a.b/c","mode":"pro"})", "mode professional: sent as mode pro"},
       }) {
    Rules rules = rules_of("kling");
    rules.external_ids = ExternalIds::never;
    const test::Outcome out = prepared(row.kind, row.given, rules);
    ASSERT_EQ(out.status, KLING_OK) << row.given << out.message();
    EXPECT_EQ(out.body(), row.sent);
    if (!row.noted.empty()) {
      EXPECT_EQ(out.log.level_of(row.noted), log_information) << row.given;
    }
  }
}

TEST(Normalise, AnotherNameOfAField) {
  const std::string_view sides =
      R"("image":"https://a.b/c","up_expansion_ratio":0.1,"left_expansion_ratio":0.1,"right_expansion_ratio":0.1)";
  const auto body = [&](std::string_view more) { return std::string("{").append(sides).append(more).append("}"); };
  Rules rules = rules_of("cometapi");
  rules.external_ids = ExternalIds::never;
  const test::Outcome out = prepared("expand", body(R"(,"bottom_expansion_ratio":"0.2")"), rules);
  ASSERT_EQ(out.status, KLING_OK) << out.message();
  EXPECT_EQ(out.body(), body(R"(,"down_expansion_ratio":0.2)"));
  EXPECT_EQ(out.log.level_of("bottom_expansion_ratio: sent as down_expansion_ratio"), log_information);
  EXPECT_EQ(prepared("expand", body(R"(,"bottom_expansion_ratio":0.2,"down_expansion_ratio":0.2)"), rules).body(),
            body(R"(,"down_expansion_ratio":0.2)"));
  const test::Outcome two = prepared("expand", body(R"(,"bottom_expansion_ratio":0.2,"down_expansion_ratio":0.3)"), rules);
  EXPECT_EQ(two.message(), "bottom_expansion_ratio means down_expansion_ratio; they are 0.2 and 0.3");
  EXPECT_EQ(prepared("expand", body(R"(,"bottom_expansion_ratio":null,"down_expansion_ratio":0.3)"), rules).body(),
            body(R"(,"down_expansion_ratio":0.3)"));
  Request request(*catalog::find_kind("expand"));
  EXPECT_EQ(request.set_json("bottom_expansion_ratio", R"("much")"), KLING_E_FIELD);
  EXPECT_EQ(std::string(request.first_error().message), R"(bottom_expansion_ratio takes a number, not "much")");
}

TEST(Normalise, ASpellingCountsForItsKindsAlone) {
  EXPECT_EQ(prepared("generations", R"({"prompt":"a","motion_has_audio":true})").status, KLING_E_UNKNOWN_NAME);
}

TEST(Normalise, WhatIsInsideAnOpenObjectStays) {
  const test::Outcome out =
      prepared("call", R"({"method":"POST","path":"/v1/new","body":{"mode":"professional","a":"","b":null,"c":[],"duration":5}})");
  ASSERT_EQ(out.status, KLING_OK) << out.message();
  EXPECT_EQ(out.body(), R"({"mode":"professional","a":"","b":null,"c":[],"duration":5})");
}

TEST(Normalise, AnItemOfAListOfScalarsIsNeverAbsent) {
  for (const std::string_view item : {R"("")", "null", "[]"}) {
    const test::Outcome out =
        prepared("effects", std::string(R"({"effect_scene":"hug_pro","input":{"images":["https://a.b/c",)").append(item).append("]}}"));
    EXPECT_EQ(out.status, KLING_E_FIELD) << item;
    EXPECT_EQ(out.field(), "input.images[1]") << out.message();
  }
}

} // namespace
} // namespace kling::protocol
