#pragma once

#include <string_view>

#include "base/allocation.hpp"

namespace kling::sim {

/// A gzip file (RFC 1952) of those bytes, in stored blocks: every inflater reads it, nothing is made smaller.
[[nodiscard]] String gzip(std::string_view bytes);

} // namespace kling::sim
