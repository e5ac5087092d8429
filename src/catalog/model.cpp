#include "catalog/model.hpp"

#include "catalog/capability_rows.hpp"

namespace kling::catalog {

std::span<const Model> models() {
  return model_rows;
}

const Model *find_model(std::string_view kind, std::string_view name) {
  const Kind *const of_kind = find_kind(kind);
  for (const Model &row : model_rows) {
    if (of_kind != nullptr && row.name == name && row.kinds.has(*of_kind)) {
      return &row;
    }
  }
  return nullptr;
}

std::span<const Capability> capabilities() {
  return capability_rows;
}

} // namespace kling::catalog
