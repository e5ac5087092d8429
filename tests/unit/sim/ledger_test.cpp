#include <gtest/gtest.h>

#include "drafting.hpp"

namespace kling::sim {
namespace {

/// An account that made a video (2.4 units of video), a speech (0.05) and two pictures (16 units of image), one second apart; another video
/// failed.
struct Spender : Account {
  explicit Spender(Settings settings = {}) : Account(std::move(settings)) {
    start = now;
    video = made("/v1/videos/text2video", "{'prompt':'a','model_name':'kling-v3','duration':'4'}");
    speech = call("POST", "/v1/audio/tts", R"({"text":"a","voice_id":"mengwa-v1"})").task_id();
    pictures = made("/v1/images/generations", "{'prompt':'a','n':2}");
    made("/v1/videos/text2video", "{'prompt':'risk control'}");
  }
  std::string made(std::string_view where, std::string_view body) {
    const Answer answer = call("POST", where, json_of(body));
    EXPECT_EQ(answer.code(), 0) << answer.message();
    now += 1000;
    return answer.task_id();
  }
  Answer ask(std::string_view ledger, std::string_view more = "") {
    return call("POST", concat({"/account/billing/", ledger}),
                json_of(concat({"{'start_time':", text_of(start), ",'end_time':", text_of(now), more, "}"})));
  }
  static std::vector<std::string> tasks_of(const Answer &answer) {
    EXPECT_EQ(answer.code(), 0) << answer.message();
    std::vector<std::string> out;
    const json::Value detail = answer.data()["result"]["detail"];
    for (json::Value each = detail.first(); each.present(); each = each.next()) {
      out.emplace_back(each["task_id"].text());
    }
    EXPECT_EQ(answer.data()["result"]["count"].integer(), static_cast<int64_t>(out.size()));
    return out;
  }

  int64_t start = 0;
  std::string video;
  std::string speech;
  std::string pictures;
};

using Tasks = std::vector<std::string>;

TEST(Ledger, units_that_were_really_deducted_the_latest_first) {
  Spender account;
  const Answer answer = account.ask("package");
  EXPECT_EQ(Spender::tasks_of(answer), (Tasks{account.pictures, account.speech, account.video}));
  EXPECT_EQ(answer.data()["has_more"].boolean(), false);
  EXPECT_EQ(answer.data()["next_cursor"].text(), "");
  const json::Value video = answer.data()["result"]["detail"].at(2);
  EXPECT_EQ(video["api_key_name"].text(), "simulator");
  EXPECT_EQ(video["product_function"].text(), "Text to Video");
  EXPECT_EQ(video["model_name"].text(), "kling-v3");
  EXPECT_EQ(video["resolution"].text(), "720p");
  EXPECT_EQ(video["duration"].text(), "4.04");
  EXPECT_EQ(video["refer_video_input"].boolean(), false);
  EXPECT_EQ(video["video_sound"].text(), "off");
  EXPECT_EQ(video["voice_control"].boolean(), false);
  EXPECT_EQ(video["deduction_time"].text(), text_of(account.start + 1000));
  EXPECT_TRUE(video["deduction_time"].is(json::Type::string));
  EXPECT_EQ(video["product_type"].text(), "video");
  EXPECT_EQ(video["unit_before_deduction"].print(), "1000000");
  EXPECT_EQ(video["deduction_amount"].print(), "2.4");
  EXPECT_EQ(video["unit_after_deduction"].print(), "999997.6");
  const json::Value speech = answer.data()["result"]["detail"].at(1);
  EXPECT_EQ(speech["unit_before_deduction"].print(), "999997.6");
  EXPECT_EQ(speech["unit_after_deduction"].print(), "999997.55");
  EXPECT_EQ(speech["model_name"].text(), "");
  EXPECT_EQ(speech["package_id"].text(), video["package_id"].text());
  const json::Value pictures = answer.data()["result"]["detail"].at(0);
  EXPECT_EQ(pictures["product_type"].text(), "image");
  EXPECT_EQ(pictures["unit_before_deduction"].print(), "1000000");
  EXPECT_EQ(pictures["duration"].text(), "0");
  EXPECT_NE(pictures["package_id"].text(), video["package_id"].text());
  EXPECT_EQ(Spender::tasks_of(account.ask("balance")), Tasks{});
}

TEST(Ledger, money_where_money_is_charged) { // §2.5: $0.14 and $0.0035 a unit
  Settings settings;
  settings.charge_balance = true;
  settings.units = "100";
  Spender account(settings);
  EXPECT_EQ(Spender::tasks_of(account.ask("package")), Tasks{});
  const Answer answer = account.ask("balance");
  EXPECT_EQ(Spender::tasks_of(answer), (Tasks{account.pictures, account.speech, account.video}));
  const json::Value video = answer.data()["result"]["detail"].at(2);
  EXPECT_EQ(video["cash_type"].text(), "balance");
  EXPECT_EQ(video["currency"].text(), "USD");
  EXPECT_EQ(video["balance_before_deduction"].print(), "21.35"); // 14 + 0.35 + 7
  EXPECT_EQ(video["deduction_amount"].print(), "0.336");
  EXPECT_EQ(video["balance_after_deduction"].print(), "21.014");
  EXPECT_EQ(video["list_price"].print(), "0.336");
  const json::Value pictures = answer.data()["result"]["detail"].at(0);
  EXPECT_EQ(pictures["balance_before_deduction"].print(), "21.007");
  EXPECT_EQ(pictures["deduction_amount"].print(), "0.056");
  EXPECT_EQ(pictures["balance_after_deduction"].print(), "20.951");
}

TEST(Ledger, the_time_is_that_of_the_deduction) {
  Spender account;
  const auto between = [&](int64_t from, int64_t to) {
    return Spender::tasks_of(
        account.call("POST", "/account/billing/package", concat({"{\"start_time\":", text_of(from), ",\"end_time\":", text_of(to), "}"})));
  };
  EXPECT_EQ(between(account.start + 1000, account.start + 1000), (Tasks{account.speech, account.video}));
  EXPECT_EQ(between(account.start + 1001, account.start + 2000), (Tasks{account.pictures}));
  EXPECT_EQ(between(0, account.start + 999), Tasks{});
}

TEST(Ledger, pages_by_cursor) {
  Spender account;
  const Answer first = account.ask("package", ",'limit':2,'filters':[{'key':'api_key_name','values':['simulator']}]");
  EXPECT_EQ(Spender::tasks_of(first), (Tasks{account.pictures, account.speech}));
  EXPECT_EQ(first.data()["has_more"].boolean(), true);
  account.made("/v1/images/generations", "{'prompt':'later'}"); // not behind what was already shown
  const String cursor(first.data()["next_cursor"].text());
  const Answer second =
      account.call("POST", "/account/billing/package", concat({R"({"start_time":1,"end_time":2,"limit":1,"cursor":")", cursor, "\"}"}));
  EXPECT_EQ(Spender::tasks_of(second), (Tasks{account.video}));
  EXPECT_EQ(second.data()["has_more"].boolean(), false);
  EXPECT_EQ(account.call("POST", "/account/billing/package", R"({"cursor":"!!!!"})").message(), "cursor value '!!!!' is invalid");
  EXPECT_EQ(account.call("POST", "/account/billing/package", R"({"cursor":"e30="})").message(), "cursor value 'e30=' is invalid");
}

TEST(Ledger, filters_of_one_key_are_alternatives_those_of_others_must_hold_too) {
  Spender account;
  const auto filtered = [&](std::string_view filters) {
    return Spender::tasks_of(account.ask("package", concat({",'filters':[", filters, "]"})));
  };
  const Tasks all{account.pictures, account.speech, account.video};
  EXPECT_EQ(filtered("{'key':'product_type','values':['video']}"), (Tasks{account.speech, account.video}));
  EXPECT_EQ(filtered("{'key':'product_type','values':['video','image']}"), all);
  EXPECT_EQ(filtered("{'key':'product_type','values':['video']},{'key':'product_type','values':['image']}"), all);
  EXPECT_EQ(filtered("{'key':'product_type','values':['video']},{'key':'api_key_name','values':['other']}"), Tasks{});
  EXPECT_EQ(filtered("{'key':'product_type','values':['try-on']}"), Tasks{});
  EXPECT_EQ(filtered("{'key':'package_name','values':['Trial-Image-1000000Units-1000000Con-1Months']}"), (Tasks{account.pictures}));
  const String id(account.ask("package").data()["result"]["detail"].at(2)["package_id"].text());
  EXPECT_EQ(filtered(concat({"{'key':'package_id','values':['", id, "']}"})), (Tasks{account.speech, account.video}));
}

TEST(Ledger, what_is_asked_badly_is_refused) {
  Spender account;
  const auto refused = [&](std::string_view ledger, std::string_view body) {
    return account.call("POST", concat({"/account/billing/", ledger}), json_of(body)).message();
  };
  EXPECT_EQ(refused("package", "{}"), "start_time is required");
  EXPECT_EQ(refused("balance", "{'start_time':1}"), "end_time is required");
  EXPECT_EQ(refused("package", "{'start_time':3,'end_time':2}"), "start_time cannot be later than end_time");
  EXPECT_EQ(refused("package", "{'start_time':1,'end_time':2,'limit':501}"), "limit value '501' is invalid");
  EXPECT_EQ(refused("package", "{'start_time':1,'end_time':2,'filters':[{'key':'model','values':['a']}]}"),
            "filters[0].key value 'model' is invalid");
  EXPECT_EQ(refused("balance", "{'start_time':1,'end_time':2,'filters':[{'key':'product_type','values':['video']}]}"),
            "filters[0].key value 'product_type' is invalid");
  EXPECT_EQ(refused("package", "{'start_time':1,'end_time':2,'filters':[{'key':'package_name','values':['a']},"
                               "{'key':'package_id','values':['b']}]}"),
            "package_name and package_id cannot be used together");
  EXPECT_EQ(refused("package", "{'start_time':1,'end_time':2,'filters':[{'key':'package_name'}]}"), "filters[0].values is required");
  EXPECT_EQ(account.call("GET", "/account/billing/package").code(), 1202);
}

TEST(Ledger, packs_lose_what_was_billed) {
  Spender account;
  const auto costs = [&](std::string_view more) {
    return account.call("GET", concat({"/account/costs?start_time=1726124664368&end_time=", text_of(account.now), more}));
  };
  const Answer answer = costs("");
  EXPECT_EQ(answer.data()["code"].integer(), 0);
  EXPECT_EQ(answer.data()["msg"].text(), "SUCCEED");
  const json::Value packs = answer.data()["resource_pack_subscribe_infos"];
  ASSERT_EQ(packs.size(), 3U);
  const json::Value video = packs.at(0);
  EXPECT_EQ(video["resource_pack_name"].text(), "Trial-Video-1000000Units-1000000Con-1Months");
  EXPECT_EQ(video["resource_pack_id"].text().size(), 32U);
  EXPECT_EQ(video["resource_pack_type"].text(), "decreasing_total");
  EXPECT_EQ(video["total_quantity"].print(), "1000000.0");
  EXPECT_EQ(video["remaining_quantity"].print(), "999997.55");
  EXPECT_EQ(video["status"].text(), "online");
  EXPECT_TRUE(video["purchase_time"].integer() && video["effective_time"].integer() && video["invalid_time"].integer());
  EXPECT_EQ(packs.at(1)["remaining_quantity"].print(), "999984.0");
  EXPECT_EQ(packs.at(2)["remaining_quantity"].print(), "1000000.0");
  EXPECT_EQ(costs("&resource_pack_name=Trial-Image-1000000Units-1000000Con-1Months").data()["resource_pack_subscribe_infos"].size(), 1U);
  EXPECT_EQ(costs("&resource_pack_name=other").data()["resource_pack_subscribe_infos"].size(), 0U);
  EXPECT_EQ(account.call("GET", "/account/costs").message(), "start_time is required");
  EXPECT_EQ(account.call("GET", "/account/costs?start_time=1").message(), "end_time is required");
  EXPECT_EQ(account.call("GET", "/account/costs?start_time=a&end_time=2").message(), "start_time value 'a' is invalid");
  EXPECT_EQ(account.call("GET", "/account/costs?start_time=3&end_time=2").message(), "start_time cannot be later than end_time");
}

TEST(Ledger, costs_may_lag_and_may_be_asked_for_once_a_second) { // §4.17, §2.4
  Settings settings;
  settings.costs_once_a_second = true;
  settings.pack_lag_ms = 3600000;
  Spender account(settings);
  const auto costs = [&] { return account.call("GET", "/account/costs?start_time=1&end_time=2"); };
  const auto left = [&] { return costs().data()["resource_pack_subscribe_infos"].at(0)["remaining_quantity"].print(); };
  EXPECT_EQ(left(), "1000000.0");
  const Answer answer = costs();
  EXPECT_EQ(answer.code(), 1302);
  EXPECT_EQ(answer.reply.status, 429);
  account.now += 999;
  EXPECT_EQ(costs().code(), 1302);
  account.now += 3600000;
  EXPECT_EQ(left(), "999997.55");
}

TEST(Ledger, a_pack_runs_out) {
  Settings settings;
  settings.units = "8";
  Account account(settings);
  account.call("POST", "/v1/images/generations", R"({"prompt":"a"})");
  account.now += 1000;
  EXPECT_EQ(account.call("POST", "/v1/images/generations", R"({"prompt":"a"})").code(), 1102);
  const Answer answer = account.call("GET", "/account/costs?start_time=1&end_time=2");
  const json::Value pack = answer.data()["resource_pack_subscribe_infos"].at(1);
  EXPECT_EQ(pack["remaining_quantity"].print(), "0.0");
  EXPECT_EQ(pack["status"].text(), "runOut");
}

TEST(Ledger, what_a_request_brought_is_told) {
  Account account;
  account.call("POST", "/v1/videos/image2video",
               json_of("{'image':'https://x/a.png','prompt':'<<<voice_1>>>','model_name':'kling-v2-6','mode':'pro','sound':'on',"
                       "'voice_list':[{'voice_id':'829824295735410756'}]}"));
  account.call("POST", "/v1/audio/video-to-audio", json_of("{'video_url':'https://x/a.mp4'}"));
  account.now += 1000;
  const Answer answer = account.call("POST", "/account/billing/package", R"({"start_time":0,"end_time":4102444800000})");
  const json::Value detail = answer.data()["result"]["detail"];
  ASSERT_EQ(detail.size(), 2U);
  EXPECT_EQ(detail.at(0)["refer_video_input"].boolean(), true);
  EXPECT_EQ(detail.at(0)["voice_control"].boolean(), false);
  EXPECT_EQ(detail.at(1)["voice_control"].boolean(), true);
  EXPECT_EQ(detail.at(1)["video_sound"].text(), "native");
  EXPECT_EQ(detail.at(1)["resolution"].text(), "1080p");
  EXPECT_EQ(detail.at(1)["refer_video_input"].boolean(), false);
}

} // namespace
} // namespace kling::sim
