#pragma once

#include "sim/draft.hpp"
#include "sim/task_json.hpp"

namespace kling::sim {

// Rules of text2video and image2video, in the order in which their kinds apply them.

/// Reads model, mode, duration and sound into the order, and refuses what the model does not make (§6.1).
[[nodiscard]] bool check_length_and_mode(Draft &draft);
[[nodiscard]] bool check_shots(Draft &draft); // multi_shot, shot_type, multi_prompt
[[nodiscard]] bool check_prompt(Draft &draft);
[[nodiscard]] bool check_sound(Draft &draft);
[[nodiscard]] bool check_voices(Draft &draft);
[[nodiscard]] bool check_text_camera(Draft &draft);  // kling-v1
[[nodiscard]] bool check_image_camera(Draft &draft); // kling-v1-5
[[nodiscard]] bool check_frames(Draft &draft);       // image, image_tail and what excludes them
[[nodiscard]] bool check_motion_brush(Draft &draft);
[[nodiscard]] bool check_video_elements(Draft &draft);
[[nodiscard]] bool take_ratio(Draft &draft); // aspect_ratio, or that of the image
[[nodiscard]] bool take_price(Draft &draft);

/// multi_shot with shot_type customize: the shots take the place of the prompt.
[[nodiscard]] bool is_customized(const Draft &draft);
/// The shots themselves; together as long as `seconds`.
[[nodiscard]] bool check_shot_list(Draft &draft, int64_t seconds);
/// "model/mode/duration(kling-v2-5-turbo/std/5)" (§7.2)
[[nodiscard]] String combination(const Draft &draft);
/// The nearest of the three ratios of videos.
[[nodiscard]] Ratio ratio_of(uint32_t width, uint32_t height);
[[nodiscard]] std::optional<Ratio> ratio_from(std::string_view name);

/// The output of a kind that makes one video as the order's clip says.
void make_video(Draft &draft, Task &task);
/// {"videos":[{id, url, watermark_url, duration}]}
[[nodiscard]] String videos_result(const State &state, const Task &task);
/// The same with what a page lists and no more.
struct VideoShape {
  bool id = true;
  bool duration = true;
  bool session = false;
};
[[nodiscard]] String videos_json(const State &state, const Task &task, VideoShape shape);

} // namespace kling::sim
