#pragma once

#include "sim/draft.hpp"

namespace kling::sim {

// Rules, results and answers of the kinds that fill and empty the libraries of elements and voices (§4.15, §4.16).

[[nodiscard]] bool check_references(Draft &draft); // what reference_type asks for
[[nodiscard]] bool check_element_voice(Draft &draft);
[[nodiscard]] bool check_element_id(Draft &draft); // of a delete
[[nodiscard]] bool check_voice_sample(Draft &draft);
[[nodiscard]] bool check_voice_id(Draft &draft); // of a delete
[[nodiscard]] bool order_voice(Draft &draft);

void make_element(Draft &draft, Task &task);
void make_old_element(Draft &draft, Task &task);
void make_voice(Draft &draft, Task &task);
void remove_voice(Draft &draft, Task &task);

/// {"elements":[…]}
[[nodiscard]] String element_result(const State &state, const Task &task);
/// {"voices":[…]}
[[nodiscard]] String voice_result(const State &state, const Task &task);

[[nodiscard]] bool answer_old_element(Draft &draft, const Task *task, String &data);
[[nodiscard]] bool answer_old_elements(Draft &draft, const Task *task, String &data);
[[nodiscard]] bool answer_old_presets(Draft &draft, const Task *task, String &data);
[[nodiscard]] bool answer_preset_elements(Draft &draft, const Task *task, String &data);
[[nodiscard]] bool answer_preset_voices(Draft &draft, const Task *task, String &data);
[[nodiscard]] bool answer_removed_element(Draft &draft, const Task *task, String &data);
[[nodiscard]] bool answer_removed_voice(Draft &draft, const Task *task, String &data);

} // namespace kling::sim
