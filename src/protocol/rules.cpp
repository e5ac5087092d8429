#include "protocol/rules.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "protocol/capabilities.hpp"
#include "protocol/field_form.hpp"
#include "protocol/field_value.hpp"
#include "protocol/rule_check.hpp"

namespace kling::protocol {

namespace {

/// What is required whatever else is given; of a member, wherever the object that holds it is given.
kling_status check_required(const Scope &body, std::span<const std::string_view> ignored, Error &error) {
  const std::size_t rows = catalog::field_count(body.kind());
  for (std::size_t index = 0; index < rows; ++index) {
    if (!catalog::is_required_at(body.kind(), index)) {
      continue;
    }
    const catalog::Field row = catalog::field_at(body.kind(), index);
    const bool counts = (row.provider.empty() || row.provider == body.provider()) && !is_inside(ignored, row.name);
    const bool missing = counts && body.visit(row.name, [&](json::Value value, const Place &place) {
      if (!place.inside || !says_absent(value)) {
        return false;
      }
      const String name = place.name();
      if (check_capabilities_of(std::span(&row.name, 1), body, ignored, error) != KLING_OK) {
        return true; // it is a part of what the model does not take
      }
      const bool in_path = body.kind().model_in_path && row.name == "model_name";
      error = make_error(KLING_E_FIELD, concat({name, " is required", in_path ? ": it is the last part of the path" : ""}), name);
      return true;
    });
    if (missing) {
      return error.status;
    }
  }
  return KLING_OK;
}

/// What a rule asks something else for the sake of: where the model does not take that, there is nothing to ask.
Vector<std::string_view> causes_of(const catalog::Rule &rule) {
  using Type = catalog::Rule::Type;
  Vector<std::string_view> names;
  if (rule.type == Type::mentioned) {
    names.push_back(rule.field);
  }
  for (const catalog::Condition &each : rule.when) {
    const bool tells = each.test == catalog::Condition::Test::given || each.test == catalog::Condition::Test::is;
    if (tells && (rule.type == Type::needed || rule.type == Type::only_values)) {
      names.push_back(each.field);
    }
  }
  return names;
}

kling_status check_rules(const Scope &body, std::span<const std::string_view> ignored, Error &error, Log *log) {
  const bool loose = is_loose(catalog::find_model(body.kind().name, model_of(body.kind(), body.body())));
  for (const catalog::Rule &rule : catalog::rules()) {
    Breach breach;
    if (!body.is_among(rule.kinds) || !breaks(rule, body, breach)) {
      continue;
    }
    const std::string_view whole = rule.each.empty() ? rule.field : rule.each;
    const bool matters = !is_inside(ignored, whole) && !is_inside(ignored, breach.field);
    if (!matters && rule.standing != catalog::Standing::ignored) {
      continue;
    }
    if (rule.standing == catalog::Standing::documented && !breach.noted && !loose) {
      if (check_capabilities_of(causes_of(rule), body, ignored, error) != KLING_OK) {
        return error.status;
      }
      error = make_error(KLING_E_FIELD, breach.message, breach.field);
      return error.status;
    }
    note(log, log_warning, {breach.message, ": passed on"});
  }
  return KLING_OK;
}

} // namespace

void note(Log *log, int32_t level, std::initializer_list<std::string_view> parts) {
  if (log != nullptr && log->wants(level)) {
    log->write(level, concat(parts));
  }
}

std::string_view model_of(const catalog::Kind &kind, json::Value body) {
  const json::Value given = body["model_name"];
  return given.is(json::Type::string) && !given.text().empty() ? given.text() : kind.default_model;
}

Vector<std::string_view> ignored_fields(const Scope &body) {
  Vector<std::string_view> fields;
  for (const catalog::Rule &rule : catalog::rules()) {
    if (rule.standing == catalog::Standing::ignored && body.is_among(rule.kinds) && hold(rule.when, body)) {
      fields.push_back(rule.field);
    }
  }
  return fields;
}

bool is_inside(std::span<const std::string_view> fields, std::string_view name) {
  return std::any_of(fields.begin(), fields.end(), [name](std::string_view each) {
    return name.starts_with(each) && (name.size() == each.size() || name[each.size()] == '.' || name[each.size()] == '[');
  });
}

kling_status check_between_fields(const Scope &body, std::span<const std::string_view> ignored, Error &error, Log *log) {
  kling_status status = check_required(body, ignored, error);
  status = status != KLING_OK ? status : check_forms(body, error);
  status = status != KLING_OK ? status : check_rules(body, ignored, error, log);
  return status != KLING_OK ? status : check_capabilities(body, ignored, error, log);
}

} // namespace kling::protocol
