// Videos made of earlier ones.
#include <deque>

#include "account.hpp"

namespace kling::sim {
namespace {

struct Deriving : Account {
  explicit Deriving(std::string_view body = R"({"prompt":"a"})", Settings settings = {}) : Account(std::move(settings)) {
    parent = finished(create(body));
    video = String(parent["task_result"]["videos"].at(0)["id"].text());
  }
  /// The data of a task at its end.
  json::Value finished(const Answer &created) {
    now += 1000;
    answers.push_back(call("GET", concat({path, "/", created.task_id()})));
    return answers.back().data();
  }
  json::Value made(std::string_view where, std::string_view body) {
    path = String(where);
    const Answer created = create(body);
    EXPECT_EQ(created.code(), 0) << created.message();
    return finished(created);
  }
  [[nodiscard]] String by_id() const { return concat({R"({"video_id":")", video, "\"}"}); }
  std::deque<Answer> answers;
  json::Value parent;
  String video;
};

TEST(DerivedVideo, an_extension_adds_five_seconds_and_names_its_parent) {
  Deriving account(R"({"prompt":"a","model_name":"kling-v1-6","mode":"pro"})");
  const json::Value data = account.made("/v1/videos/video-extend", account.by_id());
  EXPECT_EQ(data["task_result"]["videos"].at(0)["duration"].text(), "10.041");
  EXPECT_EQ(data["final_unit_deduction"].text(), "3.5");
  const json::Value parent = data["task_info"]["parent_video"];
  EXPECT_EQ(parent["id"].text(), account.video);
  EXPECT_EQ(parent["url"].text(), account.parent["task_result"]["videos"].at(0)["url"].text());
  EXPECT_EQ(parent["duration"].text(), "5.041");
  account.video = String(data["task_result"]["videos"].at(0)["id"].text());
  EXPECT_EQ(account.made("/v1/videos/video-extend", account.by_id())["task_result"]["videos"].at(0)["duration"].text(), "15.041");
}

TEST(DerivedVideo, only_videos_of_the_first_models_are_extended_up_to_three_minutes) {
  Deriving late(R"({"prompt":"a","model_name":"kling-v3"})");
  late.path = "/v1/videos/video-extend";
  EXPECT_EQ(late.create(late.by_id()).message(), "The video is not supported with video extend: only videos of V1.0, V1.5 and V1.6 are");
  Deriving account;
  account.path = "/v1/videos/video-extend";
  EXPECT_EQ(account.create(concat({R"({"cfg_scale":0.5,"video_id":")", account.video, "\"}"})).message(),
            "cfg_scale is not supported by the current model");
  for (int seconds = 10; seconds <= 180; seconds += 5) {
    account.video = String(account.made("/v1/videos/video-extend", account.by_id())["task_result"]["videos"].at(0)["id"].text());
  }
  EXPECT_EQ(account.create(account.by_id()).message(), "The length of the video cannot exceed 180 seconds");
}

TEST(DerivedVideo, a_video_can_be_used_for_thirty_days) {
  Deriving account;
  account.path = "/v1/videos/video-extend";
  account.now += int64_t{30} * 24 * 3600 * 1000 - 1;
  EXPECT_EQ(account.create(account.by_id()).code(), 0);
  account.now += 1;
  EXPECT_EQ(account.create(account.by_id()).message(), std::string(concat({"Video id not found: ", account.video})));
}

TEST(DerivedVideo, a_face_is_identified_and_speaks) {
  Deriving account;
  const Answer faces = account.call("POST", "/v1/videos/identify-face", account.by_id());
  EXPECT_EQ(faces.data()["final_unit_deduction"].text(), "0.05");
  EXPECT_EQ(account.ledger()["billed_units"].text(), "1.05");
  const json::Value face = faces.data()["face_data"].at(0);
  EXPECT_EQ(face["start_time"].integer(), 0);
  EXPECT_EQ(face["end_time"].integer(), 5041);
  const std::string_view picture = face["face_image"].text().substr(std::string_view("http://127.0.0.1").size());
  EXPECT_EQ(account.raw("GET", picture).header("Content-Type"), "image/png");
  const auto body = [&](std::string_view face_id, std::string_view times) {
    return concat({R"({"session_id":")", faces.data()["session_id"].text(), R"(","face_choose":[{"face_id":")", face_id,
                   R"(","sound_file":"https://a/b.mp3",)", times, "}]}"});
  };
  account.path = "/v1/videos/advanced-lip-sync";
  constexpr std::string_view good = R"("sound_start_time":0,"sound_end_time":"3000","sound_insert_time":1000)";
  EXPECT_EQ(account.create(body("7", good)).message(), "Face id not found: 7");
  EXPECT_EQ(account.create(body("0", R"("sound_start_time":0,"sound_end_time":3000,"sound_insert_time":2042)")).message(),
            "The inserted audio must be inside of the video");
  const json::Value data = account.made("/v1/videos/advanced-lip-sync", body("0", good));
  EXPECT_EQ(data["task_info"]["parent_video"]["id"].text(), account.video);
  EXPECT_EQ(data["task_result"]["videos"].at(0)["duration"].text(), "5.041");
  EXPECT_EQ(data["final_unit_deduction"].text(), "0.5");
}

TEST(DerivedVideo, nobody_to_be_seen) {
  Deriving account;
  EXPECT_EQ(account.call("POST", "/v1/videos/identify-face", R"({"video_url":"https://a/no-human.mp4"})").message(),
            "there is no human in the video");
  const json::Value data = account.made(
      "/v1/videos/lip-sync",
      R"({"input":{"mode":"audio2video","video_url":"https://a/no-human.mp4","audio_type":"url","audio_url":"https://a/b.mp3"}})");
  EXPECT_EQ(data["task_status"].text(), "failed");
  EXPECT_EQ(data["task_status_msg"].text(), "there is no human in the video");
  EXPECT_FALSE(data["task_info"].present());
}

TEST(DerivedVideo, results_show_what_their_page_lists) {
  Deriving account;
  const String speech = concat(
      {R"({"input":{"mode":"text2video","text":"a","voice_language":"zh","voice_id":"mengwa-v1","video_id":")", account.video, "\"}}"});
  const json::Value lips = account.made("/v1/videos/lip-sync", speech)["task_result"]["videos"].at(0);
  EXPECT_FALSE(lips["id"].present());
  EXPECT_EQ(lips["duration"].text(), "5.041");
  constexpr std::string_view effect = R"({"effect_scene":"running","input":{"image":"https://a/b.png"}})";
  const json::Value running = account.made("/v1/videos/effects", effect)["task_result"]["videos"].at(0);
  EXPECT_TRUE(running["id"].present());
  EXPECT_FALSE(running["duration"].present());
  Settings settings;
  settings.lip_sync_ids = settings.effects_duration = true;
  Deriving other(R"({"prompt":"a"})", settings);
  EXPECT_TRUE(other.made("/v1/videos/lip-sync", speech)["task_result"]["videos"].at(0)["id"].present());
  EXPECT_EQ(other.made("/v1/videos/effects", effect)["task_result"]["videos"].at(0)["duration"].text(), "5.041");
}

} // namespace
} // namespace kling::sim
