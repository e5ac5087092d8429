#include "sim/omni_video.hpp"

#include "base/text.hpp"
#include "sim/media_input.hpp"
#include "sim/reference.hpp"
#include "sim/video_rules.hpp"

namespace kling::sim {

namespace {

constexpr std::string_view o1 = "kling-video-o1";

bool is_o1(const Draft &draft) {
  return draft.order.model == o1;
}

/// How many images are of that type; "" counts the plain references.
std::size_t images_of(const Draft &draft, std::string_view type) {
  std::size_t count = 0;
  for (json::Value image = draft.value("image_list").first(); image.present(); image = image.next()) {
    count += image["type"].text() == type ? 1 : 0;
  }
  return count;
}

bool has_first(const Draft &draft) {
  return images_of(draft, "first_frame") != 0;
}

bool has_end(const Draft &draft) {
  return images_of(draft, "end_frame") != 0;
}

bool has_video(const Draft &draft) {
  return draft.has("video_list");
}

/// The video is edited, not only looked at: `base` is the default.
bool edits(const Draft &draft) {
  const std::string_view type = draft.value("video_list").first()["refer_type"].text();
  return has_video(draft) && type != "feature";
}

bool check_counts(Draft &draft) {
  const auto elements = static_cast<int64_t>(draft.value("element_list").size());
  const int64_t both = static_cast<int64_t>(draft.value("image_list").size()) + elements;
  const int64_t most = has_video(draft) ? 4 : 7;
  if (both > most) {
    return draft.exceeds("image_list and element_list", most, has_video(draft) ? "items with a video" : "items");
  }
  if (has_first(draft) && is_o1(draft) && has_end(draft) && elements > 0) {
    return draft.refuse({"element_list is not supported with first and end frames by the current model"});
  }
  return !has_first(draft) || elements <= 3 || draft.exceeds("element_list", 3, "items with a first frame");
}

bool check_video(Draft &draft) {
  if (!has_video(draft)) {
    return true;
  }
  if (draft.order.clip.sound) {
    return draft.refuse({"sound must be off when video_list is used"});
  }
  return !edits(draft) || (!has_first(draft) && !has_end(draft)) ||
         draft.refuse({"first_frame and end_frame are not supported with refer_type 'base'"});
}

} // namespace

bool check_omni_model(Draft &draft) {
  const Mode mode = mode_from(draft.text("mode")).value_or(Mode::pro);
  if (mode == Mode::uhd4k && is_o1(draft)) {
    return draft.invalid("mode", name_of(mode));
  }
  draft.order.mode = mode;
  draft.order.clip.resolution = resolution_of(mode);
  draft.order.clip.sound = draft.text("sound") == "on";
  if (is_o1(draft) && draft.order.clip.sound) {
    return draft.refuse({"sound is not supported by the current model"});
  }
  return !is_o1(draft) || !draft.flag("multi_shot") || draft.refuse({"multi_shot is not supported by the current model"});
}

bool check_omni_prompt(Draft &draft) {
  return is_customized(draft) || draft.has("prompt") || draft.missing("prompt");
}

bool check_omni_frames(Draft &draft) {
  if (images_of(draft, "first_frame") > 1 || images_of(draft, "end_frame") > 1) {
    return draft.refuse({"image_list can have one first_frame and one end_frame only"});
  }
  if (has_end(draft) && !has_first(draft)) {
    return draft.refuse({"end_frame requires first_frame"});
  }
  if (is_o1(draft) && has_first(draft) && draft.value("image_list").size() > 2) {
    return draft.refuse({"first_frame and end_frame are not supported with more than 2 images by the current model"});
  }
  const bool framed = has_first(draft) && draft.flag("multi_shot");
  if (framed && draft.state.settings.multi_shot_frames_refused) {
    return draft.refuse({"multi_shot is not supported with first_frame"});
  }
  return check_counts(draft) && check_video(draft) && check_elements(draft, "element_list");
}

bool check_omni_length(Draft &draft) {
  const int64_t seconds = draft.whole("duration");
  if (!edits(draft)) { // else as long as the video, whatever duration says
    if (seconds < 3 || seconds > (is_o1(draft) ? 10 : 15)) {
      return draft.invalid("duration", draft.text("duration"));
    }
    const bool refers = has_video(draft) || has_end(draft) || draft.has("element_list") || images_of(draft, "") != 0;
    if (is_o1(draft) && !refers && !draft.state.settings.o1_any_duration && seconds != 5 && seconds != 10) {
      return draft.refuse({"Duration only supports 5 or 10 seconds when no refer_image is provided"}); // §7.2
    }
    draft.order.clip.seconds = static_cast<int32_t>(seconds);
  }
  if (!check_shot_list(draft, seconds)) {
    return false;
  }
  if (draft.has("aspect_ratio")) {
    draft.order.clip.ratio = ratio_from(draft.text("aspect_ratio")).value_or(Ratio::wide);
    return true;
  }
  return has_first(draft) || edits(draft) || draft.missing("aspect_ratio");
}

bool take_omni_price(Draft &draft) { // §6.4
  struct Row {
    Mode mode;
    int64_t silent;
    int64_t sound;
    int64_t with_video;
  };
  constexpr Row rows[] = {{Mode::std, 60, 80, 90}, {Mode::pro, 80, 100, 120}, {Mode::uhd4k, 300, 300, 300}};
  for (const Row &row : rows) {
    if (row.mode == draft.order.mode) {
      const int64_t a_second = has_video(draft) ? row.with_video : draft.order.clip.sound ? row.sound : row.silent;
      draft.order.cost = a_second * draft.order.clip.seconds;
    }
  }
  return true;
}

} // namespace kling::sim
