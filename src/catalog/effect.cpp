#include "catalog/effect.hpp"

#include "catalog/effect_rows.hpp"

namespace kling::catalog {

std::size_t effect_count() {
  std::size_t count = 0;
  any_effect([&](const Effect &) {
    ++count;
    return false;
  });
  return count;
}

Effect effect_at(std::size_t index) {
  Effect found;
  any_effect([&](const Effect &row) {
    found = row;
    return index-- == 0;
  });
  return found;
}

bool find_effect(std::string_view name, Effect &out) {
  return any_effect([&](const Effect &row) {
    if (row.name == name) {
      out = row;
    }
    return row.name == name;
  });
}

} // namespace kling::catalog
