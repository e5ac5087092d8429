#pragma once

#include "cli/command_line.hpp"

namespace kling::cli {

/// kling account: the resource packs.
int run_account(const Invocation &invocation);

} // namespace kling::cli
