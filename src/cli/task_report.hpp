#pragma once

#include <string>
#include <vector>

#include "cli/session.hpp"
#include "cli/watch.hpp"

namespace kling::cli {

/// What was to become of a task.
struct Asked {
  std::string output;                // -o
  std::vector<std::string> left_out; // tasks that were to be looked at after it, named again when it is interrupted
};

/// Prints what became of the task: paths or URLs on stdout (with --json the result line), what went wrong on stderr.
int report_task(const kling_task *task, const Session &session, const Watched &watched, const GlobalFlags &flags, const Asked &asked);

/// Prints what one look found: a few lines, with --json the result line.
int report_look(const kling_task *task, const GlobalFlags &flags);

} // namespace kling::cli
