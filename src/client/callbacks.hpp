#pragma once

#include "base/allocation.hpp"
#include "client/embedded.hpp"

namespace kling::client {

/// The caller's callbacks. The options and every client made from them hold it together; the last one to let go runs `destroy`.
/// The calls are noexcept: what a callback throws ends the program instead of unwinding through us.
class Callbacks : public Allocated {
public:
  Callbacks() = default;
  explicit Callbacks(const kling_callbacks &table) : table_(table) {}
  Callbacks(const Callbacks &) = delete;
  Callbacks &operator=(const Callbacks &) = delete;
  ~Callbacks();

  /// Reads a caller's table of any struct_size: members beyond it are absent, unknown ones must be zero.
  [[nodiscard]] static kling_status read(const kling_callbacks *table, kling_callbacks &out) noexcept;

  [[nodiscard]] bool takes_events() const noexcept { return table_.on_event != nullptr; }
  [[nodiscard]] bool takes_logs() const noexcept { return table_.on_log != nullptr; }
  [[nodiscard]] bool takes_notices() const noexcept { return table_.notify != nullptr; }
  void event(const kling_event *event) const noexcept;
  void log(int32_t level, const char *text) const noexcept;
  void notify() const noexcept;

private:
  kling_callbacks table_{};
};

} // namespace kling::client
