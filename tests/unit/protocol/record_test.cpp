#include <gtest/gtest.h>

#include "protocol/record.hpp"

namespace kling::protocol {
namespace {

json::Document parsed(std::string_view text) {
  json::Document document;
  String why;
  EXPECT_TRUE(json::Document::parse(text, document, why)) << why;
  return document;
}

/// A look at many tells of a task that runs on the same as a look at it alone, but for what nobody asks of such a one.
TEST(Record, AStateTellsOfARunningTaskWhichItIsAndHowFar) {
  for (const std::string_view text :
       {R"({"task_id":"8","task_status":"processing","task_status_msg":"soon","final_unit_deduction":"2","created_at":1774805076166,)"
        R"("task_info":{"external_task_id":"mine"}})",
        R"({"id":8,"status":"submitted","external_id":"mine","message":"soon","create_time":1774805076166,"billing":[{"amount":"2"}]})",
        R"({"task_id":"8","data":{"task_id":"9","task_status":"what is new","external_task_id":"mine"}})"}) {
    const json::Document document = parsed(text);
    Record whole;
    Record state;
    ASSERT_TRUE(read_item(document.root(), whole)) << text;
    ASSERT_TRUE(read_state(document.root(), state)) << text;
    EXPECT_EQ(state.task_id, "8");
    EXPECT_EQ(state.external_id, "mine");
    EXPECT_TRUE(state.has_place_for_external_id);
    EXPECT_EQ(state.task_id, whole.task_id);
    EXPECT_EQ(state.external_id, whole.external_id);
    EXPECT_EQ(state.status_word, whole.status_word);
    EXPECT_EQ(state.progress, whole.progress);
    EXPECT_EQ(state.message, "");
    EXPECT_EQ(state.units, -1);
    EXPECT_EQ(state.created_unix_ms, 0);
  }
}

TEST(Record, AStateTellsAllOfATaskThatEnded) {
  const json::Document done = parsed(R"({"task_id":"8","task_status":"succeed","final_unit_deduction":"2","created_at":1774805076166,)"
                                     R"("task_result":{"videos":[{"id":"v","url":"https://cdn/v.mp4","duration":"5"}]}})");
  Record record;
  ASSERT_TRUE(read_state(done.root(), record));
  EXPECT_EQ(record.progress, Progress::succeeded);
  EXPECT_EQ(record.units, 2);
  EXPECT_EQ(record.created_unix_ms, 1774805076166);
  ASSERT_EQ(record.outputs.size(), 1U);
  EXPECT_EQ(record.outputs[0].url, "https://cdn/v.mp4");
  const json::Document failed = parsed(R"({"task_id":"8","task_status":"failed","task_status_msg":"the prompt was refused"})");
  ASSERT_TRUE(read_state(failed.root(), record));
  EXPECT_EQ(record.progress, Progress::failed);
  EXPECT_EQ(record.message, "the prompt was refused");
}

TEST(Record, WhatIsNoTaskHasNoState) {
  Record record;
  EXPECT_FALSE(read_state(parsed(R"({"name":"a voice"})").root(), record));
  EXPECT_FALSE(read_state(parsed("[]").root(), record));
}

} // namespace
} // namespace kling::protocol
