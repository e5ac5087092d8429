#include "protocol/rules.hpp"

#include "base/text.hpp"
#include "protocol/capabilities.hpp"
#include "protocol/field_form.hpp"
#include "protocol/field_value.hpp"
#include "protocol/rule_check.hpp"

namespace kling::protocol {

namespace {

/// What is required whatever else is given; of a member, wherever the object that holds it is given.
kling_status check_required(const Scope &body, Error &error) {
  const std::size_t rows = catalog::field_count(body.kind());
  for (std::size_t index = 0; index < rows; ++index) {
    if (!catalog::is_required_at(body.kind(), index)) {
      continue;
    }
    const catalog::Field row = catalog::field_at(body.kind(), index);
    const bool counts = row.provider.empty() || row.provider == body.provider();
    const bool missing = counts && body.visit(row.name, [&](json::Value value, const Place &place) {
      if (!place.inside || !says_absent(value)) {
        return false;
      }
      const String name = place.name();
      error = make_error(KLING_E_FIELD, concat({name, " is required"}), name);
      return true;
    });
    if (missing) {
      return error.status;
    }
  }
  return KLING_OK;
}

/// `ignored` takes up the fields that are without effect in this body.
kling_status check_rules(const Scope &body, Vector<std::string_view> &ignored, Error &error, Log *log) {
  for (const catalog::Rule &rule : catalog::rules()) {
    Breach breach;
    if (!body.is_among(rule.kinds) || !breaks(rule, body, breach)) {
      continue;
    }
    if (rule.standing == catalog::Standing::documented && !breach.noted) {
      error = make_error(KLING_E_FIELD, breach.message, breach.field);
      return error.status;
    }
    if (rule.standing == catalog::Standing::ignored) {
      ignored.push_back(rule.field);
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

kling_status check_between_fields(const catalog::Kind &kind, json::Value body, const Rules &rules, Error &error, Log *log) {
  const Scope scope(kind, row_provider(rules), body);
  kling_status status = check_required(scope, error);
  status = status != KLING_OK ? status : check_forms(body, error);
  Vector<std::string_view> ignored;
  status = status != KLING_OK ? status : check_rules(scope, ignored, error, log);
  return status != KLING_OK ? status : check_capabilities(scope, ignored, error, log);
}

} // namespace kling::protocol
