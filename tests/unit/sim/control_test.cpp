#include "account.hpp"

namespace kling::sim {
namespace {

constexpr std::string_view body = R"({"prompt":"a","model_name":"kling-v3","duration":"3","external_task_id":"mine"})";

TEST(Control, needs_no_credential_and_refuses_what_it_does_not_have) {
  Account account;
  account.authorization.clear();
  EXPECT_EQ(account.call("GET", "/_sim/ledger").reply.status, 200);
  EXPECT_EQ(account.call("POST", "/_sim/ledger").reply.status, 405);
  EXPECT_EQ(account.call("GET", "/_sim/reset").reply.status, 405);
  EXPECT_EQ(account.call("DELETE", "/_sim/clock").reply.status, 405);
  EXPECT_EQ(account.call("GET", "/_sim/other").reply.status, 404);
  EXPECT_EQ(account.call("POST", "/_sim/clock", "{").reply.status, 400);
  EXPECT_EQ(account.raw("GET", "/kling/_sim/ledger").status, 401);
}

TEST(Control, the_ledger_has_every_task) {
  Account account;
  const std::string id = account.create(body).task_id();
  account.now += 1000;
  EXPECT_EQ(account.create(R"({"prompt":"risk control"})").code(), 0);
  EXPECT_EQ(account.create("{}").code(), 1201);
  EXPECT_EQ(account.create("[").code(), 1200);
  const Answer ledger = account.ledger();
  EXPECT_EQ(ledger["creations"].text(), "2");
  EXPECT_EQ(ledger["posts"].text(), "4");
  EXPECT_EQ(ledger["billed_units"].print(), "\"1.8\"");
  EXPECT_EQ(ledger["refusals"].print(), R"({"1200":1,"1201":1})");
  EXPECT_EQ(ledger["tasks"].at(0).print(),
            concat({R"({"task_id":")", id, R"(","external_task_id":"mine","kind":"text2video","status":"succeed","units":"1.8"})"}));
  EXPECT_EQ(ledger["tasks"].at(1)["status"].text(), "submitted");
  EXPECT_EQ(ledger["tasks"].at(1)["external_task_id"].print(), "\"\"");
  EXPECT_EQ(ledger["tasks"].at(1)["units"].text(), "0");
}

TEST(Control, requests_are_kept_as_they_came) {
  Account account;
  account.raw("POST", "/kling/v1/videos/text2video/?a=b%20c", "{\"x\":\"\xff\"}", {{"X-Two", "1"}, {"Authorization", "k"}, {"X-Two", "2"}});
  account.raw("GET", "/_sim/ledger");
  const Answer answer = account.call("GET", "/_sim/requests");
  EXPECT_EQ(answer["requests"].print(), R"([{"method":"POST","path":"/kling/v1/videos/text2video/?a=b%20c",)"
                                        R"("headers":{"Authorization":"k","X-Two":"1, 2"},"body":"{\"x\":\")"
                                        "\xEF\xBF\xBD"
                                        R"(\"}"}])");
}

TEST(Control, only_so_many_requests_are_kept) {
  Record record(3, 100);
  HttpRequest request;
  const auto paths = [&] {
    const json::Document document = parsed(record.json());
    std::string out;
    for (json::Value each = document.root()["requests"].first(); each.present(); each = each.next()) {
      out += std::string(each["path"].text()) + " ";
    }
    return out;
  };
  const auto add = [&](std::string_view path, std::size_t bytes) {
    request.target = String(path);
    request.body.assign(bytes, 'x');
    record.add(request);
  };
  add("1", 0);
  add("2", 0);
  add("3", 50);
  add("4", 50);
  EXPECT_EQ(paths(), "2 3 4 ");
  add("5", 1);
  EXPECT_EQ(paths(), "4 5 ");
  add("6", 101);
  EXPECT_EQ(paths(), "6 ");
}

TEST(Control, advance_moves_the_service_on) {
  Account account;
  const std::string id = account.create(body).task_id();
  EXPECT_EQ(account.call("POST", "/_sim/clock", R"({"advance_ms":1000})")["unix_ms"].integer(), 1790000001000);
  EXPECT_EQ(account.status(id), "succeed");
  const Answer next = account.create(R"({"prompt":"a"})");
  EXPECT_EQ(next.data()["created_at"].integer(), 1790000001000);
  EXPECT_EQ(account.service.next_due(account.now), account.now + 300);
  account.now += 300;
  EXPECT_EQ(account.status(next.task_id()), "processing");
}

TEST(Control, skew_sets_the_clock_wrong_but_moves_no_task) {
  Account account;
  EXPECT_EQ(account.call("POST", "/_sim/clock", R"({"skew_ms":-600000})").reply.header("Date"), http_date(account.now - 600000));
  const Answer made = account.create(body);
  EXPECT_EQ(made.data()["created_at"].integer(), account.now - 600000);
  EXPECT_EQ(account.status("mine"), "submitted");
  EXPECT_EQ(account.service.next_due(account.now), account.now + 300);
  EXPECT_EQ(account.call("POST", "/_sim/clock", R"({"skew_ms":86400000})").reply.status, 200);
  EXPECT_EQ(account.status("mine"), "submitted");
  for (const std::string_view bad : {R"({"advance_ms":-1})", R"({"advance_ms":"soon"})", R"({"skew_ms":1e30})", "[]"}) {
    EXPECT_EQ(account.call("POST", "/_sim/clock", bad).reply.status, 400) << bad;
  }
}

TEST(Control, the_date_header_can_be_wrong_on_its_own) {
  Account account;
  const Answer answer = account.call("POST", "/_sim/clock", R"({"date_skew_ms":600000})");
  EXPECT_EQ(answer["unix_ms"].integer(), account.now);
  EXPECT_EQ(answer.reply.header("Date"), http_date(account.now + 600000));
  EXPECT_EQ(account.create(body).data()["created_at"].integer(), account.now);
  EXPECT_EQ(account.call("POST", "/_sim/clock", R"({"date_skew_ms":"much"})").reply.status, 400);
  EXPECT_EQ(account.call("POST", "/_sim/reset").reply.header("Date"), http_date(account.now));
}

TEST(Control, a_skewed_clock_judges_tokens) {
  Settings settings;
  settings.access_key = "ak-test";
  settings.secret_key = "sk-test";
  Account account(settings);
  account.now = 1700000000000;
  account.authorization =
      "Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJhay10ZXN0IiwiZXhwIjoxNzAwMDAxODAwLCJuYmYiOjE2OTk5OTk5OTV9."
      "tMljlG8Xy1G8AKj5WkEZRcRIADvbH0FP6wgzpwHAfs4";
  EXPECT_EQ(account.create(R"({"prompt":"a"})").code(), 0);
  account.service.skew_clock(-60000);
  EXPECT_EQ(account.create(R"({"prompt":"a"})").code(), 1003);
  account.service.skew_clock(1800000);
  const Answer late = account.create(R"({"prompt":"a"})");
  EXPECT_EQ(late.code(), 1004);
  EXPECT_EQ(late.reply.status, 401);
  EXPECT_EQ(late.reply.header("Date"), http_date(account.now + 1800000));
}

TEST(Control, reset_forgets_everything) {
  Account account;
  const std::string id = account.create(body).task_id();
  account.call("POST", "/_sim/clock", R"({"advance_ms":5000,"skew_ms":7})");
  account.call("POST", "/_sim/faults", R"({"faults":[{"fault":"reset"}]})");
  const Answer answer = account.call("POST", "/_sim/reset");
  EXPECT_EQ(answer.body.print(), "{}");
  EXPECT_EQ(answer.reply.header("Date"), http_date(account.now));
  EXPECT_EQ(account.call("GET", "/_sim/requests").body.print(), R"({"requests":[]})");
  EXPECT_EQ(account.ledger().body.print(), R"({"creations":0,"posts":0,"billed_units":"0","refusals":{},"tasks":[]})");
  EXPECT_EQ(account.create(body).task_id(), id);
}

} // namespace
} // namespace kling::sim
