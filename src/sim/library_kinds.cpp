// The rows of the kinds that make, list and delete elements and voices.
#include <array>

#include "sim/kind.hpp"
#include "sim/library_rules.hpp"

namespace kling::sim {

namespace {

using namespace std::string_view_literals;

constexpr std::array reference_types = {"image_refer"sv, "video_refer"sv};
constexpr std::array tag_ids = {"o_101"sv, "o_102"sv, "o_103"sv, "o_104"sv, "o_105"sv, "o_106"sv, "o_107"sv, "o_108"sv};

// §4.15, POST /v1/general/advanced-custom-elements
constexpr std::array<Field, 15> element_fields = {{
    {"element_name", FieldType::text, Need::required, 0, 20},
    {"element_description", FieldType::prompt, Need::required, 0, 100},
    {"reference_type", FieldType::choice, Need::required, 0, 0, reference_types},
    {"element_image_list", FieldType::object},
    {"element_image_list.frontal_image", FieldType::image, Need::required},
    {"element_image_list.refer_images", FieldType::array, Need::required, 1, 3},
    {"element_image_list.refer_images[].image_url", FieldType::image, Need::required},
    {"element_video_list", FieldType::object},
    {"element_video_list.refer_videos", FieldType::array, Need::required, 1, 1},
    {"element_video_list.refer_videos[].video_url", FieldType::video, Need::required},
    {"element_voice_id"},
    {"tag_list", FieldType::array},
    {"tag_list[].tag_id", FieldType::choice, Need::required, 0, 0, tag_ids},
    {"callback_url"},
    {"external_task_id"},
}};

// §4.15, POST /v1/general/custom-elements
constexpr std::array<Field, 7> old_element_fields = {{
    {"element_name", FieldType::text, Need::required, 0, 20},
    {"element_description", FieldType::prompt, Need::required, 0, 100},
    {"element_frontal_image", FieldType::image, Need::required},
    {"element_refer_list", FieldType::array, Need::required, 1, 3},
    {"element_refer_list[].image_url", FieldType::image, Need::required},
    {"tag_list", FieldType::array},
    {"tag_list[].tag_id", FieldType::choice, Need::required, 0, 0, tag_ids},
}};

// §4.16, POST /v1/general/custom-voices
constexpr std::array<Field, 5> voice_fields = {{
    {"voice_name", FieldType::text, Need::required, 0, 20},
    {"voice_url"},
    {"video_id"},
    {"callback_url"},
    {"external_task_id"},
}};

constexpr std::array<Field, 1> delete_element_fields = {{{"element_id", FieldType::text, Need::required}}}; // §4.15
constexpr std::array<Field, 1> delete_voice_fields = {{{"voice_id", FieldType::text, Need::required}}};     // §4.16

constexpr std::array<Rule, 2> element_rules = {check_references, check_element_voice};
constexpr std::array<Rule, 1> delete_element_rules = {check_element_id};
constexpr std::array<Rule, 2> voice_rules = {check_voice_sample, order_voice};
constexpr std::array<Rule, 1> delete_voice_rules = {check_voice_id};

constexpr std::array<Kind, 10> library_rows = {{
    {.name = "elements",
     .path = "/v1/general/advanced-custom-elements",
     .section = "§4.15",
     .pack = Pack::video,
     .lookup = Lookup::either,
     .page_most = 500,
     .external_id = true,
     .fields = element_fields,
     .rules = element_rules,
     .make = make_element,
     .result = element_result},
    {.name = "advanced-presets-elements",
     .path = "/v1/general/advanced-presets-elements",
     .section = "§4.15",
     .form = Form::view,
     .page_most = 500,
     .answer = answer_preset_elements},
    {.name = "delete-advanced-elements",
     .path = "/v1/general/delete-advanced-elements",
     .section = "§4.15",
     .form = Form::call,
     .fields = delete_element_fields,
     .rules = delete_element_rules,
     .answer = answer_removed_element},
    {.name = "delete-elements",
     .path = "/v1/general/delete-elements",
     .section = "§4.15",
     .form = Form::call,
     .fields = delete_element_fields,
     .rules = delete_element_rules,
     .answer = answer_removed_element},
    {.name = "elements-old",
     .path = "/v1/general/custom-elements",
     .section = "§4.15",
     .form = Form::call,
     .fields = old_element_fields,
     .make = make_old_element,
     .answer = answer_old_element},
    {.name = "elements-old",
     .path = "/v1/general/custom-elements",
     .section = "§4.15",
     .form = Form::view,
     .page_most = 500,
     .answer = answer_old_elements},
    {.name = "presets-elements",
     .path = "/v1/general/presets-elements",
     .section = "§4.15",
     .form = Form::view,
     .page_most = 500,
     .answer = answer_old_presets},
    {.name = "voices",
     .path = "/v1/general/custom-voices",
     .section = "§4.16",
     .pack = Pack::video, // §2.5
     .lookup = Lookup::either,
     .page_most = 1000, // §4
     .external_id = true,
     .function = "Custom Voice",
     .fields = voice_fields,
     .rules = voice_rules,
     .make = make_voice,
     .result = voice_result},
    {.name = "presets-voices",
     .path = "/v1/general/presets-voices",
     .section = "§4.16",
     .form = Form::view,
     .page_most = 1000,
     .answer = answer_preset_voices},
    {.name = "delete-voices",
     .path = "/v1/general/delete-voices",
     .section = "§4.16",
     .form = Form::call,
     .fields = delete_voice_fields,
     .rules = delete_voice_rules,
     .make = remove_voice,
     .answer = answer_removed_voice},
}};

} // namespace

std::span<const Kind> library_kinds() {
  return library_rows;
}

} // namespace kling::sim
