#pragma once

#include <cstdint>

#include "base/allocation.hpp"

namespace kling::sim {

enum class Ratio : uint8_t { wide, tall, square };        // 16:9, 9:16, 1:1
enum class Resolution : uint8_t { hd720, hd1080, uhd4k }; // mode std, pro, 4k

struct Clip {
  Ratio ratio = Ratio::wide;
  Resolution resolution = Resolution::hd720;
  int32_t seconds = 5;
  bool sound = false;
};

struct ClipSize {
  uint16_t width = 0;
  uint16_t height = 0;
};
[[nodiscard]] ClipSize size_of(const Clip &clip);

/// A playable MP4 file: H.264 at 24 frames a second, AAC mono at 48 kHz when there is sound, index first.
[[nodiscard]] String make_clip(const Clip &clip);

} // namespace kling::sim
