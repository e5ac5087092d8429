#include "cli/take_up_command.hpp"

#include "cli/output_path.hpp"
#include "cli/watch.hpp"

namespace kling::cli {

namespace {

constexpr const char *usual_kind = KLING_TEXT2VIDEO;

constexpr size_t longest_id = 64;

/// A token says everything about its task and is longer than any id; an id alone needs the kind.
kling_status attach(const Invocation &invocation, kling_client *client, kling_task **out, kling_error *error) {
  const std::string &word = invocation.word;
  const std::string kind = invocation.global.kind.empty() ? usual_kind : invocation.global.kind;
  if (word.size() > longest_id) {
    return kling_attach_token(client, word.c_str(), 0, out, error);
  }
  return kling_attach(client, kind.c_str(), word.c_str(), 0, out, error);
}

Watched save_outputs(const Invocation &invocation, Session &session, kling_task *task, Progress &progress) {
  Watched watched;
  for (uint32_t index = 0; index < kling_task_output_count(task); ++index) {
    kling_error error = empty_error();
    const std::string path = numbered_output_path(invocation.output, index);
    if (const kling_status status = kling_task_save(task, index, path.c_str(), &error); status != KLING_OK) {
      watched.failure = library_failure(status, error);
      return watched;
    }
    watched = watch_task(session, KLING_EVENT_SAVED, progress);
    if (watched.failure.failed() || watched.interrupted) {
      return watched;
    }
  }
  return watched;
}

} // namespace

int run_wait(const Invocation &asked) {
  Invocation invocation = asked;
  const GlobalFlags &global = invocation.global;
  if (global.provider == "sim") {
    return report_failure(usage_failure("a simulator started for one command knows no earlier task"), global.json);
  }
  if (Failure failure = check_output_path(invocation.output, global.force); failure.failed()) {
    return report_failure(failure, global.json);
  }
  Session session;
  if (Failure failure = open_session(global, session); failure.failed()) {
    return report_failure(failure, global.json);
  }
  kling_error error = empty_error();
  kling_task *attached = nullptr;
  const kling_status status = attach(invocation, session.client.get(), &attached, &error);
  const Task task(attached);
  if (status != KLING_OK) {
    return report_failure(library_failure(status, error), global.json);
  }

  Progress progress(global.json);
  Watched watched = watch_task(session, KLING_EVENT_FINAL, progress);
  const bool wants_saving = !invocation.output.empty() && kling_task_state(attached) == KLING_TASK_SUCCEEDED;
  if (wants_saving && !watched.failure.failed() && !watched.interrupted) {
    watched = save_outputs(invocation, session, attached, progress);
  }
  return report_task(attached, session, watched, global);
}

int run_save(const Invocation &invocation) {
  if (invocation.output.empty()) {
    return report_failure(usage_failure("save where?", "Try: kling save TASK -o FILE"), invocation.global.json);
  }
  return run_wait(invocation);
}

} // namespace kling::cli
