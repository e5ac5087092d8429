#pragma once

#include "sim/draft.hpp"

namespace kling::sim {

// Rules for the prompt and the settings of the new generation (§5.2), in the order in which the kinds apply them.
[[nodiscard]] bool check_plain_prompt(Draft &draft); // where it is a field
[[nodiscard]] bool check_resolution(Draft &draft);
[[nodiscard]] bool check_length(Draft &draft);
[[nodiscard]] bool check_audio_setting(Draft &draft);
[[nodiscard]] bool check_shot_prompt(Draft &draft); // multi_shot, and the shots that the prompt lists
[[nodiscard]] bool check_orientation(Draft &draft);
[[nodiscard]] bool take_new_ratio(Draft &draft); // aspect_ratio, or that of the picture
[[nodiscard]] bool take_new_price(Draft &draft);

} // namespace kling::sim
