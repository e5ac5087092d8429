#include "account.hpp"
#include "sim/callbacks.hpp"

namespace kling::sim {
namespace {

constexpr std::string_view body =
    R"({"prompt":"a","model_name":"kling-v3","duration":"3","external_task_id":"mine","callback_url":"https://me.example/x?token=1"})";

/// When the callbacks come, as the skins find out, and what they say: "0 submitted, 300 processing, …".
std::string story(Account &account, int64_t start, int64_t end) {
  std::string out;
  for (;;) {
    for (const Callback &each : account.service.take_callbacks(account.now)) {
      const json::Document said = parsed(each.body);
      out += (out.empty() ? "" : ", ") + std::to_string(account.now - start) + " " + std::string(said.root()["task_status"].text());
    }
    const std::optional<int64_t> due = account.service.next_due(account.now);
    if (!due || *due > end) {
      return out;
    }
    EXPECT_GT(*due, account.now);
    account.now = *due;
  }
}

std::string story(Account &account, std::string_view request = body) {
  const int64_t start = account.now;
  EXPECT_EQ(account.create(request).code(), 0);
  return story(account, start, start + 100000);
}

TEST(SimCallbacks, come_on_each_change) {
  Account account;
  EXPECT_FALSE(account.service.calls_back());
  EXPECT_EQ(story(account), "0 submitted, 300 processing, 1000 succeed");
  EXPECT_TRUE(account.service.calls_back());
  EXPECT_EQ(story(account, R"({"prompt":"risk control","callback_url":"HTTP://127.0.0.1:1/"})"),
            "0 submitted, 300 processing, 1000 failed");
  EXPECT_EQ(account.service.next_due(account.now), std::nullopt);
}

TEST(SimCallbacks, have_the_bare_legacy_body) {
  Account account;
  const std::string id = account.create(body).task_id();
  const int64_t created = account.now;
  account.now += 5000; // one look for all three: each tells of its own moment
  const Vector<Callback> all = account.service.take_callbacks(account.now);
  ASSERT_EQ(all.size(), 3U);
  for (const Callback &each : all) {
    EXPECT_EQ(each.url, "https://me.example/x?token=1");
    EXPECT_EQ(std::string_view(each.task_id), id);
    ASSERT_EQ(each.headers.size(), 1U);
    EXPECT_EQ(each.headers[0].name, "Content-Type");
    EXPECT_EQ(each.headers[0].value, "application/json; charset=utf-8");
  }
  const auto head = [&](std::string_view status, int64_t updated) {
    return concat({R"({"task_id":")", id, R"(","task_status":")", status, R"(","task_status_msg":"","created_at":)", text_of(created),
                   R"(,"updated_at":)", text_of(updated)});
  };
  EXPECT_EQ(all[0].body, concat({head("submitted", created), R"(,"task_info":{"external_task_id":"mine"},"task_result":{}})"}));
  EXPECT_EQ(all[1].body, concat({head("processing", created + 300), R"(,"task_info":{"external_task_id":"mine"},"task_result":{}})"}));
  const Answer looked = account.get(id);
  EXPECT_EQ(all[2].body,
            concat({head("succeed", created + 1000), R"(,"final_unit_deduction":"1.8","task_info":{"external_task_id":"mine"},)",
                    R"("task_result":)", looked.data()["task_result"].print(), "}"}));
}

TEST(SimCallbacks, of_a_failure_say_why) {
  Account account;
  account.create(R"({"prompt":"risk control","callback_url":"http://me.example/"})");
  account.now += 1000;
  const json::Document said = parsed(account.service.take_callbacks(account.now).back().body);
  EXPECT_EQ(said.root()["task_status_msg"].text(), "Failure to pass the risk control system");
  EXPECT_EQ(said.root()["final_unit_deduction"].print(), "\"0\"");
}

TEST(SimCallbacks, faults_bend_them) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {R"("callback_twice")", "0 submitted, 0 submitted, 300 processing, 300 processing, 1000 succeed, 1000 succeed"},
      {R"("callback_late")", "1000 submitted, 1300 processing, 2000 succeed"},
      {R"("callback_late","delay_ms":800)", "800 submitted, 1100 processing, 1800 succeed"},
      {R"("callback_never")", ""},
  };
  for (const auto &[fault, expected] : rows) {
    Account account;
    account.fault(concat({"{\"fault\":", fault, "}"}));
    (void)account.get("a look does not use it up");
    EXPECT_EQ(story(account), expected) << fault;
    EXPECT_EQ(account.status("mine"), "succeed");
  }
}

TEST(SimCallbacks, go_only_where_something_can_be_sent) {
  for (const std::string_view url : {"", "me.example/x", "ftp://me.example/x", "file:///etc/passwd", "https", "://"}) {
    Account account;
    EXPECT_EQ(story(account, concat({R"({"prompt":"a","callback_url":")", url, "\"}"})), "") << url;
    EXPECT_FALSE(account.service.calls_back());
  }
}

TEST(SimCallbacks, follow_the_services_clock_and_end_with_a_reset) {
  Account account;
  account.create(body);
  account.call("POST", "/_sim/clock", R"({"advance_ms":300,"skew_ms":7000})");
  EXPECT_EQ(account.service.take_callbacks(account.now).size(), 2U);
  account.service.advance_clock(700);
  EXPECT_EQ(account.service.next_due(account.now), account.now) << "what is due and not taken is due still";
  account.service.reset();
  EXPECT_EQ(account.service.next_due(account.now), std::nullopt);
  EXPECT_TRUE(account.service.take_callbacks(account.now).empty());
  EXPECT_FALSE(account.service.calls_back());
}

TEST(SimCallbacks, only_so_many_wait) {
  Callbacks callbacks(2);
  for (const std::string_view id : {"3", "1", "2"}) {
    callbacks.add({String(id), "", {}, ""}, *to_integer(id));
  }
  EXPECT_EQ(callbacks.next_due(), 2);
  EXPECT_TRUE(callbacks.take(1).empty());
  const Vector<Callback> rest = callbacks.take(3);
  ASSERT_EQ(rest.size(), 2U);
  EXPECT_EQ(rest[0].task_id, "2");
  EXPECT_EQ(rest[1].task_id, "3");
}

} // namespace
} // namespace kling::sim
