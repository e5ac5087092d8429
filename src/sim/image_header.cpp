#include "sim/image_header.hpp"

namespace kling::sim {

namespace {

constexpr std::string_view png_signature = "\x89PNG\r\n\x1a\n";
constexpr std::string_view jpeg_start = "\xff\xd8\xff";

uint32_t big_endian(std::string_view bytes, std::size_t at, std::size_t count) {
  uint32_t value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
  }
  return value;
}

std::optional<ImageHeader> parse_png(std::string_view bytes) {
  if (bytes.size() < 24 || bytes.substr(12, 4) != "IHDR") {
    return std::nullopt;
  }
  return ImageHeader{ImageType::png, big_endian(bytes, 16, 4), big_endian(bytes, 20, 4)};
}

/// Start of frame: 0xC0 to 0xCF but for the tables DHT, JPG and DAC (ITU T.81 table B.1).
bool starts_frame(uint32_t marker) {
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

/// A marker without a length: TEM and the restarts.
bool stands_alone(uint32_t marker) {
  return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd7);
}

std::optional<ImageHeader> parse_jpeg(std::string_view bytes) {
  std::size_t at = 2;
  while (at + 4 <= bytes.size() && bytes[at] == '\xff') {
    const uint32_t marker = big_endian(bytes, at + 1, 1);
    if (marker == 0xff) { // a fill byte
      ++at;
      continue;
    }
    if (stands_alone(marker)) {
      at += 2;
      continue;
    }
    if (starts_frame(marker)) {
      if (at + 9 > bytes.size()) {
        return std::nullopt;
      }
      return ImageHeader{ImageType::jpeg, big_endian(bytes, at + 7, 2), big_endian(bytes, at + 5, 2)};
    }
    at += 2 + big_endian(bytes, at + 2, 2);
  }
  return std::nullopt;
}

} // namespace

std::optional<ImageHeader> ImageHeader::parse(std::string_view bytes) {
  if (bytes.starts_with(png_signature)) {
    return parse_png(bytes);
  }
  return bytes.starts_with(jpeg_start) ? parse_jpeg(bytes) : std::nullopt;
}

} // namespace kling::sim
