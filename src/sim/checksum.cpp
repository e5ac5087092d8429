#include "sim/checksum.hpp"

#include <array>

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
constexpr uint32_t adler_base = 65521;

} // namespace

uint32_t crc32(std::string_view bytes) {
  uint32_t crc = 0xffffffffU;
  for (const char byte : bytes) {
    crc = crc_table[(crc ^ static_cast<unsigned char>(byte)) & 0xffU] ^ (crc >> 8U);
  }
  return ~crc;
}

void Adler32::add(unsigned char byte) {
  first_ = (first_ + byte) % adler_base;
  second_ = (second_ + first_) % adler_base;
}

void Adler32::add_zeros(uint64_t count) {
  second_ = static_cast<uint32_t>((second_ + count % adler_base * first_) % adler_base);
}

} // namespace kling::sim
