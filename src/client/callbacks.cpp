#include "client/callbacks.hpp"

#include <cstddef>
#include <cstring>

namespace kling::client {

Callbacks::~Callbacks() {
  if (table_.destroy != nullptr) {
    table_.destroy(table_.user_data);
  }
}

kling_status Callbacks::read(const kling_callbacks *table, kling_callbacks &out) noexcept {
  out = {};
  if (table == nullptr || table->struct_size < offsetof(kling_callbacks, user_data)) {
    return KLING_E_ARGUMENT;
  }
  const std::size_t given = table->struct_size;
  const auto *bytes = reinterpret_cast<const unsigned char *>(table);
  for (std::size_t at = sizeof(out); at < given; ++at) {
    if (bytes[at] != 0) {
      return KLING_E_ARGUMENT;
    }
  }
  // Whole pointers only: a size that ends inside one leaves it absent.
  const std::size_t known = given < sizeof(out) ? given - given % sizeof(void *) : sizeof(out);
  std::memcpy(&out, table, known);
  out.struct_size = sizeof(out);
  return out.reserved == 0 ? KLING_OK : KLING_E_ARGUMENT;
}

void Callbacks::event(const kling_event *event) const noexcept {
  if (table_.on_event != nullptr) {
    table_.on_event(table_.user_data, event);
  }
}

void Callbacks::log(int32_t level, const char *text) const noexcept {
  if (table_.on_log != nullptr) {
    table_.on_log(table_.user_data, level, text);
  }
}

void Callbacks::notify() const noexcept {
  if (table_.notify != nullptr) {
    table_.notify(table_.user_data);
  }
}

} // namespace kling::client
