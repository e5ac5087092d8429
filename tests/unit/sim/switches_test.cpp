#include <set>

#include "account.hpp"
#include "sim/switches.hpp"

namespace kling::sim {
namespace {

TEST(Switches, each_has_a_name_and_a_place_in_the_settings) {
  std::set<std::string_view> names;
  for (const Switch &row : switches()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_TRUE(row.section.starts_with("§")) << row.name;
    EXPECT_NE(row.flag == nullptr, row.number == nullptr) << row.name;
    EXPECT_FALSE(row.help.empty()) << row.name;
    if (row.number != nullptr) {
      EXPECT_GE(Settings().*row.number, row.least) << row.name;
      EXPECT_LE(Settings().*row.number, row.most) << row.name;
    }
  }
}

TEST(Switches, retired_apis_are_refused_before_their_bodies_are_read) {
  Settings settings;
  settings.retire_apis = true;
  settings.retired_status = 404;
  settings.retired_code = 1203;
  Account account(settings);
  const Answer answer = account.call("POST", "/v1/videos/multi-image2video", "{");
  EXPECT_EQ(answer.reply.status, 404);
  EXPECT_EQ(answer.code(), 1203);
  EXPECT_EQ(answer.message(), "This API is no longer available");
  EXPECT_EQ(Account().call("POST", "/v1/videos/multi-image2video", "{").code(), 1200);
}

TEST(Switches, the_status_of_an_unknown_model) {
  constexpr std::string_view body = R"({"prompt":"a","model_name":"x"})";
  Settings settings;
  settings.unsupported_model_status = 400;
  EXPECT_EQ(Account(settings).create(body).reply.status, 400);
  EXPECT_EQ(Account().create(body).reply.status, 404);
}

TEST(Switches, callbacks_for_submitted) {
  constexpr std::string_view body = R"({"prompt":"a","callback_url":"http://127.0.0.1/here"})";
  Settings settings;
  settings.callback_submitted = false;
  Account silent(settings);
  EXPECT_EQ(silent.create(body).code(), 0);
  EXPECT_EQ(silent.service.take_callbacks(silent.now + 1000).size(), 2U);
  Account account;
  EXPECT_EQ(account.create(body).code(), 0);
  EXPECT_EQ(account.service.take_callbacks(account.now + 1000).size(), 3U);
}

TEST(Switches, what_a_failure_leaves_behind) {
  constexpr std::string_view body = R"({"prompt":"risk control","external_task_id":"once"})";
  Settings settings;
  settings.free_failed_external_ids = settings.charge_failed = true;
  Account account(settings);
  const std::string id = account.create(body).task_id();
  EXPECT_EQ(account.create(body).code(), 1201);
  account.now += 1000;
  EXPECT_EQ(account.get(id).data()["final_unit_deduction"].text(), "1");
  EXPECT_EQ(account.create(body).code(), 0);
  account.now += 1000;
  EXPECT_EQ(account.ledger()["billed_units"].text(), "2");
}

TEST(Switches, money_instead_of_units) {
  Settings settings;
  settings.charge_balance = true;
  Account account(settings);
  const std::string id = account.create(R"({"prompt":"a","mode":"pro"})").task_id();
  account.now += 1000;
  const Answer answer = account.get(id);
  EXPECT_EQ(answer.data()["final_unit_deduction"].text(), "0");
  EXPECT_EQ(answer.data()["final_balance_deduction"].print(), R"({"quota":"0.49","list_price":"0.49"})");
}

TEST(Switches, the_largest_page) {
  Settings settings;
  settings.page_size_max = 1000;
  EXPECT_EQ(Account(settings).call("GET", "/v1/videos/text2video?pageSize=1000").code(), 0);
  EXPECT_EQ(Account(settings).call("GET", "/v1/videos/text2video?pageSize=1001").code(), 1201);
  EXPECT_EQ(Account().call("GET", "/v1/videos/text2video?pageSize=501").code(), 1201);
}

} // namespace
} // namespace kling::sim
