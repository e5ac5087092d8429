#pragma once

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace kling::test {

/// One row of tests/fixtures/dialects/dialects.tsv; "-" is read as nothing.
struct Dialect {
  std::string file;
  int status = 200;
  std::string type;
  std::string call; // create, query, look, list, or sync
  std::string kind;
  std::string verdict;
  std::string state; // submitted, processing, succeeded, failed
  std::string task_id;
  std::string external_id;
  std::string outputs;
  std::string error; // "KLING_E_FIELD"
  int64_t code = 0;
  int32_t retryable = 0;
  std::string field;
  std::string words;
  std::string body;

  [[nodiscard]] std::string name() const { return file + " with " + std::to_string(status) + " as " + call + " " + kind; }
  /// Fit for the name of a test.
  [[nodiscard]] std::string word(std::size_t index) const {
    std::string out = file + "_" + std::to_string(status) + "_" + call + "_" + std::to_string(index);
    for (char &each : out) {
      each = std::isalnum(static_cast<unsigned char>(each)) != 0 ? each : '_';
    }
    return out;
  }
};

inline std::vector<std::string> cells_of(const std::string &line, char mark) {
  std::vector<std::string> cells;
  std::stringstream stream(line);
  for (std::string cell; std::getline(stream, cell, mark);) {
    cells.push_back(cell == "-" ? "" : cell);
  }
  return cells;
}

inline std::vector<Dialect> dialects() {
  const std::string folder = KLING_SOURCE_DIR "/tests/fixtures/dialects/";
  std::vector<Dialect> rows;
  std::ifstream table(folder + "dialects.tsv");
  for (std::string line; std::getline(table, line);) {
    if (line.starts_with('#')) {
      continue;
    }
    const std::vector<std::string> cells = cells_of(line, '\t');
    if (cells.size() != 15) {
      return {};
    }
    Dialect row;
    const std::vector<std::string> call = cells_of(cells[3], ' ');
    row.file = cells[0];
    row.status = std::stoi(cells[1]);
    row.type = cells[2];
    row.call = call[0];
    row.kind = call.size() > 1 ? call[1] : "text2video";
    row.verdict = cells[4];
    row.state = cells[5];
    row.task_id = cells[6];
    row.external_id = cells[7];
    row.outputs = cells[8];
    row.error = cells[9];
    row.code = cells[10].empty() ? 0 : std::stoll(cells[10]);
    row.retryable = cells[11].empty() ? 0 : std::stoi(cells[11]);
    row.field = cells[12];
    row.words = cells[13];
    std::ifstream file(folder + row.file, std::ios::binary);
    std::stringstream body;
    body << file.rdbuf();
    row.body = body.str();
    rows.push_back(std::move(row));
  }
  return rows;
}

} // namespace kling::test
