#include "sim/byte_order.hpp"

namespace kling::sim {

void append_big_endian(String &out, uint64_t value, unsigned bytes) {
  for (unsigned i = bytes; i > 0; --i) {
    out.push_back(static_cast<char>((value >> (8U * (i - 1))) & 0xffU));
  }
}

void append_little_endian(String &out, uint64_t value, unsigned bytes) {
  for (unsigned i = 0; i < bytes; ++i) {
    out.push_back(static_cast<char>((value >> (8U * i)) & 0xffU));
  }
}

} // namespace kling::sim
