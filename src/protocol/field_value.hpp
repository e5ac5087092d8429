#pragma once

#include <string_view>

#include "base/allocation.hpp"
#include "catalog/field.hpp"
#include "json/document.hpp"
#include "json/path.hpp"

namespace kling::protocol {

/// Null, "" and [] say that the field is not given.
[[nodiscard]] bool says_absent(json::Value value);
/// Whether a field of this type ever takes a value of this kind; what the value is worth is another question.
[[nodiscard]] bool takes(catalog::FieldType type, json::Value value);
/// The same of a row, whose words count as well: "auto" where a number is taken.
[[nodiscard]] bool takes(const catalog::Field &row, json::Value value);
/// Whether the row has such words, and this is one of them.
[[nodiscard]] bool is_word(const catalog::Field &row, json::Value value);
/// "a number", "an object", … : what a field of this type takes.
[[nodiscard]] std::string_view wanted(catalog::FieldType type);
/// The value for a message: short text in quotes, numbers as they are, else what it is.
[[nodiscard]] String shown(json::Value value);
/// The same of what is or should be a URL: without what may stand behind '?' or '#', signatures for one, and without a user before '@'.
[[nodiscard]] String shown_address(json::Value value);
/// Of a name in the catalogue's dotted form.
[[nodiscard]] json::Path path_of_name(std::string_view name);
/// true and false, also as text.
[[nodiscard]] std::optional<bool> truth(json::Value value);

} // namespace kling::protocol
