#include "new_bodies.hpp"

namespace kling::sim {
namespace {

TEST(NewSwitches, the_old_host_has_no_tasks) {
  Settings settings;
  settings.no_tasks = true;
  Account account(settings);
  for (const std::string_view method : {"GET", "POST"}) {
    const HttpReply reply = account.raw(method, "/tasks?task_ids=1", "{}", {{"Authorization", "Bearer sim-api-key"}});
    EXPECT_EQ(reply.status, 404) << method;
    EXPECT_EQ(reply.header("Content-Type"), "text/html") << method;
    EXPECT_TRUE(reply.body.starts_with("<!DOCTYPE html>")) << reply.body;
  }
  EXPECT_EQ(account.create(R"({"prompt":"a"})").code(), 0);
  EXPECT_EQ(post(account, "/text-to-video/kling-3.0", "{'prompt':'a'}").code(), 0);
}

TEST(NewSwitches, the_alias_may_not_be_there) {
  Settings settings;
  settings.no_omni_alias = true;
  EXPECT_EQ(said("/omni-video/kling-v3-omni", omni, settings), "model is not supported");
  EXPECT_EQ(said("/omni-video/kling-3.0-omni", omni, settings), "");
}

TEST(NewSwitches, longer_prompts_for_the_turbo_model) {
  constexpr std::string_view path = "/image-to-video/kling-3.0-turbo";
  const auto body = [](std::string_view length) {
    return concat({"{'contents':[{'type':'prompt','text':'{", length, "}'},{'type':'first_frame','url':'https://a'}]}"});
  };
  Settings settings;
  settings.turbo_long_prompt = true;
  EXPECT_EQ(said(path, body("3072"), settings), "");
  EXPECT_EQ(said(path, body("3073"), settings), "contents[0].text cannot exceed 3072 characters");
  EXPECT_EQ(said("/image-to-video/kling-2.6", body("2501"), settings), "contents[0].text cannot exceed 2500 characters");
}

TEST(NewSwitches, any_length_on_o1) {
  Settings settings;
  settings.o1_any_duration = true;
  constexpr std::string_view body = "{'contents':[{'type':'prompt','text':'a'}],'settings':{'aspect_ratio':'1:1','duration':7}}";
  EXPECT_EQ(said("/omni-video/kling-o1", body, settings), "");
  EXPECT_NE(said("/omni-video/kling-o1", body), "");
}

TEST(NewSwitches, materials_in_the_place_of_references) {
  Settings settings;
  settings.element_materials = true;
  Account account(settings);
  account.path = "/v1/general/advanced-custom-elements";
  const std::string id =
      account
          .create(json_of("{'element_name':'a','element_description':'b','reference_type':'image_refer',"
                          "'element_image_list':{'frontal_image':'https://a','refer_images':[{'image_url':'https://b'}]}}"))
          .task_id();
  account.now += 1000;
  const Recorded record(account, id);
  const json::Value element = record["outputs"].at(0);
  EXPECT_FALSE(element["references"].present());
  EXPECT_EQ(element["materials"].at(0)["role"].text(), "frontal");
  EXPECT_EQ(element["materials"].at(1)["role"].text(), "refer");
}

TEST(NewSwitches, one_type_of_time) {
  for (const bool texts : {false, true}) {
    Settings settings;
    settings.tasks_time_type = texts ? 2 : 1;
    Account account(settings);
    const Answer number = account.call("POST", "/tasks", R"({"start_time":1})");
    const Answer text = account.call("POST", "/tasks", R"({"end_time":"1790000000000"})");
    EXPECT_EQ(number.message(), texts ? "start_time value type is invalid, expected string" : "SUCCEED");
    EXPECT_EQ(text.message(), texts ? "SUCCEED" : "end_time value type is invalid, expected number");
  }
}

TEST(NewSwitches, money_and_failures) {
  Settings settings;
  settings.charge_balance = settings.charge_failed = true;
  Account account(settings);
  const Answer made = post(account, "/text-to-video/kling-3.0-turbo", "{'prompt':'risk control','settings':{'duration':3}}");
  account.now += 1000;
  const Recorded record(account, made.data()["id"].text());
  EXPECT_EQ(record["status"].text(), "failed");
  EXPECT_EQ(record["billing"].print(),
            R"([{"charge_type":"cash","cash_type":"balance","amount":"0.336","currency":"USD","list_price":"0.336"}])");
}

TEST(NewSwitches, a_failure_gives_its_external_id_free) {
  constexpr std::string_view body = "{'prompt':'risk control','options':{'external_task_id':'once'}}";
  Settings settings;
  settings.free_failed_external_ids = true;
  Account account(settings);
  EXPECT_EQ(post(account, "/text-to-video/kling-3.0", body).code(), 0);
  account.now += 1000;
  EXPECT_EQ(account.call("GET", "/tasks?external_task_ids=once").data().print(), "[]");
  EXPECT_EQ(post(account, "/text-to-video/kling-3.0", body).code(), 0);
}

TEST(NewSwitches, callbacks_without_submitted) {
  Settings settings;
  settings.callback_submitted = false;
  Account account(settings);
  EXPECT_EQ(post(account, "/text-to-video/kling-3.0", "{'prompt':'a','options':{'callback_url':'https://127.0.0.1/'}}").code(), 0);
  EXPECT_EQ(account.service.take_callbacks(account.now + 1000).size(), 2U);
}

TEST(NewSwitches, any_ids) {
  Settings settings;
  settings.any_ids = true;
  EXPECT_EQ(said("/image-to-video/kling-3.0",
                 "{'contents':[{'type':'prompt','text':'a'},{'type':'first_frame','url':'https://a'},{'type':'element','element_id':'1'}]}",
                 settings),
            "");
}

} // namespace
} // namespace kling::sim
