#pragma once

#include "sim/draft.hpp"

namespace kling::sim {

// Rules of the kinds that take a video or a sound: each reads what it needs into the order.
[[nodiscard]] bool check_multi_image(Draft &draft);    // §4.4
[[nodiscard]] bool check_motion_control(Draft &draft); // §4.6
[[nodiscard]] bool check_extension(Draft &draft);      // §4.7
[[nodiscard]] bool check_avatar(Draft &draft);         // §4.9

/// Exactly one of `audio_id` and `sound_file`, which must be 2 s to `most_seconds` long; `duration_ms` says how long where that is known.
[[nodiscard]] bool check_sound_source(Draft &draft, json::Value where, std::string_view prefix, int64_t most_seconds,
                                      std::optional<int64_t> &duration_ms);

/// A video as the order's clip, and a name for the parent.
void make_edited_video(Draft &draft, Task &task);
[[nodiscard]] String effects_result(const State &state, const Task &task);

} // namespace kling::sim
