#pragma once

#include <algorithm>
#include <limits>

#include "catalog/field_listing.hpp"

/// The rows of fields as the library carries them: texts are places in one array. Without pointers they need no relocations, which are as
/// large as a row, and what is only told (exclusive_with, description, source) stays with the compiler.
namespace kling::catalog {

struct PackedText {
  uint16_t at = 0;
  uint16_t size = 0;
};

struct PackedField {
  PackedText name;
  PackedText provider;
  PackedText required_if;
  PackedText default_value;
  PackedText minimum;
  PackedText maximum;
  PackedText note;
  uint32_t max_bytes = 0;
  uint16_t min_length = 0;
  uint16_t max_length = 0;
  uint8_t min_items = 0;
  uint8_t max_items = 0;
  uint8_t values = 0;      // which of the value lists
  uint8_t picture = 0;     // which of the pictures
  uint8_t video_types = 0; // which of the value lists
  FieldType type = FieldType::text;
  Standing standing = Standing::documented;
  bool required = false;
  bool open = false;
  bool models_noted = false;
  bool models_noted_elsewhere = false;
};

consteval std::size_t text_size(const Field &row) {
  return row.name.size() + row.provider.size() + row.required_if.size() + row.default_value.size() + row.minimum.size() +
         row.maximum.size() + row.note.size();
}

consteval std::size_t text_size_of_fields() {
  std::size_t size = 0;
  for (const Field &row : field_rows) {
    size += text_size(row);
  }
  return size;
}

struct FieldTable {
  static constexpr std::size_t most_lists = 64;
  static constexpr std::size_t most_pictures = 8;

  std::array<char, text_size_of_fields()> text{};
  std::array<PackedField, field_rows.size()> rows{};
  std::array<std::span<const std::string_view>, most_lists> lists{}; // the first of each is that there is none
  std::array<const Picture *, most_pictures> pictures{};

  [[nodiscard]] constexpr std::string_view at(PackedText place) const { return {text.data() + place.at, place.size}; }
};

template <class Small> constexpr Small narrowed(uint64_t value) {
  return value <= std::numeric_limits<Small>::max() ? static_cast<Small>(value) : throw "a limit that does not fit";
}

/// By what stands in them: not every compiler tells addresses apart while it compiles.
constexpr bool same_words(std::span<const std::string_view> one, std::span<const std::string_view> other) {
  return std::equal(one.begin(), one.end(), other.begin(), other.end());
}

/// Fills the table.
class FieldPacker {
public:
  consteval FieldTable pack() {
    table_.lists[0] = std::span<const std::string_view>();
    for (std::size_t index = 0; index < field_rows.size(); ++index) {
      table_.rows[index] = packed(field_rows[index]);
    }
    return table_;
  }

private:
  consteval PackedField packed(const Field &row) {
    return {.name = kept(row.name),
            .provider = kept(row.provider),
            .required_if = kept(row.required_if),
            .default_value = kept(row.default_value),
            .minimum = kept(row.minimum),
            .maximum = kept(row.maximum),
            .note = kept(row.note),
            .max_bytes = narrowed<uint32_t>(row.max_bytes),
            .min_length = narrowed<uint16_t>(row.min_length),
            .max_length = narrowed<uint16_t>(row.max_length),
            .min_items = narrowed<uint8_t>(row.min_items),
            .max_items = narrowed<uint8_t>(row.max_items),
            .values = list(row.values),
            .picture = picture(row.picture),
            .video_types = list(row.video_types),
            .type = row.type,
            .standing = row.standing,
            .required = row.required,
            .open = row.open,
            .models_noted = row.models_noted,
            .models_noted_elsewhere = row.models_noted_elsewhere};
  }

  consteval PackedText kept(std::string_view wanted) {
    const PackedText place{narrowed<uint16_t>(text_size_), narrowed<uint16_t>(wanted.size())};
    for (const char each : wanted) {
      table_.text[text_size_++] = each;
    }
    return place;
  }

  consteval uint8_t list(std::span<const std::string_view> values) {
    std::size_t index = 0;
    while (index < list_count_ && !same_words(table_.lists[index], values)) {
      ++index;
    }
    if (index == list_count_) {
      table_.lists[list_count_++] = values;
    }
    return narrowed<uint8_t>(index);
  }

  consteval uint8_t picture(const Picture *wanted) {
    std::size_t index = 0;
    while (index < picture_count_ && table_.pictures[index] != wanted) {
      ++index;
    }
    if (index == picture_count_) {
      table_.pictures[picture_count_++] = wanted;
    }
    return narrowed<uint8_t>(index);
  }

  FieldTable table_{};
  std::size_t text_size_ = 0;
  std::size_t list_count_ = 1;
  std::size_t picture_count_ = 1;
};

inline constexpr FieldTable field_table = FieldPacker().pack();

} // namespace kling::catalog
