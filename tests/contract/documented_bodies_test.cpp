#include <cjson/cJSON.h>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <vector>

#include "support/handles.hpp"
#include "support/simulator.hpp"

namespace kling::test {
namespace {

/// A row of tests/fixtures/examples/table.tsv: a body printed on one of the service's pages, and what becomes of it.
struct Row {
  std::string file, provider, page, verdict, rule, sent;
};

const std::string folder = std::string(KLING_SOURCE_DIR) + "/tests/fixtures/examples/";

std::string content(const std::string &file) {
  std::ifstream stream(folder + file);
  std::ostringstream text;
  text << stream.rdbuf();
  EXPECT_FALSE(text.str().empty()) << file;
  return text.str();
}

std::vector<Row> table() {
  std::vector<Row> rows;
  std::istringstream lines(content("table.tsv"));
  for (std::string line; std::getline(lines, line);) {
    std::istringstream cells(line);
    std::vector<std::string> row;
    for (std::string cell; std::getline(cells, cell, '\t');) {
      row.push_back(cell);
    }
    if (row.size() >= 6 && !row[0].starts_with('#')) {
      rows.push_back({row[0], row[1], row[2], row[3], row[4], row[5]});
    }
  }
  return rows;
}

struct Notes {
  std::string text;
  static void KLING_CALL add(void *self, int32_t, const char *line) { static_cast<Notes *>(self)->text += std::string(line) + "\n"; }
};

/// Both bodies without the id that was made up, equal as JSON; and the texts of the numbers kept.
void expect_same(const std::string &received, const std::string &expected) {
  cJSON *const got = cJSON_Parse(received.c_str());
  cJSON *const want = cJSON_Parse(expected.c_str());
  ASSERT_NE(got, nullptr) << received;
  ASSERT_NE(want, nullptr) << expected;
  if (cJSON_GetObjectItem(want, "external_task_id") == nullptr) {
    cJSON_DeleteItemFromObject(got, "external_task_id");
  }
  EXPECT_TRUE(cJSON_Compare(got, want, 1)) << received << "\nagainst\n" << expected;
  cJSON_Delete(got);
  cJSON_Delete(want);
}

TEST(DocumentedBodies, ReachTheServiceAsTheTableSays) {
  const Simulator simulator;
  const std::vector<Row> rows = table();
  ASSERT_GE(rows.size(), 10U);
  for (const Row &row : rows) {
    SCOPED_TRACE(row.file + " at " + row.provider);
    Notes notes;
    const Options options =
        make_options({{"provider", row.provider}, {"base_url", simulator.base_url()}, {"api_key", simulator.api_key()}});
    kling_callbacks callbacks{};
    callbacks.struct_size = sizeof callbacks;
    callbacks.user_data = &notes;
    callbacks.on_log = Notes::add;
    ASSERT_EQ(kling_options_set_callbacks(options.get(), &callbacks), KLING_OK);
    const Client client = make_client(options);
    const Request request = make_request("");
    ASSERT_EQ(kling_request_set_json(request.get(), "", content(row.file).c_str()), KLING_OK);
    kling_error error = no_error();
    const Task task = submit(client, request, 0, &error);
    if (row.verdict == "refused") {
      EXPECT_EQ(task, nullptr);
      EXPECT_EQ(row.rule, std::string(kling_status_name(error.status)) + " " + error.field) << error.message;
      continue;
    }
    ASSERT_NE(task, nullptr) << error.message;
    while (kling_task_state(task.get()) < KLING_TASK_SUBMITTED) {
      ASSERT_EQ(kling_poll(client.get(), -1, nullptr), KLING_OK);
      while (next_event(client)) {
      }
    }
    EXPECT_LT(kling_task_state(task.get()), KLING_TASK_FINAL);
    EXPECT_NE(kling_task_id(task.get()), nullptr);
    const std::string path = row.provider == "cometapi" ? "/kling/v1/videos/text2video" : "/v1/videos/text2video";
    expect_same(simulator.last_body(path), content(row.sent == "-" ? row.file : row.sent));
    if (row.rule.find("image is documented as ignored") != std::string::npos) {
      EXPECT_NE(notes.text.find("image"), std::string::npos) << notes.text;
    }
  }
}

} // namespace
} // namespace kling::test
