#include "cli/exit_code.hpp"

#include <array>

namespace kling::cli {

namespace {

struct GroupRow {
  kling_status group;
  ExitCode code;
};

constexpr std::array<GroupRow, 9> group_rows{{
    {100, exit_usage},
    {200, exit_usage},
    {300, exit_credentials},
    {400, exit_money},
    {500, exit_service},
    {600, exit_policy},
    {700, exit_service},
    {800, exit_unknown_outcome},
    {900, exit_file},
}};

} // namespace

ExitCode exit_code_of_status(kling_status status) {
  if (status == KLING_OK) {
    return exit_done;
  }
  // A few statuses mean something else to a shell than their neighbours in the group.
  if (status == KLING_E_TASK_FAILED) {
    return exit_task_failed;
  }
  if (status == KLING_E_TIMEOUT || status == KLING_E_AGAIN || status == KLING_E_CANCELLED) {
    return exit_service;
  }
  const kling_status group = kling_status_group(status);
  for (const GroupRow &row : group_rows) {
    if (row.group == group) {
      return row.code;
    }
  }
  return exit_service;
}

ExitCode exit_code_of_task(int32_t state, kling_status status) {
  switch (state) {
  case KLING_TASK_SUCCEEDED:
    return exit_code_of_status(status);
  case KLING_TASK_FAILED:
    return exit_task_failed;
  case KLING_TASK_DETACHED:
  case KLING_TASK_UNKNOWN:
    return exit_unknown_outcome;
  case KLING_TASK_CANCELLED:
    return exit_service;
  default:
    return status == KLING_OK ? exit_service : exit_code_of_status(status);
  }
}

} // namespace kling::cli
