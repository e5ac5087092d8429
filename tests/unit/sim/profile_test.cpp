#include <algorithm>
#include <set>

#include "account.hpp"
#include "sim/profile.hpp"

namespace kling::sim {
namespace {

Settings settings_of(std::string_view profile) {
  Settings settings;
  settings.profile = String(profile);
  settings.refresh_ms = 1000;
  return settings;
}

constexpr std::string_view minimal = R"({"prompt":"a","model_name":"kling-v3","duration":"3"})";
constexpr std::string_view with_external = R"({"prompt":"a","model_name":"kling-v3","duration":"3","external_task_id":"mine"})";

/// An account behind a gateway.
struct Customer : Account {
  explicit Customer(std::string_view profile) : Customer(settings_of(profile)) {}
  explicit Customer(Settings settings) : Account(std::move(settings)) {
    prefix = String(service.profile().prefix);
    path = concat({prefix, "/v1/videos/text2video"});
  }
  Answer at(std::string_view method, std::string_view below, std::string_view body = "") {
    return call(method, concat({prefix, below}), body);
  }
  void upstream(std::string_view fault) { this->fault(concat({R"({"method":"POST","upstream":true,)", fault, "}"})); }
  String prefix;
};

/// What changes with time and seed, made comparable.
String masked(json::Value value, std::string_view name = {}) {
  if (value.is(json::Type::object)) {
    String out;
    for (json::Value each = value.first(); each.present(); each = each.next()) {
      out += concat({out.empty() ? "" : ",", json::quoted(each.name()), ":", masked(each, each.name())});
    }
    return concat({"{", out, "}"});
  }
  if (value.is(json::Type::array)) {
    String out;
    for (json::Value each = value.first(); each.present(); each = each.next()) {
      out += concat({out.empty() ? "" : ",", masked(each)});
    }
    return concat({"[", out, "]"});
  }
  constexpr std::string_view times[] = {"created_at", "updated_at", "submit_time", "start_time", "finish_time"};
  if (std::find(std::begin(times), std::end(times), name) != std::end(times) && value.is(json::Type::number)) {
    return value.text() == "0" ? String("0") : concat({"\"<", text_of(static_cast<int64_t>(value.text().size())), " digits>\""});
  }
  if (name == "task_id" || name == "id" || name == "request_id") {
    const std::string_view text = value.text();
    const bool uuid = text.size() == 36 && text[8] == '-';
    return text.empty() ? String("\"\"") : uuid ? String("\"<uuid>\"") : concat({"\"<", text_of(static_cast<int64_t>(text.size())), ">\""});
  }
  if (name == "url" || (name == "fail_reason" && value.text().starts_with("http"))) {
    return "\"<url>\"";
  }
  return value.print();
}

std::string shape(const Answer &answer) {
  return std::string(masked(answer.body.root()));
}

TEST(Profiles, each_has_what_a_client_needs_to_know) {
  std::set<std::string_view> names;
  for (const Profile &profile : profiles()) {
    EXPECT_TRUE(names.insert(profile.name).second) << profile.name;
    EXPECT_EQ(find_profile(profile.name), &profile);
    EXPECT_TRUE(profile.section.starts_with("§")) << profile.name;
    EXPECT_FALSE(profile.help.empty()) << profile.name;
    EXPECT_TRUE(profile.prefix.starts_with("/")) << profile.name;
    EXPECT_EQ(profile.gateway, profile.created != nullptr) << profile.name;
  }
  EXPECT_EQ(names,
            (std::set<std::string_view>{"official", "cometapi", "cometapi-wrapped", "gateway-a", "gateway-a-openai", "gateway-b", "ids"}));
  EXPECT_EQ(profiles().front().name, "official");
  EXPECT_EQ(find_profile("comet"), nullptr);
  EXPECT_EQ(profile_names(), "official, cometapi, cometapi-wrapped, gateway-a, gateway-a-openai, gateway-b, ids");
}

TEST(Profiles, every_route_of_a_gateway_is_one_of_the_service) {
  for (const Profile &profile : profiles()) {
    for (const GatewayRoute &route : profile.routes) {
      EXPECT_NE(find_route("POST", route.path).kind, nullptr) << profile.name << " " << route.path;
    }
  }
}

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

/// gateways §2.1: which situation has which shape.
struct ErrorRow {
  std::string_view what;
  std::string_view profile;
  std::string_view method;
  std::string_view path;
  std::string_view body;
  int status;
  std::string_view shape; // "R" stands for the request id in a text
};

std::string without_request_ids(std::string text) {
  constexpr std::string_view mark = "(request id: ";
  const std::size_t start = text.find(mark);
  if (start == std::string::npos) {
    return text;
  }
  const std::size_t from = start + mark.size();
  const std::size_t end = text.find(')', from);
  EXPECT_EQ(end - from, 22U) << text;
  EXPECT_TRUE(text.substr(from, end - from).starts_with("2026092"));
  return text.replace(from, end - from, "R");
}

constexpr std::string_view text2video = "/v1/videos/text2video";

constexpr ErrorRow error_rows[] = {
    {"no channel", "cometapi", "POST", text2video, R"({"prompt":"a","model_name":"sora-2"})", 503,
     R"json({"error":{"message":"no available channel for group default and model sora-2 (distributor) (request id: R)","type":"comet_api_error","param":"","code":"model_not_found"}})json"},
    {"no model", "cometapi", "POST", text2video, R"({"prompt":"a","model_name":""})", 400,
     R"json({"error":{"message":"model name is required (request id: R)","type":"comet_api_error","param":"","code":""}})json"},
    {"a model of another route", "cometapi", "POST", "/v1/videos/image2video",
     R"({"image":"https://example.com/a.png","model_name":"kling-video-o1"})", 400,
     R"json({"error":{"message":"invalid model name (request id: R)","type":"comet_api_error","param":"","code":"invalid_request"}})json"},
    {"no JSON", "cometapi", "POST", text2video, "{", 500,
     R"json({"error":{"message":"the request body is not a JSON object (request id: R)","type":"comet_api_error","param":"","code":"invalid_request"}})json"},
    {"E2", "cometapi", "POST", text2video, R"({"prompt":"a","mode":"8k"})", 400,
     R"({"code":1201,"message":"mode value '8k' is invalid","request_id":"<uuid>"})"},
    {"E2 of a look", "cometapi", "GET", "/v1/videos/text2video/1", "", 400,
     R"({"code":1201,"message":"Task not found by id/external id: 1","request_id":"<uuid>"})"},
    {"E3", "cometapi", "POST", "/v1/audio/tts", R"({"text":"hello","voice_id":"nobody","voice_language":"en"})", 400,
     R"({"message":"Voice id not found","data":{"message":"Voice id not found","data":{"code":1201,"message":"Voice id not found","request_id":"<uuid>"}}})"},
    {"E4", "cometapi", "POST", "/v1/images/editing/expand", R"({"image":"https://example.com/a.png"})", 404,
     R"({"code":null,"message":"404"})"},
    {"family A, no channel", "gateway-a-openai", "POST", text2video, R"({"prompt":"a","model_name":"sora-2"})", 503,
     R"json({"error":{"message":"no available channel for group default and model sora-2 (distributor) (request id: R)","type":"new_api_error","param":"","code":"model_not_found"}})json"},
    {"family A, no task", "gateway-a", "GET", "/v1/videos/text2video/1", "", 400,
     R"({"code":"task_not_exist","message":"task_not_exist","data":null})"},
    {"family A, no JSON", "gateway-a", "POST", text2video, "[]", 500,
     R"({"code":"invalid_request","message":"the request body is not a JSON object","data":null})"},
    {"family B, no task", "gateway-b", "GET", "/v1/videos/text2video/1", "", 400,
     R"({"code":"task_not_exist","message":"task_not_exist"})"},
    {"family B, refused", "gateway-b", "POST", text2video, R"({"prompt":"a","mode":"8k"})", 400,
     R"({"code":"","message":"mode value '8k' is invalid"})"},
    {"ids, refused", "ids", "POST", text2video, R"({"prompt":"a","mode":"8k"})", 400,
     R"({"code":1201,"message":"mode value '8k' is invalid","request_id":"<uuid>"})"},
    {"ids, no path", "ids", "POST", "/v1/videos/text3video", "{}", 404,
     R"({"code":1203,"message":"The requested resource does not exist: /v1/videos/text3video","request_id":"<uuid>"})"},
};

TEST(Complaints, each_situation_has_its_shape) {
  for (const ErrorRow &row : error_rows) {
    Customer customer(row.profile);
    const Answer answer = customer.at(row.method, row.path, row.body);
    EXPECT_EQ(answer.reply.status, row.status) << row.what;
    EXPECT_EQ(without_request_ids(shape(answer)), row.shape) << row.what;
    EXPECT_EQ(customer.ledger()["creations"].integer(), 0) << row.what;
  }
}

TEST(Complaints, the_wrong_key) {
  for (const Profile &profile : profiles()) {
    Customer customer(profile.name);
    customer.authorization = "Bearer wrong";
    const Answer wrong = customer.create(minimal);
    customer.authorization = "";
    const Answer none = customer.create(minimal);
    EXPECT_EQ(wrong.reply.status, 401) << profile.name;
    EXPECT_EQ(none.reply.status, 401) << profile.name;
    switch (profile.complaints) {
    case Complaints::service:
      EXPECT_EQ(wrong.code(), 1002) << profile.name;
      EXPECT_EQ(none.code(), 1001) << profile.name;
      break;
    case Complaints::comet:
    case Complaints::family_a:
      EXPECT_TRUE(wrong["error"]["message"].text().starts_with("Invalid token (request id: 2026")) << profile.name;
      EXPECT_EQ(wrong["error"]["type"].text(), profile.error_type);
      EXPECT_EQ(wrong["error"]["code"].print(), "\"\"");
      break;
    case Complaints::family_b:
      EXPECT_EQ(wrong.body.print(), R"({"code":"","message":"Invalid token"})");
      EXPECT_EQ(none.body.print(), R"({"code":"","message":"No token was given"})");
      break;
    }
  }
}

TEST(Complaints, a_gateway_takes_no_signed_token) {
  for (const Profile &profile : profiles()) {
    if (profile.gateway) {
      Customer customer(profile.name);
      customer.authorization = "Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.x";
      EXPECT_EQ(customer.create(minimal).reply.status, 401) << profile.name;
    }
  }
}

TEST(Complaints, what_is_not_served_is_a_page_or_a_redirect) { // E5, §1.2, §3
  for (const Profile &profile : profiles()) {
    if (!profile.gateway || !profile.unknown_is_page) {
      continue;
    }
    Customer customer(profile.name);
    const Vector<HttpHeader> key = {{"Authorization", "Bearer sim-api-key"}};
    for (const std::string_view path : {"/v1/videos/motion-control", "/v1/images/omni-image", "/v1/nothing", "/v1/general/custom-voices"}) {
      const HttpReply page = customer.raw("POST", concat({customer.prefix, path}), "{}", key);
      EXPECT_EQ(page.status, 200) << profile.name << path;
      EXPECT_TRUE(page.header("Content-Type").starts_with("text/html"));
      EXPECT_TRUE(page.body.starts_with("<!DOCTYPE html>"));
    }
    EXPECT_TRUE(customer.raw("GET", customer.path, "", key).body.starts_with("<!DOCTYPE html>")) << "a list " << profile.name;
    const HttpReply outside = customer.raw("POST", text2video, minimal, key);
    EXPECT_EQ(outside.status, profile.outside_moves ? 301 : 200) << profile.name;
    EXPECT_EQ(outside.header("Location"), profile.outside_moves ? "http://127.0.0.1/" : "");
    EXPECT_EQ(customer.ledger()["creations"].integer(), 0);
  }
  Customer ids("ids");
  EXPECT_EQ(ids.raw("POST", text2video, minimal).status, 404);
}

TEST(Complaints, no_gateway_has_the_new_generation) {
  for (const Profile &profile : profiles()) {
    Customer customer(profile.name);
    for (const std::string_view path : {"/text-to-video/kling-3.0", "/tasks"}) {
      const HttpReply reply =
          customer.raw("POST", concat({customer.prefix, path}), R"({"prompt":"a"})", {{"Authorization", "Bearer sim-api-key"}});
      EXPECT_EQ(reply.header("Content-Type").starts_with("text/html"), profile.gateway) << profile.name << path;
    }
    EXPECT_EQ(customer.ledger()["creations"].integer(), profile.gateway ? 0 : 1) << profile.name;
  }
}

TEST(Complaints, what_the_account_cannot_pay) { // §2.3
  for (const Profile &profile : profiles()) {
    if (profile.complaints == Complaints::service) {
      continue;
    }
    Settings settings = settings_of(profile.name);
    settings.units = "2";
    Customer customer(settings);
    EXPECT_EQ(customer.create(minimal).reply.status, 200);
    const Answer little = customer.create(minimal); // 0.2 are left
    EXPECT_EQ(little.reply.status, 403) << profile.name;
    EXPECT_EQ(little["code"].text(), "quota_not_enough") << profile.name;
    EXPECT_EQ(little["data"].is(json::Type::null), profile.complaints != Complaints::family_b);
    settings.units = "0";
    const Answer nothing = Customer(settings).create(minimal);
    EXPECT_EQ(nothing.reply.status, 403) << profile.name;
    EXPECT_EQ(nothing["code"].text(), "insufficient_user_quota") << profile.name;
  }
}

struct UpstreamRow {
  std::string_view fault;
  std::string_view profile;
  int status;
  std::string_view body; // of the reply
  int creations;
};

constexpr UpstreamRow upstream_rows[] = {
    // family A: fail_to_fetch_task has the service's status and its raw body for a text; task_failed has lost its code
    {R"("fault":"status","status":429,"code":1303,"retry_after":"2")", "gateway-a", 429, "fail_to_fetch_task", 0},
    {R"("fault":"status","status":200,"code":1301)", "gateway-a", 400,
     R"({"code":"task_failed","message":"Request blocked by the content security policy","data":null})", 0},
    {R"("fault":"reset")", "gateway-a", 500,
     R"({"code":"do_request_failed","message":"do request failed: the connection was closed","data":null})", 0},
    {R"("fault":"lost_reply")", "gateway-a", 500, "do_request_failed", 1},
    {R"("fault":"html","status":200)", "gateway-a", 500,
     R"({"code":"unmarshal_response_failed","message":"invalid character at the beginning of the body: <!DOCTYPE html><","data":null})", 0},
    {R"("fault":"truncate")", "gateway-a-openai", 500, "unmarshal_response_failed", 1},
    {R"("fault":"html","status":502)", "gateway-a", 502, "fail_to_fetch_task", 0},
    // family B: a reply of 200 stays one
    {R"("fault":"status","status":200,"code":5000)", "gateway-b", 200, R"("code":5000)", 0},
    {R"("fault":"status","status":503,"code":5001)", "gateway-b", 503, R"({"code":"","message":"Server temporarily unavailable"})", 0},
    // CometAPI: the service's own envelope passes, the rest is a word
    {R"("fault":"status","status":500,"code":5000)", "cometapi", 500, R"("code":5000)", 0},
    {R"("fault":"lost_reply")", "cometapi", 500, R"("code":"do_request_failed")", 1},
    {R"("fault":"html")", "cometapi", 502, R"("code":"fail_to_fetch_task")", 0},
    {R"("fault":"lost_reply")", "ids", 502, "<!DOCTYPE html>", 1},
};

TEST(Complaints, what_goes_wrong_behind_the_gateway) {
  for (const UpstreamRow &row : upstream_rows) {
    Customer customer(row.profile);
    customer.upstream(row.fault);
    const HttpReply reply = customer.raw("POST", customer.path, minimal, {{"Authorization", "Bearer sim-api-key"}});
    EXPECT_EQ(reply.status, row.status) << row.profile << row.fault;
    EXPECT_NE(reply.body.find(row.body), String::npos) << row.profile << row.fault << reply.body;
    EXPECT_EQ(reply.header("Retry-After"), "") << "it is not passed on";
    EXPECT_EQ(customer.ledger()["creations"].integer(), row.creations) << row.fault;
    EXPECT_EQ(customer.create(minimal).reply.status, 200) << "once only";
  }
}

TEST(Complaints, family_a_has_the_services_body_for_a_text) {
  Customer customer("gateway-a");
  const Answer answer = customer.create(R"({"prompt":"a","mode":"8k"})");
  EXPECT_EQ(answer.reply.status, 400);
  EXPECT_EQ(answer["code"].text(), "fail_to_fetch_task");
  EXPECT_TRUE(answer["data"].is(json::Type::null));
  EXPECT_EQ(shape({{}, parsed(answer["message"].text())}), R"({"code":1201,"message":"mode value '8k' is invalid","request_id":"<uuid>"})");
}

TEST(Complaints, a_fault_behind_a_gateway_needs_one) {
  Account account;
  const Answer refused = account.call("POST", "/_sim/faults", R"({"faults":[{"fault":"reset","upstream":true}]})");
  EXPECT_EQ(refused.reply.status, 400);
  EXPECT_NE(refused["error"].text().find("upstream"), std::string_view::npos);
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
}

// What gets lost: §3.

TEST(Profiles, fields_that_a_gateway_does_not_know_are_lost) {
  constexpr std::string_view body =
      R"({"prompt":"a","model_name":"kling-v3","duration":"3","sound":"on","watermark_info":{"enabled":true},)"
      R"("external_task_id":"mine"})";
  struct Row {
    std::string_view profile;
    bool sound;
    bool watermark;
    bool external;
  };
  for (const Row &row : {Row{"cometapi", true, true, true}, Row{"gateway-a", false, false, false},
                         Row{"gateway-a-openai", true, true, false}, Row{"gateway-b", false, true, false}, Row{"ids", true, true, true}}) {
    Customer customer(row.profile);
    EXPECT_EQ(customer.create(body).reply.status, 200);
    const Task &task = customer.service.tasks().all().front();
    EXPECT_EQ(task.order.clip.sound, row.sound) << row.profile;
    EXPECT_EQ(task.order.watermark, row.watermark) << row.profile;
    EXPECT_EQ(task.order.external_task_id, row.external ? "mine" : "") << row.profile;
    EXPECT_EQ(customer.create(body).reply.status, row.external ? 400 : 200) << "a duplicate is one where the id came so far";
  }
}

TEST(Profiles, many_shots_are_one_where_they_are_lost) {
  constexpr std::string_view body = R"({"prompt":"a","model_name":"kling-v3","duration":"6","multi_shot":true,"shot_type":"customize"})";
  Customer comet("cometapi");
  EXPECT_EQ(comet.create(body).reply.status, 400) << "multi_prompt is missing";
  EXPECT_EQ(Customer("gateway-b").create(body).reply.status, 400);
  EXPECT_EQ(Customer("gateway-a").create(body).reply.status, 200);
}

TEST(Profiles, the_end_shows_late_where_a_table_is_kept) {
  for (const Profile &profile : profiles()) {
    if (!profile.gateway) {
      continue;
    }
    Settings settings = settings_of(profile.name);
    settings.refresh_ms = 15000;
    Customer customer(settings);
    const Answer made = customer.create(minimal);
    const std::string id = made.task_id().empty() ? std::string(made["id"].text()) : made.task_id();
    const auto has_ended = [&] {
      const Answer looked = customer.get(id);
      return looked.reply.body.find("/_clips/") != String::npos;
    };
    customer.now += 1000;
    EXPECT_EQ(has_ended(), !profile.stores) << profile.name;
    customer.now += 15000;
    EXPECT_TRUE(has_ended()) << profile.name;
  }
}

TEST(Profiles, a_look_after_a_long_time_finds_what_was_seen_then) {
  Settings settings = settings_of("gateway-a");
  settings.submitted_ms = 3600000;
  settings.processing_ms = int64_t{30} * 24 * 3600000;
  Customer customer(settings);
  const std::string id = customer.create(minimal).task_id();
  customer.now += settings.submitted_ms + settings.processing_ms + 500;
  const Answer done = customer.get(id);
  EXPECT_EQ(done.data()["status"].text(), "SUCCESS");
  EXPECT_EQ(done.data()["start_time"].integer(), 1790003600);
  customer.call("POST", "/_sim/clock", R"({"advance_ms":86400000})");
  EXPECT_EQ(customer.get(id).data()["finish_time"].integer(), done.data()["finish_time"].integer());
}

TEST(Profiles, a_reset_empties_the_gateways_table) {
  Customer customer("gateway-a");
  const std::string id = customer.create(minimal).task_id();
  customer.call("POST", "/_sim/reset", "{}");
  EXPECT_EQ(customer.get(id)["code"].text(), "task_not_exist");
}

TEST(Profiles, lists_are_wrapped_where_the_switch_opens_them) {
  struct Row {
    std::string_view profile;
    bool wrapped;
  };
  for (const Row &row : {Row{"cometapi", false}, Row{"cometapi-wrapped", true}, Row{"gateway-a", true}, Row{"gateway-b", false}}) {
    Settings settings = settings_of(row.profile);
    settings.gateway_lists = true;
    Customer customer(settings);
    EXPECT_EQ(customer.create(minimal).reply.status, 200);
    const Answer list = customer.call("GET", concat({customer.path, "?pageNum=1&pageSize=10"}));
    const json::Value items = row.wrapped ? list.data()["data"] : list.data();
    EXPECT_EQ(items.size(), 1U) << row.profile;
    EXPECT_EQ(list["code"].text(), row.wrapped ? "success" : "0") << row.profile;
    EXPECT_EQ(customer.call("GET", concat({customer.path, "?pageNum=0"})).reply.status, 400) << row.profile;
  }
}

// Callbacks: §1.7, §3.

TEST(Profiles, whose_id_a_callback_carries) {
  struct Row {
    std::string_view profile;
    std::string_view path;
    bool own;
  };
  for (const Row &row : {Row{"cometapi", "/v1/videos/image2video", true}, Row{"gateway-a-openai", "/v1/videos/image2video", false},
                         Row{"ids", "/v1/videos/image2video", false}}) {
    Customer customer(row.profile);
    const Answer made = customer.at("POST", row.path,
                                    R"({"image":"https://example.com/a.png","model_name":"kling-v3","callback_url":"http://127.0.0.1/c"})");
    const std::string id = made.task_id().empty() ? std::string(made["id"].text()) : made.task_id();
    const Vector<Callback> callbacks = customer.service.take_callbacks(customer.now + 1000);
    ASSERT_EQ(callbacks.size(), 3U) << row.profile;
    for (const Callback &each : callbacks) {
      EXPECT_EQ(parsed(each.body).root()["task_id"].text() == id, row.own) << row.profile;
    }
    const json::Document last = parsed(callbacks.back().body);
    if (row.own) {
      EXPECT_EQ(
          masked(last.root()),
          R"({"task_id":"<19>","task_status":"succeed","task_status_msg":"","created_at":"<13 digits>","updated_at":"<13 digits>","task_result":{"videos":[{"id":"<uuid>","url":"<url>","duration":"5.041"}]}})");
    } else {
      EXPECT_EQ(last.root()["task_id"].text().size(), 18U);
      EXPECT_EQ(last.root()["task_id"].text(), callbacks.back().task_id);
    }
  }
}

// CometAPI's quota: §1.8.

TEST(Quota, follows_what_was_billed) {
  for (const std::string_view profile : {"official", "cometapi", "cometapi-wrapped"}) {
    Settings settings = settings_of(profile);
    settings.units = "100";
    Customer customer(settings);
    const auto ask = [&](std::string_view more = "") { return customer.call("GET", concat({"/user/quota?key=sim-api-key", more})); };
    customer.authorization = "";
    EXPECT_EQ(
        std::string(ask().body.print()),
        R"({"username":"simulator","total_quota":21.35,"total_used_quota":0,"request_count":0,"keys":[{"name":"simulator","remain_quota":-1,"used_quota":0}]})");
    customer.authorization = "Bearer sim-api-key";
    EXPECT_EQ(customer.create(minimal).reply.status, 200);
    customer.now += 1000;
    EXPECT_EQ(customer.create(minimal).reply.status, 200);
    customer.now += int64_t{24} * 3600 * 1000;
    customer.authorization = "";
    EXPECT_EQ(
        std::string(ask("&start_date=2026-09-01&end_date=2026-12-31").body.print()),
        R"({"username":"simulator","total_quota":21.35,"total_used_quota":0.504,"request_count":2,"keys":[{"name":"simulator","remain_quota":-1,"used_quota":0.504}],"daily_quota":{"2026-09-21":[{"token_name":"simulator","quota_used":0.504,"request_count":2}]}})");
    EXPECT_EQ(ask("&end_date=2026-09-20")["daily_quota"].print(), "{}");
    EXPECT_EQ(ask("&start_date=2026-09-22")["daily_quota"].print(), "{}");
    for (const std::string_view bad : {"&start_date=yesterday", "&end_date=2026-13-01", "&end_date=2026-02-30"}) {
      const Answer refused = ask(bad);
      EXPECT_EQ(refused.reply.status, 400) << bad;
      EXPECT_EQ(refused["error"]["code"].text(), "invalid_request") << bad;
    }
    for (const std::string_view wrong : {"/user/quota", "/user/quota?key=wrong"}) {
      const Answer refused = customer.call("GET", wrong);
      EXPECT_EQ(refused.reply.status, 401);
      EXPECT_EQ(refused["error"]["type"].text(), "comet_api_error");
      EXPECT_EQ(refused.reply.body.find("wrong"), String::npos);
    }
  }
}

TEST(Quota, is_cometapis_alone) {
  for (const std::string_view profile : {"gateway-a", "gateway-b", "ids"}) {
    EXPECT_TRUE(Customer(profile).raw("GET", "/user/quota?key=sim-api-key").body.starts_with("<!DOCTYPE html>")) << profile;
  }
}

TEST(Profiles, official_answers_under_the_prefix_and_without_it) {
  Account account;
  EXPECT_EQ(account.create(minimal).code(), 0);
  account.path = "/kling/v1/videos/text2video";
  EXPECT_EQ(account.create(minimal).code(), 0);
}

} // namespace
} // namespace kling::sim
