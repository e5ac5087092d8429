#pragma once

#include "cli/command_line.hpp"

namespace kling::cli {

/// kling errors [CODE]: the service's codes; one of them, or a status of the library, in full.
int run_errors(const Invocation &invocation);

} // namespace kling::cli
