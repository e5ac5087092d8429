#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace kling::catalog {

/// What a field is on the wire, and what a caller may give for it.
enum class FieldType : uint8_t {
  text,
  decimal_text, // a string on the wire whose content is a number; a number is taken too
  number,       // text that is a number is taken too
  integer,      // so is text that is an integer
  boolean,      // so are "true" and "false"
  object,
  array,
};

/// What the sources say of a field on this kind. Only `documented` fields are bound to their limits by refusal of ours.
enum class Standing : uint8_t {
  documented,
  uncertain, // the sources disagree: passed on and noted
  ignored,   // documented as without effect: passed on and noted
};

/// One field of one kind: a row of the table in field_rows.hpp. Limits are decimal literals, empty when there is none.
struct Field {
  std::string_view kind{};
  std::string_view name{};     // "multi_prompt[].prompt"
  std::string_view provider{}; // only there; empty: everywhere
  FieldType type = FieldType::text;
  bool required = false;
  std::string_view required_if{}; // in words, where it depends on other fields
  std::string_view default_value{};
  std::span<const std::string_view> values{};
  std::string_view minimum{};
  std::string_view maximum{};
  uint32_t max_length = 0; // code points
  uint32_t max_items = 0;
  std::span<const std::string_view> models{};
  bool models_noted = false; // on another known model the field is passed on and noted; else the models' table decides
  Standing standing = Standing::documented;
  std::string_view note{};
  std::string_view description{}; // one line, fit for --help
  std::string_view source{};
};

/// What a provider documents differently: replaces that limit of the row. Zero and empty leave it alone.
struct FieldOverride {
  std::string_view provider{};
  std::string_view kind{};
  std::string_view name{};
  uint32_t max_length = 0;
  std::span<const std::string_view> values{};
  std::string_view source{};
};

/// A spelling that pages and samples use, and what it means.
struct Spelling {
  std::string_view kind;
  std::string_view name;
  std::string_view value;
  std::string_view field;
  std::string_view means;
  std::string_view source;
};

/// The name of a type as the catalogue's text tells it.
[[nodiscard]] constexpr std::string_view type_name(FieldType type) {
  switch (type) {
  case FieldType::text:
  case FieldType::decimal_text:
    return "string";
  case FieldType::number:
    return "number";
  case FieldType::integer:
    return "integer";
  case FieldType::boolean:
    return "boolean";
  case FieldType::object:
    return "object";
  case FieldType::array:
    return "array";
  }
  return "";
}

[[nodiscard]] std::span<const Field> fields();
/// The row as it counts at a provider, overrides applied; `provider` empty: the vendor's row. False when the kind has no such field there.
[[nodiscard]] bool find_field(std::string_view kind, std::string_view name, std::string_view provider, Field &out);
[[nodiscard]] std::span<const Spelling> spellings();

} // namespace kling::catalog
