#include "cli/json_line.hpp"

#include <charconv>

namespace kling::cli {

void append_json_string(std::string &out, std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  out += '"';
  for (const char each : text) {
    const auto byte = static_cast<unsigned char>(each);
    if (each == '"' || each == '\\') {
      out += '\\';
      out += each;
    } else if (byte < 0x20 || byte == 0x7F) {
      out += "\\u00";
      out += hex[byte >> 4U];
      out += hex[byte & 0xFU];
    } else {
      out += each;
    }
  }
  out += '"';
}

void append_json_value(std::string &out, const JsonValue &value) {
  switch (value.kind) {
  case JsonValue::Kind::null:
    out += "null";
    return;
  case JsonValue::Kind::boolean:
  case JsonValue::Kind::number:
    out += value.text;
    return;
  case JsonValue::Kind::string:
    append_json_string(out, value.text);
    return;
  case JsonValue::Kind::array:
  case JsonValue::Kind::object:
    break;
  }
  const bool object = value.kind == JsonValue::Kind::object;
  out += object ? '{' : '[';
  for (size_t index = 0; index < value.items.size(); ++index) {
    if (index > 0) {
      out += ',';
    }
    if (object) {
      append_json_string(out, value.names[index]);
      out += ':';
    }
    append_json_value(out, value.items[index]);
  }
  out += object ? '}' : ']';
}

void append_json_indented(std::string &out, const JsonValue &value, size_t depth) {
  const bool object = value.kind == JsonValue::Kind::object;
  if (value.items.empty() || !(object || value.kind == JsonValue::Kind::array)) {
    append_json_value(out, value);
    return;
  }
  out += object ? '{' : '[';
  for (size_t index = 0; index < value.items.size(); ++index) {
    out += (index > 0 ? ",\n" : "\n") + std::string(2 * depth + 2, ' ');
    if (object) {
      append_json_string(out, value.names[index]);
      out += ": ";
    }
    append_json_indented(out, value.items[index], depth + 1);
  }
  out += "\n" + std::string(2 * depth, ' ') + (object ? '}' : ']');
}

void JsonLine::start(std::string_view name) {
  if (!members_.empty()) {
    members_ += ',';
  }
  append_json_string(members_, name);
  members_ += ':';
}

JsonLine &JsonLine::text(std::string_view name, std::string_view value) {
  start(name);
  append_json_string(members_, value);
  return *this;
}

JsonLine &JsonLine::text_if(std::string_view name, const char *value) {
  return value == nullptr || *value == '\0' ? *this : text(name, value);
}

JsonLine &JsonLine::number(std::string_view name, int64_t value) {
  char digits[24];
  const char *end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  return raw(name, {digits, static_cast<size_t>(end - digits)});
}

JsonLine &JsonLine::flag(std::string_view name, bool value) {
  return raw(name, value ? "true" : "false");
}

JsonLine &JsonLine::raw(std::string_view name, std::string_view json) {
  start(name);
  members_ += json;
  return *this;
}

} // namespace kling::cli
