#pragma once

#include "catalog/rule_conditions.hpp"

namespace kling::catalog {

/// What must hold between the fields of the new generation.
inline constexpr Rule rule_rows_new[] = {
    {.kinds = with_contents,
     .type = Rule::Type::needed,
     .each = "contents",
     .field = "text",
     .when = conditions::item_is_prompt,
     .reason = "is required where type is prompt",
     .source = "5.2"},
    {.kinds = with_contents,
     .type = Rule::Type::needed,
     .each = "contents",
     .field = "url",
     .when = conditions::item_is_media,
     .reason = "is required where type is that of a picture or a video",
     .source = "5.2"},
    {.kinds = with_contents,
     .type = Rule::Type::needed,
     .each = "contents",
     .field = "element_id",
     .when = conditions::item_is_element,
     .reason = "is required where type is element",
     .source = "5.2"},
    {.kinds = in("image-to-video"),
     .type = Rule::Type::needed,
     .each = "contents",
     .field = "voice_id",
     .when = conditions::item_is_voice,
     .reason = "is required where type is voice",
     .source = "5.2"},
    {.kinds = in("new-omni-video"),
     .type = Rule::Type::needed,
     .field = "settings.aspect_ratio",
     .when = conditions::new_shape_open,
     .reason = "is required without a first frame or a video",
     .source = "5.2"},
    {.kinds = in("new-motion-control"),
     .type = Rule::Type::needed,
     .field = "settings.character_orientation",
     .reason = "is required",
     .source = "5.2"},
};

} // namespace kling::catalog
