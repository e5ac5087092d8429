#pragma once

#include <cstdint>
#include <string_view>

#include "base/allocation.hpp"

namespace kling::sim {

/// The shots that a prompt of the 3.0 family may list (§5.2): "shot n, m, words; shot n, m, words;", m seconds each.
struct Shots {
  int64_t count = 0; // 0: it is one prompt in words
  int64_t seconds = 0;
  String complaint; // why the list is none; empty when nothing is wrong

  [[nodiscard]] static Shots parse(std::string_view prompt);
};

} // namespace kling::sim
