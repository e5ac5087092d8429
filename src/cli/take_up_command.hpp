#pragma once

#include "cli/command_line.hpp"

namespace kling::cli {

/// kling wait TASK [-o FILE]: watches a task that exists, by its token, task id or external id.
int run_wait(const Invocation &asked);
/// kling save TASK -o FILE
int run_save(const Invocation &invocation);

} // namespace kling::cli
