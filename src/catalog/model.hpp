#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace kling::catalog {

/// One model and what it can do: a row of the table in model_rows.hpp.
struct Model {
  std::string_view name; // "kling-v2-6"
  std::span<const std::string_view> kinds;
  std::span<const std::string_view> modes;     // none: the model has no mode
  std::span<const std::string_view> durations; // whole seconds
  bool sound;
  bool sound_in_pro_only;
  bool camera_control;
  bool cfg_scale;
  bool multi_shot;
  int32_t slots;            // a task of it holds
  std::string_view retired; // what is known of its retirement, empty when nothing is
  bool recommended;
  std::string_view note;
  std::string_view source;
};

[[nodiscard]] std::span<const Model> models();
/// The model when it is known for this kind.
[[nodiscard]] const Model *find_model(std::string_view kind, std::string_view name);

} // namespace kling::catalog
