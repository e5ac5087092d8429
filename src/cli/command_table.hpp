#pragma once

#include <string>
#include <vector>

#include "cli/command_line.hpp"
#include "cli/json_reader.hpp"

namespace kling::cli {

/// The command that makes tasks of a kind, out of the kind's row of the catalogue, its fields and its models.
[[nodiscard]] Command command_of_kind(const JsonValue &kind, const std::vector<JsonValue> &fields, const std::vector<JsonValue> &models);

/// One command for each kind of the catalogue, then those of our own. The fields are read for the kinds among `words` alone.
[[nodiscard]] std::vector<Command> all_commands(const std::vector<std::string> &words);

} // namespace kling::cli
