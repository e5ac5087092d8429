#pragma once

#include <span>
#include <string_view>

namespace kling::sim {

/// An encoded sample by its file name without the ending, for example "video-720p-wide"; empty when there is none. The bytes are part of
/// the program: the build turns src/sim/samples into a source file.
[[nodiscard]] std::span<const unsigned char> sample(std::string_view name);

} // namespace kling::sim
