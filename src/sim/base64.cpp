#include "sim/base64.hpp"

#include <array>
#include <cstdint>

namespace kling::sim {

namespace {

constexpr std::string_view standard = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view for_urls = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr uint8_t no_value = 64;

using Values = std::array<uint8_t, 256>;

constexpr Values values_of(std::string_view alphabet) {
  Values out{};
  out.fill(no_value);
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    out[static_cast<unsigned char>(alphabet[i])] = static_cast<uint8_t>(i);
  }
  return out;
}

constexpr Values standard_values = values_of(standard);
constexpr Values url_values = values_of(for_urls);

/// Text without padding.
std::optional<String> decoded(std::string_view text, const Values &values) {
  if (text.size() % 4 == 1) {
    return std::nullopt;
  }
  String out;
  out.reserve(text.size() / 4 * 3 + 2);
  uint32_t bits = 0;
  unsigned held = 0;
  for (const char c : text) {
    const uint8_t value = values[static_cast<unsigned char>(c)];
    if (value == no_value) {
      return std::nullopt;
    }
    bits = bits << 6U | value;
    held += 6;
    if (held >= 8) {
      held -= 8;
      out.push_back(static_cast<char>((bits >> held) & 0xffU));
    }
  }
  return out;
}

} // namespace

std::optional<String> decode_base64(std::string_view text) {
  if (text.size() % 4 != 0) {
    return std::nullopt;
  }
  for (int i = 0; i < 2 && text.ends_with('='); ++i) {
    text.remove_suffix(1);
  }
  return decoded(text, standard_values);
}

std::optional<String> decode_base64url(std::string_view text) {
  return decoded(text, url_values);
}

String encode_base64(std::string_view bytes) {
  String out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (; !bytes.empty(); bytes.remove_prefix(bytes.size() < 3 ? bytes.size() : 3)) {
    uint32_t bits = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      bits = bits << 8U | (i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      out.push_back(i <= bytes.size() ? standard[bits >> (6U * (3 - i)) & 63U] : '=');
    }
  }
  return out;
}

} // namespace kling::sim
