// Kinds beyond text2video, as a client sees them: over a socket.
#include "contract/sim_server/exchange.hpp"
#include "support/simulator.hpp"

namespace kling::test {
namespace {

struct Kinds {
  explicit Kinds(const std::vector<std::string> &flags = {}) : simulator(flags) {}

  Answer post(const std::string &path, const std::string &body) {
    return exchange.post(simulator.base_url() + path, body,
                         {"Content-Type: application/json", "Authorization: Bearer " + simulator.api_key()});
  }
  /// The record of a task at its end.
  std::string finished(const std::string &path, const std::string &body) {
    const Answer made = post(path, body);
    EXPECT_EQ(made.code(), "0") << made.body;
    simulator.post("/_sim/clock", R"({"advance_ms":1000})");
    return exchange
        .get(simulator.base_url() + path + "/" + Json(made.body)["data.task_id"], {"Authorization: Bearer " + simulator.api_key()})
        .body;
  }
  Answer head(const std::string &url) {
    exchange.reset();
    curl_easy_setopt(exchange.handle.get(), CURLOPT_NOBODY, 1L);
    return exchange.perform(url);
  }

  Simulator simulator;
  Exchange exchange;
};

/// A file by its link: what HEAD announces, GET sends; a range is a part of it, and an unchanged file can be taken up.
void check_file(Kinds &kinds, const std::string &url, const std::string &type, const std::string &magic) {
  const Answer whole = kinds.exchange.get(url);
  ASSERT_EQ(whole.status, 200) << url;
  EXPECT_EQ(whole.header("Content-Type"), type) << url;
  EXPECT_EQ(whole.body.substr(0, magic.size()), magic) << url;
  const Answer head = kinds.head(url);
  EXPECT_EQ(head.status, 200) << url;
  EXPECT_EQ(head.header("Content-Length"), std::to_string(whole.body.size())) << url;
  EXPECT_EQ(head.header("Accept-Ranges"), "bytes") << url;
  EXPECT_EQ(head.header("ETag"), whole.header("ETag")) << url;
  EXPECT_TRUE(head.body.empty()) << url;
  const Answer part = kinds.exchange.get(url, {"Range: bytes=10-", "If-Range: " + head.header("ETag")});
  EXPECT_EQ(part.status, 206) << url;
  EXPECT_EQ(part.body, whole.body.substr(10)) << url;
  EXPECT_EQ(part.header("Content-Range"), "bytes 10-" + std::to_string(whole.body.size() - 1) + "/" + std::to_string(whole.body.size()))
      << url;
  EXPECT_EQ(kinds.exchange.get(url, {"Range: bytes=10-", "If-Range: \"other\""}).status, 200) << url;
}

TEST(SimServerKinds, PicturesCanBeFetchedWholeAndInParts) {
  Kinds kinds;
  const Json task(kinds.finished("/v1/images/generations", R"({"prompt":"a","n":2,"aspect_ratio":"21:9"})"));
  EXPECT_EQ(task["data.task_result.images.1.index"], "1");
  EXPECT_EQ(task["data.task_result.images.2.index"], "(absent)");
  EXPECT_EQ(task["data.final_unit_deduction"], "16");
  check_file(kinds, task["data.task_result.images.0.url"], "image/png", "\x89PNG\r\n\x1a\n");
  EXPECT_NE(kinds.exchange.get(task["data.task_result.images.0.url"]).body, kinds.exchange.get(task["data.task_result.images.1.url"]).body);
}

TEST(SimServerKinds, SoundCanBeFetchedWholeAndInParts) {
  Kinds kinds;
  const Json task(kinds.finished("/v1/audio/text-to-audio", R"({"prompt":"rain","duration":3.5})"));
  check_file(kinds, task["data.task_result.audios.0.url_wav"], "audio/wav", "RIFF");
  check_file(kinds, task["data.task_result.audios.0.url_mp3"], "audio/mpeg", "\xff");
  EXPECT_EQ(task["data.task_result.audios.0.duration_wav"], "3.500");
}

TEST(SimServerKinds, SpeechIsAnsweredAtOnceAndMakesAFaceSpeak) {
  Kinds kinds;
  const Json speech(
      kinds.post("/v1/audio/tts", R"({"text":"Good evening, ladies and gentlemen","voice_id":"uk_boy1","voice_language":"en"})").body);
  ASSERT_EQ(speech["data.task_status"], "succeed");
  const Json faces(kinds.post("/v1/videos/identify-face", R"({"video_url":"https://example.com/a.mp4"})").body);
  ASSERT_EQ(faces["code"], "0");
  const Json task(kinds.finished("/v1/videos/advanced-lip-sync",
                                 R"({"session_id":")" + faces["data.session_id"] + R"(","face_choose":[{"face_id":")" +
                                     faces["data.face_data.0.face_id"] + R"(","audio_id":")" + speech["data.task_result.audios.0.id"] +
                                     R"(","sound_start_time":0,"sound_end_time":2000,"sound_insert_time":1000}]})"));
  EXPECT_EQ(task["data.task_status"], "succeed");
  check_file(kinds, task["data.task_result.videos.0.url"], "video/mp4", std::string("\0\0\0", 3));
}

TEST(SimServerKinds, AnElementIsMadeShownAndDeletedOnce) {
  Kinds kinds;
  const std::string made(
      kinds.finished("/v1/general/advanced-custom-elements",
                     R"({"element_name":"fox","element_description":"a fox","reference_type":"image_refer","element_image_list":)"
                     R"({"frontal_image":"https://a/b.png","refer_images":[{"image_url":"https://a/c.png"}]}})"));
  const std::size_t at = made.find(R"("element_id":)") + 13; // a number beyond 2^53
  const std::string id = made.substr(at, made.find(',', at) - at);
  const std::string shown = R"({"image":"https://a/b.png","model_name":"kling-v3","element_list":[{"element_id":)" + id + "}]}";
  EXPECT_EQ(kinds.post("/v1/videos/image2video", shown).code(), "0");
  const Answer deleted = kinds.post("/v1/general/delete-elements", R"({"element_id":")" + id + "\"}");
  EXPECT_EQ(deleted.code(), "0");
  EXPECT_EQ(Json(deleted.body)["data"], "(absent)");
  EXPECT_TRUE(
      kinds.post("/v1/general/delete-advanced-elements", R"({"element_id":")" + id + "\"}").message().ends_with("already be deleted"));
  EXPECT_EQ(kinds.post("/v1/videos/image2video", shown).message(), "Element id not found: " + id);
}

TEST(SimServerKinds, FaultsStrikeEveryKindByItsPath) {
  Kinds kinds;
  kinds.simulator.post("/_sim/faults",
                       R"({"faults":[{"method":"POST","path":"/v1/images","count":1,"fault":"status","status":503,"code":5001},)"
                       R"({"path":"/_files","count":1,"fault":"expire_link"},{"path":"/v1/audio/tts","fault":"lost_reply"}]})");
  EXPECT_EQ(kinds.post("/v1/images/omni-image", R"({"prompt":"a"})").status, 503);
  const Json task(kinds.finished("/v1/images/omni-image", R"({"prompt":"a"})"));
  EXPECT_EQ(kinds.exchange.get(task["data.task_result.images.0.url"]).status, 403);
  EXPECT_EQ(kinds.exchange.get(task["data.task_result.images.0.url"]).status, 200);
  kinds.exchange = Exchange(); // libcurl would send it again on a connection that it used before
  EXPECT_EQ(kinds.post("/v1/audio/tts", R"({"text":"a","voice_id":"AOT","voice_language":"en"})").result, CURLE_GOT_NOTHING);
  EXPECT_EQ(kinds.simulator.creations(), 2) << "the lost reply was that of speech which was made";
}

TEST(SimServerKinds, ALargePictureInTheBodyIsTakenAndRecordedAsItCame) {
  Kinds kinds;
  std::string body = R"({"prompt":"a","unknown":")" + std::string(12U << 20U, 'A') + R"(", "n" : "1"})";
  EXPECT_EQ(kinds.post("/v1/images/generations", body).code(), "0");
  const Answer record = kinds.exchange.get(kinds.simulator.base_url() + "/_sim/requests");
  EXPECT_EQ(Json(record.body)["requests.0.body"] == body, true);
}

TEST(SimServerKinds, TasksOfBothGenerationsAreAskedForTogether) {
  Kinds kinds;
  const std::vector<std::string> key = {"Authorization: Bearer " + kinds.simulator.api_key()};
  const Json old(kinds.post("/v1/videos/text2video", R"({"prompt":"a","external_task_id":"mine"})").body);
  const Json made(kinds.post("/text-to-video/kling-3.0-turbo", R"({"prompt":"a","settings":{"duration":3}})").body);
  kinds.simulator.post("/_sim/clock", R"({"advance_ms":1000})");
  const Json both(
      kinds.exchange.get(kinds.simulator.base_url() + "/tasks?task_ids=" + made["data.id"] + "&external_task_ids=mine", key).body);
  EXPECT_EQ(both["data.0.id"], made["data.id"]);
  EXPECT_EQ(both["data.0.billing.0.amount"], "2.4");
  EXPECT_EQ(both["data.1.id"], old["data.task_id"]);
  EXPECT_EQ(both["data.1.status"], "succeeded");
  check_file(kinds, both["data.0.outputs.0.url"], "video/mp4", std::string("\0\0\0", 3));
  const Json list(kinds.post("/tasks", R"({"limit":1})").body);
  EXPECT_EQ(list["data.result.0.id"], made["data.id"]);
  const Json rest(kinds.post("/tasks", R"({"cursor":")" + list["data.next_cursor"] + "\"}").body);
  EXPECT_EQ(rest["data.result.0.id"], old["data.task_id"]);
  EXPECT_EQ(rest["data.result.1.id"], "(absent)");
}

TEST(SimServerKinds, TheOldHostHasAPageInThePlaceOfTasks) {
  Kinds kinds({"--no-tasks"});
  const Answer answer = kinds.post("/tasks", "{}");
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(answer.header("Content-Type"), "text/html");
}

TEST(SimServerKinds, SwitchesAreFlags) {
  Kinds kinds({"--any-ids", "--retire-apis", "--retired-code", "1203", "--retired-status", "410", "--no-callback-submitted"});
  EXPECT_EQ(kinds.post("/v1/videos/video-extend", R"({"video_id":"never made"})").code(), "0");
  const Answer retired = kinds.post("/v1/videos/multi-image2video", "{}");
  EXPECT_EQ(retired.status, 410);
  EXPECT_EQ(retired.code(), "1203");
}

} // namespace
} // namespace kling::test
