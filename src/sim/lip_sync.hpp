#pragma once

#include "sim/draft.hpp"

namespace kling::sim {

// The old lip-sync (§4.8, §7.3), identify-face and the lip-sync that builds on it.
[[nodiscard]] bool check_old_lip_sync(Draft &draft);
[[nodiscard]] String lip_sync_result(const State &state, const Task &task);

[[nodiscard]] bool check_face_video(Draft &draft);
void make_faces(Draft &draft, Task &task);
[[nodiscard]] bool answer_faces(Draft &draft, const Task *task, String &data);

[[nodiscard]] bool check_face_choice(Draft &draft);

} // namespace kling::sim
