#include "protocol/request.hpp"

#include <algorithm>
#include <cmath>

#include "base/base64.hpp"
#include "base/text.hpp"
#include "catalog/field.hpp"
#include "protocol/field_value.hpp"
#include "protocol/poll_path.hpp"

namespace kling::protocol {

namespace {

constexpr std::size_t longest_label = 256;
constexpr std::size_t longest_save_path = 4096;
constexpr std::string_view option_names[] = {"deadline_ms", "label", "poll_path"};

/// The kind's row for this field, where no provider's row takes the value: what no client can make right.
bool never_takes(const catalog::Kind &kind, std::string_view pattern, json::Value value, catalog::FieldType &type) {
  bool known = false;
  const auto refuses = [&](std::string_view name, std::string_view provider) {
    catalog::Field row;
    if (catalog::find_field(kind, name, provider, row)) {
      known = true;
      type = row.type;
      return !takes(row, value);
    }
    return true;
  };
  if (!refuses(pattern, {})) {
    return false;
  }
  for (const catalog::Provider &each : catalog::providers()) {
    if (!refuses(pattern, each.name)) {
      return false;
    }
  }
  if (known) {
    return true;
  }
  for (const catalog::Spelling &row : catalog::spellings()) {
    if (row.name == pattern && row.kinds.has(kind)) {
      type = catalog::FieldType::boolean;
      return row.value.empty() ? refuses(row.field, {}) && known : !takes(type, value);
    }
  }
  return false;
}

bool is_boolean(const catalog::Kind &kind, std::string_view pattern) {
  catalog::Field row;
  const auto tells = [&](std::string_view provider) {
    return catalog::find_field(kind, pattern, provider, row) && row.type == catalog::FieldType::boolean;
  };
  const std::span<const catalog::Provider> all = catalog::providers();
  return tells({}) || std::any_of(all.begin(), all.end(), [&](const catalog::Provider &each) { return tells(each.name); });
}

/// An id is text, and whoever holds one as a number means its digits.
bool wants_text(const catalog::Kind &kind, std::string_view pattern, std::string_view number) {
  json::Document value;
  String why;
  catalog::FieldType type = catalog::FieldType::number;
  return json::Document::parse(number, value, why) && never_takes(kind, pattern, value.root(), type) && type == catalog::FieldType::text;
}

String child_name(std::string_view parent, json::Value child) {
  return parent.empty() ? String(child.name()) : concat({parent, ".", child.name()});
}

/// As a field's row would name it. A name that no row can have leads to a pattern that no row has, all the way down.
String child_pattern(std::string_view parent, json::Value child) {
  const std::string_view name = child.name();
  return name.empty() || name.find_first_of("./[]") != std::string_view::npos ? String("/") : child_name(parent, child);
}

/// Finds the first value, at any depth, that its field never takes.
bool find_wrong_kind(const catalog::Kind &kind, std::string_view pattern, std::string_view dotted, json::Value value, Error &error) {
  catalog::FieldType type = catalog::FieldType::text;
  if (!pattern.empty() && never_takes(kind, pattern, value, type)) {
    error = make_error(KLING_E_FIELD, concat({dotted, " takes ", wanted(type), ", not ", shown(value)}), dotted);
    return true;
  }
  if (value.is(json::Type::object)) {
    for (json::Value each = value.first(); each.present(); each = each.next()) {
      if (find_wrong_kind(kind, child_pattern(pattern, each), child_name(dotted, each), each, error)) {
        return true;
      }
    }
  }
  if (value.is(json::Type::array)) {
    const String inside = concat({pattern, "[]"});
    int64_t index = 0;
    for (json::Value each = value.first(); each.present(); each = each.next(), ++index) {
      if (find_wrong_kind(kind, inside, concat({dotted, "[", text_of(index), "]"}), each, error)) {
        return true;
      }
    }
  }
  return false;
}

/// No object of a request has as many members by far; what looks names up one by one rests on that.
constexpr std::size_t most_members = 512;

/// As deep as what reads it again takes: a copy of ours, a journal, a gateway.
constexpr std::size_t deepest_body = 64;

std::size_t depth_of(json::Value value) {
  std::size_t inside = 0;
  for (json::Value each = value.first(); each.present(); each = each.next()) {
    inside = std::max(inside, depth_of(each));
  }
  return value.is(json::Type::object) || value.is(json::Type::array) ? inside + 1 : 0;
}

/// Whether one more member would stand in the object that holds what the path names.
bool joins_crowd(json::Value body, const json::Path &path) {
  json::Path parent;
  parent.steps.assign(path.steps.begin(), path.steps.end() - 1);
  const json::Value holder = parent.steps.empty() ? body : body.find(parent);
  return holder.is(json::Type::object) && holder.size() >= most_members && !body.find(path).present();
}

std::size_t members_of_both(json::Value body, json::Value other) {
  std::size_t members = body.size();
  for (json::Value each = other.first(); each.present(); each = each.next()) {
    members += body[each.name()].present() ? 0 : 1;
  }
  return members;
}

bool find_crowd(json::Value value, std::size_t &members) {
  members = 0;
  for (json::Value each = value.first(); each.present(); each = each.next()) {
    std::size_t inside = 0;
    if (find_crowd(each, inside)) {
      members = inside;
      return true;
    }
    ++members;
  }
  return value.is(json::Type::object) && members > most_members;
}

/// Readers disagree which of two equal names counts, so what we checked need not be what the service reads.
bool find_doubled_name(json::Value value, String &name) {
  Vector<std::string_view> names;
  for (json::Value each = value.first(); each.present(); each = each.next()) {
    if (find_doubled_name(each, name)) {
      return true;
    }
    if (value.is(json::Type::object)) {
      names.push_back(each.name());
    }
  }
  std::sort(names.begin(), names.end());
  const auto twice = std::adjacent_find(names.begin(), names.end());
  if (twice == names.end()) {
    return false;
  }
  name = *twice;
  return true;
}

} // namespace

Request::Request(const catalog::Kind &kind) : kind_(&kind), body_(json::Document::object()) {}

kling_status Request::refuse(Error error) {
  const kling_status status = error.status;
  if (!first_error_.failed()) {
    first_error_ = std::move(error);
  }
  return status;
}

kling_status Request::refuse(kling_status status, std::string_view message, std::string_view field) {
  return refuse(make_error(status, message, field));
}

bool Request::has_room(std::size_t bytes) {
  if (bytes > largest_body) {
    return false;
  }
  if (bytes_ + bytes > largest_body) {
    bytes_ = body_.print().size(); // what was replaced no longer counts
  }
  bytes_ += bytes;
  return bytes_ <= largest_body;
}

kling_status Request::parse_name(std::string_view name, json::Path &path) {
  String why;
  if (!json::Path::parse(name, path, why)) {
    return refuse(KLING_E_ARGUMENT, concat({"not the name of a field: ", why}), is_utf8(name) ? cut(name, 127) : std::string_view());
  }
  return KLING_OK;
}

kling_status Request::place(const json::Path &path, json::Value value) {
  String why;
  const String dotted = path.dotted();
  Error error;
  if (find_wrong_kind(*kind_, path.pattern(), dotted, value, error)) {
    return refuse(std::move(error));
  }
  if (path.steps.size() + depth_of(value) > deepest_body) {
    return refuse(KLING_E_FIELD, concat({dotted, " nests the body deeper than 64 levels"}), dotted);
  }
  if (joins_crowd(body_.root(), path)) {
    return refuse(KLING_E_TOO_LARGE,
                  concat({dotted, " would be one more of ", text_of(int64_t{most_members}), " members; at most so many"}), dotted);
  }
  if (!body_.set_value(path, value, why)) {
    return refuse(KLING_E_FIELD, why, dotted);
  }
  drop_unused();
  return KLING_OK;
}

namespace {

static_assert(Request::most_inputs <= 64, "one bit each");

uint64_t used_by(json::Value value) {
  const std::optional<uint32_t> index = value.reference();
  uint64_t used = index ? uint64_t{1} << *index : 0;
  for (json::Value each = value.first(); each.present(); each = each.next()) {
    used |= used_by(each);
  }
  return used;
}

} // namespace

/// What was replaced is given back, and its number is free.
void Request::drop_unused() noexcept {
  if (inputs_.empty()) {
    return;
  }
  const uint64_t used = used_by(body_.root());
  for (std::size_t index = 0; index < inputs_.size(); ++index) {
    if ((used >> index & 1U) == 0) {
      inputs_[index].reset();
    }
  }
}

kling_status Request::check_input(std::string_view name, uint64_t length) {
  json::Path path;
  if (const kling_status status = parse_name(name, path); status != KLING_OK) {
    return status;
  }
  if (length == 0) {
    return refuse(KLING_E_FIELD, concat({name, " is given no bytes"}), name);
  }
  if (length > largest_stream || base64_length(length) > largest_stream) {
    return refuse(KLING_E_TOO_LARGE,
                  concat({name, " has ", text_of(static_cast<int64_t>(std::min<uint64_t>(length, INT64_MAX))),
                          " bytes; at most 402653184, which are 512 MiB in Base64"}),
                  name);
  }
  return KLING_OK;
}

kling_status Request::set_input(std::string_view name, Shared<const Input> input) {
  if (const kling_status status = check_input(name, input->length()); status != KLING_OK) {
    return status;
  }
  json::Path path;
  const kling_status parsed = parse_name(name, path);
  const auto free = std::find(inputs_.begin(), inputs_.end(), nullptr);
  const auto index = static_cast<std::size_t>(free - inputs_.begin());
  if (index >= most_inputs) {
    return refuse(KLING_E_TOO_LARGE, concat({name, " would be one more than the 64 files and bytes that a request holds at most"}), name);
  }
  if (index == inputs_.size()) {
    inputs_.emplace_back();
  }
  json::Document holder = json::Document::object();
  String why;
  static_cast<void>(holder.set_reference({{{"value", 0, json::Step::Kind::member}}}, static_cast<uint32_t>(index), why));
  inputs_[index] = std::move(input);
  const kling_status status = parsed != KLING_OK ? parsed : place(path, holder.root().first());
  drop_unused(); // this one, when it was refused
  return status;
}

kling_status Request::set_string(std::string_view name, std::string_view text) {
  json::Path path;
  const kling_status status = parse_name(name, path);
  if (status != KLING_OK) {
    return status;
  }
  if (!has_room(text.size())) {
    return refuse(KLING_E_TOO_LARGE, concat({name, " makes the request larger than 32 MiB"}), name);
  }
  if (!is_utf8(text)) {
    return refuse(KLING_E_FIELD, concat({name, " is not valid UTF-8"}), name);
  }
  json::Document holder = json::Document::object();
  json::Path member;
  member.steps.push_back({"value", 0, json::Step::Kind::member});
  String why;
  if (!holder.set_string(member, text, why)) {
    return refuse(KLING_E_FIELD, concat({name, " holds a NUL character"}), name);
  }
  return place(path, holder.root().first());
}

kling_status Request::set_integer(std::string_view name, int64_t value) {
  json::Path path;
  const kling_status status = parse_name(name, path); // "" is a name for whole bodies alone
  if (status != KLING_OK) {
    return status;
  }
  if ((value == 0 || value == 1) && is_boolean(*kind_, path.pattern())) {
    return set_json(name, value == 1 ? "true" : "false");
  }
  const String digits = text_of(value);
  return set_json(name, wants_text(*kind_, path.pattern(), digits) ? json::quoted(digits) : digits);
}

kling_status Request::set_number(std::string_view name, double value) {
  json::Path path;
  const kling_status status = parse_name(name, path);
  if (status != KLING_OK) {
    return status;
  }
  if (!std::isfinite(value)) {
    return refuse(KLING_E_FIELD, concat({name, " is not a finite number"}), name);
  }
  return set_json(name, text_of(value));
}

kling_status Request::set_json(std::string_view name, std::string_view text) {
  json::Path path;
  const kling_status status = name.empty() ? KLING_OK : parse_name(name, path);
  if (status != KLING_OK) {
    return status;
  }
  if (!has_room(text.size())) {
    return refuse(KLING_E_TOO_LARGE, concat({name, name.empty() ? "the body" : "", " makes the request larger than 32 MiB"}), name);
  }
  json::Document value;
  String why;
  if (!json::Document::parse(text, value, why)) {
    return refuse(KLING_E_FIELD, concat({name, name.empty() ? "the body" : "", " is not JSON: ", why}), name);
  }
  std::size_t members = 0;
  if (find_crowd(value.root(), members)) {
    return refuse(KLING_E_TOO_LARGE,
                  concat({"an object has ", text_of(static_cast<int64_t>(members)), " members; at most ", text_of(int64_t{most_members})}),
                  name);
  }
  String doubled;
  if (find_doubled_name(value.root(), doubled)) {
    return refuse(KLING_E_FIELD, concat({"the name \"", cut(doubled, 64), "\" stands twice in one object"}), name);
  }
  if (!name.empty()) {
    return place(path, value.root());
  }
  if (!value.root().is(json::Type::object)) {
    return refuse(KLING_E_FIELD, "the body is not a JSON object");
  }
  Error error;
  if (find_wrong_kind(*kind_, {}, {}, value.root(), error)) {
    return refuse(std::move(error));
  }
  if (members = members_of_both(body_.root(), value.root()); members > most_members) {
    return refuse(KLING_E_TOO_LARGE, concat({"the body would have ", text_of(static_cast<int64_t>(members)), " members; at most ",
                                             text_of(int64_t{most_members})}));
  }
  body_.merge(value.root());
  drop_unused();
  return KLING_OK;
}

kling_status Request::set_option(std::string_view name, std::string_view text) {
  if (name == "deadline_ms") {
    const std::optional<int64_t> value = to_integer(text);
    if (!value || *value <= 0) {
      return refuse(KLING_E_ARGUMENT, "deadline_ms is a whole number of milliseconds above 0", name);
    }
    deadline_ms_ = *value;
    return KLING_OK;
  }
  if (name == "label") {
    if (text.size() > longest_label) {
      return refuse(KLING_E_TOO_LARGE, "label has more than 256 bytes", name);
    }
    if (!is_utf8(text) || has_control(text)) {
      return refuse(KLING_E_ARGUMENT, "label is not valid UTF-8 without control characters", name);
    }
    label_ = text;
    return KLING_OK;
  }
  if (name == "poll_path") {
    if (Error error; check_poll_path(text, error) != KLING_OK) {
      return refuse(std::move(error));
    }
    poll_path_ = text;
    return KLING_OK;
  }
  const std::string_view near = nearest(name, option_names);
  return refuse(
      KLING_E_UNKNOWN_NAME,
      concat({"a request has no option of that name", near.empty() ? "; known: deadline_ms, label, poll_path" : "; did you mean ", near}),
      is_utf8(name) ? cut(name, 127) : std::string_view());
}

kling_status Request::save_to(std::string_view path) {
  if (path.empty() || path.size() > longest_save_path) {
    return refuse(KLING_E_ARGUMENT, "the path to save to has 1 to 4096 bytes", "save_to");
  }
  if (!is_utf8(path) || has_control(path)) {
    return refuse(KLING_E_ARGUMENT, "the path to save to is not valid UTF-8 without control characters", "save_to");
  }
  save_path_ = path;
  return KLING_OK;
}

} // namespace kling::protocol
