#include "cli/catalog.hpp"

#include <algorithm>
#include <charconv>

#include "cli/handle.hpp"

namespace kling::cli {

std::vector<JsonValue> catalog_rows(const char *table, const std::string &kind, kling_status &status) {
  const char *text = nullptr;
  kling_error error = empty_error();
  status = kling_catalog(table, kind.empty() ? nullptr : kind.c_str(), &text, &error);
  if (status != KLING_OK || text == nullptr) {
    return {};
  }
  std::optional<JsonValue> value = read_json(text);
  if (!value || value->kind != JsonValue::Kind::array) {
    status = KLING_E_INTERNAL;
    return {};
  }
  return std::move(value->items);
}

namespace {

constexpr size_t longest_choice = 24;

/// How many items from `first` on are consecutive whole numbers.
size_t run_length(const std::vector<JsonValue> &items, size_t first) {
  size_t length = 1;
  for (int64_t next = 0; first + length < items.size(); ++length) {
    const std::string &before = items[first + length - 1].text;
    const auto [end, problem] = std::from_chars(before.data(), before.data() + before.size(), next);
    if (problem != std::errc{} || end != before.data() + before.size() || items[first + length].text != std::to_string(next + 1)) {
      break;
    }
  }
  return length;
}

std::string joined(const std::vector<JsonValue> &items) {
  std::string text;
  for (size_t index = 0; index < items.size(); ++index) {
    text += (text.empty() ? "" : ", ") + items[index].text;
    if (const size_t length = run_length(items, index); length > 2) {
      index += length - 1;
      text += " to " + items[index].text;
    }
  }
  return text;
}

/// What stands for the value: the few words it can be, or what it is.
std::string value_name(const JsonValue &row) {
  const std::string_view type = row.member_text("type");
  if (type == "boolean") {
    return {};
  }
  if (type == "object" || type == "array") {
    return "JSON";
  }
  std::string words;
  if (const JsonValue *values = row.member("values"); values != nullptr) {
    for (const JsonValue &each : values->items) {
      words += (words.empty() ? "" : "|") + each.text;
    }
  }
  if (!words.empty() && words.size() <= longest_choice) {
    return words;
  }
  return type == "string" && row.member("minimum") == nullptr ? "TEXT" : "NUMBER";
}

void add_clause(std::string &text, const std::string &clause) {
  text += clause.empty() ? std::string{} : (text.empty() ? "" : "; ") + clause;
}

} // namespace

std::string cell_text(const JsonValue &row, const char *name) {
  const JsonValue *value = row.member(name);
  if (value == nullptr) {
    return {};
  }
  if (value->kind == JsonValue::Kind::boolean) {
    return value->text == "true" ? "yes" : "";
  }
  return value->kind == JsonValue::Kind::array ? joined(value->items) : value->text;
}

std::string bounds_of_field(const JsonValue &row) {
  const std::string minimum = cell_text(row, "minimum");
  const std::string maximum = cell_text(row, "maximum");
  std::vector<std::string> parts;
  if (std::string values = cell_text(row, "values"); !values.empty()) {
    parts.push_back(std::move(values));
  }
  if (!minimum.empty() && !maximum.empty()) {
    parts.push_back(minimum + " to " + maximum);
  } else if (!minimum.empty() || !maximum.empty()) {
    parts.push_back(minimum.empty() ? "at most " + maximum : "at least " + minimum);
  }
  if (const std::string length = cell_text(row, "max_length"); !length.empty()) {
    parts.push_back("at most " + length + " characters");
  }
  if (const std::string items = cell_text(row, "max_items"); !items.empty()) {
    parts.push_back("at most " + items + " items");
  }
  std::string text;
  for (const std::string &part : parts) {
    text += (text.empty() ? "" : "; ") + part;
  }
  return text;
}

std::string need_of_field(const JsonValue &row) {
  const std::string condition(row.member_text("required_if"));
  if (condition.empty() || condition.compare(0, 6, "unless") == 0) {
    return condition.empty() ? cell_text(row, "required") : condition;
  }
  return "if " + condition;
}

std::string sentence_of_field(const JsonValue &row, const std::string &value) {
  std::string text(row.member_text("description"));
  const JsonValue *values = row.member("values");
  const bool shown = values != nullptr && value.find('|') != std::string::npos;
  if (const std::string bounds = shown ? std::string{} : bounds_of_field(row); !bounds.empty()) {
    text += (text.empty() ? "" : ": ") + bounds;
  }
  if (const std::string usual = cell_text(row, "default"); !usual.empty()) {
    text += " (default " + usual + ")";
  }
  if (const std::string need = need_of_field(row); !need.empty()) {
    add_clause(text, "required" + (need == "yes" ? "" : " " + need));
  }
  if (const std::string models = cell_text(row, "models"); !models.empty()) {
    add_clause(text, "with " + models);
  }
  add_clause(text, std::string(row.member_text("note")));
  return text;
}

std::vector<FieldFlag> field_flags(const std::vector<JsonValue> &rows) {
  std::vector<FieldFlag> flags;
  for (const JsonValue &row : rows) {
    const std::string path(row.member_text("name"));
    const bool part = path.find_first_of(".[") != std::string::npos;
    if (path.empty() || part || !row.member_text("provider").empty()) {
      continue;
    }
    FieldFlag flag;
    flag.path = path;
    flag.flag = "--" + path;
    std::replace(flag.flag.begin(), flag.flag.end(), '_', '-');
    if (path == "model_name") {
      flag.flag = "--model,--model-name";
    }
    flag.value = path == "model_name" ? "NAME" : value_name(row);
    flag.of_parts = flag.value == "JSON";
    flag.help = sentence_of_field(row, flag.value);
    flags.push_back(std::move(flag));
  }
  return flags;
}

} // namespace kling::cli
