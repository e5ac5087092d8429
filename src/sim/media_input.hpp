#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "sim/image_header.hpp"

namespace kling::sim {

struct Draft;

/// An image field: a URL passes unseen; raw Base64 must be a PNG or JPEG within the limits of §4, without a "data:" prefix. The new
/// generation takes larger files (§5.2).
[[nodiscard]] bool check_image(Draft &draft, std::string_view name, std::string_view given, int64_t most_megabytes = 10);
/// An audio field: a URL passes unseen; raw Base64 must be one of the formats of §4.8, 5 MB at most.
[[nodiscard]] bool check_audio(Draft &draft, std::string_view name, std::string_view given);
/// How long the sound of such a field is, where a WAV header tells.
[[nodiscard]] std::optional<int64_t> sound_ms(std::string_view given);
/// Of an image given as Base64; nothing for a URL.
[[nodiscard]] std::optional<ImageHeader> header_of_image(std::string_view given);

} // namespace kling::sim
