#pragma once

#include <cstdint>

#include "base/allocation.hpp"

namespace kling::sim {

/// The low `bytes` bytes of the value, the most significant first.
void append_big_endian(String &out, uint64_t value, unsigned bytes);
/// The same, the least significant first.
void append_little_endian(String &out, uint64_t value, unsigned bytes);

} // namespace kling::sim
