#include "sim/gzip.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace kling::sim {

namespace {

constexpr std::array<uint32_t, 256> make_crc_table() {
  std::array<uint32_t, 256> table{};
  for (uint32_t byte = 0; byte < table.size(); ++byte) {
    uint32_t rest = byte;
    for (int bit = 0; bit < 8; ++bit) {
      rest = (rest & 1U) != 0 ? 0xedb88320U ^ (rest >> 1U) : rest >> 1U;
    }
    table[byte] = rest;
  }
  return table;
}

constexpr std::array<uint32_t, 256> crc_table = make_crc_table();

uint32_t crc32(std::string_view bytes) {
  uint32_t crc = 0xffffffffU;
  for (const char byte : bytes) {
    crc = crc_table[(crc ^ static_cast<unsigned char>(byte)) & 0xffU] ^ (crc >> 8U);
  }
  return ~crc;
}

void append_little_endian(String &out, uint32_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) {
    out.push_back(static_cast<char>((value >> (8U * static_cast<unsigned>(i))) & 0xffU));
  }
}

} // namespace

String gzip(std::string_view bytes) {
  constexpr std::size_t largest_block = 65535; // RFC 1951 §3.2.4
  constexpr std::string_view head("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff", 10);
  String out(head);
  out.reserve(bytes.size() + bytes.size() / largest_block * 5 + 32);
  std::string_view rest = bytes;
  do {
    const std::string_view block = rest.substr(0, std::min(rest.size(), largest_block));
    rest.remove_prefix(block.size());
    const auto length = static_cast<uint32_t>(block.size());
    out.push_back(rest.empty() ? '\x01' : '\x00');
    append_little_endian(out, length, 2);
    append_little_endian(out, ~length & 0xffffU, 2);
    out += block;
  } while (!rest.empty());
  append_little_endian(out, crc32(bytes), 4);
  append_little_endian(out, static_cast<uint32_t>(bytes.size()), 4);
  return out;
}

} // namespace kling::sim
