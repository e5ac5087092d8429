#include "sim/model.hpp"

#include <array>

namespace kling::sim {

namespace {

constexpr auto by_mode = std::nullopt;

// §4.2, §4.3 (names, durations, 4k), §6.1 (output; discontinued).
constexpr std::array<Model, 9> models = {{
    // name, shortest, 4k, discontinued, output
    {"kling-v1", 5, false, true, Resolution::hd720},
    {"kling-v1-5", 5, false, true, by_mode},
    {"kling-v1-6", 5, false, true, by_mode},
    {"kling-v2-master", 5, false, true, Resolution::hd720},
    {"kling-v2-1", 5, false, true, by_mode},
    {"kling-v2-1-master", 5, false, true, Resolution::hd1080},
    {"kling-v2-5-turbo", 5, false, false, by_mode},
    {"kling-v2-6", 5, false, false, by_mode},
    {"kling-v3", 3, true, false, by_mode},
}};

constexpr uint8_t std_5 = 1;
constexpr uint8_t std_10 = 2;
constexpr uint8_t pro_5 = 4;
constexpr uint8_t pro_10 = 8;
constexpr uint8_t pro_any = pro_5 | pro_10;
constexpr uint8_t every = 255;

struct Capability {
  std::string_view model;
  Feature feature;
  uint8_t combinations;
};

// §6.1, with §4.2.1 for the cameras.
constexpr std::array<Capability, 18> capabilities = {{
    {"kling-v1", Feature::tail, std_5 | pro_5},
    {"kling-v1", Feature::motion_brush, std_5 | pro_5},
    {"kling-v1", Feature::text_camera, std_5},
    {"kling-v1-5", Feature::tail, pro_any},
    {"kling-v1-5", Feature::tail_only, pro_any},
    {"kling-v1-5", Feature::motion_brush, pro_5},
    {"kling-v1-5", Feature::image_camera, pro_5},
    {"kling-v1-6", Feature::tail, pro_any},
    {"kling-v1-6", Feature::tail_only, pro_any},
    {"kling-v2-1", Feature::tail, pro_any},
    {"kling-v2-5-turbo", Feature::tail, pro_any},
    {"kling-v2-6", Feature::tail, pro_any},
    {"kling-v2-6", Feature::sound, pro_any},
    {"kling-v2-6", Feature::voices, pro_any},
    {"kling-v3", Feature::tail, every},
    {"kling-v3", Feature::sound, every},
    {"kling-v3", Feature::multi_shot, every},
    {"kling-v3", Feature::elements, every},
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
constexpr std::array<Price, 24> prices = {{
    {"kling-v1", Mode::std, false, false, 100, 200, 0},
    {"kling-v1", Mode::pro, false, false, 350, 700, 0},
    {"kling-v1-5", Mode::std, false, false, 200, 400, 0},
    {"kling-v1-5", Mode::pro, false, false, 350, 700, 0},
    {"kling-v1-6", Mode::std, false, false, 200, 400, 0},
    {"kling-v1-6", Mode::pro, false, false, 350, 700, 0},
    {"kling-v2-master", Mode::std, false, false, 1000, 2000, 0},
    {"kling-v2-master", Mode::pro, false, false, 1000, 2000, 0},
    {"kling-v2-1", Mode::std, false, false, 200, 400, 0},
    {"kling-v2-1", Mode::pro, false, false, 350, 700, 0},
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

uint8_t combination(Mode mode, int64_t seconds) {
  if (mode == Mode::uhd4k) {
    return 16;
  }
  return mode == Mode::std ? (seconds == 5 ? std_5 : std_10) : (seconds == 5 ? pro_5 : pro_10);
}

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

bool is_discontinued(std::string_view name) {
  const Model *model = find_model(name);
  return model != nullptr && model->discontinued;
}

bool allows(const Model &model, int64_t seconds) {
  return model.shortest == 5 ? seconds == 5 || seconds == 10 : seconds >= model.shortest && seconds <= 15;
}

Support support(std::string_view model, Feature feature, Mode mode, int64_t seconds) {
  for (const Capability &row : capabilities) {
    if (row.model == model && row.feature == feature) {
      return (row.combinations & combination(mode, seconds)) != 0 ? Support::yes : Support::other_combination;
    }
  }
  return Support::none;
}

Resolution resolution_of(Mode mode) {
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

Resolution resolution_of(const Model &model, Mode mode) {
  return model.output ? *model.output : resolution_of(mode);
}

int64_t price_of(std::string_view model, Mode mode, int64_t seconds, bool sound, bool voices) {
  for (const Price &price : prices) {
    if (price.model == model && price.mode == mode && price.sound == sound && price.voices == voices) {
      return price.per_second != 0 ? price.per_second * seconds : seconds == 5 ? price.five : price.ten;
    }
  }
  return 0;
}

} // namespace kling::sim
