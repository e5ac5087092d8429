#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace kling::catalog {

/// A voice of tts and of the old lip-sync: a row of voice_rows.hpp.
struct Voice {
  std::string_view id{};
  bool english = false;
  bool chinese = false;
};

[[nodiscard]] std::span<const Voice> voices();
[[nodiscard]] const Voice *find_voice(std::string_view id);

} // namespace kling::catalog
