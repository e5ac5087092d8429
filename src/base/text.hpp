#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>

#include "base/allocation.hpp"

namespace kling {

[[nodiscard]] bool is_utf8(std::string_view text) noexcept;
/// Unicode code points of valid UTF-8.
[[nodiscard]] std::size_t code_points(std::string_view text) noexcept;
/// The longest head of `text` that has at most `bytes` bytes and ends at a character boundary.
[[nodiscard]] std::string_view cut(std::string_view text, std::size_t bytes) noexcept;

[[nodiscard]] String concat(std::initializer_list<std::string_view> parts);
[[nodiscard]] String text_of(int64_t value);
/// The shortest text that reads back as the same number, never in exponent form below 1e21, whatever the locale.
[[nodiscard]] String text_of(double value);
/// Whole text or nothing; decimal, optional '-'.
[[nodiscard]] std::optional<int64_t> to_integer(std::string_view text) noexcept;
[[nodiscard]] std::optional<double> to_number(std::string_view text) noexcept;

[[nodiscard]] bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept; // ASCII
[[nodiscard]] bool has_control(std::string_view text) noexcept;                          // U+0000 to U+001F and U+007F
[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;                  // spaces, tabs, line ends
/// The text as a JSON string with its quotes: quotes, backslashes and control characters escaped, all else as it is.
[[nodiscard]] String json_string(std::string_view text);
/// A URL fit for logs and messages: user info and everything from '?' or '#' on are left out.
[[nodiscard]] String loggable_url(std::string_view url);
/// The candidate with the smallest edit distance, or nothing when none is near.
[[nodiscard]] std::string_view nearest(std::string_view text, std::span<const std::string_view> candidates) noexcept;
/// "a, b, c"
[[nodiscard]] String joined(std::span<const std::string_view> parts, std::string_view separator);

} // namespace kling
