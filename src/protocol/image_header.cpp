#include "protocol/image_header.hpp"

#include <cstring>

namespace kling::protocol {

namespace {

/// Real pictures have some dozens.
constexpr int most_segments = 4096;

uint32_t big_endian(const unsigned char *bytes, int count) {
  uint32_t value = 0;
  for (int each = 0; each < count; ++each) {
    value = value << 8U | bytes[each];
  }
  return value;
}

bool stands_alone(unsigned char marker) {
  return marker == 0x01 || (marker >= 0xD0 && marker <= 0xD7);
}

/// Start of frame: all of them but those of Huffman tables, extensions and arithmetic conditions.
bool starts_frame(unsigned char marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

/// Behind these no frame begins any more.
bool ends_header(unsigned char marker) {
  return marker == 0x00 || marker == 0xD8 || marker == 0xD9 || marker == 0xDA;
}

} // namespace

bool find_png_size(Bytes &png, PixelSize &out) {
  constexpr unsigned char start[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R'};
  constexpr uint32_t largest = 0x7FFFFFFF;
  unsigned char head[sizeof start + 8];
  if (png.look(0, head, sizeof head) != sizeof head || std::memcmp(head, start, sizeof start) != 0) {
    return false;
  }
  const PixelSize size{big_endian(head + sizeof start, 4), big_endian(head + sizeof start + 4, 4)};
  if (size.width == 0 || size.height == 0 || size.width > largest || size.height > largest) {
    return false;
  }
  out = size;
  return true;
}

bool find_jpeg_size(Bytes &jpeg, PixelSize &out) {
  unsigned char head[9]; // 0xFF, marker, length of two bytes; of a frame: precision, height, width
  if (jpeg.look(0, head, 2) != 2 || head[0] != 0xFF || head[1] != 0xD8) {
    return false;
  }
  uint64_t offset = 2;
  for (int segment = 0; segment < most_segments; ++segment) {
    const std::size_t got = jpeg.look(offset, head, sizeof head);
    if (got < 4 || head[0] != 0xFF || ends_header(head[1])) {
      return false;
    }
    const unsigned char marker = head[1];
    if (marker == 0xFF) { // any number of them may fill the space before a marker
      ++offset;
      continue;
    }
    if (stands_alone(marker)) {
      offset += 2;
      continue;
    }
    const uint32_t length = big_endian(head + 2, 2);
    if (length < 2) {
      return false;
    }
    if (starts_frame(marker)) {
      const PixelSize size{big_endian(head + 7, 2), big_endian(head + 5, 2)};
      if (got < sizeof head || length < 8 || size.width == 0 || size.height == 0) {
        return false;
      }
      out = size;
      return true;
    }
    offset += 2 + uint64_t{length};
  }
  return false;
}

} // namespace kling::protocol
