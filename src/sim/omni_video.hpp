#pragma once

#include "sim/draft.hpp"

namespace kling::sim {

// Rules of omni-video (§4.5), in their order.
[[nodiscard]] bool check_omni_model(Draft &draft); // mode, sound, multi_shot by model
[[nodiscard]] bool check_omni_prompt(Draft &draft);
[[nodiscard]] bool check_omni_frames(Draft &draft); // image_list, element_list, video_list
[[nodiscard]] bool check_omni_length(Draft &draft); // duration, aspect_ratio
[[nodiscard]] bool take_omni_price(Draft &draft);

} // namespace kling::sim
