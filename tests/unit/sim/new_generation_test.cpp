#include <set>

#include "new_bodies.hpp"
#include "sim/path_model.hpp"

namespace kling::sim {
namespace {

TEST(NewGeneration, a_create_is_answered_in_the_recorded_shape) {
  Account account;
  const Answer answer = post(account, "/text-to-video/kling-3.0-turbo",
                             "{'prompt':'The girl sat','settings':{'duration':3,'resolution':'720p','aspect_ratio':'9:16'},"
                             "'options':{'callback_url':'https://a/b','watermark_info':{'enabled':false},'external_task_id':''}}");
  EXPECT_EQ(answer.reply.status, 200);
  EXPECT_EQ(answer.message(), "SUCCEED");
  const std::string_view id = answer.data()["id"].text();
  EXPECT_EQ(id.size(), 18U);
  EXPECT_EQ(answer.data().print(), concat({R"({"id":")", id, R"(","status":"submitted","message":"","create_time":1790000000000,)",
                                           R"("update_time":1790000000000})"}));
  const Answer named = post(account, "/text-to-video/kling-3.0/", "{'prompt':'a','options':{'external_task_id':'mine'}}");
  EXPECT_EQ(named.data()["external_id"].text(), "mine");
}

TEST(NewGeneration, has_the_twelve_rows_of_the_page_and_the_alias) {
  std::set<String> paths;
  for (const Kind *kind : all_kinds()) {
    if (kind->model_in_path()) {
      for (const PathModel &model : kind->models()) {
        EXPECT_TRUE(paths.insert(concat({kind->path, "/", model.name})).second);
      }
    }
  }
  EXPECT_EQ(paths.size(), 13U);
  EXPECT_EQ(paths.erase("/omni-video/kling-v3-omni"), 1U);
  for (const NewBody &row : new_bodies) {
    EXPECT_EQ(paths.erase(String(row.path)), 1U) << row.path;
  }
  EXPECT_TRUE(paths.empty());
}

TEST(NewGeneration, every_model_takes_its_smallest_body_and_charges_what_it_costs) {
  for (const NewBody &row : new_bodies) {
    Account account;
    const Answer made = post(account, row.path, row.body);
    ASSERT_EQ(made.code(), 0) << row.path << ": " << made.message();
    account.now += 1000;
    const Recorded record(account, made.data()["id"].text());
    EXPECT_EQ(record["status"].text(), "succeeded") << row.path;
    EXPECT_EQ(record["outputs"].size(), 1U) << row.path;
    EXPECT_EQ(record["billing"].print(), concat({R"([{"charge_type":"unit","amount":")", row.units, R"(","package_type":"video"}])"}))
        << row.path;
    EXPECT_EQ(account.ledger()["billed_units"].text(), row.units);
  }
}

// §5.2, row by row: the longest prompt, the resolutions, the lengths and what audio may be.
constexpr std::string_view t2v_turbo = "/text-to-video/kling-3.0-turbo";
constexpr std::string_view t2v_3 = "/text-to-video/kling-3.0";
constexpr std::string_view t2v_2_6 = "/text-to-video/kling-2.6";
constexpr std::string_view t2v_2_5 = "/text-to-video/kling-2.5-turbo";
constexpr NewVerdict text_limits[] = {
    {t2v_turbo, "prompt is required", "{}"},
    {t2v_turbo, "prompt is required", "{'prompt':''}"},
    {t2v_turbo, "prompt value type is invalid, expected string", "{'prompt':['a']}"},
    {t2v_turbo, "", "{'prompt':'{3072}'}"},
    {t2v_turbo, "prompt cannot exceed 3072 characters", "{'prompt':'{3073}'}"},
    {t2v_3, "", "{'prompt':'{3072}'}"},
    {t2v_3, "prompt cannot exceed 3072 characters", "{'prompt':'{3073}'}"},
    {t2v_2_6, "", "{'prompt':'{2500}'}"},
    {t2v_2_6, "prompt cannot exceed 2500 characters", "{'prompt':'{2501}'}"},
    {t2v_2_5, "", "{'prompt':'{2500}'}"},
    {t2v_2_5, "prompt cannot exceed 2500 characters", "{'prompt':'{2501}'}"},
    {t2v_turbo, "", "{'prompt':'a','settings':{'resolution':'1080p'}}"},
    {t2v_turbo, "video resolution value '4k' is invalid", "{'prompt':'a','settings':{'resolution':'4k'}}"},
    {t2v_3, "", "{'prompt':'a','settings':{'resolution':'4k'}}"},
    {t2v_3, "video resolution value '480p' is invalid", "{'prompt':'a','settings':{'resolution':'480p'}}"},
    {t2v_3, "settings.resolution value '8k' is invalid", "{'prompt':'a','settings':{'resolution':'8k'}}"},
    {t2v_2_6, "", "{'prompt':'a','settings':{'resolution':'1080p'}}"},
    {t2v_2_6, "video resolution value '4k' is invalid", "{'prompt':'a','settings':{'resolution':'4k'}}"},
    {t2v_2_5, "", "{'prompt':'a','settings':{'resolution':'1080p'}}"},
    {t2v_2_5, "video resolution value '4k' is invalid", "{'prompt':'a','settings':{'resolution':'4k'}}"},
    {t2v_turbo, "settings.duration value '2' is invalid", "{'prompt':'a','settings':{'duration':2}}"},
    {t2v_turbo, "", "{'prompt':'a','settings':{'duration':3}}"},
    {t2v_turbo, "", "{'prompt':'a','settings':{'duration':'15'}}"},
    {t2v_turbo, "settings.duration value '16' is invalid", "{'prompt':'a','settings':{'duration':'16'}}"},
    {t2v_turbo, "settings.duration value '5.5' is invalid", "{'prompt':'a','settings':{'duration':5.5}}"},
    {t2v_turbo, "settings.duration value 'long' is invalid", "{'prompt':'a','settings':{'duration':'long'}}"},
    {t2v_turbo, "settings.duration value type is invalid, expected integer", "{'prompt':'a','settings':{'duration':[5]}}"},
    {t2v_3, "settings.duration value '2' is invalid", "{'prompt':'a','settings':{'duration':2}}"},
    {t2v_3, "", "{'prompt':'a','settings':{'duration':15}}"},
    {t2v_3, "settings.duration value '16' is invalid", "{'prompt':'a','settings':{'duration':16}}"},
    {t2v_2_6, "", "{'prompt':'a','settings':{'duration':10}}"},
    {t2v_2_6, "settings.duration value '6' is invalid", "{'prompt':'a','settings':{'duration':6}}"},
    {t2v_2_5, "", "{'prompt':'a','settings':{'duration':10}}"},
    {t2v_2_5, "settings.duration value '9' is invalid", "{'prompt':'a','settings':{'duration':9}}"},
    {t2v_3, "", "{'prompt':'a','settings':{'aspect_ratio':'1:1'}}"},
    {t2v_3, "settings.aspect_ratio value '4:3' is invalid", "{'prompt':'a','settings':{'aspect_ratio':'4:3'}}"},
    {t2v_3, "", "{'prompt':'a','settings':{'audio':'native'}}"},
    {t2v_3, "audio mode 'original' is not supported by the current model", "{'prompt':'a','settings':{'audio':'original'}}"},
    {t2v_3, "settings.audio value 'on' is invalid", "{'prompt':'a','settings':{'audio':'on'}}"},
    {t2v_2_6, "", "{'prompt':'a','settings':{'audio':'native','resolution':'1080p'}}"},
    {t2v_2_6, "audio mode 'native' is only supported with resolution '1080p' by the current model",
     "{'prompt':'a','settings':{'audio':'native'}}"},
    {t2v_3, "settings.multi_shot value 'maybe' is invalid", "{'prompt':'a','settings':{'multi_shot':'maybe'}}"},
    {t2v_3, "settings value type is invalid, expected object", "{'prompt':'a','settings':[1]}"},
    {t2v_3, "options value type is invalid, expected object", "{'prompt':'a','options':'x'}"},
    {t2v_3, "options.watermark_info value type is invalid, expected object", "{'prompt':'a','options':{'watermark_info':true}}"},
    {t2v_3, "options.watermark_info.enabled value 'x' is invalid", "{'prompt':'a','options':{'watermark_info':{'enabled':'x'}}}"},
};

TEST(NewGeneration, text_to_video_has_the_limits_of_its_models) {
  expect_verdicts(text_limits);
}

// §2.2, §5.2: what is no field says nothing, whatever it holds; what is empty is absent.
constexpr NewVerdict ignored[] = {
    {t2v_3, "", "{'prompt':'a','model_name':7,'model':'x','negative_prompt':[],'contents':'x','callback_url':5,'mode':'8k','sound':{}}"},
    {t2v_3, "", "{'prompt':'a','contents':[{'type':'voice'},{'type':'feature_video'}]}"},
    {t2v_3, "",
     "{'prompt':'a','settings':{'mode':'x','cfg_scale':9,'negative_prompt':{},'fps':'x','quality':1,'camera':[],'seed':'x',"
     "'character_orientation':'x'}}"},
    {t2v_turbo, "", "{'prompt':'a','settings':{'audio':'loud','multi_shot':'maybe'}}"},
    {t2v_2_5, "", "{'prompt':'a','settings':{'audio':7,'multi_shot':[]}}"},
    {t2v_2_6, "", "{'prompt':'a','settings':{'multi_shot':'maybe'}}"},
    {"/image-to-video/kling-3.0", "",
     "{'contents':[{'type':'prompt','text':'a'},{'type':'first_frame','url':'https://a'}],'settings':{'aspect_ratio':'4:3'},'prompt':7}"},
    {"/motion-control/kling-3.0", "",
     "{'contents':[{'type':'image','url':'https://a'},{'type':'video','url':'https://a'}],"
     "'settings':{'character_orientation':'video','duration':99,'aspect_ratio':'4:3','multi_shot':7}}"},
    {"/omni-video/kling-o1", "",
     "{'contents':[{'type':'prompt','text':'a'}],'settings':{'aspect_ratio':'1:1','multi_shot':'x','seed':'x'}}"},
    {t2v_3, "",
     "{'prompt':'a','settings':{'duration':'','resolution':'','aspect_ratio':null,'audio':'','multi_shot':''},"
     "'options':{'callback_url':'','external_task_id':'','watermark_info':''}}"},
    {t2v_3, "", "{'prompt':'a','settings':'','options':null}"},
    {t2v_3, "", "{'prompt':'a','settings':{'multi_shot':'true'},'options':{'watermark_info':{'enabled':'False'}}}"},
};

TEST(NewGeneration, ignores_what_is_no_field_and_takes_empty_for_absent) {
  expect_verdicts(ignored);
  Account account;
  EXPECT_EQ(post(account, t2v_3, "{'prompt':'a','callback_url':'https://127.0.0.1/here','external_task_id':'x'}").code(), 0);
  EXPECT_FALSE(account.service.calls_back());
  EXPECT_EQ(account.service.tasks().all().front().order.external_task_id, "");
}

/// What a body costs, and the clip that it will be.
struct Made {
  std::string_view path;
  std::string_view body;
  std::string_view units;
  Clip clip;
};

constexpr Ratio wide = Ratio::wide;
constexpr Resolution r720 = Resolution::hd720;
constexpr Resolution r1080 = Resolution::hd1080;
constexpr Resolution r4k = Resolution::uhd4k;

// §6.4
constexpr Made made_rows[] = {
    {t2v_turbo, "{'prompt':'a','settings':{'duration':3}}", "2.4", {wide, r720, 3, true}},
    {t2v_turbo, "{'prompt':'a','settings':{'duration':4,'resolution':'1080p','aspect_ratio':'9:16'}}", "4", {Ratio::tall, r1080, 4, true}},
    {t2v_3, "{'prompt':'a','settings':{'duration':15,'aspect_ratio':'1:1'}}", "9", {Ratio::square, r720, 15, false}},
    {t2v_3, "{'prompt':'a','settings':{'audio':'native'}}", "4.5", {wide, r720, 5, true}},
    {t2v_3, "{'prompt':'a','settings':{'resolution':'1080p'}}", "4", {wide, r1080, 5, false}},
    {t2v_3, "{'prompt':'a','settings':{'resolution':'1080p','audio':'native'}}", "6", {wide, r1080, 5, true}},
    {t2v_3, "{'prompt':'a','settings':{'resolution':'4k'}}", "15", {wide, r4k, 5, false}},
    {t2v_3, "{'prompt':'a','settings':{'resolution':'4k','audio':'native'}}", "15", {wide, r4k, 5, true}},
    {t2v_2_6, "{'prompt':'a','settings':{'duration':10}}", "3", {wide, r720, 10, false}},
    {t2v_2_6, "{'prompt':'a','settings':{'resolution':'1080p'}}", "2.5", {wide, r1080, 5, false}},
    {t2v_2_6, "{'prompt':'a','settings':{'resolution':'1080p','audio':'native'}}", "5", {wide, r1080, 5, true}},
    {"/image-to-video/kling-2.6",
     "{'contents':[{'type':'prompt','text':'@1 hello'},{'type':'first_frame','url':'https://a'},"
     "{'type':'voice','voice_id':'829824295735410756','id':'1'}],'settings':{'resolution':'1080p','audio':'native'}}",
     "6",
     {wide, r1080, 5, true}},
    {t2v_2_5, "{'prompt':'a','settings':{'duration':10,'resolution':'1080p'}}", "5", {wide, r1080, 10, false}},
    {"/omni-video/kling-3.0-omni",
     "{'contents':[{'type':'prompt','text':'a'}],'settings':{'aspect_ratio':'16:9','audio':'native'}}",
     "4",
     {wide, r720, 5, true}},
    {"/omni-video/kling-3.0-omni",
     "{'contents':[{'type':'prompt','text':'a'}],'settings':{'aspect_ratio':'16:9','audio':'native','resolution':'1080p'}}",
     "5",
     {wide, r1080, 5, true}},
    {"/omni-video/kling-3.0-omni",
     "{'contents':[{'type':'prompt','text':'a'},{'type':'base_video','url':'https://a'}],'settings':{'audio':'original','duration':9}}",
     "4.5",
     {wide, r720, 5, true}},
    {"/omni-video/kling-3.0-omni",
     "{'contents':[{'type':'prompt','text':'a'},{'type':'feature_video','url':'https://a'}],'settings':{'resolution':'1080p','duration':9,"
     "'aspect_ratio':'9:16'}}",
     "10.8",
     {Ratio::tall, r1080, 9, false}},
    {"/omni-video/kling-o1",
     "{'contents':[{'type':'prompt','text':'a'},{'type':'base_video','url':'https://a'}]}",
     "4.5",
     {wide, r720, 5, false}},
    {"/omni-video/kling-o1",
     "{'contents':[{'type':'prompt','text':'a'}],'settings':{'aspect_ratio':'1:1','resolution':'1080p'}}",
     "4",
     {Ratio::square, r1080, 5, false}},
    {"/motion-control/kling-3.0",
     "{'contents':[{'type':'prompt','text':'a'},{'type':'image','url':'https://a'},{'type':'video','url':'https://a'}],'settings':"
     "{'character_orientation':'video','resolution':'1080p','audio':'off'}}",
     "6",
     {wide, r1080, 5, false}},
    {"/motion-control/kling-2.6",
     "{'contents':[{'type':'image','url':'https://a'},{'type':'video','url':'https://a'}],'settings':"
     "{'character_orientation':'image','resolution':'1080p'}}",
     "4",
     {wide, r1080, 5, true}},
};

TEST(NewGeneration, clips_are_what_was_asked_for_at_the_price_of_the_page) {
  for (const Made &row : made_rows) {
    Account account;
    const Answer answer = post(account, row.path, row.body);
    ASSERT_EQ(answer.code(), 0) << answer.message() << row.body;
    const Task &task = account.service.tasks().all().front();
    EXPECT_EQ(units_text(task.order.cost), row.units) << row.path << row.body;
    ASSERT_EQ(task.outputs.size(), 1U);
    const Clip &clip = task.outputs.front().clip;
    EXPECT_EQ(clip.ratio, row.clip.ratio) << row.body;
    EXPECT_EQ(clip.resolution, row.clip.resolution) << row.body;
    EXPECT_EQ(clip.seconds, row.clip.seconds) << row.body;
    EXPECT_EQ(clip.sound, row.clip.sound) << row.body;
  }
}

struct AccessCase {
  const char *what;
  std::string_view authorization;
  std::string_view target;
  int64_t code;
  std::string_view message;
};

constexpr std::string_view key_only = "Authentication error. The current API does not support AK/SK; please go to the console "
                                      "(https://kling.ai/dev/api-key) to create API key.";
// The signed token of §2.3 is good for the legacy paths in its time.
constexpr std::string_view token =
    "Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJhay10ZXN0IiwiZXhwIjoxNzAwMDAxODAwLCJuYmYiOjE2OTk5OTk5OTV9."
    "tMljlG8Xy1G8AKj5WkEZRcRIADvbH0FP6wgzpwHAfs4";
constexpr AccessCase access_cases[] = {
    {"none", "", "/text-to-video/nowhere", 1001, "Authorization is empty"},
    {"none but the scheme", "Bearer ", "/tasks", 1001, "Authorization is empty"},
    {"garbage", "Bearer x", "/text-to-video/nowhere", 1002, key_only},
    {"no scheme", "sim-api-key", "/tasks", 1002, key_only},
    {"a token", token, "/tasks", 1002, key_only},
    {"a token", token, "/omni-video/kling-o1", 1002, key_only},
    {"a token", token, "/image-to-video", 1002, key_only},
    {"a token", token, "/motion-control/kling-2.6", 1002, key_only},
    {"garbage", "Bearer x", "/v1/videos/text2video", 1002, "The token was expected to have 3 parts, but got 0"},
    {"garbage", "Bearer x", "/account/costs", 1002, "The token was expected to have 3 parts, but got 0"},
    {"garbage", "Bearer x", "/tasksome", 1002, "The token was expected to have 3 parts, but got 0"},
};

TEST(NewGeneration, takes_api_keys_only) {
  Settings settings;
  settings.access_key = "ak-test";
  settings.secret_key = "sk-test";
  Account account(settings);
  account.now = 1700000000000;
  for (const AccessCase &row : access_cases) {
    account.authorization = String(row.authorization);
    for (const std::string_view method : {"GET", "POST", "DELETE"}) {
      const Answer answer = account.call(method, row.target, "{");
      EXPECT_EQ(answer.reply.status, 401) << row.what;
      EXPECT_EQ(answer.code(), row.code) << row.what;
      EXPECT_EQ(answer.message(), row.message) << row.what << row.target;
    }
  }
  account.authorization = String(token);
  EXPECT_EQ(account.create(R"({"prompt":"a"})").code(), 0) << "the token itself is good";
}

TEST(NewGeneration, path_and_method_come_before_the_model_and_the_body) {
  Account account;
  const auto refusal = [&](std::string_view method, std::string_view target, std::string_view body) {
    const Answer answer = account.call(method, target, body);
    return std::to_string(answer.reply.status) + " " + std::to_string(answer.code()) + " " + answer.message();
  };
  EXPECT_EQ(refusal("POST", "/text-to-video", "{}"), "404 1203 The requested resource does not exist: /text-to-video");
  EXPECT_EQ(refusal("POST", "/text-to-video/kling-3.0/x", "{}"),
            "404 1203 The requested resource does not exist: /text-to-video/kling-3.0/x");
  EXPECT_EQ(refusal("POST", "/omni-image/kling-3.0", "{}"), "404 1203 The requested resource does not exist: /omni-image/kling-3.0");
  EXPECT_EQ(refusal("GET", "/text-to-video/kling-3.0", ""), "404 1202 Request method 'GET' is not supported");
  EXPECT_EQ(refusal("DELETE", "/tasks", ""), "404 1202 Request method 'DELETE' is not supported");
  EXPECT_EQ(refusal("POST", "/text-to-video/kling-3.0", "[]"), "400 1200 The request body is not a JSON object");
  for (const std::string_view path : {"/omni-video/kling-v3-1-omni", "/omni-video/kling-3.0", "/text-to-video/kling-3.0-omni",
                                      "/text-to-video/kling-v3", "/image-to-video/kling-o1", "/motion-control/kling-3.0-turbo"}) {
    EXPECT_EQ(refusal("POST", path, "{}"), "400 1201 model is not supported") << path;
  }
  EXPECT_EQ(account.call("POST", "/kling/text-to-video/kling-3.0", R"({"prompt":"a"})").code(), 0) << "under the gateway's prefix";
}

TEST(NewGeneration, external_ids_are_one_for_both_generations) {
  Account account;
  EXPECT_EQ(account.create(R"({"prompt":"a","external_task_id":"old"})").code(), 0);
  EXPECT_EQ(post(account, t2v_3, "{'prompt':'a','options':{'external_task_id':'old'}}").message(), "External_task_id old already exists");
  EXPECT_EQ(post(account, t2v_3, "{'prompt':'a','options':{'external_task_id':'new'}}").code(), 0);
  EXPECT_EQ(account.create(R"({"prompt":"a","external_task_id":"new"})").message(), "External_task_id new already exists");
  EXPECT_EQ(post(account, "/omni-video/kling-o1",
                 "{'contents':[{'type':'prompt','text':'a'}],'settings':{'aspect_ratio':'1:1'},'options':{'external_task_id':'new'}}")
                .message(),
            "External_task_id new already exists");
  account.now += 780'000;
  EXPECT_EQ(post(account, t2v_3, "{'prompt':'a','options':{'external_task_id':'new'}}").message(), "External_task_id new already exists");
  EXPECT_EQ(account.ledger()["creations"].integer(), 2);
  EXPECT_EQ(account.get("new").message(), "Task not found by id/external id: new") << "a legacy path knows its own kind";
}

TEST(NewGeneration, balance_and_slots_are_those_of_the_video_pack) {
  Settings settings;
  settings.slots = 1;
  settings.units = "8";
  Account account(settings);
  EXPECT_EQ(post(account, t2v_3, "{'prompt':'a'}").code(), 0); // 3
  const Answer full = post(account, "/image-to-video/kling-3.0", framed);
  EXPECT_EQ(full.reply.status, 429);
  EXPECT_EQ(full.message(), "parallel task over resource pack limit") << "a model's slots are those of all its paths";
  EXPECT_EQ(account.create(R"({"prompt":"a","model_name":"kling-v3"})").code(), 0) << "the legacy name has its own"; // 3
  const Answer poor = post(account, "/text-to-video/kling-2.6", "{'prompt':'a','settings':{'duration':10}}");
  EXPECT_EQ(poor.reply.status, 429);
  EXPECT_EQ(poor.code(), 1102);
  EXPECT_EQ(poor.message(), "Account balance not enough");
  account.now += 1000;
  EXPECT_EQ(account.ledger()["billed_units"].text(), "6");
  EXPECT_EQ(post(account, "/image-to-video/kling-2.5-turbo", framed).code(), 0);
}

TEST(NewGeneration, the_ledger_and_the_faults_know_its_paths) {
  Account account;
  account.fault(R"({"method":"POST","path":"/text-to-video","fault":"status","status":503,"code":5001},)"
                R"({"method":"GET","path":"/tasks","fault":"html","status":502},)"
                R"({"path":"/image-to-video/kling-3.0","fault":"lost_reply"})");
  EXPECT_EQ(post(account, t2v_3, "{'prompt':'a'}").code(), 5001);
  EXPECT_EQ(account.raw("GET", "/tasks?task_ids=1").status, 502);
  EXPECT_EQ(post(account, "/image-to-video/kling-2.6", framed).reply.delivery, Delivery::whole);
  EXPECT_EQ(post(account, "/image-to-video/kling-3.0", framed).reply.delivery, Delivery::lost_reply);
  EXPECT_EQ(post(account, t2v_3, "{'prompt':'a'}").code(), 0);
  EXPECT_EQ(post(account, "/omni-video/kling-o1", omni).code(), 0);
  EXPECT_EQ(post(account, "/motion-control/kling-2.6", moved).code(), 0);
  std::string kinds;
  const Answer ledger = account.ledger();
  for (json::Value task = ledger["tasks"].first(); task.present(); task = task.next()) {
    kinds += std::string(task["kind"].text()) + " ";
  }
  EXPECT_EQ(kinds, "image-to-video image-to-video text-to-video new-omni-video new-motion-control ");
}

TEST(NewGeneration, a_fault_can_drop_the_external_id) {
  Account account;
  account.fault(R"({"path":"/text-to-video/kling-3.0","fault":"drop_external_id"})");
  const Answer answer = post(account, t2v_3, "{'prompt':'a','options':{'external_task_id':'mine'}}");
  EXPECT_FALSE(answer.data()["external_id"].present());
  EXPECT_EQ(account.call("GET", "/tasks?external_task_ids=mine").data().print(), "[]");
}

TEST(NewGeneration, callbacks_are_the_bare_record_of_the_task) {
  Account account;
  const Answer made = post(account, t2v_turbo,
                           "{'prompt':'a','options':{'external_task_id':'mine','callback_url':'https://127.0.0.1/here',"
                           "'watermark_info':{'enabled':true}}}");
  const std::string_view id = made.data()["id"].text();
  account.now += 1000;
  const Vector<Callback> all = account.service.take_callbacks(account.now);
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].url, "https://127.0.0.1/here");
  EXPECT_EQ(std::string_view(all[0].task_id), id);
  EXPECT_EQ(all[0].body, concat({R"({"id":")", id, R"(","status":"submitted","message":"","create_time":1790000000000,)",
                                 R"("update_time":1790000000000,"external_id":"mine","outputs":[]})"}));
  EXPECT_EQ(parsed(all[1].body).root()["status"].text(), "processing");
  EXPECT_EQ(all[2].body, Recorded(account, id).answer.data().at(0).print());
  EXPECT_EQ(parsed(all[2].body).root()["status"].text(), "succeeded");
}

TEST(NewGeneration, a_voice_may_be_taken_from_a_video_of_kling_2_6_with_sound) {
  Account account;
  const Answer made = post(account, t2v_2_6, "{'prompt':'a','settings':{'audio':'native','resolution':'1080p'}}");
  account.now += 1000;
  const Recorded record(account, made.data()["id"].text());
  const std::string_view video = record["outputs"].at(0)["id"].text();
  const String body = concat({R"({"voice_name":"a","video_id":")", video, "\"}"});
  EXPECT_EQ(account.call("POST", "/v1/general/custom-voices", body).code(), 0);
}

} // namespace
} // namespace kling::sim
