// The rows of the kinds that make pictures, and of the one that recognises what is in one.
#include <array>

#include "sim/image_rules.hpp"
#include "sim/kind.hpp"

namespace kling::sim {

namespace {

using namespace std::string_view_literals;

// Of both pages: the newer one lists kling-v2-1 and kling-v3.
constexpr std::array generations_models = {"kling-v1"sv, "kling-v1-5"sv, "kling-v2"sv, "kling-v2-new"sv, "kling-v2-1"sv, "kling-v3"sv};
constexpr std::array omni_image_models = {"kling-image-o1"sv, "kling-v3-omni"sv};
constexpr std::array multi_image2image_models = {"kling-v2"sv, "kling-v2-1"sv};
constexpr std::array try_on_models = {"kolors-virtual-try-on-v1"sv, "kolors-virtual-try-on-v1-5"sv};
constexpr std::array image_references = {"subject"sv, "face"sv};
constexpr std::array image_resolutions = {"1k"sv, "2k"sv};
constexpr std::array omni_image_resolutions = {"1k"sv, "2k"sv, "4k"sv};
constexpr std::array result_types = {"single"sv, "series"sv};
constexpr std::array image_ratios = {"16:9"sv, "9:16"sv, "1:1"sv, "4:3"sv, "3:4"sv, "3:2"sv, "2:3"sv, "21:9"sv};
constexpr std::array omni_image_ratios = {"16:9"sv, "9:16"sv, "1:1"sv, "4:3"sv, "3:4"sv, "3:2"sv, "2:3"sv, "21:9"sv, "auto"sv};

// §4.14, POST /v1/images/generations
constexpr std::array<Field, 16> generations_fields = {{
    {"model_name", FieldType::model, Need::optional, 0, 0, generations_models, "kling-v3"},
    {"prompt", FieldType::prompt, Need::required, 0, 2500},
    {"negative_prompt", FieldType::text, Need::optional, 0, 2500},
    {"image", FieldType::image},
    {"image_reference", FieldType::choice, Need::optional, 0, 0, image_references},
    {"image_fidelity", FieldType::number, Need::optional, 0, 1, {}, "0.5"},
    {"human_fidelity", FieldType::number, Need::optional, 0, 1, {}, "0.45"},
    {"element_list", FieldType::array},
    {"element_list[].element_id", FieldType::text, Need::required},
    {"resolution", FieldType::choice, Need::optional, 0, 0, image_resolutions, "1k"},
    {"n", FieldType::whole, Need::optional, 1, 9, {}, "1"},
    {"aspect_ratio", FieldType::choice, Need::optional, 0, 0, image_ratios, "16:9"},
    {"watermark_info", FieldType::object},
    {"watermark_info.enabled", FieldType::flag},
    {"callback_url"},
    {"external_task_id"},
}};

// §4.14, POST /v1/images/omni-image
constexpr std::array<Field, 15> omni_image_fields = {{
    {"model_name", FieldType::model, Need::optional, 0, 0, omni_image_models, "kling-image-o1"},
    {"prompt", FieldType::prompt, Need::required, 0, 2500},
    {"image_list", FieldType::array},
    {"image_list[].image", FieldType::image, Need::required},
    {"element_list", FieldType::array},
    {"element_list[].element_id", FieldType::text, Need::required},
    {"resolution", FieldType::choice, Need::optional, 0, 0, omni_image_resolutions, "1k"},
    {"result_type", FieldType::choice, Need::optional, 0, 0, result_types, "single"},
    {"n", FieldType::whole, Need::optional, 1, 9, {}, "1"},
    {"series_amount", FieldType::text, Need::optional, 0, 0, {}, "4"},
    {"aspect_ratio", FieldType::choice, Need::optional, 0, 0, omni_image_ratios, "auto"},
    {"watermark_info", FieldType::object},
    {"watermark_info.enabled", FieldType::flag},
    {"callback_url"},
    {"external_task_id"},
}};

// §4.14, POST /v1/images/multi-image2image
constexpr std::array<Field, 12> multi_image2image_fields = {{
    {"model_name", FieldType::model, Need::optional, 0, 0, multi_image2image_models, "kling-v2"},
    {"prompt", FieldType::prompt, Need::optional, 0, 2500},
    {"subject_image_list", FieldType::array, Need::required, 1, 4},
    {"subject_image_list[].subject_image", FieldType::image, Need::required},
    {"scene_image", FieldType::image},
    {"style_image", FieldType::image},
    {"n", FieldType::whole, Need::optional, 1, 9, {}, "1"},
    {"aspect_ratio", FieldType::choice, Need::optional, 0, 0, image_ratios, "16:9"},
    {"watermark_info", FieldType::object},
    {"watermark_info.enabled", FieldType::flag},
    {"callback_url"},
    {"external_task_id"},
}};

// §4.14, POST /v1/images/editing/expand
constexpr std::array<Field, 11> expand_fields = {{
    {"image", FieldType::image, Need::required},
    {"up_expansion_ratio", FieldType::number, Need::required, 0, 2},
    {"down_expansion_ratio", FieldType::number, Need::required, 0, 2},
    {"left_expansion_ratio", FieldType::number, Need::required, 0, 2},
    {"right_expansion_ratio", FieldType::number, Need::required, 0, 2},
    {"prompt", FieldType::prompt, Need::optional, 0, 2500},
    {"n", FieldType::whole, Need::optional, 1, 9, {}, "1"},
    {"watermark_info", FieldType::object},
    {"watermark_info.enabled", FieldType::flag},
    {"callback_url"},
    {"external_task_id"},
}};

// §4.14, POST /v1/images/kolors-virtual-try-on, as captured of v1 and v1-5
constexpr std::array<Field, 4> try_on_fields = {{
    {"model_name", FieldType::model, Need::optional, 0, 0, try_on_models, "kolors-virtual-try-on-v1"},
    {"human_image", FieldType::image, Need::required},
    {"cloth_image", FieldType::image},
    {"callback_url"},
}};

// §4.14, POST /v1/general/ai-multi-shot
constexpr std::array<Field, 3> ai_multi_shot_fields = {{
    {"element_frontal_image", FieldType::image, Need::required},
    {"callback_url"},
    {"external_task_id"},
}};

constexpr std::array<Field, 1> image_recognize_fields = {{{"image", FieldType::image, Need::required}}}; // §4.12

constexpr std::array<Rule, 7> generations_rules = {choose_images_model,      check_image_reference,  check_fidelity, check_negative_prompt,
                                                   check_image_and_elements, check_picture_elements, order_pictures};
constexpr std::array<Rule, 5> omni_image_rules = {check_image_o1, check_series_amount, check_image_and_elements, check_picture_elements,
                                                  order_pictures};
constexpr std::array<Rule, 1> picture_rules = {order_pictures};
constexpr std::array<Rule, 2> expand_rules = {check_expanded_area, order_pictures};

constexpr std::array<Kind, 7> image_rows = {{
    {.name = "image-recognize",
     .path = "/v1/videos/image-recognize",
     .section = "§4.12",
     .form = Form::call,
     .pack = Pack::video,
     .function = "Image Recognition",
     .fields = image_recognize_fields,
     .rules = picture_rules,
     .make = make_recognized,
     .answer = answer_recognized},
    {.name = "generations",
     .path = "/v1/images/generations",
     .section = "§4.14",
     .pack = Pack::image,
     .lookup = Lookup::either,
     .page_most = 500,
     .external_id = true,
     .watermark = true,
     .function = "Image Generation",
     .fields = generations_fields,
     .rules = generations_rules,
     .make = make_pictures,
     .result = pictures_result},
    {.name = "omni-image",
     .path = "/v1/images/omni-image",
     .section = "§4.14",
     .pack = Pack::image,
     .lookup = Lookup::either,
     .page_most = 500,
     .external_id = true,
     .watermark = true,
     .function = "Omni Image",
     .fields = omni_image_fields,
     .rules = omni_image_rules,
     .make = make_omni_pictures,
     .result = omni_pictures_result},
    {.name = "multi-image2image",
     .path = "/v1/images/multi-image2image",
     .section = "§4.14",
     .pack = Pack::image,
     .lookup = Lookup::either,
     .page_most = 500,
     .external_id = true,
     .watermark = true,
     .function = "Multi-Image to Image",
     .fields = multi_image2image_fields,
     .rules = picture_rules,
     .make = make_pictures,
     .result = pictures_result},
    {.name = "expand",
     .path = "/v1/images/editing/expand",
     .section = "§4.14",
     .pack = Pack::image,
     .lookup = Lookup::either,
     .page_most = 500,
     .external_id = true,
     .watermark = true,
     .function = "Image Expansion",
     .fields = expand_fields,
     .rules = expand_rules,
     .make = make_expanded,
     .result = pictures_result},
    {.name = "kolors-virtual-try-on",
     .path = "/v1/images/kolors-virtual-try-on",
     .section = "§4.14",
     .pack = Pack::try_on,
     .lookup = Lookup::either,
     .page_most = 500,
     .task_info = false,
     .function = "Virtual Try-On",
     .fields = try_on_fields,
     .rules = picture_rules,
     .make = make_tried_on,
     .result = pictures_result},
    {.name = "ai-multi-shot",
     .path = "/v1/general/ai-multi-shot",
     .section = "§4.14",
     .pack = Pack::image,
     .lookup = Lookup::task_id,
     .page_most = 500,
     .external_id = true,
     .function = "AI Multi-Shot",
     .fields = ai_multi_shot_fields,
     .rules = picture_rules,
     .make = make_shots,
     .result = shots_result},
}};

} // namespace

std::span<const Kind> image_kinds() {
  return image_rows;
}

} // namespace kling::sim
