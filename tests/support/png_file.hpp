#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "support/input_files.hpp"

namespace kling::test {

inline std::string big_endian(uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) {
    bytes += static_cast<char>(value >> shift & 0xFFU);
  }
  return bytes;
}

inline std::string png_chunk(std::string_view type, std::string_view data) {
  const std::string checked = std::string(type) + std::string(data);
  uint32_t checksum = 0xFFFFFFFFU;
  for (const char each : checked) {
    checksum ^= static_cast<unsigned char>(each);
    for (int bit = 0; bit < 8; ++bit) {
      checksum = checksum >> 1U ^ ((checksum & 1U) != 0 ? 0xEDB88320U : 0U);
    }
  }
  return big_endian(static_cast<uint32_t>(data.size())) + checked + big_endian(~checksum);
}

/// A picture of noise in RGB that every reader takes; its data are stored, so that it is three bytes a pixel long.
inline std::string png_of(uint32_t width, uint32_t height) {
  std::string rows;
  for (uint32_t row = 0; row < height; ++row) {
    rows += '\0'; // no filter
    rows += some_bytes(std::size_t{3} * width, row + 1);
  }
  constexpr std::size_t longest_block = 0xFFFF;
  std::string data = "\x78\x01";
  for (std::size_t at = 0; at < rows.size(); at += longest_block) {
    const std::size_t length = std::min(longest_block, rows.size() - at);
    const auto low = static_cast<unsigned>(length & 0xFFU);
    const auto high = static_cast<unsigned>(length >> 8U);
    for (const unsigned each : {at + length == rows.size() ? 1U : 0U, low, high, ~low & 0xFFU, ~high & 0xFFU}) {
      data += static_cast<char>(each);
    }
    data.append(rows, at, length);
  }
  uint32_t one = 1;
  uint32_t two = 0;
  for (const char each : rows) {
    one = (one + static_cast<unsigned char>(each)) % 65521;
    two = (two + one) % 65521;
  }
  data += big_endian(two << 16U | one);
  const std::string header = big_endian(width) + big_endian(height) + std::string("\x08\x02\0\0\0", 5);
  return "\x89PNG\r\n\x1A\n" + png_chunk("IHDR", header) + png_chunk("IDAT", data) + png_chunk("IEND", {});
}

} // namespace kling::test
