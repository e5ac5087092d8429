#pragma once

#include "cli/command_line.hpp"

namespace kling::cli {

/// kling KIND "prompt" -o FILE: submits, watches, saves. The same code for every kind of the catalogue.
int run_create(const Invocation &asked);

} // namespace kling::cli
