#include "catalog/field.hpp"

#include "catalog/field_table.hpp"

namespace kling::catalog {

namespace {

void unpack(uint16_t index, Field &field) {
  const PackedField &row = field_table.rows[index];
  field = Field();
  field.name = field_table.at(row.name);
  field.provider = field_table.at(row.provider);
  field.type = row.type;
  field.required = row.required;
  field.required_if = field_table.at(row.required_if);
  field.default_value = field_table.at(row.default_value);
  field.values = field_table.lists[row.values];
  field.minimum = field_table.at(row.minimum);
  field.maximum = field_table.at(row.maximum);
  field.min_length = row.min_length;
  field.max_length = row.max_length;
  field.min_items = row.min_items;
  field.max_items = row.max_items;
  field.max_bytes = row.max_bytes;
  field.video_types = field_table.lists[row.video_types];
  field.picture = field_table.pictures[row.picture];
  field.open = row.open;
  field.models_noted = row.models_noted;
  field.models_noted_elsewhere = row.models_noted_elsewhere;
  field.standing = row.standing;
  field.note = field_table.at(row.note);
}

std::span<const uint16_t> rows_of(const Kind &kind) {
  return field_listing.of_kind(index_of(kind));
}

void apply_overrides(const Kind &kind, std::string_view provider, Field &field) {
  for (const FieldOverride &each : field_override_rows) {
    if (each.provider == provider && each.name == field.name && each.kinds.has(kind)) {
      field.max_length = each.max_length != 0 ? each.max_length : field.max_length;
      field.values = each.values.empty() ? field.values : each.values;
    }
  }
}

} // namespace

std::size_t field_count(const Kind &kind) {
  return rows_of(kind).size();
}

Field field_at(const Kind &kind, std::size_t index) {
  Field field;
  unpack(rows_of(kind)[index], field);
  return field;
}

bool is_required_at(const Kind &kind, std::size_t index) {
  const PackedField &row = field_table.rows[rows_of(kind)[index]];
  return row.required && row.required_if.size == 0;
}

bool find_field(const Kind &kind, std::string_view name, std::string_view provider, Field &out) {
  const std::size_t index = index_of(kind);
  const std::size_t end = field_listing.first[index + 1];
  for (std::size_t at = field_listing.first[index]; at < end; ++at) {
    if (field_listing.sizes[at] != name.size()) {
      continue;
    }
    const uint16_t found = field_listing.rows[at];
    const PackedField &row = field_table.rows[found];
    if (field_table.at(row.name) == name && (row.provider.size == 0 || field_table.at(row.provider) == provider)) {
      unpack(found, out);
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

std::span<const AbsentField> absent_fields() {
  return absent_field_rows;
}

} // namespace kling::catalog
