#include <gtest/gtest.h>
#include <map>

#include "kinds.hpp"
#include "support/pretend_service.hpp"

namespace kling::test {
namespace {

constexpr const char *task_id = "867283741759111299";

/// What results.tsv says of one reply.
struct Expected {
  std::string file;
  std::map<std::string, std::vector<std::string>> rows; // by what: "units", "outputs", "state", "message", "0", "1", …
};

std::vector<Expected> expected_of(const std::string &kind) {
  std::vector<Expected> out;
  for (const std::vector<std::string> &row : table_rows("results.tsv")) {
    if (row.at(0).substr(0, row[0].find('/')) != kind) {
      continue;
    }
    if (out.empty() || out.back().file != row[0]) {
      out.push_back({row[0], {}});
    }
    out.back().rows[row.at(1)] = row;
  }
  return out;
}

std::string shown(const char *text) {
  return text == nullptr || *text == '\0' ? "-" : text;
}

class KindResults : public testing::TestWithParam<std::string> {};

/// A service that creates the task and then tells this reply, byte for byte; a synchronous kind has it at once.
void script(RecordingServer &server, const Kind &kind, const std::string &reply) {
  server.handle([&kind, reply](const RecordedRequest &request) {
    const bool creates = !kind.synchronous && request.method == "POST";
    return Reply::text(200, creates ? PretendService::created(task_id) : reply);
  });
}

void expect_outputs(const Task &task, const Expected &expected) {
  const std::size_t count = std::stoul(expected.rows.at("outputs").at(2));
  ASSERT_EQ(kling_task_output_count(task.get()), count);
  for (uint32_t index = 0; index < count; ++index) {
    const std::vector<std::string> &row = expected.rows.at(std::to_string(index));
    EXPECT_EQ(text_of(kling_task_output_type(task.get(), index)), row.at(2)) << index;
    EXPECT_EQ(shown(kling_task_output_url(task.get(), index)), row.at(3)) << index;
    EXPECT_EQ(shown(kling_task_output_id(task.get(), index)), row.at(4)) << index;
    EXPECT_DOUBLE_EQ(kling_task_output_duration(task.get(), index), std::stod(row.at(5))) << index;
  }
}

TEST_P(KindResults, AreReadWhole) {
  const Kind &kind = kind_of(GetParam());
  const std::vector<Expected> all = expected_of(kind.name);
  ASSERT_FALSE(all.empty());
  for (const Expected &expected : all) {
    SCOPED_TRACE(expected.file);
    std::string reply = file_content(kinds_folder() + expected.file);
    reply.pop_back(); // the line's end
    RecordingServer server;
    script(server, kind, reply);
    const Client client = make_client({{"provider", kind.cometapi_only ? "cometapi" : "custom"},
                                       {"base_url", server.url("")},
                                       {"api_key", "the-key"},
                                       {"poll_interval_ms", "10"},
                                       {"retry_base_ms", "1"}});
    const Request request = request_of(kind, file_content(kinds_folder() + kind.name + "/smallest.json"));
    if (kind.external_id) {
      const bool legacy = kind.path.rfind("/v1/", 0) == 0;
      kling_request_set_string(request.get(), legacy ? "external_task_id" : "options.external_task_id", "kept");
    }
    kling_error error = no_error();
    const Task task = submit(client, request, 0, &error);
    ASSERT_NE(task, nullptr) << error.message;
    const bool failed = expected.rows.count("state") != 0;
    EXPECT_EQ(finish(client, task, &error), failed ? KLING_E_TASK_FAILED : KLING_OK) << error.message;
    EXPECT_EQ(text_of(kling_task_state_name(kling_task_state(task.get()))), failed ? "failed" : "succeeded");
    if (failed) {
      EXPECT_NE(std::string(error.message).find(expected.rows.at("message").at(2)), std::string::npos) << error.message;
    }
    EXPECT_DOUBLE_EQ(kling_task_units(task.get()), std::stod(expected.rows.at("units").at(2)));
    EXPECT_EQ(text_of(kling_task_raw_json(task.get())), reply);
    if (!kind.synchronous) {
      EXPECT_EQ(text_of(kling_task_id(task.get())), task_id);
    }
    expect_outputs(task, expected);
  }
}

INSTANTIATE_TEST_SUITE_P(Each, KindResults, testing::ValuesIn(kind_names()), [](const auto &each) { return test_name(each.param); });

} // namespace
} // namespace kling::test
