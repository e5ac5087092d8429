#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "sim/clip.hpp"

namespace kling::sim {

enum class Mode : uint8_t { std, pro, uhd4k };
[[nodiscard]] std::string_view name_of(Mode mode);
[[nodiscard]] std::optional<Mode> mode_from(std::string_view name);

/// What a model of text2video and image2video can be asked for (§6.1).
enum class Feature : uint8_t { tail, tail_only, motion_brush, text_camera, image_camera, sound, voices, multi_shot, elements };
enum class Support : uint8_t { none, other_combination, yes };

/// The lengths it makes, its largest mode and what comes out.
struct Model {
  std::string_view name;
  int64_t shortest; // and 5 and 10 only, when it is 5
  bool mode_4k;
  bool discontinued;                // as seen on 2026-09-28
  std::optional<Resolution> output; // whatever the mode; else what the mode says
};

[[nodiscard]] const Model *find_model(std::string_view name);
[[nodiscard]] bool is_discontinued(std::string_view name);
[[nodiscard]] bool allows(const Model &model, int64_t seconds);
[[nodiscard]] Support support(std::string_view model, Feature feature, Mode mode, int64_t seconds);
[[nodiscard]] Resolution resolution_of(Mode mode);
[[nodiscard]] Resolution resolution_of(const Model &model, Mode mode);
/// Hundredths of a unit.
[[nodiscard]] int64_t price_of(std::string_view model, Mode mode, int64_t seconds, bool sound, bool voices);

} // namespace kling::sim
