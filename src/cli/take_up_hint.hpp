#pragma once

#include <string>
#include <string_view>

#include "cli/command_line.hpp"

namespace kling::cli {

/// The text as one word of a shell, in quotes only where it needs them.
[[nodiscard]] std::string shell_quoted(std::string_view text);

/// How a task that may go on is taken up again: a command that works as it stands, with the flags that led to the service.
/// Empty when there is no token.
[[nodiscard]] std::string take_up_hint(const GlobalFlags &flags, const std::string &token);

} // namespace kling::cli
