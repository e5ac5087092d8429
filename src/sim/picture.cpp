#include "sim/picture.hpp"

#include <array>
#include <cmath>

namespace kling::sim {

namespace {

struct PictureRatio {
  std::string_view name;
  uint32_t width; // at 1k
  uint32_t height;
};

// §4.14. The sizes are not on record; these have exactly the ratio and about a million pixels.
constexpr std::array<PictureRatio, 8> picture_ratios = {{
    {"16:9", 1344, 756},
    {"9:16", 756, 1344},
    {"1:1", 1024, 1024},
    {"4:3", 1152, 864},
    {"3:4", 864, 1152},
    {"3:2", 1248, 832},
    {"2:3", 832, 1248},
    {"21:9", 1568, 672},
}};

uint32_t factor(std::string_view resolution) {
  return resolution == "4k" ? 3 : resolution == "2k" ? 2 : 1;
}

} // namespace

PictureSize picture_size(std::string_view ratio, std::string_view resolution) {
  PictureSize out;
  for (const PictureRatio &row : picture_ratios) {
    if (row.name == ratio) {
      out = {row.width * factor(resolution), row.height * factor(resolution)};
    }
  }
  return out;
}

std::string_view nearest_ratio(uint32_t width, uint32_t height) {
  const auto logarithm = [](uint32_t across, uint32_t down) { return std::log(static_cast<double>(across) / down); };
  const PictureRatio *best = &picture_ratios.front();
  double least = HUGE_VAL;
  for (const PictureRatio &row : picture_ratios) {
    const double distance = std::abs(logarithm(row.width, row.height) - logarithm(width, height));
    if (distance < least) {
      least = distance;
      best = &row;
    }
  }
  return best->name;
}

} // namespace kling::sim
