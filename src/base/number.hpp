#pragma once

#include <cstdint>

namespace kling {

/// The nearest whole number, halves up, of a number that is not negative and far below 2^63. Without the mathematics library, which a
/// host that links the archive need not have.
[[nodiscard]] constexpr int64_t nearest_whole(double value) noexcept {
  const auto whole = static_cast<int64_t>(value);
  return value - static_cast<double>(whole) >= 0.5 ? whole + 1 : whole;
}

} // namespace kling
