#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "cli/json_reader.hpp"

namespace kling::cli {

/// Appends the text as a JSON string, quotes included.
void append_json_string(std::string &out, std::string_view text);

/// Appends a value on one line.
void append_json_value(std::string &out, const JsonValue &value);

/// Appends a value to be read by people: a member or element a line.
void append_json_indented(std::string &out, const JsonValue &value, size_t depth = 0);

/// One JSON object, built member by member.
class JsonLine {
public:
  JsonLine &text(std::string_view name, std::string_view value);
  JsonLine &text_if(std::string_view name, const char *value); // left out when NULL or empty
  JsonLine &number(std::string_view name, int64_t value);
  JsonLine &flag(std::string_view name, bool value);
  JsonLine &raw(std::string_view name, std::string_view json);

  [[nodiscard]] std::string object() const { return "{" + members_ + "}"; }

private:
  void start(std::string_view name);

  std::string members_;
};

} // namespace kling::cli
