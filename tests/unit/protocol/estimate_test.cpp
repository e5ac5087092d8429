#include "preparing.hpp"
#include "protocol/estimate.hpp"

namespace kling::protocol {
namespace {

struct Row {
  std::string_view kind;
  std::string_view body;
  int64_t units; // hundredths; -1: none
  double usd;    // negative: unknown
  int64_t credits;
};

Cost cost_of(std::string_view kind, std::string_view body, std::string_view provider = "kling") {
  Request request(*catalog::find_kind(kind));
  EXPECT_EQ(request.set_json("", body), KLING_OK);
  Cost cost;
  Error error;
  EXPECT_EQ(estimate(request, test::rules_of(provider), cost, error), KLING_OK) << error.message;
  return cost;
}

TEST(Estimate, ByTaskSecondAndImage) {
  for (const Row &row : {
           Row{"text2video", "{}", 100, 0.14, 1000},
           Row{"text2video", R"({"mode":"professional"})", 350, 0.49, 3500},
           Row{"text2video", R"({"duration":10})", 200, 0.28, 2000},
           Row{"text2video", R"({"duration":"10","mode":"pro"})", 700, 0.98, 7000},
           Row{"text2video", R"({"model_name":"kling-v3","duration":"7"})", 420, 0.588, -1},
           Row{"text2video", R"({"model_name":"kling-v3","motion_has_audio":true})", 450, 0.63, 1000},
           Row{"text2video", R"({"model_name":"kling-v9"})", -1, -1, 1000},
           Row{"image2video", R"({"model_name":"kling-v2-6","mode":"pro","sound":"on","voice_list":[{"voice_id":"1"}]})", 600, 0.84, -1},
           Row{"tts", "{}", 5, 0.007, -1},
           Row{"text-to-video", R"({"model_name":"kling-3.0-turbo","settings":{"duration":3}})", 240, 0.336, -1},
           Row{"text-to-video", R"({"model":"kling-3.0","settings":{"duration":"10","resolution":"1080p","audio":"native"}})", 1200, 1.68,
               -1},
           Row{"text-to-video", "{}", -1, -1, -1}, // no model
           Row{"image-to-video",
               R"({"model_name":"kling-2.6","settings":{"resolution":"1080p","audio":"native"},"contents":[{"type":"voice"}]})", 600, 0.84,
               -1},
           Row{"new-omni-video", R"({"model_name":"kling-3.0-omni","settings":{"duration":3}})", 180, 0.252, -1},
           Row{"new-omni-video", R"({"model_name":"kling-o1","contents":[{"type":"feature_video"}]})", 450, 0.63, -1},
           Row{"new-omni-video", R"({"model_name":"kling-o1","contents":[{"type":"base_video"}]})", -1, -1, -1},
           Row{"new-motion-control", R"({"model_name":"kling-3.0"})", -1, -1, -1}, // its length is that of the video
           Row{"new-tasks", "{}", 0, 0, -1},
           Row{"text2video", R"({"sound":"on"})", -1, -1, 1000},
           Row{"image2video", R"({"model_name":"kling-v2-5-turbo","sound":"on"})", -1, -1, -1},
           Row{"image2video", R"({"model_name":"kling-v2-1-master","sound":"on"})", -1, -1, -1},
           Row{"omni-video", R"({"sound":"on"})", -1, -1, -1},
           Row{"generations", R"({"n":"3"})", -1, -1, -1}, // the default model is in dispute
           Row{"multi-image2image", "{}", -1, -1, -1},
           Row{"multi-image2image", R"({"model_name":"kling-v2-1"})", 1600, 0.056, -1},
           Row{"generations", R"({"model_name":"kling-v3","n":"3"})", 2400, 0.084, -1},
           Row{"generations", R"({"model_name":"kling-v2-1","image":"https://a.b/c"})", 800, 0.028, -1},
           Row{"omni-image", R"({"model_name":"kling-v3-omni","result_type":"series","series_amount":3})", 2400, 0.084, -1},
           Row{"omni-image", R"({"model_name":"kling-v3-omni","result_type":"series","series_amount":"auto"})", -1, -1, -1},
           Row{"kolors-virtual-try-on", "{}", -1, 0.07, -1},
           Row{"avatar", "{}", -1, -1, -1},
           Row{"lip-sync", "{}", -1, -1, -1},
           Row{"video-extend", "{}", -1, -1, -1},
           Row{"motion-control", R"({"model_name":"kling-v3","mode":"std"})", -1, -1, -1},
           Row{"omni-video", R"({"video_list":[{"video_url":"https://a.b/c.mp4"}],"duration":"5"})", -1, -1, -1},
           Row{"presets-voices", "{}", 0, 0, -1},
           Row{"elements", "{}", 0, 0, -1},
           Row{"call", R"({"method":"GET","path":"/v1/x"})", -1, -1, -1},
       }) {
    const Cost cost = cost_of(row.kind, row.body);
    EXPECT_EQ(cost.known, row.usd >= 0) << row.kind << row.body;
    EXPECT_EQ(cost.units_hundredths, row.units) << row.kind << row.body;
    EXPECT_DOUBLE_EQ(cost.usd, row.usd < 0 ? -1 : row.usd) << row.kind << row.body;
    EXPECT_EQ(cost.credits_hundredths, row.credits) << row.kind << row.body;
  }
}

TEST(Estimate, OnlyWhereTheVendorBills) {
  const Cost chinese = cost_of("text2video", "{}", "kling-cn");
  EXPECT_TRUE(chinese.known);
  EXPECT_EQ(chinese.units_hundredths, 100);
  EXPECT_DOUBLE_EQ(chinese.usd, -1) << "the list in dollars is the international page's";
  EXPECT_FALSE(cost_of("kolors-virtual-try-on", "{}", "kling-cn").known);
  for (const std::string_view provider : {"cometapi", "custom"}) {
    EXPECT_FALSE(cost_of("text2video", "{}", provider).known);
    EXPECT_EQ(cost_of("text2video", "{}", provider).units_hundredths, -1);
    EXPECT_FALSE(cost_of("presets-voices", "{}", provider).known);
  }
}

TEST(Estimate, TellsWhatWasWrongWithTheRequest) {
  Request request(*catalog::find_kind("text2video"));
  static_cast<void>(request.set_json("prompt", "5"));
  Cost cost;
  Error error;
  EXPECT_EQ(estimate(request, test::rules_of("kling"), cost, error), KLING_E_FIELD);
  EXPECT_EQ(std::string(error.field), "prompt");
  EXPECT_FALSE(cost.known);
}

TEST(Estimate, IsWhatAPreparedRequestCarries) {
  EXPECT_EQ(test::prepared("text2video", R"({"prompt":"a","mode":"pro"})").prepared.price_hundredths, 350);
  EXPECT_EQ(test::prepared("text2video", R"({"prompt":"a","mode":"pro"})", test::rules_of("cometapi")).prepared.price_hundredths, -1);
  const std::string clothes = R"({"human_image":"https://a.b/c.png","cloth_image":"https://a.b/d.png"})";
  EXPECT_TRUE(test::prepared("kolors-virtual-try-on", clothes).prepared.priced_in_dollars);
  EXPECT_FALSE(test::prepared("kolors-virtual-try-on", clothes, test::rules_of("cometapi")).prepared.priced_in_dollars);
  EXPECT_FALSE(test::prepared("text2video", R"({"prompt":"a"})").prepared.priced_in_dollars);
}

} // namespace
} // namespace kling::protocol
