#include "cli/take_up_command.hpp"

#include <algorithm>
#include <string_view>

#include "cli/output_path.hpp"
#include "cli/request_fields.hpp"
#include "cli/task_report.hpp"

namespace kling::cli {

namespace {

constexpr const char *usual_kind = KLING_TEXT2VIDEO;
constexpr const char *kind_of_any_task = KLING_TEXT_TO_VIDEO; // its tasks are asked for at /tasks, which knows both generations
constexpr size_t longest_id = 64;

bool is_token(const std::string &word) {
  // A token says everything about its task and is longer than any id.
  return word.size() > longest_id;
}

Watched save_outputs(const Invocation &invocation, Session &session, kling_task *task, Progress &progress) {
  Watched watched;
  std::string_view first; // ending
  for (uint32_t index = 0; index < kling_task_output_count(task); ++index) {
    const char *url = kling_task_output_url(task, index);
    if (url == nullptr || *url == '\0') {
      continue; // something that is named by its id alone
    }
    kling_error error = empty_error();
    const std::string_view ending = ending_of_link(url);
    first = index == 0 ? ending : first;
    const std::string path = numbered_output_path(invocation.output, index, ending == first ? std::string_view() : ending);
    if (const kling_status status = kling_task_save(task, index, path.c_str(), &error); status != KLING_OK) {
      watched.failure = library_failure(status, error);
      return watched;
    }
    watched = watch_task(session, KLING_EVENT_SAVED, Patience::endless, progress);
    if (watched.failure.failed() || watched.interrupted) {
      return watched;
    }
  }
  return watched;
}

int wait_for(size_t index, const Invocation &invocation, Session &session) {
  const GlobalFlags &global = invocation.global;
  const std::string &word = invocation.words[index];
  Task task;
  if (const Failure failure = attach_task(word, global, session.client.get(), task); failure.failed()) {
    return report_failure(failure, global.json);
  }
  Progress progress(global.json, 0, false);
  Watched watched = watch_task(session, KLING_EVENT_FINAL, is_token(word) ? Patience::known_id : Patience::first_look, progress);
  explain_first_look(word, global, watched.failure);
  const bool wants_saving = !invocation.output.empty() && kling_task_state(task.get()) == KLING_TASK_SUCCEEDED;
  if (wants_saving && !watched.failure.failed() && !watched.interrupted) {
    watched = save_outputs(invocation, session, task.get(), progress);
  }
  Asked asked;
  asked.output = invocation.output;
  if (watched.interrupted) {
    asked.left_out.assign(invocation.words.begin() + static_cast<std::ptrdiff_t>(index) + 1, invocation.words.end());
  }
  return report_task(task.get(), session, watched, global, asked);
}

/// What is answered at once leaves no task behind, except at a gateway that makes one of it.
bool leaves_no_task(const std::string &kind) {
  return row_of_kind(kind).member_text("synchronous") == "true";
}

void explain_no_task(const std::string &kind, const std::string &word, Failure &failure) {
  failure.message = "kling " + kind + " answers at once: there is no task '" + word + "' of it here";
  failure.hint = "Where a gateway made a task of it, its token (kling prints it with --json) or its task id takes it up, with the flags "
                 "that lead to that gateway. kling kinds tells which kinds make tasks.";
}

} // namespace

Failure open_session_of_tasks(const GlobalFlags &flags, Session &session) {
  if (flags.provider == "sim") {
    return usage_failure("a simulator started for one command knows no earlier task",
                         "For one that runs already: --provider custom --base-url URL.");
  }
  return open_session(flags, session);
}

Failure attach_task(const std::string &word, const GlobalFlags &flags, kling_client *client, Task &out) {
  const std::string kind = flags.kind.empty() ? usual_kind : flags.kind;
  kling_error error = empty_error();
  kling_task *attached = nullptr;
  const kling_status status = is_token(word) ? kling_attach_token(client, word.c_str(), 0, &attached, &error)
                                             : kling_attach(client, kind.c_str(), word.c_str(), 0, &attached, &error);
  out.reset(attached);
  if (status == KLING_OK) {
    return {};
  }
  Failure failure = library_failure(status, error);
  if (status == KLING_E_UNSUPPORTED && leaves_no_task(kind)) {
    explain_no_task(kind, word, failure);
  }
  return failure;
}

void explain_first_look(const std::string &word, const GlobalFlags &flags, Failure &failure) {
  const std::string kind = flags.kind.empty() ? usual_kind : flags.kind;
  const bool at_once = leaves_no_task(kind);
  const bool not_there = failure.status == KLING_E_NOT_FOUND || (at_once && kling_status_group(failure.status) == 200);
  if (!not_there || is_token(word)) {
    return;
  }
  if (at_once) {
    explain_no_task(kind, word, failure);
    return;
  }
  failure.message = "the service knows no " + kind + " task '" + word + "'";
  failure.hint = "Another account, provider or --kind? A token (kling status prints it) says where its task is.";
  if (flags.kind.empty()) {
    failure.hint += std::string("\nWithout --kind it is looked for as ") + usual_kind + "; with Kling's API key, --kind " +
                    kind_of_any_task + " finds whatever kling tasks lists.";
  }
}

int run_wait(const Invocation &asked) {
  Invocation invocation = asked;
  const GlobalFlags &global = invocation.global;
  if (Failure failure = check_output_path(invocation.output, global.force); failure.failed()) {
    return report_failure(failure, global.json);
  }
  if (invocation.words.size() > 1 && !invocation.output.empty() && invocation.output.back() != '/') {
    return report_failure(usage_failure("several tasks are saved into a folder: -o " + invocation.output + "/"), global.json);
  }
  Session session;
  if (Failure failure = open_session_of_tasks(global, session); failure.failed()) {
    return report_failure(failure, global.json);
  }
  int worst = exit_done;
  for (size_t index = 0; index < invocation.words.size(); ++index) {
    const int code = wait_for(index, invocation, session);
    worst = worst == exit_done || code == exit_interrupted ? code : worst;
    if (code == exit_interrupted) {
      break;
    }
  }
  return worst;
}

int run_save(const Invocation &invocation) {
  if (invocation.output.empty()) {
    return report_failure(usage_failure("save where?", "Try: kling save TASK -o FILE"), invocation.global.json);
  }
  return run_wait(invocation);
}

} // namespace kling::cli
