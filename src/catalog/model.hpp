#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "catalog/kind.hpp"

namespace kling::catalog {

/// One model on some kinds, and what it can do there: a row of the table in model_rows.hpp. The fields that only some models take are rows
/// of their own, see Capability.
struct Model {
  std::string_view name{}; // "kling-v2-6"
  KindSet kinds{};
  std::span<const std::string_view> modes{};     // none: the model has no mode
  std::span<const std::string_view> durations{}; // whole seconds; none: not limited by the model
  std::string_view retired{};                    // what is known of its retirement, empty when nothing is
  bool recommended = false;
  bool loose = false; // it follows rules of its own: what is documented for the kind is noted where it is broken, and passes
  std::string_view note{};
  std::string_view source{};
};

/// That a model takes a field, or some of its values: a row of the table in capability_rows.hpp. A field (or value) that has such a row for
/// any model of a kind is taken from the models, modes and durations alone that have one.
struct Capability {
  std::string_view field{};                   // "image_tail"
  std::span<const std::string_view> values{}; // those that need it ("on"); empty: any
  std::string_view model{};                   // "kling-v2-6"
  KindSet kinds{};
  std::span<const std::string_view> modes{};     // empty: every mode
  std::span<const std::string_view> durations{}; // empty: every duration
  std::string_view note{};
  std::string_view source{};
};

[[nodiscard]] std::span<const Model> models();
/// The model when it is known for this kind.
[[nodiscard]] const Model *find_model(std::string_view kind, std::string_view name);
[[nodiscard]] std::span<const Capability> capabilities();

} // namespace kling::catalog
