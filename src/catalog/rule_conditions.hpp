#pragma once

#include "catalog/kind_rows.hpp"
#include "catalog/rule.hpp"

namespace kling::catalog {

/// What the rows of rules name.
namespace rule_lists {
inline constexpr std::string_view truth[] = {"true"};
inline constexpr std::string_view shot_durations[] = {"multi_prompt[].duration"};
inline constexpr std::string_view image_tail[] = {"image_tail"};
inline constexpr std::string_view models_of_pairs[] = {"kling-v1", "kling-v2-1", "kling-v2-5-turbo", "kling-v2-6", "kling-v3"};
inline constexpr std::string_view not_with_a_tail[] = {"static_mask", "dynamic_masks", "camera_control"};
inline constexpr std::string_view masks[] = {"static_mask", "dynamic_masks"};
inline constexpr std::string_view off[] = {"off"};
inline constexpr std::string_view simple[] = {"simple"};
inline constexpr std::string_view on[] = {"on"};
inline constexpr std::string_view prompt[] = {"prompt"};
inline constexpr std::string_view word_voice[] = {"voice"};
inline constexpr std::string_view voice_list[] = {"voice_list"};
inline constexpr std::string_view end_frame[] = {"end_frame"};
inline constexpr std::string_view element_list[] = {"element_list"};
inline constexpr std::string_view five_or_ten[] = {"5", "10"};
inline constexpr std::string_view image_list[] = {"image_list"};
inline constexpr std::string_view word_image[] = {"image"};
inline constexpr std::string_view word_element[] = {"element"};
inline constexpr std::string_view video_list[] = {"video_list"};
inline constexpr std::string_view word_video[] = {"video"};
inline constexpr std::string_view video_url[] = {"video_url"};
inline constexpr std::string_view sound_file[] = {"sound_file"};
inline constexpr std::string_view sound_end_time[] = {"sound_end_time"};
inline constexpr std::string_view input_video_url[] = {"input.video_url"};
inline constexpr std::string_view input_voice_language[] = {"input.voice_language"};
inline constexpr std::string_view images_of_scenes[] = {"input.image", "input.images"};
inline constexpr std::string_view voice_language[] = {"voice_language"};
inline constexpr std::string_view other_sides[] = {"down_expansion_ratio", "left_expansion_ratio", "right_expansion_ratio"};
inline constexpr std::string_view video_id[] = {"video_id"};
inline constexpr std::string_view package_id[] = {"package_id"};
inline constexpr std::string_view customize[] = {"customize"};
inline constexpr std::string_view kling_v2_6[] = {"kling-v2-6"};
inline constexpr std::string_view kling_v1_5[] = {"kling-v1-5"};
inline constexpr std::string_view first_frame[] = {"first_frame"};
inline constexpr std::string_view kling_video_o1[] = {"kling-video-o1"};
inline constexpr std::string_view two[] = {"2"};
inline constexpr std::string_view base[] = {"base"};
inline constexpr std::string_view one[] = {"1"};
inline constexpr std::string_view text2video[] = {"text2video"};
inline constexpr std::string_view audio2video[] = {"audio2video"};
inline constexpr std::string_view file[] = {"file"};
inline constexpr std::string_view url[] = {"url"};
inline constexpr std::string_view putting_in[] = {"addition", "swap"};
inline constexpr std::string_view swap[] = {"swap"};
inline constexpr std::string_view removal[] = {"removal"};
inline constexpr std::string_view subject[] = {"subject"};
inline constexpr std::string_view series[] = {"series"};
inline constexpr std::string_view single[] = {"single"};
inline constexpr std::string_view image_refer[] = {"image_refer"};
inline constexpr std::string_view video_refer[] = {"video_refer"};
inline constexpr std::string_view frames[] = {"first_frame", "end_frame"};
inline constexpr std::string_view end_time[] = {"end_time"};
inline constexpr std::string_view word_product_type[] = {"product_type"};
inline constexpr std::string_view product_types[] = {"video", "image", "try-on"};
inline constexpr std::string_view package_name[] = {"package_name"};
inline constexpr std::string_view word_status[] = {"status"};
inline constexpr std::string_view task_status_words[] = {"submitted", "processing", "succeeded", "failed"};
inline constexpr std::string_view task_product_types[] = {"video", "image", "try_on"};
inline constexpr std::string_view start_date[] = {"start_date"};
} // namespace rule_lists

namespace conditions {
using Test = Condition::Test;
inline constexpr Condition one_shot[] = {{.field = "multi_shot", .test = Test::is_not, .values = rule_lists::truth}};
inline constexpr Condition multi_shot[] = {{.field = "multi_shot", .test = Test::is, .values = rule_lists::truth}};
inline constexpr Condition not_customized[] = {{.field = "multi_shot", .test = Test::is, .values = rule_lists::truth},
                                               {.field = "shot_type", .test = Test::is_not, .values = rule_lists::customize}};
inline constexpr Condition customized[] = {{.field = "multi_shot", .test = Test::is, .values = rule_lists::truth},
                                           {.field = "shot_type", .test = Test::is, .values = rule_lists::customize}};
inline constexpr Condition camera[] = {{.field = "camera_control"}};
inline constexpr Condition simple_camera[] = {{.field = "camera_control.type", .test = Test::is, .values = rule_lists::simple}};
inline constexpr Condition other_camera[] = {{.field = "camera_control.type", .test = Test::is_not, .values = rule_lists::simple}};
inline constexpr Condition tail_of_a_pair[] = {{.field = "image_tail"},
                                               {.field = "model_name", .test = Test::is, .values = rule_lists::models_of_pairs}};
inline constexpr Condition silent_tail[] = {{.field = "image_tail"},
                                            {.field = "model_name", .test = Test::is, .values = rule_lists::kling_v2_6}};
inline constexpr Condition on_v1_5[] = {{.field = "model_name", .test = Test::is, .values = rule_lists::kling_v1_5}};
inline constexpr Condition with_voices[] = {{.field = "voice_list"}};
inline constexpr Condition no_first_frame[] = {{.field = "image_list[].type", .test = Test::is_not, .values = rule_lists::first_frame}};
inline constexpr Condition many_images_on_o1[] = {{.field = "model_name", .test = Test::is, .values = rule_lists::kling_video_o1},
                                                  {.field = "image_list", .test = Test::above, .values = rule_lists::two}};
inline constexpr Condition first_frame[] = {{.field = "image_list[].type", .test = Test::is, .values = rule_lists::first_frame}};
inline constexpr Condition end_frame_on_o1[] = {{.field = "model_name", .test = Test::is, .values = rule_lists::kling_video_o1},
                                                {.field = "image_list[].type", .test = Test::is, .values = rule_lists::end_frame}};
inline constexpr Condition without_video[] = {{.field = "video_list", .test = Test::not_given}};
inline constexpr Condition with_video[] = {{.field = "video_list"}};
inline constexpr Condition edited_video[] = {{.field = "video_list[].refer_type", .test = Test::is, .values = rule_lists::base}};
inline constexpr Condition shape_open[] = {{.field = "image_list[].type", .test = Test::is_not, .values = rule_lists::first_frame},
                                           {.field = "video_list[].refer_type", .test = Test::is_not, .values = rule_lists::base}};
inline constexpr Condition text_on_o1[] = {{.field = "model_name", .test = Test::is, .values = rule_lists::kling_video_o1},
                                           {.field = "image_list", .test = Test::not_given},
                                           {.field = "element_list", .test = Test::not_given},
                                           {.field = "video_list", .test = Test::not_given}};
inline constexpr Condition first_frame_on_o1[] = {{.field = "model_name", .test = Test::is, .values = rule_lists::kling_video_o1},
                                                  {.field = "image_list[].type", .test = Test::is, .values = rule_lists::first_frame},
                                                  {.field = "image_list", .test = Test::at_most, .values = rule_lists::one},
                                                  {.field = "element_list", .test = Test::not_given},
                                                  {.field = "video_list", .test = Test::not_given}};
inline constexpr Condition with_elements[] = {{.field = "element_list"}};
inline constexpr Condition spoken_text[] = {{.field = "input.mode", .test = Test::is, .values = rule_lists::text2video}};
inline constexpr Condition given_audio[] = {{.field = "input.mode", .test = Test::is, .values = rule_lists::audio2video}};
inline constexpr Condition audio_file[] = {{.field = "input.mode", .test = Test::is, .values = rule_lists::audio2video},
                                           {.field = "input.audio_type", .test = Test::is, .values = rule_lists::file}};
inline constexpr Condition audio_url[] = {{.field = "input.mode", .test = Test::is, .values = rule_lists::audio2video},
                                          {.field = "input.audio_type", .test = Test::is, .values = rule_lists::url}};
inline constexpr Condition something_put_in[] = {{.field = "edit_mode", .test = Test::is, .values = rule_lists::putting_in}};
inline constexpr Condition swap[] = {{.field = "edit_mode", .test = Test::is, .values = rule_lists::swap}};
inline constexpr Condition removal[] = {{.field = "edit_mode", .test = Test::is, .values = rule_lists::removal}};
inline constexpr Condition image_referred[] = {{.field = "image_reference"}};
inline constexpr Condition image_on_v1_5[] = {{.field = "image"},
                                              {.field = "model_name", .test = Test::is, .values = rule_lists::kling_v1_5}};
inline constexpr Condition no_subject[] = {{.field = "image_reference", .test = Test::is_not, .values = rule_lists::subject}};
inline constexpr Condition series[] = {{.field = "result_type", .test = Test::is, .values = rule_lists::series}};
inline constexpr Condition single_images[] = {{.field = "result_type", .test = Test::is, .values = rule_lists::single}};
inline constexpr Condition referred_images[] = {{.field = "reference_type", .test = Test::is, .values = rule_lists::image_refer}};
inline constexpr Condition referred_video[] = {{.field = "reference_type", .test = Test::is, .values = rule_lists::video_refer}};
inline constexpr Condition no_cursor[] = {{.field = "cursor", .test = Test::not_given}};
inline constexpr Condition with_cursor[] = {{.field = "cursor"}};
inline constexpr Condition package_named[] = {{.field = "filters[].key", .test = Test::is, .values = rule_lists::package_name}};
inline constexpr Condition product_type[] = {{.field = "key", .test = Test::is, .values = rule_lists::word_product_type}};
inline constexpr Condition status_key[] = {{.field = "key", .test = Test::is, .values = rule_lists::word_status}};
} // namespace conditions

} // namespace kling::catalog
