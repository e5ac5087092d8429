#pragma once

#include "cli/command_line.hpp"

namespace kling::cli {

/// kling status TASK...: looks at each once.
int run_status(const Invocation &asked);

} // namespace kling::cli
