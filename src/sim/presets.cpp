#include "sim/presets.hpp"

#include <array>

#include "base/text.hpp"
#include "sim/state.hpp"

namespace kling::sim {

namespace {

struct PresetElement {
  std::string_view id; // digits; some beyond 2^53 (§2.2)
  Library library;
  std::string_view name;
  std::string_view description;
  std::string_view tag;
  bool from_video;
};

// The ids that the page's samples show, and more of the kind; the service's own list is not on record.
constexpr std::array<PresetElement, 5> preset_elements = {{
    {"829836802793406551", Library::advanced, "Red fox", "A red fox with a white chest", "o_103", false},
    {"829836802793406552", Library::advanced, "Tea house", "A wooden tea house in the rain", "o_106", false},
    {"829836802793406553", Library::advanced, "Dancer", "A dancer in a blue dress", "o_102", true},
    {"160", Library::old, "Robot", "A small robot with one eye", "o_102", false},
    {"161", Library::old, "Lantern", "A paper lantern", "o_104", false},
}};

struct PresetVoice {
  std::string_view id;
  std::string_view name;
};

constexpr std::array<PresetVoice, 3> preset_voices = {{
    {"829824295735410756", "Calm narrator"},
    {"829824295735410757", "Young explorer"},
    {"829824295735410758", "Old captain"},
}};

Output preset_output(Medium medium, std::string_view owner, int64_t number) {
  Output out;
  out.medium = medium;
  out.id = concat({"preset-", owner, "-", text_of(number)});
  out.width = out.height = 1024;
  out.duration_ms = 5041;
  return out;
}

} // namespace

void add_presets(State &state) {
  for (const PresetElement &row : preset_elements) {
    Element element;
    element.id = String(row.id);
    element.library = row.library;
    element.name = String(row.name);
    element.description = String(row.description);
    element.from_video = row.from_video;
    element.tags.push_back(String(row.tag));
    element.preset = true;
    for (int64_t i = 0; i < (row.from_video ? 1 : 2); ++i) {
      element.outputs.push_back(preset_output(row.from_video ? Medium::video : Medium::image, row.id, i));
      state.files.add(element.outputs.back(), nullptr, preset_ms);
    }
    state.elements.add(std::move(element));
  }
  for (const PresetVoice &row : preset_voices) {
    Voice voice;
    voice.id = String(row.id);
    voice.name = String(row.name);
    voice.trial = preset_output(Medium::audio, row.id, 0);
    voice.preset = true;
    state.files.add(voice.trial, nullptr, preset_ms);
    state.voices.add(std::move(voice));
  }
}

} // namespace kling::sim
