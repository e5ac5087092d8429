#pragma once

#include <CLI/App.hpp>
#include <cstddef>
#include <string>

#include "cli/command_line.hpp"

namespace kling::cli {

/// The program's help: its commands, the flags of all of them, what it reads from the environment, its exit codes.
[[nodiscard]] std::string help_text(const CLI::App &app, const std::vector<Command> &commands, size_t columns);

/// A command's help, made from its flags; of one that is a parent the commands that stand behind it are told too.
[[nodiscard]] std::string help_text(const CLI::App &app, const Command &command, const std::vector<Command> &commands, size_t columns);

} // namespace kling::cli
