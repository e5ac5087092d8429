#include "cli/task_command.hpp"

#include <cstdio>
#include <unistd.h>

#include "cli/catalog_command.hpp"
#include "cli/cost_command.hpp"
#include "cli/json_line.hpp"
#include "cli/output_path.hpp"
#include "cli/request_fields.hpp"
#include "cli/sent_request.hpp"
#include "cli/task_report.hpp"
#include "cli/terminal.hpp"
#include "cli/typical_time.hpp"

namespace kling::cli {

namespace {

/// How long tasks like this one usually take. The simulator is no measure of that.
int64_t typical_ms_of(const Invocation &invocation, const SentRequest &sent) {
  return invocation.global.provider == "sim" ? 0 : typical_time_ms(row_of_kind(sent.kind), sent.model, sent.mode);
}

void tell_translation(const std::string &kind, const SentRequest &sent) {
  if (const std::string note = translation_note(kind, sent); !note.empty()) {
    std::fprintf(stderr, "%s\n", fitted_text(STDERR_FILENO, note).c_str());
  }
}

int print_dry_run(const Invocation &invocation, kling_request *request, kling_client *client) {
  kling_error error = empty_error();
  if (const kling_status status = kling_request_validate(request, client, &error); status != KLING_OK) {
    Failure failure = library_failure(status, error);
    explain_field(*invocation.command, failure);
    return report_failure(failure, invocation.global.json);
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

/// Beside the request that is shown: what it would cost.
void tell_cost(const std::string &kind, const kling_request *request, const Session &session) {
  kling_cost cost{};
  kling_error error = empty_error();
  const bool told = estimate(request, session, cost, error) == KLING_OK;
  const std::string text = told ? text_of_cost(kind, cost) : std::string{};
  std::fputs((text.empty() ? "what it costs is not known\n" : "it would cost " + text + "\n").c_str(), stderr);
}

/// Two kinds are named as tables are: without anything to send it is the table that was asked for.
bool asks_for_table(const Invocation &invocation) {
  const std::string &kind = invocation.command->name;
  const bool nothing = invocation.words.empty() && invocation.fields.empty() && invocation.json_body.empty() && !invocation.dry_run;
  return nothing && has_table(kind);
}

} // namespace

int run_create(const Invocation &asked) {
  Invocation invocation = asked;
  const GlobalFlags &global = invocation.global;
  const std::string &kind = invocation.command->name;
  if (!global.kind.empty() && global.kind != kind) {
    return report_failure(usage_failure("--kind " + global.kind + " does not go with kling " + kind), global.json);
  }
  if (asks_for_table(invocation)) {
    return run_table_of_kind(invocation);
  }
  if (Failure failure = check_output_path(invocation.output, global.force); failure.failed()) {
    return report_failure(failure, global.json);
  }
  Request request;
  if (Failure failure = make_request(invocation, request); failure.failed()) {
    return report_failure(failure, global.json);
  }
  GlobalFlags flags = global;
  if (!invocation.spend_limit.empty()) {
    flags.options.emplace_back("spend_limit_units", invocation.spend_limit);
  }
  Session session;
  if (Failure failure = invocation.dry_run ? open_session_to_show(flags, session) : open_session(flags, session); failure.failed()) {
    return report_failure(failure, global.json);
  }
  const SentRequest sent = sent_request(kind, request.get(), session.client.get());
  tell_translation(kind, sent);
  if (invocation.dry_run) {
    const int code = print_dry_run(invocation, request.get(), session.client.get());
    if (code == exit_done) {
      tell_cost(kind, request.get(), session);
    }
    return code;
  }

  const bool synchronous = row_of_kind(kind).member_text("synchronous") == "true";
  Progress progress(global.json, typical_ms_of(invocation, sent), synchronous);
  kling_error error = empty_error();
  kling_task *started = nullptr;
  const kling_status status = kling_submit(session.client.get(), request.get(), 0, &started, &error);
  const Task task(started);
  if (status != KLING_OK) {
    Failure failure = library_failure(status, error);
    explain_field(*invocation.command, failure);
    return report_failure(failure, global.json);
  }
  const Watched watched = watch_task(session, KLING_EVENT_FINAL, Patience::endless, progress);
  Asked wanted;
  wanted.output = invocation.output;
  return report_task(started, session, watched, global, wanted);
}

} // namespace kling::cli
