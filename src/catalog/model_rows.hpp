#pragma once

#include "catalog/kind_rows.hpp"
#include "catalog/model.hpp"

namespace kling::catalog {

namespace lists {
inline constexpr std::string_view std_pro[] = {"std", "pro"};
inline constexpr std::string_view std_pro_4k[] = {"std", "pro", "4k"};
inline constexpr std::string_view only_std[] = {"std"};
inline constexpr std::string_view only_pro[] = {"pro"};
inline constexpr std::string_view only_4k[] = {"4k"};
inline constexpr std::string_view only_on[] = {"on"};
inline constexpr std::string_view only_true[] = {"true"};
inline constexpr std::string_view five[] = {"5"};
inline constexpr std::string_view five_or_ten[] = {"5", "10"};
inline constexpr std::string_view three_to_fifteen[] = {"3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15"};
inline constexpr std::string_view reported_discontinued = "reported discontinued in September 2026";
} // namespace lists

inline constexpr Model model_rows[] = {
    {.name = "kling-v1",
     .kinds = in("text2video"),
     .modes = lists::std_pro,
     .durations = lists::five_or_ten,
     .retired = lists::reported_discontinued,
     .recommended = false,
     .note = "camera_control in mode std with 5 seconds",
     .source = "6.1"},
    {.name = "kling-v1-6",
     .kinds = in("text2video"),
     .modes = lists::std_pro,
     .durations = lists::five_or_ten,
     .retired = lists::reported_discontinued,
     .recommended = false,
     .note = "",
     .source = "6.1"},
    {.name = "kling-v2-master",
     .kinds = in("text2video"),
     .modes = {},
     .durations = lists::five_or_ten,
     .retired = lists::reported_discontinued,
     .recommended = false,
     .note = "has no mode",
     .source = "6.1"},
    {.name = "kling-v2-1-master",
     .kinds = in("text2video"),
     .modes = {},
     .durations = lists::five_or_ten,
     .retired = lists::reported_discontinued,
     .recommended = false,
     .note = "has no mode",
     .source = "6.1"},
    {.name = "kling-v2-5-turbo",
     .kinds = in("text2video"),
     .modes = lists::std_pro,
     .durations = lists::five_or_ten,
     .retired = "",
     .recommended = false,
     .note = "",
     .source = "6.1"},
    {.name = "kling-v2-6",
     .kinds = in("text2video"),
     .modes = lists::std_pro,
     .durations = lists::five_or_ten,
     .retired = "",
     .recommended = false,
     .note = "sound in mode pro only",
     .source = "6.1"},
    {.name = "kling-v3",
     .kinds = in("text2video"),
     .modes = lists::std_pro_4k,
     .durations = lists::three_to_fifteen,
     .retired = "",
     .recommended = true,
     .note = "",
     .source = "6.1"},
};

} // namespace kling::catalog
