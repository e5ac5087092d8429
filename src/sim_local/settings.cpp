#include "sim_local/settings.hpp"

#include <iterator>

#include "base/text.hpp"
#include "json/document.hpp"
#include "sim/tasks.hpp"

namespace kling::sim_local {

namespace {

constexpr int64_t longest_ms = int64_t{1} << 40U;
constexpr int64_t last_date_ms = 253402300799999; // the year 9999

struct Row {
  std::string_view name;
  json::Type type;
  int64_t low;
  int64_t high;
  void (*put)(Settings &out, int64_t number);
};

constexpr Row rows[] = {
    {"submitted_ms", json::Type::number, 0, longest_ms, [](Settings &out, int64_t number) { out.service.submitted_ms = number; }},
    {"processing_ms", json::Type::number, 0, longest_ms, [](Settings &out, int64_t number) { out.service.processing_ms = number; }},
    {"seed", json::Type::number, 0, INT64_MAX, [](Settings &out, int64_t number) { out.service.seed = static_cast<uint64_t>(number); }},
    {"slots", json::Type::number, 1, longest_ms, [](Settings &out, int64_t number) { out.service.slots = number; }},
    {"units", json::Type::string, 0, 0, nullptr},
    {"virtual_time", json::Type::boolean, 0, 1, [](Settings &out, int64_t number) { out.virtual_time = number != 0; }},
    {"unix_ms", json::Type::number, 0, last_date_ms, [](Settings &out, int64_t number) { out.unix_ms = number; }},
    {"latency_ms", json::Type::number, 0, longest_ms, [](Settings &out, int64_t number) { out.latency_ms = number; }},
};

kling_status refuse(Error &error, kling_status status, std::string_view member, std::initializer_list<std::string_view> words) {
  error = make_error(status, concat(words), cut(member, 127));
  return status;
}

kling_status refuse_unknown(Error &error, std::string_view member) {
  std::string_view names[std::size(rows)];
  for (std::size_t each = 0; each < std::size(rows); ++each) {
    names[each] = rows[each].name;
  }
  const std::string_view near = nearest(member, names);
  return refuse(error, KLING_E_UNKNOWN_NAME, member,
                {"'", cut(member, 64), "' is not a setting of the simulator; ", near.empty() ? "there are " : "did you mean ",
                 near.empty() ? joined(names, ", ") : String(near)});
}

kling_status read_member(const Row &row, json::Value value, Settings &out, Error &error) {
  const String given = value.print();
  if (row.type == json::Type::string) {
    if (!value.is(json::Type::string) || !sim::units_from(value.text())) {
      return refuse(error, KLING_E_ARGUMENT, row.name,
                    {row.name, ": decimal text with two digits behind the point at most is allowed, not ", cut(given, 64)});
    }
    out.service.units = value.text();
    return KLING_OK;
  }
  if (row.type == json::Type::boolean) {
    const std::optional<bool> flag = value.is(json::Type::boolean) ? value.boolean() : std::nullopt;
    if (!flag) {
      return refuse(error, KLING_E_ARGUMENT, row.name, {row.name, ": true or false is allowed, not ", cut(given, 64)});
    }
    row.put(out, *flag ? 1 : 0);
    return KLING_OK;
  }
  const std::optional<int64_t> number = value.is(json::Type::number) ? value.integer() : std::nullopt;
  if (!number || *number < row.low || *number > row.high) {
    return refuse(error, KLING_E_ARGUMENT, row.name,
                  {row.name, ": a whole number from ", text_of(row.low), " to ", text_of(row.high), " is allowed, not ", cut(given, 64)});
  }
  row.put(out, *number);
  return KLING_OK;
}

} // namespace

kling_status read_settings(const char *text, Settings &out, Error &error) {
  if (text == nullptr) {
    return KLING_OK;
  }
  json::Document document;
  String why;
  if (!json::Document::parse(text, document, why)) {
    return refuse(error, KLING_E_ARGUMENT, "settings_json", {"the settings are not JSON: ", why});
  }
  if (!document.root().is(json::Type::object)) {
    return refuse(error, KLING_E_ARGUMENT, "settings_json", {"the settings are not a JSON object"});
  }
  for (json::Value member = document.root().first(); member.present(); member = member.next()) {
    const Row *row = nullptr;
    for (const Row &each : rows) {
      row = each.name == member.name() ? &each : row;
    }
    const kling_status status = row == nullptr ? refuse_unknown(error, member.name()) : read_member(*row, member, out, error);
    if (status != KLING_OK) {
      return status;
    }
  }
  return KLING_OK;
}

} // namespace kling::sim_local
