#pragma once

#include <string>

#include "cli/command_line.hpp"
#include "cli/session.hpp"

namespace kling::cli {

/// kling cost KIND [PROMPT] [flags]: the price of one task.
int run_cost(const Invocation &invocation);

/// Estimates with the prices of the session's provider.
[[nodiscard]] kling_status estimate(const kling_request *request, const Session &session, kling_cost &cost, kling_error &error);

/// "3 video units ($0.42)", "$0.07", or nothing where the price is not known.
[[nodiscard]] std::string text_of_cost(const std::string &kind, const kling_cost &cost);

/// "3", "0.42", "1.25": at most four digits behind the point, and none that say nothing.
[[nodiscard]] std::string text_of_amount(double amount);

/// The same with two of them at least: "0.50".
[[nodiscard]] std::string text_of_dollars(double amount);

} // namespace kling::cli
