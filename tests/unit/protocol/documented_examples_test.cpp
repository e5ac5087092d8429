#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "base/status.hpp"
#include "protocol/request.hpp"
#include "recorded_log.hpp"

namespace kling::protocol {
namespace {

constexpr std::string_view folder = KLING_SOURCE_DIR "/tests/fixtures/examples/";

std::string contents(const std::string &name) {
  std::ifstream file(std::string(folder) + name, std::ios::binary);
  EXPECT_TRUE(file.is_open()) << name;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::string> split(const std::string &text, char separator) {
  std::vector<std::string> parts;
  std::istringstream from(text);
  for (std::string part; std::getline(from, part, separator);) {
    parts.push_back(part);
  }
  return parts;
}

/// file, provider, page, verdict, rule, sent, noted; "-" stands for nothing.
struct Example {
  std::string file, provider, page, verdict, rule, sent, noted;
};

std::vector<Example> examples() {
  std::vector<Example> rows;
  for (const std::string &line : split(contents("table.tsv"), '\n')) {
    const std::vector<std::string> cells = split(line, '\t');
    if (!line.starts_with('#') && cells.size() == 7) {
      rows.push_back({cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], cells[6]});
    }
  }
  return rows;
}

json::Document parsed(const std::string &text) {
  json::Document document;
  String why;
  EXPECT_TRUE(json::Document::parse(text, document, why)) << why;
  return document;
}

void expect_sent(const Example &row, const Prepared &prepared) {
  json::Document sent = parsed(std::string(prepared.body.at(0).text));
  EXPECT_EQ(sent.root()["external_task_id"].text(), "k1-generated");
  json::Path id;
  String why;
  ASSERT_TRUE(json::Path::parse("external_task_id", id, why));
  sent.erase(id);
  const json::Document expected = parsed(contents(row.sent == "-" ? row.file : row.sent));
  EXPECT_TRUE(json::equal(sent.root(), expected.root())) << sent.print();
}

TEST(DocumentedExamples, EveryPagesExamplesFareAsTheTableSays) {
  std::map<std::string, int> pages;
  for (const Example &row : examples()) {
    SCOPED_TRACE(row.file + " on " + row.provider);
    ++pages[row.page];
    Request request(*catalog::find_kind("text2video"));
    ASSERT_EQ(request.set_json("", contents(row.file)), KLING_OK) << request.first_error().message;
    Rules rules;
    rules.provider = catalog::find_provider(row.provider);
    ASSERT_NE(rules.provider, nullptr);
    Prepared prepared;
    Error error;
    RecordedLog log;
    const kling_status status = prepare(request, rules, "k1-generated", prepared, error, &log);
    if (row.verdict == "refused") {
      EXPECT_EQ(std::string(status_name(status)) + " " + std::string(error.field), row.rule) << error.message;
    } else {
      ASSERT_EQ(status, KLING_OK) << error.message;
      expect_sent(row, prepared);
    }
    for (const std::string &part : row.noted == "-" ? std::vector<std::string>() : split(row.noted, '|')) {
      EXPECT_TRUE(log.has(part)) << part;
    }
    EXPECT_EQ(row.verdict == "normalised", row.sent != "-");
  }
  EXPECT_EQ(pages.size(), 5U);
}

TEST(DocumentedExamples, AcceptedBodiesOfThePagesChangeNothing) {
  for (const Example &row : examples()) {
    if (row.provider != "cometapi" || row.page == "004") {
      continue;
    }
    Request request(*catalog::find_kind("text2video"));
    ASSERT_EQ(request.set_json("", contents(row.file)), KLING_OK);
    Rules rules;
    rules.provider = catalog::find_provider("cometapi");
    rules.external_ids = ExternalIds::never;
    Prepared prepared;
    Error error;
    ASSERT_EQ(prepare(request, rules, "k1-generated", prepared, error, nullptr), KLING_OK) << row.file;
    EXPECT_EQ(std::string(prepared.body.at(0).text), std::string(parsed(contents(row.file)).print())) << row.file;
  }
}

} // namespace
} // namespace kling::protocol
