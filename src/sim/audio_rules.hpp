#pragma once

#include "sim/draft.hpp"

namespace kling::sim {

// Rules and results of the kinds that make sound (§4.13).

[[nodiscard]] bool check_tenths(Draft &draft); // duration has one decimal
[[nodiscard]] bool take_silent_video(Draft &draft);
[[nodiscard]] bool check_narrator(Draft &draft);
[[nodiscard]] bool order_audio(Draft &draft); // §6.4

void make_sound(Draft &draft, Task &task);
void make_sound_for_video(Draft &draft, Task &task);
void make_speech(Draft &draft, Task &task);

/// {"audios":[{id, url_mp3, url_wav, duration_mp3, duration_wav}]}
[[nodiscard]] String sound_result(const State &state, const Task &task);
/// The same behind {"videos":[{id, url, duration}]}.
[[nodiscard]] String sound_for_video_result(const State &state, const Task &task);
[[nodiscard]] bool answer_speech(Draft &draft, const Task *task, String &data);

} // namespace kling::sim
