#include "catalog/field.hpp"

#include "catalog/field_rows.hpp"

namespace kling::catalog {

namespace {

void apply_overrides(const Kind &kind, std::string_view provider, Field &field) {
  for (const FieldOverride &each : field_override_rows) {
    if (each.provider == provider && each.kinds.has(kind) && each.name == field.name) {
      field.max_length = each.max_length != 0 ? each.max_length : field.max_length;
      field.values = each.values.empty() ? field.values : each.values;
    }
  }
}

} // namespace

std::size_t field_count(const Kind &kind) {
  std::size_t count = 0;
  for (const Field &row : field_rows) {
    count += row.kinds.has(kind) ? 1U : 0U;
  }
  return count;
}

Field field_at(const Kind &kind, std::size_t index) {
  for (const Field &row : field_rows) {
    if (row.kinds.has(kind) && index-- == 0) {
      return row;
    }
  }
  return {};
}

bool find_field(const Kind &kind, std::string_view name, std::string_view provider, Field &out) {
  for (const Field &row : field_rows) {
    if (row.name == name && row.kinds.has(kind) && (row.provider.empty() || row.provider == provider)) {
      out = row;
      apply_overrides(kind, provider, out);
      return true;
    }
  }
  return false;
}

bool find_field(std::string_view kind, std::string_view name, std::string_view provider, Field &out) {
  const Kind *const of_kind = find_kind(kind);
  return of_kind != nullptr && find_field(*of_kind, name, provider, out);
}

std::span<const Spelling> spellings() {
  return spelling_rows;
}

} // namespace kling::catalog
