#include <gtest/gtest.h>
#include <string>

#include "base/text.hpp"
#include "json/document.hpp"
#include "protocol/reply.hpp"

namespace kling::protocol {
namespace {

Reply replied(int32_t http_status, std::string_view body, std::string_view content_type = "application/json") {
  Reply reply;
  reply.delivery = Delivery::replied;
  reply.http_status = http_status;
  reply.body = body;
  reply.content_type = content_type;
  return reply;
}

CreationReply read(const Reply &reply, int64_t now = 0) {
  return read_creation(*catalog::find_kind("text2video"), reply, now);
}

String coded(int64_t code, std::string_view message) {
  return concat({R"({"code":)", text_of(code), R"(,"message":)", json::quoted(message), R"(,"request_id":"r-1"})"});
}

TEST(Creation, NothingSentAndAReplyLost) {
  Reply reply;
  reply.delivery = Delivery::not_sent;
  reply.error = make_error(KLING_E_TLS, "no trust");
  EXPECT_EQ(read(reply).verdict, Creation::not_sent);
  EXPECT_EQ(read(reply).error.status, KLING_E_TLS);
  reply.delivery = Delivery::lost;
  reply.error = Error();
  EXPECT_EQ(read(reply).verdict, Creation::maybe);
  EXPECT_EQ(read(reply).error.status, KLING_E_NETWORK);
}

TEST(Creation, TheRecordedExchangeIsCreated) {
  const CreationReply out =
      read(replied(200, R"({"code":0,"message":"SUCCEED","request_id":"c0656403","data":{"task_id":"867283741759111202",)"
                        R"("task_status":"submitted","task_info":{"external_task_id":"k1-abc"},)"
                        R"("created_at":1774805076166,"updated_at":1774805076166}})"));
  EXPECT_EQ(out.verdict, Creation::created);
  EXPECT_FALSE(out.error.failed());
  EXPECT_EQ(out.record.task_id, "867283741759111202");
  EXPECT_EQ(out.record.external_id, "k1-abc");
  EXPECT_EQ(out.record.progress, Progress::submitted);
  EXPECT_EQ(out.record.created_unix_ms, 1774805076166);
  EXPECT_EQ(out.retry_after_ms, -1);
  EXPECT_EQ(out.service_unix_ms, 0);
}

TEST(Creation, EveryShapeWithATaskIdIsCreated) {
  struct Row {
    int32_t http_status;
    std::string_view body;
    std::string_view id;
  };
  for (const Row &row : {
           Row{200, R"({"code":0,"message":"success","data":{"task_id":"2051","task_status":"submitted","task_info":{}}})", "2051"},
           Row{200, R"({"code":0,"data":{"task_id":867283741759111202}})", "867283741759111202"},
           Row{200, R"({"code":"0","data":{"task_id":"a"}})", "a"},
           Row{200, R"({"code":"success","message":"","data":{"task_id":"a","status":"NOT_START"}})", "a"},
           Row{200, R"({"code":0,"task_id":"top","data":{"task_id":"top","task_result":{"videos":null}}})", "top"},
           Row{200, R"({"task_id":"top"})", "top"},
           Row{200, R"({"id":"video_1","task_id":"task_1","object":"video","model":"kling-v3","status":"queued","created_at":1777000000})",
               "task_1"},
           Row{200, R"({"id":"video_1","object":"video","status":"queued","error":null})", "video_1"},
           Row{200, R"({"id":"video_1","object":"video","status":"failed","error":{"code":"x","message":"y"}})", "video_1"},
           Row{201, R"({"code":0,"data":{"id":"new-standard","status":"submitted"}})", "new-standard"},
           Row{500, R"({"code":0,"data":{"task_id":"a"}})", "a"},
           Row{200, R"({"code":0,"error":null,"data":{"task_id":"a"}})", "a"},
       }) {
    const CreationReply out = read(replied(row.http_status, row.body));
    EXPECT_EQ(out.verdict, Creation::created) << row.body;
    EXPECT_EQ(out.record.task_id, row.id) << row.body;
  }
}

TEST(Creation, OfTheNewGeneration) {
  for (const std::string_view external : {R"(,"external_id":"k1-abc")", ""}) {
    const String body =
        concat({R"({"code":0,"message":"SUCCEED","request_id":"c0656403","data":{"id":"933557073781063683","status":"submitted",)",
                R"("message":"","create_time":1790605869865,"update_time":1790605869865)", external, "}}"});
    const CreationReply out = read_creation(*catalog::find_kind("text-to-video"), replied(200, body), 0);
    EXPECT_EQ(out.verdict, Creation::created);
    EXPECT_FALSE(out.error.failed());
    EXPECT_EQ(out.record.task_id, "933557073781063683");
    EXPECT_EQ(out.record.external_id.empty(), external.empty());
    EXPECT_EQ(out.record.progress, Progress::submitted);
    EXPECT_EQ(out.record.message, "");
    EXPECT_EQ(out.record.created_unix_ms, 1790605869865);
  }
}

TEST(Creation, AWrongContentTypeDoesNotHideATask) {
  EXPECT_EQ(read(replied(200, R"({"code":0,"data":{"task_id":"a"}})", "text/html")).verdict, Creation::created);
}

struct Evidence {
  int32_t http_status;
  std::string body;
  Creation verdict;
  kling_status status;
};

void expect_all(std::initializer_list<Evidence> rows) {
  for (const Evidence &row : rows) {
    const CreationReply out = read(replied(row.http_status, row.body));
    EXPECT_EQ(out.verdict, row.verdict) << row.http_status << " " << row.body;
    EXPECT_EQ(out.error.status, row.status) << row.http_status << " " << row.body;
    EXPECT_EQ(out.error.http_status, row.http_status);
    EXPECT_FALSE(out.error.message.empty()) << row.body;
    EXPECT_TRUE(out.record.task_id.empty()) << row.body;
  }
}

std::string code(int64_t value) {
  return std::string(coded(value, "said so"));
}

TEST(Creation, TheServicesOwnCodes) {
  expect_all({
      {429, code(1303), Creation::slots_full, KLING_E_RATE_LIMITED},
      {200, code(1303), Creation::slots_full, KLING_E_RATE_LIMITED},
      {429, code(1302), Creation::rate_limited, KLING_E_RATE_LIMITED},
      {401, code(1003), Creation::token_time, KLING_E_AUTH},
      {401, code(1004), Creation::token_time, KLING_E_AUTH},
      {401, code(1000), Creation::refused, KLING_E_AUTH},
      {401, code(1001), Creation::refused, KLING_E_AUTH},
      {401, code(1002), Creation::refused, KLING_E_AUTH},
      {429, code(1100), Creation::refused, KLING_E_FORBIDDEN},
      {429, code(1101), Creation::refused, KLING_E_BALANCE},
      {429, code(1102), Creation::refused, KLING_E_BALANCE},
      {403, code(1103), Creation::refused, KLING_E_FORBIDDEN},
      {400, code(1200), Creation::refused, KLING_E_FIELD},
      {400, code(1201), Creation::refused, KLING_E_FIELD},
      {200, code(1201), Creation::refused, KLING_E_FIELD},
      {500, code(1201), Creation::refused, KLING_E_FIELD},
      {404, code(1202), Creation::refused, KLING_E_ENDPOINT},
      {404, code(1203), Creation::refused, KLING_E_FIELD},
      {400, code(1300), Creation::refused, KLING_E_POLICY},
      {400, code(1301), Creation::refused, KLING_E_POLICY},
      {429, code(1304), Creation::refused, KLING_E_FORBIDDEN},
      {400, code(1999), Creation::refused, KLING_E_FIELD},
      {403, code(1150), Creation::refused, KLING_E_FORBIDDEN},
      {200, code(1999), Creation::refused, KLING_E_SERVICE},
      {503, code(1999), Creation::refused, KLING_E_SERVICE},
      {500, code(5000), Creation::maybe, KLING_E_SERVICE},
      {200, code(5000), Creation::maybe, KLING_E_SERVICE},
      {503, code(5001), Creation::maybe, KLING_E_SERVICE},
      {504, code(5002), Creation::maybe, KLING_E_SERVICE},
      {200, code(7777), Creation::maybe, KLING_E_SERVICE},
      {500, code(42), Creation::maybe, KLING_E_SERVICE},
      {200, code(-1), Creation::maybe, KLING_E_SERVICE},
      {200, "{\"code\":\"1303\",\"message\":\"x\"}", Creation::slots_full, KLING_E_RATE_LIMITED},
  });
}

TEST(Creation, WhatGatewaysSay) {
  const auto error = [](const std::string &word, const std::string &message) {
    return R"({"error":{"message":")" + message + R"x( (request id: 20260928)","type":"comet_api_error","param":"","code":")x" + word +
           R"("}})";
  };
  expect_all({
      {400, error("", "model name is required"), Creation::refused, KLING_E_FIELD},
      {500, error("", "invalid model name"), Creation::refused, KLING_E_FIELD},
      {503, error("model_not_found", "no available channel for group default and model x"), Creation::refused, KLING_E_FIELD},
      {503, error("", "No available channel for group default and model x"), Creation::refused, KLING_E_FIELD},
      {500, error("invalid_request", "field prompt is required"), Creation::refused, KLING_E_FIELD},
      {500, R"({"code":"invalid_request","message":"prompt is required"})", Creation::refused, KLING_E_FIELD},
      {403, R"({"code":"quota_not_enough","message":"x","data":null})", Creation::refused, KLING_E_BALANCE},
      {200, R"({"code":"quota_not_enough","message":"x","data":null})", Creation::refused, KLING_E_BALANCE},
      {429, error("insufficient_user_quota", "x"), Creation::refused, KLING_E_BALANCE},
      {500, R"({"code":"pre_consume_token_quota_failed","message":"x"})", Creation::refused, KLING_E_BALANCE},
      {401, error("", "invalid token"), Creation::refused, KLING_E_AUTH},
      {403, error("", "blocked"), Creation::refused, KLING_E_FORBIDDEN},
      {400, R"({"code":"task_failed","message":"x","data":null})", Creation::refused, KLING_E_FIELD},
      {500, R"({"code":"do_request_failed","message":"x","data":null})", Creation::maybe, KLING_E_SERVICE},
      {200, R"({"code":"fail_to_fetch_task","message":"x","data":null})", Creation::maybe, KLING_E_SERVICE},
      {200, R"({"code":"","message":"upstream"})", Creation::maybe, KLING_E_SERVICE},
      {500, error("", "upstream error"), Creation::maybe, KLING_E_SERVICE},
      {200, error("", "upstream error"), Creation::maybe, KLING_E_SERVICE},
      {200, R"({"error":"went wrong"})", Creation::maybe, KLING_E_SERVICE},
      {429, error("", "saturated"), Creation::rate_limited, KLING_E_RATE_LIMITED},
      {429, "", Creation::rate_limited, KLING_E_RATE_LIMITED},
      {429, "<html><title>slow down</title></html>", Creation::rate_limited, KLING_E_RATE_LIMITED},
      {200, R"({"message":"Voice id not found","data":{"message":"m","data":{"code":1201,"message":"Voice id not found"}}})",
       Creation::refused, KLING_E_FIELD},
      {200, R"({"code":null,"message":"x","data":{"code":1303,"message":"m"}})", Creation::slots_full, KLING_E_RATE_LIMITED},
      {400, R"({"error":{"code":1102,"message":"Account balance not enough"}})", Creation::refused, KLING_E_BALANCE},
      {200, R"({"code":null,"message":"404"})", Creation::refused, KLING_E_ENDPOINT},
      {200, R"({"code":null,"message":"429"})", Creation::rate_limited, KLING_E_RATE_LIMITED},
      {404, R"({"code":null,"message":"404"})", Creation::refused, KLING_E_ENDPOINT},
  });
}

TEST(Creation, TheHttpStatusWhereNothingElseSpeaks) {
  const std::string page = "<!DOCTYPE html><html><head><title>Oops</title></head></html>";
  expect_all({
      {301, page, Creation::refused, KLING_E_ENDPOINT},
      {302, "", Creation::refused, KLING_E_ENDPOINT},
      {304, "", Creation::refused, KLING_E_ENDPOINT},
      {400, page, Creation::refused, KLING_E_FIELD},
      {401, page, Creation::refused, KLING_E_AUTH},
      {402, "", Creation::refused, KLING_E_BALANCE},
      {403, page, Creation::refused, KLING_E_FORBIDDEN},
      {404, page, Creation::refused, KLING_E_ENDPOINT},
      {405, "", Creation::refused, KLING_E_ENDPOINT},
      {413, page, Creation::refused, KLING_E_TOO_LARGE},
      {418, "", Creation::refused, KLING_E_SERVICE},
      {422, "", Creation::refused, KLING_E_FIELD},
      {451, "", Creation::refused, KLING_E_POLICY},
      {408, page, Creation::maybe, KLING_E_NETWORK},
      {500, page, Creation::maybe, KLING_E_SERVICE},
      {502, page, Creation::maybe, KLING_E_SERVICE},
      {503, "", Creation::maybe, KLING_E_SERVICE},
      {504, page, Creation::maybe, KLING_E_SERVICE},
      {524, page, Creation::maybe, KLING_E_SERVICE},
      {200, page, Creation::maybe, KLING_E_PROTOCOL},
      {200, "", Creation::maybe, KLING_E_PROTOCOL},
      {200, "{\"code\":0,\"da", Creation::maybe, KLING_E_PROTOCOL},
      {200, "[]", Creation::maybe, KLING_E_PROTOCOL},
      {200, "7", Creation::maybe, KLING_E_PROTOCOL},
      {200, "{}", Creation::maybe, KLING_E_PROTOCOL},
      {200, "\xff\xfe", Creation::maybe, KLING_E_PROTOCOL},
      {204, "", Creation::maybe, KLING_E_PROTOCOL},
      {200, R"({"code":0})", Creation::maybe, KLING_E_PROTOCOL},
      {200, R"({"code":0,"message":"SUCCEED","data":null})", Creation::maybe, KLING_E_PROTOCOL},
      {200, R"({"code":0,"data":{"task_id":""}})", Creation::maybe, KLING_E_PROTOCOL},
      {200, R"({"code":0,"data":{"task_id":null}})", Creation::maybe, KLING_E_PROTOCOL},
      {200, R"({"code":0,"data":{"task_id":{}}})", Creation::maybe, KLING_E_PROTOCOL},
      {200, R"({"code":0,"data":[]})", Creation::maybe, KLING_E_PROTOCOL},
      {200, R"({"id":"x"})", Creation::maybe, KLING_E_PROTOCOL},
      {200, R"({"code":0,"data":{"task_id":")" + std::string(1025, 'x') + R"("}})", Creation::maybe, KLING_E_PROTOCOL},
  });
}

TEST(Creation, AnIdThatIsTaken) {
  struct Row {
    std::string_view message;
    std::string_view id;
  };
  for (const Row &row :
       {Row{"External_task_id k1-abc already exists", "k1-abc"}, Row{"external_task_id  k1-abc  ALREADY EXISTS.", "k1-abc"},
        Row{"External_task_id already exists", ""}, Row{"External_task_id of this account already exists", ""}}) {
    const CreationReply out = read(replied(400, coded(1201, row.message)));
    EXPECT_EQ(out.verdict, Creation::id_taken) << row.message;
    EXPECT_EQ(out.record.external_id, row.id) << row.message;
    EXPECT_EQ(out.error.status, KLING_E_CONFLICT);
    EXPECT_EQ(out.error.field, "external_task_id");
    EXPECT_EQ(out.error.service_code, 1201);
  }
  EXPECT_EQ(read(replied(400, coded(1201, "Element already exists"))).verdict, Creation::refused);
  EXPECT_EQ(read(replied(400, coded(1201, "already exists: external_task_id"))).record.external_id, "");
}

TEST(Creation, SlowSettleIsFor5002And504) {
  EXPECT_TRUE(read(replied(504, "")).slow_settle);
  EXPECT_TRUE(read(replied(504, code(5002))).slow_settle);
  EXPECT_TRUE(read(replied(200, code(5002))).slow_settle);
  EXPECT_FALSE(read(replied(500, code(5000))).slow_settle);
  EXPECT_FALSE(read(replied(503, "")).slow_settle);
  EXPECT_FALSE(read(replied(504, code(1201))).slow_settle);
}

TEST(Creation, TheErrorTellsAllThatWasSaid) {
  const CreationReply out = read(replied(400, coded(1201, "negative_prompt is too long")));
  EXPECT_EQ(out.error.message, "negative_prompt is too long; correct the field that the message names");
  EXPECT_EQ(out.error.field, "negative_prompt");
  EXPECT_EQ(out.error.request_id, "r-1");
  EXPECT_EQ(out.error.service_code, 1201);
  EXPECT_EQ(out.error.retryable, 0);
  EXPECT_EQ(read(replied(400, coded(1201, "model is not supported"))).error.field, "model_name");
  EXPECT_EQ(read(replied(400, coded(1201, "mode value 'std' is invalid"))).error.field, "mode");
  EXPECT_EQ(read(replied(404, coded(1203, "model_name 'x' is not supported for this API"))).error.field, "model_name");
  EXPECT_EQ(read(replied(429, coded(1303, ""))).error.message,
            "as many tasks run as the resource pack allows; wait for a task to end, or buy a pack with more concurrency");
  EXPECT_EQ(read(replied(429, coded(1303, ""))).error.retryable, 1);
  EXPECT_EQ(read(replied(429, coded(1102, "x"))).error.retryable, 0);
}

TEST(Creation, TheFieldIsOneOfTheKinds) {
  struct Row {
    std::string_view kind;
    std::string_view message;
    std::string_view field;
  };
  for (const Row &row : {
           Row{"text2video", "the text in your input path is not valid", ""},
           Row{"tts", "the text in your input path is not valid", "text"},
           Row{"effects", "the text in your input path is not valid", "input"}, Row{"text2video", "n is out of range", ""},
           Row{"generations", "n is out of range", "n"}, Row{"generations", "no number is out of range", ""},
           Row{"text2video", "Image is too small", ""}, Row{"image2video", "Image is too small", "image"},
           Row{"lip-sync", "input.mode: must not be null", "input.mode"},
           Row{"text2video", "input.mode: must not be null", "mode"}, // a whole word
       }) {
    const CreationReply out = read_creation(*catalog::find_kind(row.kind), replied(400, coded(1201, row.message)), 0);
    EXPECT_EQ(out.error.field, row.field) << row.kind << ": " << row.message;
  }
}

/// Reference 7.2: the texts of the new generation, of which only some name their field as a request does.
TEST(Creation, TheNewGenerationsWordsNameTheirField) {
  struct Row {
    std::string_view kind;
    std::string_view message;
    std::string_view field;
  };
  for (const Row &row : {
           Row{"image-to-video", "contents cannot be empty", "contents"},
           Row{"image-to-video", "contents value type is invalid, expected array", "contents"},
           Row{"image-to-video", "contents[0].type value 'refer_image' is invalid", "contents[0].type"},
           Row{"new-omni-video", "contents[12].url is invalid.", "contents[12].url"},
           Row{"new-omni-video", "contents[x] is not an item", "contents"},
           Row{"image-to-video", "content item of type 'prompt' must have non-blank text", "contents"},
           Row{"image-to-video", "content item of type 'first_frame' must have a non-blank url", "contents"},
           Row{"new-omni-video", "content item of type 'last_frame' must have a non-blank url", "contents"},
           Row{"new-omni-video", "Video URL is invalid", "contents"},
           Row{"new-motion-control", "Video URL is invalid", "contents"},
           Row{"motion-control", "Video URL is invalid", "video_url"},
           Row{"omni-video", "Video URL is invalid", "video_list"},
           Row{"text2video", "Video URL is invalid", ""},
           Row{"new-omni-video", "Element id not found: 829836802793406551", "contents"},
           Row{"new-omni-video", "Invalid element id: ", "contents"},
           Row{"omni-video", "Element id not found: 829836802793406551", "element_list"},
           Row{"image-to-video", "Voice id not found", "contents"},
           Row{"tts", "Voice id not found", "voice_id"},
           Row{"new-omni-video", "model is not supported", "model_name"},
           Row{"new-omni-video", "settings.seed value 'x' is invalid", "settings.seed"},
           Row{"text-to-video", "settings.duration value '2' is invalid", "settings.duration"},
           Row{"text-to-video", "audio mode 'original' is not supported by the current model", "settings.audio"},
           Row{"new-motion-control", "video resolution value '480p' is invalid", "settings.resolution"},
           Row{"new-omni-video", "Duration only supports 5 or 10 seconds when no refer_image is provided", "settings.duration"},
           Row{"omni-video", "Duration only supports 5 or 10 seconds when no refer_image is provided", "duration"},
           Row{"text-to-video", "something else is wrong", ""},
       }) {
    const CreationReply out = read_creation(*catalog::find_kind(row.kind), replied(400, coded(1201, row.message)), 0);
    EXPECT_EQ(out.verdict, Creation::refused) << row.message;
    EXPECT_EQ(out.error.status, KLING_E_FIELD) << row.message;
    EXPECT_EQ(out.error.field, row.field) << row.kind << ": " << row.message;
    EXPECT_TRUE(out.error.message.starts_with(trimmed(row.message))) << out.error.message;
  }
}

TEST(Creation, TheNewGenerationTakesNoAccessKey) {
  const CreationReply out =
      read_creation(*catalog::find_kind("text-to-video"),
                    replied(401, coded(1002, "Authentication error. The current API does not support AK/SK; please go to the console "
                                             "(https://kling.ai/dev/api-key) to create API key.")),
                    0);
  EXPECT_EQ(out.verdict, Creation::refused);
  EXPECT_EQ(out.error.status, KLING_E_AUTH);
  EXPECT_NE(out.error.message.find("https://kling.ai/dev/api-key"), String::npos) << out.error.message;
}

TEST(Creation, WhatMayHaveCreatedIsNeverRetryable) {
  Reply reply;
  reply.error = make_error(KLING_E_NETWORK, "reset");
  reply.error.retryable = 1;
  reply.delivery = Delivery::not_sent;
  EXPECT_EQ(read(reply).error.retryable, 1);
  reply.delivery = Delivery::lost;
  EXPECT_EQ(read(reply).error.retryable, 0);
  reply.error = Error();
  EXPECT_EQ(read(reply).error.retryable, 0);
  for (const Reply &maybe : {replied(500, code(5000)), replied(503, ""), replied(408, ""), replied(200, "oops"), replied(200, "{}")}) {
    EXPECT_EQ(read(maybe).verdict, Creation::maybe) << maybe.body;
    EXPECT_EQ(read(maybe).error.retryable, 0) << maybe.body;
  }
}

TEST(Creation, SaysWhetherTheReplyIsJson) {
  EXPECT_TRUE(read(replied(400, code(1201))).readable);
  for (const std::string_view body : {"", "{oops", "[1]", "{\"message\":\"\xff\"}", "<html>"}) {
    EXPECT_FALSE(read(replied(400, body)).readable) << body;
  }
}

TEST(Creation, GatewayErrorsHaveTheirRequestIdInTheText) {
  const CreationReply out =
      read(replied(503, R"x({"error":{"message":"no channel (request id: 2026092812abc)","code":"model_not_found"}})x"));
  EXPECT_EQ(out.error.request_id, "2026092812abc");
  EXPECT_EQ(out.error.field, "model_name");
}

TEST(Creation, MessagesAreShortAndWithoutSecretsOrPages) {
  const std::string long_text(4000, 'y');
  EXPECT_LE(read(replied(400, coded(1201, long_text))).error.message.size(), 500U);
  EXPECT_EQ(read(replied(401, coded(1002, "bad key sk-abcdef123456"))).error.message,
            "bad key [hidden]; check the key and that it belongs to this provider");
  EXPECT_EQ(read(replied(404, "<html><title>404 Not Found</title><body>long</body></html>")).error.message,
            "HTTP 404 and an HTML page: 404 Not Found; check provider, base_url and path_prefix");
  EXPECT_EQ(read(replied(502, "")).error.message, "HTTP 502 and an empty reply; try again later");
  EXPECT_EQ(read(replied(200, "oops")).error.message, "HTTP 200 and a reply that is not JSON: oops");
  EXPECT_EQ(read(replied(200, R"({"code":0,"message":"SUCCEED"})")).error.message, "HTTP 200 and a reply without the task");
}

TEST(Creation, HeadersTellTimes) {
  Reply reply = replied(429, code(1302));
  reply.date = "Sun, 06 Nov 1994 08:49:37 GMT";
  reply.retry_after = "Sun, 06 Nov 1994 08:49:47 GMT";
  EXPECT_EQ(read(reply, 5).retry_after_ms, 10000);
  EXPECT_EQ(read(reply, 5).error.retry_after_ms, 10000);
  EXPECT_EQ(read(reply, 5).service_unix_ms, 784111777000);
  reply.date.clear();
  EXPECT_EQ(read(reply, 784111786000).retry_after_ms, 1000);
  EXPECT_EQ(read(reply, 784111786000).service_unix_ms, 0);
  reply.retry_after = "soon";
  EXPECT_EQ(read(reply, 5).retry_after_ms, -1);
  EXPECT_EQ(read(reply, 5).error.retry_after_ms, 0);
}

TEST(Creation, AFileThatCannotBeSentIsNoReasonToTryAgain) {
  for (const kling_status status : {KLING_E_FIELD, KLING_E_FILE}) {
    Reply reply;
    reply.error = make_error(status, "photo.png changed since it was set", "image");
    reply.delivery = Delivery::not_sent;
    CreationReply out = read(reply);
    EXPECT_EQ(out.verdict, Creation::refused);
    EXPECT_EQ(out.error.status, status);
    EXPECT_EQ(out.error.field, "image");
    reply.delivery = Delivery::lost;
    out = read(reply);
    EXPECT_EQ(out.verdict, Creation::maybe) << "it broke off in the middle";
    EXPECT_EQ(out.error.status, status);
  }
}

} // namespace
} // namespace kling::protocol
