#pragma once

#include <string>

#include "cli/exit_code.hpp"

namespace kling::cli {

/// Why a command ends early: what to print, and the exit code.
struct Failure {
  ExitCode code = exit_done;
  std::string message;
  std::string hint; // what the reader can do about it; may be empty
  kling_status status = KLING_OK;
  kling_error error{}; // meaningful when status is not KLING_OK

  [[nodiscard]] bool failed() const { return code != exit_done; }
};

[[nodiscard]] Failure usage_failure(std::string message, std::string hint = {});
[[nodiscard]] Failure file_failure(std::string message, std::string hint = {});

/// Ctrl-C, where there is no task to tell about.
[[nodiscard]] Failure interrupted_failure();

/// From a call of the library that returned `status` and filled `error`.
[[nodiscard]] Failure library_failure(kling_status status, const kling_error &error);

/// "field: message", the library's description where there is no message.
[[nodiscard]] std::string describe_error(const kling_error &error);

/// Where the reader finds more about the service's code, if there is one.
[[nodiscard]] std::string hint_of_error(const kling_error &error);

/// "kling: message" on stderr.
void print_complaint(const std::string &message);

/// Prints it (stderr; with --json also as the result line on stdout) and returns the exit code.
int report_failure(const Failure &failure, bool json);

} // namespace kling::cli
