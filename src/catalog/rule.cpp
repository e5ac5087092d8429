#include "catalog/rule.hpp"

#include "catalog/rule_rows.hpp"

namespace kling::catalog {

std::span<const Rule> rules() {
  return rule_rows;
}

} // namespace kling::catalog
