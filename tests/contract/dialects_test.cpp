#include <gtest/gtest.h>

#include "support/dialects.hpp"
#include "support/heard_client.hpp"
#include "support/pretend_service.hpp"
#include "support/replies.hpp"

/// Every reply of tests/fixtures/dialects over sockets: what becomes of the task, the call or the list that it answers.
namespace kling::test {
namespace {

constexpr const char *mine = "k1-mine";
constexpr const char *any_task = "867283741759111202";

Reply reply_of(const Dialect &row) {
  Reply reply = Reply::text(row.status, row.body, row.type);
  return row.status == 301 ? with_header(std::move(reply), "Location: https://elsewhere.example/") : reply;
}

/// The first answer of a method is the row's; a task that it told of then succeeds, and one that it did not is not found.
class Gateway {
public:
  Gateway(const Dialect &row, std::string method) : row_(row), method_(std::move(method)) {
    server.handle([this](const RecordedRequest &request) {
      if (request.method == method_ && !told_) {
        told_ = true;
        return reply_of(row_);
      }
      if (method_ == "POST" && row_.verdict == "maybe") {
        return Reply::text(400, R"({"code":1201,"message":"Task not found by id/external id: k1-mine"})");
      }
      const std::string id = request.target.substr(request.target.rfind('/') + 1);
      return Reply::text(200,
                         R"({"code":0,"message":"SUCCEED","data":{"task_id":")" + id +
                             R"(","task_status":"succeed","task_result":{"videos":[{"id":"v","url":"https://cdn.example/last.mp4"}]}}})");
    });
  }
  [[nodiscard]] Settings settings() const {
    return {{"provider", "cometapi"}, {"base_url", server.url("")},   {"api_key", "the-key"}, {"poll_interval_ms", "10"},
            {"retry_base_ms", "1"},   {"poll_max_interval_ms", "10"}, {"max_retries", "0"},   {"validation", "off"}};
  }

private:
  const Dialect &row_;
  std::string method_;
  bool told_ = false;

public:
  RecordingServer server; // last: its thread uses the others
};

void expect_error(const Dialect &row, const kling_error &error) {
  EXPECT_EQ(kling_status_name(error.status), row.error) << error.message;
  EXPECT_EQ(error.service_code, row.code);
  EXPECT_EQ(error.http_status, row.status);
  EXPECT_EQ(error.field, row.field);
  EXPECT_NE(std::string(error.message).find(row.words), std::string::npos) << error.message;
}

void expect_outputs(const Dialect &row, const Task &task) {
  const std::vector<std::string> expected = cells_of(row.outputs, '|');
  ASSERT_EQ(kling_task_output_count(task.get()), expected.size());
  for (uint32_t index = 0; index < expected.size(); ++index) {
    const std::vector<std::string> parts = cells_of(expected[index], ' ');
    EXPECT_EQ(text_of(kling_task_output_type(task.get(), index)), parts[0]);
    EXPECT_EQ(text_of(kling_task_output_url(task.get(), index)), parts[1]);
    if (parts.size() > 2) {
      EXPECT_EQ(kling_task_output_duration(task.get(), index), std::stod(parts[2]));
    }
  }
}

void expect_raw(const Dialect &row, const Task &task) {
  EXPECT_EQ(text_of(kling_task_raw_json(task.get())), row.body);
}

void run_create(const Dialect &row) {
  const Gateway gateway(row, "POST");
  const Client client = make_client(gateway.settings());
  const Task task = submit(client, make_request("a lighthouse", {{"external_task_id", mine}}));
  ASSERT_NE(task, nullptr);
  if (row.verdict == "created") {
    kling_error error = no_error();
    EXPECT_EQ(finish(client, task, &error), KLING_OK) << error.message;
    EXPECT_EQ(text_of(kling_task_id(task.get())), row.task_id);
    EXPECT_EQ(text_of(kling_task_output_url(task.get(), 0)), "https://cdn.example/last.mp4");
  } else if (row.verdict == "refused") {
    finish(client, task);
    EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_REJECTED);
    expect_error(row, error_of(task));
    EXPECT_EQ(error_of(task).retryable, row.retryable);
    EXPECT_EQ(gateway.server.count("GET"), 0);
  } else if (row.verdict == "maybe") {
    ASSERT_TRUE(reach(client, task, KLING_TASK_UNCERTAIN)) << kling_task_state_name(kling_task_state(task.get()));
    expect_error(row, error_of(task));
    EXPECT_EQ(error_of(task).retryable, 0);
    ASSERT_EQ(kling_task_detach(task.get()), KLING_OK);
    finish(client, task);
    EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_UNKNOWN);
  } else { // slots_full, rate_limited
    ASSERT_TRUE(drive_until(client, [&] { return error_of(task).status != KLING_OK; }));
    EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_WAITING);
    expect_error(row, error_of(task));
    EXPECT_EQ(error_of(task).retryable, 1);
    ASSERT_EQ(kling_task_cancel(task.get()), KLING_OK);
    finish(client, task);
    EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_CANCELLED);
  }
  EXPECT_EQ(gateway.server.count("POST"), 1) << "never a second one";
}

void expect_final(const Dialect &row, const Task &task) {
  if (row.state == "failed") {
    EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_FAILED);
    EXPECT_EQ(error_of(task).status, KLING_E_TASK_FAILED);
    EXPECT_NE(std::string(error_of(task).message).find(row.words), std::string::npos) << error_of(task).message;
  } else {
    EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_SUCCEEDED);
    expect_outputs(row, task);
  }
  expect_raw(row, task);
}

/// The first look brings the row; unless that is the end, the second one ends it.
void run_look(const Dialect &row) {
  const Gateway gateway(row, "GET");
  const HeardClient heard(gateway.settings());
  const std::string id = row.call == "look" ? row.external_id : row.task_id.empty() ? any_task : row.task_id;
  kling_task *made = nullptr;
  ASSERT_EQ(kling_attach(heard.client().get(), row.kind.c_str(), id.c_str(), 0, &made, nullptr), KLING_OK);
  const Task task(made);
  finish(heard.client(), task);
  ASSERT_TRUE(drive_until(heard.client(), [&] { return heard.count(KLING_EVENT_FINAL) > 0; }));
  const bool learns_nothing = row.verdict == "trouble" || row.verdict == "not_found";
  const std::vector<HeardEvent> troubles = heard.of_type(KLING_EVENT_TROUBLE);
  ASSERT_EQ(troubles.size(), learns_nothing ? 1U : 0U);
  if (learns_nothing) {
    expect_error(row, troubles[0].error);
  }
  EXPECT_EQ(heard.passed(KLING_TASK_PROCESSING), row.state == "processing");
  if (row.state == "succeeded" || row.state == "failed") {
    EXPECT_EQ(gateway.server.count("GET"), 1);
    expect_final(row, task);
  } else {
    EXPECT_EQ(gateway.server.count("GET"), 2);
    EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_SUCCEEDED);
  }
  EXPECT_EQ(gateway.server.count("POST"), 0);
}

void run_call(const Dialect &row) {
  const bool reads = row.kind == "quota";
  const Gateway gateway(row, reads ? "GET" : "POST");
  const Client client = make_client(gateway.settings());
  kling_request *request = nullptr;
  ASSERT_EQ(kling_request_new(row.kind.c_str(), &request), KLING_OK);
  const Task task = submit(client, Request(request));
  ASSERT_NE(task, nullptr);
  finish(client, task);
  if (row.verdict == "answered") {
    EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_SUCCEEDED);
    expect_outputs(row, task);
    expect_raw(row, task);
  } else {
    EXPECT_EQ(kling_task_state(task.get()), row.verdict == "maybe" && !reads ? KLING_TASK_UNKNOWN : KLING_TASK_REJECTED);
    expect_error(row, error_of(task));
  }
  EXPECT_EQ(gateway.server.count(), 1);
}

void run_list(const Dialect &row) {
  const Gateway gateway(row, "GET");
  const Client client = make_client(gateway.settings());
  const List list = make_list(client, row.kind.c_str());
  kling_error error = no_error();
  const char *record = nullptr;
  std::size_t count = 0;
  kling_status status = KLING_OK;
  do {
    status = kling_list_next(list.get(), &record, &error);
    if (status == KLING_E_AGAIN) {
      kling_poll(client.get(), -1, nullptr);
    }
    count += status == KLING_OK && record != nullptr ? 1U : 0U;
  } while (status == KLING_E_AGAIN || (status == KLING_OK && record != nullptr));
  if (row.verdict == "arrived") {
    EXPECT_EQ(status, KLING_OK) << error.message;
    EXPECT_EQ(count, std::stoul(row.outputs));
  } else {
    expect_error(row, error);
  }
  EXPECT_EQ(gateway.server.count(), 1);
}

class GatewayReply : public testing::TestWithParam<std::size_t> {};

TEST_P(GatewayReply, BecomesWhatTheTableSays) {
  static const std::vector<Dialect> rows = dialects();
  const Dialect &row = rows[GetParam()];
  SCOPED_TRACE(row.name());
  if (row.call == "create") {
    run_create(row);
  } else if (row.call == "sync") {
    run_call(row);
  } else if (row.call == "list") {
    run_list(row);
  } else {
    run_look(row);
  }
}

INSTANTIATE_TEST_SUITE_P(Documented, GatewayReply, testing::Range(std::size_t{0}, dialects().size()),
                         [](const auto &each) { return dialects()[each.param].word(each.param); });

} // namespace
} // namespace kling::test
