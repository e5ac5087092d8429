#include "protocol/rules.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "catalog/field.hpp"
#include "catalog/model.hpp"
#include "protocol/field_value.hpp"

namespace kling::protocol {

namespace {

constexpr std::size_t longest_external_id = 64;
constexpr std::size_t longest_callback_url = 2048;

bool is_on(json::Value body, std::string_view name) {
  return body[name].boolean().value_or(false);
}

bool takes_shots(json::Value body) {
  return is_on(body, "multi_shot") && body["shot_type"].text() == "customize";
}

kling_status refuse(Error &error, std::string_view field, std::initializer_list<std::string_view> parts) {
  error = make_error(KLING_E_FIELD, concat(parts), field);
  return error.status;
}

String count(int64_t value) {
  return text_of(value);
}

kling_status check_required(const catalog::Kind &kind, json::Value body, const Rules &rules, Error &error) {
  for (const catalog::Field &row : catalog::fields()) {
    catalog::Field field;
    if (row.kind != kind.name || !row.required || !catalog::find_field(kind.name, row.name, row_provider(rules), field)) {
      continue;
    }
    const bool exempt = row.name == "prompt" && takes_shots(body);
    if (!exempt && !body[row.name].present()) {
      return refuse(error, row.name, {row.name, " is required", row.required_if.empty() ? "" : " ", row.required_if});
    }
  }
  return KLING_OK;
}

kling_status check_camera_config(json::Value config, Error &error) {
  Vector<std::string_view> moving;
  for (json::Value each = config.first(); each.present(); each = each.next()) {
    if (each.number().value_or(0) != 0) {
      moving.push_back(each.name());
    }
  }
  if (moving.size() == 1) {
    return KLING_OK;
  }
  const String which = moving.empty() ? String() : concat({" (", joined(moving, ", "), ")"});
  return refuse(error, "camera_control.config",
                {"camera_control.config has ", count(static_cast<int64_t>(moving.size())), " values that are not zero", which,
                 "; exactly one must be"});
}

kling_status check_camera(json::Value body, Error &error) {
  const json::Value camera = body["camera_control"];
  if (!camera.present()) {
    return KLING_OK;
  }
  const std::string_view type = camera["type"].text();
  const json::Value config = camera["config"];
  if (type.empty()) {
    return refuse(error, "camera_control.type", {"camera_control.type is required in camera_control"});
  }
  if (type != "simple") {
    return config.present() ? refuse(error, "camera_control.config", {"camera_control.config goes with type simple only; type is ", type})
                            : KLING_OK;
  }
  if (!config.present()) {
    return refuse(error, "camera_control.config", {"camera_control.config is required with type simple"});
  }
  return check_camera_config(config, error);
}

kling_status check_one_shot(json::Value shot, int64_t index, int64_t &sum, Error &error) {
  const String name = concat({"multi_prompt[", count(index), "]"});
  if (!shot["prompt"].present()) {
    return refuse(error, concat({name, ".prompt"}), {name, ".prompt is required"});
  }
  const std::optional<int64_t> duration = to_integer(shot["duration"].text());
  if (!duration) {
    return refuse(error, concat({name, ".duration"}), {name, ".duration is required, in whole seconds"});
  }
  sum += *duration;
  return KLING_OK;
}

kling_status check_shots(const catalog::Kind &kind, json::Value body, Error &error, Log *log) {
  const json::Value shots = body["multi_prompt"];
  if (is_on(body, "multi_shot") && !body["shot_type"].present()) {
    return refuse(error, "shot_type", {"shot_type is required when multi_shot is true"});
  }
  if (!takes_shots(body)) {
    if (shots.present()) {
      note(log, log_warning, {"multi_prompt is documented with multi_shot true and shot_type customize only: passed on"});
    }
    return KLING_OK;
  }
  if (!shots.present()) {
    return refuse(error, "multi_prompt", {"multi_prompt is required when shot_type is customize: 1 to 6 shots"});
  }
  int64_t sum = 0;
  int64_t index = 0;
  for (json::Value each = shots.first(); each.present(); each = each.next(), ++index) {
    if (check_one_shot(each, index, sum, error) != KLING_OK) {
      return error.status;
    }
  }
  const int64_t duration = seconds_of(kind, body);
  if (sum != duration) {
    return refuse(error, "multi_prompt",
                  {"the durations in multi_prompt add up to ", count(sum), " seconds; duration is ", count(duration)});
  }
  return KLING_OK;
}

/// "kling-v1", or that it was not given.
String named(json::Value body, std::string_view model) {
  return body["model_name"].present() ? concat({"model_name is ", model}) : concat({"without model_name the model is ", model});
}

String models_that(const catalog::Kind &kind, bool (*can)(const catalog::Model &)) {
  Vector<std::string_view> names;
  for (const catalog::Model &row : catalog::models()) {
    if (catalog::find_model(kind.name, row.name) != nullptr && can(row)) {
      names.push_back(row.name);
    }
  }
  return joined(names, " or ");
}

kling_status check_mode(const catalog::Kind &kind, const catalog::Model &model, json::Value body, Error &error, Log *log) {
  const std::string_view mode = body["mode"].text();
  if (mode.empty() || std::find(model.modes.begin(), model.modes.end(), mode) != model.modes.end()) {
    return KLING_OK;
  }
  if (model.modes.empty() && mode != "4k") {
    note(log, log_warning, {"mode: the sources disagree whether ", model.name, " has modes: passed on"});
    return KLING_OK;
  }
  const auto has_4k = [](const catalog::Model &row) { return std::find(row.modes.begin(), row.modes.end(), "4k") != row.modes.end(); };
  return refuse(error, "mode", {"mode ", mode, " needs ", models_that(kind, has_4k), "; ", named(body, model.name)});
}

kling_status check_sound(const catalog::Kind &kind, const catalog::Model &model, json::Value body, Error &error, Log *log) {
  if (body["sound"].text() != "on") {
    return KLING_OK;
  }
  if (!model.sound) {
    const auto has_sound = [](const catalog::Model &row) { return row.sound; };
    return refuse(error, "sound", {"sound on needs ", models_that(kind, has_sound), "; ", named(body, model.name)});
  }
  if (model.sound_in_pro_only && body["mode"].text() != "pro") {
    note(log, log_warning, {"sound: ", model.name, " is documented to make sound in mode pro only: passed on"});
  }
  return KLING_OK;
}

kling_status check_duration(const catalog::Model &model, json::Value body, Error &error) {
  const json::Value duration = body["duration"];
  if (!duration.present() || std::find(model.durations.begin(), model.durations.end(), duration.text()) != model.durations.end()) {
    return KLING_OK;
  }
  const bool list = model.durations.size() <= 3;
  const String allowed =
      list ? joined(model.durations, " or ") : concat({"any whole number from ", model.durations.front(), " to ", model.durations.back()});
  return refuse(error, "duration", {"duration is ", shown(duration), "; ", model.name, " takes ", allowed});
}

kling_status check_multi_shot(const catalog::Kind &kind, const catalog::Model &model, json::Value body, Error &error) {
  if (!is_on(body, "multi_shot") || model.multi_shot) {
    return KLING_OK;
  }
  const auto has_shots = [](const catalog::Model &row) { return row.multi_shot; };
  return refuse(error, "multi_shot", {"multi_shot needs ", models_that(kind, has_shots), "; ", named(body, model.name)});
}

kling_status check_model(const catalog::Kind &kind, json::Value body, Error &error, Log *log) {
  const std::string_view name = model_of(kind, body);
  const catalog::Model *model = catalog::find_model(kind.name, name);
  if (model == nullptr) {
    note(log, log_warning, {"model_name: ", shown(body["model_name"]), " is not in the catalogue: passed on unchecked"});
    return KLING_OK;
  }
  if (!model->retired.empty()) {
    note(log, log_warning, {"model_name: ", name, " is ", model->retired});
  }
  kling_status status = check_multi_shot(kind, *model, body, error);
  status = status != KLING_OK ? status : check_sound(kind, *model, body, error, log);
  status = status != KLING_OK ? status : check_mode(kind, *model, body, error, log);
  return status != KLING_OK ? status : check_duration(*model, body, error);
}

kling_status check_external_id(json::Value body, Error &error) {
  constexpr std::string_view digits = "0123456789";
  constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-";
  const std::string_view id = body["external_task_id"].text();
  if (id.empty()) {
    return KLING_OK;
  }
  if (id.size() > longest_external_id) {
    return refuse(error, "external_task_id",
                  {"external_task_id has ", count(static_cast<int64_t>(code_points(id))), " characters; at most 64"});
  }
  if (id.find_first_not_of(allowed) != std::string_view::npos) {
    return refuse(error, "external_task_id", {"external_task_id takes letters, digits and . _ : - only"});
  }
  if (id == "." || id == "..") {
    return refuse(error, "external_task_id", {"external_task_id must not be . or ..: in a URL that names another place"});
  }
  if (id.find_first_not_of(digits) == std::string_view::npos) {
    return refuse(error, "external_task_id", {"external_task_id must not be digits alone: it would look like the service's own id"});
  }
  return KLING_OK;
}

kling_status check_callback(json::Value body, Error &error) {
  const std::string_view url = body["callback_url"].text();
  if (url.empty()) {
    return KLING_OK;
  }
  if (url.size() > longest_callback_url) {
    return refuse(error, "callback_url", {"callback_url has ", count(static_cast<int64_t>(url.size())), " bytes; at most 2048"});
  }
  const std::size_t colon = std::min(url.find("://"), url.size());
  const std::string_view scheme = url.substr(0, colon);
  const std::string_view rest = url.substr(std::min(colon + 3, url.size()));
  const bool blank =
      std::any_of(url.begin(), url.end(), [](char each) { return static_cast<unsigned char>(each) <= 0x20 || each == 0x7F; });
  const bool known = equal_ignoring_case(scheme, "http") || equal_ignoring_case(scheme, "https");
  if (blank || !known || rest.empty() || rest.find_first_of("/?#") == 0) {
    return refuse(error, "callback_url", {"callback_url is not an http or https address"});
  }
  return KLING_OK;
}

} // namespace

void note(Log *log, int32_t level, std::initializer_list<std::string_view> parts) {
  if (log != nullptr && log->wants(level)) {
    log->write(level, concat(parts));
  }
}

std::string_view model_of(const catalog::Kind &kind, json::Value body) {
  const json::Value given = body["model_name"];
  return given.is(json::Type::string) && !given.text().empty() ? given.text() : kind.default_model;
}

int64_t seconds_of(const catalog::Kind &kind, json::Value body) {
  catalog::Field row;
  if (body["duration"].present()) {
    return to_integer(body["duration"].text()).value_or(0);
  }
  return catalog::find_field(kind.name, "duration", {}, row) ? to_integer(row.default_value).value_or(0) : 0;
}

kling_status check_between_fields(const catalog::Kind &kind, json::Value body, const Rules &rules, Error &error, Log *log) {
  kling_status status = check_required(kind, body, rules, error);
  status = status != KLING_OK ? status : check_camera(body, error);
  status = status != KLING_OK ? status : check_shots(kind, body, error, log);
  status = status != KLING_OK ? status : check_external_id(body, error);
  status = status != KLING_OK ? status : check_callback(body, error);
  return status != KLING_OK ? status : check_model(kind, body, error, log);
}

} // namespace kling::protocol
