#include <set>

#include "account.hpp"
#include "sim/service.hpp"

namespace kling::sim {
namespace {

constexpr std::string_view short_clip = R"({"prompt":"a","model_name":"kling-v3","duration":"3"})"; // 1.8 units

TEST(Service, answers_a_create_in_the_recorded_shape) {
  Account account;
  const Answer answer = account.create(R"({"prompt":"a","external_task_id":"mine-1"})");
  EXPECT_EQ(answer.reply.status, 200);
  EXPECT_EQ(answer.reply.header("Content-Type"), "application/json; charset=utf-8");
  EXPECT_EQ(answer.reply.header("Date"), http_date(account.now));
  EXPECT_EQ(answer.code(), 0);
  EXPECT_EQ(answer.message(), "SUCCEED");
  EXPECT_EQ(answer["request_id"].text().size(), 36U);
  EXPECT_EQ(answer.task_id().size(), 18U);
  EXPECT_EQ(answer.task_id().find_first_not_of("0123456789"), std::string::npos);
  EXPECT_EQ(answer.data().print(),
            concat({R"({"task_id":")", answer.task_id(), R"(","task_status":"submitted","task_info":{"external_task_id":"mine-1"},)",
                    R"("created_at":1790000000000,"updated_at":1790000000000})"}));
  EXPECT_EQ(account.create(short_clip).data()["task_info"].print(), "{}");
}

TEST(Service, a_task_goes_through_its_states_on_time) {
  Account account;
  const std::string id = account.create(R"({"prompt":"a","external_task_id":"mine"})").task_id();
  EXPECT_EQ(account.service.next_due(account.now), account.now + 300);
  account.now += 299;
  EXPECT_EQ(account.status(id), "submitted");
  account.now += 1;
  EXPECT_EQ(account.status(id), "processing");
  EXPECT_EQ(account.get(id).data()["task_result"].print(), "{}");
  EXPECT_FALSE(account.get(id).data()["final_unit_deduction"].present());
  EXPECT_EQ(account.service.next_due(account.now), account.now + 700);
  account.now += 699;
  EXPECT_EQ(account.status(id), "processing");
  account.now += 1;
  const Answer done = account.get("mine");
  EXPECT_EQ(done.data()["task_id"].text(), id);
  EXPECT_EQ(done.data()["task_status"].text(), "succeed");
  EXPECT_EQ(done.data()["task_status_msg"].text(), "");
  EXPECT_EQ(done.data()["final_unit_deduction"].text(), "1");
  EXPECT_EQ(done.data()["created_at"].integer(), 1790000000000);
  EXPECT_EQ(done.data()["updated_at"].integer(), 1790000001000);
  EXPECT_EQ(done.data()["watermark_info"].print(), R"({"enabled":false})");
  const json::Value video = done.data()["task_result"]["videos"].at(0);
  EXPECT_EQ(video["duration"].text(), "5.041");
  EXPECT_TRUE(video["url"].text().starts_with(concat({"http://127.0.0.1/_clips/", video["id"].text(), ".mp4?Expires="})));
  EXPECT_FALSE(video["watermark_url"].present());
  EXPECT_FALSE(account.service.next_due(account.now));
}

TEST(Service, one_look_after_a_long_time_finds_the_right_times) {
  Account account;
  const std::string id = account.create(short_clip).task_id();
  account.now += 3600 * 1000;
  EXPECT_EQ(account.get(id).data()["updated_at"].integer(), 1790000001000);
}

TEST(Service, time_never_runs_backwards) {
  Account account;
  const std::string id = account.create(short_clip).task_id();
  account.now += 1000;
  EXPECT_EQ(account.status(id), "succeed");
  account.now -= 900;
  EXPECT_EQ(account.status(id), "succeed");
  EXPECT_EQ(account.create(short_clip).data()["created_at"].integer(), 1790000001000);
}

TEST(Service, risk_control_fails_and_costs_nothing) {
  Account account;
  const std::string id = account.create(R"({"prompt":"this is for risk control"})").task_id();
  account.now += 1000;
  const Answer answer = account.get(id);
  EXPECT_EQ(answer.data()["task_status"].text(), "failed");
  EXPECT_EQ(answer.data()["task_status_msg"].text(), "Failure to pass the risk control system");
  EXPECT_EQ(answer.data()["final_unit_deduction"].text(), "0");
  EXPECT_EQ(answer.data()["task_result"].print(), "{}");
  EXPECT_EQ(account.ledger()["billed_units"].text(), "0");
}

TEST(Service, the_prefix_of_the_gateway_leads_to_the_same_tasks) {
  Account account;
  account.path = "/kling/v1/videos/text2video/";
  account.authorization = "sim-api-key";
  const std::string id = account.create(R"({"prompt":"a","image":"iVBORw0KGgo="})").task_id();
  EXPECT_EQ(id.size(), 18U);
  EXPECT_EQ(account.call("GET", concat({"/kling/v1/videos/text2video/", id, "/"})).code(), 0);
  account.authorization = "Bearer sim-api-key";
  EXPECT_EQ(account.call("GET", concat({"/v1/videos/text2video/", id})).code(), 0);
}

struct OrderCase {
  const char *what;
  std::string_view authorization;
  std::string_view method;
  std::string_view target;
  std::string_view body;
  int status;
  int64_t code;
  std::string_view message;
};

// Each request is wrong in every later way too, where that is possible (Appendix C).
constexpr std::string_view key = "Bearer sim-api-key";
constexpr std::string_view create_path = "/v1/videos/text2video";
constexpr std::string_view existing = R"({"prompt":"a","model_name":"kling-v3","mode":"4k","external_task_id":"there"})";
constexpr OrderCase order_cases[] = {
    {"no credential", "", "DELETE", "/v1/nowhere", "{", 401, 1001, "Authorization is empty"},
    {"bad credential", "Bearer x", "DELETE", "/v1/nowhere", "{", 401, 1002, "The token was expected to have 3 parts, but got 0"},
    {"unknown path", key, "DELETE", "/v1/nowhere", "{", 404, 1203, "The requested resource does not exist: /v1/nowhere"},
    {"deeper path", key, "GET", "/v1/videos/text2video/1/2", "", 404, 1203,
     "The requested resource does not exist: /v1/videos/text2video/1/2"},
    {"alike path", key, "GET", "/v1/videos/text2videos", "", 404, 1203, "The requested resource does not exist: /v1/videos/text2videos"},
    {"method of the collection", key, "DELETE", create_path, "{", 404, 1202, "Request method 'DELETE' is not supported"},
    {"method of a task", key, "POST", "/v1/videos/text2video/1", "{", 404, 1202, "Request method 'POST' is not supported"},
    {"not an object", key, "POST", create_path, "[]", 400, 1200, "The request body is not a JSON object"},
    {"model before the rest", key, "POST", create_path, R"({"model_name":"x","external_task_id":"there"})", 404, 1203,
     "model_name 'x' is not supported for this API"},
    {"fields before the id", key, "POST", create_path, R"({"external_task_id":"there"})", 400, 1201, "prompt is required"},
    {"the id before the balance", key, "POST", create_path, existing, 400, 1201, "External_task_id there already exists"},
    {"the balance before the slots", key, "POST", create_path, R"({"prompt":"a","model_name":"kling-v3","mode":"4k"})", 429, 1102,
     "Account balance not enough"},
    {"slots", key, "POST", create_path, short_clip, 429, 1303, "parallel task over resource pack limit"},
    {"unknown task", key, "GET", "/v1/videos/text2video/no-such", "", 400, 1201, "Task not found by id/external id: no-such"},
};

TEST(Service, checks_in_the_documented_order) {
  Settings settings;
  settings.slots = 1;
  settings.units = "10";
  Account account(settings);
  ASSERT_EQ(account.create(R"({"prompt":"a","model_name":"kling-v3","external_task_id":"there"})").code(), 0);
  for (const OrderCase &each : order_cases) {
    account.authorization = String(each.authorization);
    const Answer answer = account.call(each.method, each.target, each.body);
    EXPECT_EQ(answer.reply.status, each.status) << each.what;
    EXPECT_EQ(answer.code(), each.code) << each.what;
    EXPECT_EQ(answer.message(), each.message) << each.what;
    EXPECT_EQ(answer["request_id"].text().size(), 36U) << each.what;
    EXPECT_FALSE(answer.data().present()) << each.what;
  }
  account.authorization = String(key);
  const Answer broken = account.create("{\"prompt\":");
  EXPECT_EQ(broken.reply.status, 400);
  EXPECT_EQ(broken.code(), 1200);
  EXPECT_TRUE(broken.message().starts_with("The request body is not valid JSON: ")) << broken.message();
  EXPECT_EQ(account.create("").code(), 1200);
  EXPECT_EQ(account.ledger()["creations"].integer(), 1);
}

TEST(Service, slots_are_held_until_the_end_and_counted_for_each_model) {
  Settings settings;
  settings.slots = 2;
  Account account(settings);
  EXPECT_EQ(account.create(short_clip).code(), 0);
  account.now += 500;
  EXPECT_EQ(account.create(short_clip).code(), 0);
  EXPECT_EQ(account.create(short_clip).code(), 1303);
  EXPECT_EQ(account.create(R"({"prompt":"a","model_name":"kling-v2-6"})").code(), 0);
  account.now += 499;
  EXPECT_EQ(account.create(short_clip).code(), 1303);
  account.now += 1;
  EXPECT_EQ(account.create(short_clip).code(), 0);
  EXPECT_EQ(account.create(short_clip).code(), 1303);
  EXPECT_EQ(account.ledger()["refusals"].print(), R"({"1303":3})");
  EXPECT_EQ(account.ledger()["creations"].integer(), 4);
}

TEST(Service, units_are_charged_at_success) {
  Settings settings;
  settings.units = "4.2";
  Account account(settings);
  EXPECT_EQ(account.create(short_clip).code(), 0);
  EXPECT_EQ(account.ledger()["billed_units"].text(), "0");
  EXPECT_EQ(account.create(R"({"prompt":"risk control","model_name":"kling-v3","duration":"4"})").code(), 0); // 2.4: the pack is spoken for
  EXPECT_EQ(account.create(short_clip).code(), 1102);
  account.now += 1000; // the failed task gives its units back
  EXPECT_EQ(account.ledger()["billed_units"].text(), "1.8");
  EXPECT_EQ(account.create(short_clip).code(), 0);
  account.now += 1000;
  EXPECT_EQ(account.create(short_clip).code(), 1102);
  EXPECT_EQ(account.ledger()["billed_units"].text(), "3.6");
}

TEST(Service, packs_and_models_have_their_own_units_and_slots) {
  Settings settings;
  settings.units = "18";
  settings.slots = 3;
  Account account(settings);
  EXPECT_EQ(account.create(R"({"prompt":"a","model_name":"kling-v2-master"})").code(), 0); // 10
  account.path = "/v1/images/generations";
  EXPECT_EQ(account.create(R"({"prompt":"a","n":2})").code(), 0); // 16, two slots
  EXPECT_EQ(account.create(R"({"prompt":"a"})").code(), 1102);
  EXPECT_EQ(account.create(R"({"prompt":"a","model_name":"kling-v2-1"})").code(), 1102) << "one pack for all models of images";
  account.now += 1000;
  EXPECT_EQ(account.ledger()["billed_units"].text(), "26");
  EXPECT_EQ(account.service.tasks().billed(Pack::video), 1000);
  EXPECT_EQ(account.service.tasks().billed(Pack::image), 1600);
  Settings narrow;
  narrow.slots = 3;
  Account other(narrow);
  other.path = "/v1/images/generations";
  EXPECT_EQ(other.create(R"({"prompt":"a","n":2})").code(), 0);
  EXPECT_EQ(other.create(R"({"prompt":"a","n":2})").code(), 1303);
  EXPECT_EQ(other.create(R"({"prompt":"a","n":2,"model_name":"kling-v2-1"})").code(), 0) << "slots are counted for each model";
  EXPECT_EQ(other.create(R"({"prompt":"a"})").code(), 0);
}

TEST(Service, an_external_id_is_refused_a_second_time_even_after_a_failure) {
  Account account;
  constexpr std::string_view body = R"({"prompt":"risk control","external_task_id":"once"})";
  EXPECT_EQ(account.create(body).code(), 0);
  EXPECT_EQ(account.create(body).message(), "External_task_id once already exists");
  account.now += 5000;
  EXPECT_EQ(account.create(body).message(), "External_task_id once already exists");
  EXPECT_EQ(account.ledger()["creations"].integer(), 1);
}

TEST(Service, lists_the_newest_first_in_pages) {
  Account account;
  std::vector<std::string> ids;
  for (int i = 0; i < 35; ++i) {
    ids.push_back(account.create(short_clip).task_id());
  }
  const auto page = [&](std::string_view query) {
    std::vector<std::string> out;
    const Answer answer = account.call("GET", concat({account.path, query}));
    EXPECT_EQ(answer.code(), 0) << query;
    for (json::Value task = answer.data().first(); task.present(); task = task.next()) {
      out.emplace_back(task["task_id"].text());
    }
    return out;
  };
  const std::vector<std::string> newest(ids.rbegin(), ids.rend());
  EXPECT_EQ(page(""), std::vector<std::string>(newest.begin(), newest.begin() + 30));
  EXPECT_EQ(page("?pageNum=2"), std::vector<std::string>(newest.begin() + 30, newest.end()));
  EXPECT_EQ(page("?pageNum=3&pageSize=10"), std::vector<std::string>(newest.begin() + 20, newest.begin() + 30));
  EXPECT_EQ(page("?pageSize=500"), newest);
  EXPECT_EQ(page("?pageNum=1000"), std::vector<std::string>());
  for (const std::string_view query : {"pageNum=0", "pageNum=1001", "pageNum=x", "pageSize=0", "pageSize=501", "pageSize=-1"}) {
    const Answer answer = account.call("GET", concat({account.path, "?", query}));
    EXPECT_EQ(answer.reply.status, 400) << query;
    const std::string_view name = query.substr(0, query.find('='));
    EXPECT_EQ(answer.message(), std::string(concat({name, " value '", query.substr(name.size() + 1), "' is invalid"})));
  }
}

TEST(Service, records_are_purged_after_thirty_days) {
  Account account;
  const std::string id = account.create(R"({"prompt":"a","external_task_id":"old"})").task_id();
  account.now += 1000 + int64_t{30} * 24 * 3600 * 1000 - 1;
  EXPECT_EQ(account.status(id), "succeed");
  account.now += 1;
  EXPECT_EQ(account.get(id).code(), 1201);
  EXPECT_EQ(account.get("old").message(), "Task not found by id/external id: old");
  EXPECT_EQ(account.call("GET", account.path).data().print(), "[]");
}

TEST(Service, ids_depend_on_the_seed_only) {
  Settings other;
  other.seed = 7;
  Account first;
  Account second;
  Account third(other);
  const std::string id = first.create(short_clip).task_id();
  EXPECT_EQ(second.create(short_clip).task_id(), id);
  EXPECT_NE(third.create(short_clip).task_id(), id);
  std::set<std::string> seen = {id};
  std::string last = id;
  for (int i = 0; i < 1000; ++i) {
    const std::string next = first.create(short_clip).task_id();
    EXPECT_GT(next, last);
    EXPECT_TRUE(seen.insert(next).second);
    last = next;
  }
}

TEST(Units, are_written_and_read_in_hundredths) {
  const std::pair<std::string_view, int64_t> rows[] = {{"0", 0}, {"3", 300}, {"0.5", 50}, {"0.05", 5}, {"12.34", 1234}};
  for (const auto &[text, hundredths] : rows) {
    EXPECT_EQ(units_text(hundredths), text);
    EXPECT_EQ(units_from(text), hundredths);
  }
  EXPECT_EQ(units_from("1.50"), 150);
  for (const std::string_view text : {"", ".5", "1.", "1.234", "-1", "1e3", "1,5", "12345678901"}) {
    EXPECT_FALSE(units_from(text)) << text;
  }
}

} // namespace
} // namespace kling::sim
