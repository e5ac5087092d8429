#include "cli/reply_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <vector>

#include "cli/json_line.hpp"
#include "cli/table.hpp"
#include "cli/text_layout.hpp"

namespace kling::cli {

namespace {

bool is_list_of_records(const JsonValue &value) {
  return value.kind == JsonValue::Kind::array && !value.items.empty() && value.items.front().kind == JsonValue::Kind::object;
}

void collect_records(const JsonValue &value, std::vector<const JsonValue *> &records);

/// Goes on into what only wraps a list: "data" within data, "result", the "task_result" of a task.
bool collect_wrapped(const JsonValue &object, std::vector<const JsonValue *> &records) {
  for (const char *name : {"task_result", "result", "data"}) {
    if (const JsonValue *inner = object.member(name); inner != nullptr) {
      collect_records(*inner, records);
      return true;
    }
  }
  return false;
}

void collect_records(const JsonValue &value, std::vector<const JsonValue *> &records) {
  if (is_list_of_records(value)) {
    for (const JsonValue &item : value.items) {
      if (!collect_wrapped(item, records)) {
        records.push_back(&item);
      }
    }
    return;
  }
  if (value.kind != JsonValue::Kind::object || collect_wrapped(value, records)) {
    return;
  }
  for (const JsonValue &item : value.items) {
    if (is_list_of_records(item)) {
      collect_records(item, records);
    }
  }
}

bool ends_with(const std::string &text, std::string_view end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// A time of the service, in milliseconds, is a date to a reader; what is nested stays JSON.
std::string cell_of(const std::string &name, const JsonValue &value) {
  if (value.kind == JsonValue::Kind::array || value.kind == JsonValue::Kind::object) {
    std::string json;
    append_json_value(json, value);
    return value.items.empty() ? std::string{} : json;
  }
  int64_t ms = 0;
  const auto [end, problem] = std::from_chars(value.text.data(), value.text.data() + value.text.size(), ms);
  const bool whole = problem == std::errc{} && end == value.text.data() + value.text.size();
  const bool time = whole && value.text.size() == 13 && (ends_with(name, "_time") || ends_with(name, "_at"));
  return time ? text_of_date(ms) : value.text;
}

/// For a page too narrow for columns: a line for each member of a record, an empty one between records.
std::string entries_of(const std::vector<const JsonValue *> &records, size_t columns) {
  std::string text;
  for (const JsonValue *record : records) {
    size_t widest = 0;
    for (const std::string &name : record->names) {
      widest = std::max(widest, width_of(name));
    }
    text += text.empty() ? "" : "\n";
    for (size_t index = 0; index < record->names.size(); ++index) {
      const std::string cell = cell_of(record->names[index], record->items[index]);
      text += cell.empty() ? "" : labelled(record->names[index], cell, widest + 4, columns);
    }
  }
  return text;
}

/// How many bytes a text is the Base64 of; 0 where it is none, or as short as an id may be.
size_t bytes_of_base64(std::string_view text) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  constexpr size_t longest_id = 128;
  const size_t end = text.find_last_not_of('=') + 1;
  const bool is_one = text.size() > longest_id && text.size() % 4 == 0 && text.size() - end <= 2 &&
                      text.substr(0, end).find_first_not_of(letters) == std::string_view::npos;
  return is_one ? end * 3 / 4 : 0;
}

JsonValue shortened(const JsonValue &value, Shown shown) {
  JsonValue copy = value;
  for (JsonValue &item : copy.items) {
    item = shortened(item, shown);
  }
  if (copy.kind != JsonValue::Kind::string) {
    return copy;
  }
  if (const size_t bytes = shown.bytes ? 0 : bytes_of_base64(copy.text); bytes > 0) {
    copy.text = "<" + std::to_string(bytes) + " bytes>";
  } else if (shown.longest > 0 && copy.text.size() > shown.longest) {
    copy.text = copy.text.substr(0, 16) + "\xe2\x80\xa6 (" + std::to_string(copy.text.size()) + " characters; --json tells them)";
  }
  return copy;
}

} // namespace

const JsonValue &data_of_reply(const JsonValue &reply) {
  const JsonValue *data = reply.member("data");
  const bool holds = data != nullptr && (data->kind == JsonValue::Kind::object || data->kind == JsonValue::Kind::array);
  return holds ? *data : reply;
}

std::string table_of_reply(const JsonValue &reply, size_t columns) {
  std::vector<const JsonValue *> records;
  collect_records(data_of_reply(reply), records);
  std::vector<std::string> names;
  for (const JsonValue *record : records) {
    for (const std::string &name : record->names) {
      if (std::find(names.begin(), names.end(), name) == names.end()) {
        names.push_back(name);
      }
    }
  }
  if (names.empty()) {
    return json_of_reply(reply, {});
  }
  Table table(names);
  for (const JsonValue *record : records) {
    std::vector<std::string> cells;
    for (const std::string &name : names) {
      const JsonValue *value = record->member(name);
      cells.push_back(value == nullptr ? std::string{} : cell_of(name, *value));
    }
    table.add(std::move(cells));
  }
  return table.fits(columns) ? table.text(columns) : entries_of(records, columns);
}

std::string json_of_reply(const JsonValue &reply, Shown shown) {
  std::string text;
  append_json_indented(text, shortened(data_of_reply(reply), shown));
  return text + "\n";
}

std::string text_of_date(int64_t ms) {
  const auto seconds = static_cast<std::time_t>(ms / 1000);
  std::tm parts{};
  std::array<char, 32> text{};
  if (ms <= 0 || localtime_r(&seconds, &parts) == nullptr) {
    return {};
  }
  std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &parts);
  return text.data();
}

} // namespace kling::cli
