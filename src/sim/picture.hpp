#pragma once

#include <cstdint>
#include <string_view>

namespace kling::sim {

struct PictureSize {
  uint32_t width = 0;
  uint32_t height = 0;
};

/// What comes out for an aspect_ratio of §4.14 ("21:9") and a resolution ("1k", "2k", "4k"; empty: 1k).
[[nodiscard]] PictureSize picture_size(std::string_view ratio, std::string_view resolution);
/// The aspect_ratio of the list that is nearest to that of a picture.
[[nodiscard]] std::string_view nearest_ratio(uint32_t width, uint32_t height);

} // namespace kling::sim
