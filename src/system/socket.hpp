#pragma once

#include <cstdint>

namespace kling::system {

/// A socket that programs started by the host do not inherit; -1 when there is none to have.
[[nodiscard]] int open_socket(int family, int type, int protocol);

} // namespace kling::system
