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
  uint8_t values = 0;  // which of the value lists
  uint8_t picture = 0; // which of the pictures
  FieldType type = FieldType::text;
  Standing standing = Standing::documented;
  bool required = false;
  bool open = false;
  bool models_noted = false;
};

template <std::size_t TextSize, std::size_t Lists, std::size_t Pictures> struct FieldTable {
  std::array<char, TextSize> text{};
  std::array<PackedField, field_rows.size()> rows{};
  std::array<std::span<const std::string_view>, Lists> lists{}; // the first of each is that there is none
  std::array<const Picture *, Pictures> pictures{};
  std::size_t text_size = 0;
  std::size_t list_count = 1;
  std::size_t picture_count = 1;

  [[nodiscard]] constexpr std::string_view at(PackedText place) const { return {text.data() + place.at, place.size}; }
};

template <class Small> constexpr Small narrowed(uint64_t value) {
  return value <= std::numeric_limits<Small>::max() ? static_cast<Small>(value) : throw "a limit that does not fit";
}

/// Fills a table.
template <class Table> class FieldPacker {
public:
  consteval Table pack() {
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
            .type = row.type,
            .standing = row.standing,
            .required = row.required,
            .open = row.open,
            .models_noted = row.models_noted};
  }

  consteval PackedText kept(std::string_view wanted) {
    for (std::size_t index = 0; index < known_count_; ++index) {
      if (known_[index].size == wanted.size() && table_.at(known_[index]) == wanted) {
        return known_[index];
      }
    }
    const PackedText place{narrowed<uint16_t>(table_.text_size), narrowed<uint16_t>(wanted.size())};
    for (const char each : wanted) {
      table_.text[table_.text_size++] = each;
    }
    return known_[known_count_++] = place;
  }

  consteval uint8_t list(std::span<const std::string_view> values) {
    std::size_t index = 0;
    while (index < table_.list_count && table_.lists[index].data() != values.data()) {
      ++index;
    }
    if (index == table_.list_count) {
      table_.lists[table_.list_count++] = values;
    }
    return narrowed<uint8_t>(index);
  }

  consteval uint8_t picture(const Picture *wanted) {
    std::size_t index = 0;
    while (index < table_.picture_count && table_.pictures[index] != wanted) {
      ++index;
    }
    if (index == table_.picture_count) {
      table_.pictures[table_.picture_count++] = wanted;
    }
    return narrowed<uint8_t>(index);
  }

  Table table_{};
  std::array<PackedText, field_rows.size() * 3> known_{};
  std::size_t known_count_ = 0;
};

/// The table in its true size.
template <class Table, class Roomy> consteval Table fitted(const Roomy &from) {
  Table made;
  std::copy_n(from.text.begin(), made.text.size(), made.text.begin());
  std::copy_n(from.lists.begin(), made.lists.size(), made.lists.begin());
  std::copy_n(from.pictures.begin(), made.pictures.size(), made.pictures.begin());
  made.rows = from.rows;
  return made;
}

using RoomyFieldTable = FieldTable<60'000, 100, 20>;
inline constexpr RoomyFieldTable roomy_field_table = FieldPacker<RoomyFieldTable>().pack();
using FittedFieldTable = FieldTable<roomy_field_table.text_size, roomy_field_table.list_count, roomy_field_table.picture_count>;
inline constexpr FittedFieldTable field_table = fitted<FittedFieldTable>(roomy_field_table);

} // namespace kling::catalog
