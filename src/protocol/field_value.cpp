#include "protocol/field_value.hpp"

#include <algorithm>
#include <cmath>

#include "base/text.hpp"

namespace kling::protocol {

bool says_absent(json::Value value) {
  switch (value.type()) {
  case json::Type::absent:
  case json::Type::null:
    return true;
  case json::Type::string:
    return value.text().empty();
  case json::Type::array:
    return !value.first().present();
  default:
    return false;
  }
}

json::Path path_of_name(std::string_view name) {
  json::Path path;
  String why;
  static_cast<void>(json::Path::parse(name, path, why));
  return path;
}

std::optional<bool> truth(json::Value value) {
  if (value.is(json::Type::string)) {
    if (value.text() == "true" || value.text() == "false") {
      return value.text() == "true";
    }
    return std::nullopt;
  }
  return value.boolean();
}

bool takes(catalog::FieldType type, json::Value value) {
  if (says_absent(value)) {
    return true;
  }
  switch (type) {
  case catalog::FieldType::text:
    return value.is(json::Type::string);
  case catalog::FieldType::image:
  case catalog::FieldType::audio:
    return value.is(json::Type::string) || value.is(json::Type::reference);
  case catalog::FieldType::video:
    return value.is(json::Type::string);
  case catalog::FieldType::decimal_text:
    return value.is(json::Type::string) || value.is(json::Type::number);
  case catalog::FieldType::number: {
    const std::optional<double> number = value.number();
    return number && std::isfinite(*number);
  }
  case catalog::FieldType::integer:
    return value.integer().has_value();
  case catalog::FieldType::boolean:
    return truth(value).has_value();
  case catalog::FieldType::object:
    return value.is(json::Type::object);
  case catalog::FieldType::array:
    return value.is(json::Type::array);
  }
  return false;
}

bool takes(const catalog::Field &row, json::Value value) {
  return takes(row.type, value) || is_word(row, value);
}

bool is_word(const catalog::Field &row, json::Value value) {
  const bool numeric = row.type == catalog::FieldType::number || row.type == catalog::FieldType::integer ||
                       (row.type == catalog::FieldType::decimal_text && !(row.minimum.empty() && row.maximum.empty()));
  return numeric && value.is(json::Type::string) && std::find(row.values.begin(), row.values.end(), value.text()) != row.values.end();
}

std::string_view wanted(catalog::FieldType type) {
  switch (type) {
  case catalog::FieldType::text:
    return "text";
  case catalog::FieldType::image:
  case catalog::FieldType::audio:
    return "a URL, Base64, a file or bytes";
  case catalog::FieldType::video:
    return "a URL only, as the service has no upload";
  case catalog::FieldType::decimal_text:
    return "a number or text";
  case catalog::FieldType::number:
    return "a number";
  case catalog::FieldType::integer:
    return "a whole number";
  case catalog::FieldType::boolean:
    return "true or false";
  case catalog::FieldType::object:
    return "an object";
  case catalog::FieldType::array:
    return "an array";
  }
  return "";
}

namespace {

constexpr std::size_t longest_shown = 40;

String quoted_head(std::string_view text) {
  const std::string_view head = cut(text, longest_shown);
  return concat({json::quoted(head), head.size() < text.size() ? "…" : ""});
}

} // namespace

String shown_address(json::Value value) {
  return value.is(json::Type::string) ? quoted_head(loggable_url(value.text())) : shown(value);
}

String shown(json::Value value) {
  switch (value.type()) {
  case json::Type::string:
    return quoted_head(value.text());
  case json::Type::number:
    return String(cut(value.text(), longest_shown));
  case json::Type::boolean:
    return String(value.text());
  case json::Type::object:
    return "an object";
  case json::Type::array:
    return "an array";
  case json::Type::reference:
    return "a file or bytes";
  default:
    return "nothing";
  }
}

} // namespace kling::protocol
