#include "catalog/translation.hpp"

#include <algorithm>

#include "catalog/model.hpp"
#include "catalog/translation_rows.hpp"

namespace kling::catalog {

std::span<const KindPair> kind_pairs() {
  return kind_pair_rows;
}

std::span<const Translation> translations() {
  return translation_rows;
}

std::span<const ItemPair> item_pairs() {
  return item_pair_rows;
}

std::span<const LegacyItem> legacy_items() {
  return legacy_item_rows;
}

const Kind *kind_for(const Kind &kind, std::string_view model) {
  for (const KindPair &row : kind_pair_rows) {
    if (row.legacy == kind.name || row.current == kind.name) {
      const std::string_view other = row.legacy == kind.name ? row.current : row.legacy;
      const bool elsewhere_alone = find_model(kind.name, model) == nullptr && find_model(other, model) != nullptr;
      return elsewhere_alone ? find_kind(other) : nullptr;
    }
  }
  return nullptr;
}

const Kind *kind_for_item(const Kind &kind, std::string_view model, std::string_view type) {
  for (const LegacyItem &row : legacy_item_rows) {
    if (row.kind == kind.name && row.model == model && std::find(row.types.begin(), row.types.end(), type) != row.types.end()) {
      return &legacy_of(kind);
    }
  }
  return nullptr;
}

const Kind &legacy_of(const Kind &kind) {
  for (const KindPair &row : kind_pair_rows) {
    if (row.current == kind.name) {
      return *find_kind(row.legacy);
    }
  }
  return kind;
}

} // namespace kling::catalog
