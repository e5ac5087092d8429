#pragma once

#include <cstdint>

#include "base/allocation.hpp"

namespace kling::sim {

/// What a selection marks in a frame: a rectangle of pixels, right and bottom excluded.
struct Mask {
  uint32_t width = 0;
  uint32_t height = 0;
  uint32_t left = 0;
  uint32_t top = 0;
  uint32_t right = 0;
  uint32_t bottom = 0;

  /// The text that COCO calls compressed RLE: runs down the columns, none set first.
  [[nodiscard]] String run_lengths() const;
  /// A grey PNG file, white where the mask is.
  [[nodiscard]] String png() const;
};

} // namespace kling::sim
