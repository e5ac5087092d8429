#include "protocol/validate.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "catalog/field.hpp"
#include "catalog/model.hpp"
#include "protocol/field_value.hpp"
#include "protocol/limits.hpp"
#include "protocol/media.hpp"
#include "protocol/rules.hpp"

namespace kling::protocol {

namespace {

using catalog::FieldType;

bool is_media(FieldType type) {
  return type == FieldType::image || type == FieldType::audio || type == FieldType::video;
}

enum class Scrutiny : uint8_t { all, names };

/// Looks at every value with the row of its name. Names go from the whole to the part: "camera_control", then "camera_control.type".
class Walk {
public:
  Walk(const Scope &body, std::span<const std::string_view> ignored, const Inputs &inputs, const Rules &rules, Error &error, Log *log,
       Scrutiny scrutiny = Scrutiny::all)
      : scrutiny_(scrutiny), kind_(&body.kind()), ignored_(ignored), rules_(&rules), inputs_(&inputs),
        model_(catalog::find_model(body.kind().name, model_of(body.kind(), body.body()))), error_(&error), log_(log) {}

  /// False when something was refused.
  bool members(json::Value object, std::string_view pattern, std::string_view dotted) {
    for (json::Value each = object.first(); each.present(); each = each.next()) {
      const bool passes = pattern.empty() ? value(each, object, each.name(), each.name())
                                          : value(each, object, concat({pattern, ".", each.name()}), concat({dotted, ".", each.name()}));
      if (!passes) {
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

  bool value(json::Value given, json::Value holder, std::string_view pattern, std::string_view dotted) {
    if (is_inside(ignored_, pattern)) { // its rule notes it
      return true;
    }
    catalog::Field row;
    if (!catalog::find_field(*kind_, pattern, row_provider(*rules_), row)) {
      return strict() ? unknown(pattern, dotted) : true;
    }
    if (!row.video_types.empty() && is_one_of(holder["type"].text(), row.video_types)) {
      row.type = FieldType::video;
    }
    return of_row(row, given, pattern, dotted);
  }

  bool of_row(const catalog::Field &row, json::Value given, std::string_view pattern, std::string_view dotted) {
    if (scrutiny_ == Scrutiny::all && !of_type(row, given, dotted)) {
      return false;
    }
    if (row.type == FieldType::object) {
      return row.open || members(given, pattern, dotted);
    }
    return row.type == FieldType::array ? items(given, pattern, dotted) : true;
  }

  bool of_type(const catalog::Field &row, json::Value given, std::string_view dotted) {
    if (!takes(row, given)) {
      return refuse(KLING_E_FIELD, dotted, {dotted, " takes ", wanted(row.type), ", not ", shown(given)});
    }
    if (strict() && !within(row, given, dotted)) {
      if (!is_loose(model_)) {
        return false;
      }
      note(log_, log_warning, {error_->message, ": passed on, as ", model_->name, " has rules of its own"});
      *error_ = Error();
    }
    return true;
  }

  bool within(const catalog::Field &row, json::Value given, std::string_view dotted) {
    const bool documented = row.standing == catalog::Standing::documented;
    if (!documented) {
      note(log_, log_warning, {dotted, ": ", row.note, ": passed on"});
    }
    if (is_media(row.type)) {
      return !documented || check_media(row, given, dotted, *inputs_, *error_) == KLING_OK;
    }
    if (dotted == catalog::vocabulary_of(*kind_).duration && to_integer(given.text()) && model_has_durations()) {
      return true; // the model's own are narrower, and named when they are broken
    }
    return check_limits(row, given, dotted, *error_) == KLING_OK;
  }

  bool items(json::Value array, std::string_view pattern, std::string_view dotted) {
    const String inside = concat({pattern, "[]"});
    catalog::Field row;
    const bool scalars = catalog::find_field(*kind_, inside, row_provider(*rules_), row);
    int64_t index = 0;
    for (json::Value each = array.first(); each.present(); each = each.next(), ++index) {
      const String name = concat({dotted, "[", text_of(index), "]"});
      if (scrutiny_ == Scrutiny::names) {
        if (!scalars && !members(each, inside, name)) {
          return false;
        }
        continue;
      }
      if (scalars ? says_absent(each) : !each.is(json::Type::object)) {
        return refuse(KLING_E_FIELD, name, {name, " takes ", scalars ? wanted(row.type) : "an object", ", not ", shown(each)});
      }
      if (scalars ? !of_row(row, each, inside, name) : !members(each, inside, name)) {
        return false;
      }
    }
    return true;
  }

  bool unknown(std::string_view pattern, std::string_view dotted) {
    for (const catalog::AbsentField &row : catalog::absent_fields()) {
      if (row.name == pattern && row.kinds.has(*kind_)) {
        return refuse(KLING_E_UNKNOWN_NAME, dotted, {kind_->name, " has no field ", dotted, "; ", row.instead});
      }
    }
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

  [[nodiscard]] bool model_has_durations() const { return model_ != nullptr && !model_->durations.empty(); }

  Scrutiny scrutiny_;
  const catalog::Kind *kind_;
  std::span<const std::string_view> ignored_;
  const Rules *rules_;
  const Inputs *inputs_;
  const catalog::Model *model_;
  Error *error_;
  Log *log_;
};

} // namespace

kling_status validate(const catalog::Kind &kind, json::Value body, const Inputs &inputs, const Rules &rules, Error &error, Log *log) {
  const Scope scope(kind, row_provider(rules), body, &inputs);
  const Vector<std::string_view> ignored = ignored_fields(scope);
  if (!Walk(scope, ignored, inputs, rules, error, log).members(body, {}, {})) {
    return error.status;
  }
  return rules.validation == Validation::off ? KLING_OK : check_between_fields(scope, ignored, error, log);
}

kling_status check_names(const catalog::Kind &kind, json::Value body, const Rules &rules, Error &error) {
  const Inputs none;
  const Scope scope(kind, row_provider(rules), body, &none);
  static_cast<void>(Walk(scope, {}, none, rules, error, nullptr, Scrutiny::names).members(body, {}, {}));
  return error.status;
}

} // namespace kling::protocol
