#pragma once

#include <cstdint>
#include <string_view>

#include "base/allocation.hpp"
#include "sim/checksum.hpp"

namespace kling::sim {

/// Writes zlib data (RFC 1950) in one block of fixed Huffman codes (RFC 1951 §3.2.6). Whoever writes knows what repeats: nothing is
/// searched.
class Deflate {
public:
  Deflate();
  void text(std::string_view bytes);
  void zeros(uint64_t count);
  /// The last `distance` bytes (4 at most) over and over, `count` bytes of it.
  void repeat(uint32_t distance, uint64_t count);
  [[nodiscard]] String finish();

private:
  void bits(uint32_t value, unsigned count);
  void code(uint32_t value, unsigned count);
  void symbol(uint32_t value);
  void literal(unsigned char byte);
  void pass(unsigned char byte);
  void copy(uint32_t distance, uint64_t count);
  String out_;
  uint32_t held_ = 0;
  unsigned held_bits_ = 0;
  uint32_t latest_ = 0; // bytes, the newest in the low end
  Adler32 check_;
};

} // namespace kling::sim
