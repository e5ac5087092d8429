#pragma once

#include <array>

#include "catalog/field_rows.hpp"

namespace kling::catalog {

consteval std::size_t listing_size() {
  std::size_t count = 0;
  for (const Field &row : field_rows) {
    for (std::size_t kind = 0; kind < std::size(kind_rows); ++kind) {
      count += row.kinds.has(kind) ? 1U : 0U;
    }
  }
  return count;
}

/// Which rows each kind has, in the order in which they are told: parts follow their whole.
struct FieldListing {
  [[nodiscard]] constexpr std::span<const uint16_t> of_kind(std::size_t kind) const {
    return std::span(rows).subspan(first[kind], static_cast<std::size_t>(first[kind + 1] - first[kind]));
  }

  std::array<uint16_t, std::size(kind_rows) + 1> first{}; // of `rows`, by kind
  std::array<uint16_t, listing_size()> rows{};            // indexes of field_rows
  std::array<uint8_t, listing_size()> sizes{};            // of their names: most rows are passed over by these alone
};

constexpr bool is_part(std::string_view name) {
  return name.find_first_of(".[") != std::string_view::npos;
}

consteval FieldListing make_field_listing() {
  FieldListing made;
  std::size_t count = 0;
  const auto append = [&](std::size_t kind, auto counts) {
    for (std::size_t row = 0; row < field_rows.size(); ++row) {
      if (field_rows[row].kinds.has(kind) && counts(field_rows[row].name)) {
        made.rows[count++] = static_cast<uint16_t>(row);
      }
    }
  };
  for (std::size_t kind = 0; kind < std::size(kind_rows); ++kind) {
    made.first[kind] = static_cast<uint16_t>(count);
    for (std::size_t row = 0; row < field_rows.size(); ++row) {
      const std::string_view whole = field_rows[row].name;
      if (field_rows[row].kinds.has(kind) && !is_part(whole)) {
        made.rows[count++] = static_cast<uint16_t>(row);
        append(kind, [&](std::string_view name) { return is_part(name) && name.substr(0, name.find_first_of(".[")) == whole; });
      }
    }
  }
  made.first[std::size(kind_rows)] = static_cast<uint16_t>(count);
  for (std::size_t index = 0; index < count; ++index) {
    made.sizes[index] = static_cast<uint8_t>(field_rows[made.rows[index]].name.size());
  }
  return made;
}

inline constexpr FieldListing field_listing = make_field_listing();

} // namespace kling::catalog
