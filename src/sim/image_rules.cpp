#include "sim/image_rules.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.hpp"
#include "sim/media_input.hpp"
#include "sim/picture.hpp"
#include "sim/reference.hpp"
#include "sim/task_json.hpp"
#include "sim/writer.hpp"

namespace kling::sim {

namespace {

/// Hundredths of a unit for one picture.
struct PicturePrice {
  std::string_view kind;
  std::string_view model; // empty: any other
  int64_t from_text;
  int64_t from_image;
  int64_t at_4k;
};

// §6.4. Models of the older page that are not in it cost what kling-v2-1 does.
constexpr std::array<PicturePrice, 8> picture_prices = {{
    {"generations", "kling-v3", 800, 800, 0},
    {"generations", "", 400, 800, 0},
    {"omni-image", "", 800, 800, 1600},
    {"multi-image2image", "", 1600, 1600, 0},
    {"expand", "", 800, 800, 0},
    {"kolors-virtual-try-on", "", 100, 100, 0}, // a unit of its pack is a try; §6.4 has only its price in money
    {"ai-multi-shot", "", 2000, 2000, 0},
    {"image-recognize", "", 10, 10, 0},
}};

constexpr int64_t shots = 3;            // index 0-2
constexpr int64_t views_of_a_shot = 3;  // url_1 to url_3
constexpr int64_t series_by_itself = 3; // what "auto" comes to here

int64_t picture_price(const Draft &draft) {
  for (const PicturePrice &price : picture_prices) {
    if (price.kind == draft.kind.name && (price.model.empty() || price.model == draft.order.model)) {
      return draft.text("resolution") == "4k" ? price.at_4k : draft.has("image") ? price.from_image : price.from_text;
    }
  }
  return 0;
}

bool is_series(const Draft &draft) {
  return draft.text("result_type") == "series";
}

int64_t picture_count(const Draft &draft) {
  if (is_series(draft)) { // n is ignored
    return to_integer(draft.text("series_amount")).value_or(series_by_itself);
  }
  return std::max<int64_t>(draft.whole("n"), 1);
}

void add_pictures(Draft &draft, Task &task, int64_t count, PictureSize size) {
  for (int64_t i = 0; i < count; ++i) {
    Output output;
    output.medium = Medium::image;
    output.id = draft.state.identifiers.uuid();
    output.width = size.width;
    output.height = size.height;
    task.outputs.push_back(std::move(output));
  }
}

/// That of a picture in the body, made smaller when it is very large; what a URL names is never looked at.
PictureSize size_of_input(std::string_view given) {
  constexpr uint32_t longest = 4096;
  const std::optional<ImageHeader> header = header_of_image(given);
  if (!header) {
    return picture_size("1:1", "1k");
  }
  const uint32_t divisor = (std::max(header->width, header->height) + longest - 1) / longest;
  return {header->width / std::max(divisor, 1U), header->height / std::max(divisor, 1U)};
}

String picture_list(const State &state, const Task &task) {
  ListWriter out;
  int64_t index = 0;
  for (const Output &output : task.outputs) {
    Writer image;
    image.number("index", index++).text("url", state.link(output, task.updated_ms));
    if (task.order.watermark) {
      image.text("watermark_url", state.link(output, task.updated_ms, true));
    }
    out.json(image.done());
  }
  return out.done();
}

} // namespace

bool choose_images_model(Draft &draft) {
  if (!draft.has("model_name") && draft.state.settings.images_default_v1) {
    draft.order.model = "kling-v1";
  }
  return true;
}

/// kling-v2-1 may have one; of the older models only kling-v1-5, which must have one with an image.
bool check_image_reference(Draft &draft) {
  if (draft.has("image_reference")) {
    if (draft.order.model != "kling-v2-1" && draft.order.model != "kling-v1-5") {
      return draft.refuse({"image_reference is not supported by the current model"});
    }
    return draft.has("image") || draft.missing("image");
  }
  return draft.order.model != "kling-v1-5" || !draft.has("image") || draft.missing("image_reference");
}

bool check_fidelity(Draft &draft) {
  for (const std::string_view name : {"image_fidelity", "human_fidelity"}) {
    if (draft.has(name) && draft.order.model == "kling-v3") {
      return draft.refuse({name, " is not supported by the current model"});
    }
  }
  return !draft.has("human_fidelity") || draft.text("image_reference") == "subject" ||
         draft.refuse({"human_fidelity is only supported when image_reference is 'subject'"});
}

bool check_negative_prompt(Draft &draft) {
  return !draft.has("negative_prompt") || !draft.has("image") || draft.refuse({"negative_prompt is not supported with image"});
}

bool check_image_and_elements(Draft &draft) {
  const std::size_t images = draft.value("image_list").size() + (draft.has("image") ? 1 : 0);
  return images + draft.value("element_list").size() <= 10 || draft.refuse({"images and elements cannot exceed 10 in total"});
}

bool check_picture_elements(Draft &draft) {
  return check_elements(draft, "element_list");
}

bool check_image_o1(Draft &draft) {
  if (!draft.state.settings.image_o1_plain || draft.order.model != "kling-image-o1") {
    return true;
  }
  if (draft.text("resolution") == "4k") {
    return draft.invalid("resolution", "4k");
  }
  return !is_series(draft) || draft.invalid("result_type", "series");
}

bool check_series_amount(Draft &draft) {
  const std::string_view amount = draft.text("series_amount");
  const std::optional<int64_t> count = to_integer(amount);
  return amount == "auto" || (count && *count >= 2 && *count <= 9) || draft.invalid("series_amount", amount);
}

bool check_expanded_area(Draft &draft) {
  constexpr double most = 3 + 1e-9; // of the original; a ratio has a last digit
  const double height = 1 + draft.number("up_expansion_ratio") + draft.number("down_expansion_ratio");
  const double width = 1 + draft.number("left_expansion_ratio") + draft.number("right_expansion_ratio");
  return height * width <= most || draft.refuse({"The expanded area cannot exceed 3 times the area of the original image"});
}

bool order_pictures(Draft &draft) {
  draft.order.slots = picture_count(draft);
  draft.order.cost = draft.order.slots * picture_price(draft);
  return true;
}

void make_pictures(Draft &draft, Task &task) {
  add_pictures(draft, task, task.order.slots, picture_size(draft.text("aspect_ratio"), draft.text("resolution")));
}

void make_omni_pictures(Draft &draft, Task &task) {
  std::string_view ratio = draft.text("aspect_ratio");
  if (ratio == "auto") {
    const PictureSize size = size_of_input(draft.value("image_list").at(0)["image"].text());
    ratio = nearest_ratio(size.width, size.height);
  }
  task.record = is_series(draft) ? "series" : "single";
  add_pictures(draft, task, task.order.slots, picture_size(ratio, draft.text("resolution")));
}

void make_expanded(Draft &draft, Task &task) {
  const PictureSize size = size_of_input(draft.text("image"));
  const double height = 1 + draft.number("up_expansion_ratio") + draft.number("down_expansion_ratio");
  const double width = 1 + draft.number("left_expansion_ratio") + draft.number("right_expansion_ratio");
  add_pictures(draft, task, task.order.slots,
               {static_cast<uint32_t>(std::lround(size.width * width)), static_cast<uint32_t>(std::lround(size.height * height))});
}

void make_tried_on(Draft &draft, Task &task) {
  add_pictures(draft, task, 1, size_of_input(draft.text("human_image")));
}

void make_shots(Draft &draft, Task &task) {
  add_pictures(draft, task, shots * views_of_a_shot, size_of_input(draft.text("element_frontal_image")));
}

String pictures_result(const State &state, const Task &task) {
  return Writer().json("images", picture_list(state, task)).done();
}

String omni_pictures_result(const State &state, const Task &task) {
  const bool series = task.record == "series";
  const String list = picture_list(state, task);
  return Writer()
      .text("result_type", task.record)
      .json("images", series ? std::string_view("[]") : list)
      .json("series_images", series ? list : std::string_view("[]"))
      .done();
}

String shots_result(const State &state, const Task &task) {
  ListWriter out;
  for (int64_t index = 0; index < shots; ++index) {
    Writer image;
    image.number("index", index);
    for (int64_t view = 0; view < views_of_a_shot; ++view) {
      const Output &output = task.outputs[static_cast<std::size_t>(index * views_of_a_shot + view)];
      image.text(concat({"url_", text_of(view + 1)}), state.link(output, task.updated_ms));
    }
    out.json(image.done());
  }
  return Writer().json("images", out.done()).done();
}

namespace {

constexpr std::array<std::string_view, 4> segments = {"object_seg", "head_seg", "face_seg", "cloth_seg"}; // §4.12

} // namespace

/// One picture for each of the segments, or the object's alone where a URL says that nobody is in the image.
void make_recognized(Draft &draft, Task &task) {
  const std::string_view image = draft.text("image");
  const bool nobody = is_url(image) && contains_ignoring_case(image, "no-human");
  add_pictures(draft, task, nobody ? 1 : segments.size(), size_of_input(image));
}

bool answer_recognized(Draft &draft, const Task *task, String &data) {
  ListWriter images;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const bool contained = i < task->outputs.size();
    images.json(Writer()
                    .text("type", segments[i])
                    .flag("is_contain", contained)
                    .text("url", contained ? draft.state.link(task->outputs[i], task->updated_ms) : String())
                    .done());
  }
  Writer out;
  out.json("task_result", Writer().json("images", images.done()).done());
  write_deduction(out, draft.state.settings, draft.kind.pack, task->charged);
  data = out.done();
  return true;
}

} // namespace kling::sim
