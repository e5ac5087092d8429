#include "cli/watch.hpp"

#include <cmath>
#include <cstdio>

#include "cli/interrupt.hpp"
#include "cli/json_line.hpp"
#include "cli/take_up_hint.hpp"

namespace kling::cli {

namespace {

constexpr int64_t leave_limit_ms = 10000;

/// Shows what is in the queue; true when the event that was waited for is among it.
bool drain_events(kling_client *client, int32_t last, Progress &progress) {
  bool reached = false;
  kling_event *pulled = nullptr;
  while (kling_next_event(client, &pulled) == KLING_OK && pulled != nullptr) {
    const Event event(pulled);
    progress.show(pulled);
    const int32_t type = kling_event_type(pulled);
    reached = reached || type == last || (type == KLING_EVENT_FINAL && kling_event_state(pulled) != KLING_TASK_SUCCEEDED);
  }
  return reached;
}

const char *text_or(const char *text, const char *otherwise) {
  return text != nullptr && *text != '\0' ? text : otherwise;
}

/// What a reader must know about a task that is no success, by the state it ended in.
std::string describe_end(const kling_task *task, const kling_error &error, bool interrupted, bool simulated) {
  const std::string id = text_or(kling_task_id(task), "");
  const std::string external_id = text_or(kling_task_external_id(task), "");
  switch (kling_task_state(task)) {
  case KLING_TASK_CANCELLED:
    return interrupted ? "interrupted before anything was sent; nothing is billed" : "withdrawn before it was sent; nothing is billed";
  case KLING_TASK_UNKNOWN:
    return (interrupted ? "interrupted while the reply was awaited" : describe_error(error)) +
           "; the task may exist and bill, its external id is " + external_id;
  case KLING_TASK_DETACHED:
    if (simulated) {
      return (interrupted ? "interrupted" : describe_error(error)) + "; task " + id + " ends with its simulator";
    }
    if (interrupted) {
      return "interrupted; task " + id + " goes on at the service and may bill";
    }
    return describe_error(error) + "; task " + id + " may go on at the service and bill";
  default:
    return describe_error(error);
  }
}

std::string outputs_json(const kling_task *task) {
  std::string list = "[";
  for (uint32_t index = 0; index < kling_task_output_count(task); ++index) {
    JsonLine output;
    output.text_if("type", kling_task_output_type(task, index));
    if (const double seconds = kling_task_output_duration(task, index); seconds >= 0) {
      output.number("duration_ms", std::lround(seconds * 1000));
    }
    const char *path = kling_task_output_path(task, index);
    if (path != nullptr && *path != '\0') {
      output.text("path", path);
    } else {
      output.text_if("url", kling_task_output_url(task, index));
    }
    list += (index > 0 ? "," : "") + output.object();
  }
  return list + "]";
}

void print_result_line(const kling_task *task, const kling_error &error, const std::string &message, int code) {
  JsonLine line;
  line.text("event", "result").flag("ok", code == exit_done).number("exit", code);
  line.text("state", kling_task_state_name(kling_task_state(task)));
  line.text_if("task_id", kling_task_id(task)).text_if("external_task_id", kling_task_external_id(task));
  line.text_if("kind", kling_task_kind(task)).text_if("token", kling_task_token(task));
  if (const double units = kling_task_units(task); units >= 0) {
    char text[32];
    std::snprintf(text, sizeof text, "%.10g", units);
    line.raw("units", text);
  }
  if (code != exit_done) {
    if (error.status != KLING_OK) {
      line.text("status", kling_status_name(error.status));
    }
    line.text("message", message).text_if("field", error.field);
    if (error.service_code != 0) {
      line.number("service_code", error.service_code);
    }
    line.text_if("request_id", error.request_id);
  }
  line.raw("outputs", outputs_json(task));
  std::printf("%s\n", line.object().c_str());
}

void print_outputs(const kling_task *task) {
  for (uint32_t index = 0; index < kling_task_output_count(task); ++index) {
    const char *path = kling_task_output_path(task, index);
    std::printf("%s\n", text_or(path, text_or(kling_task_output_url(task, index), "")));
  }
}

} // namespace

Watched watch_task(Session &session, int32_t last, Progress &progress) {
  Watched watched;
  kling_client *client = session.client.get();
  const Interrupt interrupt(client);
  while (!drain_events(client, last, progress)) {
    if (interrupt.raised()) {
      watched.interrupted = true;
      break;
    }
    progress.tick();
    const kling_status status = kling_poll(client, progress.sleep_ms(), nullptr);
    if (status != KLING_OK && status != KLING_E_AGAIN) {
      watched.failure = library_failure(status, empty_error());
      break;
    }
  }
  if (watched.interrupted) {
    // A create on the wire gets its time to be answered: its task id is worth the wait. A second Ctrl-C cuts it short.
    progress.note("interrupted; leaving in order");
    static_cast<void>(kling_client_shutdown(client, leave_limit_ms));
    static_cast<void>(drain_events(client, last, progress));
  }
  progress.end_line();
  return watched;
}

int report_task(const kling_task *task, const Session &session, const Watched &watched, const GlobalFlags &flags) {
  if (watched.failure.failed()) {
    return report_failure(watched.failure, flags.json);
  }
  kling_error error = empty_error();
  const kling_status read = kling_task_error(task, &error);
  if (read != KLING_OK) {
    error.status = read;
  }
  const int32_t state = kling_task_state(task);
  const bool cut_short = watched.interrupted && !(state == KLING_TASK_SUCCEEDED && error.status == KLING_OK);
  const int code = cut_short ? static_cast<int>(exit_interrupted) : exit_code_of_task(state, error.status);
  std::string message;
  if (code != exit_done) {
    message = describe_end(task, error, watched.interrupted, session.simulator.running());
    std::fprintf(stderr, "kling: %s\n", message.c_str());
    const bool may_go_on = state == KLING_TASK_DETACHED || state == KLING_TASK_UNKNOWN || state == KLING_TASK_SUCCEEDED;
    if (const std::string hint = take_up_hint(flags, text_or(kling_task_token(task), "")); may_go_on && !hint.empty()) {
      std::fprintf(stderr, "%s\n", hint.c_str());
    }
  }
  if (flags.json) {
    print_result_line(task, error, message, code);
  } else if (code == exit_done) {
    print_outputs(task);
  }
  return code;
}

} // namespace kling::cli
