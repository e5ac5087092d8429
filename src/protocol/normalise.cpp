#include "protocol/normalise.hpp"

#include "base/text.hpp"
#include "catalog/field.hpp"
#include "protocol/field_value.hpp"
#include "protocol/rules.hpp"

namespace kling::protocol {

namespace {

using catalog::FieldType;

/// Longer arrays than any row allows are refused, or with validation off passed on as they are.
constexpr std::size_t longest_array = 100;

/// Where the walk stands: a member's name, or an index.
struct Step {
  json::Step::Kind kind;
  std::string_view name;
  std::size_t index = 0;
};

enum class Change : uint8_t { erase, to_text, to_literal, to_boolean, to_content };

/// What is to change, and where. Found first and made then, so that what is looked at stays where it is.
struct Edit {
  json::Path path;
  json::Value value;
  Change change;
};

/// Finds what must change for the service to take the body.
class Survey {
public:
  Survey(const catalog::Kind &kind, const Rules &rules) : kind_(&kind), rules_(&rules) {}

  void members(json::Value object, std::string_view pattern) {
    for (json::Value each = object.first(); each.present(); each = each.next()) {
      steps_.push_back({json::Step::Kind::member, each.name()});
      if (pattern.empty()) {
        member(each, each.name());
      } else {
        member(each, concat({pattern, ".", each.name()}));
      }
      steps_.pop_back();
    }
  }

  [[nodiscard]] const Vector<Edit> &edits() const { return edits_; }

private:
  void member(json::Value given, std::string_view pattern) {
    catalog::Field row;
    const bool known = catalog::find_field(*kind_, pattern, row_provider(*rules_), row);
    if (says_absent(given) && (known || rules_->validation != Validation::off)) {
      edit(Change::erase, given);
    } else if (known) {
      value(row, given, pattern);
    }
  }

  void value(const catalog::Field &row, json::Value given, std::string_view pattern) {
    const bool text = given.is(json::Type::string);
    switch (row.type) {
    case FieldType::object:
      return row.open ? void() : members(given, pattern);
    case FieldType::array:
      return items(given, pattern);
    case FieldType::text:
    case FieldType::decimal_text:
      return given.is(json::Type::number) && takes(row, given) ? edit(Change::to_text, given) : void();
    case FieldType::number:
    case FieldType::integer:
      return text && takes(row.type, given) ? edit(Change::to_literal, given) : void();
    case FieldType::boolean:
      return text && takes(row.type, given) ? edit(Change::to_boolean, given) : void();
    case FieldType::image:
    case FieldType::audio:
      return text && !content_of_data_url(given.text()).empty() ? edit(Change::to_content, given) : void();
    case FieldType::video:
      return;
    }
  }

  void items(json::Value array, std::string_view pattern) {
    if (!array.is(json::Type::array) || array.size() > longest_array) {
      return;
    }
    const String inside = concat({pattern, "[]"});
    catalog::Field row;
    const bool scalars = catalog::find_field(*kind_, inside, row_provider(*rules_), row);
    std::size_t index = 0;
    for (json::Value each = array.first(); each.present(); each = each.next(), ++index) {
      steps_.push_back({json::Step::Kind::index, {}, index});
      if (each.is(json::Type::object)) {
        members(each, inside);
      } else if (scalars && !says_absent(each)) {
        value(row, each, inside);
      }
      steps_.pop_back();
    }
  }

  void edit(Change change, json::Value value) {
    json::Path path;
    for (const Step &each : steps_) {
      path.steps.push_back({String(each.name), each.index, each.kind});
    }
    edits_.push_back({std::move(path), value, change});
  }

  const catalog::Kind *kind_;
  const Rules *rules_;
  Vector<Step> steps_;
  Vector<Edit> edits_;
};

/// Makes one change. The value's own text is copied first: it goes with what it stood in.
void make(const Edit &edit, json::Document &body, Log *log) {
  const String name = edit.path.dotted();
  const String text(edit.value.text());
  String why;
  switch (edit.change) {
  case Change::erase:
    return body.erase(edit.path);
  case Change::to_text: {
    note(log, log_information, {name, ": ", shown(edit.value), " is sent as text"});
    const std::optional<int64_t> whole = edit.value.integer();
    static_cast<void>(body.set_string(edit.path, whole ? text_of(*whole) : text, why));
    return;
  }
  case Change::to_literal:
    note(log, log_information, {name, ": ", shown(edit.value), " is sent as a number"});
    if (!body.set_number(edit.path, text, why)) {
      static_cast<void>(body.set_number(edit.path, text_of(*to_number(text)), why)); // "007"
    }
    return;
  case Change::to_boolean:
    note(log, log_information, {name, ": ", shown(edit.value), " is sent as a boolean"});
    static_cast<void>(body.set_boolean(edit.path, *truth(edit.value), why));
    return;
  case Change::to_content:
    note(log, log_information, {name, ": sent without ", cut(text, text.find(',') + 1)});
    static_cast<void>(body.set_string(edit.path, content_of_data_url(text), why));
    return;
  }
}

json::Path path_of(std::string_view name) {
  json::Path path;
  path.steps.push_back({String(name), 0, json::Step::Kind::member});
  return path;
}

/// Another name of a field, whose value stays.
kling_status rename(const catalog::Spelling &row, json::Document &body, Error &error, Log *log) {
  const json::Value given = body.root()[row.name];
  if (!given.present()) {
    return KLING_OK;
  }
  const json::Value own = body.root()[row.field];
  if (!says_absent(given) && !says_absent(own) && !json::equal(given, own)) {
    error =
        make_error(KLING_E_FIELD, concat({row.name, " means ", row.field, "; they are ", shown(given), " and ", shown(own)}), row.field);
    return error.status;
  }
  if (!says_absent(given)) {
    note(log, log_information, {row.name, ": sent as ", row.field});
    String why;
    static_cast<void>(body.set_value(path_of(row.field), given, why));
  }
  body.erase(path_of(row.name));
  return KLING_OK;
}

kling_status respell(const catalog::Spelling &row, json::Document &body, Error &error, Log *log) {
  if (row.value.empty()) {
    return rename(row, body, error, log);
  }
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

std::string_view content_of_data_url(std::string_view text) {
  constexpr std::string_view scheme = "data:";
  constexpr std::string_view mark = ";base64,";
  constexpr std::size_t longest_head = 128;
  if (!equal_ignoring_case(text.substr(0, scheme.size()), scheme)) {
    return {};
  }
  const std::size_t at = text.substr(0, longest_head).find(mark);
  return at == std::string_view::npos ? std::string_view() : text.substr(at + mark.size());
}

kling_status normalise(const catalog::Kind &kind, const Rules &rules, json::Document &body, Error &error, Log *log) {
  for (const catalog::Spelling &row : catalog::spellings()) {
    if (row.kinds.has(kind) && respell(row, body, error, log) != KLING_OK) {
      return error.status;
    }
  }
  Survey survey(kind, rules);
  survey.members(body.root(), {});
  for (const Edit &each : survey.edits()) {
    make(each, body, log);
  }
  return KLING_OK;
}

} // namespace kling::protocol
