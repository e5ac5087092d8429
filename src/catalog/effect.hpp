#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace kling::catalog {

/// A scene of the kind effects: a row of effect_rows.hpp.
struct Effect {
  std::string_view name;
  int32_t images;             // 1: input.image, 2: input.images
  std::string_view retired{}; // what is known of its retirement, empty when nothing is
};

[[nodiscard]] std::span<const Effect> effects();
[[nodiscard]] const Effect *find_effect(std::string_view name);

} // namespace kling::catalog
