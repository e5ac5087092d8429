#pragma once

#include "cli/failure.hpp"
#include "cli/progress.hpp"
#include "cli/session.hpp"

namespace kling::cli {

/// How watching ended.
struct Watched {
  Failure failure;          // the client itself failed
  bool interrupted = false; // Ctrl-C
};

/// Runs the event loop until the task has its event of type `last` (KLING_EVENT_FINAL or _SAVED) or Ctrl-C was pressed.
[[nodiscard]] Watched watch_task(Session &session, int32_t last, Progress &progress);

/// Prints what became of the task: paths or URLs on stdout (with --json the result line), what went wrong on stderr.
int report_task(const kling_task *task, const Session &session, const Watched &watched, const GlobalFlags &flags);

} // namespace kling::cli
