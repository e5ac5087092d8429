#pragma once

#include "base/allocation.hpp"
#include "kling/transport.h"

namespace kling::client {

/// Reads a caller's table of any struct_size into one of ours: members beyond it are absent, unknown ones must be zero.
[[nodiscard]] kling_status read_table(const void *table, std::size_t head, void *out, std::size_t size) noexcept;

/// A table of the caller's. The options and every client made from them hold it together; the last one to let go runs `destroy`.
template <class T> class Embedded : public Allocated {
public:
  explicit Embedded(const T &table) : table_(table) {}
  Embedded(const Embedded &) = delete;
  Embedded &operator=(const Embedded &) = delete;
  ~Embedded() {
    if (table_.destroy != nullptr) {
      table_.destroy(table_.user_data);
    }
  }
  [[nodiscard]] const T &table() const { return table_; }
  [[nodiscard]] static kling_status read(const T *table, T &out) noexcept {
    return read_table(table, offsetof(T, user_data), &out, sizeof(T));
  }

private:
  T table_;
};

using EmbeddedTransport = Embedded<kling_transport>;
using EmbeddedClock = Embedded<kling_clock>;

} // namespace kling::client
