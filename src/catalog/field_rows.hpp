#pragma once

#include <array>

#include "catalog/field_rows_absent.hpp"
#include "catalog/field_rows_audio.hpp"
#include "catalog/field_rows_edit.hpp"
#include "catalog/field_rows_element.hpp"
#include "catalog/field_rows_image.hpp"
#include "catalog/field_rows_image_video.hpp"
#include "catalog/field_rows_lip_sync.hpp"
#include "catalog/field_rows_new.hpp"
#include "catalog/field_rows_omni.hpp"
#include "catalog/field_rows_task.hpp"
#include "catalog/field_rows_video.hpp"

namespace kling::catalog {

template <std::size_t... Sizes> consteval auto joined_rows(const Field (&...parts)[Sizes]) {
  std::array<Field, (Sizes + ...)> all{};
  std::size_t count = 0;
  const auto append = [&](const auto &part) {
    for (const Field &row : part) {
      all[count++] = row;
    }
  };
  (append(parts), ...);
  return all;
}

/// In the order in which they are listed, but that parts follow their whole.
inline constexpr auto field_rows =
    joined_rows(field_rows_video, field_rows_image_video, field_rows_omni, field_rows_lip_sync, field_rows_edit, field_rows_image,
                field_rows_audio, field_rows_element, field_rows_new, field_rows_task);

inline constexpr FieldOverride field_override_rows[] = {
    {.provider = "cometapi", .kinds = in("text2video", "image2video"), .name = "prompt", .max_length = 500, .source = "gateways 1.4"},
    {.provider = "cometapi",
     .kinds = in("text2video", "image2video"),
     .name = "negative_prompt",
     .max_length = 200,
     .source = "gateways 1.4"},
    {.provider = "cometapi", .kinds = in("video-extend"), .name = "prompt", .max_length = 500, .source = "gateways 1.4"},
    {.provider = "cometapi", .kinds = in("generations"), .name = "prompt", .max_length = 500, .source = "gateways 1.4"},
    {.provider = "cometapi", .kinds = in("generations"), .name = "negative_prompt", .max_length = 200, .source = "gateways 1.4"},
    {.provider = "cometapi",
     .kinds = in("text2video"),
     .name = "aspect_ratio",
     .values = lists::seven_aspect_ratios,
     .source = "gateways 1.4"},
};

inline constexpr Spelling spelling_rows[] = {
    {.kinds = in("text2video", "image2video", "multi-image2video", "omni-video", "motion-control", "avatar", "multi-elements"),
     .name = "mode",
     .value = "standard",
     .field = "mode",
     .means = "std",
     .source = "10"},
    {.kinds = in("text2video", "image2video", "multi-image2video", "omni-video", "motion-control", "avatar", "multi-elements"),
     .name = "mode",
     .value = "professional",
     .field = "mode",
     .means = "pro",
     .source = "10"},
    {.kinds = in("text2video", "image2video", "omni-video"),
     .name = "motion_has_audio",
     .value = "true",
     .field = "sound",
     .means = "on",
     .source = "10"},
    {.kinds = in("text2video", "image2video", "omni-video"),
     .name = "motion_has_audio",
     .value = "false",
     .field = "sound",
     .means = "off",
     .source = "10"},
    {.kinds = in("expand"), .name = "bottom_expansion_ratio", .field = "down_expansion_ratio", .source = "gateways 1.4"},
    {.kinds = new_videos, .name = "model", .field = "model_name", .source = "5"},
};

} // namespace kling::catalog
