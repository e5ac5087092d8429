#include "catalog/model.hpp"

#include <algorithm>

#include "catalog/model_rows.hpp"

namespace kling::catalog {

std::span<const Model> models() {
  return model_rows;
}

const Model *find_model(std::string_view kind, std::string_view name) {
  for (const Model &row : model_rows) {
    if (row.name == name && std::find(row.kinds.begin(), row.kinds.end(), kind) != row.kinds.end()) {
      return &row;
    }
  }
  return nullptr;
}

} // namespace kling::catalog
