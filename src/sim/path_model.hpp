#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "sim/model.hpp"

namespace kling::sim {

struct Draft;

/// A type of item that `contents` may hold, and how many of it; 0: a rule says how many.
struct ContentType {
  std::string_view name;
  int64_t most = 1;
};

/// Hundredths of a unit for a second of a new-generation clip (§6.4).
struct ClipPrice {
  Mode mode;
  int64_t silent;
  int64_t sound;
  int64_t voice; // sound that a voice of the request speaks
  int64_t video; // with a reference video
};

/// A model of the new generation under one of its paths: a row of the table of §5.2.
struct PathModel {
  std::string_view name;
  int64_t prompt_most;                           // code points
  bool prompt_needed = true;                     // else optional
  std::span<const ContentType> contents = {};    // none: the prompt is a field of its own
  bool mode_4k = false;                          // else 720p and 1080p
  int64_t shortest = 0;                          // seconds; and 5 and 10 only, when it is 5
  int64_t longest = 0;                           // 0: the length is that of the video
  bool aspect_ratio = false;                     // has the field
  std::span<const std::string_view> audios = {}; // what settings.audio may be; none: it has no such field
  bool always_sound = false;                     // and no field for it
  bool multi_shot = false;                       // has the field
  bool shots = false;                            // reads the shots that a prompt lists
  bool full_hd_frames = false;                   // first and last frame together are for 1080p
  bool full_hd_sound = false;                    // native audio is for 1080p
  bool loose = false;                            // checks little: the alias of §5.2
  std::span<const ClipPrice> prices = {};

  [[nodiscard]] bool has_field(std::string_view field) const;
  [[nodiscard]] const ContentType *content(std::string_view type) const;
};

[[nodiscard]] std::span<const PathModel> text_path_models();
[[nodiscard]] std::span<const PathModel> image_path_models();
[[nodiscard]] std::span<const PathModel> omni_path_models();
[[nodiscard]] std::span<const PathModel> motion_path_models();

/// The model that the draft's path names, which becomes the order's; false with the refusal when there is none.
[[nodiscard]] bool choose_path_model(Draft &draft);
/// The row of the order's model; null where the model is no part of the path.
[[nodiscard]] const PathModel *path_model(const Draft &draft);

/// The mode that makes a resolution: "720p", "1080p", "4k"; std for what is none of them.
[[nodiscard]] Mode mode_of(std::string_view resolution);

} // namespace kling::sim
