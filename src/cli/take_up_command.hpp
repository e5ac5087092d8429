#pragma once

#include <string>

#include "cli/command_line.hpp"
#include "cli/failure.hpp"
#include "cli/handle.hpp"
#include "cli/session.hpp"

namespace kling::cli {

/// kling wait TASK... [-o FILE]: watches tasks that exist, by their tokens, task ids or external ids.
int run_wait(const Invocation &asked);
/// kling save TASK... -o FILE
int run_save(const Invocation &invocation);

/// A session to look at tasks of before: a simulator of its own would know none.
[[nodiscard]] Failure open_session_of_tasks(const GlobalFlags &flags, Session &session);

/// Takes up a task by its token, task id or external id.
[[nodiscard]] Failure attach_task(const std::string &word, const GlobalFlags &flags, kling_client *client, Task &out);

/// Where the first look found no such task: names it, and what may help.
void explain_first_look(const std::string &word, const GlobalFlags &flags, Failure &failure);

} // namespace kling::cli
