// The rows of the kinds that make a video from words and pictures.
#include <array>

#include "sim/kind.hpp"
#include "sim/omni_video.hpp"
#include "sim/video_rules.hpp"

namespace kling::sim {

namespace {

constexpr std::array<std::string_view, 7> text_models = {"kling-v1",         "kling-v1-6", "kling-v2-master", "kling-v2-1-master",
                                                         "kling-v2-5-turbo", "kling-v2-6", "kling-v3"};
constexpr std::array<std::string_view, 9> image_models = {"kling-v1",         "kling-v1-5", "kling-v1-6",
                                                          "kling-v2-master",  "kling-v2-1", "kling-v2-1-master",
                                                          "kling-v2-5-turbo", "kling-v2-6", "kling-v3"};
constexpr std::array<std::string_view, 2> video_shot_types = {"customize", "intelligence"};
constexpr std::array<std::string_view, 2> omni_models = {"kling-video-o1", "kling-v3-omni"};
constexpr std::array<std::string_view, 2> video_frame_types = {"first_frame", "end_frame"};
constexpr std::array<std::string_view, 2> video_refer_types = {"base", "feature"};
constexpr std::array<std::string_view, 2> video_yes_no = {"yes", "no"};
constexpr std::array<std::string_view, 2> video_sounds = {"on", "off"};
constexpr std::array<std::string_view, 3> video_modes = {"std", "pro", "4k"};
constexpr std::array<std::string_view, 3> video_ratios = {"16:9", "9:16", "1:1"};

// §4.2, in its order. cfg_scale is ignored on v2.x (§6.1).
constexpr std::array<Field, 18> text2video_fields = {{
    {"model_name", FieldType::model, Need::optional, 0, 0, text_models, "kling-v1"},
    {"prompt", FieldType::prompt, Need::optional, 0, 2500},
    {"negative_prompt", FieldType::text, Need::optional, 0, 2500},
    {"multi_shot", FieldType::flag},
    {"shot_type", FieldType::choice, Need::optional, 0, 0, video_shot_types},
    {"multi_prompt", FieldType::array, Need::optional, 0, 6},
    {"multi_prompt[].prompt", FieldType::prompt, Need::optional, 0, 512},
    {"voice_list", FieldType::array, Need::optional, 0, 2},
    {"sound", FieldType::choice, Need::optional, 0, 0, video_sounds, "off"},
    {"cfg_scale", FieldType::number, Need::optional, 0, 1},
    {"mode", FieldType::choice, Need::optional, 0, 0, video_modes, "std"},
    {"camera_control", FieldType::object},
    {"aspect_ratio", FieldType::choice, Need::optional, 0, 0, video_ratios, "16:9"},
    {"duration", FieldType::seconds, Need::optional, 0, 0, {}, "5"},
    {"watermark_info", FieldType::object},
    {"watermark_info.enabled", FieldType::flag},
    {"callback_url"},
    {"external_task_id"},
}};

// §4.3: its own fields, then as §4.2.
constexpr std::array<Field, 27> image2video_fields = {{
    {"model_name", FieldType::model, Need::optional, 0, 0, image_models, "kling-v1"},
    {"image", FieldType::image},
    {"image_tail", FieldType::image},
    {"prompt", FieldType::prompt, Need::optional, 0, 2500},
    {"negative_prompt", FieldType::text, Need::optional, 0, 2500},
    {"multi_shot", FieldType::flag},
    {"shot_type", FieldType::choice, Need::optional, 0, 0, video_shot_types},
    {"multi_prompt", FieldType::array, Need::optional, 0, 6},
    {"multi_prompt[].prompt", FieldType::prompt, Need::optional, 0, 512},
    {"element_list", FieldType::array, Need::optional, 0, 3},
    {"voice_list", FieldType::array, Need::optional, 0, 2},
    {"sound", FieldType::choice, Need::optional, 0, 0, video_sounds, "off"},
    {"cfg_scale", FieldType::number, Need::optional, 0, 1},
    {"mode", FieldType::choice, Need::optional, 0, 0, video_modes, "std"},
    {"static_mask", FieldType::image},
    {"dynamic_masks", FieldType::array, Need::optional, 0, 6},
    {"dynamic_masks[].mask", FieldType::image, Need::required},
    {"dynamic_masks[].trajectories", FieldType::array, Need::required, 2, 77},
    {"dynamic_masks[].trajectories[].x", FieldType::whole, Need::required},
    {"dynamic_masks[].trajectories[].y", FieldType::whole, Need::required},
    {"camera_control", FieldType::object},
    {"duration", FieldType::seconds, Need::optional, 0, 0, {}, "5"},
    {"watermark_info", FieldType::object},
    {"watermark_info.enabled", FieldType::flag},
    {"callback_url"},
    {"external_task_id"},
    {"has_static_mask", FieldType::flag},
}};

// §4.5
constexpr std::array<Field, 22> omni_video_fields = {{
    {"model_name", FieldType::model, Need::optional, 0, 0, omni_models, "kling-video-o1"},
    {"multi_shot", FieldType::flag},
    {"shot_type", FieldType::choice, Need::optional, 0, 0, video_shot_types},
    {"prompt", FieldType::prompt, Need::optional, 0, 2500},
    {"multi_prompt", FieldType::array, Need::optional, 0, 6},
    {"multi_prompt[].prompt", FieldType::prompt, Need::optional, 0, 512},
    {"image_list", FieldType::array},
    {"image_list[].image_url", FieldType::image, Need::required},
    {"image_list[].type", FieldType::choice, Need::optional, 0, 0, video_frame_types},
    {"element_list", FieldType::array},
    {"video_list", FieldType::array, Need::optional, 0, 1},
    {"video_list[].video_url", FieldType::video, Need::required},
    {"video_list[].refer_type", FieldType::choice, Need::optional, 0, 0, video_refer_types},
    {"video_list[].keep_original_sound", FieldType::choice, Need::optional, 0, 0, video_yes_no},
    {"sound", FieldType::choice, Need::optional, 0, 0, video_sounds, "off"},
    {"mode", FieldType::choice, Need::optional, 0, 0, video_modes, "pro"},
    {"aspect_ratio", FieldType::choice, Need::optional, 0, 0, video_ratios},
    {"duration", FieldType::seconds, Need::optional, 0, 0, {}, "5"},
    {"watermark_info", FieldType::object},
    {"watermark_info.enabled", FieldType::flag},
    {"callback_url"},
    {"external_task_id"},
}};

constexpr std::array<Rule, 8> text2video_rules = {check_length_and_mode, check_shots,       check_prompt, check_sound,
                                                  check_voices,          check_text_camera, take_ratio,   take_price};
constexpr std::array<Rule, 10> image2video_rules = {
    check_length_and_mode, check_frames,         check_shots,        check_sound, check_voices,
    check_motion_brush,    check_video_elements, check_image_camera, take_ratio,  take_price};

constexpr std::array<Rule, 5> omni_video_rules = {check_omni_model, check_omni_prompt, check_omni_frames, check_omni_length,
                                                  take_omni_price};

constexpr std::array<Kind, 3> video_rows = {{
    {.name = "text2video",
     .path = "/v1/videos/text2video",
     .section = "§4.2",
     .pack = Pack::video,
     .lookup = Lookup::either,
     .page_most = 500,
     .external_id = true,
     .watermark = true,
     .function = "Text to Video",
     .fields = text2video_fields,
     .rules = text2video_rules,
     .make = make_video,
     .result = videos_result},
    {.name = "image2video",
     .path = "/v1/videos/image2video",
     .section = "§4.3",
     .pack = Pack::video,
     .lookup = Lookup::either,
     .page_most = 500,
     .external_id = true,
     .watermark = true,
     .function = "Image to Video",
     .fields = image2video_fields,
     .rules = image2video_rules,
     .make = make_video,
     .result = videos_result},
    {.name = "omni-video",
     .path = "/v1/videos/omni-video",
     .section = "§4.5",
     .pack = Pack::video,
     .lookup = Lookup::either,
     .page_most = 500,
     .external_id = true,
     .watermark = true,
     .function = "Omni Video",
     .fields = omni_video_fields,
     .rules = omni_video_rules,
     .make = make_video,
     .result = videos_result},
}};

} // namespace

std::span<const Kind> video_kinds() {
  return video_rows;
}

} // namespace kling::sim
