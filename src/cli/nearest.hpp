#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kling::cli {

/// The candidate that was most likely meant: few letters lost, added, changed or swapped, capitals not counted. Empty when none is near.
[[nodiscard]] std::string nearest_name(std::string_view text, const std::vector<std::string> &candidates);

/// "; did you mean X?", or nothing.
[[nodiscard]] std::string did_you_mean(std::string_view text, const std::vector<std::string> &candidates);

} // namespace kling::cli
