#pragma once

#include <cstdint>
#include <string_view>

#include "sim/draft.hpp"

namespace kling::sim {

// Rules for what a request names by an id that the account got earlier. With the switch any_ids every id is good.

/// A finished element that was not deleted.
[[nodiscard]] bool check_element(Draft &draft, std::string_view element_id);
/// Each `element_id` of a list of objects.
[[nodiscard]] bool check_elements(Draft &draft, std::string_view list);
/// Each `voice_id` of a list of objects: a preset or custom voice, not one of the guide for tts (§4.3).
[[nodiscard]] bool check_voice_list(Draft &draft, std::string_view list);
[[nodiscard]] bool check_voice(Draft &draft, std::string_view voice_id);
/// An id of the field that must name an audio of the last 30 days.
[[nodiscard]] bool check_audio_id(Draft &draft, std::string_view field);

/// The session of that purpose that the draft's session_id names; null, with the refusal, when there is none or its time is over. By the
/// switch an unknown id gets a session.
[[nodiscard]] Session *find_session(Draft &draft, SessionPurpose purpose);

/// Exactly one of video_id and video_url (`prefix` before both: "input."); what it names becomes the order's parent video. `file` is that
/// of an id, null for a URL and for an id that is only taken by the switch.
[[nodiscard]] bool take_parent(Draft &draft, std::string_view prefix, const File *&file);
[[nodiscard]] bool take_parent(Draft &draft);
/// Gives a parent from a URL its id; part of making the task.
void name_parent(State &state, Order &order);

} // namespace kling::sim
