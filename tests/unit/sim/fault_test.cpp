#include "account.hpp"
#include "sim/fault.hpp"

namespace kling::sim {
namespace {

constexpr std::string_view body = R"({"prompt":"a","external_task_id":"mine"})";

struct Faulty : Account {
  explicit Faulty(std::string_view faults) { fault(faults); }
};

TEST(Fault, a_lost_reply_hides_a_task) {
  Faulty account(R"({"method":"POST","path":"/v1/videos/text2video","fault":"lost_reply"})");
  EXPECT_EQ(account.create(body).reply.delivery, Delivery::lost_reply);
  EXPECT_EQ(account.status("mine"), "submitted");
  EXPECT_EQ(account.create(body).code(), 1201);
}

TEST(Fault, a_create_can_be_lost_and_without_its_external_id) {
  Faulty account(R"({"method":"POST","fault":"lost_reply","drop_external_id":true})");
  EXPECT_EQ(account.create(body).reply.delivery, Delivery::lost_reply);
  EXPECT_EQ(account.get("mine").code(), 1201);
  EXPECT_EQ(account.ledger()["creations"].integer(), 1);
  EXPECT_EQ(account.create(body).code(), 0) << "the id is free";
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

TEST(Fault, retry_after_is_a_number_or_a_date) {
  Faulty account(R"({"fault":"status","status":429,"code":1302,"retry_after":2},)"
                 R"({"fault":"status","status":503,"retry_after":"Wed, 21 Oct 2026 07:28:00 GMT"})");
  EXPECT_EQ(account.raw("POST", account.path, body).header("Retry-After"), "2");
  EXPECT_EQ(account.raw("POST", account.path, body).header("Retry-After"), "Wed, 21 Oct 2026 07:28:00 GMT");
}

TEST(Fault, html_comes_with_its_status) {
  Faulty account(R"({"fault":"html"},{"fault":"html","status":404},{"fault":"html","status":200})");
  const std::pair<int, std::string_view> rows[] = {{502, "Bad Gateway"}, {404, "Not Found"}, {200, "Just a moment"}};
  for (const auto &[status, words] : rows) {
    const HttpReply reply = account.raw("POST", account.path, body);
    EXPECT_EQ(reply.status, status);
    EXPECT_EQ(reply.header("Content-Type"), "text/html");
    EXPECT_TRUE(reply.content().starts_with("<!DOCTYPE html>"));
    EXPECT_NE(reply.content().find(words), std::string_view::npos);
  }
  EXPECT_EQ(account.ledger()["creations"].integer(), 0);
}

TEST(Fault, a_reply_can_be_replaced_after_the_work) {
  Faulty account(R"({"fault":"status","status":500,"code":5002,"carried_out":true},{"fault":"html","status":504,"carried_out":true})");
  EXPECT_EQ(account.create(body).code(), 5002);
  EXPECT_EQ(account.raw("POST", account.path, R"({"prompt":"b"})", {{"Authorization", account.authorization}}).status, 504);
  EXPECT_EQ(account.ledger()["creations"].integer(), 2);
  EXPECT_EQ(account.status("mine"), "submitted");
}

TEST(Fault, a_reset_can_be_for_used_connections_only) {
  Faulty account(R"({"fault":"reset_reused","refuse_ms":50})");
  EXPECT_EQ(account.create(body).code(), 0);
  account.connection_reused = true;
  const HttpReply reply = account.raw("POST", account.path, R"({"prompt":"b"})", {{"Authorization", account.authorization}});
  EXPECT_EQ(reply.delivery, Delivery::reset);
  EXPECT_EQ(reply.refuse_ms, 50);
  EXPECT_EQ(account.ledger()["creations"].integer(), 1);
  EXPECT_EQ(account.ledger()["posts"].integer(), 2);
  EXPECT_EQ(account.get("mine").code(), 0);
}

TEST(Fault, posts_are_counted_whatever_becomes_of_them) {
  Faulty account(R"({"fault":"lost_reply"},{"fault":"reset"},{"fault":"status","status":500},{"fault":"html"})");
  for (int i = 0; i < 5; ++i) {
    (void)account.raw("POST", account.path, "{}", {{"Authorization", account.authorization}});
  }
  (void)account.get("mine");
  EXPECT_EQ(account.ledger()["posts"].integer(), 5);
  EXPECT_EQ(account.call("GET", "/_sim/requests")["requests"].size(), 6U);
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
      {R"({"faults":[{"fault":"reset"},{"fault":"ending"}]})",
       "unknown fault 'ending'; there are lost_reply, reset, reset_reused, status, html, truncate, slow, endless, compressed, "
       "content_type, "
       "expire_link, drop_external_id, callback_twice, callback_late, callback_never"},
      {R"({"faults":[{"fault":"reset","times":2}]})", "unknown member 'times' of a fault; there are fault, method, path, status, "
                                                      "retry_after, carried_out, drop_external_id, upstream, after, count, code, bytes, "
                                                      "interval_ms, delay_ms, refuse_ms"},
      {R"({"faults":[{"fault":"slow","bytes":1073741825}]})", "bytes must be a whole number from 0 to 1073741824"},
      {R"({"faults":[{"fault":"slow","interval_ms":"soon"}]})", "interval_ms must be a whole number from 0 to 86400000"},
      {R"({"faults":[{"fault":"html","carried_out":1}]})", "carried_out must be true or false"},
      {R"({"faults":[{"fault":"lost_reply","drop_external_id":"yes"}]})", "drop_external_id must be true or false"},
      {R"({"faults":[{"fault":"html","upstream":1}]})", "upstream must be true or false"},
      {R"({"faults":[{"fault":"html","path":["/"]}]})", "path must be a text of one line"},
      {R"({"faults":[{"fault":"html","retry_after":"1\r\nX: y"}]})", "retry_after must be a text of one line"},
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
