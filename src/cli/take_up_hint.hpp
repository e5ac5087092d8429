#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/command_line.hpp"

namespace kling::cli {

/// The text as one word of a shell, in quotes only where it needs them.
[[nodiscard]] std::string shell_quoted(std::string_view text);

/// The command that takes tasks up again, by tokens or ids: it works as it stands, in the same folder and environment, with the flags that
/// led to the service. Empty when there are none.
[[nodiscard]] std::string take_up_command(const GlobalFlags &flags, const std::vector<std::string> &tasks, const std::string &output);

/// The same in words; a task of a simulator of our own cannot be taken up.
[[nodiscard]] std::string take_up_hint(const GlobalFlags &flags, const std::vector<std::string> &tasks, const std::string &output);

} // namespace kling::cli
