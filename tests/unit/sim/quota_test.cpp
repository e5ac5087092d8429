#include "customer.hpp"

namespace kling::sim {
namespace {

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

} // namespace
} // namespace kling::sim
