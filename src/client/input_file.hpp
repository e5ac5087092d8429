#pragma once

#include <string_view>

#include "base/error.hpp"
#include "protocol/input.hpp"

namespace kling::client {

/// Looks at a file that a request is to send: its size, its time, and what its head tells. KLING_E_FILE with path and reason when it
/// cannot be read or is empty; KLING_E_ARGUMENT for a path that cannot be one.
[[nodiscard]] kling_status look_at_file(std::string_view path, Shared<const protocol::Input> &out, Error &error);

} // namespace kling::client
