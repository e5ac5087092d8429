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

/// "camera_control" of "camera_control.type"; the name itself when it is no part.
constexpr std::string_view head_of(std::string_view name) {
  std::size_t size = 0;
  while (size < name.size() && name[size] != '.' && name[size] != '[') {
    ++size;
  }
  return name.substr(0, size);
}

consteval FieldListing make_field_listing() {
  std::array<std::string_view, field_rows.size()> heads{};
  for (std::size_t row = 0; row < field_rows.size(); ++row) {
    heads[row] = head_of(field_rows[row].name);
  }
  FieldListing made;
  std::size_t count = 0;
  const auto append = [&](uint16_t row) {
    made.rows[count] = row;
    made.sizes[count++] = static_cast<uint8_t>(field_rows[row].name.size());
  };
  for (std::size_t kind = 0; kind < std::size(kind_rows); ++kind) {
    made.first[kind] = static_cast<uint16_t>(count);
    std::array<uint16_t, field_rows.size()> own{};
    std::size_t owned = 0;
    for (std::size_t row = 0; row < field_rows.size(); ++row) {
      if (field_rows[row].kinds.has(kind)) {
        own[owned++] = static_cast<uint16_t>(row);
      }
    }
    for (std::size_t at = 0; at < owned; ++at) {
      if (heads[own[at]].size() == field_rows[own[at]].name.size()) {
        append(own[at]);
        for (std::size_t other = 0; other < owned; ++other) {
          if (heads[own[other]] == heads[own[at]] && heads[own[other]].size() != field_rows[own[other]].name.size()) {
            append(own[other]);
          }
        }
      }
    }
  }
  made.first[std::size(kind_rows)] = static_cast<uint16_t>(count);
  return made;
}

inline constexpr FieldListing field_listing = make_field_listing();

} // namespace kling::catalog
