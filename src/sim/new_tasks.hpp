#pragma once

#include <string_view>

#include "sim/draft.hpp"

namespace kling::sim {

// Tasks of both generations under /tasks (§5.3, §5.4).

/// GET: those with the ids of the query.
[[nodiscard]] bool answer_tasks(Draft &draft, const Task *task, String &data);
/// POST: a page of all, the newest first.
[[nodiscard]] bool answer_task_list(Draft &draft, const Task *task, String &data);

} // namespace kling::sim
