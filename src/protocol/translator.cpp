#include "protocol/translator.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "catalog/field.hpp"
#include "protocol/field_value.hpp"
#include "protocol/rules.hpp"

namespace kling::protocol {

namespace {

using catalog::Carriage;
using catalog::FieldType;
using catalog::Video;

FieldType type_of(const catalog::Kind &kind, std::string_view name) {
  catalog::Field row;
  return catalog::find_field(kind, path_of_name(name).pattern(), {}, row) ? row.type : FieldType::text;
}

bool is_number(FieldType type) {
  return type == FieldType::number || type == FieldType::integer;
}

/// A literal that stands for the number in the text; empty for text that is none. Ids keep their digits, however long.
String literal_of(std::string_view text) {
  if (const std::optional<int64_t> whole = to_integer(text)) {
    return text_of(*whole);
  }
  if (!text.empty() && text.front() != '0' && text.find_first_not_of("0123456789") == std::string_view::npos) {
    return String(text);
  }
  const std::optional<double> number = to_number(text);
  return number ? text_of(*number) : String();
}

std::string_view other_value(const catalog::Translation &row, std::string_view given, bool up) {
  for (const catalog::ValuePair &pair : row.values) {
    if ((up ? pair.legacy : pair.current) == given) {
      return up ? pair.current : pair.legacy;
    }
  }
  return {};
}

} // namespace

Translator::Translator(json::Value body, Translation &about, Error &error, Log *log)
    : legacy_(catalog::legacy_of(*about.given)), up_(about.given == &legacy_), body_(body), about_(about), error_(error), log_(log) {}

bool Translator::run() {
  if (!read_items() || !(up_ ? write_prompt() : write_legacy_prompt())) {
    return false;
  }
  write_items();
  return write_rows();
}

bool Translator::read_items() {
  const kling_status status =
      up_ ? read_legacy_items(legacy_, body_, items_, error_) : read_contents(*about_.given, body_, items_, prompt_place_, error_);
  if (status != KLING_OK) {
    return false;
  }
  std::size_t videos = 0;
  for (const ContentItem &each : items_) {
    references_.push_back(each.reference);
    const bool edited = each.pair->type == "base_video";
    if (edited || each.pair->type == "feature_video") {
      video_ = edited ? Video::edited : Video::feature;
      if (++videos > 1) {
        return refuse(each.place, {each.place, " is one more video; one at most can be told"});
      }
    }
  }
  return up_ || check_ids(references_, error_) == KLING_OK;
}

void Translator::write_items() {
  Vector<std::string_view> arrays;
  for (const ContentItem &each : items_) {
    if (up_) {
      write_item(each);
      continue;
    }
    write_legacy_item(each, static_cast<std::size_t>(std::count(arrays.begin(), arrays.end(), each.pair->legacy)));
    arrays.push_back(each.pair->legacy);
  }
}

void Translator::write_item(const ContentItem &item) {
  const String place = concat({"contents[", text_of(static_cast<int64_t>(told_.root()["contents"].size())), "]"});
  const bool in_array = !item.reference.place.empty();
  put_text(concat({place, ".type"}), item.pair->type, in_array ? item.reference.place : item.place);
  about_.fields.back().sent_value = item.pair->type;
  put(concat({place, ".", item.pair->holds}), item.value, item.place);
  if (in_array) {
    put_text(concat({place, ".id"}), item.reference.id, item.reference.place);
  }
}

void Translator::write_legacy_item(const ContentItem &item, std::size_t index) {
  const catalog::ItemPair &pair = *item.pair;
  if (pair.member.empty()) {
    put(pair.legacy, item.value, item.place);
    return;
  }
  const String place = concat({pair.legacy, "[", text_of(static_cast<int64_t>(index)), "]"});
  put(concat({place, ".", pair.member}), item.value, item.place);
  if (!pair.chosen.empty()) {
    put_text(concat({place, ".", pair.chooser}), pair.chosen, concat({item.reference.place, ".type"}));
  }
}

bool Translator::write_rows() {
  Vector<std::string_view> done;
  for (const catalog::Translation &row : catalog::translations()) {
    const std::string_view source = source_of(row);
    if (source.empty() || !counts(row) || std::find(done.begin(), done.end(), source) != done.end()) {
      continue;
    }
    done.push_back(source);
    if (up_ && !row.needed.empty() && !given(source).present() && !about_.missing.failed() && !in_shots_) {
      about_.missing = make_error(KLING_E_FIELD, concat({source, " ", row.needed}), source);
    }
    if (!write_row(row)) {
      return false;
    }
  }
  return true;
}

bool Translator::write_row(const catalog::Translation &row) {
  const std::string_view source = source_of(row);
  switch (row.carriage) {
  case Carriage::value:
    return write_value(row);
  case Carriage::fixed:
    return check_fixed(row);
  case Carriage::shots:
    return source == "shot_type" || source == "multi_prompt" || write_multi_shot();
  case Carriage::refused:
    return !given(source).present() || refuse(source, {source, " ", row.reason});
  case Carriage::unneeded:
    if (given(source).present()) {
      note_unsent(source, row.reason);
    }
    return true;
  case Carriage::item:
  case Carriage::whole:
  case Carriage::prompt:
    return true;
  }
  return true;
}

bool Translator::write_value(const catalog::Translation &row) {
  const std::string_view source = source_of(row);
  const json::Value value = given(source);
  if (!value.present() && default_of(row).empty()) {
    return true;
  }
  if (row.values.empty()) {
    if (value.present()) {
      put(target_of(row), value, source);
    } else {
      put_text(target_of(row), default_of(row), source);
    }
    return true;
  }
  const std::string_view told = value.present() ? value.text() : default_of(row);
  const std::string_view other = other_value(row, told, up_);
  if (other.empty()) {
    String known;
    for (const catalog::ValuePair &pair : row.values) {
      known.append(known.empty() ? "" : ", ").append(up_ ? pair.legacy : pair.current);
    }
    return refuse(source, {source, " is ", shown(value), "; ", row.reason.empty() ? "allowed: " : "",
                           row.reason.empty() ? std::string_view(known) : row.reason});
  }
  put_text(target_of(row), other, source);
  about_.fields.back().sent_value = other;
  about_.fields.back().given_value = told;
  return true;
}

bool Translator::check_fixed(const catalog::Translation &row) {
  const std::string_view source = source_of(row);
  const json::Value value = given(source);
  if (!value.present() && default_of(row).empty()) {
    return true;
  }
  const std::string_view told = value.present() ? value.text() : default_of(row);
  if (told != row.only) {
    return refuse(source, {source, " ", row.reason, value.present() ? "; it is " : "; where it is not given it is ", cut(told, 40)});
  }
  if (value.present()) {
    note_unsent(source, "is so anyway");
  }
  return true;
}

const catalog::Translation *Translator::row_of(std::string_view source) const {
  for (const catalog::Translation &row : catalog::translations()) {
    if (source_of(row) == source && counts(row)) {
      return &row;
    }
  }
  return nullptr;
}

bool Translator::counts(const catalog::Translation &row) const {
  const bool of_model = row.models.empty() || std::find(row.models.begin(), row.models.end(), about_.model) != row.models.end();
  return row.kinds.has(legacy_) && of_model && (row.video == Video::any || row.video == video_);
}

json::Value Translator::given(std::string_view name) const {
  const json::Value value = body_.find(path_of_name(name));
  return says_absent(value) ? json::Value() : value;
}

bool Translator::refuse(std::string_view field, std::initializer_list<std::string_view> parts) {
  error_ = make_error(KLING_E_FIELD, concat(parts), field);
  return false;
}

void Translator::put(std::string_view name, json::Value value, std::string_view given) {
  const FieldType type = type_of(*about_.sent, name);
  const bool number = value.is(json::Type::number);
  const bool to_number = value.is(json::Type::string) && is_number(type) && !literal_of(value.text()).empty();
  if ((number && catalog::is_text(type)) || to_number) {
    put_text(name, value.text(), given);
    return;
  }
  String why;
  static_cast<void>(told_.set_value(path_of_name(name), value, why)); // what is on the way is of our own making
  about_.fields.push_back({String(name), String(given)});
}

void Translator::put_text(std::string_view name, std::string_view text, std::string_view given) {
  const FieldType type = type_of(*about_.sent, name);
  const json::Path path = path_of_name(name);
  const String literal = is_number(type) || type == FieldType::decimal_text ? literal_of(text) : String();
  String why;
  if (type == FieldType::boolean) {
    static_cast<void>(told_.set_boolean(path, text == "true", why));
  } else if (is_number(type) && !literal.empty()) {
    static_cast<void>(told_.set_number(path, literal, why));
  } else {
    static_cast<void>(told_.set_string(path, literal.empty() ? text : std::string_view(literal), why));
  }
  about_.fields.push_back({String(name), String(given)});
}

void Translator::note_unsent(std::string_view name, std::string_view reason) {
  note(log_, log_information, {name, " ", reason, ": not sent"});
}

} // namespace kling::protocol
