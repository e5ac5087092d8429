#include "sim_local/settings.hpp"

#include <iterator>

#include "base/text.hpp"
#include "json/document.hpp"
#include "sim/profile.hpp"
#include "sim/switches.hpp"
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
    {"profile", json::Type::string, 0, 0, nullptr},
    {"virtual_time", json::Type::boolean, 0, 1, [](Settings &out, int64_t number) { out.virtual_time = number != 0; }},
    {"unix_ms", json::Type::number, 0, last_date_ms, [](Settings &out, int64_t number) { out.unix_ms = number; }},
    {"latency_ms", json::Type::number, 0, longest_ms, [](Settings &out, int64_t number) { out.latency_ms = number; }},
};

kling_status refuse(Error &error, kling_status status, std::string_view member, std::initializer_list<std::string_view> words) {
  error = make_error(status, concat(words), cut(member, 127));
  return status;
}

kling_status refuse_unknown(Error &error, std::string_view member) {
  Vector<std::string_view> names;
  for (const Row &row : rows) {
    names.push_back(row.name);
  }
  for (const sim::Switch &row : sim::switches()) {
    names.push_back(row.name);
  }
  const std::string_view near = nearest(member, names);
  return refuse(error, KLING_E_UNKNOWN_NAME, member,
                {"'", cut(member, 64), "' is not a setting of the simulator; ", near.empty() ? "there are " : "did you mean ",
                 near.empty() ? joined(names, ", ") : String(near)});
}

kling_status read_flag(std::string_view name, json::Value value, bool &out, Error &error) {
  const std::optional<bool> flag = value.is(json::Type::boolean) ? value.boolean() : std::nullopt;
  if (!flag) {
    return refuse(error, KLING_E_ARGUMENT, name, {name, ": true or false is allowed, not ", cut(value.print(), 64)});
  }
  out = *flag;
  return KLING_OK;
}

kling_status read_number(std::string_view name, json::Value value, int64_t low, int64_t high, int64_t &out, Error &error) {
  const std::optional<int64_t> number = value.is(json::Type::number) ? value.integer() : std::nullopt;
  if (!number || *number < low || *number > high) {
    return refuse(error, KLING_E_ARGUMENT, name,
                  {name, ": a whole number from ", text_of(low), " to ", text_of(high), " is allowed, not ", cut(value.print(), 64)});
  }
  out = *number;
  return KLING_OK;
}

kling_status read_switch(const sim::Switch &row, json::Value value, sim::Settings &out, Error &error) {
  return row.flag != nullptr ? read_flag(row.name, value, out.*row.flag, error)
                             : read_number(row.name, value, row.least, row.most, out.*row.number, error);
}

kling_status read_units(std::string_view name, json::Value value, Settings &out, Error &error) {
  if (!value.is(json::Type::string) || !sim::units_from(value.text())) {
    return refuse(error, KLING_E_ARGUMENT, name,
                  {name, ": decimal text with two digits behind the point at most is allowed, not ", cut(value.print(), 64)});
  }
  out.service.units = value.text();
  return KLING_OK;
}

kling_status read_profile(std::string_view name, json::Value value, Settings &out, Error &error) {
  if (!value.is(json::Type::string) || sim::find_profile(value.text()) == nullptr) {
    return refuse(error, KLING_E_ARGUMENT, name, {name, ": ", sim::profile_names(), " are allowed, not ", cut(value.print(), 64)});
  }
  out.service.profile = value.text();
  return KLING_OK;
}

kling_status read_member(const Row &row, json::Value value, Settings &out, Error &error) {
  if (row.type == json::Type::string) {
    return row.name == "profile" ? read_profile(row.name, value, out, error) : read_units(row.name, value, out, error);
  }
  int64_t number = 0;
  bool flag = false;
  const kling_status status = row.type == json::Type::boolean ? read_flag(row.name, value, flag, error)
                                                              : read_number(row.name, value, row.low, row.high, number, error);
  if (status == KLING_OK) {
    row.put(out, row.type == json::Type::boolean ? (flag ? 1 : 0) : number);
  }
  return status;
}

/// The member's own row, or that of a switch.
kling_status read_named(json::Value member, Settings &out, Error &error) {
  for (const Row &row : rows) {
    if (row.name == member.name()) {
      return read_member(row, member, out, error);
    }
  }
  for (const sim::Switch &row : sim::switches()) {
    if (row.name == member.name()) {
      return read_switch(row, member, out.service, error);
    }
  }
  return refuse_unknown(error, member.name());
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
    const kling_status status = read_named(member, out, error);
    if (status != KLING_OK) {
      return status;
    }
  }
  return KLING_OK;
}

} // namespace kling::sim_local
