#include <set>

#include "customer.hpp"

namespace kling::sim {
namespace {

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

TEST(Profiles, official_answers_under_the_prefix_and_without_it) {
  Account account;
  EXPECT_EQ(account.create(minimal).code(), 0);
  account.path = "/kling/v1/videos/text2video";
  EXPECT_EQ(account.create(minimal).code(), 0);
}

} // namespace
} // namespace kling::sim
