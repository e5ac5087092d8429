#include "catalog/effect.hpp"

#include <array>

#include "catalog/effect_rows.hpp"

namespace kling::catalog {

namespace {

/// Where a scene of the current page stands in its text.
struct Scene {
  uint16_t at = 0;
  uint8_t size = 0;
  uint8_t images = 1;
};

constexpr std::string_view name_of(Scene scene) {
  return (scene.images == 2 ? scenes_of_two : scenes_of_one).substr(scene.at, scene.size);
}

consteval std::size_t count_scenes() {
  std::size_t count = 0;
  for (const std::string_view text : {scenes_of_two, scenes_of_one}) {
    count += static_cast<std::size_t>(std::count(text.begin(), text.end(), ',')) + 1;
  }
  return count;
}

/// By name.
consteval auto sort_scenes() {
  std::array<Scene, count_scenes()> sorted{};
  std::size_t count = 0;
  const auto append = [&](std::string_view text, uint8_t images) {
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find(',', at), text.size());
      sorted[count++] = {static_cast<uint16_t>(at), static_cast<uint8_t>(end - at), images};
      at = end + 1;
    }
  };
  append(scenes_of_two, 2);
  append(scenes_of_one, 1);
  std::sort(sorted.begin(), sorted.end(), [](Scene one, Scene other) { return name_of(one) < name_of(other); });
  return sorted;
}

constexpr auto scenes = sort_scenes();

} // namespace

std::size_t effect_count() {
  return std::size(retired_effect_rows) + scenes.size();
}

Effect effect_at(std::size_t index) {
  if (index < std::size(retired_effect_rows)) {
    return retired_effect_rows[index];
  }
  const Scene scene = scenes[index - std::size(retired_effect_rows)];
  return {.name = name_of(scene), .images = scene.images};
}

bool find_effect(std::string_view name, Effect &out) {
  for (const Effect &row : retired_effect_rows) {
    if (row.name == name) {
      out = row;
      return true;
    }
  }
  const auto *const found = std::lower_bound(std::begin(scenes), std::end(scenes), name,
                                             [](Scene scene, std::string_view wanted) { return name_of(scene) < wanted; });
  if (found == std::end(scenes) || name_of(*found) != name) {
    return false;
  }
  out = {.name = name_of(*found), .images = found->images};
  return true;
}

} // namespace kling::catalog
