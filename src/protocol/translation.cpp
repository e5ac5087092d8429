#include "protocol/translation.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "catalog/field.hpp"
#include "catalog/provider.hpp"
#include "catalog/translation.hpp"
#include "protocol/field_value.hpp"
#include "protocol/rules.hpp"
#include "protocol/translator.hpp"
#include "protocol/validate.hpp"

namespace kling::protocol {

namespace {

using catalog::NewGeneration;

json::Path member_path(std::string_view name) {
  json::Path path;
  path.steps.push_back({String(name), 0, json::Step::Kind::member});
  return path;
}

/// A name with signs of a path in it can look like that of a row, and is none.
bool is_plain(std::string_view name) {
  return name.find_first_of("./[]") == std::string_view::npos;
}

/// Whether a value, at any depth, stands under a name that the kind does not have.
bool has_unknown_name(const catalog::Kind &kind, std::string_view provider, std::string_view pattern, json::Value value) {
  catalog::Field row;
  const bool known = catalog::find_field(kind, pattern, provider, row);
  if (known && (row.open || (row.type != catalog::FieldType::object && row.type != catalog::FieldType::array))) {
    return false;
  }
  if (value.is(json::Type::array)) {
    const String inside = concat({pattern, "[]"});
    for (json::Value each = value.first(); each.present(); each = each.next()) {
      if (each.is(json::Type::object) && has_unknown_name(kind, provider, inside, each)) {
        return true;
      }
    }
    return !known;
  }
  for (json::Value each = value.first(); each.present(); each = each.next()) {
    if (!is_plain(each.name()) || has_unknown_name(kind, provider, concat({pattern, ".", each.name()}), each)) {
      return true;
    }
  }
  return !known && !pattern.ends_with("[]");
}

/// Names that no row tells of: refused as for the caller's own kind; with validation off whole members go along as they are.
class UnknownNames {
public:
  UnknownNames(const catalog::Kind &kind, const Rules &rules, json::Value body) : kind_(kind), rules_(rules), body_(body) {}

  kling_status check(Error &error) const {
    for (json::Value each = body_.first(); each.present(); each = each.next()) {
      if (is_unknown(each) && (rules_.validation != Validation::off || is_field(each)) && refuse(each, error) != KLING_OK) {
        return error.status;
      }
    }
    return KLING_OK;
  }

  /// What is translated is not written over.
  kling_status pass_on(const catalog::Kind &sent, json::Document &told, Error &error, Log *log) const {
    for (json::Value each = body_.first(); each.present(); each = each.next()) {
      if (!is_unknown(each)) {
        continue;
      }
      if (told.root()[each.name()].present()) {
        const std::string_view name = cut(each.name(), 127);
        error = make_error(KLING_E_FIELD,
                           concat({name, " is what other fields of this request are sent as to ", sent.name,
                                   "; leave it out, or make the whole request one of kind ", sent.name}),
                           name);
        return error.status;
      }
      note(log, log_information, {each.name(), ": sent as it is"});
      String why;
      static_cast<void>(told.set_value(member_path(each.name()), each, why));
    }
    return KLING_OK;
  }

private:
  [[nodiscard]] bool is_unknown(json::Value member) const {
    return !is_plain(member.name()) || has_unknown_name(kind_, row_provider(rules_), member.name(), member);
  }
  [[nodiscard]] bool is_field(json::Value member) const {
    catalog::Field row;
    return catalog::find_field(kind_, member.name(), row_provider(rules_), row);
  }

  /// In the words of validate(), which would refuse it.
  kling_status refuse(json::Value member, Error &error) const {
    json::Document alone = json::Document::object();
    String why;
    static_cast<void>(alone.set_value(member_path(member.name()), member, why));
    Rules strict = rules_;
    strict.validation = rules_.validation == Validation::off ? Validation::official : rules_.validation;
    if (check_names(kind_, alone.root(), strict, error) == KLING_OK) {
      error =
          make_error(KLING_E_UNKNOWN_NAME, concat({kind_.name, " has no such part of ", cut(member.name(), 127)}), cut(member.name(), 127));
    }
    return error.status;
  }

  const catalog::Kind &kind_;
  const Rules &rules_;
  json::Value body_;
};

bool stands_in(std::string_view name, std::string_view whole) {
  return name.starts_with(whole) && (name.size() == whole.size() || name[whole.size()] == '.' || name[whole.size()] == '[');
}

/// "image_list[2].image_url" → "image_list"
std::string_view whole_of(std::string_view name) {
  return name.substr(0, name.find_first_of(".["));
}

/// What the caller's field of something that is not sent would be, by the table.
std::string_view given_by_table(const Translation &about, std::string_view sent) {
  const catalog::Kind &legacy = catalog::legacy_of(*about.given);
  const bool up = about.given == &legacy;
  json::Path path;
  String why;
  const String pattern = json::Path::parse(sent, path, why) ? path.pattern() : String();
  for (const catalog::Translation &row : catalog::translations()) {
    const std::string_view source = up ? row.legacy : row.current;
    if (row.kinds.has(legacy) && !source.empty() && (up ? row.current : row.legacy) == pattern) {
      return whole_of(source) == "contents" ? std::string_view("contents") : source;
    }
  }
  return {};
}

/// The caller's field that an error of what is sent is about; an error of a whole is about the last that went into it.
SentField field_behind(const Translation &about, std::string_view sent) {
  SentField nearest{String(sent), {}};
  for (const SentField &each : about.fields) {
    if (each.sent == sent) {
      return each;
    }
    if (stands_in(sent, each.sent)) {
      nearest.given = each.given;
    } else if (stands_in(each.sent, sent)) {
      nearest.given = whole_of(each.given);
    }
  }
  if (nearest.given.empty()) {
    nearest.given = given_by_table(about, sent);
  }
  return nearest;
}

/// The kind of the other generation that the request is to be sent to, where there is one.
const catalog::Kind *other_kind(const catalog::Kind &kind, std::string_view model, json::Value body) {
  const catalog::Kind *other = model.empty() ? nullptr : catalog::kind_for(kind, model);
  for (json::Value each = body["contents"].first(); other == nullptr && each.present(); each = each.next()) {
    other = catalog::kind_for_item(kind, model, each["type"].text());
  }
  return other;
}

NewGeneration new_generation(const Rules &rules) {
  return rules.provider == nullptr ? NewGeneration::served : rules.provider->new_generation;
}

/// Where a host is not known to have the new generation, and the request is of it: by its kind, or by a model that its kind has not.
void note_generation(const catalog::Kind &kind, const catalog::Kind *other, std::string_view model, const Rules &rules, Log *log) {
  const NewGeneration there = new_generation(rules);
  const bool by_kind = kind.generation == catalog::Generation::current;
  const bool by_model = !by_kind && other != nullptr;
  const bool undocumented = there == NewGeneration::undocumented;
  const bool leaves = by_kind && other != nullptr; // it is sent to the legacy generation
  if (there == NewGeneration::served || leaves || !(by_kind || by_model)) {
    return;
  }
  note(log, log_warning,
       {by_model ? "model_name: " : "", by_model ? model : kind.name, " is of the new generation, which ",
        undocumented ? "provider " : "was never seen at provider ", rules.provider->name,
        undocumented ? " does not document: passed on as it is" : ""});
}

} // namespace

void Translation::retell(Error &error) const {
  if (!changed() || error.field.empty()) {
    return;
  }
  const String field = error.field;
  const SentField behind = field_behind(*this, field);
  if (behind.given.empty() || behind.given == field) {
    return;
  }
  const std::string_view message = error.message;
  if (behind.given == "contents") {
    error.message = concat({behind.given, ": ", message});
  } else if (message.starts_with(field) && behind.sent_value.empty()) {
    error.message = concat({behind.given, message.substr(field.size()), "; it is sent as ", field});
  } else {
    error.message = concat({behind.given, behind.given_value.empty() ? "" : " ", behind.given_value, " is sent as ", field,
                            behind.sent_value.empty() ? "" : " ", behind.sent_value, ": ", message});
  }
  error.field = behind.given;
}

void Translation::retell(Vector<Segment> &body) const {
  for (Segment &each : body) {
    if (each.input != nullptr && changed()) {
      const SentField behind = field_behind(*this, each.field);
      each.field = behind.given.empty() ? each.field : behind.given;
    }
  }
}

kling_status translate(const catalog::Kind &kind, const Rules &rules, json::Document &body, Translation &out, Error &error, Log *log) {
  out = Translation();
  out.given = &kind;
  out.sent = &kind;
  out.model = body.root()["model_name"].text();
  const catalog::Kind *const other = other_kind(kind, out.model, body.root());
  note_generation(kind, other, out.model, rules, log);
  const bool reachable =
      other != nullptr && (other->generation == catalog::Generation::legacy || new_generation(rules) != NewGeneration::undocumented);
  if (!reachable) {
    return KLING_OK;
  }
  out.sent = other;
  const UnknownNames names(kind, rules, body.root());
  Translator translator(body.root(), out, error, log);
  if (names.check(error) != KLING_OK || !translator.run()) {
    return error.status;
  }
  if (names.pass_on(*other, translator.told(), error, log) != KLING_OK) {
    return error.status;
  }
  body = std::move(translator.told());
  note(log, log_information,
       {kind.name, " with ", out.model, ": sent to ", other->path, other->model_in_path ? "/" : "",
        other->model_in_path ? std::string_view(out.model) : std::string_view()});
  return KLING_OK;
}

} // namespace kling::protocol
