#pragma once

#include <string_view>

#include "base/allocation.hpp"

namespace kling::sim_local {

/// What is in a gzip file of stored blocks, as the simulator makes them; false for any other.
[[nodiscard]] bool unpack_stored_gzip(std::string_view file, String &out);

} // namespace kling::sim_local
