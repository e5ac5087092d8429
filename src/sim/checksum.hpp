#pragma once

#include <cstdint>
#include <string_view>

namespace kling::sim {

/// The CRC-32 of gzip and PNG files.
[[nodiscard]] uint32_t crc32(std::string_view bytes);

/// The Adler-32 at the end of zlib data (RFC 1950 §8.2).
class Adler32 {
public:
  void add(unsigned char byte);
  void add_zeros(uint64_t count);
  [[nodiscard]] uint32_t value() const { return second_ << 16U | first_; }

private:
  uint32_t first_ = 1;
  uint32_t second_ = 0;
};

} // namespace kling::sim
