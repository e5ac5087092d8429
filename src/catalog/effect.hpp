#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace kling::catalog {

/// A scene of the kind effects: a row of effect_rows.hpp.
struct Effect {
  std::string_view name{};
  int32_t images = 1;         // 1: input.image, 2: input.images
  std::string_view retired{}; // what is known of its retirement, empty when nothing is
};

[[nodiscard]] std::size_t effect_count();
[[nodiscard]] Effect effect_at(std::size_t index);
[[nodiscard]] bool find_effect(std::string_view name, Effect &out);

} // namespace kling::catalog
