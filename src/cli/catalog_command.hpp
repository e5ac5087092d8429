#pragma once

#include <string>

#include "cli/command_line.hpp"

namespace kling::cli {

/// kling kinds
int run_kinds(const Invocation &invocation);
/// kling fields KIND
int run_fields(const Invocation &invocation);
/// kling models [KIND]
int run_models(const Invocation &invocation);
/// kling prices [KIND]
int run_prices(const Invocation &invocation);
/// kling version
int run_version(const Invocation &invocation);

/// Whether a kind is named as one of the catalogue's tables is: effects and voices.
[[nodiscard]] bool has_table(const std::string &kind);
/// Prints that table: kling effects, kling voices.
int run_table_of_kind(const Invocation &invocation);

} // namespace kling::cli
