#include "json/decimal.hpp"

#include <algorithm>
#include <limits>

#include "base/text.hpp"
#include "json/scan.hpp"

namespace kling::json {

std::optional<Decimal> Decimal::read(std::string_view literal) noexcept {
  if (literal.empty() || number_length(literal) != literal.size()) {
    return std::nullopt;
  }
  Decimal value;
  value.negative_ = literal.front() == '-';
  literal.remove_prefix(value.negative_ ? 1 : 0);

  std::size_t mark = literal.find_first_of("eE");
  int64_t power = 0;
  if (mark != std::string_view::npos) {
    std::string_view digits = literal.substr(mark + 1);
    bool below = digits.front() == '-';
    digits.remove_prefix(digits.front() == '-' || digits.front() == '+' ? 1 : 0);
    digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
    if (digits.size() > 9) {
      return std::nullopt;
    }
    int64_t size = digits.empty() ? 0 : *to_integer(digits);
    power = below ? -size : size;
    literal = literal.substr(0, mark);
  }

  std::size_t point = literal.find('.');
  value.whole_ = literal.substr(0, point);
  value.fraction_ = point == std::string_view::npos ? std::string_view() : literal.substr(point + 1);
  std::size_t end = value.whole_.size() + value.fraction_.size();
  while (value.first_ < end && value.digit(value.first_) == '0') {
    ++value.first_;
  }
  while (end > value.first_ && value.digit(end - 1) == '0') {
    --end;
  }
  value.count_ = end - value.first_;
  value.exponent_ = power + static_cast<int64_t>(value.whole_.size()) - static_cast<int64_t>(value.first_);
  return value;
}

char Decimal::digit(std::size_t position) const noexcept {
  return position < whole_.size() ? whole_[position] : fraction_[position - whole_.size()];
}

std::optional<int64_t> Decimal::integer() const noexcept {
  if (count_ == 0) {
    return 0;
  }
  if (exponent_ < static_cast<int64_t>(count_) || exponent_ > std::numeric_limits<int64_t>::digits10 + 1) {
    return std::nullopt;
  }
  // Built below zero, where the range reaches one further.
  constexpr int64_t lowest = std::numeric_limits<int64_t>::min();
  int64_t value = 0;
  for (std::size_t i = 0; i < static_cast<std::size_t>(exponent_); ++i) {
    int64_t next = i < count_ ? digit(first_ + i) - '0' : 0;
    if (value < (lowest + next) / 10) {
      return std::nullopt;
    }
    value = value * 10 - next;
  }
  if (!negative_ && value == lowest) {
    return std::nullopt;
  }
  return negative_ ? value : -value;
}

bool operator==(const Decimal &a, const Decimal &b) noexcept {
  if (a.count_ == 0 && b.count_ == 0) {
    return true;
  }
  if (a.negative_ != b.negative_ || a.count_ != b.count_ || a.exponent_ != b.exponent_) {
    return false;
  }
  for (std::size_t i = 0; i < a.count_; ++i) {
    if (a.digit(a.first_ + i) != b.digit(b.first_ + i)) {
      return false;
    }
  }
  return true;
}

} // namespace kling::json
