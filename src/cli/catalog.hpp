#pragma once

#include <string>
#include <vector>

#include "cli/command_line.hpp"
#include "cli/json_reader.hpp"

namespace kling::cli {

/// The rows of a table of the library's catalogue; `status` tells why there are none.
[[nodiscard]] std::vector<JsonValue> catalog_rows(const char *table, const std::string &kind, kling_status &status);

/// What a cell of a table shows of a member: lists joined ("std, pro", "3 to 15"), flags as "yes", nothing for what is absent.
[[nodiscard]] std::string cell_text(const JsonValue &row, const char *name);

/// "3 to 15", "at most 2500 characters", "std, pro": the bounds of a row of "fields".
[[nodiscard]] std::string bounds_of_field(const JsonValue &row);

/// When a field is needed: "yes", "if multi_shot is true", "unless …", or nothing.
[[nodiscard]] std::string need_of_field(const JsonValue &row);

/// What a row of "fields" says, in one sentence: description, bounds, default, when it is needed, for which models, what else is known.
/// `value`: what stands for the field's value where it is shown; its words are not told again.
[[nodiscard]] std::string sentence_of_field(const JsonValue &row, const std::string &value);

/// The flags of a kind: one for each top-level field that all providers have. What else there is is reached with --set.
[[nodiscard]] std::vector<FieldFlag> field_flags(const std::vector<JsonValue> &rows);

} // namespace kling::cli
