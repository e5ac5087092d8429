#include "customer.hpp"

namespace kling::sim {
namespace {

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
    {"another model of another route", "cometapi", "POST", "/v1/videos/image2video",
     R"({"image":"https://example.com/a.png","model_name":"kling-v3-omni"})", 400,
     R"json({"error":{"message":"invalid model name (request id: R)","type":"comet_api_error","param":"","code":"invalid_request"}})json"},
    {"a third one", "cometapi", "POST", "/v1/videos/image2video", R"({"image":"https://example.com/a.png","model_name":"kling-3.0-turbo"})",
     400,
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
    for (const std::string_view path : {"/v1/videos/motion-control", "/v1/images/omni-image", "/v1/images/multi-image2image",
                                        "/v1/general/custom-elements", "/v1/general/custom-voices", "/v1/nothing"}) {
      const HttpReply page = customer.raw("POST", concat({customer.prefix, path}), "{}", key);
      EXPECT_EQ(page.status, 200) << profile.name << path;
      EXPECT_TRUE(page.header("Content-Type").starts_with("text/html"));
      EXPECT_TRUE(page.body.starts_with("<!DOCTYPE html>"));
    }
    EXPECT_TRUE(customer.raw("GET", customer.path, "", key).body.starts_with("<!DOCTYPE html>")) << "a list " << profile.name;
    const HttpReply effects = customer.raw("POST", concat({customer.prefix, "/v1/videos/effects"}), "{}", key);
    EXPECT_EQ(effects.body.starts_with("<!DOCTYPE html>"), profile.complaints != Complaints::comet) << "two kinds alone " << profile.name;
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

} // namespace
} // namespace kling::sim
