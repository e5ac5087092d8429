#include "sim/deflate.hpp"

#include <algorithm>
#include <array>

#include "sim/byte_order.hpp"

namespace kling::sim {

namespace {

struct Length {
  uint16_t least;
  uint8_t extra_bits;
};

// RFC 1951 §3.2.5: symbols 257 to 285.
constexpr std::array<Length, 29> lengths = {{{3, 0},  {4, 0},  {5, 0},  {6, 0},   {7, 0},   {8, 0},   {9, 0},   {10, 0},  {11, 1}, {13, 1},
                                             {15, 1}, {17, 1}, {19, 2}, {23, 2},  {27, 2},  {31, 2},  {35, 3},  {43, 3},  {51, 3}, {59, 3},
                                             {67, 4}, {83, 4}, {99, 4}, {115, 4}, {131, 5}, {163, 5}, {195, 5}, {227, 5}, {258, 0}}};
constexpr uint64_t least_copy = 3;
constexpr uint64_t most_copy = 258;
constexpr uint32_t end_of_block = 256;

} // namespace

Deflate::Deflate() : out_("\x78\x01") { // a window of 32 KiB
  bits(1, 1);                           // the last block
  bits(1, 2);                           // fixed codes
}

void Deflate::bits(uint32_t value, unsigned count) {
  held_ |= value << held_bits_;
  held_bits_ += count;
  for (; held_bits_ >= 8; held_bits_ -= 8) {
    out_.push_back(static_cast<char>(held_ & 0xffU));
    held_ >>= 8U;
  }
}

/// Huffman codes go in from their most significant bit on, everything else from the least.
void Deflate::code(uint32_t value, unsigned count) {
  uint32_t turned = 0;
  for (unsigned i = 0; i < count; ++i) {
    turned = turned << 1U | ((value >> i) & 1U);
  }
  bits(turned, count);
}

void Deflate::symbol(uint32_t value) {
  if (value < 144) {
    code(0x30 + value, 8);
  } else if (value < 256) {
    code(0x190 + value - 144, 9);
  } else if (value < 280) {
    code(value - 256, 7);
  } else {
    code(0xc0 + value - 280, 8);
  }
}

void Deflate::literal(unsigned char byte) {
  symbol(byte);
  pass(byte);
}

/// The byte now stands at the end of what an inflater will have.
void Deflate::pass(unsigned char byte) {
  latest_ = latest_ << 8U | byte;
  check_.add(byte);
}

void Deflate::text(std::string_view bytes) {
  for (const char each : bytes) {
    literal(static_cast<unsigned char>(each));
  }
}

void Deflate::copy(uint32_t distance, uint64_t count) {
  const auto *const above =
      std::upper_bound(lengths.begin(), lengths.end(), count, [](uint64_t value, Length row) { return value < row.least; });
  const auto *const row = above - 1;
  symbol(static_cast<uint32_t>(257 + (row - lengths.begin())));
  bits(static_cast<uint32_t>(count - row->least), row->extra_bits);
  code(distance - 1, 5); // distances up to 4 are symbols without extra bits
}

void Deflate::zeros(uint64_t count) {
  if (count == 0) {
    return;
  }
  literal(0);
  for (--count; count >= least_copy;) {
    const uint64_t next = std::min(count, most_copy);
    copy(1, next);
    latest_ = 0;
    check_.add_zeros(next);
    count -= next;
  }
  for (; count > 0; --count) {
    literal(0);
  }
}

void Deflate::repeat(uint32_t distance, uint64_t count) {
  const auto again = [&] { return static_cast<unsigned char>((latest_ >> (8U * (distance - 1))) & 0xffU); };
  while (count >= least_copy) {
    const uint64_t next = std::min(count, most_copy);
    copy(distance, next);
    for (uint64_t i = 0; i < next; ++i) {
      pass(again());
    }
    count -= next;
  }
  for (; count > 0; --count) {
    literal(again());
  }
}

String Deflate::finish() {
  symbol(end_of_block);
  bits(0, (8 - held_bits_) % 8);
  append_big_endian(out_, check_.value(), 4);
  return std::move(out_);
}

} // namespace kling::sim
