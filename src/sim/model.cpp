#include "sim/model.hpp"

#include <array>

namespace kling::sim {

namespace {

constexpr auto by_mode = std::nullopt;
constexpr Durations short_or_long = Durations::five_or_ten;

// §4.2 (names, durations, 4k, sound, multi_shot), §4.2.1 (camera), §6.1 (output; discontinued as seen on 2026-09-28).
constexpr std::array<Model, 7> models = {{
    // name, durations, 4k, sound, multi_shot, voices, camera, retired, output
    {"kling-v1", short_or_long, false, Sound::none, false, false, true, true, Resolution::hd720},
    {"kling-v1-6", short_or_long, false, Sound::none, false, false, false, true, by_mode},
    {"kling-v2-master", short_or_long, false, Sound::none, false, false, false, true, Resolution::hd720},
    {"kling-v2-1-master", short_or_long, false, Sound::none, false, false, false, true, Resolution::hd1080},
    {"kling-v2-5-turbo", short_or_long, false, Sound::none, false, false, false, false, by_mode},
    {"kling-v2-6", short_or_long, false, Sound::pro_only, false, true, false, false, by_mode},
    {"kling-v3", Durations::three_to_fifteen, true, Sound::any, true, false, false, false, by_mode},
}};

struct Price {
  std::string_view model;
  Mode mode;
  bool sound;
  bool voices;
  int64_t five;       // hundredths of a unit for a clip of 5 s
  int64_t ten;        // and of 10 s
  int64_t per_second; // instead of the two
};

// §6.4: by the clip for the older models, by the second for v2.6 and v3.
constexpr std::array<Price, 20> prices = {{
    {"kling-v1", Mode::std, false, false, 100, 200, 0},
    {"kling-v1", Mode::pro, false, false, 350, 700, 0},
    {"kling-v1-6", Mode::std, false, false, 200, 400, 0},
    {"kling-v1-6", Mode::pro, false, false, 350, 700, 0},
    {"kling-v2-master", Mode::std, false, false, 1000, 2000, 0},
    {"kling-v2-master", Mode::pro, false, false, 1000, 2000, 0},
    {"kling-v2-1-master", Mode::std, false, false, 1000, 2000, 0},
    {"kling-v2-1-master", Mode::pro, false, false, 1000, 2000, 0},
    {"kling-v2-5-turbo", Mode::std, false, false, 150, 300, 0},
    {"kling-v2-5-turbo", Mode::pro, false, false, 250, 500, 0},
    {"kling-v2-6", Mode::std, false, false, 0, 0, 30},
    {"kling-v2-6", Mode::pro, false, false, 0, 0, 50},
    {"kling-v2-6", Mode::pro, true, false, 0, 0, 100},
    {"kling-v2-6", Mode::pro, true, true, 0, 0, 120},
    {"kling-v3", Mode::std, false, false, 0, 0, 60},
    {"kling-v3", Mode::pro, false, false, 0, 0, 80},
    {"kling-v3", Mode::uhd4k, false, false, 0, 0, 300},
    {"kling-v3", Mode::std, true, false, 0, 0, 90},
    {"kling-v3", Mode::pro, true, false, 0, 0, 120},
    {"kling-v3", Mode::uhd4k, true, false, 0, 0, 300},
}};

constexpr std::array<std::string_view, 3> mode_names = {"std", "pro", "4k"};

} // namespace

std::string_view name_of(Mode mode) {
  return mode_names[static_cast<std::size_t>(mode)];
}

std::optional<Mode> mode_from(std::string_view name) {
  for (std::size_t i = 0; i < mode_names.size(); ++i) {
    if (mode_names[i] == name) {
      return static_cast<Mode>(i);
    }
  }
  return std::nullopt;
}

const Model *find_model(std::string_view name) {
  for (const Model &model : models) {
    if (model.name == name) {
      return &model;
    }
  }
  return nullptr;
}

bool allows(const Model &model, int64_t seconds) {
  return model.durations == Durations::five_or_ten ? seconds == 5 || seconds == 10 : seconds >= 3 && seconds <= 15;
}

Resolution resolution_of(const Model &model, Mode mode) {
  if (model.output) {
    return *model.output;
  }
  switch (mode) {
  case Mode::std:
    return Resolution::hd720;
  case Mode::pro:
    return Resolution::hd1080;
  case Mode::uhd4k:
    break;
  }
  return Resolution::uhd4k;
}

int64_t price_of(const Model &model, Mode mode, int64_t seconds, bool sound, bool voices) {
  for (const Price &price : prices) {
    if (price.model == model.name && price.mode == mode && price.sound == sound && price.voices == voices) {
      return price.per_second != 0 ? price.per_second * seconds : seconds == 5 ? price.five : price.ten;
    }
  }
  return 0;
}

} // namespace kling::sim
