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
constexpr const char *every_kind = KLING_NEW_TASKS;

struct Record {
  std::string kind; // empty in a list of every kind, which does not tell it
  std::string json;
  JsonValue value;
  int64_t created_ms = 0;
};

/// One list on its way.
struct Reading {
  std::string kind;
  std::string status; // only those of it; empty: all of them, or those that the service chose
  List list;
  std::vector<Record> found;
  bool over = false;
  Failure failure;
};

/// The member of a record, whichever generation calls it so.
std::string_view text_of(const JsonValue &record, const char *legacy, const char *current) {
  const std::string_view text = record.member_text(legacy);
  return text.empty() ? record.member_text(current) : text;
}

int64_t time_of(const JsonValue &record) {
  const std::string_view text = text_of(record, "created_at", "create_time");
  int64_t ms = 0;
  std::from_chars(text.data(), text.data() + text.size(), ms);
  constexpr int64_t seconds_before = 100'000'000'000; // a time below is told in seconds
  return ms < seconds_before ? ms * 1000 : ms;
}

/// The word for a status that a list of either generation has: the last letters of success differ.
std::string status_word(const std::string &asked, bool legacy) {
  const bool success = asked == "succeed" || asked == "succeeded";
  return !success ? asked : legacy ? "succeed" : "succeeded";
}

bool keeps_tasks(const JsonValue &kind) {
  return kind.member_text("list") == "pages" && kind.member_text("synchronous") != "true";
}

std::string asked_kind(const Invocation &invocation) {
  return invocation.words.empty() ? invocation.global.kind : invocation.word();
}

Failure kinds_to_list(const std::string &asked, std::vector<std::string> &out) {
  kling_status status = KLING_OK;
  std::string generation; // the rows go with the loop
  for (const JsonValue &row : catalog_rows("kinds", {}, status)) {
    const std::string name(row.member_text("kind"));
    if (asked == name) {
      generation = row.member_text("generation");
    }
    if (keeps_tasks(row) && (asked.empty() || asked == name)) {
      out.push_back(name);
    }
  }
  if (!out.empty()) {
    return {};
  }
  if (generation == "new") {
    return usage_failure("the tasks of " + asked + " are not listed apart: the service lists those of every kind together",
                         "Try: kling tasks");
  }
  return usage_failure("'" + asked + "' is not a kind whose tasks are listed", "kling kinds tells which kinds make tasks.");
}

Failure open_list(const std::string &kind, const std::string &query, const std::string &status, kling_client *client, Reading &out) {
  kling_error error = empty_error();
  kling_list *list = nullptr;
  const kling_status opened = kling_list_new(client, kind.c_str(), query.c_str(), &list, &error);
  out.kind = kind;
  out.status = status;
  out.list.reset(list);
  return opened == KLING_OK ? Failure{} : library_failure(opened, error);
}

Failure open_lists(const Invocation &invocation, size_t limit, kling_client *client, std::vector<Reading> &out) {
  std::vector<std::string> kinds;
  if (Failure failure = kinds_to_list(asked_kind(invocation), kinds); failure.failed()) {
    return failure;
  }
  const std::string status = status_word(invocation.status, true);
  const size_t page = status.empty() ? std::min(limit, largest_page) : largest_page;
  const std::string query = R"({"pageSize":)" + std::to_string(page) + "}";
  for (const std::string &kind : kinds) {
    if (Failure failure = open_list(kind, query, status, client, out.emplace_back()); failure.failed()) {
      return failure;
    }
  }
  return {};
}

/// Takes what there is of it.
void read_on(size_t limit, Reading &reading) {
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
    if (value && (reading.status.empty() || text_of(*value, "task_status", "status") == reading.status)) {
      const int64_t created_ms = time_of(*value);
      reading.found.push_back({reading.kind == every_kind ? std::string{} : reading.kind, json, std::move(*value), created_ms});
    }
  }
  reading.over = true;
}

Failure read_all(size_t limit, kling_client *client, std::vector<Reading> &readings) {
  const Interrupt interrupt(client);
  for (;;) {
    for (Reading &reading : readings) {
      read_on(limit, reading);
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

std::string output_of_list(const JsonValue &list) {
  for (const JsonValue &output : list.items) {
    for (const char *name : {"url", "url_mp3", "mp3_url", "trial_url", "element_id", "voice_id", "id"}) {
      if (const std::string_view text = output.member_text(name); !text.empty()) {
        return std::string(text);
      }
    }
  }
  return {};
}

std::string output_of(const JsonValue &record) {
  if (const JsonValue *outputs = record.member("outputs"); outputs != nullptr) {
    return output_of_list(*outputs);
  }
  const JsonValue *result = record.member("task_result");
  for (const JsonValue &list : result == nullptr ? std::vector<JsonValue>{} : result->items) {
    if (std::string output = output_of_list(list); !output.empty()) {
      return output;
    }
  }
  return {};
}

/// What it cost: units, or money where the service took that.
std::string bill_of(const JsonValue &record) {
  std::string text(record.member_text("final_unit_deduction"));
  const JsonValue *billing = record.member("billing");
  for (const JsonValue &each : billing == nullptr ? std::vector<JsonValue>{} : billing->items) {
    const std::string currency(each.member_text("currency"));
    text += (text.empty() ? "" : ", ") + std::string(each.member_text("amount")) + (currency.empty() ? "" : " " + currency);
  }
  return text;
}

void print_records(const std::vector<Record> &records, bool json, const char *nothing) {
  Table table({"ID", "STATE", "CREATED", "KIND", "UNITS", "OUTPUT"});
  for (const Record &record : records) {
    if (json) {
      JsonLine line;
      line.text("event", "record").text_if("kind", record.kind.c_str()).raw("record", record.json);
      std::printf("%s\n", line.object().c_str());
      continue;
    }
    const JsonValue &value = record.value;
    table.add({std::string(text_of(value, "task_id", "id")), std::string(text_of(value, "task_status", "status")),
               text_of_date(record.created_ms), record.kind, bill_of(value), output_of(value)});
  }
  if (json) {
    const auto count = static_cast<int64_t>(records.size());
    std::printf("%s\n",
                JsonLine().text("event", "result").flag("ok", true).number("exit", exit_done).number("records", count).object().c_str());
  } else if (records.empty()) {
    std::fprintf(stderr, "%s\n", nothing);
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

/// The service's own list of the tasks of every kind and both generations.
Failure list_together(const Invocation &invocation, size_t limit, kling_client *client, std::vector<Record> &out) {
  const std::string status = status_word(invocation.status, false);
  JsonLine query;
  query.number("limit", static_cast<int64_t>(std::min(limit, largest_page)));
  if (!status.empty()) {
    std::string word;
    append_json_string(word, status);
    query.raw("filters", R"([{"key":"status","values":[)" + word + "]}]");
  }
  std::vector<Reading> readings(1);
  Failure failure = open_list(every_kind, query.object(), {}, client, readings.front());
  failure = failure.failed() ? failure : read_all(limit, client, readings);
  return failure.failed() ? failure : gather(readings, out);
}

Failure list_by_kind(const Invocation &invocation, size_t limit, kling_client *client, std::vector<Record> &out) {
  std::vector<Reading> readings;
  Failure failure = open_lists(invocation, limit, client, readings);
  failure = failure.failed() ? failure : read_all(limit, client, readings);
  return failure.failed() ? failure : gather(readings, out);
}

/// Whether that is how a gateway answers what it does not serve.
bool is_wrong_address(kling_status status) {
  return status == KLING_E_ENDPOINT || status == KLING_E_NOT_FOUND || status == KLING_E_PROTOCOL;
}

/// Whether the list of every kind is not for this account, or not served at this address: the kinds still have theirs.
bool is_not_there(const Failure &failure) {
  const bool signed_tokens = failure.status == KLING_E_AUTH && failure.error.field == std::string_view("access_key");
  return signed_tokens || is_wrong_address(failure.status) || failure.status == KLING_E_UNSUPPORTED;
}

} // namespace

int run_tasks(const Invocation &invocation) {
  const GlobalFlags &global = invocation.global;
  const size_t limit = invocation.limit == 0 ? usual_limit : invocation.limit;
  const std::string asked = asked_kind(invocation);
  bool together = asked.empty() || asked == every_kind;
  Session session;
  std::vector<Record> records;
  Failure failure = open_session_of_tasks(global, session);
  if (!failure.failed() && together) {
    failure = list_together(invocation, limit, session.client.get(), records);
    together = !(asked.empty() && is_not_there(failure));
    failure = together ? failure : Failure{};
  }
  if (!failure.failed() && !together) {
    failure = list_by_kind(invocation, limit, session.client.get(), records);
  }
  if (is_wrong_address(failure.status) && failure.hint.empty()) {
    failure.hint = "Not every gateway has lists. kling status TASK looks at one task.";
  }
  if (failure.failed()) {
    return report_failure(failure, global.json);
  }
  std::stable_sort(records.begin(), records.end(), [](const Record &a, const Record &b) { return a.created_ms > b.created_ms; });
  records.resize(std::min(records.size(), limit));
  print_records(records, global.json, together ? "no such task in the last 30 days" : "no such task");
  return exit_done;
}

} // namespace kling::cli
