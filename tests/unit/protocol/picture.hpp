#pragma once

#include <string>

namespace kling::test {

inline std::string big_endian(unsigned long value, int bytes) {
  std::string out;
  for (int each = bytes - 1; each >= 0; --each) {
    out += static_cast<char>(value >> (8 * each));
  }
  return out;
}

/// The first chunk of a PNG of that size, and `rest` behind it.
inline std::string png(unsigned width, unsigned height, const std::string &rest = "") {
  using namespace std::string_literals;
  return "\x89PNG\r\n\x1A\n"s + big_endian(13, 4) + "IHDR" + big_endian(width, 4) + big_endian(height, 4) + "\x08\x02\0\0\0"s + "CRC!" +
         rest;
}

/// A segment of a JPEG, its length in front.
inline std::string jpeg_segment(unsigned char marker, const std::string &payload) {
  return std::string("\xFF") + static_cast<char>(marker) + big_endian(payload.size() + 2, 2) + payload;
}

/// A JPEG up to its frame, `metadata` before it.
inline std::string jpeg(unsigned width, unsigned height, const std::string &metadata = "", unsigned char frame = 0xC0) {
  using namespace std::string_literals;
  return "\xFF\xD8"s + metadata +
         jpeg_segment(frame, "\x08"s + big_endian(height, 2) + big_endian(width, 2) + "\x03"s + std::string(9, 'c')) +
         jpeg_segment(0xDA, "scan") + "data\xFF\xD9";
}

} // namespace kling::test
