// The rows of the new generation (§5): a model behind the path, contents, settings and options.
#include <array>

#include "sim/contents.hpp"
#include "sim/kind.hpp"
#include "sim/new_rules.hpp"
#include "sim/new_tasks.hpp"
#include "sim/path_model.hpp"
#include "sim/video_rules.hpp"

namespace kling::sim {

namespace {

// What the service knows at all; which of it a model takes is in its row of path_model.cpp.
constexpr std::array<std::string_view, 4> new_resolutions = {"480p", "720p", "1080p", "4k"};
constexpr std::array<std::string_view, 3> new_ratios = {"16:9", "9:16", "1:1"};
constexpr std::array<std::string_view, 3> new_audios = {"native", "original", "off"};
constexpr std::array<std::string_view, 2> new_orientations = {"image", "video"};

constexpr Field new_prompt = {"prompt", FieldType::prompt, Need::required, 0, 3072};
constexpr Field new_contents = {"contents", FieldType::array};
constexpr Field new_content_type = {"contents[].type"};
constexpr Field new_content_text = {"contents[].text", FieldType::prompt, Need::optional, 0, 3072};
constexpr Field new_content_url = {"contents[].url"};
constexpr Field new_content_element = {"contents[].element_id"};
constexpr Field new_content_voice = {"contents[].voice_id"};
constexpr Field new_content_id = {"contents[].id"};
constexpr Field new_settings = {"settings", FieldType::object};
constexpr Field new_resolution = {"settings.resolution", FieldType::choice, Need::optional, 0, 0, new_resolutions, "720p"};
constexpr Field new_duration = {"settings.duration", FieldType::whole, Need::optional, 0, 0, {}, "5"};
constexpr Field new_audio = {"settings.audio", FieldType::choice, Need::optional, 0, 0, new_audios, "off"};
constexpr Field new_multi_shot = {"settings.multi_shot", FieldType::flag, Need::optional, 0, 0, {}, "true"};
constexpr Field new_options = {"options", FieldType::object};
constexpr Field new_callback_url = {"options.callback_url"};
constexpr Field new_external_id = {"options.external_task_id"};
constexpr Field new_watermark = {"options.watermark_info", FieldType::object};
constexpr Field new_watermark_enabled = {"options.watermark_info.enabled", FieldType::flag, Need::optional, 0, 0, {}, "false"};

constexpr std::array<Field, 12> text_to_video_fields = {{
    new_prompt,
    new_settings,
    new_resolution,
    new_duration,
    {"settings.aspect_ratio", FieldType::choice, Need::optional, 0, 0, new_ratios, "16:9"},
    new_audio,
    new_multi_shot,
    new_options,
    new_callback_url,
    new_external_id,
    new_watermark,
    new_watermark_enabled,
}};

constexpr std::array<Field, 17> image_to_video_fields = {{
    new_contents,
    new_content_type,
    new_content_text,
    new_content_url,
    new_content_element,
    new_content_voice,
    new_content_id,
    new_settings,
    new_resolution,
    new_duration,
    new_audio,
    new_multi_shot,
    new_options,
    new_callback_url,
    new_external_id,
    new_watermark,
    new_watermark_enabled,
}};

constexpr std::array<Field, 19> new_omni_video_fields = {{
    new_contents,
    new_content_type,
    new_content_text,
    new_content_url,
    new_content_element,
    new_content_voice,
    new_content_id,
    new_settings,
    new_resolution,
    new_duration,
    {"settings.aspect_ratio", FieldType::choice, Need::optional, 0, 0, new_ratios},
    new_audio,
    new_multi_shot,
    {"settings.seed", FieldType::whole}, // of the alias
    new_options,
    new_callback_url,
    new_external_id,
    new_watermark,
    new_watermark_enabled,
}};

constexpr std::array<Field, 15> new_motion_control_fields = {{
    new_contents,
    new_content_type,
    {"contents[].text", FieldType::prompt, Need::optional, 0, 2500},
    new_content_url,
    new_content_element,
    new_content_id,
    new_settings,
    new_resolution,
    {"settings.audio", FieldType::choice, Need::optional, 0, 0, new_audios, "original"},
    {"settings.character_orientation", FieldType::choice, Need::required, 0, 0, new_orientations},
    new_options,
    new_callback_url,
    new_external_id,
    new_watermark,
    new_watermark_enabled,
}};

constexpr std::array<Rule, 7> text_to_video_rules = {check_plain_prompt, check_resolution, check_length,  check_audio_setting,
                                                     check_shot_prompt,  take_new_ratio,   take_new_price};
constexpr std::array<Rule, 8> image_to_video_rules = {check_contents,      check_first_frame, check_resolution, check_length,
                                                      check_audio_setting, check_shot_prompt, take_new_ratio,   take_new_price};
constexpr std::array<Rule, 8> new_omni_video_rules = {check_contents,      check_omni_contents, check_resolution, check_length,
                                                      check_audio_setting, check_shot_prompt,   take_new_ratio,   take_new_price};
constexpr std::array<Rule, 8> new_motion_control_rules = {check_contents, check_motion_contents, check_orientation, check_resolution,
                                                          check_length,   check_audio_setting,   take_new_ratio,    take_new_price};

constexpr std::array<std::string_view, 2> filter_keys = {"status", "product_type"};

// §5.4
constexpr std::array<Field, 7> new_tasks_fields = {{
    {"start_time", FieldType::whole, Need::optional},
    {"end_time", FieldType::whole, Need::optional},
    {"cursor"},
    {"limit", FieldType::whole, Need::optional, 1, 500, {}, "100"},
    {"filters", FieldType::array},
    {"filters[].key", FieldType::choice, Need::required, 0, 0, filter_keys},
    {"filters[].values", FieldType::array, Need::required},
}};

constexpr std::array<Kind, 6> new_rows = {{
    {.name = "text-to-video",
     .path = "/text-to-video",
     .section = "§5.2",
     .pack = Pack::video,
     .external_id = true,
     .watermark = true,
     .function = "Text to Video",
     .fields = text_to_video_fields,
     .rules = text_to_video_rules,
     .make = make_video,
     .api_key_only = true,
     .models = text_path_models},
    {.name = "image-to-video",
     .path = "/image-to-video",
     .section = "§5.2",
     .pack = Pack::video,
     .external_id = true,
     .watermark = true,
     .function = "Image to Video",
     .fields = image_to_video_fields,
     .rules = image_to_video_rules,
     .make = make_video,
     .api_key_only = true,
     .models = image_path_models},
    {.name = "new-omni-video",
     .path = "/omni-video",
     .section = "§5.2",
     .pack = Pack::video,
     .external_id = true,
     .watermark = true,
     .function = "Omni Video",
     .fields = new_omni_video_fields,
     .rules = new_omni_video_rules,
     .make = make_video,
     .api_key_only = true,
     .models = omni_path_models},
    {.name = "new-motion-control",
     .path = "/motion-control",
     .section = "§5.2",
     .pack = Pack::video,
     .external_id = true,
     .watermark = true,
     .function = "Motion Control",
     .fields = new_motion_control_fields,
     .rules = new_motion_control_rules,
     .make = make_video,
     .api_key_only = true,
     .models = motion_path_models},
    {.name = "new-tasks",
     .path = "/tasks",
     .section = "§5.4",
     .form = Form::call,
     .fields = new_tasks_fields,
     .answer = answer_task_list,
     .api_key_only = true},
    {.name = "new-tasks", .path = "/tasks", .section = "§5.3", .form = Form::view, .answer = answer_tasks, .api_key_only = true},
}};

} // namespace

std::span<const Kind> new_kinds() {
  return new_rows;
}

} // namespace kling::sim
