#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace kling::json {

/// A number literal taken as an exact decimal value: 0.<digits> × 10^exponent, without zeros at either end of the digits.
class Decimal {
public:
  /// Nothing when the text is no number literal, or when its exponent has more than nine digits.
  [[nodiscard]] static std::optional<Decimal> read(std::string_view literal) noexcept;

  /// The value, when it is whole and fits.
  [[nodiscard]] std::optional<int64_t> integer() const noexcept;
  friend bool operator==(const Decimal &a, const Decimal &b) noexcept;

private:
  [[nodiscard]] char digit(std::size_t position) const noexcept;

  std::string_view whole_;
  std::string_view fraction_;
  std::size_t first_ = 0; // of the digits that count, in whole_ and fraction_ together
  std::size_t count_ = 0; // 0: the value is zero
  int64_t exponent_ = 0;
  bool negative_ = false;
};

} // namespace kling::json
