// Kinds that are answered at once, results that are no videos, and the spend limit, over sockets.
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <unistd.h>

#include "support/pretend_service.hpp"

namespace kling::test {
namespace {

std::string temporary(const std::string &name) {
  const std::string folder = testing::TempDir() + "/kling-answers-" + std::to_string(getpid());
  std::filesystem::create_directories(folder);
  const std::string path = folder + "/" + name;
  std::filesystem::remove(path);
  return path;
}

std::string contents(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Request request_of(const char *kind, const std::string &body) {
  kling_request *request = nullptr;
  EXPECT_EQ(kling_request_new(kind, &request), KLING_OK) << kind;
  EXPECT_EQ(kling_request_set_json(request, "", body.c_str()), KLING_OK) << body;
  return Request(request);
}

Settings settings_for(const RecordingServer &server, const Settings &more = {}) {
  Settings settings{
      {"provider", "kling"}, {"base_url", server.url("")}, {"api_key", "the-key"}, {"poll_interval_ms", "10"}, {"retry_base_ms", "1"}};
  for (const auto &[name, text] : more) {
    settings[name] = text;
  }
  return settings;
}

/// Submitted and driven to its end.
Task ended(const Client &client, const Request &request) {
  kling_error error = no_error();
  Task task = submit(client, request, 0, &error);
  EXPECT_NE(task, nullptr) << error.message;
  if (task != nullptr) {
    finish(client, task);
  }
  return task;
}

kling_error error_of(const Task &task) {
  kling_error error = no_error();
  EXPECT_EQ(kling_task_error(task.get(), &error), KLING_OK);
  return error;
}

constexpr const char *speech_request = R"({"text":"hello","voice_id":"oversea_male1","voice_language":"en"})";

TEST(Answers, SpeechIsSavedAtOnce) {
  RecordingServer server;
  const std::string body =
      "{ \"code\" : 0, \"message\":\"SUCCEED\",\n\"data\":{\"task_id\":\"867\",\"task_status\":\"succeed\",\"task_result\":"
      "{\"audios\":[{\"id\":\"a-1\",\"url\":\"" +
      server.url("/speech.mp3?signature=secret") + "\",\"duration\":\"3.10\"}]},\"final_unit_deduction\":\"0.05\"} }\n";
  server.handle([&](const RecordedRequest &request) {
    return request.method == "POST" ? Reply::text(200, body) : Reply::text(200, "sound", "audio/mpeg");
  });
  const Client client = make_client(settings_for(server));
  const Request request = request_of(KLING_TTS, speech_request);
  const std::string path = temporary("speech.mp3");
  EXPECT_EQ(kling_request_save_to(request.get(), path.c_str()), KLING_OK);
  const Task task = ended(client, request);
  ASSERT_NE(task, nullptr);
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_SUCCEEDED) << error_of(task).message;
  EXPECT_EQ(contents(path), "sound");
  EXPECT_STREQ(kling_task_id(task.get()), "867");
  EXPECT_STREQ(kling_task_raw_json(task.get()), body.c_str());
  EXPECT_EQ(kling_task_units(task.get()), 0.05);
  ASSERT_EQ(kling_task_output_count(task.get()), 1U);
  EXPECT_STREQ(kling_task_output_id(task.get(), 0), "a-1");
  EXPECT_STREQ(kling_task_output_type(task.get(), 0), "audio");
  EXPECT_STREQ(kling_task_output_path(task.get(), 0), path.c_str());
  EXPECT_EQ(kling_task_output_duration(task.get(), 0), 3.1);
  EXPECT_EQ(kling_task_output_id(task.get(), 1), nullptr);
  EXPECT_EQ(kling_task_token(task.get()), nullptr);
  EXPECT_EQ(server.count("POST"), 1);
  EXPECT_EQ(server.requests().at(0).target, "/v1/audio/tts");
  std::filesystem::remove(path);
}

TEST(Answers, SpeechThatAGatewayMakesATaskOfIsWatchedAndTakenUp) {
  RecordingServer server;
  int looks = 0;
  server.handle([&](const RecordedRequest &request) {
    if (request.method == "POST") {
      return Reply::text(200, R"({"code":0,"data":{"task_id":"777","task_status":"submitted"}})");
    }
    if (request.target == "/speech.mp3") {
      return Reply::text(200, "sound", "audio/mpeg");
    }
    return Reply::text(200, ++looks == 1 ? R"({"code":0,"data":{"task_id":"777","task_status":"processing"}})"
                                         : R"({"code":0,"data":{"task_id":"777","task_status":"succeed","task_result":{"audios":[)"
                                           R"({"id":"a-1","url":")" +
                                               server.url("/speech.mp3") + R"("}]}}})");
  });
  const Client client = make_client(settings_for(server));
  const Request request = request_of(KLING_TTS, speech_request);
  const std::string path = temporary("late.mp3");
  EXPECT_EQ(kling_request_save_to(request.get(), path.c_str()), KLING_OK);
  const Task task = ended(client, request);
  ASSERT_NE(task, nullptr);
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_SUCCEEDED) << error_of(task).message;
  EXPECT_STREQ(kling_task_id(task.get()), "777");
  EXPECT_EQ(contents(path), "sound");
  EXPECT_EQ(server.count("POST"), 1);
  EXPECT_EQ(server.requests().at(1).target, "/v1/audio/tts/777");
  const char *const token = kling_task_token(task.get());
  ASSERT_NE(token, nullptr);
  kling_task *taken[2] = {};
  EXPECT_EQ(kling_attach_token(client.get(), token, 0, &taken[0], nullptr), KLING_OK);
  EXPECT_EQ(kling_attach(client.get(), KLING_TTS, "777", 0, &taken[1], nullptr), KLING_OK);
  for (kling_task *const each : taken) {
    const Task again(each);
    EXPECT_EQ(finish(client, again), KLING_OK);
    EXPECT_EQ(kling_task_state(again.get()), KLING_TASK_SUCCEEDED);
    EXPECT_STREQ(kling_task_output_id(again.get(), 0), "a-1");
  }
  EXPECT_EQ(server.count("POST"), 1);
  std::filesystem::remove(path);
}

TEST(Answers, ARawPostLeavesOnceWhateverIsAnswered) {
  for (const int code : {1302, 1303, 1003, 1004, 0}) {
    RecordingServer server;
    server.handle([&](const RecordedRequest &) {
      return code == 0 ? Reply::text(429, "")
                       : Reply::text(code < 1100 ? 401 : 429, R"({"code":)" + std::to_string(code) + R"(,"message":"not now"})");
    });
    Settings settings = settings_for(server, {{"access_key", "the-access-key"}, {"secret_key", "the-secret-key"}});
    settings.erase("api_key");
    const Client client = make_client(settings);
    const Task task = ended(client, request_of(KLING_RAW_CALL, R"({"method":"POST","path":"/v1/new","body":{"a":1}})"));
    ASSERT_NE(task, nullptr);
    EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_REJECTED) << code;
    EXPECT_EQ(server.count("POST"), 1) << code;
    EXPECT_EQ(error_of(task).service_code, code);
    if (code != 0) {
      EXPECT_NE(std::string(error_of(task).message).find("not now"), std::string::npos) << error_of(task).message;
    }
    if (code == 0 || code > 1100) {
      EXPECT_EQ(error_of(task).retryable, 1) << code;
    }
  }
}

TEST(Answers, CannotBeAttachedWhereNoTaskCanBe) {
  RecordingServer server;
  const Client client = make_client(settings_for(server));
  for (const char *const kind : {KLING_COSTS, KLING_PRESETS_VOICES, KLING_RAW_CALL}) {
    kling_error error = no_error();
    kling_task *task = nullptr;
    EXPECT_EQ(kling_attach(client.get(), kind, "867", 0, &task, &error), KLING_E_UNSUPPORTED);
    EXPECT_NE(std::string(error.message).find("answers at once"), std::string::npos) << error.message;
    EXPECT_EQ(task, nullptr);
  }
}

TEST(Answers, FacesHaveIdsAndPerhapsPictures) {
  RecordingServer server;
  server.handle([&](const RecordedRequest &) {
    return Reply::text(200,
                       R"({"code":0,"data":{"session_id":"s","final_unit_deduction":0.05,"face_data":[{"face_id":"f-0","face_image":")" +
                           server.url("/f.jpg") + R"(","start_time":0,"end_time":2000},{"face_id":"f-1","face_image":"/9j/4AAQ"}]}})");
  });
  const Client client = make_client(settings_for(server));
  const Task task = ended(client, request_of(KLING_IDENTIFY_FACE, R"({"video_url":"https://h.example/v.mp4"})"));
  ASSERT_NE(task, nullptr);
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_SUCCEEDED) << error_of(task).message;
  ASSERT_EQ(kling_task_output_count(task.get()), 2U);
  EXPECT_STREQ(kling_task_output_id(task.get(), 0), "f-0");
  EXPECT_STREQ(kling_task_output_url(task.get(), 0), server.url("/f.jpg").c_str());
  EXPECT_STREQ(kling_task_output_id(task.get(), 1), "f-1");
  EXPECT_EQ(kling_task_output_url(task.get(), 1), nullptr);
  kling_error error = no_error();
  EXPECT_EQ(kling_task_save(task.get(), 1, "f.jpg", &error), KLING_E_ARGUMENT);
  EXPECT_STREQ(error.message, "output 1 (face) has no file: it is known by its id");
  EXPECT_NE(std::string(kling_task_raw_json(task.get())).find("\"session_id\":\"s\""), std::string::npos);
}

TEST(Answers, OneThatIsLostIsUnknownAndNeverAskedForAgain) {
  RecordingServer server;
  Reply cut;
  cut.fault = Reply::Fault::close_after_body;
  server.script(cut);
  server.handle([](const RecordedRequest &) { return Reply::text(200, R"({"code":0})"); });
  const Client client = make_client(settings_for(server));
  const Task task = ended(client, request_of(KLING_TTS, speech_request));
  ASSERT_NE(task, nullptr);
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_UNKNOWN);
  EXPECT_NE(std::string(error_of(task).message).find("may have been carried out and billed"), std::string::npos) << error_of(task).message;
  EXPECT_EQ(server.count(), 1);
}

TEST(Answers, OneThatOnlyReadsIsAskedForAgain) {
  for (const char *const kind : {KLING_COSTS, KLING_BALANCE, KLING_PACKAGE}) {
    RecordingServer server;
    Reply cut;
    cut.fault = Reply::Fault::close_after_body;
    server.script(cut);
    server.script(Reply::text(503, R"({"code":5001,"message":"busy"})"));
    server.handle([](const RecordedRequest &) { return Reply::text(200, R"({"code":0,"data":{"code":0,"msg":"success"}})"); });
    const Client client = make_client(settings_for(server));
    const Task task = ended(client, request_of(kind, R"({"start_time":1790000000000,"end_time":1790000100000})"));
    ASSERT_NE(task, nullptr);
    EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_SUCCEEDED) << kind << ": " << error_of(task).message;
    EXPECT_EQ(server.count(), 3) << kind;
    EXPECT_STREQ(kling_task_raw_json(task.get()), R"({"code":0,"data":{"code":0,"msg":"success"}})");
  }
}

TEST(Answers, AnEmptyYesIsEnoughForADelete) {
  RecordingServer server;
  server.handle([](const RecordedRequest &) { return Reply::text(200, R"({"code":0,"message":"SUCCEED","request_id":"r"})"); });
  const Client client = make_client(settings_for(server));
  const Task task = ended(client, request_of(KLING_DELETE_ELEMENTS, R"({"element_id":"829836802793406551"})"));
  ASSERT_NE(task, nullptr);
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_SUCCEEDED) << error_of(task).message;
  EXPECT_EQ(kling_task_output_count(task.get()), 0U);
  EXPECT_NE(server.requests().at(0).body.find("829836802793406551"), std::string::npos);
}

TEST(Answers, ARawCallIsSentAsItIsAndAnswersWhatItGot) {
  RecordingServer server;
  const std::string told = R"({"code":0,"data":{"task_id":"8","task_status":"failed","task_status_msg":"no"}})";
  server.handle([&](const RecordedRequest &) { return Reply::text(200, told); });
  const Client client = make_client(settings_for(server));
  const Task task = ended(client, request_of(KLING_RAW_CALL, R"({"method":"GET","path":"/v1/videos/text2video/8"})"));
  ASSERT_NE(task, nullptr);
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_SUCCEEDED) << error_of(task).message;
  EXPECT_STREQ(kling_task_raw_json(task.get()), told.c_str());
  EXPECT_EQ(server.requests().at(0).method, "GET");
  EXPECT_EQ(server.requests().at(0).target, "/v1/videos/text2video/8");
}

TEST(Results, WatermarkedVersionsAreSavedBehindTheOthers) {
  RecordingServer server;
  server.handle([&](const RecordedRequest &request) {
    if (request.method == "POST") {
      return Reply::text(200, PretendService::created("8"));
    }
    if (request.target.starts_with("/v1/")) {
      return Reply::text(200, R"({"code":0,"data":{"task_id":"8","task_status":"succeed","task_result":{"videos":[{"id":"v","url":")" +
                                  server.url("/plain") + R"(","watermark_url":")" + server.url("/marked.mov") + R"(","duration":"5"}]}}})");
    }
    return Reply::text(200, request.target, "video/mp4");
  });
  const Client client = make_client(settings_for(server));
  const Request request = make_request("a fox");
  const std::string path = temporary("fox.mp4");
  const std::string marked = temporary("fox-2.mov");
  kling_request_save_to(request.get(), path.c_str());
  const Task task = ended(client, request);
  ASSERT_NE(task, nullptr);
  EXPECT_EQ(contents(path), "/plain");
  EXPECT_EQ(contents(marked), "/marked.mov");
  ASSERT_EQ(kling_task_output_count(task.get()), 2U);
  EXPECT_STREQ(kling_task_output_type(task.get(), 1), "watermark");
  EXPECT_STREQ(kling_task_output_id(task.get(), 1), "v");
  std::filesystem::remove(path);
  std::filesystem::remove(marked);
}

TEST(Results, WhatIsListedIsNotFetchedUnasked) {
  RecordingServer server;
  server.handle([&](const RecordedRequest &request) {
    return request.target.starts_with("/v1/")
               ? Reply::text(200, R"({"code":0,"data":[{"voice_id":"v","trial_url":")" + server.url("/t.mp3") + R"("}]})")
               : Reply::text(200, "sound", "audio/mpeg");
  });
  const std::string path = temporary("t.mp3");
  const Client client = make_client(settings_for(server, {{"download_dir", std::filesystem::path(path).parent_path()}}));
  const Request request = request_of(KLING_PRESETS_VOICES, "{}");
  const Task listed = ended(client, request);
  ASSERT_NE(listed, nullptr);
  EXPECT_STREQ(kling_task_output_id(listed.get(), 0), "v");
  EXPECT_EQ(kling_task_output_path(listed.get(), 0), nullptr);
  kling_request_save_to(request.get(), "t.mp3");
  const Task saved = ended(client, request);
  ASSERT_NE(saved, nullptr);
  EXPECT_EQ(contents(path), "sound");
  std::filesystem::remove(path);
}

TEST(SpendLimit, RefusesBeforeAnythingIsSent) {
  RecordingServer server;
  server.handle([](const RecordedRequest &request) {
    return Reply::text(200,
                       request.method == "POST"
                           ? PretendService::created("8")
                           : R"({"code":0,"data":{"task_id":"8","task_status":"succeed","final_unit_deduction":"1.5","task_result":{}}})");
  });
  const Client client = make_client(settings_for(server, {{"spend_limit_units", "2.2"}}));
  const Request request = make_request("a fox"); // 1 unit
  ASSERT_NE(ended(client, request), nullptr);
  kling_error error = no_error();
  EXPECT_EQ(submit(client, request, 0, &error), nullptr);
  EXPECT_EQ(error.status, KLING_E_SPEND_LIMIT);
  EXPECT_STREQ(error.message, "spend_limit_units is 2.2, spent are 1.5, reserved for open tasks 0; this request costs 1");
  EXPECT_EQ(submit(client, request_of(KLING_KOLORS_VIRTUAL_TRY_ON, R"({"human_image":"https://h.example/p.png"})"), 0, &error), nullptr);
  EXPECT_EQ(error.status, KLING_E_SPEND_LIMIT) << error.message;
  EXPECT_NE(std::string(error.message).find("priced in dollars"), std::string::npos) << error.message;
  EXPECT_EQ(server.count("POST"), 1);
  ASSERT_NE(ended(client, request_of(KLING_COSTS, R"({"start_time":1790000000000,"end_time":1790000100000})")), nullptr);
}

TEST(SpendLimit, CountsNothingWhereThePriceIsNotKnown) {
  RecordingServer server;
  const Client client = make_client(settings_for(server, {{"provider", "cometapi"}, {"spend_limit_units", "1000"}}));
  kling_error error = no_error();
  EXPECT_EQ(submit(client, make_request("a fox"), 0, &error), nullptr);
  EXPECT_EQ(error.status, KLING_E_SPEND_LIMIT);
  EXPECT_EQ(server.count(), 0);
}

} // namespace
} // namespace kling::test
