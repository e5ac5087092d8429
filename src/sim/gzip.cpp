#include "sim/gzip.hpp"

#include <algorithm>
#include <cstdint>

#include "sim/byte_order.hpp"
#include "sim/checksum.hpp"

namespace kling::sim {

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
  append_little_endian(out, bytes.size(), 4);
  return out;
}

} // namespace kling::sim
