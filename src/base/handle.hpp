#pragma once

#include <cstdint>

namespace kling {

/// What stands in the first 8 bytes behind every handle of the public header, so that NULL and a handle of another type are refused
/// instead of being believed.
enum class HandleKind : uint64_t {
  none = 0, // freed
  options = 0x4b4c4e474f505401,
  client = 0x4b4c4e47434c4902,
  request = 0x4b4c4e4752455103,
  task = 0x4b4c4e475441534b,
  event = 0x4b4c4e4745564e05,
  simulator = 0x4b4c4e4753494d06,
  list = 0x4b4c4e474c495307,
};

/// Base of each class behind a handle. A handle points to this base, wherever it lies in the object.
template <HandleKind Kind> class Handle {
public:
  using HandleBase = Handle;

  Handle() = default;
  Handle(const Handle &) noexcept {} // a copy is a handle of its own
  Handle &operator=(const Handle &) noexcept { return *this; }
  ~Handle() { kind_ = HandleKind::none; }

  [[nodiscard]] bool is_genuine() const noexcept { return kind_ == Kind; }

private:
  volatile HandleKind kind_ = Kind; // volatile: the last store is kept by the optimiser
};

} // namespace kling
