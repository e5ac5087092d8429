// Every sample of gateways 1.6, 1.8, 2, 3, 4.1 and 5, as one reply is read.
#include <algorithm>
#include <filesystem>
#include <gtest/gtest.h>
#include <set>

#include "base/status.hpp"
#include "protocol/list.hpp"
#include "protocol/reply.hpp"
#include "support/dialects.hpp"

namespace kling::protocol {
namespace {

using test::Dialect;

constexpr int64_t now_ms = 1790000000000;
constexpr std::string_view any_task = "867283741759111202";

Reply reply_of(const Dialect &row) {
  Reply reply;
  reply.delivery = Delivery::replied;
  reply.http_status = row.status;
  reply.body = row.body;
  reply.content_type = row.type;
  return reply;
}

std::string name_of(Creation verdict) {
  constexpr const char *names[] = {"not_sent",   "created",  "answered", "slots_full", "rate_limited",
                                   "token_time", "id_taken", "refused",  "maybe"};
  return names[static_cast<std::size_t>(verdict)];
}
std::string name_of(Look verdict) {
  constexpr const char *names[] = {"found", "pending", "not_found", "trouble"};
  return names[static_cast<std::size_t>(verdict)];
}
std::string name_of(Page verdict) {
  constexpr const char *names[] = {"arrived", "rate_limited", "token_time", "lost", "refused"};
  return names[static_cast<std::size_t>(verdict)];
}
std::string name_of(Progress progress) {
  constexpr const char *names[] = {"submitted", "processing", "succeeded", "failed"};
  return names[static_cast<std::size_t>(progress)];
}

void expect_error(const Dialect &row, const Error &error) {
  EXPECT_EQ(error.failed() ? std::string(status_name(error.status)) : "", row.error) << error.message;
  if (row.error.empty()) {
    return;
  }
  EXPECT_EQ(error.service_code, row.code);
  EXPECT_EQ(error.http_status, row.status);
  EXPECT_EQ(error.retryable, row.retryable);
  EXPECT_EQ(std::string_view(error.field), row.field);
  EXPECT_NE(std::string_view(error.message).find(row.words), std::string_view::npos) << error.message;
  EXPECT_EQ(error.message.find("<!DOCTYPE"), String::npos) << error.message;
}

/// "video https://…|video https://… 5.1": the seconds where the row tells them.
void expect_outputs(const Dialect &row, const Vector<Output> &outputs) {
  const std::vector<std::string> expected = test::cells_of(row.outputs, '|');
  ASSERT_EQ(outputs.size(), expected.size());
  for (std::size_t index = 0; index < outputs.size(); ++index) {
    const std::vector<std::string> parts = test::cells_of(expected[index], ' ');
    EXPECT_EQ(outputs[index].type, parts[0]);
    EXPECT_EQ(std::string_view(outputs[index].url), parts[1]);
    if (parts.size() > 2) {
      EXPECT_EQ(outputs[index].duration, std::stod(parts[2]));
    }
  }
}

void expect_record(const Dialect &row, const Record &record) {
  EXPECT_EQ(std::string_view(record.task_id), row.task_id);
  EXPECT_EQ(std::string_view(record.external_id), row.external_id);
  EXPECT_EQ(name_of(record.progress), row.state);
  expect_outputs(row, record.outputs);
  for (const int64_t time : {record.created_unix_ms, record.updated_unix_ms}) {
    EXPECT_TRUE(time == 0 || time / 1'000'000 == 1777000) << time << ": seconds and milliseconds tell the same day";
  }
}

class Dialects : public testing::TestWithParam<std::size_t> {
protected:
  static const Dialect &row() {
    static const std::vector<Dialect> rows = test::dialects();
    return rows[GetParam()];
  }
};

void expect_creation(const Dialect &row) {
  const CreationReply out = read_creation(*catalog::find_kind(row.kind), reply_of(row), now_ms);
  EXPECT_EQ(name_of(out.verdict), row.verdict) << out.error.message;
  if (out.verdict == Creation::created || out.verdict == Creation::answered) {
    expect_record(row, out.record);
  }
  expect_error(row, out.error);
}

void expect_look(const Dialect &row) {
  const std::string_view asked = row.call == "look"    ? std::string_view(row.external_id)
                                 : row.task_id.empty() ? any_task
                                                       : std::string_view(row.task_id);
  const LookReply out = read_look(*catalog::find_kind(row.kind), asked, reply_of(row), now_ms);
  EXPECT_EQ(name_of(out.verdict), row.verdict) << out.error.message;
  if (out.verdict == Look::found) {
    expect_record(row, out.record);
    const bool reason = row.state == "failed" && row.words != "no reason";
    EXPECT_EQ(std::string_view(out.record.message), reason ? row.words : "");
  }
  expect_error(row, out.error);
}

void expect_page(const Dialect &row) {
  ListOrder order;
  Rules rules;
  rules.provider = catalog::find_provider("cometapi");
  Error error;
  ASSERT_EQ(prepare_list(row.kind, "", rules, order, error, nullptr), KLING_OK) << error.message;
  const PageReply out = read_page(order, order.first, reply_of(row), now_ms);
  EXPECT_EQ(name_of(out.verdict), row.verdict) << out.error.message;
  EXPECT_EQ(out.records.size(), row.outputs.empty() ? 0U : std::stoul(row.outputs));
  expect_error(row, out.error);
}

TEST_P(Dialects, AreReadAsTheTableSays) {
  SCOPED_TRACE(row().name());
  if (row().call == "list") {
    expect_page(row());
  } else if (row().call == "query" || row().call == "look") {
    expect_look(row());
  } else {
    ASSERT_TRUE(row().call == "create" || row().call == "sync");
    expect_creation(row());
  }
}

INSTANTIATE_TEST_SUITE_P(Documented, Dialects, testing::Range(std::size_t{0}, test::dialects().size()),
                         [](const auto &each) { return test::dialects()[each.param].word(each.param); });

TEST(DialectFixtures, AreAllInTheTable) {
  std::set<std::string> named;
  for (const Dialect &row : test::dialects()) {
    named.insert(row.file);
  }
  std::size_t files = 0;
  for (const auto &each : std::filesystem::directory_iterator(KLING_SOURCE_DIR "/tests/fixtures/dialects")) {
    files += each.path().filename() == "dialects.tsv" ? 0U : 1U;
    EXPECT_TRUE(named.count(each.path().filename()) == 1 || each.path().filename() == "dialects.tsv") << each.path();
  }
  EXPECT_EQ(files, named.size());
  EXPECT_GT(files, 100U);
}

} // namespace
} // namespace kling::protocol
