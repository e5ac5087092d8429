#include "account.hpp"
#include "sim/fault.hpp"

namespace kling::sim {
namespace {

constexpr std::string_view body = R"({"prompt":"a","external_task_id":"mine"})";

struct Faulty : Account {
  explicit Faulty(std::string_view fault) {
    EXPECT_EQ(call("POST", "/_sim/faults", concat({"{\"faults\":[", fault, "]}"})).body.print(), "{}");
  }
};

TEST(Fault, a_lost_reply_hides_a_task) {
  Faulty account(R"({"method":"POST","path":"/v1/videos/text2video","fault":"lost_reply"})");
  EXPECT_EQ(account.create(body).reply.delivery, Delivery::lost_reply);
  EXPECT_EQ(account.status("mine"), "submitted");
  EXPECT_EQ(account.create(body).code(), 1201);
}

TEST(Fault, a_reset_comes_before_the_work) {
  Faulty account(R"({"fault":"reset"})");
  EXPECT_EQ(account.raw("POST", account.path, body, {{"Authorization", account.authorization}}).delivery, Delivery::reset);
  EXPECT_EQ(account.get("mine").code(), 1201);
}

TEST(Fault, a_status_comes_instead_of_the_work) {
  Faulty account(R"({"fault":"status","status":503,"code":5001,"retry_after":"2"},{"fault":"status","status":429,"count":1})");
  const Answer first = account.create(body);
  EXPECT_EQ(first.reply.status, 503);
  EXPECT_EQ(first.code(), 5001);
  EXPECT_EQ(first.message(), "Server temporarily unavailable");
  EXPECT_EQ(first.reply.header("Retry-After"), "2");
  const HttpReply second = account.raw("POST", account.path, body);
  EXPECT_EQ(second.status, 429);
  EXPECT_EQ(second.content(), "");
  EXPECT_EQ(second.header("Retry-After"), "");
  EXPECT_EQ(account.ledger()["creations"].integer(), 0);
  EXPECT_EQ(account.ledger()["refusals"].print(), "{}");
}

TEST(Fault, html_comes_with_its_status) {
  Faulty account(R"({"fault":"html"},{"fault":"html","status":404})");
  for (const int status : {502, 404}) {
    const HttpReply reply = account.raw("GET", account.path);
    EXPECT_EQ(reply.status, status);
    EXPECT_EQ(reply.header("Content-Type"), "text/html");
    EXPECT_TRUE(reply.content().starts_with("<!DOCTYPE html>"));
  }
}

TEST(Fault, the_rest_changes_one_thing_only) {
  Faulty account(
      R"({"method":"POST","fault":"drop_external_id"},{"method":"GET","fault":"truncate"},{"method":"GET","fault":"content_type"})");
  EXPECT_EQ(account.create(body).data()["task_info"].print(), "{}");
  EXPECT_EQ(account.get("mine").reply.delivery, Delivery::truncate);
  EXPECT_EQ(account.get("mine").reply.header("Content-Type"), "text/html");
  EXPECT_EQ(account.create(body).code(), 0);
}

TEST(Fault, an_expired_link_is_a_fault_of_the_clip) {
  Faulty account(R"({"path":"/_clips","fault":"expire_link"})");
  const std::string id = account.create(body).task_id();
  account.now += 1000;
  const Answer answer = account.get(id);
  const std::string_view link = answer.data()["task_result"]["videos"].at(0)["url"].text();
  EXPECT_EQ(account.raw("GET", link.substr(16)).status, 403);
  EXPECT_EQ(account.raw("GET", link.substr(16)).status, 200);
}

TEST(Fault, strikes_after_so_many_requests_and_so_often) {
  Faulty account(R"({"method":"GET","path":"/kling/v1/videos/text2video/x","after":2,"count":2,"fault":"html"})");
  const auto hit = [&](std::string_view method, std::string_view target) { return account.raw(method, target).status == 502; };
  EXPECT_FALSE(hit("POST", "/v1/videos/text2video/x"));
  EXPECT_FALSE(hit("GET", "/v1/videos/text2video"));
  EXPECT_FALSE(hit("GET", "/v1/videos/text2video/xy"));
  EXPECT_FALSE(hit("GET", "/v1/videos/text2video/x"));
  EXPECT_FALSE(hit("GET", "/v1/videos/text2video/x/y"));
  EXPECT_TRUE(hit("GET", "/kling/v1/videos/text2video/x"));
  EXPECT_TRUE(hit("GET", "/v1/videos/text2video/x/"));
  EXPECT_FALSE(hit("GET", "/v1/videos/text2video/x"));
}

TEST(Fault, one_request_meets_one_fault) {
  Faulty account(R"({"fault":"html"},{"fault":"status","status":500})");
  EXPECT_EQ(account.raw("GET", account.path).status, 502);
  EXPECT_EQ(account.raw("GET", account.path).status, 500);
  EXPECT_EQ(account.raw("GET", account.path).status, 401);
}

TEST(Fault, what_is_not_understood_is_refused_whole) {
  Account account;
  const std::pair<std::string_view, std::string_view> rows[] = {
      {R"({})", "faults must be an array"},
      {R"({"faults":[7]})", "a fault must be an object"},
      {R"({"faults":[{"fault":"reset"},{"fault":"endless"}]})",
       "unknown fault 'endless'; there are lost_reply, reset, status, html, truncate, content_type, expire_link, drop_external_id"},
      {R"({"faults":[{"fault":"status"}]})", "the fault 'status' needs a status"},
      {R"({"faults":[{"fault":"reset","count":0}]})", "count must be a whole number from 1 to 2147483647"},
      {R"({"faults":[{"fault":"reset","after":-1}]})", "after must be a whole number from 0 to 2147483647"},
      {R"({"faults":[{"fault":"html","status":42}]})", "status must be a whole number from 200 to 599"},
  };
  for (const auto &[text, why] : rows) {
    const Answer answer = account.call("POST", "/_sim/faults", text);
    EXPECT_EQ(answer.reply.status, 400) << text;
    EXPECT_EQ(answer["error"].text(), why);
  }
  EXPECT_EQ(account.create(body).code(), 0);
}

} // namespace
} // namespace kling::sim
