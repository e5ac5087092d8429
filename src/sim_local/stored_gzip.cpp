#include "sim_local/stored_gzip.hpp"

namespace kling::sim_local {

bool unpack_stored_gzip(std::string_view file, String &out) { // RFC 1952 §2.3, RFC 1951 §3.2.4
  constexpr std::size_t head = 10;
  constexpr std::size_t block_head = 5;
  constexpr std::string_view plain_head("\x1f\x8b\x08\x00", 4);
  if (file.size() < head || !file.starts_with(plain_head)) {
    return false;
  }
  out.clear();
  file.remove_prefix(head);
  for (bool last = false; !last;) {
    if (file.size() < block_head || (static_cast<unsigned char>(file[0]) & ~1U) != 0) {
      return false;
    }
    last = file[0] == 1;
    const std::size_t length = static_cast<unsigned char>(file[1]) | (static_cast<std::size_t>(static_cast<unsigned char>(file[2])) << 8U);
    file.remove_prefix(block_head);
    if (file.size() < length) {
      return false;
    }
    out += file.substr(0, length);
    file.remove_prefix(length);
  }
  return true;
}

} // namespace kling::sim_local
