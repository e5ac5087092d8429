#include "cli/task_command.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string_view>

#include "cli/catalog.hpp"
#include "cli/output_path.hpp"
#include "cli/watch.hpp"

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
  std::FILE *file = standard_input ? stdin : std::fopen(path.c_str(), "rbe");
  if (file == nullptr) {
    return file_failure(path + ": " + std::strerror(errno));
  }
  std::array<char, 65536> buffer{};
  while (const size_t length = std::fread(buffer.data(), 1, buffer.size(), file)) {
    content.append(buffer.data(), length);
  }
  const bool whole = std::ferror(file) == 0;
  if (!standard_input) {
    std::fclose(file);
  }
  return whole ? Failure{} : file_failure(path + ": cannot be read");
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
  std::fprintf(stderr, "model %s (recommended; --model chooses another)\n", model.c_str());
}

Failure fill_request(const Invocation &invocation, kling_request *request) {
  kling_status status = KLING_OK;
  const std::vector<JsonValue> rows = catalog_rows("fields", invocation.command->name, status);
  std::string body;
  if (!invocation.json_body.empty()) {
    if (Failure failure = read_whole_file(invocation.json_body, body); failure.failed()) {
      return failure;
    }
    static_cast<void>(kling_request_set_json(request, "", body.c_str()));
  }
  set_recommended_model(invocation, body, request);
  if (invocation.word_given) {
    static_cast<void>(kling_request_set_string(request, prompt_field, invocation.word.c_str()));
  }
  for (const auto &[path, text] : invocation.fields) {
    set_field(request, rows, path, text);
  }
  if (!invocation.output.empty()) {
    static_cast<void>(kling_request_save_to(request, invocation.output.c_str()));
  }
  return {};
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
  std::printf("%s\n", text);
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
  if (Failure failure = open_session(global, session); failure.failed()) {
    return report_failure(failure, global.json);
  }
  if (invocation.dry_run) {
    return print_dry_run(invocation, made, session.client.get());
  }

  Progress progress(global.json);
  kling_error error = empty_error();
  kling_task *started = nullptr;
  const kling_status status = kling_submit(session.client.get(), made, 0, &started, &error);
  const Task task(started);
  if (status != KLING_OK) {
    return report_failure(library_failure(status, error), global.json);
  }
  const Watched watched = watch_task(session, KLING_EVENT_FINAL, progress);
  return report_task(started, session, watched, global);
}

} // namespace kling::cli
