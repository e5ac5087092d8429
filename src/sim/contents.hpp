#pragma once

#include "sim/draft.hpp"

namespace kling::sim {

// The items of `contents`, the body of the new generation (§5.2).

/// How many items are of that type.
[[nodiscard]] int64_t contents_of(const Draft &draft, std::string_view type);
[[nodiscard]] inline bool has_content(const Draft &draft, std::string_view type) {
  return contents_of(draft, type) != 0;
}
/// A member of the first item of that type: "url" of "first_frame".
[[nodiscard]] std::string_view content_text(const Draft &draft, std::string_view type, std::string_view member);
/// The prompt, wherever the model has it.
[[nodiscard]] std::string_view prompt_of(const Draft &draft);

// Rules, in the order in which the kinds apply them.
[[nodiscard]] bool check_contents(Draft &draft); // each item, and how many of each type
[[nodiscard]] bool check_first_frame(Draft &draft);
[[nodiscard]] bool check_motion_contents(Draft &draft);
[[nodiscard]] bool check_omni_contents(Draft &draft); // how many references, and what goes with what

} // namespace kling::sim
