#include <set>

#include "drafting.hpp"
#include "new_bodies.hpp"
#include "sim/path_model.hpp"

namespace kling::sim {
namespace {

Answer posted(Account &account, std::string_view path, std::string_view body) {
  return account.call("POST", path, json_of(body));
}

Answer task(Account &account, std::string_view id) {
  return account.call("GET", concat({"/tasks?task_ids=", id}));
}

TEST(NewGeneration, a_create_is_answered_in_the_recorded_shape) {
  Account account;
  const Answer answer = posted(account, "/text-to-video/kling-3.0-turbo",
                               "{'prompt':'The girl sat','settings':{'duration':3,'resolution':'720p','aspect_ratio':'9:16'},"
                               "'options':{'callback_url':'https://a/b','watermark_info':{'enabled':false},'external_task_id':''}}");
  EXPECT_EQ(answer.reply.status, 200);
  EXPECT_EQ(answer.message(), "SUCCEED");
  const std::string_view id = answer.data()["id"].text();
  EXPECT_EQ(id.size(), 18U);
  EXPECT_EQ(answer.data().print(), concat({R"({"id":")", id, R"(","status":"submitted","message":"","create_time":1790000000000,)",
                                           R"("update_time":1790000000000})"}));
  const Answer named = posted(account, "/text-to-video/kling-3.0", "{'prompt':'a','options':{'external_task_id':'mine'}}");
  EXPECT_EQ(named.data()["external_id"].text(), "mine");
}

/// The path a model stands behind, told by the tables, is in new_bodies.hpp, and the other way round.
TEST(NewGeneration, has_the_twelve_rows_of_the_page_and_the_alias) {
  std::set<String> paths;
  for (const Kind *kind : all_kinds()) {
    if (kind->model_in_path()) {
      for (const PathModel &model : kind->models()) {
        EXPECT_TRUE(paths.insert(concat({kind->path, "/", model.name})).second);
      }
    }
  }
  EXPECT_EQ(paths.size(), 13U);
  EXPECT_EQ(paths.erase("/omni-video/kling-v3-omni"), 1U);
  for (const NewBody &row : new_bodies) {
    EXPECT_EQ(paths.erase(String(row.path)), 1U) << row.path;
  }
  EXPECT_TRUE(paths.empty());
}

TEST(NewGeneration, every_model_takes_its_smallest_body_and_charges_what_it_costs) {
  for (const NewBody &row : new_bodies) {
    Account account;
    const Answer made = posted(account, row.path, row.body);
    ASSERT_EQ(made.code(), 0) << row.path << ": " << made.message();
    account.now += 1000;
    const Answer answer = task(account, made.data()["id"].text());
    const json::Value record = answer.data().at(0);
    EXPECT_EQ(record["status"].text(), "succeeded") << row.path;
    EXPECT_EQ(record["outputs"].size(), 1U) << row.path;
    EXPECT_EQ(record["billing"].print(), concat({R"([{"charge_type":"unit","amount":")", row.units, R"(","package_type":"video"}])"}))
        << row.path;
    EXPECT_EQ(account.ledger()["billed_units"].text(), row.units);
  }
}

} // namespace
} // namespace kling::sim
