// The rows of the kinds that edit videos, make people speak or move, or follow a scene.
#include <array>

#include "sim/effect.hpp"
#include "sim/kind.hpp"
#include "sim/lip_sync.hpp"
#include "sim/selection.hpp"
#include "sim/video_edit_rules.hpp"
#include "sim/video_rules.hpp"

namespace kling::sim {

namespace {

constexpr std::array<std::string_view, 1> edit_v1_6 = {"kling-v1-6"};
constexpr std::array<std::string_view, 2> motion_models = {"kling-v2-6", "kling-v3"};
constexpr std::array<std::string_view, 2> edit_modes = {"std", "pro"};
constexpr std::array<std::string_view, 2> edit_durations = {"5", "10"};
constexpr std::array<std::string_view, 3> edit_ratios = {"16:9", "9:16", "1:1"};
constexpr std::array<std::string_view, 2> edit_orientations = {"image", "video"};
constexpr std::array<std::string_view, 2> edit_yes_no = {"yes", "no"};
constexpr std::array<std::string_view, 3> multi_elements_modes = {"addition", "swap", "removal"};

// §4.4
constexpr std::array<Field, 12> multi_image2video_fields = {{
    {"model_name", FieldType::model, Need::optional, 0, 0, edit_v1_6, "kling-v1-6"},
    {"image_list", FieldType::array, Need::required, 1, 4},
    {"image_list[].image", FieldType::image, Need::required},
    {"prompt", FieldType::prompt, Need::required, 0, 2500},
    {"negative_prompt", FieldType::text, Need::optional, 0, 2500},
    {"mode", FieldType::choice, Need::optional, 0, 0, edit_modes, "std"},
    {"duration", FieldType::choice, Need::optional, 0, 0, edit_durations, "5"},
    {"aspect_ratio", FieldType::choice, Need::optional, 0, 0, edit_ratios, "16:9"},
    {"watermark_info", FieldType::object},
    {"watermark_info.enabled", FieldType::flag},
    {"callback_url"},
    {"external_task_id"},
}};

// §4.6
constexpr std::array<Field, 12> motion_control_fields = {{
    {"model_name", FieldType::model, Need::optional, 0, 0, motion_models, "kling-v2-6"},
    {"prompt", FieldType::prompt, Need::optional, 0, 2500},
    {"image_url", FieldType::image, Need::required},
    {"video_url", FieldType::video, Need::required},
    {"keep_original_sound", FieldType::choice, Need::optional, 0, 0, edit_yes_no, "yes"},
    {"character_orientation", FieldType::choice, Need::required, 0, 0, edit_orientations},
    {"mode", FieldType::choice, Need::required, 0, 0, edit_modes},
    {"element_list", FieldType::array, Need::optional, 0, 1},
    {"watermark_info", FieldType::object},
    {"watermark_info.enabled", FieldType::flag},
    {"callback_url"},
    {"external_task_id"},
}};

// §4.7
constexpr std::array<Field, 8> video_extend_fields = {{
    {"video_id", FieldType::text, Need::required},
    {"prompt", FieldType::prompt, Need::optional, 0, 2500},
    {"negative_prompt", FieldType::text, Need::optional, 0, 2500},
    {"cfg_scale", FieldType::number, Need::optional, 0, 1},
    {"watermark_info", FieldType::object},
    {"watermark_info.enabled", FieldType::flag},
    {"callback_url"},
    {"external_task_id"},
}};

// §4.8; §7.3 has its own sequence for what is in `input`
constexpr std::array<Field, 2> lip_sync_fields = {{
    {"input", FieldType::object},
    {"callback_url"},
}};

constexpr std::array<Field, 2> video_fields = {{
    {"video_id"},
    {"video_url", FieldType::video},
}};

constexpr std::array<Field, 14> advanced_lip_sync_fields = {{
    {"session_id", FieldType::text, Need::required},
    {"face_choose", FieldType::array, Need::required, 1, 1},
    {"face_choose[].face_id", FieldType::text, Need::required},
    {"face_choose[].audio_id"},
    {"face_choose[].sound_file", FieldType::audio},
    {"face_choose[].sound_start_time", FieldType::whole, Need::required},
    {"face_choose[].sound_end_time", FieldType::whole, Need::required},
    {"face_choose[].sound_insert_time", FieldType::whole, Need::required},
    {"face_choose[].sound_volume", FieldType::number, Need::optional, 0, 2},
    {"face_choose[].original_audio_volume", FieldType::number, Need::optional, 0, 2},
    {"watermark_info", FieldType::object},
    {"watermark_info.enabled", FieldType::flag},
    {"external_task_id"},
    {"callback_url"},
}};

// §4.9
constexpr std::array<Field, 9> avatar_fields = {{
    {"image", FieldType::image, Need::required},
    {"audio_id"},
    {"sound_file", FieldType::audio},
    {"prompt", FieldType::prompt, Need::optional, 0, 2500},
    {"mode", FieldType::choice, Need::optional, 0, 0, edit_modes, "std"},
    {"watermark_info", FieldType::object},
    {"watermark_info.enabled", FieldType::flag},
    {"callback_url"},
    {"external_task_id"},
}};

// §4.10; what the older pages had in `input` besides is ignored
constexpr std::array<Field, 7> effects_fields = {{
    {"effect_scene", FieldType::text, Need::required},
    {"input", FieldType::object, Need::required},
    {"input.image", FieldType::image},
    {"input.images", FieldType::array},
    {"input.images[]", FieldType::image},
    {"callback_url"},
    {"external_task_id"},
}};

// §4.11
constexpr std::array<Field, 1> session_fields = {{{"session_id", FieldType::text, Need::required}}};
constexpr std::array<Field, 5> point_fields = {{
    {"session_id", FieldType::text, Need::required},
    {"frame_index", FieldType::whole, Need::required},
    {"points", FieldType::array, Need::required, 1, 10},
    {"points[].x", FieldType::number, Need::required, 0, 1},
    {"points[].y", FieldType::number, Need::required, 0, 1},
}};
constexpr std::array<Field, 13> multi_elements_fields = {{
    {"model_name", FieldType::model, Need::optional, 0, 0, edit_v1_6, "kling-v1-6"},
    {"session_id", FieldType::text, Need::required},
    {"edit_mode", FieldType::choice, Need::required, 0, 0, multi_elements_modes},
    {"image_list", FieldType::array, Need::optional, 0, 2},
    {"image_list[].image", FieldType::image, Need::required},
    {"prompt", FieldType::prompt, Need::required, 0, 2500},
    {"negative_prompt", FieldType::text, Need::optional, 0, 2500},
    {"mode", FieldType::choice, Need::optional, 0, 0, edit_modes, "std"},
    {"duration", FieldType::choice, Need::optional, 0, 0, edit_durations, "5"},
    {"watermark_info", FieldType::object},
    {"watermark_info.enabled", FieldType::flag},
    {"callback_url"},
    {"external_task_id"},
}};

template <Rule rule> constexpr std::array<Rule, 1> edit_only = {rule};

constexpr Kind task_kind(std::string_view name, std::string_view path, std::string_view section, std::string_view function,
                         std::span<const Field> fields, std::span<const Rule> rules) {
  return {.name = name,
          .path = path,
          .section = section,
          .pack = Pack::video,
          .lookup = Lookup::either,
          .page_most = 500,
          .external_id = true,
          .watermark = true,
          .function = function,
          .fields = fields,
          .rules = rules,
          .make = make_edited_video,
          .result = videos_result};
}

constexpr Kind multi_image_kind() {
  Kind out = task_kind("multi-image2video", "/v1/videos/multi-image2video", "§4.4", "Multi-Image to Video", multi_image2video_fields,
                       edit_only<check_multi_image>);
  out.task_info = false;
  out.retired = true;
  return out;
}

constexpr Kind old_lip_sync_kind() {
  Kind out = task_kind("lip-sync", "/v1/videos/lip-sync", "§4.8", "Lip Sync", lip_sync_fields, edit_only<check_old_lip_sync>);
  out.task_info = false;
  out.external_id = false;
  out.watermark = false;
  out.result = lip_sync_result;
  return out;
}

constexpr Kind advanced_lip_sync_kind() {
  Kind out = task_kind("advanced-lip-sync", "/v1/videos/advanced-lip-sync", "§4.8", "Lip Sync", advanced_lip_sync_fields,
                       edit_only<check_face_choice>);
  out.lookup = Lookup::task_id;
  return out;
}

constexpr Kind effects_kind() {
  Kind out = task_kind("effects", "/v1/videos/effects", "§4.10", "Video Effects", effects_fields, edit_only<check_effect>);
  out.watermark = false;
  out.result = effects_result;
  return out;
}

constexpr Kind multi_elements_kind() {
  Kind out =
      task_kind("multi-elements", "/v1/videos/multi-elements", "§4.11", "Multi-Elements", multi_elements_fields, edit_only<check_edit>);
  out.result = edit_result;
  return out;
}

constexpr std::array<Kind, 14> edit_rows = {{
    multi_image_kind(),
    task_kind("motion-control", "/v1/videos/motion-control", "§4.6", "Motion Control", motion_control_fields,
              edit_only<check_motion_control>),
    task_kind("video-extend", "/v1/videos/video-extend", "§4.7", "Video Extension", video_extend_fields, edit_only<check_extension>),
    old_lip_sync_kind(),
    {.name = "identify-face",
     .path = "/v1/videos/identify-face",
     .section = "§4.8",
     .form = Form::call,
     .pack = Pack::video,
     .function = "Identify Face",
     .fields = video_fields,
     .rules = edit_only<check_face_video>,
     .make = make_faces,
     .answer = answer_faces},
    advanced_lip_sync_kind(),
    task_kind("avatar", "/v1/videos/avatar/image2video", "§4.9", "Avatar", avatar_fields, edit_only<check_avatar>),
    effects_kind(),
    multi_elements_kind(),
    {.name = "multi-elements-init-selection",
     .path = "/v1/videos/multi-elements/init-selection",
     .section = "§4.11",
     .form = Form::call,
     .pack = Pack::video,
     .fields = video_fields,
     .rules = edit_only<check_opening>,
     .make = open_selection,
     .answer = answer_opening},
    {.name = "multi-elements-add-selection",
     .path = "/v1/videos/multi-elements/add-selection",
     .section = "§4.11",
     .form = Form::call,
     .pack = Pack::video,
     .fields = point_fields,
     .answer = answer_addition},
    {.name = "multi-elements-delete-selection",
     .path = "/v1/videos/multi-elements/delete-selection",
     .section = "§4.11",
     .form = Form::call,
     .pack = Pack::video,
     .fields = point_fields,
     .answer = answer_deletion},
    {.name = "multi-elements-clear-selection",
     .path = "/v1/videos/multi-elements/clear-selection",
     .section = "§4.11",
     .form = Form::call,
     .pack = Pack::video,
     .fields = session_fields,
     .answer = answer_clearing},
    {.name = "multi-elements-preview-selection",
     .path = "/v1/videos/multi-elements/preview-selection",
     .section = "§4.11",
     .form = Form::call,
     .pack = Pack::video,
     .fields = session_fields,
     .rules = edit_only<check_preview>,
     .make = make_preview,
     .answer = answer_preview},
}};

} // namespace

std::span<const Kind> video_edit_kinds() {
  return edit_rows;
}

} // namespace kling::sim
