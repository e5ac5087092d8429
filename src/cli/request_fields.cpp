#include "cli/request_fields.hpp"

#include <cstdio>
#include <ctime>
#include <string_view>
#include <unistd.h>

#include "cli/catalog.hpp"
#include "cli/field_value.hpp"
#include "cli/terminal.hpp"
#include "cli/typed_item.hpp"

namespace kling::cli {

namespace {

constexpr const char *model_field = "model_name";
constexpr const char *method_field = "method";
constexpr int64_t ledger_days = 30;

/// A request that is being filled, and what names its fields.
struct Filling {
  const Invocation &invocation;
  kling_request *request;
  std::vector<JsonValue> rows;
  std::string body; // of --json-body
};

bool is_given(const Filling &filling, const std::string &path) {
  if (filling.invocation.gives(path)) {
    return true;
  }
  const std::optional<JsonValue> value = read_json(filling.body);
  return value && value->member(path) != nullptr;
}

void tell(const std::string &text) {
  std::fprintf(stderr, "%s\n", fitted_text(STDERR_FILENO, text).c_str());
}

void set_recommended_model(const Filling &filling) {
  const std::string model(row_of_kind(filling.invocation.command->name).member_text("recommended_model"));
  if (model.empty() || is_given(filling, model_field)) {
    return;
  }
  static_cast<void>(kling_request_set_string(filling.request, model_field, model.c_str()));
  tell("model " + model + " (recommended; --model chooses another)");
}

/// A ledger asks for a span of time: the last days, where none is given.
void set_span(const Filling &filling) {
  const JsonValue *start = row_of_path(filling.rows, "start_time");
  const bool asked = start != nullptr && row_of_path(filling.rows, "end_time") != nullptr;
  if (!asked || is_given(filling, "end_time") || is_given(filling, "cursor")) {
    return;
  }
  const int64_t now_ms = static_cast<int64_t>(std::time(nullptr)) * 1000;
  if (is_given(filling, "start_time")) {
    static_cast<void>(kling_request_set_int(filling.request, "end_time", now_ms));
    return;
  }
  static_cast<void>(kling_request_set_int(filling.request, "start_time", now_ms - ledger_days * 24 * 3600 * 1000));
  static_cast<void>(kling_request_set_int(filling.request, "end_time", now_ms));
  tell("of the last " + std::to_string(ledger_days) + " days (--start-time and --end-time choose others: 90d, 2026-11-01)");
}

/// A call that names nothing but its path only reads.
void set_method(const Filling &filling) {
  if (!filling.invocation.command->first_word_path.empty() && !is_given(filling, method_field) && !is_given(filling, "body")) {
    static_cast<void>(kling_request_set_string(filling.request, method_field, "GET"));
  }
}

/// A body that is none is told with the name of its file; the setter's own words come back from kling_request_validate.
Failure set_whole_body(Filling &filling) {
  const std::string &path = filling.invocation.json_body;
  std::string &body = filling.body;
  if (Failure failure = read_whole_file(path, body); failure.failed()) {
    return failure;
  }
  const kling_status status =
      body.find('\0') == std::string::npos ? kling_request_set_json(filling.request, "", body.c_str()) : KLING_E_FIELD;
  if (status == KLING_OK) {
    return {};
  }
  kling_error error = empty_error();
  static_cast<void>(kling_request_validate(filling.request, nullptr, &error));
  error.status = status;
  if (error.message[0] == '\0') {
    std::snprintf(error.message, sizeof error.message, "is no JSON object");
  }
  Failure failure = library_failure(status, error);
  failure.message = (path == "-" ? "the standard input" : path) + ": " + failure.message;
  return failure;
}

/// Whether a field is a list that items are added to: it is set before them.
bool is_whole_list(const Invocation &invocation, const std::string &path) {
  return !invocation.items.empty() && invocation.items.front().list == path;
}

/// What is held of the list by then: of a flag for the whole of it, or of --json-body.
Failure set_typed_items(const Filling &filling, FieldValues &values) {
  const Invocation &invocation = filling.invocation;
  if (invocation.items.empty()) {
    return {};
  }
  const std::string &list = invocation.items.front().list;
  const std::optional<JsonValue> body = read_json(filling.body);
  const JsonValue *member = body ? body->member(list) : nullptr;
  JsonValue held = member == nullptr ? JsonValue{} : *member;
  for (const auto &[path, text] : invocation.fields) {
    if (path == list) {
      if (Failure failure = values.set(path, text); failure.failed()) {
        return failure;
      }
      held = read_json(text).value_or(JsonValue{});
    }
  }
  if (const std::string reference = missing_reference(invocation.items, held); !reference.empty()) {
    tell("the prompt speaks of " + reference + ", and there is none");
  }
  return set_items(invocation.items, held, filling.request, values);
}

Failure fill(Filling &filling) {
  const Invocation &invocation = filling.invocation;
  FieldValues values(filling.request, filling.rows);
  if (!invocation.json_body.empty()) {
    Failure failure = invocation.json_body == "-" ? values.take_standard_input("--json-body") : Failure{};
    failure = failure.failed() ? failure : set_whole_body(filling);
    if (failure.failed()) {
      return failure;
    }
  }
  set_recommended_model(filling);
  set_span(filling);
  set_method(filling);
  for (const auto &[path, text] : invocation.fields_of_words()) {
    if (Failure failure = values.set(path, text); failure.failed()) {
      return failure;
    }
  }
  if (Failure failure = set_typed_items(filling, values); failure.failed()) {
    return failure;
  }
  for (const auto &[path, text] : invocation.fields) {
    if (Failure failure = is_whole_list(invocation, path) ? Failure{} : values.set(path, text); failure.failed()) {
      return failure;
    }
  }
  if (!invocation.output.empty()) {
    static_cast<void>(kling_request_save_to(filling.request, invocation.output.c_str()));
  }
  return {};
}

} // namespace

bool tells_of_missing_item(const std::string &message, const std::string &type) {
  // "contents needs at least 1 item of type first_frame; there are 0"
  return message.find("at least 1 item of type " + type) != std::string::npos;
}

void explain_field(const Command &command, Failure &failure) {
  const std::string field = failure.error.field;
  if ((failure.status != KLING_E_FIELD && failure.status != KLING_E_UNKNOWN_NAME) || !failure.hint.empty()) {
    return;
  }
  failure.hint = "More: kling " + command.name + " --help";
  for (const FieldFlag &flag : command.fields) {
    if (!flag.type.empty() && tells_of_missing_item(failure.message, flag.type)) {
      failure.hint = "Give it with " + flag.flag + " " + flag.value + "; kling " + command.name + " --help tells more.";
      return;
    }
    const bool same = flag.path == field || flag.path.compare(0, field.size() + 2, field + "[]") == 0;
    if (same && !field.empty() && failure.message.find("required") != std::string::npos) {
      if (!flag.type.empty()) { // which items there must be is told when one is there
        failure.hint = "Give them as words: kling " + command.name + " " + command.word + "; kling " + command.name + " --help tells more.";
        return;
      }
      const std::string name = flag.flag.substr(0, flag.flag.find(','));
      failure.hint =
          "Give it with " + name + (flag.value.empty() ? "" : " " + flag.value) + "; kling " + command.name + " --help tells more.";
      return;
    }
  }
}

JsonValue row_of_kind(const std::string &kind) {
  kling_status status = KLING_OK;
  std::vector<JsonValue> rows = kind.empty() ? std::vector<JsonValue>{} : catalog_rows("kinds", kind, status);
  return rows.empty() ? JsonValue{} : std::move(rows.front());
}

Failure make_request(const Invocation &invocation, Request &out) {
  const std::string &kind = invocation.command->name;
  kling_request *made = nullptr;
  if (const kling_status status = kling_request_new(kind.c_str(), &made); status != KLING_OK) {
    return library_failure(status, empty_error());
  }
  out.reset(made);
  kling_status status = KLING_OK;
  Filling filling{invocation, made, catalog_rows("fields", kind, status), {}};
  return fill(filling);
}

} // namespace kling::cli
