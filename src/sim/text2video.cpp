#include "sim/text2video.hpp"

#include <array>
#include <span>

#include "base/text.hpp"
#include "sim/model.hpp"

namespace kling::sim {

namespace {

enum class Kind : uint8_t { text, choice, flag, fraction, array, object };

struct Field {
  std::string_view name;
  Kind kind;
  std::size_t most = 0; // code points of a text, items of an array; 0: no limit
  std::span<const std::string_view> choices = {};
};

constexpr std::array<std::string_view, 2> shot_types = {"customize", "intelligence"};
constexpr std::array<std::string_view, 2> sounds = {"on", "off"};
constexpr std::array<std::string_view, 3> modes = {"std", "pro", "4k"};
constexpr std::array<std::string_view, 3> ratios = {"16:9", "9:16", "1:1"}; // in the order of Ratio
constexpr std::array<std::string_view, 5> camera_types = {"simple", "down_back", "forward_up", "right_turn_forward", "left_turn_forward"};
constexpr std::array<std::string_view, 6> camera_axes = {"horizontal", "vertical", "pan", "tilt", "roll", "zoom"};

// §4.2, in its order; the model name has checks of its own.
constexpr std::array<Field, 14> fields = {{
    {"prompt", Kind::text, 2500},
    {"negative_prompt", Kind::text, 2500},
    {"multi_shot", Kind::flag},
    {"shot_type", Kind::choice, 0, shot_types},
    {"multi_prompt", Kind::array, 6},
    {"voice_list", Kind::array, 2},
    {"sound", Kind::choice, 0, sounds},
    {"cfg_scale", Kind::fraction}, // [0,1]; on v2.x it is ignored (§6.1)
    {"mode", Kind::choice, 0, modes},
    {"camera_control", Kind::object},
    {"aspect_ratio", Kind::choice, 0, ratios},
    {"watermark_info", Kind::object},
    {"callback_url", Kind::text},
    {"external_task_id", Kind::text},
}};

bool refuse(Refusal &out, int64_t code, std::initializer_list<std::string_view> message) {
  out = {code, concat(message)};
  return false;
}

bool invalid(Refusal &out, std::string_view name, std::string_view value) { // §7.2
  return refuse(out, 1201, {name, " value '", cut(value, 200), "' is invalid"});
}

bool wrong_type(Refusal &out, std::string_view name, std::string_view expected) { // §7.2
  return refuse(out, 1201, {name, " value type is invalid, expected ", expected});
}

/// §2.2: vendor samples send empty values for what they do not use.
bool absent(json::Value value) {
  return !value.present() || value.is(json::Type::null) || (value.is(json::Type::string) && value.text().empty()) ||
         (value.is(json::Type::array) && value.size() == 0);
}

bool is_scalar(json::Value value) {
  return value.is(json::Type::string) || value.is(json::Type::number) || value.is(json::Type::boolean);
}

std::optional<bool> flag(json::Value value) {
  if (equal_ignoring_case(value.text(), "true")) {
    return true;
  }
  return equal_ignoring_case(value.text(), "false") ? std::optional<bool>(false) : std::nullopt;
}

bool one_of(std::string_view text, std::span<const std::string_view> choices) {
  for (const std::string_view choice : choices) {
    if (choice == text) {
      return true;
    }
  }
  return false;
}

bool too_long(Refusal &out, std::string_view name, std::size_t most, std::string_view what) {
  return refuse(out, 1201, {name, " cannot exceed ", text_of(static_cast<int64_t>(most)), what});
}

bool check_scalar(json::Value value, const Field &field, Refusal &out) {
  if (!is_scalar(value)) {
    return wrong_type(out, field.name, field.kind == Kind::flag ? "boolean" : field.kind == Kind::fraction ? "number" : "string");
  }
  if (field.kind == Kind::text && field.most != 0 && code_points(value.text()) > field.most) {
    return too_long(out, field.name, field.most, " characters");
  }
  if (field.kind == Kind::choice && !one_of(value.text(), field.choices)) {
    return invalid(out, field.name, value.text());
  }
  if (field.kind == Kind::flag && !flag(value)) {
    return invalid(out, field.name, value.text());
  }
  if (field.kind == Kind::fraction) {
    const std::optional<double> number = value.number();
    if (!number || !(*number >= 0 && *number <= 1)) {
      return invalid(out, field.name, value.text());
    }
  }
  return true;
}

bool check_field(json::Value value, const Field &field, Refusal &out) {
  if (absent(value)) {
    return true;
  }
  if (field.kind == Kind::array) {
    if (!value.is(json::Type::array)) {
      return wrong_type(out, field.name, "array");
    }
    return value.size() <= field.most || too_long(out, field.name, field.most, " items");
  }
  if (field.kind == Kind::object) {
    return value.is(json::Type::object) || wrong_type(out, field.name, "object");
  }
  return check_scalar(value, field, out);
}

/// A body whose fields are each good, with the defaults filled in.
struct Draft {
  json::Value body;
  const Model *model = nullptr;
  Mode mode = Mode::std;
  int64_t seconds = 5;
  bool sound = false;
  bool voices = false;
  bool multi_shot = false;
  bool customized = false; // multi_shot with shot_type customize

  [[nodiscard]] std::string_view text(std::string_view name, std::string_view otherwise) const {
    const json::Value value = body[name];
    return absent(value) ? otherwise : value.text();
  }
  /// "model/mode/duration(kling-v2-5-turbo/std/5)" (§7.2)
  [[nodiscard]] String combination() const {
    return concat({"model/mode/duration(", model->name, "/", name_of(mode), "/", text_of(seconds), ")"});
  }
};

bool check_model(Draft &draft, bool retire_models, Refusal &out) {
  const json::Value value = draft.body["model_name"];
  if (!absent(value) && !is_scalar(value)) {
    return wrong_type(out, "model_name", "string");
  }
  const std::string_view name = draft.text("model_name", "kling-v1");
  draft.model = find_model(name);
  if (draft.model == nullptr) {
    return refuse(out, 1203, {"model_name '", cut(name, 200), "' is not supported for this API"});
  }
  if (retire_models && draft.model->retired) { // §6.1; code and HTTP status are not on record (§11.2)
    return refuse(out, 1201, {"The model '", name, "' has been discontinued and is no longer available."});
  }
  return true;
}

bool check_duration(Draft &draft, Refusal &out) {
  const json::Value value = draft.body["duration"];
  if (absent(value)) {
    return true;
  }
  if (!value.is(json::Type::string) && !value.is(json::Type::number)) {
    return wrong_type(out, "duration", "string");
  }
  const std::optional<int64_t> seconds = value.integer();
  if (!seconds || !allows(*draft.model, *seconds)) {
    return invalid(out, "duration", value.text());
  }
  draft.seconds = *seconds;
  return true;
}

bool check_mode(const Draft &draft, Refusal &out) {
  return draft.mode != Mode::uhd4k || draft.model->mode_4k || invalid(out, "mode", name_of(draft.mode));
}

bool check_shot(json::Value shot, std::size_t index, int64_t &seconds, Refusal &out) {
  const String name = concat({"multi_prompt[", text_of(static_cast<int64_t>(index)), "]"});
  if (!shot.is(json::Type::object)) {
    return wrong_type(out, name, "object");
  }
  if (!shot["index"].integer()) {
    return invalid(out, concat({name, ".index"}), shot["index"].text());
  }
  if (absent(shot["prompt"]) || !is_scalar(shot["prompt"])) {
    return refuse(out, 1201, {name, ".prompt is required"});
  }
  if (code_points(shot["prompt"].text()) > 512) {
    return too_long(out, concat({name, ".prompt"}), 512, " characters");
  }
  const std::optional<int64_t> duration = shot["duration"].integer();
  if (!duration || *duration < 1 || *duration > 15) {
    return invalid(out, concat({name, ".duration"}), shot["duration"].text());
  }
  seconds += *duration;
  return true;
}

bool check_shots(const Draft &draft, Refusal &out) {
  if (!draft.multi_shot) {
    return true;
  }
  if (!draft.model->multi_shot) {
    return refuse(out, 1201, {"multi_shot is not supported by the current model"});
  }
  if (absent(draft.body["shot_type"])) {
    return refuse(out, 1201, {"shot_type is required"});
  }
  if (!draft.customized) {
    return true;
  }
  const json::Value shots = draft.body["multi_prompt"];
  if (absent(shots)) {
    return refuse(out, 1201, {"multi_prompt is required"});
  }
  int64_t seconds = 0;
  std::size_t index = 0;
  for (json::Value shot = shots.first(); shot.present(); shot = shot.next()) {
    if (!check_shot(shot, index++, seconds, out)) {
      return false;
    }
  }
  return seconds == draft.seconds || refuse(out, 1201, {"The sum of multi_prompt durations must equal duration"});
}

bool check_prompt(const Draft &draft, Refusal &out) {
  return draft.customized || !absent(draft.body["prompt"]) || refuse(out, 1201, {"prompt is required"});
}

bool check_sound(const Draft &draft, Refusal &out) {
  if (!draft.sound || draft.model->sound == Sound::any) {
    return true;
  }
  if (draft.model->sound == Sound::none) {
    return refuse(out, 1201, {"sound is not supported by the current model"});
  }
  return draft.mode == Mode::pro || refuse(out, 1201, {draft.combination(), " is not supported with sound"});
}

bool check_voices(const Draft &draft, Refusal &out) {
  if (!draft.voices) {
    return true;
  }
  if (!draft.model->voices) {
    return refuse(out, 1201, {"voice_list is not supported by the current model"});
  }
  const json::Value list = draft.body["voice_list"];
  for (json::Value voice = list.first(); voice.present(); voice = voice.next()) {
    if (absent(voice["voice_id"])) {
      return refuse(out, 1201, {"voice_list.voice_id is required"});
    }
  }
  return draft.sound || refuse(out, 1201, {"sound must be on when voice_list is used"});
}

bool check_camera_config(json::Value config, Refusal &out) {
  if (!config.is(json::Type::object)) {
    return absent(config) ? refuse(out, 1201, {"camera_control.config is required"}) : wrong_type(out, "camera_control.config", "object");
  }
  int moved = 0;
  for (const std::string_view axis : camera_axes) {
    const json::Value value = config[axis];
    if (absent(value)) {
      continue;
    }
    const std::optional<double> number = value.number();
    if (!number || !(*number >= -10 && *number <= 10)) {
      return invalid(out, concat({"camera_control.config.", axis}), value.text());
    }
    moved += *number != 0 ? 1 : 0;
  }
  return moved == 1 || refuse(out, 1201, {"camera_control.config must have exactly one non-zero value"});
}

bool check_camera(const Draft &draft, Refusal &out) { // §4.2.1
  const json::Value camera = draft.body["camera_control"];
  if (absent(camera) || camera.size() == 0) {
    return true;
  }
  const std::string_view type = camera["type"].text();
  if (!one_of(type, camera_types)) {
    return invalid(out, "camera_control.type", type);
  }
  const json::Value config = camera["config"];
  if (type == "simple") {
    if (!check_camera_config(config, out)) {
      return false;
    }
  } else if (!absent(config) && config.size() != 0) {
    return refuse(out, 1201, {"camera_control.config must be empty for type '", type, "'"});
  }
  return (draft.model->camera && draft.mode == Mode::std && draft.seconds == 5) ||
         refuse(out, 1201, {"camera_control is only supported in std mode with 5s duration and kling-v1"});
}

bool check_watermark(const Draft &draft, Refusal &out) {
  const json::Value info = draft.body["watermark_info"];
  const json::Value enabled = info["enabled"];
  return absent(info) || absent(enabled) || flag(enabled) || invalid(out, "watermark_info.enabled", enabled.text());
}

using Rule = bool (*)(const Draft &, Refusal &);
constexpr std::array<Rule, 7> rules = {check_mode, check_shots, check_prompt, check_sound, check_voices, check_camera, check_watermark};

bool contains_ignoring_case(std::string_view text, std::string_view words) {
  for (std::size_t i = 0; i + words.size() <= text.size(); ++i) {
    if (equal_ignoring_case(text.substr(i, words.size()), words)) {
      return true;
    }
  }
  return false;
}

Order order_of(const Draft &draft) {
  Order out;
  out.kind = "text2video";
  out.model = draft.model->name;
  const std::string_view ratio = draft.text("aspect_ratio", "16:9");
  for (std::size_t i = 0; i < ratios.size(); ++i) {
    if (ratios[i] == ratio) {
      out.clip.ratio = static_cast<Ratio>(i);
    }
  }
  out.clip.resolution = resolution_of(*draft.model, draft.mode);
  out.clip.seconds = static_cast<int32_t>(draft.seconds);
  out.clip.sound = draft.sound;
  out.cost = price_of(*draft.model, draft.mode, draft.seconds, draft.sound, draft.voices);
  out.watermark = flag(draft.body["watermark_info"]["enabled"]).value_or(false);
  out.fails = contains_ignoring_case(draft.text("prompt", ""), "risk control");
  out.external_task_id = String(draft.text("external_task_id", ""));
  out.callback_url = String(draft.text("callback_url", ""));
  return out;
}

} // namespace

bool read_text2video(json::Value body, bool retire_models, Order &out, Refusal &refusal) {
  Draft draft;
  draft.body = body;
  if (!check_model(draft, retire_models, refusal)) {
    return false;
  }
  for (const Field &field : fields) {
    if (!check_field(body[field.name], field, refusal)) {
      return false;
    }
  }
  draft.mode = mode_from(draft.text("mode", "std")).value_or(Mode::std);
  draft.sound = draft.text("sound", "off") == "on";
  draft.voices = !absent(body["voice_list"]);
  draft.multi_shot = flag(body["multi_shot"]).value_or(false);
  draft.customized = draft.multi_shot && draft.text("shot_type", "") == "customize";
  if (!check_duration(draft, refusal)) {
    return false;
  }
  for (const Rule rule : rules) {
    if (!rule(draft, refusal)) {
      return false;
    }
  }
  out = order_of(draft);
  return true;
}

} // namespace kling::sim
