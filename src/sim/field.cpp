#include "sim/field.hpp"

#include "base/text.hpp"
#include "sim/draft.hpp"
#include "sim/failure.hpp"
#include "sim/media_input.hpp"
#include "sim/model.hpp"
#include "sim/path_model.hpp"

namespace kling::sim {

namespace {

std::string_view expected(FieldType type) {
  switch (type) {
  case FieldType::flag:
    return "boolean";
  case FieldType::number:
    return "number";
  case FieldType::whole:
    return "integer";
  case FieldType::array:
    return "array";
  case FieldType::object:
    return "object";
  default:
    return "string";
  }
}

bool check_model(Draft &draft, const Field &field, std::string_view name, std::string_view given) {
  for (const std::string_view choice : field.choices) {
    if (choice == given) {
      draft.order.model = choice;
      if (draft.state.settings.retire_models && draft.kind.pack == Pack::video && is_discontinued(choice)) { // §6.1, §11.2
        draft.refuse(draft.state.settings.retired_code, {"The model '", choice, "' has been discontinued and is no longer available."});
        draft.refusal.http_status = static_cast<int>(draft.state.settings.retired_status);
        return false;
      }
      return true;
    }
  }
  draft.refuse(1203, {name, " '", cut(given, 200), "' is not supported for this API"}); // §7.2
  draft.refusal.http_status = static_cast<int>(draft.state.settings.unsupported_model_status);
  return false;
}

bool check_range(Draft &draft, const Field &field, std::string_view name, json::Value value) {
  if (field.type == FieldType::whole && !value.integer()) {
    return draft.invalid(name, value.text());
  }
  const std::optional<double> number = value.number();
  const bool bounded = field.least != 0 || field.most != 0;
  const bool good = number && (!bounded || (*number >= field.least && *number <= field.most));
  return good || draft.invalid(name, value.text());
}

bool check_container(Draft &draft, const Field &field, std::string_view name, json::Value value) {
  if (!value.is(field.type == FieldType::array ? json::Type::array : json::Type::object)) {
    return draft.wrong_type(name, expected(field.type));
  }
  if (field.type == FieldType::object) {
    return true;
  }
  const auto items = static_cast<double>(value.size());
  if (field.most != 0 && items > field.most) {
    return draft.exceeds(name, static_cast<int64_t>(field.most), "items");
  }
  return items >= field.least || draft.refuse({name, " must have at least ", text_of(static_cast<int64_t>(field.least)), " items"});
}

bool check_text(Draft &draft, const Field &field, std::string_view name, std::string_view given) {
  switch (field.type) {
  case FieldType::choice:
    return one_of(given, field.choices) || draft.invalid(name, given);
  case FieldType::model:
    return check_model(draft, field, name, given);
  case FieldType::image:
    return check_image(draft, name, given);
  case FieldType::audio:
    return check_audio(draft, name, given);
  case FieldType::video:
    return is_url(given) || draft.refuse({"Video URL is invalid"}); // §7.2
  default:
    return field.most == 0 || static_cast<double>(code_points(given)) <= field.most ||
           draft.exceeds(name, static_cast<int64_t>(field.most), "characters");
  }
}

bool check_value(Draft &draft, const Field &field, std::string_view name, json::Value value) {
  if (absent(value)) {
    return field.need == Need::optional || draft.missing(name);
  }
  if (field.type == FieldType::array || field.type == FieldType::object) {
    return check_container(draft, field, name, value);
  }
  if (!is_scalar(value) || (field.type == FieldType::seconds && value.is(json::Type::boolean))) {
    return draft.wrong_type(name, expected(field.type));
  }
  if (field.type == FieldType::flag) {
    return flag_of(value).has_value() || draft.invalid(name, value.text());
  }
  if (field.type == FieldType::number || field.type == FieldType::whole) {
    return check_range(draft, field, name, value);
  }
  if (field.type == FieldType::seconds) {
    return value.integer().has_value() || draft.invalid(name, value.text());
  }
  if (!check_text(draft, field, name, value.text())) {
    return false;
  }
  if (draft.order.failure.empty()) {
    draft.order.failure = failure_of(draft.kind.name, field.type, value.text());
  }
  return true;
}

/// Goes down `path` from `at`, which is called `name`; where the path says "[]" into every item.
bool check_below(Draft &draft, const Field &field, json::Value at, const String &name, std::string_view path) {
  if (path.empty()) {
    return check_value(draft, field, name, at);
  }
  if (path.starts_with("[]")) {
    std::size_t index = 0;
    for (json::Value item = at.first(); item.present(); item = item.next()) {
      if (!check_below(draft, field, item, concat({name, "[", text_of(static_cast<int64_t>(index++)), "]"}), path.substr(2))) {
        return false;
      }
    }
    return true;
  }
  if (path.starts_with(".")) {
    if (!at.is(json::Type::object)) { // an absent parent is its own row's concern
      return absent(at) || draft.wrong_type(name, "object");
    }
    path.remove_prefix(1);
  }
  const std::size_t end = path.find_first_of(".[");
  const std::string_view member = path.substr(0, end);
  return check_below(draft, field, at[member], name.empty() ? String(member) : concat({name, ".", member}),
                     end == std::string_view::npos ? std::string_view() : path.substr(end));
}

} // namespace

bool check_fields(Draft &draft) {
  const PathModel *model = path_model(draft);
  for (const Field &field : draft.kind.fields) {
    if (model != nullptr && !model->has_field(field.name)) { // §2.2: ignored silently
      continue;
    }
    if (field.type == FieldType::model && !draft.has(field.name)) {
      if (!check_model(draft, field, field.name, field.otherwise)) {
        return false;
      }
    } else if (!check_below(draft, field, draft.body, String(), field.name)) {
      return false;
    }
  }
  return true;
}

bool absent(json::Value value) {
  return !value.present() || value.is(json::Type::null) || (value.is(json::Type::string) && value.text().empty()) ||
         (value.is(json::Type::array) && value.size() == 0);
}

bool is_scalar(json::Value value) {
  return value.is(json::Type::string) || value.is(json::Type::number) || value.is(json::Type::boolean);
}

std::optional<bool> flag_of(json::Value value) {
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

bool contains_ignoring_case(std::string_view text, std::string_view words) {
  for (std::size_t i = 0; i + words.size() <= text.size(); ++i) {
    if (equal_ignoring_case(text.substr(i, words.size()), words)) {
      return true;
    }
  }
  return false;
}

bool is_url(std::string_view text) {
  const std::string_view scheme = text.substr(0, text.find("://"));
  return scheme.size() < text.size() && (equal_ignoring_case(scheme, "http") || equal_ignoring_case(scheme, "https"));
}

} // namespace kling::sim
