#include "protocol/validate.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "catalog/field.hpp"
#include "catalog/model.hpp"
#include "protocol/field_value.hpp"
#include "protocol/rules.hpp"

namespace kling::protocol {

namespace {

/// Looks at every value with the row of its name. Names go from the whole to the part: "camera_control", then "camera_control.type".
class Walk {
public:
  Walk(const catalog::Kind &kind, const Rules &rules, std::string_view model, Error &error, Log *log)
      : kind_(&kind), rules_(&rules), model_(model), error_(&error), log_(log) {}

  /// False when something was refused.
  bool members(json::Value object, std::string_view pattern, std::string_view dotted) {
    for (json::Value each = object.first(); each.present(); each = each.next()) {
      const std::string_view dot = pattern.empty() ? "" : ".";
      if (!value(each, concat({pattern, dot, each.name()}), concat({dotted, dot, each.name()}))) {
        return false;
      }
    }
    return true;
  }

private:
  [[nodiscard]] bool strict() const { return rules_->validation != Validation::off; }

  bool refuse(kling_status status, std::string_view field, std::initializer_list<std::string_view> parts) {
    *error_ = make_error(status, concat(parts), field);
    return false;
  }

  bool value(json::Value given, std::string_view pattern, std::string_view dotted) {
    catalog::Field row;
    if (!catalog::find_field(*kind_, pattern, row_provider(*rules_), row)) {
      return strict() ? unknown(pattern, dotted) : true;
    }
    if (!takes(row.type, given)) {
      return refuse(KLING_E_FIELD, dotted, {dotted, " takes ", wanted(row.type), ", not ", shown(given)});
    }
    if (strict() && !limits(row, given, dotted)) {
      return false;
    }
    if (strict()) {
      notes(row, dotted);
    }
    if (row.type == catalog::FieldType::object) {
      return members(given, pattern, dotted);
    }
    return row.type == catalog::FieldType::array ? items(given, pattern, dotted) : true;
  }

  bool items(json::Value array, std::string_view pattern, std::string_view dotted) {
    const String inside = concat({pattern, "[]"});
    int64_t index = 0;
    for (json::Value each = array.first(); each.present(); each = each.next(), ++index) {
      const String name = concat({dotted, "[", text_of(index), "]"});
      if (!each.is(json::Type::object)) {
        return refuse(KLING_E_FIELD, name, {name, " takes an object, not ", shown(each)});
      }
      if (!members(each, inside, name)) {
        return false;
      }
    }
    return true;
  }

  bool unknown(std::string_view pattern, std::string_view dotted) {
    Vector<std::string_view> names;
    std::string_view near;
    const std::size_t rows = catalog::field_count(*kind_);
    for (std::size_t index = 0; index < rows; ++index) {
      const catalog::Field row = catalog::field_at(*kind_, index);
      if (!row.provider.empty() && row.provider != row_provider(*rules_)) {
        continue;
      }
      names.push_back(row.name);
      // "model" is short for model_name rather than a slip for mode.
      if (near.empty() && row.name.size() > pattern.size() && row.name.starts_with(pattern) && row.name[pattern.size()] == '_') {
        near = row.name;
      }
    }
    near = near.empty() ? nearest(pattern, names) : near;
    return refuse(KLING_E_UNKNOWN_NAME, dotted,
                  {kind_->name, " has no field ", cut(dotted, 128), near.empty() ? "" : "; did you mean ", near, near.empty() ? "" : "?"});
  }

  bool limits(const catalog::Field &row, json::Value given, std::string_view dotted) {
    if (!row.values.empty() && std::find(row.values.begin(), row.values.end(), given.text()) == row.values.end()) {
      return refuse(KLING_E_FIELD, dotted, {dotted, " is ", shown(given), "; allowed: ", joined(row.values, ", ")});
    }
    if (row.max_length != 0 && code_points(given.text()) > row.max_length) {
      return refuse(KLING_E_FIELD, dotted,
                    {dotted, " has ", text_of(static_cast<int64_t>(code_points(given.text()))), " characters; at most ",
                     text_of(int64_t{row.max_length})});
    }
    if (row.max_items != 0 && given.size() > row.max_items) {
      return refuse(KLING_E_FIELD, dotted,
                    {dotted, " has ", text_of(static_cast<int64_t>(given.size())), " items; at most ", text_of(int64_t{row.max_items})});
    }
    return range(row, given, dotted);
  }

  bool range(const catalog::Field &row, json::Value given, std::string_view dotted) {
    if (row.minimum.empty() && row.maximum.empty()) {
      return true;
    }
    if (row.type == catalog::FieldType::decimal_text && !to_integer(given.text())) {
      return refuse(KLING_E_FIELD, dotted, {dotted, " is ", shown(given), "; it takes whole seconds"});
    }
    if (dotted == "duration" && model_has_durations()) {
      return true; // the model's own are narrower, and named when they are broken
    }
    const double number = given.number().value_or(0);
    const bool low = !row.minimum.empty() && number < to_number(row.minimum).value_or(0);
    const bool high = !row.maximum.empty() && number > to_number(row.maximum).value_or(0);
    if (!low && !high) {
      return true;
    }
    if (row.maximum.empty()) {
      return refuse(KLING_E_FIELD, dotted, {dotted, " is ", shown(given), "; at least ", row.minimum});
    }
    return refuse(KLING_E_FIELD, dotted, {dotted, " is ", shown(given), "; from ", row.minimum, " to ", row.maximum});
  }

  [[nodiscard]] bool model_has_durations() const {
    const catalog::Model *const model = catalog::find_model(kind_->name, model_);
    return model != nullptr && !model->durations.empty();
  }

  void notes(const catalog::Field &row, std::string_view dotted) {
    if (row.standing != catalog::Standing::documented) {
      note(log_, log_warning, {dotted, ": ", row.note, ": passed on"});
    }
  }

  const catalog::Kind *kind_;
  const Rules *rules_;
  std::string_view model_;
  Error *error_;
  Log *log_;
};

} // namespace

kling_status validate(const catalog::Kind &kind, json::Value body, const Rules &rules, Error &error, Log *log) {
  if (!Walk(kind, rules, model_of(kind, body), error, log).members(body, {}, {})) {
    return error.status;
  }
  return rules.validation == Validation::off ? KLING_OK : check_between_fields(kind, body, rules, error, log);
}

} // namespace kling::protocol
