#pragma once

#include "sim/draft.hpp"

namespace kling::sim {

// Rules and results of the kinds that make pictures (§4.12, §4.14).

[[nodiscard]] bool choose_images_model(Draft &draft); // §11.9
[[nodiscard]] bool check_image_reference(Draft &draft);
[[nodiscard]] bool check_fidelity(Draft &draft);
[[nodiscard]] bool check_negative_prompt(Draft &draft);
[[nodiscard]] bool check_image_and_elements(Draft &draft); // ten together
[[nodiscard]] bool check_picture_elements(Draft &draft);
[[nodiscard]] bool check_image_o1(Draft &draft); // §6.3
[[nodiscard]] bool check_series_amount(Draft &draft);
[[nodiscard]] bool check_expanded_area(Draft &draft);
/// How many there will be, what slots they take (§2.4) and what they cost (§6.4).
[[nodiscard]] bool order_pictures(Draft &draft);

void make_pictures(Draft &draft, Task &task);
void make_omni_pictures(Draft &draft, Task &task);
void make_expanded(Draft &draft, Task &task);
void make_tried_on(Draft &draft, Task &task);
void make_shots(Draft &draft, Task &task);
void make_recognized(Draft &draft, Task &task);

/// {"images":[{index, url, watermark_url}]}
[[nodiscard]] String pictures_result(const State &state, const Task &task);
/// The same with result_type and, for a series, series_images.
[[nodiscard]] String omni_pictures_result(const State &state, const Task &task);
/// {"images":[{index, url_1, url_2, url_3}]}
[[nodiscard]] String shots_result(const State &state, const Task &task);
[[nodiscard]] bool answer_recognized(Draft &draft, const Task *task, String &data);

} // namespace kling::sim
