#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <system_error>

namespace kling {
namespace {

constexpr bool continues(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Length of the well-formed sequence at the front of `text`, 0 when there is none (overlong forms and surrogates are none).
std::size_t sequence(std::string_view text) noexcept {
  auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x80) {
    return 1;
  }
  std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) {
    return 0;
  }
  auto second = static_cast<unsigned char>(text[1]);
  unsigned char low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  unsigned char high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  if (second < low || second > high) {
    return 0;
  }
  for (std::size_t i = 2; i < length; ++i) {
    if (!continues(text[i])) {
      return 0;
    }
  }
  return length;
}

} // namespace

bool is_utf8(std::string_view text) noexcept {
  while (!text.empty()) {
    uint64_t eight = 0;
    if (text.size() >= sizeof(eight)) {
      std::memcpy(&eight, text.data(), sizeof(eight));
      if ((eight & 0x8080808080808080U) == 0) {
        text.remove_prefix(sizeof(eight));
        continue;
      }
    }
    std::size_t length = sequence(text);
    if (length == 0) {
      return false;
    }
    text.remove_prefix(length);
  }
  return true;
}

std::size_t code_points(std::string_view text) noexcept {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return !continues(c); }));
}

std::string_view cut(std::string_view text, std::size_t bytes) noexcept {
  if (text.size() <= bytes) {
    return text;
  }
  while (bytes > 0 && continues(text[bytes])) {
    --bytes;
  }
  return text.substr(0, bytes);
}

String concat(std::initializer_list<std::string_view> parts) {
  return joined(std::span(parts.begin(), parts.size()), {});
}

String joined(std::span<const std::string_view> parts, std::string_view separator) {
  std::size_t bytes = 0;
  for (std::string_view part : parts) {
    bytes += part.size() + separator.size();
  }
  String text;
  text.reserve(bytes);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) {
      text.append(separator);
    }
    text.append(parts[i]);
  }
  return text;
}

String text_of(int64_t value) {
  std::array<char, 24> digits{};
  auto result = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  return {digits.data(), result.ptr};
}

String text_of(double value) {
  // The smallest double needs 326 characters without an exponent.
  std::array<char, 400> digits{};
  char *end = digits.data() + digits.size();
  auto result = std::fabs(value) < 1e21 ? std::to_chars(digits.data(), end, value, std::chars_format::fixed)
                                        : std::to_chars(digits.data(), end, value);
  return {digits.data(), result.ptr};
}

std::optional<int64_t> to_integer(std::string_view text) noexcept {
  int64_t value = 0;
  auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return value;
}

std::optional<double> to_number(std::string_view text) noexcept {
  // from_chars also reads "inf", "nan", ".5" and "5.", which are no numbers here.
  std::string_view unsigned_part = text.substr(text.starts_with('-') ? 1 : 0);
  if (unsigned_part.empty() || !is_digit(unsigned_part.front()) || !is_digit(unsigned_part.back()) ||
      unsigned_part.find(".e") != std::string_view::npos || unsigned_part.find(".E") != std::string_view::npos) {
    return std::nullopt;
  }
  double value = 0;
  auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return value;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

bool has_control(std::string_view text) noexcept {
  return std::any_of(text.begin(), text.end(), [](char each) {
    const auto byte = static_cast<unsigned char>(each);
    return byte < 0x20 || byte == 0x7F;
  });
}

std::string_view trimmed(std::string_view text) noexcept {
  constexpr std::string_view blanks = " \t\r\n";
  std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) {
    return {};
  }
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

String json_string(std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  constexpr std::string_view short_forms = "\b\f\n\r\t\"\\";
  constexpr std::string_view letters = "bfnrt\"\\";
  String out;
  out.reserve(text.size() + 2);
  out.push_back('"');
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    std::size_t form = short_forms.find(c);
    if (form != std::string_view::npos) {
      out.push_back('\\');
      out.push_back(letters[form]);
    } else if (byte < 0x20) {
      out.append("\\u00");
      out.push_back(hex[byte >> 4U]);
      out.push_back(hex[byte & 15U]);
    } else {
      out.push_back(c);
    }
  }
  out.push_back('"');
  return out;
}

String loggable_url(std::string_view url) {
  url = url.substr(0, url.find_first_of("?#"));
  std::size_t mark = url.find("//");
  std::size_t host = mark == std::string_view::npos ? 0 : mark + 2;
  std::size_t path = std::min(url.find('/', host), url.size());
  std::size_t at = url.substr(host, path - host).rfind('@');
  if (at == std::string_view::npos) {
    return String(url);
  }
  return concat({url.substr(0, host), url.substr(host + at + 1)});
}

namespace {

constexpr std::size_t longest_name = 128;

/// Levenshtein distance, where case and '-' for '_' do not count; more than `limit` counts as `limit` + 1.
std::size_t distance(std::string_view a, std::string_view b, std::size_t limit) noexcept {
  auto plain = [](char c) { return c == '-' ? '_' : lower(c); };
  std::array<std::size_t, longest_name + 1> row{};
  for (std::size_t j = 0; j <= b.size(); ++j) {
    row[j] = j;
  }
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      std::size_t replaced = diagonal + (plain(a[i - 1]) == plain(b[j - 1]) ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return std::min(row[b.size()], limit + 1);
}

} // namespace

std::string_view nearest(std::string_view text, std::span<const std::string_view> candidates) noexcept {
  if (text.empty() || text.size() > longest_name) {
    return {};
  }
  std::size_t limit = std::max<std::size_t>(1, text.size() / 3);
  std::size_t best = limit + 1;
  std::string_view found;
  for (std::string_view candidate : candidates) {
    if (candidate.size() > longest_name || candidate.size() > text.size() + limit || text.size() > candidate.size() + limit) {
      continue;
    }
    std::size_t steps = distance(text, candidate, limit);
    if (steps < best) {
      best = steps;
      found = candidate;
    }
  }
  return found;
}

} // namespace kling
