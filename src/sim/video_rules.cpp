#include "sim/video_rules.hpp"

#include "base/text.hpp"
#include "sim/media_input.hpp"
#include "sim/reference.hpp"

namespace kling::sim {

namespace {

constexpr std::string_view ratio_names[] = {"16:9", "9:16", "1:1"}; // in the order of Ratio
constexpr std::string_view camera_types[] = {"simple", "down_back", "forward_up", "right_turn_forward", "left_turn_forward"};
constexpr std::string_view camera_axes[] = {"horizontal", "vertical", "pan", "tilt", "roll", "zoom"};

Support support(const Draft &draft, Feature feature) {
  return support(draft.order.model, feature, draft.order.mode, draft.order.clip.seconds);
}

bool has_camera(const Draft &draft) {
  return draft.has("camera_control") && draft.value("camera_control").size() != 0;
}

bool has_motion_brush(const Draft &draft) { // has_static_mask: seen in one live probe (§4.3)
  return draft.has("static_mask") || draft.has("dynamic_masks") || draft.flag("has_static_mask");
}

bool check_shot(Draft &draft, json::Value shot, std::size_t index, int64_t &seconds) {
  const String name = concat({"multi_prompt[", text_of(static_cast<int64_t>(index)), "]"});
  if (!shot.is(json::Type::object)) {
    return draft.wrong_type(name, "object");
  }
  if (!shot["index"].integer()) {
    return draft.invalid(concat({name, ".index"}), shot["index"].text());
  }
  if (absent(shot["prompt"])) {
    return draft.missing(concat({name, ".prompt"}));
  }
  const std::optional<int64_t> duration = shot["duration"].integer();
  if (!duration || *duration < 1 || *duration > 15) {
    return draft.invalid(concat({name, ".duration"}), shot["duration"].text());
  }
  seconds += *duration;
  return true;
}

bool check_camera_config(Draft &draft, json::Value config) {
  if (!config.is(json::Type::object)) {
    return absent(config) ? draft.missing("camera_control.config") : draft.wrong_type("camera_control.config", "object");
  }
  int moved = 0;
  for (const std::string_view axis : camera_axes) {
    const json::Value value = config[axis];
    if (absent(value)) {
      continue;
    }
    const std::optional<double> number = value.number();
    if (!number || !(*number >= -10 && *number <= 10)) {
      return draft.invalid(concat({"camera_control.config.", axis}), value.text());
    }
    moved += *number != 0 ? 1 : 0;
  }
  return moved == 1 || draft.refuse({"camera_control.config must have exactly one non-zero value"});
}

bool check_camera(Draft &draft, Feature feature, std::string_view where, bool simple_only) { // §4.2.1
  if (!has_camera(draft)) {
    return true;
  }
  const json::Value camera = draft.value("camera_control");
  const std::string_view type = camera["type"].text();
  if (!one_of(type, camera_types) || (simple_only && type != "simple")) {
    return draft.invalid("camera_control.type", type);
  }
  const json::Value config = camera["config"];
  if (type == "simple") {
    if (!check_camera_config(draft, config)) {
      return false;
    }
  } else if (!absent(config) && config.size() != 0) {
    return draft.refuse({"camera_control.config must be empty for type '", type, "'"});
  }
  return support(draft, feature) == Support::yes || draft.refuse({"camera_control is only supported in ", where});
}

} // namespace

String combination(const Draft &draft) {
  return concat(
      {"model/mode/duration(", draft.order.model, "/", name_of(draft.order.mode), "/", text_of(int64_t{draft.order.clip.seconds}), ")"});
}

bool check_length_and_mode(Draft &draft) {
  const Model &model = *find_model(draft.order.model);
  const int64_t seconds = draft.whole("duration");
  if (!allows(model, seconds)) {
    return draft.invalid("duration", draft.text("duration"));
  }
  const Mode mode = mode_from(draft.text("mode")).value_or(Mode::std);
  const bool refused = (mode == Mode::uhd4k && !model.mode_4k) ||
                       (mode == Mode::std && model.name == "kling-v2-6" && draft.state.settings.v2_6_std_refused); // §6.1, uncertain
  if (refused) {
    return draft.invalid("mode", name_of(mode));
  }
  draft.order.mode = mode;
  draft.order.clip.seconds = static_cast<int32_t>(seconds);
  draft.order.clip.resolution = resolution_of(model, mode);
  draft.order.clip.sound = draft.text("sound") == "on";
  return true;
}

bool is_customized(const Draft &draft) {
  return draft.flag("multi_shot") && draft.text("shot_type") == "customize";
}

bool check_shot_list(Draft &draft, int64_t seconds) {
  if (!draft.flag("multi_shot")) {
    return true;
  }
  if (!draft.has("shot_type")) {
    return draft.missing("shot_type");
  }
  if (!is_customized(draft)) {
    return true;
  }
  if (!draft.has("multi_prompt")) {
    return draft.missing("multi_prompt");
  }
  int64_t sum = 0;
  std::size_t index = 0;
  for (json::Value shot = draft.value("multi_prompt").first(); shot.present(); shot = shot.next()) {
    if (!check_shot(draft, shot, index++, sum)) {
      return false;
    }
  }
  return sum == seconds || draft.refuse({"The sum of multi_prompt durations must equal duration"});
}

bool check_shots(Draft &draft) {
  if (draft.flag("multi_shot")) {
    if (support(draft, Feature::multi_shot) == Support::none) {
      return draft.refuse({"multi_shot is not supported by the current model"});
    }
    if (draft.text("shot_type") == "intelligence" && draft.state.settings.intelligence_omni_only) { // §11.11
      return draft.invalid("shot_type", "intelligence");
    }
  }
  return check_shot_list(draft, draft.order.clip.seconds);
}

bool check_prompt(Draft &draft) {
  return is_customized(draft) || draft.has("prompt") || draft.missing("prompt");
}

bool check_sound(Draft &draft) {
  if (!draft.order.clip.sound) {
    return true;
  }
  switch (support(draft, Feature::sound)) {
  case Support::none:
    return draft.refuse({"sound is not supported by the current model"});
  case Support::other_combination:
    return draft.refuse({combination(draft), " is not supported with sound"});
  case Support::yes:
    break;
  }
  return !draft.has("image_tail") || draft.order.model != "kling-v2-6" || // §6.1: silent
         draft.refuse({combination(draft), " is not supported with image_tail and sound"});
}

bool check_voices(Draft &draft) {
  if (!draft.has("voice_list")) {
    return true;
  }
  if (support(draft, Feature::voices) == Support::none) {
    return draft.refuse({"voice_list is not supported by the current model"});
  }
  if (!check_voice_list(draft, "voice_list")) {
    return false;
  }
  return draft.order.clip.sound || draft.refuse({"sound must be on when voice_list is used"});
}

bool check_text_camera(Draft &draft) { // the text of §7.2
  return check_camera(draft, Feature::text_camera, "std mode with 5s duration and kling-v1", false);
}

bool check_image_camera(Draft &draft) { // §4.3
  return check_camera(draft, Feature::image_camera, "pro mode with 5s duration and kling-v1-5", true);
}

bool check_frames(Draft &draft) {
  if (!draft.has("image") && !draft.has("image_tail")) {
    return draft.refuse({"image or image_tail is required"});
  }
  const bool tail = draft.has("image_tail");
  if ((tail ? 1 : 0) + (has_motion_brush(draft) ? 1 : 0) + (has_camera(draft) ? 1 : 0) > 1) { // §4.3: three groups
    return draft.refuse({"image_tail, dynamic_masks/static_mask and camera_control cannot be used together"});
  }
  if (!tail) {
    return true;
  }
  switch (support(draft, draft.has("image") ? Feature::tail : Feature::tail_only)) {
  case Support::none:
    return draft.refuse({"Image tail is not supported by the current model"}); // §7.2
  case Support::other_combination:
    return draft.refuse({combination(draft), " is not supported with image_tail"}); // §7.2
  case Support::yes:
    break;
  }
  return !draft.flag("multi_shot") || !draft.state.settings.multi_shot_frames_refused ||
         draft.refuse({"multi_shot is not supported with image_tail"});
}

bool check_motion_brush(Draft &draft) {
  if (!has_motion_brush(draft)) {
    return true;
  }
  switch (support(draft, Feature::motion_brush)) {
  case Support::none:
    return draft.refuse({draft.order.model, " is not supported with motion brush"}); // §7.2
  case Support::other_combination:
    return draft.refuse({combination(draft), " is not supported with motion brush"});
  case Support::yes:
    break;
  }
  const std::optional<ImageHeader> image = header_of_image(draft.text("image"));
  const std::optional<ImageHeader> mask = header_of_image(draft.text("static_mask"));
  const bool alike = !image || !mask || uint64_t{image->width} * mask->height == uint64_t{image->height} * mask->width;
  return alike || draft.refuse({"static_mask must have the aspect ratio of image"});
}

bool check_video_elements(Draft &draft) {
  if (!draft.has("element_list")) {
    return true;
  }
  if (support(draft, Feature::elements) == Support::none) {
    return draft.refuse({"element_list is not supported by the current model"});
  }
  if (draft.has("voice_list")) {
    return draft.refuse({"element_list and voice_list cannot be used together"});
  }
  return check_elements(draft, "element_list");
}

Ratio ratio_of(uint32_t width, uint32_t height) {
  if (width == height) {
    return Ratio::square;
  }
  const uint64_t longer = width > height ? width : height;
  const uint64_t shorter = width > height ? height : width;
  if (longer * 3 < shorter * 4) { // nearer to 1:1 than to 16:9
    return Ratio::square;
  }
  return width > height ? Ratio::wide : Ratio::tall;
}

std::optional<Ratio> ratio_from(std::string_view name) {
  for (std::size_t i = 0; i < std::size(ratio_names); ++i) {
    if (ratio_names[i] == name) {
      return static_cast<Ratio>(i);
    }
  }
  return std::nullopt;
}

bool take_ratio(Draft &draft) {
  const std::string_view image = draft.has("image") ? draft.text("image") : draft.text("image_tail");
  const bool obeyed = image.empty() || draft.state.settings.image2video_aspect_ratio;
  const std::string_view name = obeyed ? draft.text("aspect_ratio") : std::string_view();
  if (!name.empty()) {
    const std::optional<Ratio> ratio = ratio_from(name);
    draft.order.clip.ratio = ratio.value_or(Ratio::wide);
    return ratio || draft.invalid("aspect_ratio", name);
  }
  if (const std::optional<ImageHeader> header = header_of_image(image)) {
    draft.order.clip.ratio = ratio_of(header->width, header->height);
  }
  return true;
}

bool take_price(Draft &draft) {
  const Order &order = draft.order;
  draft.order.cost = price_of(order.model, order.mode, order.clip.seconds, order.clip.sound, draft.has("voice_list"));
  return true;
}

void make_video(Draft &draft, Task &task) {
  Output video;
  video.medium = Medium::video;
  video.id = draft.state.identifiers.uuid();
  video.clip = task.order.clip;
  video.duration_ms = int64_t{task.order.clip.seconds} * 1000 + 41;
  task.outputs.push_back(std::move(video));
}

String videos_json(const State &state, const Task &task, VideoShape shape) {
  ListWriter videos;
  for (const Output &video : task.outputs) {
    if (video.medium != Medium::video) {
      continue;
    }
    Writer out;
    if (shape.id) {
      out.text("id", video.id);
    }
    if (shape.session) {
      out.text("session_id", task.order.session_id);
    }
    out.text("url", state.link(video, task.updated_ms));
    if (task.order.watermark) {
      out.text("watermark_url", state.link(video, task.updated_ms, true));
    }
    if (shape.duration) {
      out.text("duration", seconds_text(video.duration_ms));
    }
    videos.json(out.done());
  }
  return videos.done();
}

String videos_result(const State &state, const Task &task) {
  return Writer().json("videos", videos_json(state, task, {})).done();
}

} // namespace kling::sim
