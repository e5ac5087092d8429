#include "protocol/normalise.hpp"

#include "base/text.hpp"
#include "catalog/field.hpp"
#include "protocol/field_value.hpp"
#include "protocol/rules.hpp"

namespace kling::protocol {

namespace {

/// Longer arrays than any row allows are refused, or with validation off passed on as they are.
constexpr std::size_t longest_array = 100;

class Normaliser {
public:
  Normaliser(const catalog::Kind &kind, const Rules &rules, json::Document &body, Log *log)
      : kind_(&kind), rules_(&rules), body_(&body), log_(log) {}

  void members(const json::Path &path) {
    Vector<String> names;
    for (json::Value each = body_->root().find(path).first(); each.present(); each = each.next()) {
      names.emplace_back(each.name());
    }
    for (String &name : names) {
      json::Path child = path;
      child.steps.push_back({std::move(name), 0, json::Step::Kind::member});
      const bool known = knows(child);
      if (says_absent(body_->root().find(child)) && (known || rules_->validation != Validation::off)) {
        body_->erase(child);
      } else if (known) {
        value(child);
      }
    }
  }

private:
  [[nodiscard]] bool knows(const json::Path &path) const {
    catalog::Field row;
    return catalog::find_field(*kind_, path.pattern(), row_provider(*rules_), row);
  }

  void items(const json::Path &path) {
    const std::size_t count = body_->root().find(path).size();
    for (std::size_t index = 0; index < count && count <= longest_array; ++index) {
      json::Path child = path;
      child.steps.push_back({String(), index, json::Step::Kind::index});
      if (body_->root().find(child).is(json::Type::object)) {
        members(child);
      }
    }
  }

  void value(const json::Path &path) {
    catalog::Field row;
    if (!catalog::find_field(*kind_, path.pattern(), row_provider(*rules_), row)) {
      return;
    }
    const json::Value given = body_->root().find(path);
    switch (row.type) {
    case catalog::FieldType::object:
      return members(path);
    case catalog::FieldType::array:
      return items(path);
    case catalog::FieldType::decimal_text:
      return given.is(json::Type::number) ? to_text(path, given) : void();
    case catalog::FieldType::number:
    case catalog::FieldType::integer:
      return given.is(json::Type::string) && takes(row.type, given) ? to_literal(path, given) : void();
    case catalog::FieldType::boolean:
      return given.is(json::Type::string) && takes(row.type, given) ? to_boolean(path, given) : void();
    case catalog::FieldType::text:
    case catalog::FieldType::image:
    case catalog::FieldType::audio:
    case catalog::FieldType::video:
      return;
    }
  }

  void to_text(const json::Path &path, json::Value given) {
    const std::optional<int64_t> whole = given.integer();
    const String text = whole ? text_of(*whole) : String(given.text());
    note(log_, log_information, {path.dotted(), ": ", shown(given), " is sent as text"});
    String why;
    static_cast<void>(body_->set_string(path, text, why));
  }

  void to_literal(const json::Path &path, json::Value given) {
    note(log_, log_information, {path.dotted(), ": ", shown(given), " is sent as a number"});
    const String literal(given.text());
    String why;
    if (!body_->set_number(path, literal, why)) {
      static_cast<void>(body_->set_number(path, text_of(*to_number(literal)), why)); // "007"
    }
  }

  void to_boolean(const json::Path &path, json::Value given) {
    note(log_, log_information, {path.dotted(), ": ", shown(given), " is sent as a boolean"});
    String why;
    static_cast<void>(body_->set_boolean(path, *truth(given), why));
  }

  const catalog::Kind *kind_;
  const Rules *rules_;
  json::Document *body_;
  Log *log_;
};

json::Path path_of(std::string_view name) {
  json::Path path;
  path.steps.push_back({String(name), 0, json::Step::Kind::member});
  return path;
}

kling_status respell(const catalog::Spelling &row, json::Document &body, Error &error, Log *log) {
  const json::Value given = body.root()[row.name];
  const bool scalar = given.is(json::Type::string) || given.is(json::Type::boolean);
  if (!scalar || given.text() != row.value) {
    return KLING_OK;
  }
  const json::Value own = body.root()[row.field];
  if (row.field != row.name && !says_absent(own) && own.text() != row.means) {
    error = make_error(KLING_E_FIELD,
                       concat({row.name, " ", row.value, " means ", row.field, " ", row.means, ", but ", row.field, " is ", shown(own)}),
                       row.field);
    return error.status;
  }
  note(log, log_information, {row.name, " ", row.value, ": sent as ", row.field, " ", row.means});
  if (row.field != row.name) {
    body.erase(path_of(row.name));
  }
  String why;
  static_cast<void>(body.set_string(path_of(row.field), row.means, why));
  return KLING_OK;
}

} // namespace

kling_status normalise(const catalog::Kind &kind, const Rules &rules, json::Document &body, Error &error, Log *log) {
  for (const catalog::Spelling &row : catalog::spellings()) {
    if (row.kinds.has(kind) && respell(row, body, error, log) != KLING_OK) {
      return error.status;
    }
  }
  Normaliser(kind, rules, body, log).members({});
  return KLING_OK;
}

} // namespace kling::protocol
