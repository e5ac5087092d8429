#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kling::cli {

/// A JSON value. Numbers keep the text they were written with.
struct JsonValue {
  enum class Kind : uint8_t { null, boolean, number, string, array, object };

  Kind kind = Kind::null;
  std::string text;               // string: decoded; number, boolean: as written; null: empty
  std::vector<JsonValue> items;   // array: elements; object: the values
  std::vector<std::string> names; // object: names[i] belongs to items[i]

  /// The member of that name, NULL when there is none or this is no object.
  [[nodiscard]] const JsonValue *member(std::string_view name) const;
  /// The text of a string, number or boolean member, else empty.
  [[nodiscard]] std::string_view member_text(std::string_view name) const;
};

/// The whole text as one value; nothing when it is not JSON.
[[nodiscard]] std::optional<JsonValue> read_json(std::string_view text);

} // namespace kling::cli
