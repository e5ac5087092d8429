#pragma once

#include "cli/command_line.hpp"

namespace kling::cli {

/// kling help [COMMAND...]: the same as --help behind it.
int run_help(const Invocation &invocation);

} // namespace kling::cli
