#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "sim/clip.hpp"

namespace kling::sim {

enum class Mode : uint8_t { std, pro, uhd4k };
[[nodiscard]] std::string_view name_of(Mode mode);
[[nodiscard]] std::optional<Mode> mode_from(std::string_view name);

enum class Durations : uint8_t { five_or_ten, three_to_fifteen };
enum class Sound : uint8_t { none, pro_only, any };

/// What the service lets a text2video model do.
struct Model {
  std::string_view name;
  Durations durations;
  bool mode_4k;
  Sound sound;
  bool multi_shot;
  bool voices;
  bool camera; // in std mode with 5 s only
  bool retired;
  std::optional<Resolution> output; // whatever the mode; else what the mode says
};

[[nodiscard]] const Model *find_model(std::string_view name);
[[nodiscard]] bool allows(const Model &model, int64_t seconds);
[[nodiscard]] Resolution resolution_of(const Model &model, Mode mode);
/// Hundredths of a unit.
[[nodiscard]] int64_t price_of(const Model &model, Mode mode, int64_t seconds, bool sound, bool voices);

} // namespace kling::sim
