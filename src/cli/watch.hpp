#pragma once

#include "cli/failure.hpp"
#include "cli/progress.hpp"
#include "cli/session.hpp"

namespace kling::cli {

/// What ends the watching of a task besides its event.
enum class Patience : unsigned char {
  endless,    // trouble is told, and the task watched on: it is ours and may have been paid for
  first_look, // a task that was only named: when the first look finds no such task, or no way to it, that is the end
  known_id    // the same, but a task that is not found may still appear: its token was ours
};

/// How watching ended.
struct Watched {
  Failure failure;          // the client itself failed, or the first look did
  bool interrupted = false; // Ctrl-C
};

/// Runs the event loop until the task has its event of type `last` (KLING_EVENT_FINAL or _SAVED) or Ctrl-C was pressed.
[[nodiscard]] Watched watch_task(Session &session, int32_t last, Patience patience, Progress &progress);

} // namespace kling::cli
