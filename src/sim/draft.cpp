#include "sim/draft.hpp"

#include "base/text.hpp"
#include "sim/path_model.hpp"

namespace kling::sim {

namespace {

const Field *row_of(const Draft &draft, std::string_view path) {
  for (const Field &field : draft.kind.fields) {
    if (field.name == path) {
      return &field;
    }
  }
  return nullptr;
}

} // namespace

json::Value Draft::value(std::string_view path) const {
  json::Value at = body;
  while (!path.empty()) {
    const std::size_t point = path.find('.');
    at = at[path.substr(0, point)];
    path = point == std::string_view::npos ? std::string_view() : path.substr(point + 1);
  }
  return at;
}

std::string_view Draft::text(std::string_view path) const {
  const json::Value given = value(path);
  if (!absent(given)) {
    return given.text();
  }
  const Field *row = row_of(*this, path);
  return row != nullptr ? row->otherwise : std::string_view();
}

bool Draft::flag(std::string_view path) const {
  return flag_of(value(path)).value_or(false);
}

int64_t Draft::whole(std::string_view path) const {
  return to_integer(text(path)).value_or(0);
}

double Draft::number(std::string_view path) const {
  return to_number(text(path)).value_or(0);
}

bool Draft::refuse(int64_t code, std::initializer_list<std::string_view> message) {
  refusal.code = code;
  refusal.message = concat(message);
  return false;
}

bool Draft::invalid(std::string_view name, std::string_view given) {
  return refuse({name, " value '", cut(given, 200), "' is invalid"});
}

bool Draft::wrong_type(std::string_view name, std::string_view expected) {
  return refuse({name, " value type is invalid, expected ", expected});
}

bool Draft::missing(std::string_view name) {
  return refuse({name, " is required"});
}

bool Draft::exceeds(std::string_view name, int64_t most, std::string_view unit) {
  return refuse({name, " cannot exceed ", text_of(most), " ", unit});
}

namespace {

/// What every kind has: at the top of a body, or in its `options` (§1).
void take_options(Draft &draft) {
  const std::string_view where = draft.kind.model_in_path() ? "options." : "";
  Order &order = draft.order;
  if (draft.kind.watermark) {
    order.watermark = draft.flag(concat({where, "watermark_info.enabled"}));
  }
  if (draft.kind.external_id) {
    order.external_task_id = String(draft.text(concat({where, "external_task_id"})));
  }
  order.voice_control = order.voice_control || draft.has("voice_list");
  order.refer_video = order.refer_video || order.parent || draft.has("video_list") || draft.has("video_url");
  order.callback_url = String(draft.text(concat({where, "callback_url"})));
}

} // namespace

bool check(Draft &draft) {
  draft.order.kind = &draft.kind;
  draft.order.model = draft.kind.name;
  if (draft.kind.model_in_path() && !choose_path_model(draft)) {
    return false;
  }
  if (!check_fields(draft)) {
    return false;
  }
  for (const Rule rule : draft.kind.rules) {
    if (!rule(draft)) {
      return false;
    }
  }
  take_options(draft);
  return true;
}

bool exactly_one(Draft &draft, std::string_view first, std::string_view second) {
  if (draft.has(first) == draft.has(second)) {
    return draft.has(first) ? draft.refuse({first, " and ", second, " cannot be used together"})
                            : draft.refuse({first, " or ", second, " is required"});
  }
  return true;
}

} // namespace kling::sim
