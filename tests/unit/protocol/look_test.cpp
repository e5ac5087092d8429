#include <gtest/gtest.h>
#include <string>

#include "protocol/reply.hpp"

namespace kling::protocol {
namespace {

Reply replied(int32_t http_status, std::string_view body) {
  Reply reply;
  reply.delivery = Delivery::replied;
  reply.http_status = http_status;
  reply.body = body;
  return reply;
}

LookReply look(std::string_view asked, int32_t http_status, std::string_view body) {
  return read_look(*catalog::find_kind("text2video"), asked, replied(http_status, body), 0);
}

TEST(Look, ADoneTaskAsTheServiceTellsIt) {
  const LookReply out =
      look("867", 200,
           R"({"code":0,"message":"SUCCEED","request_id":"r","data":{"task_id":"867","task_status":"succeed","task_status_msg":"",)"
           R"("task_info":{"external_task_id":"k1-abc"},"task_result":{"videos":[{"id":"v1","url":"https://cdn/a.mp4?sig=1",)"
           R"("watermark_url":"https://w","duration":"5.041"}]},"watermark_info":{"enabled":false},)"
           R"("final_unit_deduction":"3.5","created_at":1722769557708,"updated_at":1722769560000}})");
  ASSERT_EQ(out.verdict, Look::found);
  EXPECT_FALSE(out.error.failed());
  EXPECT_EQ(out.record.task_id, "867");
  EXPECT_EQ(out.record.external_id, "k1-abc");
  EXPECT_EQ(out.record.progress, Progress::succeeded);
  EXPECT_EQ(out.record.status_word, "succeed");
  EXPECT_EQ(out.record.message, "");
  EXPECT_EQ(out.record.units, 3.5);
  EXPECT_EQ(out.record.created_unix_ms, 1722769557708);
  EXPECT_EQ(out.record.updated_unix_ms, 1722769560000);
  ASSERT_EQ(out.record.outputs.size(), 1U);
  EXPECT_EQ(out.record.outputs[0].type, "video");
  EXPECT_EQ(out.record.outputs[0].id, "v1");
  EXPECT_EQ(out.record.outputs[0].url, "https://cdn/a.mp4?sig=1");
  EXPECT_EQ(out.record.outputs[0].duration, 5.041);
}

TEST(Look, ShapesOfARunningTask) {
  for (const std::string_view body : {
           R"({"code":0,"data":{"task_id":"a","task_info":{},"task_result":{},"task_status":"processing"}})",
           R"({"code":0,"data":{"task_id":"a","task_result":null,"task_status_msg":null,"task_status":"processing"}})",
           R"({"code":0,"data":{"task_id":"a","task_info":{"external_task_id":null},"task_status":"processing"}})",
           R"({"code":0,"data":{"task_id":"a","task_result":{"videos":null},"task_status":"processing"}})",
           R"({"code":0,"data":{"task_id":"a","task_status":"a word of tomorrow"}})",
           R"({"code":"success","data":{"task_id":"a","status":"IN_PROGRESS","progress":"30%"}})",
           R"({"code":"success","data":{"task_id":"a","status":"UNKNOWN"}})",
           R"({"id":"a","object":"video","status":"in_progress","progress":30})",
           R"({"code":0,"data":[{"task_id":"b","task_status":"failed"},{"task_id":"a","task_status":"processing"}]})",
       }) {
    const LookReply out = look("a", 200, body);
    EXPECT_EQ(out.verdict, Look::found) << body;
    EXPECT_EQ(out.record.task_id, "a") << body;
    EXPECT_EQ(out.record.progress, Progress::processing) << body;
    EXPECT_EQ(out.record.units, -1) << body;
    EXPECT_TRUE(out.record.outputs.empty()) << body;
  }
}

TEST(Look, StatusWordsOfAllShapes) {
  struct Row {
    std::string_view member;
    std::string_view word;
    Progress progress;
  };
  for (const Row &row : {
           Row{"task_status", "submitted", Progress::submitted},
           Row{"task_status", "processing", Progress::processing},
           Row{"task_status", "succeed", Progress::succeeded},
           Row{"task_status", "succeeded", Progress::succeeded},
           Row{"task_status", "failed", Progress::failed},
           Row{"task_status", "SUCCEED", Progress::succeeded},
           Row{"task_status", "cancelled", Progress::processing},
           Row{"status", "NOT_START", Progress::submitted},
           Row{"status", "SUBMITTED", Progress::submitted},
           Row{"status", "QUEUED", Progress::submitted},
           Row{"status", "IN_PROGRESS", Progress::processing},
           Row{"status", "SUCCESS", Progress::succeeded},
           Row{"status", "FAILURE", Progress::failed},
           Row{"status", "UNKNOWN", Progress::processing},
           Row{"status", "queued", Progress::submitted},
           Row{"status", "completed", Progress::succeeded},
       }) {
    const std::string body = R"({"code":0,"data":{"task_id":"a",")" + std::string(row.member) + R"(":")" + std::string(row.word) + R"("}})";
    const LookReply out = look("a", 200, body);
    EXPECT_EQ(out.verdict, Look::found) << body;
    EXPECT_EQ(out.record.progress, row.progress) << body;
  }
}

TEST(Look, WrappersAroundTheServicesRecord) {
  const LookReply march =
      look("gw", 200,
           R"({"code":"success","message":"","data":{"task_id":"gw","action":"X","status":"IN_PROGRESS","progress":"99%",)"
           R"("data":{"task_id":"867","task_status":"succeed","task_result":{"videos":[{"url":"https://v"}]}}}})");
  ASSERT_EQ(march.verdict, Look::found);
  EXPECT_EQ(march.record.task_id, "gw");
  EXPECT_EQ(march.record.progress, Progress::succeeded);
  ASSERT_EQ(march.record.outputs.size(), 1U);
  EXPECT_EQ(march.record.outputs[0].duration, -1);
  const LookReply whole =
      look("gw", 200,
           R"({"code":"success","message":"","data":{"task_id":"gw","status":"SUCCESS","fail_reason":"https://v?x=1",)"
           R"("submit_time":1777000000,"finish_time":1777000100,"data":{"code":0,"message":"SUCCEED","data":{"task_id":"867",)"
           R"("task_status":"succeed","created_at":1777000001000,"final_unit_deduction":"2",)"
           R"("task_result":{"videos":[{"id":"1","url":"https://inner","duration":"5"}]}}}}})");
  ASSERT_EQ(whole.verdict, Look::found);
  EXPECT_EQ(whole.record.task_id, "gw");
  EXPECT_EQ(whole.record.outputs.at(0).url, "https://inner");
  EXPECT_EQ(whole.record.created_unix_ms, 1777000001000);
  EXPECT_EQ(whole.record.units, 2);
  EXPECT_EQ(whole.record.message, "");
}

TEST(Look, WrappersWithoutTheServicesRecord) {
  const LookReply done = look("gw", 200,
                              R"({"code":"success","data":{"task_id":"gw","status":"SUCCESS","fail_reason":"https://v?x=1",)"
                              R"("submit_time":1777000000,"finish_time":1777000100,"data":null}})");
  ASSERT_EQ(done.verdict, Look::found);
  EXPECT_EQ(done.record.outputs.at(0).url, "https://v?x=1");
  EXPECT_EQ(done.record.created_unix_ms, 1777000000000);
  EXPECT_EQ(done.record.updated_unix_ms, 1777000100000);
  const LookReply failed =
      look("gw", 200, R"({"code":"success","data":{"task_id":"gw","status":"FAILURE","fail_reason":"blocked  by rule"}})");
  EXPECT_EQ(failed.record.progress, Progress::failed);
  EXPECT_EQ(failed.record.message, "blocked by rule");
  EXPECT_TRUE(failed.record.outputs.empty());
}

TEST(Look, OpenAiVideoObjects) {
  const LookReply done =
      look("v", 200, R"({"id":"v","object":"video","status":"completed","created_at":1777000000,"video_url":"https://v"})");
  EXPECT_EQ(done.record.progress, Progress::succeeded);
  EXPECT_EQ(done.record.outputs.at(0).url, "https://v");
  EXPECT_EQ(done.record.created_unix_ms, 1777000000000);
  const LookReply failed = look("v", 200, R"({"id":"v","object":"video","status":"failed","error":{"code":"x","message":"no luck"}})");
  EXPECT_EQ(failed.verdict, Look::found);
  EXPECT_EQ(failed.record.progress, Progress::failed);
  EXPECT_EQ(failed.record.message, "no luck");
}

TEST(Look, AFailureHasTheServicesReason) {
  const LookReply out = look("a", 200,
                             R"({"code":0,"message":"SUCCEED","data":{"task_id":"a","task_status":"failed",)"
                             R"("task_status_msg":"Failure to pass the risk control system"}})");
  EXPECT_EQ(out.record.progress, Progress::failed);
  EXPECT_EQ(out.record.message, "Failure to pass the risk control system");
}

TEST(Look, NothingYet) {
  for (const std::string_view body : {R"({"code":0,"message":"","request_id":""})", R"({"code":0,"data":null})", R"({"code":0,"data":{}})",
                                      R"({"code":"success","message":"","data":null})"}) {
    EXPECT_EQ(look("a", 200, body).verdict, Look::pending) << body;
  }
}

TEST(Look, NotFoundIsSaidByTheServiceAlone) {
  const LookReply out = look("k1-abc", 400, R"({"code":1201,"message":"Task not found by id/external id: k1-abc","request_id":"r-9"})");
  EXPECT_EQ(out.verdict, Look::not_found);
  EXPECT_EQ(out.error.status, KLING_E_NOT_FOUND);
  EXPECT_EQ(out.error.service_code, 1201);
  EXPECT_EQ(out.error.request_id, "r-9");
  EXPECT_EQ(look("a", 200, R"({"code":0,"message":"SUCCEED","data":[]})").verdict, Look::not_found);
  EXPECT_EQ(look("a", 200, R"({"code":1201,"message":"Task not found by id/external id: a"})").verdict, Look::not_found);
}

TEST(Look, EverythingElseIsTrouble) {
  struct Row {
    int32_t http_status;
    std::string_view body;
    kling_status status;
    bool token_time;
  };
  for (const Row &row : {
           Row{400, R"({"code":1201,"message":"parameter id is invalid"})", KLING_E_FIELD, false},
           Row{404, R"({"code":1203,"message":"Task not found"})", KLING_E_NOT_FOUND, false},
           Row{404, "<html><title>404</title></html>", KLING_E_ENDPOINT, false},
           Row{404, R"({"message":"Task not found"})", KLING_E_ENDPOINT, false},
           Row{400, R"({"code":"task_not_exist","message":"task not found","data":null})", KLING_E_NOT_FOUND, false},
           Row{401, R"({"code":1002,"message":"x"})", KLING_E_AUTH, false},
           Row{401, R"({"code":1003,"message":"x"})", KLING_E_AUTH, true},
           Row{401, R"({"code":1004,"message":"x"})", KLING_E_AUTH, true},
           Row{403, R"({"error":{"message":"no","code":""}})", KLING_E_FORBIDDEN, false},
           Row{429, "", KLING_E_RATE_LIMITED, false},
           Row{500, R"({"code":5000,"message":"x"})", KLING_E_SERVICE, false},
           Row{502, "<html></html>", KLING_E_SERVICE, false},
           Row{200, "<html></html>", KLING_E_PROTOCOL, false},
           Row{200, "", KLING_E_PROTOCOL, false},
           Row{200, "{}", KLING_E_PROTOCOL, false},
           Row{200, R"({"code":0,"data":"text"})", KLING_E_PROTOCOL, false},
           Row{200, R"({"code":0,"data":[{"task_id":"b","task_status":"failed"}]})", KLING_E_PROTOCOL, false},
           Row{200, R"({"code":0,"data":{"task_id":"b","task_info":{"external_task_id":"k1-b"},"task_status":"failed"}})", KLING_E_PROTOCOL,
               false},
           Row{200, R"({"status":"error","message":"upstream down"})", KLING_E_PROTOCOL, false},
           Row{200, R"({"status":"failed"})", KLING_E_PROTOCOL, false},
           Row{500, R"({"code":0,"message":""})", KLING_E_SERVICE, false},
           Row{500, R"({"code":0,"data":[]})", KLING_E_SERVICE, false},
           Row{301, "", KLING_E_ENDPOINT, false},
       }) {
    const LookReply out = look("a", row.http_status, row.body);
    EXPECT_EQ(out.verdict, Look::trouble) << row.http_status << row.body;
    EXPECT_EQ(out.error.status, row.status) << row.http_status << row.body;
    EXPECT_EQ(out.token_time, row.token_time) << row.body;
    EXPECT_FALSE(out.error.message.empty()) << row.body;
    EXPECT_TRUE(out.record.task_id.empty()) << row.body;
  }
}

/// The advice for a create is none for a look, which names no model and no field.
TEST(Look, WhatIsNotThereIsTheTask) {
  for (const std::string_view body : {R"({"code":1203,"message":"model_name resource not found"})", R"({"code":1203})",
                                      R"({"code":"task_not_exist","message":"","data":null})"}) {
    const LookReply out = look("a", 404, body);
    const std::string_view message = out.error.message;
    EXPECT_EQ(out.error.status, KLING_E_NOT_FOUND) << body;
    EXPECT_TRUE(out.error.field.empty()) << out.error.field;
    EXPECT_TRUE(message.ends_with("; check the id, the provider and the credentials")) << message;
    EXPECT_GT(message.find(';'), 0U) << message;
  }
}

TEST(Look, IsInVainWhereAskingAgainBringsNothingElse) {
  struct Row {
    int32_t http_status;
    std::string_view body;
    bool in_vain;
  };
  for (const Row &row : {
           Row{400, R"({"code":"task_not_exist","message":"no","data":null})", true},
           Row{404, R"({"code":1203,"message":"no"})", true},
           Row{404, R"({"code":1202,"message":"no"})", true},
           Row{404, "", true},
           Row{405, "", true},
           Row{302, "", true},
           Row{200, "<html></html>", true},
           Row{400, R"({"error":{"message":"no","code":"invalid_request"}})", true},
           Row{403, R"({"error":{"message":"no","code":"quota_not_enough"}})", false},
           Row{503, R"({"error":{"message":"no","code":"model_not_found"}})", false},
           Row{400, R"({"code":1201,"message":"Task not found by id/external id: a"})", false}, // that is an answer
           Row{200, R"({"code":0,"data":[]})", false},
           Row{200, R"({"code":0})", false},
           Row{401, "", false},
           Row{408, "", false},
           Row{429, "<html></html>", false},
           Row{502, "<html></html>", false},
           Row{500, R"({"code":5000,"message":"no"})", false},
           Row{200, "", false},
       }) {
    EXPECT_EQ(look("a", row.http_status, row.body).in_vain, row.in_vain) << row.http_status << row.body;
  }
}

TEST(Look, ByExternalIdTheTaskIdIsLearnt) {
  const LookReply out =
      look("k1-abc", 200, R"({"code":0,"data":{"task_id":"867","task_info":{"external_task_id":"k1-abc"},"task_status":"submitted"}})");
  EXPECT_EQ(out.verdict, Look::found);
  EXPECT_EQ(out.record.task_id, "867");
  const LookReply dropped = look("k1-abc", 200, R"({"code":0,"data":{"task_id":"867","task_info":{},"task_status":"submitted"}})");
  EXPECT_EQ(dropped.verdict, Look::found);
  EXPECT_EQ(dropped.record.external_id, "");
}

LookReply new_look(std::string_view asked, std::string_view data) {
  return read_look(*catalog::find_kind("text-to-video"), asked,
                   replied(200, R"({"code":0,"message":"SUCCEED","request_id":"r","data":)" + std::string(data) + "}"), 0);
}

TEST(Look, ATaskOfTheNewGenerationAsItIsTold) {
  const LookReply out =
      new_look("933557073781063683", R"([{"id":"933557073781063683","status":"processing","message":"","external_id":"k1-abc",)"
                                     R"("create_time":1790605869865,"update_time":1790605950000,"outputs":[],"billing":[]}])");
  ASSERT_EQ(out.verdict, Look::found);
  EXPECT_FALSE(out.error.failed());
  EXPECT_EQ(out.record.task_id, "933557073781063683");
  EXPECT_EQ(out.record.external_id, "k1-abc");
  EXPECT_EQ(out.record.progress, Progress::processing);
  EXPECT_EQ(out.record.status_word, "processing");
  EXPECT_EQ(out.record.created_unix_ms, 1790605869865);
  EXPECT_EQ(out.record.updated_unix_ms, 1790605950000);
  EXPECT_EQ(out.record.units, -1);
  EXPECT_TRUE(out.record.outputs.empty());
}

TEST(Look, WordsOfTheNewGeneration) {
  for (const auto &[word, progress] : {std::pair{"submitted", Progress::submitted},
                                       {"processing", Progress::processing},
                                       {"succeeded", Progress::succeeded},
                                       {"failed", Progress::failed},
                                       {"a word of tomorrow", Progress::processing},
                                       {"expired", Progress::processing}}) {
    const LookReply out = new_look("1", R"([{"id":"1","status":")" + std::string(word) + R"("}])");
    EXPECT_EQ(out.verdict, Look::found) << word;
    EXPECT_EQ(out.record.progress, progress) << word;
    EXPECT_EQ(out.record.status_word, word);
  }
}

TEST(Look, AFailedTaskOfTheNewGenerationSaysWhyAndWhatItCost) {
  const LookReply out = new_look("1", R"([{"id":"1","status":"failed","message":"Failure to pass the risk control system","outputs":[],)"
                                      R"("billing":[{"amount":"0"}]}])");
  ASSERT_EQ(out.verdict, Look::found);
  EXPECT_EQ(out.record.progress, Progress::failed);
  EXPECT_EQ(out.record.message, "Failure to pass the risk control system");
  EXPECT_EQ(out.record.units, 0);
}

TEST(Look, TheNewGenerationTellsOnlyOfTasksThatThereAre) {
  const LookReply none = new_look("k1-abc", "[]");
  EXPECT_EQ(none.verdict, Look::not_found);
  EXPECT_EQ(none.error.status, KLING_E_NOT_FOUND);
  EXPECT_EQ(none.error.request_id, "r");
  EXPECT_EQ(new_look("k1-abc", "null").verdict, Look::pending);
  EXPECT_EQ(new_look("k1-abc", R"([{"id":"2","status":"failed","external_id":"k1-other"}])").verdict, Look::trouble);
  EXPECT_EQ(new_look("k1-abc", R"([{"id":"2","status":"failed"}])").verdict, Look::trouble) << "it may be anybody's";
  const LookReply found = new_look("k1-abc", R"([{"id":"2","status":"failed"},{"id":"1","status":"submitted","external_id":"k1-abc"}])");
  ASSERT_EQ(found.verdict, Look::found);
  EXPECT_EQ(found.record.task_id, "1");
  EXPECT_EQ(found.record.progress, Progress::submitted);
}

TEST(Look, AGatewaysComplaintIsNoTaskThoughItHasAnId) {
  EXPECT_EQ(look("1", 200, R"({"id":"1","status":"error","message":"upstream down"})").verdict, Look::trouble);
}

TEST(Look, TransportTroubleIsToldAsItCame) {
  Reply reply;
  reply.delivery = Delivery::lost;
  reply.error = make_error(KLING_E_TOO_LARGE, "the reply is larger than allowed");
  const LookReply out = read_look(*catalog::find_kind("text2video"), "a", reply, 0);
  EXPECT_EQ(out.verdict, Look::trouble);
  EXPECT_EQ(out.error.status, KLING_E_TOO_LARGE);
}

TEST(Look, HintsOfTheServerAreRead) {
  Reply reply = replied(503, "");
  reply.retry_after = "7";
  reply.date = "Sun, 06 Nov 1994 08:49:37 GMT";
  const LookReply out = read_look(*catalog::find_kind("text2video"), "a", reply, 0);
  EXPECT_EQ(out.retry_after_ms, 7000);
  EXPECT_EQ(out.error.retry_after_ms, 7000);
  EXPECT_EQ(out.service_unix_ms, 784111777000);
}

} // namespace
} // namespace kling::protocol
