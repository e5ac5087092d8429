#include "cli/tasks_command.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <utility>

#include "cli/catalog.hpp"
#include "cli/interrupt.hpp"
#include "cli/json_line.hpp"
#include "cli/json_reader.hpp"
#include "cli/reply_text.hpp"
#include "cli/table.hpp"
#include "cli/take_up_command.hpp"

namespace kling::cli {

namespace {

constexpr size_t usual_limit = 30;
constexpr size_t largest_page = 500;

struct Record {
  std::string kind;
  std::string json;
  JsonValue value;
  int64_t created_ms = 0;
};

/// One kind's list on its way.
struct Reading {
  std::string kind;
  List list;
  std::vector<Record> found;
  bool over = false;
  Failure failure;
};

int64_t time_of(const JsonValue &record) {
  const std::string_view text = record.member_text("created_at");
  int64_t ms = 0;
  std::from_chars(text.data(), text.data() + text.size(), ms);
  constexpr int64_t seconds_before = 100'000'000'000; // a time below is told in seconds
  return ms < seconds_before ? ms * 1000 : ms;
}

bool keeps_tasks(const JsonValue &kind) {
  return kind.member_text("list") == "pages" && kind.member_text("synchronous") != "true";
}

Failure kinds_to_list(const Invocation &invocation, std::vector<std::string> &out) {
  const std::string asked = invocation.words.empty() ? invocation.global.kind : invocation.word();
  kling_status status = KLING_OK;
  for (const JsonValue &row : catalog_rows("kinds", {}, status)) {
    const std::string name(row.member_text("kind"));
    if (keeps_tasks(row) && (asked.empty() || asked == name)) {
      out.push_back(name);
    }
  }
  if (out.empty()) {
    return usage_failure("'" + asked + "' is not a kind whose tasks are listed", "kling kinds tells which kinds make tasks.");
  }
  return {};
}

Failure open_lists(const Invocation &invocation, size_t limit, kling_client *client, std::vector<Reading> &out) {
  std::vector<std::string> kinds;
  if (Failure failure = kinds_to_list(invocation, kinds); failure.failed()) {
    return failure;
  }
  const size_t page = invocation.status.empty() ? std::min(limit, largest_page) : largest_page;
  const std::string query = R"({"pageSize":)" + std::to_string(page) + "}";
  for (const std::string &kind : kinds) {
    kling_error error = empty_error();
    kling_list *list = nullptr;
    if (const kling_status status = kling_list_new(client, kind.c_str(), query.c_str(), &list, &error); status != KLING_OK) {
      return library_failure(status, error);
    }
    out.emplace_back();
    out.back().kind = kind;
    out.back().list.reset(list);
  }
  return {};
}

/// Takes what there is of it.
void read_on(const Invocation &invocation, size_t limit, Reading &reading) {
  while (!reading.over && reading.found.size() < limit) {
    kling_error error = empty_error();
    const char *json = nullptr;
    const kling_status status = kling_list_next(reading.list.get(), &json, &error);
    if (status == KLING_E_AGAIN) {
      return;
    }
    if (status != KLING_OK) {
      reading.failure = library_failure(status, error);
    }
    if (json == nullptr) {
      break;
    }
    std::optional<JsonValue> value = read_json(json);
    if (value && (invocation.status.empty() || value->member_text("task_status") == invocation.status)) {
      const int64_t created_ms = time_of(*value);
      reading.found.push_back({reading.kind, json, std::move(*value), created_ms});
    }
  }
  reading.over = true;
}

Failure read_all(const Invocation &invocation, size_t limit, kling_client *client, std::vector<Reading> &readings) {
  const Interrupt interrupt(client);
  for (;;) {
    for (Reading &reading : readings) {
      read_on(invocation, limit, reading);
    }
    if (std::all_of(readings.begin(), readings.end(), [](const Reading &each) { return each.over; })) {
      return {};
    }
    if (interrupt.raised()) {
      return interrupted_failure();
    }
    if (const kling_status status = kling_poll(client, -1, nullptr); status != KLING_OK) {
      return library_failure(status, empty_error());
    }
  }
}

std::string output_of(const JsonValue &record) {
  const JsonValue *result = record.member("task_result");
  for (const JsonValue &list : result == nullptr ? std::vector<JsonValue>{} : result->items) {
    for (const JsonValue &output : list.items) {
      for (const char *name : {"url", "url_mp3", "trial_url", "element_id", "voice_id"}) {
        if (const std::string_view text = output.member_text(name); !text.empty()) {
          return std::string(text);
        }
      }
    }
  }
  return {};
}

void print_records(const std::vector<Record> &records, bool json) {
  Table table({"ID", "STATE", "CREATED", "KIND", "UNITS", "OUTPUT"});
  for (const Record &record : records) {
    if (json) {
      std::printf("%s\n", JsonLine().text("event", "record").text("kind", record.kind).raw("record", record.json).object().c_str());
      continue;
    }
    const JsonValue &value = record.value;
    table.add({std::string(value.member_text("task_id")), std::string(value.member_text("task_status")), text_of_date(record.created_ms),
               record.kind, std::string(value.member_text("final_unit_deduction")), output_of(value)});
  }
  if (json) {
    const auto count = static_cast<int64_t>(records.size());
    std::printf("%s\n",
                JsonLine().text("event", "result").flag("ok", true).number("exit", exit_done).number("records", count).object().c_str());
  } else if (records.empty()) {
    std::fputs("no such task\n", stderr);
  } else {
    table.print();
  }
}

/// A kind that this provider does not list is told of; when none could be listed, that is the failure.
Failure gather(std::vector<Reading> &readings, std::vector<Record> &out) {
  Failure first;
  size_t failed = 0;
  for (Reading &reading : readings) {
    if (reading.failure.failed()) {
      first = failed++ == 0 ? reading.failure : first;
    }
    std::move(reading.found.begin(), reading.found.end(), std::back_inserter(out));
  }
  if (failed == readings.size() || first.code == exit_credentials) {
    return first;
  }
  for (const Reading &reading : readings) {
    if (reading.failure.failed()) {
      print_complaint(reading.kind + " is left out: " + reading.failure.message);
    }
  }
  return {};
}

} // namespace

int run_tasks(const Invocation &invocation) {
  const GlobalFlags &global = invocation.global;
  const size_t limit = invocation.limit == 0 ? usual_limit : invocation.limit;
  Session session;
  std::vector<Reading> readings;
  std::vector<Record> records;
  Failure failure = open_session_of_tasks(global, session);
  if (!failure.failed()) {
    failure = open_lists(invocation, limit, session.client.get(), readings);
  }
  if (!failure.failed()) {
    failure = read_all(invocation, limit, session.client.get(), readings);
  }
  if (!failure.failed()) {
    failure = gather(readings, records);
  }
  if (failure.failed()) {
    return report_failure(failure, global.json);
  }
  std::stable_sort(records.begin(), records.end(), [](const Record &a, const Record &b) { return a.created_ms > b.created_ms; });
  records.resize(std::min(records.size(), limit));
  print_records(records, global.json);
  return exit_done;
}

} // namespace kling::cli
