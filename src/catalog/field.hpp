#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "catalog/kind.hpp"

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
  image, // a URL, or Base64 without a prefix: text, a file or bytes
  audio, // the same
  video, // a URL
};

/// Whether text stands on the wire.
[[nodiscard]] constexpr bool is_text(FieldType type) {
  return type == FieldType::text || type == FieldType::decimal_text || type == FieldType::image || type == FieldType::audio ||
         type == FieldType::video;
}

/// What a picture must be like; what cannot be told from its header is not looked at. 0: no limit.
struct Picture {
  uint64_t max_bytes = 0;
  uint32_t min_side = 0; // pixels
  uint32_t max_side = 0;
  double max_ratio = 0; // of the longer side to the shorter
};

/// What the sources say of a field on this kind. Only `documented` fields are bound to their limits by refusal of ours.
enum class Standing : uint8_t {
  documented,
  uncertain, // the sources disagree: passed on and noted
  ignored,   // documented as without effect: passed on and noted
};

/// One field of some kinds: a row of the tables in field_rows*.hpp. Limits are decimal literals, empty when there is none.
struct Field {
  KindSet kinds{};
  std::string_view name{};     // "multi_prompt[].prompt"; "input.images[]" describes the items of an array of scalars
  std::string_view provider{}; // only there; empty: everywhere
  FieldType type = FieldType::text;
  bool required = false;          // of a part: wherever its whole is given; with required_if: then alone
  std::string_view required_if{}; // in words, where it depends on other fields
  std::string_view default_value{};
  std::span<const std::string_view> exclusive_with{}; // for the reader; the rules of rule.hpp are what is checked
  std::span<const std::string_view> values{};         // of a number: words that are taken besides it
  std::string_view minimum{};
  std::string_view maximum{};
  uint32_t min_length = 0; // code points
  uint32_t max_length = 0;
  uint32_t min_items = 0;
  uint32_t max_items = 0;
  uint64_t max_bytes = 0;                          // of audio that is not a URL
  const Picture *picture = nullptr;                // of an image
  std::span<const std::string_view> video_types{}; // of an image: with one of these as its neighbour `type` it is a video
  bool open = false;                               // an object whose members are nobody's rows
  bool models_noted = false;                       // without a capability on a known model the field is passed on and noted, not refused
  bool models_noted_elsewhere = false;             // the same at providers other than the vendor's own
  Standing standing = Standing::documented;
  std::string_view note{};
  std::string_view description{}; // one line, fit for --help
  std::string_view source{};
};

/// What a provider documents differently: replaces that limit of the row. Zero and empty leave it alone.
struct FieldOverride {
  std::string_view provider{};
  KindSet kinds{};
  std::string_view name{};
  uint32_t max_length = 0;
  std::span<const std::string_view> values{};
  std::string_view source{};
};

/// A spelling that pages and samples use, and what it means. Without `value` it is another name of `field`, and the value stays.
struct Spelling {
  KindSet kinds{};
  std::string_view name{};
  std::string_view value{};
  std::string_view field{};
  std::string_view means{};
  std::string_view source{};
};

/// A name that other kinds have and these do not, and what they have instead: words that follow "has no field mode".
struct AbsentField {
  KindSet kinds{};
  std::string_view name{};
  std::string_view instead{};
  std::string_view source{};
};

/// The name of a type as the catalogue's text tells it.
[[nodiscard]] constexpr std::string_view type_name(FieldType type) {
  switch (type) {
  case FieldType::text:
  case FieldType::decimal_text:
  case FieldType::image:
  case FieldType::audio:
  case FieldType::video:
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

/// How many rows a kind has, of every provider, and one of them: the vendor's limits.
[[nodiscard]] std::size_t field_count(const Kind &kind);
[[nodiscard]] Field field_at(const Kind &kind, std::size_t index);
/// Whether that one is required whatever else is given.
[[nodiscard]] bool is_required_at(const Kind &kind, std::size_t index);
/// The row as it counts at a provider, overrides applied; `provider` empty: the vendor's row. False when the kind has no such field there.
[[nodiscard]] bool find_field(const Kind &kind, std::string_view name, std::string_view provider, Field &out);
[[nodiscard]] bool find_field(std::string_view kind, std::string_view name, std::string_view provider, Field &out);
[[nodiscard]] std::span<const Spelling> spellings();
[[nodiscard]] std::span<const AbsentField> absent_fields();

} // namespace kling::catalog
