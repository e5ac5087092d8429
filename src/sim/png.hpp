#pragma once

#include <cstdint>
#include <string_view>

#include "base/allocation.hpp"

namespace kling::sim {

/// An RGB image as a PNG file: a slope from one colour to another, the colours from the seed.
[[nodiscard]] String make_png(uint32_t width, uint32_t height, uint64_t seed);

/// A PNG file of eight bits a sample around rows that are filtered and deflated already; `colour_type` as PNG §11.2.1 has it.
[[nodiscard]] String png_file(uint32_t width, uint32_t height, char colour_type, std::string_view rows);

} // namespace kling::sim
