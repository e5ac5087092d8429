#pragma once

#include "catalog/price_conditions.hpp"

namespace kling::catalog {

/// What the rows of prices of the new generation name.
namespace words {
inline constexpr std::string_view lines_720[] = {"720p"};
inline constexpr std::string_view lines_1080[] = {"1080p"};
inline constexpr std::string_view native[] = {"native"};
inline constexpr std::string_view voice[] = {"voice"};
inline constexpr std::string_view feature_video[] = {"feature_video"};
inline constexpr std::string_view base_video[] = {"base_video"};
inline constexpr std::string_view reference_videos[] = {"feature_video", "base_video"};
} // namespace words

namespace asked {
inline constexpr Condition at_720p[] = {{.field = "settings.resolution", .test = Test::is, .values = words::lines_720}};
inline constexpr Condition at_720p_silent[] = {{.field = "settings.resolution", .test = Test::is, .values = words::lines_720},
                                               {.field = "settings.audio", .test = Test::is, .values = words::off}};
inline constexpr Condition at_720p_native[] = {{.field = "settings.resolution", .test = Test::is, .values = words::lines_720},
                                               {.field = "settings.audio", .test = Test::is, .values = words::native}};
inline constexpr Condition at_720p_silent_without_video[] = {
    {.field = "settings.resolution", .test = Test::is, .values = words::lines_720},
    {.field = "settings.audio", .test = Test::is, .values = words::off},
    {.field = "contents[].type", .test = Test::is_not, .values = words::reference_videos}};
inline constexpr Condition at_720p_native_without_video[] = {
    {.field = "settings.resolution", .test = Test::is, .values = words::lines_720},
    {.field = "settings.audio", .test = Test::is, .values = words::native},
    {.field = "contents[].type", .test = Test::is_not, .values = words::reference_videos}};
inline constexpr Condition at_720p_with_video[] = {{.field = "settings.resolution", .test = Test::is, .values = words::lines_720},
                                                   {.field = "contents[].type", .test = Test::is, .values = words::feature_video}};
inline constexpr Condition at_720p_edited[] = {{.field = "settings.resolution", .test = Test::is, .values = words::lines_720},
                                               {.field = "contents[].type", .test = Test::is, .values = words::base_video}};
inline constexpr Condition at_1080p[] = {{.field = "settings.resolution", .test = Test::is, .values = words::lines_1080}};
inline constexpr Condition at_1080p_silent[] = {{.field = "settings.resolution", .test = Test::is, .values = words::lines_1080},
                                                {.field = "settings.audio", .test = Test::is, .values = words::off}};
inline constexpr Condition at_1080p_native[] = {{.field = "settings.resolution", .test = Test::is, .values = words::lines_1080},
                                                {.field = "settings.audio", .test = Test::is, .values = words::native}};
inline constexpr Condition at_1080p_silent_without_video[] = {
    {.field = "settings.resolution", .test = Test::is, .values = words::lines_1080},
    {.field = "settings.audio", .test = Test::is, .values = words::off},
    {.field = "contents[].type", .test = Test::is_not, .values = words::reference_videos}};
inline constexpr Condition at_1080p_native_without_video[] = {
    {.field = "settings.resolution", .test = Test::is, .values = words::lines_1080},
    {.field = "settings.audio", .test = Test::is, .values = words::native},
    {.field = "contents[].type", .test = Test::is_not, .values = words::reference_videos}};
inline constexpr Condition at_1080p_with_video[] = {{.field = "settings.resolution", .test = Test::is, .values = words::lines_1080},
                                                    {.field = "contents[].type", .test = Test::is, .values = words::feature_video}};
inline constexpr Condition at_1080p_edited[] = {{.field = "settings.resolution", .test = Test::is, .values = words::lines_1080},
                                                {.field = "contents[].type", .test = Test::is, .values = words::base_video}};
inline constexpr Condition at_4k_silent[] = {{.field = "settings.resolution", .test = Test::is, .values = words::four_k},
                                             {.field = "settings.audio", .test = Test::is, .values = words::off}};
inline constexpr Condition at_4k_native[] = {{.field = "settings.resolution", .test = Test::is, .values = words::four_k},
                                             {.field = "settings.audio", .test = Test::is, .values = words::native}};
inline constexpr Condition at_4k_silent_without_video[] = {
    {.field = "settings.resolution", .test = Test::is, .values = words::four_k},
    {.field = "settings.audio", .test = Test::is, .values = words::off},
    {.field = "contents[].type", .test = Test::is_not, .values = words::reference_videos}};
inline constexpr Condition at_4k_native_without_video[] = {
    {.field = "settings.resolution", .test = Test::is, .values = words::four_k},
    {.field = "settings.audio", .test = Test::is, .values = words::native},
    {.field = "contents[].type", .test = Test::is_not, .values = words::reference_videos}};
inline constexpr Condition at_1080p_native_speaking[] = {{.field = "settings.resolution", .test = Test::is, .values = words::lines_1080},
                                                         {.field = "settings.audio", .test = Test::is, .values = words::native},
                                                         {.field = "contents[].type", .test = Test::is, .values = words::voice}};
} // namespace asked

} // namespace kling::catalog
