#pragma once

#include "cli/command_line.hpp"

namespace kling::cli {

/// kling tasks [KIND] [--limit N] [--status WORD]: what the account has, the newest first.
int run_tasks(const Invocation &invocation);

} // namespace kling::cli
