#include "client/embedded.hpp"

#include <cstring>

namespace kling::client {

kling_status read_table(const void *table, std::size_t head, void *out, std::size_t size) noexcept {
  std::memset(out, 0, size);
  uint32_t given = 0;
  if (table == nullptr) {
    return KLING_E_ARGUMENT;
  }
  std::memcpy(&given, table, sizeof given);
  if (given < head) {
    return KLING_E_ARGUMENT;
  }
  const auto *bytes = static_cast<const unsigned char *>(table);
  for (std::size_t at = size; at < given; ++at) {
    if (bytes[at] != 0) {
      return KLING_E_ARGUMENT;
    }
  }
  // Whole pointers only: a size that ends inside one leaves it absent.
  std::memcpy(out, table, given < size ? given - given % sizeof(void *) : size);
  const auto known = static_cast<uint32_t>(size);
  std::memcpy(out, &known, sizeof known);
  uint32_t reserved = 0;
  std::memcpy(&reserved, bytes + sizeof known, sizeof reserved);
  return reserved == 0 ? KLING_OK : KLING_E_ARGUMENT;
}

} // namespace kling::client
