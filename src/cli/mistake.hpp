#pragma once

#include <CLI/App.hpp>
#include <string>
#include <vector>

#include "cli/command_line.hpp"
#include "cli/failure.hpp"

namespace kling::cli {

/// In words what is wrong with a command line that CLI11 refused. `command`: the one that was named, NULL when none was.
[[nodiscard]] Failure describe_mistake(const CLI::App &app, const Command *command, const std::vector<Command> &commands,
                                       const CLI::ParseError &error);

/// A word that stands for nothing the command takes.
[[nodiscard]] std::string one_word_too_many(const Command &command, const std::string &word);

} // namespace kling::cli
