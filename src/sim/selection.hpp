#pragma once

#include "sim/draft.hpp"

namespace kling::sim {

// Multi-elements (§4.11): a session is opened on a video, points are put on its frames, then a task edits it.
[[nodiscard]] bool check_opening(Draft &draft);
void open_selection(Draft &draft, Task &task);
[[nodiscard]] bool answer_opening(Draft &draft, const Task *task, String &data);
[[nodiscard]] bool answer_addition(Draft &draft, const Task *task, String &data);
[[nodiscard]] bool answer_deletion(Draft &draft, const Task *task, String &data);
[[nodiscard]] bool answer_clearing(Draft &draft, const Task *task, String &data);
[[nodiscard]] bool check_preview(Draft &draft);
void make_preview(Draft &draft, Task &task);
[[nodiscard]] bool answer_preview(Draft &draft, const Task *task, String &data);

[[nodiscard]] bool check_edit(Draft &draft);
[[nodiscard]] String edit_result(const State &state, const Task &task);

} // namespace kling::sim
