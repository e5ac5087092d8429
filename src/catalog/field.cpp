#include "catalog/field.hpp"

#include "catalog/field_rows.hpp"

namespace kling::catalog {

std::span<const Field> fields() {
  return field_rows;
}

bool find_field(std::string_view kind, std::string_view name, std::string_view provider, Field &out) {
  const Kind *const of_kind = find_kind(kind);
  for (const Field &row : field_rows) {
    if (of_kind == nullptr || !row.kinds.has(*of_kind) || row.name != name || !(row.provider.empty() || row.provider == provider)) {
      continue;
    }
    out = row;
    for (const FieldOverride &each : field_override_rows) {
      if (each.provider == provider && each.kinds.has(*of_kind) && each.name == name) {
        out.max_length = each.max_length != 0 ? each.max_length : out.max_length;
        out.values = each.values.empty() ? out.values : each.values;
      }
    }
    return true;
  }
  return false;
}

std::span<const Spelling> spellings() {
  return spelling_rows;
}

} // namespace kling::catalog
