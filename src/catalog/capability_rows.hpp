#pragma once

#include "catalog/field_lists.hpp"
#include "catalog/model_rows.hpp"

namespace kling::catalog {

namespace lists {
inline constexpr std::string_view only_std[] = {"std"};
inline constexpr std::string_view only_pro[] = {"pro"};
inline constexpr std::string_view only_4k[] = {"4k"};
inline constexpr std::string_view only_2k[] = {"2k"};
inline constexpr std::string_view only_on[] = {"on"};
inline constexpr std::string_view only_true[] = {"true"};
inline constexpr std::string_view only_series[] = {"series"};
inline constexpr std::string_view five[] = {"5"};
} // namespace lists

inline constexpr Capability capability_rows[] = {
    {.field = "sound",
     .values = lists::only_on,
     .model = "kling-v2-6",
     .kinds = in("text2video", "image2video"),
     .modes = lists::only_pro,
     .source = "6.1"},
    {.field = "sound", .values = lists::only_on, .model = "kling-v3", .kinds = in("text2video", "image2video"), .source = "6.1"},
    {.field = "sound", .values = lists::only_on, .model = "kling-v3-omni", .kinds = in("omni-video"), .source = "6.1"},
    {.field = "mode", .values = lists::only_4k, .model = "kling-v3", .kinds = in("text2video", "image2video"), .source = "4.2"},
    {.field = "mode", .values = lists::only_4k, .model = "kling-v3-omni", .kinds = in("omni-video"), .source = "4.5"},
    {.field = "multi_shot", .values = lists::only_true, .model = "kling-v3", .kinds = in("text2video", "image2video"), .source = "4.2"},
    {.field = "multi_shot", .values = lists::only_true, .model = "kling-v3-omni", .kinds = in("omni-video"), .source = "4.5"},
    {.field = "cfg_scale", .model = "kling-v1", .kinds = in("text2video", "image2video"), .source = "6.1"},
    {.field = "cfg_scale", .model = "kling-v1-6", .kinds = in("text2video", "image2video"), .source = "6.1"},
    {.field = "cfg_scale", .model = "kling-v1-5", .kinds = in("image2video"), .source = "6.1"},
    {.field = "camera_control",
     .model = "kling-v1",
     .kinds = in("text2video"),
     .modes = lists::only_std,
     .durations = lists::five,
     .source = "4.2.1"},
    {.field = "camera_control",
     .model = "kling-v1-5",
     .kinds = in("image2video"),
     .modes = lists::only_pro,
     .durations = lists::five,
     .note = "type simple only",
     .source = "4.3"},
    {.field = "voice_list", .model = "kling-v2-6", .kinds = in("text2video"), .source = "4.2"},
    {.field = "voice_list", .model = "kling-v2-6", .kinds = in("image2video"), .modes = lists::only_pro, .source = "4.3"},
    {.field = "element_list", .model = "kling-v3", .kinds = in("text2video", "image2video", "motion-control"), .source = "4.3"},
    {.field = "image_tail",
     .model = "kling-v1",
     .kinds = in("image2video"),
     .modes = lists::std_pro,
     .durations = lists::five,
     .source = "6.1"},
    {.field = "image_tail",
     .model = "kling-v1-5",
     .kinds = in("image2video"),
     .modes = lists::only_pro,
     .note = "also without image",
     .source = "6.1"},
    {.field = "image_tail",
     .model = "kling-v1-6",
     .kinds = in("image2video"),
     .modes = lists::only_pro,
     .note = "also without image",
     .source = "6.1"},
    {.field = "image_tail", .model = "kling-v2-1", .kinds = in("image2video"), .modes = lists::only_pro, .source = "6.1"},
    {.field = "image_tail", .model = "kling-v2-5-turbo", .kinds = in("image2video"), .modes = lists::only_pro, .source = "6.1"},
    {.field = "image_tail",
     .model = "kling-v2-6",
     .kinds = in("image2video"),
     .modes = lists::only_pro,
     .note = "without sound",
     .source = "6.1"},
    {.field = "image_tail", .model = "kling-v3", .kinds = in("image2video"), .source = "6.1"},
    {.field = "static_mask",
     .model = "kling-v1",
     .kinds = in("image2video"),
     .modes = lists::std_pro,
     .durations = lists::five,
     .source = "6.1"},
    {.field = "static_mask",
     .model = "kling-v1-5",
     .kinds = in("image2video"),
     .modes = lists::only_pro,
     .durations = lists::five,
     .source = "6.1"},
    {.field = "dynamic_masks",
     .model = "kling-v1",
     .kinds = in("image2video"),
     .modes = lists::std_pro,
     .durations = lists::five,
     .source = "6.1"},
    {.field = "dynamic_masks",
     .model = "kling-v1-5",
     .kinds = in("image2video"),
     .modes = lists::only_pro,
     .durations = lists::five,
     .source = "6.1"},
    {.field = "image_reference", .model = "kling-v2-1", .kinds = in("generations"), .source = "4.14"},
    {.field = "image_reference", .model = "kling-v1-5", .kinds = in("generations"), .source = "4.14"},
    {.field = "image_fidelity", .model = "kling-v2-1", .kinds = in("generations"), .source = "4.14"},
    {.field = "human_fidelity", .model = "kling-v2-1", .kinds = in("generations"), .source = "4.14"},
    {.field = "resolution", .values = lists::only_2k, .model = "kling-v3", .kinds = in("generations"), .source = "6.3"},
    {.field = "resolution", .values = lists::only_4k, .model = "kling-v3-omni", .kinds = in("omni-image"), .source = "6.3"},
    {.field = "result_type", .values = lists::only_series, .model = "kling-v3-omni", .kinds = in("omni-image"), .source = "6.3"},
    {.field = "aspect_ratio", .values = lists::only_auto, .model = "kling-v3-omni", .kinds = in("omni-image"), .source = "6.3"},
};

} // namespace kling::catalog
