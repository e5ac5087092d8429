#include <algorithm>
#include <cjson/cJSON.h>
#include <gtest/gtest.h>
#include <map>
#include <memory>

#include "kinds.hpp"
#include "support/pretend_service.hpp"
#include "support/simulator_log.hpp"

namespace kling::test {
namespace {

/// A row of tests/fixtures/kinds/refusals.tsv.
struct Row {
  std::string kind, provider, verdict, status, field, words, service, section, body;
};

std::vector<Row> rows_of(const std::string &kind, const std::string &verdict) {
  std::vector<Row> out;
  for (const std::vector<std::string> &cells : table_rows("refusals.tsv")) {
    if (cells.at(0) == kind && cells.at(2) == verdict) {
      out.push_back({cells[0], cells.at(1), cells[2], cells.at(3), cells.at(4), cells.at(5), cells.at(6), cells.at(7), cells.at(8)});
    }
  }
  return out;
}

/// What is wrong with a refusal, nothing when it is as the row has it.
std::string complaint(const Row &row, kling_status status, const kling_error &error) {
  if (std::string(kling_status_name(status)) != row.status) {
    return std::string(kling_status_name(status)) + " for " + row.status + " of " + row.field + "; " + error.field + ": " + error.message;
  }
  const std::vector<std::string> fields = parts(row.field, '|');
  if (std::find(fields.begin(), fields.end(), error.field) == fields.end()) {
    return "the field is " + std::string(error.field) + ", not " + row.field + ": " + error.message;
  }
  for (const std::string &word : parts(row.words, '|')) {
    if (std::string(error.message).find(word) == std::string::npos) {
      return "no \"" + word + "\" in: " + error.message;
    }
  }
  return "";
}

std::string place(const Row &row) {
  return row.section + " at " + row.provider + ": " + row.body;
}

class KindRefusals : public testing::TestWithParam<std::string> {
protected:
  static void SetUpTestSuite() { simulator_ = new Simulator({"--submitted-ms", "1", "--processing-ms", "1"}); }
  static void TearDownTestSuite() {
    delete simulator_;
    simulator_ = nullptr;
  }
  [[nodiscard]] static const Simulator &simulator() { return *simulator_; }

private:
  static inline Simulator *simulator_ = nullptr;
};

/// Clients of a server that only counts, by provider.
class Silent {
public:
  [[nodiscard]] const Client &client(const std::string &provider) {
    Client &its = clients_[provider];
    if (its == nullptr) {
      its = make_client({{"provider", provider}, {"base_url", server_.url("")}, {"api_key", "the-key"}});
    }
    return its;
  }
  [[nodiscard]] int requests() const { return server_.count(); }

private:
  RecordingServer server_;
  std::map<std::string, Client> clients_;
};

TEST_P(KindRefusals, EachBadBodyIsRefusedWithItsReasonAndNothingIsSent) {
  Silent silent;
  for (const Row &row : rows_of(GetParam(), "refused")) {
    const Request request = request_of(kind_of(row.kind), with_long_texts(row.body));
    kling_error error = no_error();
    const kling_status status = kling_request_validate(request.get(), silent.client(row.provider).get(), &error);
    EXPECT_EQ(complaint(row, status, error), "") << place(row);
    kling_error again = no_error();
    EXPECT_EQ(submit(silent.client(row.provider), request, 0, &again) == nullptr, status != KLING_OK) << place(row);
    EXPECT_EQ(std::string(again.message), error.message) << place(row);
  }
  EXPECT_EQ(silent.requests(), 0);
}

TEST_P(KindRefusals, WhatIsAllowedOrLeftOpenPasses) {
  Silent silent;
  for (const Row &row : rows_of(GetParam(), "passes")) {
    const Request request = request_of(kind_of(row.kind), with_long_texts(row.body));
    kling_error error = no_error();
    EXPECT_EQ(kling_request_validate(request.get(), silent.client(row.provider).get(), &error), KLING_OK) << error.message << "\n"
                                                                                                          << place(row);
  }
}

/// The code in an envelope, -1 when there is none.
int64_t code_of(const std::string &reply) {
  const simulator_log::Json json(cJSON_Parse(reply.c_str()), cJSON_Delete);
  const cJSON *const code = cJSON_GetObjectItem(json.get(), "code");
  return cJSON_IsNumber(code) ? static_cast<int64_t>(code->valuedouble) : -1;
}

/// A query for what a body of a GET kind asks.
std::string query_of(const std::string &body) {
  const simulator_log::Json json(cJSON_Parse(body.c_str()), cJSON_Delete);
  std::string out;
  const cJSON *each = nullptr;
  cJSON_ArrayForEach(each, json.get()) {
    const std::unique_ptr<char, decltype(&cJSON_free)> printed(cJSON_PrintUnformatted(each), cJSON_free);
    out += (out.empty() ? "?" : "&") + std::string(each->string) + "=" + (cJSON_IsString(each) ? each->valuestring : printed.get());
  }
  return out;
}

/// Takes the model out of a body, and gives it back as it stands behind the path.
std::string take_model(const Kind &kind, std::string &body) {
  const simulator_log::Json json(cJSON_Parse(body.c_str()), cJSON_Delete);
  const cJSON *const model = cJSON_GetObjectItem(json.get(), "model_name");
  if (!kind.model_in_path || !cJSON_IsString(model)) {
    return "";
  }
  const std::string name = model->valuestring;
  cJSON_DeleteItemFromObject(json.get(), "model_name");
  const std::unique_ptr<char, decltype(&cJSON_free)> printed(cJSON_PrintUnformatted(json.get()), cJSON_free);
  body = printed.get();
  return "/" + name;
}

TEST_P(KindRefusals, TheServiceItselfRefusesThem) {
  const Kind &kind = kind_of(GetParam());
  const Client client = client_of(simulator(), {{"validation", "off"}});
  for (const Row &row : rows_of(GetParam(), "refused")) {
    if (row.service == "-") {
      continue;
    }
    SCOPED_TRACE(place(row));
    std::string body = with_long_texts(row.body);
    kling_error error = no_error();
    const Task task = submit(client, request_of(kind, body), 0, &error);
    if (task != nullptr) {
      EXPECT_NE(finish(client, task, &error), KLING_OK);
      EXPECT_EQ(std::to_string(error.service_code), row.service) << error.message;
      EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_REJECTED);
    } else { // a type that is never sent: the service is asked without the library
      EXPECT_EQ(error.status, KLING_E_FIELD) << error.message;
      const bool get = kind.method == "GET";
      const std::string model = take_model(kind, body);
      const std::string reply = simulator().call(kind.path + model + (get ? query_of(body) : ""), get ? nullptr : &body);
      EXPECT_EQ(std::to_string(code_of(reply)), row.service) << reply;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Each, KindRefusals, testing::ValuesIn(kind_names()), [](const auto &each) { return test_name(each.param); });

TEST(Refusals, EveryKindHasSome) {
  std::map<std::string, int> count;
  for (const std::vector<std::string> &cells : table_rows("refusals.tsv")) {
    ASSERT_EQ(cells.size(), 9U) << cells.at(0);
    ++count[cells[0]];
  }
  for (const Kind &kind : kinds()) {
    EXPECT_GT(count[kind.name], 0) << kind.name;
  }
  EXPECT_EQ(count.size(), kinds().size());
}

} // namespace
} // namespace kling::test
