#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace kling::cli {

/// Code points, which is what a terminal shows of the catalogue's text.
[[nodiscard]] size_t width_of(std::string_view text);

/// The text in lines of so many columns, broken between words; a longer word stands on a line of its own. One line at least.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view text, size_t columns);

/// A label and what it means beside it, wrapped and aligned at column `at`; below it where the label is too long or the page too narrow.
[[nodiscard]] std::string labelled(const std::string &label, std::string_view text, size_t at, size_t columns);

} // namespace kling::cli
