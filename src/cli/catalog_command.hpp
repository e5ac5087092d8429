#pragma once

#include "cli/command_line.hpp"

namespace kling::cli {

/// kling kinds
int run_kinds(const Invocation &invocation);
/// kling fields KIND
int run_fields(const Invocation &invocation);
/// kling models [KIND]
int run_models(const Invocation &invocation);
/// kling version
int run_version(const Invocation &invocation);

} // namespace kling::cli
