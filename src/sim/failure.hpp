#pragma once

#include <string_view>

#include "sim/field.hpp"

namespace kling::sim {

/// The text with which a task is going to fail because of what a field of that type says; empty when it is not. The recorded texts of §3:
/// "risk control" in a prompt, "unreachable" in a URL, "bad-ratio" in the URL of an image, "no-human" in the URL of a video and
/// "no human" in a prompt of the lip-sync kinds.
[[nodiscard]] std::string_view failure_of(std::string_view kind, FieldType type, std::string_view given);

} // namespace kling::sim
