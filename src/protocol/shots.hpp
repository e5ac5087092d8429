#pragma once

#include <cstdint>
#include <string_view>

#include "base/allocation.hpp"

namespace kling::protocol {

/// One of the shots that a prompt tells: "shot 1, 3, a fox runs;" (reference 5.2). The texts are parts of the prompt.
struct Shot {
  std::string_view number;
  std::string_view seconds;
  std::string_view words;
};

/// Whether the prompt is written so: it begins with a shot's number and seconds.
[[nodiscard]] bool tells_shots(std::string_view prompt);
/// Whether it begins with a shot's number, whatever stands behind that: "shot 1, soon, a fox runs" may have been meant as shots.
[[nodiscard]] bool begins_as_shot(std::string_view prompt);
/// Takes such a prompt apart; false when a part between semicolons is no shot, which is then `wrong`.
[[nodiscard]] bool read_shots(std::string_view prompt, Vector<Shot> &shots, std::string_view &wrong);

} // namespace kling::protocol
