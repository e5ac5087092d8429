#pragma once

#include "kling/kling.h"

namespace kling::cli {

/// What the shell is told; scripts rely on these numbers.
enum ExitCode : int {
  exit_done = 0,
  exit_task_failed = 1,
  exit_usage = 2,
  exit_credentials = 3,
  exit_money = 4,
  exit_service = 5,
  exit_policy = 6,
  exit_unknown_outcome = 7,
  exit_file = 8,
  exit_interrupted = 130,
};

/// For a call that failed, by the group of its status.
[[nodiscard]] ExitCode exit_code_of_status(kling_status status);

/// For a task in a final state; `status` is that of kling_task_error.
[[nodiscard]] ExitCode exit_code_of_task(int32_t state, kling_status status);

} // namespace kling::cli
