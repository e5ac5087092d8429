#include "catalog/capability_rows.hpp"
#include "catalog/field_listing.hpp"
#include "catalog/field_table.hpp"
#include "catalog/text_tables.hpp"
#include "catalog/text_writer.hpp"

namespace kling::catalog {

namespace {

constexpr std::string_view media_name(FieldType type) {
  switch (type) {
  case FieldType::image:
    return "image";
  case FieldType::audio:
    return "audio";
  case FieldType::video:
    return "video";
  default:
    return "";
  }
}

constexpr std::string_view standing_name(Standing standing) {
  switch (standing) {
  case Standing::uncertain:
    return "uncertain";
  case Standing::ignored:
    return "ignored";
  default:
    return "";
  }
}

/// "2.5": the pictures have halves at most.
constexpr void ratio_member(Writer &to, std::string_view name, double value) {
  if (value > 0) {
    const auto halves = static_cast<int64_t>(value * 2);
    const char text[] = {static_cast<char>('0' + halves / 2), '.', halves % 2 == 0 ? '0' : '5'};
    to.name(name);
    to.literal(std::string_view(text, sizeof text));
  }
}

constexpr void write_picture(Writer &to, const Picture &picture) {
  to.name("picture");
  to.open('{');
  count_member(to, "max_bytes", picture.max_bytes);
  count_member(to, "min_side", picture.min_side);
  count_member(to, "max_side", picture.max_side);
  ratio_member(to, "max_ratio", picture.max_ratio);
  to.close('}');
}

constexpr bool alike(const Capability &one, const Capability &other) {
  return same_words(one.values, other.values) && same_words(one.modes, other.modes) && same_words(one.durations, other.durations);
}

constexpr bool is_of(const Capability &row, std::string_view field, std::size_t kind) {
  return row.field == field && row.kinds.has(kind);
}

/// The models that take the field alike, in one member.
constexpr void write_capability(Writer &to, std::size_t first, std::size_t kind) {
  const Capability &like = capability_rows[first];
  to.open('{');
  list_member(to, "values", like.values);
  to.name("models");
  to.open('[');
  for (const Capability &row : capability_rows) {
    if (is_of(row, like.field, kind) && alike(row, like)) {
      to.text(row.model);
    }
  }
  to.close(']');
  list_member(to, "modes", like.modes);
  list_member(to, "durations", like.durations);
  to.close('}');
}

constexpr void write_capabilities(Writer &to, std::string_view field, std::size_t kind) {
  bool any = false;
  for (std::size_t index = 0; index < std::size(capability_rows); ++index) {
    const Capability &row = capability_rows[index];
    bool told = !is_of(row, field, kind);
    for (std::size_t before = 0; before < index && !told; ++before) {
      told = is_of(capability_rows[before], field, kind) && alike(capability_rows[before], row);
    }
    if (!told) {
      if (!any) {
        to.name("capabilities");
        to.open('[');
      }
      any = true;
      write_capability(to, index, kind);
    }
  }
  if (any) {
    to.close(']');
  }
}

constexpr void write_field(Writer &to, const Field &row, std::size_t kind) {
  to.open('{');
  text_member(to, "name", row.name);
  text_member(to, "provider", row.provider);
  text_member(to, "type", type_name(row.type));
  text_member(to, "media", media_name(row.type));
  boolean_member(to, "required", row.required);
  text_member(to, "required_if", row.required_if);
  is_text(row.type) ? text_member(to, "default", row.default_value) : literal_member(to, "default", row.default_value);
  list_member(to, "values", row.values);
  literal_member(to, "minimum", row.minimum);
  literal_member(to, "maximum", row.maximum);
  count_member(to, "min_length", row.min_length);
  count_member(to, "max_length", row.max_length);
  count_member(to, "min_items", row.min_items);
  count_member(to, "max_items", row.max_items);
  count_member(to, "max_bytes", row.max_bytes);
  if (row.picture != nullptr) {
    write_picture(to, *row.picture);
  }
  list_member(to, "video_types", row.video_types);
  list_member(to, "exclusive_with", row.exclusive_with);
  write_capabilities(to, row.name, kind);
  text_member(to, "standing", standing_name(row.standing));
  text_member(to, "note", row.note);
  text_member(to, "description", row.description);
  text_member(to, "source", row.source);
  to.close('}');
}

constexpr void write_fields(Writer &to, std::size_t kind) {
  for (const uint16_t row : field_listing.of_kind(kind)) {
    write_field(to, field_rows[row], kind);
  }
}

} // namespace

const char *fields_text(std::size_t kind) {
  return text_of_kind<write_fields>(kind);
}

} // namespace kling::catalog
