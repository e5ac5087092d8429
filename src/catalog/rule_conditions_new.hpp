#pragma once

#include "catalog/rule_conditions.hpp"

namespace kling::catalog {

/// The kinds whose body is a list of contents.
inline constexpr KindSet with_contents = in("image-to-video", "new-omni-video", "new-motion-control");

/// What the rows of rules of the new generation name.
namespace rule_lists {
inline constexpr std::string_view word_prompt[] = {"prompt"};
inline constexpr std::string_view media_contents[] = {"first_frame", "last_frame", "refer_image", "feature_video",
                                                      "base_video",  "image",      "video"};
inline constexpr std::string_view shaping_contents[] = {"first_frame", "feature_video", "base_video"};
inline constexpr std::string_view content_ids[] = {"contents[].id"};
inline constexpr std::string_view new_frames[] = {"first_frame", "last_frame"};
inline constexpr std::string_view image_and_video[] = {"image", "video"};
inline constexpr std::string_view last_frame[] = {"last_frame"};
inline constexpr std::string_view native[] = {"native"};
inline constexpr std::string_view reference_videos[] = {"feature_video", "base_video"};
inline constexpr std::string_view images_and_elements[] = {"refer_image", "element"};
inline constexpr std::string_view refer_image[] = {"refer_image"};
inline constexpr std::string_view feature_video[] = {"feature_video"};
inline constexpr std::string_view base_video[] = {"base_video"};
inline constexpr std::string_view untruth[] = {"false"};
inline constexpr std::string_view kling_o1[] = {"kling-o1"};
inline constexpr std::string_view kling_3_turbo[] = {"kling-3.0-turbo"};
inline constexpr std::string_view shorter_prompts[] = {"kling-2.6", "kling-2.5-turbo"};
inline constexpr std::string_view models_of_shots_in_text[] = {"kling-3.0-turbo", "kling-3.0"};
inline constexpr std::string_view models_of_shots[] = {"kling-3.0-turbo", "kling-3.0", "kling-3.0-omni"};
inline constexpr std::string_view new_duration[] = {"settings.duration"};
inline constexpr std::string_view six[] = {"6"};
} // namespace rule_lists

namespace conditions {
inline constexpr Condition item_is_prompt[] = {{.field = "type", .test = Test::is, .values = rule_lists::word_prompt}};
inline constexpr Condition item_is_media[] = {{.field = "type", .test = Test::is, .values = rule_lists::media_contents}};
inline constexpr Condition item_is_element[] = {{.field = "type", .test = Test::is, .values = rule_lists::word_element}};
inline constexpr Condition item_is_voice[] = {{.field = "type", .test = Test::is, .values = rule_lists::word_voice}};
inline constexpr Condition item_is_no_prompt[] = {{.field = "type", .test = Test::is_not, .values = rule_lists::word_prompt}};
inline constexpr Condition item_is_no_media[] = {{.field = "type", .test = Test::is_not, .values = rule_lists::media_contents}};
inline constexpr Condition item_is_no_element[] = {{.field = "type", .test = Test::is_not, .values = rule_lists::word_element}};
inline constexpr Condition item_is_no_voice[] = {{.field = "type", .test = Test::is_not, .values = rule_lists::word_voice}};
inline constexpr Condition new_shape_open[] = {{.field = "contents[].type", .test = Test::is_not, .values = rule_lists::shaping_contents}};
inline constexpr Condition no_first_content[] = {{.field = "contents[].type", .test = Test::is_not, .values = rule_lists::first_frame}};
inline constexpr Condition with_first_content[] = {{.field = "contents[].type", .test = Test::is, .values = rule_lists::first_frame}};
inline constexpr Condition with_voice_content[] = {{.field = "contents[].type", .test = Test::is, .values = rule_lists::word_voice}};
inline constexpr Condition no_reference_video[] = {
    {.field = "contents[].type", .test = Test::is_not, .values = rule_lists::reference_videos}};
inline constexpr Condition with_reference_video[] = {
    {.field = "contents[].type", .test = Test::is, .values = rule_lists::reference_videos}};
inline constexpr Condition images_with_video[] = {{.field = "contents[].type", .test = Test::is, .values = rule_lists::reference_videos},
                                                  {.field = "contents[].type", .test = Test::is, .values = rule_lists::refer_image}};
inline constexpr Condition last_content_on_o1[] = {{.field = "model_name", .test = Test::is, .values = rule_lists::kling_o1},
                                                   {.field = "contents[].type", .test = Test::is, .values = rule_lists::last_frame}};
inline constexpr Condition with_feature_video[] = {{.field = "contents[].type", .test = Test::is, .values = rule_lists::feature_video}};
inline constexpr Condition with_base_video[] = {{.field = "contents[].type", .test = Test::is, .values = rule_lists::base_video}};
inline constexpr Condition on_shorter_prompts[] = {{.field = "model_name", .test = Test::is, .values = rule_lists::shorter_prompts}};
inline constexpr Condition on_3_turbo[] = {{.field = "model_name", .test = Test::is, .values = rule_lists::kling_3_turbo}};
inline constexpr Condition on_o1[] = {{.field = "model_name", .test = Test::is, .values = rule_lists::kling_o1}};
inline constexpr Condition o1_without_refer_image[] = {
    {.field = "model_name", .test = Test::is, .values = rule_lists::kling_o1},
    {.field = "contents[].type", .test = Test::is_not, .values = rule_lists::refer_image}};
inline constexpr Condition shots_count[] = {{.field = "model_name", .test = Test::is, .values = rule_lists::models_of_shots_in_text},
                                            {.field = "settings.multi_shot", .test = Test::is_not, .values = rule_lists::untruth}};
inline constexpr Condition shots_of_contents_count[] = {
    {.field = "model_name", .test = Test::is, .values = rule_lists::models_of_shots},
    {.field = "settings.multi_shot", .test = Test::is_not, .values = rule_lists::untruth},
    {.field = "contents[].type", .test = Test::is_not, .values = rule_lists::base_video}};
} // namespace conditions

} // namespace kling::catalog
