#include "cli/task_command.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <unistd.h>

#include "cli/catalog.hpp"
#include "cli/json_line.hpp"
#include "cli/output_path.hpp"
#include "cli/task_report.hpp"
#include "cli/terminal.hpp"
#include "cli/typical_time.hpp"

namespace kling::cli {

namespace {

constexpr const char *prompt_field = "prompt";
constexpr const char *model_field = "model_name";

/// The catalogue's type of a field, "" for one it does not know. Indexes count as those of any element.
std::string type_of_field(const std::vector<JsonValue> &rows, std::string path) {
  for (size_t open = path.find('['); open != std::string::npos; open = path.find('[', open + 1)) {
    path.erase(open + 1, std::min(path.find(']', open), path.size()) - open - 1);
  }
  for (const JsonValue &row : rows) {
    if (row.member_text("name") == path) {
      return std::string(row.member_text("type"));
    }
  }
  return {};
}

/// Text stays text where the field is one; elsewhere what reads as JSON is JSON, so that 0.10 and long ids keep their spelling.
void set_field(kling_request *request, const std::vector<JsonValue> &rows, const std::string &path, const std::string &text) {
  const bool json = type_of_field(rows, path) != "string" && read_json(text).has_value();
  // A setter that refuses keeps its reason in the request; kling_request_validate and kling_submit tell it.
  static_cast<void>(json ? kling_request_set_json(request, path.c_str(), text.c_str())
                         : kling_request_set_string(request, path.c_str(), text.c_str()));
}

Failure read_whole_file(const std::string &path, std::string &content) {
  const bool standard_input = path == "-";
  if (standard_input && isatty(STDIN_FILENO) != 0) {
    std::fputs("reading the body from the standard input; Ctrl-D ends it\n", stderr);
  }
  std::FILE *file = standard_input ? stdin : std::fopen(path.c_str(), "rbe");
  if (file == nullptr) {
    return file_failure(path + ": " + std::strerror(errno));
  }
  std::array<char, 65536> buffer{};
  while (const size_t length = std::fread(buffer.data(), 1, buffer.size(), file)) {
    content.append(buffer.data(), length);
  }
  const bool whole = std::ferror(file) == 0;
  const std::string problem = std::strerror(errno);
  if (!standard_input) {
    std::fclose(file);
  }
  return whole ? Failure{} : file_failure(path + ": " + problem);
}

bool sets_model(const Invocation &invocation, const std::string &body) {
  for (const auto &field : invocation.fields) {
    if (field.first == model_field) {
      return true;
    }
  }
  const std::optional<JsonValue> value = read_json(body);
  return value && value->member(model_field) != nullptr;
}

void set_recommended_model(const Invocation &invocation, const std::string &body, kling_request *request) {
  kling_status status = KLING_OK;
  const std::vector<JsonValue> kinds = catalog_rows("kinds", invocation.command->name, status);
  if (kinds.empty() || sets_model(invocation, body)) {
    return;
  }
  const std::string model(kinds.front().member_text("recommended_model"));
  if (model.empty()) {
    return;
  }
  static_cast<void>(kling_request_set_string(request, model_field, model.c_str()));
  std::fprintf(stderr, "%s\n", fitted_text(STDERR_FILENO, "model " + model + " (recommended; --model chooses another)").c_str());
}

/// A body that is none is told with the name of its file; the setter's own words come back from kling_request_validate.
Failure set_whole_body(const std::string &path, std::string &body, kling_request *request) {
  if (Failure failure = read_whole_file(path, body); failure.failed()) {
    return failure;
  }
  const kling_status status = body.find('\0') == std::string::npos ? kling_request_set_json(request, "", body.c_str()) : KLING_E_FIELD;
  if (status == KLING_OK) {
    return {};
  }
  kling_error error = empty_error();
  static_cast<void>(kling_request_validate(request, nullptr, &error));
  error.status = status;
  if (error.message[0] == '\0') {
    std::snprintf(error.message, sizeof error.message, "is no JSON object");
  }
  Failure failure = library_failure(status, error);
  failure.message = (path == "-" ? "the standard input" : path) + ": " + failure.message;
  return failure;
}

Failure fill_request(const Invocation &invocation, kling_request *request) {
  kling_status status = KLING_OK;
  const std::vector<JsonValue> rows = catalog_rows("fields", invocation.command->name, status);
  std::string body;
  if (!invocation.json_body.empty()) {
    if (Failure failure = set_whole_body(invocation.json_body, body, request); failure.failed()) {
      return failure;
    }
  }
  set_recommended_model(invocation, body, request);
  if (!invocation.words.empty()) {
    static_cast<void>(kling_request_set_string(request, prompt_field, invocation.word().c_str()));
  }
  for (const auto &[path, text] : invocation.fields) {
    set_field(request, rows, path, text);
  }
  if (!invocation.output.empty()) {
    static_cast<void>(kling_request_save_to(request, invocation.output.c_str()));
  }
  return {};
}

/// How long tasks like this one usually take. The simulator is no measure of that.
int64_t typical_ms_of(const Invocation &invocation, kling_request *request, kling_client *client) {
  const char *text = invocation.global.provider == "sim" ? nullptr : kling_request_to_json(request, client);
  const std::optional<JsonValue> shown = text == nullptr ? std::nullopt : read_json(text);
  const JsonValue *body = shown ? shown->member("body") : nullptr;
  kling_status status = KLING_OK;
  const std::vector<JsonValue> kinds = catalog_rows("kinds", invocation.command->name, status);
  if (body == nullptr || kinds.empty()) {
    return 0;
  }
  return typical_time_ms(kinds.front(), body->member_text(model_field), body->member_text("mode"));
}

int print_dry_run(const Invocation &invocation, kling_request *request, kling_client *client) {
  kling_error error = empty_error();
  if (const kling_status status = kling_request_validate(request, client, &error); status != KLING_OK) {
    return report_failure(library_failure(status, error), invocation.global.json);
  }
  const char *text = kling_request_to_json(request, client);
  if (text == nullptr) {
    return report_failure(library_failure(KLING_E_MEMORY, empty_error()), invocation.global.json);
  }
  const std::optional<JsonValue> shown = invocation.global.json ? std::nullopt : read_json(text);
  std::string pretty;
  if (shown) {
    append_json_indented(pretty, *shown);
  }
  std::printf("%s\n", shown ? pretty.c_str() : text);
  return exit_done;
}

} // namespace

int run_create(const Invocation &asked) {
  Invocation invocation = asked;
  const GlobalFlags &global = invocation.global;
  const std::string &kind = invocation.command->name;
  if (!global.kind.empty() && global.kind != kind) {
    return report_failure(usage_failure("--kind " + global.kind + " does not go with kling " + kind), global.json);
  }
  if (Failure failure = check_output_path(invocation.output, global.force); failure.failed()) {
    return report_failure(failure, global.json);
  }

  kling_request *made = nullptr;
  if (const kling_status status = kling_request_new(kind.c_str(), &made); status != KLING_OK) {
    return report_failure(library_failure(status, empty_error()), global.json);
  }
  const Request request(made);
  if (Failure failure = fill_request(invocation, made); failure.failed()) {
    return report_failure(failure, global.json);
  }

  Session session;
  if (Failure failure = invocation.dry_run ? open_session_to_show(global, session) : open_session(global, session); failure.failed()) {
    return report_failure(failure, global.json);
  }
  if (invocation.dry_run) {
    return print_dry_run(invocation, made, session.client.get());
  }

  Progress progress(global.json, typical_ms_of(invocation, made, session.client.get()));
  kling_error error = empty_error();
  kling_task *started = nullptr;
  const kling_status status = kling_submit(session.client.get(), made, 0, &started, &error);
  const Task task(started);
  if (status != KLING_OK) {
    return report_failure(library_failure(status, error), global.json);
  }
  const Watched watched = watch_task(session, KLING_EVENT_FINAL, Patience::endless, progress);
  Asked wanted;
  wanted.output = invocation.output;
  return report_task(started, session, watched, global, wanted);
}

} // namespace kling::cli
