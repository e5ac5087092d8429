#include <cstdlib>
#include <gtest/gtest.h>

#include "drafting.hpp"
#include "probe.hpp"

namespace kling::sim {
namespace {

struct Listener : Account {
  /// Milliseconds that ffprobe says of the file behind a link.
  double milliseconds(json::Value url, std::string_view type, const char *ending) {
    const std::string_view link = url.text();
    const HttpReply reply = raw("GET", link.substr(link.find("/_", link.find("//") + 2)));
    EXPECT_EQ(reply.header("Content-Type"), type) << link;
    return 1000 * std::strtod(TemporaryFile(reply.content(), ending).probe("format=duration").c_str(), nullptr);
  }
  static double milliseconds(json::Value seconds) { return 1000 * seconds.number().value_or(0); }
  Answer make(std::string_view where, std::string_view body) {
    path = std::string(where);
    const Answer created = create(json_of(body));
    EXPECT_EQ(created.code(), 0) << created.message();
    now += 1000;
    return get(created.task_id());
  }
  Answer speak(std::string_view body) { return call("POST", "/v1/audio/tts", json_of(body)); }
};

TEST(AudioKinds, text_to_audio_is_an_mp3_and_a_wav) {
  Listener account;
  const Answer answer = account.make("/v1/audio/text-to-audio", "{'prompt':'rain','duration':7.5,'external_task_id':'r'}");
  const json::Value audios = answer.data()["task_result"]["audios"];
  ASSERT_EQ(audios.size(), 1U);
  const json::Value audio = audios.at(0);
  EXPECT_FALSE(audio["id"].text().empty());
  EXPECT_NEAR(account.milliseconds(audio["url_mp3"], "audio/mpeg", ".mp3"), Listener::milliseconds(audio["duration_mp3"]), 1);
  EXPECT_NEAR(Listener::milliseconds(audio["duration_mp3"]), 7500, 12);
  EXPECT_NEAR(account.milliseconds(audio["url_wav"], "audio/wav", ".wav"), 7500, 0.01);
  EXPECT_EQ(audio["duration_wav"].text(), "7.500");
  EXPECT_EQ(answer.data()["final_unit_deduction"].text(), "0.25");
  EXPECT_FALSE(answer.data()["watermark_info"].present());
  EXPECT_EQ(account.get("r").code(), 0);
}

TEST(AudioKinds, video_to_audio_gives_the_video_and_its_sound) {
  Listener account;
  const std::string parent =
      account.call("POST", "/v1/videos/text2video", R"({"prompt":"a","model_name":"kling-v3","duration":"4"})").task_id();
  account.now += 1000;
  const Answer silent = account.call("GET", concat({"/v1/videos/text2video/", parent}));
  const json::Value video = silent.data()["task_result"]["videos"].at(0);
  const Answer answer =
      account.make("/v1/audio/video-to-audio", concat({"{'video_id':'", video["id"].text(), "','asmr_mode':true,'bgm_prompt':'piano'}"}));
  const json::Value parent_video = answer.data()["task_info"]["parent_video"];
  EXPECT_EQ(parent_video["id"].text(), video["id"].text());
  EXPECT_EQ(parent_video["duration"].text(), video["duration"].text());
  const json::Value result = answer.data()["task_result"];
  EXPECT_EQ(result["videos"].at(0)["duration"].text(), video["duration"].text());
  EXPECT_NE(result["videos"].at(0)["id"].text(), video["id"].text());
  EXPECT_NEAR(account.milliseconds(result["videos"].at(0)["url"], "video/mp4", ".mp4"), 4000, 50);
  EXPECT_NEAR(account.milliseconds(result["audios"].at(0)["url_wav"], "audio/wav", ".wav"),
              Listener::milliseconds(result["audios"].at(0)["duration_wav"]), 1);
  const Answer by_url = account.make("/v1/audio/video-to-audio", "{'video_url':'https://x/a.mp4'}");
  EXPECT_EQ(by_url.data()["task_info"]["parent_video"]["url"].text(), "https://x/a.mp4");
  EXPECT_FALSE(by_url.data()["task_info"]["parent_video"]["id"].text().empty());
}

TEST(AudioKinds, tts_answers_at_once) {
  Listener account;
  const Answer answer = account.speak("{'text':'A sentence of forty-two English letters.','voice_id':'uk_boy1','voice_language':'en'}");
  ASSERT_EQ(answer.code(), 0) << answer.message();
  EXPECT_EQ(answer.data()["task_status"].text(), "succeed");
  EXPECT_EQ(answer.data()["task_status_msg"].text(), "");
  EXPECT_EQ(answer.data()["final_unit_deduction"].text(), "0.05");
  EXPECT_EQ(answer.data()["created_at"].integer(), account.now);
  EXPECT_EQ(answer.data()["updated_at"].integer(), account.now);
  const json::Value audio = answer.data()["task_result"]["audios"].at(0);
  EXPECT_EQ(audio.size(), 3U);
  EXPECT_NEAR(account.milliseconds(audio["url"], "audio/mpeg", ".mp3"), Listener::milliseconds(audio["duration"]), 1);
  EXPECT_EQ(account.ledger()["billed_units"].text(), "0.05");
  EXPECT_EQ(account.call("GET", concat({"/v1/audio/tts/", answer.task_id()})).code(), 1203); // no query (§4.1)
  EXPECT_EQ(account.call("GET", "/v1/audio/tts").code(), 1202);
}

TEST(AudioKinds, a_speed_beyond_its_range_is_rounded) {
  Listener account;
  const auto seconds = [&](std::string_view speed) {
    return account.speak(concat({"{'text':'", String(140, 'a'), "','voice_id':'uk_boy1','voice_language':'en','voice_speed':", speed, "}"}))
        .data()["task_result"]["audios"]
        .at(0)["duration"]
        .number()
        .value_or(0);
  };
  EXPECT_NEAR(seconds("1"), 10, 0.1);
  EXPECT_NEAR(seconds("0.8"), 12.5, 0.1);
  EXPECT_EQ(seconds("0.1"), seconds("0.8"));
  EXPECT_EQ(seconds("99"), seconds("2.0"));
}

TEST(AudioKinds, tts_knows_the_guide_and_not_the_presets) { // §4.13, Appendix B
  constexpr std::string_view refused[] = {
      "{'text':'a','voice_id':'nobody'}",
      "{'text':'a','voice_id':'829824295735410756'}", // a preset of §4.16
      "{'text':'a','voice_id':'uk_boy1'}",            // the default language is zh
      "{'text':'a','voice_id':'mengwa-v1','voice_language':'en'}",
  };
  for (const std::string_view body : refused) {
    EXPECT_EQ(drafted("tts", body).refusal.message, "Voice id not found") << body;
  }
  EXPECT_EQ(drafted("tts", "{'text':'a','voice_id':'mengwa-v1'}").refusal.message, "");
  Settings settings;
  settings.one_voice_catalogue = true;
  EXPECT_EQ(drafted("tts", refused[1], settings).refusal.message, "");
  EXPECT_EQ(drafted("tts", refused[0], settings).refusal.message, "Voice id not found");
}

struct Refused {
  std::string_view kind;
  std::string_view body;
  std::string_view message;
};

TEST(AudioKinds, what_is_missing_or_out_of_range_is_refused) {
  constexpr Refused rows[] = {
      {"text-to-audio", "{'duration':3}", "prompt is required"},
      {"text-to-audio", "{'prompt':'a'}", "duration is required"},
      {"text-to-audio", "{'prompt':'a','duration':2.9}", "duration value '2.9' is invalid"},
      {"text-to-audio", "{'prompt':'a','duration':10.1}", "duration value '10.1' is invalid"},
      {"text-to-audio", "{'prompt':'a','duration':3.25}", "duration value '3.25' is invalid"},
      {"text-to-audio", "{'prompt':'a','duration':3.3}", ""},
      {"video-to-audio", "{}", "video_id or video_url is required"},
      {"video-to-audio", "{'video_id':'a','video_url':'https://x/a.mp4'}", "video_id and video_url cannot be used together"},
      {"video-to-audio", "{'video_id':'a'}", "Video id not found: a"},
      {"video-to-audio", "{'video_url':'a.mp4'}", "Video URL is invalid"},
      {"video-to-audio", "{'video_url':'https://x/a.mp4','asmr_mode':'perhaps'}", "asmr_mode value 'perhaps' is invalid"},
      {"tts", "{'voice_id':'AOT'}", "text is required"},
      {"tts", "{'text':'a'}", "voice_id is required"},
      {"tts", "{'text':'a','voice_id':'AOT','voice_language':'fr'}", "voice_language value 'fr' is invalid"},
      {"tts", "{'text':'a','voice_id':'AOT','voice_language':'en','voice_speed':'fast'}", "voice_speed value 'fast' is invalid"},
  };
  for (const Refused &row : rows) {
    EXPECT_EQ(drafted(row.kind, row.body).refusal.message, row.message) << row.body;
  }
  const auto long_text = [](std::string_view before, std::size_t length, std::string_view after) {
    return concat({before, String(length, 'a'), after});
  };
  EXPECT_EQ(drafted("text-to-audio", long_text("{'duration':3,'prompt':'", 201, "'}")).refusal.message,
            "prompt cannot exceed 200 characters");
  EXPECT_EQ(drafted("tts", long_text("{'voice_id':'mengwa-v1','text':'", 1001, "'}")).refusal.message,
            "text cannot exceed 1000 characters");
  EXPECT_EQ(drafted("video-to-audio", long_text("{'video_url':'https://x/a.mp4','bgm_prompt':'", 201, "'}")).refusal.message,
            "bgm_prompt cannot exceed 200 characters");
}

TEST(AudioKinds, what_moderation_stops_is_refused_by_tts_and_fails_elsewhere) {
  Listener account;
  EXPECT_EQ(account.speak("{'text':'risk control','voice_id':'mengwa-v1'}").message(), "Failure to pass the risk control system");
  const Answer failed = account.make("/v1/audio/text-to-audio", "{'prompt':'risk control','duration':3}");
  EXPECT_EQ(failed.data()["task_status"].text(), "failed");
  EXPECT_EQ(failed.data()["task_result"].print(), "{}");
  EXPECT_EQ(account.ledger()["billed_units"].text(), "0");
}

} // namespace
} // namespace kling::sim
