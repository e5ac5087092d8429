#pragma once

#include <string>
#include <vector>

#include "cli/command_line.hpp"
#include "cli/json_reader.hpp"

namespace kling::cli {

/// The command that makes tasks of a kind, out of the kind's row of the catalogue, its fields, its models and those of the kind that makes
/// the same in the other generation.
[[nodiscard]] Command command_of_kind(const JsonValue &kind, const std::vector<JsonValue> &fields, const std::vector<JsonValue> &models,
                                      const std::vector<JsonValue> &other_models = {});

/// The command that tells what such a task costs: with the same fields.
[[nodiscard]] Command cost_command_of_kind(const Command &kind);

} // namespace kling::cli
