#include "sim/new_rules.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "sim/contents.hpp"
#include "sim/media_input.hpp"
#include "sim/path_model.hpp"
#include "sim/shots.hpp"
#include "sim/video_rules.hpp"

namespace kling::sim {

namespace {

constexpr int32_t unseen_seconds = 5; // of a video that only a URL names
constexpr int64_t longest_clip = 180;
constexpr std::string_view refused_resolution = "video resolution value '480p' is invalid"; // §7.2

bool is_edited(const Draft &draft) {
  return has_content(draft, "base_video");
}

bool both_frames(const Draft &draft) {
  return has_content(draft, "first_frame") && has_content(draft, "last_frame");
}

/// Native sound where the model has no choice; none where it has none.
std::string_view audio_of(const Draft &draft, const PathModel &model) {
  return !model.audios.empty() ? draft.text("settings.audio") : model.always_sound ? "native" : "off";
}

} // namespace

bool check_plain_prompt(Draft &draft) {
  const int64_t most = path_model(draft)->prompt_most;
  return static_cast<int64_t>(code_points(draft.text("prompt"))) <= most || draft.exceeds("prompt", most, "characters");
}

/// The names are one list for all models; then the model decides.
bool check_resolution(Draft &draft) {
  const PathModel &model = *path_model(draft);
  const std::string_view resolution = draft.text("settings.resolution");
  if (resolution == "480p" && model.loose) { // taken, and then not made
    draft.order.failure = refused_resolution;
  } else if (resolution == "480p" || (resolution == "4k" && !model.mode_4k)) {
    return draft.refuse({"video resolution value '", resolution, "' is invalid"}); // §7.2
  }
  draft.order.mode = mode_of(resolution);
  draft.order.clip.resolution = resolution_of(draft.order.mode);
  return draft.order.mode != Mode::std || !model.full_hd_frames || !both_frames(draft) ||
         draft.refuse({"first_frame and last_frame are only supported with resolution '1080p' by the current model"});
}

bool check_length(Draft &draft) {
  const PathModel &model = *path_model(draft);
  const int64_t seconds = draft.whole("settings.duration");
  if (model.longest == 0 || is_edited(draft)) { // as long as the video
    draft.order.clip.seconds = unseen_seconds;
    return true;
  }
  const bool made = model.shortest == 5 ? seconds == 5 || seconds == 10 : seconds >= model.shortest && seconds <= model.longest;
  if (!made && !model.loose) {
    return draft.invalid("settings.duration", draft.text("settings.duration"));
  }
  const bool any_length = draft.order.model != "kling-o1" || has_content(draft, "refer_image") || draft.state.settings.o1_any_duration;
  if (!any_length && seconds != 5 && seconds != 10) {
    return draft.refuse({"Duration only supports 5 or 10 seconds when no refer_image is provided"}); // §7.2
  }
  draft.order.clip.seconds = static_cast<int32_t>(std::clamp<int64_t>(seconds, 1, longest_clip));
  return true;
}

bool check_audio_setting(Draft &draft) {
  const PathModel &model = *path_model(draft);
  const std::string_view audio = audio_of(draft, model);
  if (!model.audios.empty() && !one_of(audio, model.audios)) {
    return draft.refuse({"audio mode '", audio, "' is not supported by the current model"}); // §7.2
  }
  if (has_content(draft, "feature_video") && audio != "off") {
    return draft.refuse({"audio must be off when feature_video is used"});
  }
  if (is_edited(draft) && audio == "native") {
    return draft.refuse({"audio mode 'native' is not supported with base_video"});
  }
  if (audio == "native" && model.full_hd_sound && draft.order.mode == Mode::std) {
    return draft.refuse({"audio mode 'native' is only supported with resolution '1080p' by the current model"});
  }
  if (has_content(draft, "voice") && audio == "off" && !model.loose) {
    return draft.refuse({"audio cannot be off when voice is used"});
  }
  draft.order.clip.sound = audio == "native" || (audio == "original" && draft.order.refer_video); // else there is nothing to keep
  return true;
}

bool check_shot_prompt(Draft &draft) {
  const PathModel &model = *path_model(draft);
  const bool given = model.multi_shot && draft.has("settings.multi_shot");
  const bool wanted = !given || draft.flag("settings.multi_shot"); // true is the default
  if (has_content(draft, "feature_video") && !wanted) {
    return draft.refuse({"multi_shot must be true when feature_video is used"});
  }
  if (is_edited(draft)) {
    return !given || !wanted || draft.refuse({"multi_shot is not supported with base_video"});
  }
  if (!model.shots || !wanted) {
    return true;
  }
  const Shots shots = Shots::parse(prompt_of(draft));
  if (!shots.complaint.empty()) {
    return draft.refuse({shots.complaint});
  }
  return shots.count == 0 || model.loose || shots.seconds == draft.order.clip.seconds ||
         draft.refuse({"The sum of shot durations must equal settings.duration"});
}

bool check_orientation(Draft &draft) {
  return draft.has("settings.character_orientation") || draft.missing("settings.character_orientation");
}

bool take_new_ratio(Draft &draft) {
  const PathModel &model = *path_model(draft);
  const bool follows = has_content(draft, "first_frame") || draft.order.refer_video;
  if (model.aspect_ratio && draft.has("settings.aspect_ratio")) {
    draft.order.clip.ratio = ratio_from(draft.text("settings.aspect_ratio")).value_or(Ratio::wide);
    return true;
  }
  if (model.aspect_ratio && !model.contents.empty() && !model.loose && !follows) {
    return draft.missing("settings.aspect_ratio");
  }
  const std::string_view picture = content_text(draft, has_content(draft, "image") ? "image" : "first_frame", "url");
  if (const std::optional<ImageHeader> header = header_of_image(picture)) {
    draft.order.clip.ratio = ratio_of(header->width, header->height);
  }
  return true;
}

bool take_new_price(Draft &draft) {
  Order &order = draft.order;
  for (const ClipPrice &row : path_model(draft)->prices) {
    if (row.mode == order.mode) {
      const int64_t a_second = order.refer_video ? row.video : !order.clip.sound ? row.silent : order.voice_control ? row.voice : row.sound;
      order.cost = a_second * order.clip.seconds;
    }
  }
  return true;
}

} // namespace kling::sim
