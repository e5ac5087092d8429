#pragma once

#include "catalog/model_rows.hpp"

namespace kling::catalog {

inline constexpr Capability capability_rows[] = {
    {.field = "sound",
     .values = lists::only_on,
     .model = "kling-v2-6",
     .kinds = in("text2video"),
     .modes = lists::only_pro,
     .source = "4.2"},
    {.field = "sound", .values = lists::only_on, .model = "kling-v3", .kinds = in("text2video"), .source = "4.2"},
    {.field = "mode", .values = lists::only_4k, .model = "kling-v3", .kinds = in("text2video"), .source = "4.2"},
    {.field = "multi_shot", .values = lists::only_true, .model = "kling-v3", .kinds = in("text2video"), .source = "4.2"},
    {.field = "cfg_scale", .model = "kling-v1", .kinds = in("text2video"), .source = "6.1"},
    {.field = "cfg_scale", .model = "kling-v1-6", .kinds = in("text2video"), .source = "6.1"},
    {.field = "camera_control",
     .model = "kling-v1",
     .kinds = in("text2video"),
     .modes = lists::only_std,
     .durations = lists::five,
     .source = "4.2.1"},
    {.field = "voice_list", .model = "kling-v2-6", .kinds = in("text2video"), .source = "4.2"},
    {.field = "element_list", .model = "kling-v3", .kinds = in("text2video"), .source = "4.3"},
};

} // namespace kling::catalog
