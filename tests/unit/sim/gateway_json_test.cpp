#include "customer.hpp"

namespace kling::sim {
namespace {

// CometAPI's replies: gateways §1.6.

struct CometRow {
  std::string_view path;
  std::string_view body;
  std::string_view created;
  std::size_t id_digits;
  std::string_view processing;
};

constexpr std::string_view variant_a =
    R"({"code":0,"message":"SUCCEED","request_id":"<uuid>","data":{"task_id":"<18>","task_status":"submitted","task_info":{},"created_at":"<13 digits>","updated_at":"<13 digits>"}})";
constexpr std::string_view variant_b =
    R"({"code":0,"message":"success","data":{"task_id":"<19>","task_status":"submitted","task_info":{},"created_at":"<13 digits>","updated_at":"<13 digits>"}})";
constexpr std::string_view variant_c =
    R"({"code":0,"message":"SUCCEED","data":{"task_id":"<18>","task_status":"submitted","task_info":{},"created_at":"<13 digits>","updated_at":"<13 digits>"}})";
constexpr std::string_view individual =
    R"({"code":0,"message":"SUCCEED","request_id":"<uuid>","data":{"task_id":"<18>","task_info":{},"created_at":"<13 digits>","updated_at":"<13 digits>","task_result":{},"task_status":"processing"}})";
constexpr std::string_view individual_b =
    R"({"code":0,"message":"SUCCEED","request_id":"<uuid>","data":{"task_id":"<19>","task_info":{"external_task_id":null},"created_at":"<13 digits>","updated_at":"<13 digits>","task_result":{},"task_status":"processing"}})";

constexpr CometRow comet_rows[] = {
    {"/v1/videos/text2video", minimal, variant_a, 18, individual},
    {"/v1/videos/image2video", R"({"image":"https://example.com/a.png","model_name":"kling-v3"})", variant_b, 19, individual_b},
    {"/v1/videos/avatar/image2video", R"({"image":"https://example.com/a.png","sound_file":"https://example.com/a.mp3","prompt":"hello"})",
     variant_b, 19, individual_b},
    {"/v1/videos/effects", R"({"effect_scene":"running","input":{"image":"https://example.com/a.png"}})", variant_b, 19, individual_b},
    {"/v1/videos/multi-image2video",
     R"({"image_list":[{"image":"https://example.com/a.png"},{"image":"https://example.com/b.png"}],"prompt":"a"})", variant_c, 18,
     individual},
    {"/v1/audio/text-to-audio", R"({"prompt":"rain","duration":3.0})", variant_c, 18, individual},
    {"/v1/videos/omni-video", R"({"prompt":"a","model_name":"kling-video-o1","duration":"5","aspect_ratio":"16:9"})", variant_a, 18,
     R"({"code":0,"message":"SUCCEED","request_id":"<18>","data":{"task_id":"<18>","task_info":{},"created_at":"<13 digits>","updated_at":"<13 digits>","task_result":{},"task_status":"processing","task_status_msg":""}})"},
    {"/v1/images/generations", R"({"prompt":"a"})",
     R"({"code":0,"message":"SUCCEED","request_id":"<uuid>","data":{"task_id":"<18>","task_status":"submitted","task_info":{},"task_result":null,"task_status_msg":null,"created_at":"<13 digits>","updated_at":"<13 digits>"}})",
     18,
     R"({"code":0,"message":"SUCCEED","request_id":"<uuid>","data":{"task_id":"<18>","task_info":{},"created_at":"<13 digits>","updated_at":"<13 digits>","task_result":null,"task_status":"processing","task_status_msg":null}})"},
};

TEST(CometApi, each_page_has_its_replies) {
  for (const CometRow &row : comet_rows) {
    Customer customer("cometapi");
    const Answer made = customer.at("POST", row.path, row.body);
    EXPECT_EQ(made.reply.status, 200) << row.path;
    EXPECT_EQ(shape(made), row.created) << row.path;
    EXPECT_EQ(made.task_id().size(), row.id_digits) << row.path;
    EXPECT_TRUE(made.task_id().starts_with(row.id_digits == 19 ? "20" : "8")) << row.path;
    customer.now += 500;
    const Answer looked = customer.at("GET", concat({row.path, "/", made.task_id()}));
    EXPECT_EQ(shape(looked), row.processing) << row.path;
    EXPECT_EQ(looked.task_id(), made.task_id());
    customer.now += 500;
    const Answer done = customer.at("GET", concat({row.path, "/", made.task_id()}));
    EXPECT_EQ(done.data()["task_status"].text(), "succeed") << row.path;
    EXPECT_NE(done.data()["task_result"].first().first().present(), false) << row.path;
  }
}

TEST(CometApi, has_the_routes_of_its_pages) { // §1.2, §1.3
  constexpr std::string_view tasks[] = {
      "/videos/text2video",  "/videos/image2video",           "/videos/multi-image2video", "/videos/omni-video",   "/videos/video-extend",
      "/videos/effects",     "/videos/avatar/image2video",    "/videos/advanced-lip-sync", "/videos/lip-sync",     "/videos/multi-elements",
      "/images/generations", "/images/kolors-virtual-try-on", "/audio/text-to-audio",      "/audio/video-to-audio"};
  constexpr std::string_view calls[] = {"/videos/identify-face",
                                        "/videos/multi-elements/init-selection",
                                        "/videos/multi-elements/add-selection",
                                        "/videos/multi-elements/delete-selection",
                                        "/videos/multi-elements/clear-selection",
                                        "/videos/multi-elements/preview-selection",
                                        "/videos/image-recognize",
                                        "/audio/tts"};
  Customer customer("cometapi");
  for (const std::string_view path : tasks) {
    EXPECT_EQ(customer.at("POST", concat({"/v1", path}), "{}").code(), 1201) << path;
    EXPECT_EQ(customer.at("GET", concat({"/v1", path, "/1"})).message(), "Task not found by id/external id: 1") << path;
  }
  for (const std::string_view path : calls) {
    EXPECT_EQ(customer.at("POST", concat({"/v1", path}), "{}").code(), 1201) << path;
  }
  EXPECT_EQ(customer.service.profile().routes.size(), std::size(tasks) + std::size(calls) + 1)
      << "and image expansion, which leads nowhere";
}

TEST(CometApi, has_the_models_that_were_seen_there) { // §1.5
  const auto status = [](std::string_view path, std::string_view members) {
    return Customer("cometapi").at("POST", path, concat({"{", members, "}"})).reply.status;
  };
  for (const std::string_view model : {"kling-v3", "kling-v2-6", "kling-v2-5-turbo", "kling-v2-1-master", "kling-v2-1", "kling-v2-master",
                                       "kling-v1-6", "kling-v1-5", "kling-v1"}) {
    const String members = concat({R"("image":"https://a/b.png","model_name":")", model, "\""});
    EXPECT_EQ(status("/v1/videos/image2video", members), 200) << model;
  }
  for (const std::string_view model : {"kolors-virtual-try-on-v1", "kolors-virtual-try-on-v1-5"}) {
    const String members = concat({R"("human_image":"https://a/b.png","cloth_image":"https://a/c.png","model_name":")", model, "\""});
    EXPECT_EQ(status("/v1/images/kolors-virtual-try-on", members), 200) << model;
  }
  EXPECT_EQ(status("/v1/videos/image2video", R"("image":"https://a/b.png","model":"sora-2")"), 200) << "the field is model_name";
}

TEST(CometApi, calls_are_answered_at_once) { // §1.6
  Customer customer("cometapi");
  const Answer faces = customer.at("POST", "/v1/videos/identify-face", R"({"video_url":"https://a/b.mp4"})");
  EXPECT_FALSE(faces.data()["session_id"].text().empty());
  const json::Value face = faces.data()["face_data"].at(0);
  for (const std::string_view name : {"face_id", "face_image", "start_time", "end_time"}) {
    EXPECT_TRUE(face[name].present()) << name;
  }
  const Answer session = customer.at("POST", "/v1/videos/multi-elements/init-selection", R"({"video_url":"https://a/b.mp4"})");
  EXPECT_FALSE(session.data()["session_id"].text().empty());
}

TEST(CometApi, takes_its_key_with_bearer_and_without) { // §1.1
  Customer customer("cometapi");
  customer.authorization = "sim-api-key";
  EXPECT_EQ(customer.create(minimal).code(), 0);
  customer.authorization = "bearer sim-api-key";
  EXPECT_EQ(customer.create(minimal).code(), 0);
}

TEST(CometApi, a_video_and_a_failure) {
  Customer customer("cometapi");
  const std::string id = customer.create(with_external).task_id();
  const std::string fails = customer.create(R"({"prompt":"risk control","model_name":"kling-v3"})").task_id();
  customer.now += 1000;
  EXPECT_EQ(
      shape(customer.get(id)),
      R"({"code":0,"message":"SUCCEED","request_id":"<uuid>","data":{"task_id":"<18>","task_info":{"external_task_id":"mine"},"created_at":"<13 digits>","updated_at":"<13 digits>","task_result":{"videos":[{"id":"<uuid>","url":"<url>","duration":"3.041"}]},"task_status":"succeed"}})");
  EXPECT_EQ(customer.get("mine").task_id(), id) << "the page: it can be used to query";
  const Answer failed = customer.get(fails);
  EXPECT_EQ(failed.data()["task_status"].text(), "failed");
  EXPECT_EQ(failed.data()["task_status_msg"].text(), "Failure to pass the risk control system");
  EXPECT_EQ(failed.data()["task_result"].print(), "{}");
}

TEST(CometApi, a_video_that_was_extended_tells_its_parent) {
  Settings settings = settings_of("cometapi");
  settings.any_ids = true;
  Customer customer(settings);
  const std::string id = customer.create(R"({"prompt":"a","model_name":"kling-v1-6"})").task_id();
  customer.now += 1000;
  const String video(customer.get(id).data()["task_result"]["videos"].at(0)["id"].text());
  const Answer made = customer.at("POST", "/v1/videos/video-extend", concat({R"({"video_id":")", video, "\"}"}));
  customer.now += 1000;
  const Answer looked = customer.at("GET", concat({"/v1/videos/video-extend/", made.task_id()}));
  EXPECT_EQ(masked(looked.data()["task_info"]), R"({"parent_video":{"id":"<uuid>","url":"<url>","duration":"5.041"}})");
}

// Tasks that a gateway keeps a table of: §3, with a refresh each second.

TEST(Wrapped, the_historic_form_of_cometapi) { // §1.6
  Customer customer("cometapi-wrapped");
  const std::string_view omni = "/v1/videos/omni-video";
  const std::string id =
      customer.at("POST", omni, R"({"prompt":"a","model_name":"kling-video-o1","duration":"5","aspect_ratio":"16:9"})").task_id();
  const std::string fails = customer.create(R"({"prompt":"risk control","model_name":"kling-v3"})").task_id();
  const String look = concat({omni, "/", id});
  EXPECT_EQ(
      shape(customer.at("GET", look)),
      R"({"code":"success","message":"","data":{"task_id":"<18>","action":"OMNI_VIDEO","status":"NOT_START","progress":"0%","data":null}})");
  customer.now += 1000;
  const Answer done = customer.at("GET", look);
  EXPECT_EQ(
      shape(done),
      R"({"code":"success","message":"","data":{"task_id":"<18>","action":"OMNI_VIDEO","status":"SUCCESS","progress":"100%","data":{"task_id":"<18>","task_status":"succeed","task_result":{"videos":[{"id":"<uuid>","url":"<url>","duration":"5.041"}]}}}})");
  const Answer failed = customer.get(fails);
  EXPECT_EQ(failed.data()["action"].text(), "TEXT2VIDEO");
  EXPECT_EQ(failed.data()["status"].text(), "FAILURE");
  EXPECT_EQ(failed.data()["data"]["task_status_msg"].text(), "Failure to pass the risk control system");
}

TEST(FamilyA, the_form_of_2025) {
  Settings settings = settings_of("gateway-a");
  settings.submitted_ms = settings.processing_ms = 2000;
  Customer customer(settings);
  const Answer made = customer.create(with_external);
  EXPECT_EQ(
      shape(made),
      R"({"code":0,"message":"SUCCEED","task_id":"<18>","request_id":"<uuid>","data":{"task_id":"<18>","task_status":"submitted","task_status_msg":"","task_result":{"videos":null},"created_at":"<13 digits>","updated_at":"<13 digits>"}})");
  EXPECT_EQ(made["task_id"].text(), made.task_id()) << "the service's own id";
  const std::string id = made.task_id();
  const auto look = [&](int64_t milliseconds) {
    customer.now += milliseconds;
    return customer.get(id);
  };
  EXPECT_EQ(
      shape(look(999)),
      R"({"code":"success","message":"","data":{"task_id":"<18>","action":"textGenerate","status":"NOT_START","fail_reason":"","submit_time":"<10 digits>","start_time":0,"finish_time":0,"progress":"0%","data":null}})");
  EXPECT_EQ(look(1).data()["status"].text(), "SUBMITTED");
  const Answer working = look(1000);
  EXPECT_EQ(working.data()["status"].text(), "IN_PROGRESS");
  EXPECT_EQ(working.data()["data"]["data"]["task_status"].text(), "processing");
  EXPECT_EQ(working.data()["data"]["data"]["task_result"].print(), "{}");
  EXPECT_EQ(look(1999).data()["status"].text(), "IN_PROGRESS");
  const Answer done = look(1);
  EXPECT_EQ(
      shape(done),
      R"({"code":"success","message":"","data":{"task_id":"<18>","action":"textGenerate","status":"SUCCESS","fail_reason":"<url>","submit_time":"<10 digits>","start_time":"<10 digits>","finish_time":"<10 digits>","progress":"100%","data":{"code":0,"message":"SUCCEED","request_id":"<uuid>","data":{"task_id":"<18>","task_status":"succeed","task_status_msg":"","task_info":{},"task_result":{"videos":[{"id":"<uuid>","url":"<url>","duration":"3.041"}]},"watermark_info":{"enabled":false},"final_unit_deduction":"1.8","created_at":"<13 digits>","updated_at":"<13 digits>"}}}})");
  EXPECT_EQ(done.data()["fail_reason"].text(), done.data()["data"]["data"]["task_result"]["videos"].at(0)["url"].text());
  EXPECT_EQ(done.data()["submit_time"].integer(), 1790000000);
  EXPECT_EQ(done.data()["start_time"].integer(), 1790000002);
  EXPECT_EQ(done.data()["finish_time"].integer(), 1790000004);
  EXPECT_EQ(done.data()["data"]["data"]["updated_at"].integer(), 1790000004000);
}

TEST(FamilyA, tells_a_failure_in_fail_reason) {
  Customer customer("gateway-a");
  const std::string id = customer.create(R"({"prompt":"risk control","model_name":"kling-v3"})").task_id();
  customer.now += 1000;
  const Answer failed = customer.get(id);
  EXPECT_EQ(failed.data()["status"].text(), "FAILURE");
  EXPECT_EQ(failed.data()["progress"].text(), "100%");
  EXPECT_EQ(failed.data()["fail_reason"].text(), "Failure to pass the risk control system");
}

TEST(FamilyA, the_openai_form) {
  Settings settings = settings_of("gateway-a-openai");
  settings.submitted_ms = 1500;
  Customer customer(settings);
  const Answer made = customer.create(with_external);
  EXPECT_EQ(
      shape(made),
      R"({"id":"<37>","task_id":"<37>","object":"video","model":"kling-v3","status":"queued","progress":0,"created_at":"<10 digits>"})");
  const std::string id(made["id"].text());
  EXPECT_TRUE(id.starts_with("task_"));
  EXPECT_EQ(made["created_at"].integer(), 1790000000);
  customer.now += 1000;
  EXPECT_EQ(customer.get(id).data()["status"].text(), "QUEUED");
  customer.now += 2000;
  const Answer done = customer.get(id);
  EXPECT_EQ(done.data()["task_id"].text(), id);
  EXPECT_EQ(done.data()["status"].text(), "SUCCESS");
  const std::string upstream(done.data()["data"]["data"]["task_id"].text());
  EXPECT_EQ(upstream.size(), 18U) << "inside is the service's own id";
  EXPECT_EQ(customer.get(upstream)["code"].text(), "task_not_exist") << "which the gateway does not know";
  EXPECT_EQ(customer.create(R"({"prompt":"a"})")["model"].text(), "kling-v1");
}

TEST(FamilyB, says_nothing_before_its_first_look) {
  Customer customer("gateway-b");
  const Answer made = customer.create(with_external);
  EXPECT_EQ(
      shape(made),
      R"({"code":0,"message":"SUCCEED","request_id":"<uuid>","data":{"task_id":"<18>","task_status":"submitted","created_at":"<13 digits>","updated_at":"<13 digits>"}})");
  EXPECT_EQ(customer.get(made.task_id()).body.print(), R"({"code":0,"message":"","request_id":""})");
  customer.now += 1000;
  EXPECT_EQ(
      shape(customer.get(made.task_id())),
      R"({"code":0,"message":"SUCCEED","request_id":"<uuid>","data":{"task_id":"<18>","task_status":"succeed","task_status_msg":"","task_result":{"videos":[{"id":"<uuid>","url":"<url>","duration":"3.041"}]},"created_at":"<13 digits>","updated_at":"<13 digits>"}})");
  EXPECT_EQ(customer.get("mine")["code"].text(), "task_not_exist") << "no external id came so far";
}

TEST(Ids, are_no_numbers) { // §4.1
  Customer customer("ids");
  EXPECT_EQ(customer.prefix, "/klingai");
  const Answer made = customer.create(with_external);
  const std::string id = made.task_id();
  EXPECT_EQ(id.size(), 18U);
  EXPECT_TRUE(id.starts_with("kling_"));
  EXPECT_EQ(id.substr(6).find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_EQ(made["request_id"].text(), id);
  EXPECT_EQ(made.message(), "SUCCEED");
  customer.now += 1000;
  const Answer looked = customer.get(id);
  EXPECT_EQ(looked.message(), "success");
  EXPECT_FALSE(looked["request_id"].present());
  EXPECT_EQ(looked.task_id(), id);
  EXPECT_EQ(looked.data()["task_status"].text(), "succeed");
  EXPECT_EQ(customer.get("mine").task_id(), id);
  const Answer list = customer.call("GET", customer.path);
  EXPECT_EQ(list.message(), "success");
  EXPECT_EQ(list.data().at(0)["task_id"].text(), id);
  EXPECT_EQ(list.data().size(), 1U);
  EXPECT_EQ(customer.at("GET", "/v1/general/presets-voices").code(), 0) << "and everything else the service has";
  for (const std::string_view path : {"/v1/videos/motion-control", "/v1/images/omni-image", "/v1/general/custom-elements"}) {
    EXPECT_EQ(customer.at("POST", path, "{}").code(), 1201) << path;
  }
}

} // namespace
} // namespace kling::sim
