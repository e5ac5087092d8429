#include "sim/video_edit_rules.hpp"

#include "base/text.hpp"
#include "sim/media_input.hpp"
#include "sim/reference.hpp"
#include "sim/video_rules.hpp"

namespace kling::sim {

namespace {

constexpr int64_t unknown_seconds = 5; // of what only a URL names

} // namespace

bool check_multi_image(Draft &draft) {
  Order &order = draft.order;
  order.mode = mode_from(draft.text("mode")).value_or(Mode::std);
  order.clip.seconds = static_cast<int32_t>(draft.whole("duration"));
  order.clip.resolution = resolution_of(order.mode);
  order.clip.ratio = ratio_from(draft.text("aspect_ratio")).value_or(Ratio::wide);
  order.cost = price_of(order.model, order.mode, order.clip.seconds, false, false); // §6.4: as image2video
  return true;
}

bool check_motion_control(Draft &draft) {
  Order &order = draft.order;
  order.mode = mode_from(draft.text("mode")).value_or(Mode::std);
  if (draft.has("element_list")) { // the orientation then follows the video, whatever is asked for
    if (order.model != "kling-v3") {
      return draft.refuse({"element_list is not supported by the current model"});
    }
    if (!check_elements(draft, "element_list")) {
      return false;
    }
  }
  order.clip.seconds = unknown_seconds;
  order.clip.resolution = resolution_of(order.mode);
  order.clip.sound = draft.text("keep_original_sound") == "yes";
  if (const std::optional<ImageHeader> header = header_of_image(draft.text("image_url"))) {
    order.clip.ratio = ratio_of(header->width, header->height);
  }
  const bool v3 = order.model == "kling-v3"; // §6.4
  order.cost = unknown_seconds * (order.mode == Mode::std ? (v3 ? 90 : 50) : (v3 ? 120 : 80));
  return true;
}

bool check_extension(Draft &draft) {
  Order &order = draft.order;
  const File *file = nullptr;
  if (!take_parent(draft, "", file)) {
    return false;
  }
  order.model = "kling-v1-6"; // of an id that is only taken by the switch
  if (file != nullptr) {
    const Order &parent = file->task->order;
    const std::string_view kind = parent.kind->name;
    const bool known = kind == "text2video" || kind == "image2video" || kind == "video-extend";
    const bool old = parent.model == "kling-v1" || parent.model == "kling-v1-5" || parent.model == "kling-v1-6";
    if (!known || !old) {
      return draft.refuse({"The video is not supported with video extend: only videos of V1.0, V1.5 and V1.6 are"});
    }
    order.model = parent.model;
    order.mode = parent.mode;
  }
  for (const std::string_view field : {std::string_view("negative_prompt"), std::string_view("cfg_scale")}) {
    if (order.model == "kling-v1" && draft.has(field)) {
      return draft.refuse({field, " is not supported by the current model"});
    }
  }
  constexpr int32_t added = 5;
  constexpr int32_t most = 180;
  order.clip.seconds = static_cast<int32_t>(order.parent->duration_ms / 1000) + added;
  if (order.clip.seconds > most) {
    return draft.exceeds("The length of the video", most, "seconds");
  }
  order.cost = order.mode == Mode::pro ? 350 : order.model == "kling-v1" ? 100 : 200; // §6.4
  return true;
}

bool check_sound_source(Draft &draft, json::Value where, std::string_view prefix, int64_t most_seconds,
                        std::optional<int64_t> &duration_ms) {
  const bool by_id = !absent(where["audio_id"]);
  if (by_id == !absent(where["sound_file"])) {
    return draft.refuse(
        {prefix, "audio_id", by_id ? " and " : " or ", prefix, "sound_file", by_id ? " cannot be used together" : " is required"});
  }
  if (by_id) {
    const File *file = draft.state.delivered(where["audio_id"].text(), Medium::audio);
    if (file == nullptr && !draft.state.settings.any_ids) {
      return draft.refuse({"Audio id not found: ", cut(where["audio_id"].text(), 200)});
    }
    duration_ms = file != nullptr ? std::optional<int64_t>(file->output.duration_ms) : std::nullopt;
  } else {
    duration_ms = sound_ms(where["sound_file"].text());
  }
  if (duration_ms && (*duration_ms < 2000 || *duration_ms > most_seconds * 1000)) {
    return draft.refuse({"The duration of the audio must be between 2 and ", text_of(most_seconds), " seconds"});
  }
  return true;
}

bool check_avatar(Draft &draft) {
  std::optional<int64_t> duration_ms;
  if (!check_sound_source(draft, draft.body, "", 300, duration_ms)) {
    return false;
  }
  Order &order = draft.order;
  order.mode = mode_from(draft.text("mode")).value_or(Mode::std);
  order.clip.seconds = static_cast<int32_t>((duration_ms.value_or(unknown_seconds * 1000) + 999) / 1000);
  order.clip.resolution = resolution_of(order.mode);
  order.clip.sound = true;
  if (const std::optional<ImageHeader> header = header_of_image(draft.text("image"))) {
    order.clip.ratio = ratio_of(header->width, header->height);
  }
  order.cost = int64_t{order.clip.seconds} * (order.mode == Mode::std ? 40 : 80); // §6.4
  return true;
}

void make_edited_video(Draft &draft, Task &task) {
  name_parent(draft.state, task.order);
  make_video(draft, task);
}

String effects_result(const State &state, const Task &task) {
  return Writer().json("videos", videos_json(state, task, {.duration = state.settings.effects_duration})).done();
}

} // namespace kling::sim
