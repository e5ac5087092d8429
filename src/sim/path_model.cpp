#include "sim/path_model.hpp"

#include <array>

#include "sim/draft.hpp"

namespace kling::sim {

namespace {

// §5.2, contents types
constexpr std::array<ContentType, 2> turbo_contents = {{{"prompt"}, {"first_frame"}}};
constexpr std::array<ContentType, 3> frames_contents = {{{"prompt"}, {"first_frame"}, {"last_frame"}}};
constexpr std::array<ContentType, 4> element_contents = {{{"prompt"}, {"first_frame"}, {"last_frame"}, {"element", 3}}};
constexpr std::array<ContentType, 4> voice_contents = {{{"prompt"}, {"first_frame"}, {"last_frame"}, {"voice", 2}}};
constexpr std::array<ContentType, 7> omni_contents = {
    {{"prompt"}, {"first_frame"}, {"last_frame"}, {"refer_image", 0}, {"feature_video"}, {"base_video"}, {"element", 0}}};
constexpr std::array<ContentType, 7> alias_contents = {
    {{"prompt"}, {"image", 0}, {"video"}, {"element", 0}, {"first_frame"}, {"last_frame"}, {"voice", 2}}};
constexpr std::array<ContentType, 3> motion_contents = {{{"prompt"}, {"image"}, {"video"}}};
constexpr std::array<ContentType, 4> motion_element_contents = {{{"prompt"}, {"image"}, {"video"}, {"element", 1}}};

// §5.2, audio
constexpr std::array<std::string_view, 2> native_off = {"native", "off"};
constexpr std::array<std::string_view, 2> original_off = {"original", "off"};
constexpr std::array<std::string_view, 3> native_original_off = {"native", "original", "off"};

// §6.4: mode, silent, sound, voice, video
constexpr std::array<ClipPrice, 2> turbo_prices = {{{Mode::std, 80, 80, 80, 80}, {Mode::pro, 100, 100, 100, 100}}};
constexpr std::array<ClipPrice, 3> v3_prices = {
    {{Mode::std, 60, 90, 90, 0}, {Mode::pro, 80, 120, 120, 0}, {Mode::uhd4k, 300, 300, 300, 0}}};
constexpr std::array<ClipPrice, 3> omni_prices = {
    {{Mode::std, 60, 80, 80, 90}, {Mode::pro, 80, 100, 100, 120}, {Mode::uhd4k, 300, 300, 300, 300}}};
constexpr std::array<ClipPrice, 2> o1_prices = {{{Mode::std, 60, 60, 60, 90}, {Mode::pro, 80, 80, 80, 120}}};
constexpr std::array<ClipPrice, 2> v3_motion_prices = {{{Mode::std, 0, 0, 0, 90}, {Mode::pro, 0, 0, 0, 120}}};
constexpr std::array<ClipPrice, 2> v2_6_motion_prices = {{{Mode::std, 0, 0, 0, 50}, {Mode::pro, 0, 0, 0, 80}}};
constexpr std::array<ClipPrice, 2> v2_6_prices = {{{Mode::std, 30, 0, 0, 0}, {Mode::pro, 50, 100, 120, 0}}};
constexpr std::array<ClipPrice, 2> v2_5_prices = {{{Mode::std, 30, 30, 30, 0}, {Mode::pro, 50, 50, 50, 0}}};

// §5.2, the rows of each path
constexpr std::array<PathModel, 4> text_model_rows = {{
    {.name = "kling-3.0-turbo",
     .prompt_most = 3072,
     .shortest = 3,
     .longest = 15,
     .aspect_ratio = true,
     .always_sound = true,
     .shots = true,
     .prices = turbo_prices},
    {.name = "kling-3.0",
     .prompt_most = 3072,
     .mode_4k = true,
     .shortest = 3,
     .longest = 15,
     .aspect_ratio = true,
     .audios = native_off,
     .multi_shot = true,
     .shots = true,
     .prices = v3_prices},
    {.name = "kling-2.6",
     .prompt_most = 2500,
     .shortest = 5,
     .longest = 10,
     .aspect_ratio = true,
     .audios = native_off,
     .full_hd_sound = true,
     .prices = v2_6_prices},
    {.name = "kling-2.5-turbo", .prompt_most = 2500, .shortest = 5, .longest = 10, .aspect_ratio = true, .prices = v2_5_prices},
}};

constexpr std::array<PathModel, 4> image_model_rows = {{
    {.name = "kling-3.0-turbo",
     .prompt_most = 2500, // §11.6: a switch
     .contents = turbo_contents,
     .shortest = 3,
     .longest = 15,
     .always_sound = true,
     .shots = true,
     .prices = turbo_prices},
    {.name = "kling-3.0",
     .prompt_most = 3072,
     .contents = element_contents,
     .mode_4k = true,
     .shortest = 3,
     .longest = 15,
     .audios = native_off,
     .multi_shot = true,
     .shots = true,
     .prices = v3_prices},
    {.name = "kling-2.6",
     .prompt_most = 2500,
     .contents = voice_contents,
     .shortest = 5,
     .longest = 10,
     .audios = native_off,
     .full_hd_frames = true,
     .full_hd_sound = true,
     .prices = v2_6_prices},
    {.name = "kling-2.5-turbo",
     .prompt_most = 2500,
     .contents = frames_contents,
     .shortest = 5,
     .longest = 10,
     .full_hd_frames = true,
     .prices = v2_5_prices},
}};

constexpr std::array<PathModel, 3> omni_model_rows = {{
    {.name = "kling-3.0-omni",
     .prompt_most = 3072,
     .contents = omni_contents,
     .mode_4k = true,
     .shortest = 3,
     .longest = 15,
     .aspect_ratio = true,
     .audios = native_original_off,
     .multi_shot = true,
     .shots = true,
     .prices = omni_prices},
    {.name = "kling-o1",
     .prompt_most = 2500,
     .contents = omni_contents,
     .shortest = 3,
     .longest = 10,
     .aspect_ratio = true,
     .audios = original_off,
     .prices = o1_prices},
    // Probably an older form of kling-3.0-omni: what was seen of it, and nothing is held against a request that nobody tried.
    {.name = "kling-v3-omni",
     .prompt_most = 3072,
     .contents = alias_contents,
     .mode_4k = true,
     .shortest = 3,
     .longest = 15,
     .aspect_ratio = true,
     .audios = native_off,
     .multi_shot = true,
     .shots = true,
     .loose = true,
     .prices = omni_prices},
}};

constexpr std::array<PathModel, 2> motion_model_rows = {{
    {.name = "kling-3.0",
     .prompt_most = 2500,
     .prompt_needed = false,
     .contents = motion_element_contents,
     .audios = original_off,
     .prices = v3_motion_prices},
    {.name = "kling-2.6",
     .prompt_most = 2500,
     .prompt_needed = false,
     .contents = motion_contents,
     .audios = original_off,
     .prices = v2_6_motion_prices},
}};

const PathModel *model_row(std::span<const PathModel> rows, std::string_view name) {
  for (const PathModel &row : rows) {
    if (row.name == name) {
      return &row;
    }
  }
  return nullptr;
}

} // namespace

bool PathModel::has_field(std::string_view field) const {
  if (field == "settings.duration") {
    return longest != 0;
  }
  if (field == "settings.aspect_ratio") {
    return aspect_ratio;
  }
  if (field == "settings.audio") {
    return !audios.empty();
  }
  if (field == "settings.multi_shot") {
    return multi_shot;
  }
  return field != "settings.seed" || loose;
}

const ContentType *PathModel::content(std::string_view type) const {
  for (const ContentType &row : contents) {
    if (row.name == type) {
      return &row;
    }
  }
  return nullptr;
}

std::span<const PathModel> text_path_models() {
  return text_model_rows;
}

std::span<const PathModel> image_path_models() {
  return image_model_rows;
}

std::span<const PathModel> omni_path_models() {
  return omni_model_rows;
}

std::span<const PathModel> motion_path_models() {
  return motion_model_rows;
}

bool choose_path_model(Draft &draft) {
  const std::string_view path = draft.target.path;
  const std::size_t slash = path.rfind('/');
  const PathModel *row = slash == std::string_view::npos ? nullptr : model_row(draft.kind.models(), path.substr(slash + 1));
  if (row == nullptr || (row->loose && draft.state.settings.no_omni_alias)) {
    return draft.refuse({"model is not supported"}); // §7.2
  }
  draft.order.model = row->name;
  return true;
}

const PathModel *path_model(const Draft &draft) {
  return draft.kind.model_in_path() ? model_row(draft.kind.models(), draft.order.model) : nullptr;
}

Mode mode_of(std::string_view resolution) {
  return resolution == "4k" ? Mode::uhd4k : resolution == "1080p" ? Mode::pro : Mode::std;
}

} // namespace kling::sim
