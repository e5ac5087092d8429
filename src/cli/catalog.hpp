#pragma once

#include <string>
#include <vector>

#include "cli/json_reader.hpp"
#include "kling/kling.h"

namespace kling::cli {

/// The rows of a table of the library's catalogue; `status` tells why there are none.
[[nodiscard]] std::vector<JsonValue> catalog_rows(const char *table, const std::string &kind, kling_status &status);

/// What a cell of a table shows of a member: lists joined ("std, pro", "3 to 15"), flags as "yes", nothing for what is absent.
[[nodiscard]] std::string cell_text(const JsonValue &row, const char *name);

/// "3 to 15", "at most 2500 characters", "std, pro": the bounds of a row of "fields". `with_words`: the words it may be, too.
[[nodiscard]] std::string bounds_of_field(const JsonValue &row, bool with_words = true);

/// When a field is needed: "yes", "if multi_shot is true", "unless …", or nothing.
[[nodiscard]] std::string need_of_field(const JsonValue &row);

/// "image", "audio" or "video" where a field takes one, else nothing.
[[nodiscard]] std::string_view media_of_field(const JsonValue &row);

/// The row of the field at a path: any index counts as that of any element. NULL for a field that the catalogue does not know.
[[nodiscard]] const JsonValue *row_of_path(const std::vector<JsonValue> &rows, std::string path);

/// What a row of "fields" says, in one sentence: description, bounds, default, when it is needed, for which models, what else is known.
/// `value`: what stands for the field's value where it is shown; its words are not told again.
[[nodiscard]] std::string sentence_of_field(const JsonValue &row, const std::string &value);

/// What the rows say of an item of a list that holds several types: `types` is the row of what it may be, `member` of what it then has.
[[nodiscard]] std::string sentence_of_item(const JsonValue &types, const std::string &type, const JsonValue &member,
                                           std::string_view media);

} // namespace kling::cli
