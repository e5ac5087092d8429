#include "cli/error_command.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <unistd.h>

#include "cli/catalog.hpp"
#include "cli/failure.hpp"
#include "cli/handle.hpp"
#include "cli/json_line.hpp"
#include "cli/nearest.hpp"
#include "cli/table.hpp"
#include "cli/terminal.hpp"
#include "cli/text_layout.hpp"

namespace kling::cli {

namespace {

struct GroupRow {
  kling_status group;
  const char *advice;
};

/// What the reader can do, by the hundred of a status.
constexpr std::array<GroupRow, 9> group_rows{{
    {100, "correct what was typed, or the program that called"},
    {200, "change what is asked for: kling fields KIND tells what a field takes"},
    {300, "check the credentials, and that they belong to this provider"},
    {400, "look at the account's balance and packs"},
    {500, "try the same again after a while; nothing was created"},
    {600, "change the prompt or the input; the same again is refused again"},
    {700, "try again; the message says whether the network or the service is at fault"},
    {800, "do not simply send it again: the task may exist and bill. kling status with its external id or token tells"},
    {900, "look at this machine: disk, folder, memory"},
}};

std::string advice_of(kling_status status) {
  if (status == KLING_E_CANCELLED) {
    return "nothing was sent and nothing is billed: the same may be sent again";
  }
  if (status == KLING_E_TASK_FAILED) {
    return "read the service's message; a task that failed is usually not billed";
  }
  for (const GroupRow &row : group_rows) {
    if (row.group == kling_status_group(status)) {
      return row.advice;
    }
  }
  return {};
}

const char *advice_on_retry(std::string_view retry) {
  return retry == "later"           ? "by the library, after a while; the task was not created"
         : retry == "signed anew"   ? "by the library, once, with a fresh token"
         : retry == "after looking" ? "by the library, once it knows that the task was not created"
                                    : "no: the same would be refused again";
}

size_t page_columns() {
  return std::min<size_t>(columns_of_stream(STDOUT_FILENO, 100), 100);
}

void print_entries(const std::string &title, const std::vector<std::pair<std::string, std::string>> &entries) {
  std::string page = toned(STDOUT_FILENO, Tone::strong, title) + "\n";
  for (const auto &[label, text] : entries) {
    page += text.empty() ? std::string{} : labelled(label, text, 16, page_columns());
  }
  std::fputs(page.c_str(), stdout);
}

void print_row(const JsonValue &row) {
  std::string status(row.member_text("status"));
  std::vector<std::pair<std::string, std::string>> entries{{"Meaning", cell_text(row, "meaning")},
                                                           {"What to do", cell_text(row, "advice")},
                                                           {"Sent again", advice_on_retry(row.member_text("retry"))},
                                                           {"HTTP status", cell_text(row, "http_status")},
                                                           {"Status", status}};
  for (uint32_t index = 0; index < kling_status_count(); ++index) {
    if (status == kling_status_name(kling_status_at(index))) {
      entries.emplace_back("Exit code", std::to_string(exit_code_of_status(kling_status_at(index))));
    }
  }
  print_entries("Code " + cell_text(row, "code") + " of the service", entries);
}

/// The service's codes that come to a status.
std::vector<std::string> codes_of(const std::vector<JsonValue> &rows, const std::string &name) {
  std::vector<std::string> codes;
  for (const JsonValue &row : rows) {
    if (row.member_text("status") == name) {
      codes.emplace_back(row.member_text("code"));
    }
  }
  return codes;
}

void print_status(kling_status status, const std::vector<JsonValue> &rows, bool json) {
  const std::string name = kling_status_name(status);
  std::string codes;
  for (const std::string &code : codes_of(rows, name)) {
    codes += (codes.empty() ? "" : json ? "," : ", ") + code;
  }
  if (json) {
    JsonLine line;
    line.text("status", name).number("number", status).number("group", kling_status_group(status));
    line.text("meaning", kling_status_description(status)).text("advice", advice_of(status));
    line.raw("codes", "[" + codes + "]").number("exit", exit_code_of_status(status));
    std::printf("%s\n", line.object().c_str());
    return;
  }
  print_entries(name + ", " + std::to_string(status), {{"Meaning", kling_status_description(status)},
                                                       {"What to do", advice_of(status)},
                                                       {"Codes", codes},
                                                       {"Exit code", std::to_string(exit_code_of_status(status))}});
}

/// KLING_E_FIELD, field and 201 name the same.
bool names_status(std::string word, kling_status status) {
  if (word == std::to_string(status)) {
    return true;
  }
  std::transform(word.begin(), word.end(), word.begin(), [](unsigned char each) { return static_cast<char>(std::toupper(each)); });
  const std::string name = kling_status_name(status);
  return word == name || "KLING_E_" + word == name;
}

std::vector<std::string> known_names(const std::vector<JsonValue> &rows, bool numbers) {
  std::vector<std::string> names;
  names.reserve(rows.size() + kling_status_count());
  for (const JsonValue &row : rows) {
    names.emplace_back(row.member_text("code"));
  }
  for (uint32_t index = 0; !numbers && index < kling_status_count(); ++index) {
    names.emplace_back(kling_status_name(kling_status_at(index)));
  }
  return names;
}

int explain(const std::string &word, const std::vector<JsonValue> &rows, bool json) {
  for (const JsonValue &row : rows) {
    if (row.member_text("code") == word) {
      std::string line;
      append_json_value(line, row);
      json ? static_cast<void>(std::printf("%s\n", line.c_str())) : print_row(row);
      return exit_done;
    }
  }
  for (uint32_t index = 0; index < kling_status_count(); ++index) {
    if (names_status(word, kling_status_at(index))) {
      print_status(kling_status_at(index), rows, json);
      return exit_done;
    }
  }
  const bool number = word.find_first_not_of("0123456789") == std::string::npos;
  const std::string what = number ? "the service has no code " + word : "there is no status '" + word + "'";
  return report_failure(usage_failure(what + did_you_mean(word, known_names(rows, number)), "Try: kling errors"), json);
}

} // namespace

int run_errors(const Invocation &invocation) {
  kling_status status = KLING_OK;
  const std::vector<JsonValue> rows = catalog_rows("errors", {}, status);
  if (status != KLING_OK) {
    return report_failure(library_failure(status, empty_error()), invocation.global.json);
  }
  if (!invocation.words.empty()) {
    return explain(invocation.word(), rows, invocation.global.json);
  }
  Table table({"CODE", "HTTP", "STATUS", "MEANING", "RETRY", "WHAT TO DO"});
  for (const JsonValue &row : rows) {
    if (invocation.global.json) {
      std::string line;
      append_json_value(line, row);
      std::printf("%s\n", line.c_str());
    }
    table.add({cell_text(row, "code"), cell_text(row, "http_status"), cell_text(row, "status"), cell_text(row, "meaning"),
               cell_text(row, "retry"), cell_text(row, "advice")});
  }
  if (!invocation.global.json) {
    table.print();
  }
  return exit_done;
}

} // namespace kling::cli
