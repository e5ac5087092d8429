#pragma once

#include <array>

#include "catalog/price_rows_legacy.hpp"
#include "catalog/price_rows_new.hpp"

namespace kling::catalog {

template <std::size_t... Sizes> consteval auto joined_prices(const Price (&...parts)[Sizes]) {
  std::array<Price, (Sizes + ...)> all{};
  std::size_t count = 0;
  const auto append = [&](const auto &part) {
    for (const Price &row : part) {
      all[count++] = row;
    }
  };
  (append(parts), ...);
  return all;
}

inline constexpr auto price_rows = joined_prices(price_rows_legacy, price_rows_new);

} // namespace kling::catalog
