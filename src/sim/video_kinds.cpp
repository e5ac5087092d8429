// The rows of the kinds that make a video from words and pictures.
#include <array>

#include "sim/kind.hpp"
#include "sim/omni_video.hpp"
#include "sim/video_rules.hpp"

namespace kling::sim {

namespace {

using enum FieldType;
constexpr Need required = Need::required;
constexpr Need optional = Need::optional;

constexpr std::array<std::string_view, 7> text_models = {"kling-v1",         "kling-v1-6", "kling-v2-master", "kling-v2-1-master",
                                                         "kling-v2-5-turbo", "kling-v2-6", "kling-v3"};
constexpr std::array<std::string_view, 9> image_models = {"kling-v1",         "kling-v1-5", "kling-v1-6",
                                                          "kling-v2-master",  "kling-v2-1", "kling-v2-1-master",
                                                          "kling-v2-5-turbo", "kling-v2-6", "kling-v3"};
constexpr std::array<std::string_view, 2> shot_types = {"customize", "intelligence"};
constexpr std::array<std::string_view, 2> omni_models = {"kling-video-o1", "kling-v3-omni"};
constexpr std::array<std::string_view, 2> frame_types = {"first_frame", "end_frame"};
constexpr std::array<std::string_view, 2> refer_types = {"base", "feature"};
constexpr std::array<std::string_view, 2> yes_no = {"yes", "no"};
constexpr std::array<std::string_view, 2> sounds = {"on", "off"};
constexpr std::array<std::string_view, 3> modes = {"std", "pro", "4k"};
constexpr std::array<std::string_view, 3> ratios = {"16:9", "9:16", "1:1"};

// §4.2, in its order. cfg_scale is ignored on v2.x (§6.1).
constexpr std::array<Field, 18> text2video_fields = {{
    {"model_name", model, optional, 0, 0, text_models, "kling-v1"},
    {"prompt", prompt, optional, 0, 2500},
    {"negative_prompt", text, optional, 0, 2500},
    {"multi_shot", flag},
    {"shot_type", choice, optional, 0, 0, shot_types},
    {"multi_prompt", array, optional, 0, 6},
    {"multi_prompt[].prompt", prompt, optional, 0, 512},
    {"voice_list", array, optional, 0, 2},
    {"sound", choice, optional, 0, 0, sounds, "off"},
    {"cfg_scale", number, optional, 0, 1},
    {"mode", choice, optional, 0, 0, modes, "std"},
    {"camera_control", object},
    {"aspect_ratio", choice, optional, 0, 0, ratios, "16:9"},
    {"duration", seconds, optional, 0, 0, {}, "5"},
    {"watermark_info", object},
    {"watermark_info.enabled", flag},
    {"callback_url"},
    {"external_task_id"},
}};

// §4.3: its own fields, then as §4.2.
constexpr std::array<Field, 27> image2video_fields = {{
    {"model_name", model, optional, 0, 0, image_models, "kling-v1"},
    {"image", image},
    {"image_tail", image},
    {"prompt", prompt, optional, 0, 2500},
    {"negative_prompt", text, optional, 0, 2500},
    {"multi_shot", flag},
    {"shot_type", choice, optional, 0, 0, shot_types},
    {"multi_prompt", array, optional, 0, 6},
    {"multi_prompt[].prompt", prompt, optional, 0, 512},
    {"element_list", array, optional, 0, 3},
    {"voice_list", array, optional, 0, 2},
    {"sound", choice, optional, 0, 0, sounds, "off"},
    {"cfg_scale", number, optional, 0, 1},
    {"mode", choice, optional, 0, 0, modes, "std"},
    {"static_mask", image},
    {"dynamic_masks", array, optional, 0, 6},
    {"dynamic_masks[].mask", image, required},
    {"dynamic_masks[].trajectories", array, required, 2, 77},
    {"dynamic_masks[].trajectories[].x", whole, required},
    {"dynamic_masks[].trajectories[].y", whole, required},
    {"camera_control", object},
    {"duration", seconds, optional, 0, 0, {}, "5"},
    {"watermark_info", object},
    {"watermark_info.enabled", flag},
    {"callback_url"},
    {"external_task_id"},
    {"has_static_mask", flag},
}};

// §4.5
constexpr std::array<Field, 22> omni_video_fields = {{
    {"model_name", model, optional, 0, 0, omni_models, "kling-video-o1"},
    {"multi_shot", flag},
    {"shot_type", choice, optional, 0, 0, shot_types},
    {"prompt", prompt, optional, 0, 2500},
    {"multi_prompt", array, optional, 0, 6},
    {"multi_prompt[].prompt", prompt, optional, 0, 512},
    {"image_list", array},
    {"image_list[].image_url", image, required},
    {"image_list[].type", choice, optional, 0, 0, frame_types},
    {"element_list", array},
    {"video_list", array, optional, 0, 1},
    {"video_list[].video_url", video, required},
    {"video_list[].refer_type", choice, optional, 0, 0, refer_types},
    {"video_list[].keep_original_sound", choice, optional, 0, 0, yes_no},
    {"sound", choice, optional, 0, 0, sounds, "off"},
    {"mode", choice, optional, 0, 0, modes, "pro"},
    {"aspect_ratio", choice, optional, 0, 0, ratios},
    {"duration", seconds, optional, 0, 0, {}, "5"},
    {"watermark_info", object},
    {"watermark_info.enabled", flag},
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

constexpr std::array<Kind, 3> kinds = {{
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
  return kinds;
}

} // namespace kling::sim
