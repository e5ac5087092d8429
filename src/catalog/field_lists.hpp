#pragma once

#include "catalog/field.hpp"
#include "catalog/kind_rows.hpp"

namespace kling::catalog {

/// The kinds of the new generation that make a video.
inline constexpr KindSet new_videos = in("text-to-video", "image-to-video", "new-omni-video", "new-motion-control");

/// What the fields take, and what excludes them.
namespace lists {
inline constexpr std::string_view on_off[] = {"on", "off"};
inline constexpr std::string_view yes_no[] = {"yes", "no"};
inline constexpr std::string_view modes[] = {"std", "pro", "4k"};
inline constexpr std::string_view two_modes[] = {"std", "pro"};
inline constexpr std::string_view aspect_ratios[] = {"16:9", "9:16", "1:1"};
inline constexpr std::string_view seven_aspect_ratios[] = {"16:9", "9:16", "1:1", "4:3", "3:4", "3:2", "2:3"};
inline constexpr std::string_view image_aspect_ratios[] = {"16:9", "9:16", "1:1", "4:3", "3:4", "3:2", "2:3", "21:9"};
inline constexpr std::string_view omni_image_aspect_ratios[] = {"16:9", "9:16", "1:1", "4:3", "3:4", "3:2", "2:3", "21:9", "auto"};
inline constexpr std::string_view shot_types[] = {"customize", "intelligence"};
inline constexpr std::string_view camera_types[] = {"simple", "down_back", "forward_up", "right_turn_forward", "left_turn_forward"};
inline constexpr std::string_view frame_types[] = {"first_frame", "end_frame"};
inline constexpr std::string_view refer_types[] = {"base", "feature"};
inline constexpr std::string_view orientations[] = {"image", "video"};
inline constexpr std::string_view lip_sync_modes[] = {"audio2video", "text2video"};
inline constexpr std::string_view audio_types[] = {"file", "url"};
inline constexpr std::string_view languages[] = {"zh", "en"};
inline constexpr std::string_view edit_modes[] = {"addition", "swap", "removal"};
inline constexpr std::string_view image_references[] = {"subject", "face"};
inline constexpr std::string_view resolutions[] = {"1k", "2k"};
inline constexpr std::string_view omni_resolutions[] = {"1k", "2k", "4k"};
inline constexpr std::string_view result_types[] = {"single", "series"};
inline constexpr std::string_view only_auto[] = {"auto"};
inline constexpr std::string_view element_references[] = {"image_refer", "video_refer"};
inline constexpr std::string_view tags[] = {"o_101", "o_102", "o_103", "o_104", "o_105", "o_106", "o_107", "o_108"};
inline constexpr std::string_view package_keys[] = {"api_key_name", "product_type", "package_name", "package_id"};
inline constexpr std::string_view balance_keys[] = {"api_key_name"};
inline constexpr std::string_view image_contents[] = {"prompt", "first_frame", "last_frame", "element", "voice"};
inline constexpr std::string_view omni_contents[] = {"prompt",        "first_frame", "last_frame", "refer_image",
                                                     "feature_video", "base_video",  "element"};
inline constexpr std::string_view motion_contents[] = {"prompt", "image", "video", "element"};
inline constexpr std::string_view video_contents[] = {"feature_video", "base_video", "video"};
inline constexpr std::string_view video_resolutions[] = {"720p", "1080p", "4k"};
inline constexpr std::string_view two_video_resolutions[] = {"720p", "1080p"};
inline constexpr std::string_view native_off[] = {"native", "off"};
inline constexpr std::string_view native_original_off[] = {"native", "original", "off"};
inline constexpr std::string_view original_off[] = {"original", "off"};
inline constexpr std::string_view task_keys[] = {"status", "product_type"};
inline constexpr std::string_view methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
inline constexpr std::string_view with_element_list[] = {"element_list"};
inline constexpr std::string_view with_voice_list[] = {"voice_list"};
inline constexpr std::string_view with_image_tail_static_mask_dynamic_masks[] = {"image_tail", "static_mask", "dynamic_masks"};
inline constexpr std::string_view with_static_mask_dynamic_masks_camera_control[] = {"static_mask", "dynamic_masks", "camera_control"};
inline constexpr std::string_view with_image_tail_camera_control[] = {"image_tail", "camera_control"};
inline constexpr std::string_view with_input_images[] = {"input.images"};
inline constexpr std::string_view with_input_image[] = {"input.image"};
inline constexpr std::string_view with_video_url[] = {"video_url"};
inline constexpr std::string_view with_video_id[] = {"video_id"};
inline constexpr std::string_view with_face_choose_sound_file[] = {"face_choose[].sound_file"};
inline constexpr std::string_view with_face_choose_audio_id[] = {"face_choose[].audio_id"};
inline constexpr std::string_view with_input_video_url[] = {"input.video_url"};
inline constexpr std::string_view with_input_video_id[] = {"input.video_id"};
inline constexpr std::string_view with_sound_file[] = {"sound_file"};
inline constexpr std::string_view with_audio_id[] = {"audio_id"};
inline constexpr std::string_view with_image[] = {"image"};
inline constexpr std::string_view with_negative_prompt[] = {"negative_prompt"};
} // namespace lists

inline constexpr uint64_t megabyte = 1024UL * 1024; // the sources say MB: the larger one refuses nothing that may pass
inline constexpr uint64_t five_megabytes = 5 * megabyte;

/// Reference 4 and, where they differ, the section of the field.
namespace pictures {
constexpr Picture usual = {.max_bytes = 10 * megabyte, .min_side = 300, .max_ratio = 2.5};
constexpr Picture any_ratio = {.max_bytes = 10 * megabyte, .min_side = 300};
constexpr Picture any_size = {.max_bytes = 10 * megabyte};
constexpr Picture character = {.max_bytes = 10 * megabyte, .min_side = 300, .max_side = 65536};
constexpr Picture content = {.max_bytes = 50 * megabyte, .min_side = 300, .max_ratio = 2.5}; // 5.2
} // namespace pictures

} // namespace kling::catalog
