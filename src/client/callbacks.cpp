#include "client/callbacks.hpp"

#include <cstddef>

namespace kling::client {

Callbacks::~Callbacks() {
  if (table_.destroy != nullptr) {
    table_.destroy(table_.user_data);
  }
}

kling_status Callbacks::read(const kling_callbacks *table, kling_callbacks &out) noexcept {
  return read_table(table, offsetof(kling_callbacks, user_data), &out, sizeof out);
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
