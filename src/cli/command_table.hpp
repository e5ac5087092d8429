#pragma once

#include <string>
#include <vector>

#include "cli/command_line.hpp"

namespace kling::cli {

/// One command for each kind of the catalogue, then those of our own, then those behind "cost" where it is among `words`. The fields are
/// read for the kinds among `words` alone.
[[nodiscard]] std::vector<Command> all_commands(const std::vector<std::string> &words);

} // namespace kling::cli
