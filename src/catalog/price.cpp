#include "catalog/price.hpp"

#include "catalog/price_rows.hpp"

namespace kling::catalog {

std::span<const Price> prices() {
  return price_rows;
}

} // namespace kling::catalog
