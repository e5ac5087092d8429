#pragma once

#include <cstdint>

#include "base/allocation.hpp"

namespace kling::sim {

/// An RGB image as a PNG file: a slope from one colour to another, the colours from the seed.
[[nodiscard]] String make_png(uint32_t width, uint32_t height, uint64_t seed);

} // namespace kling::sim
