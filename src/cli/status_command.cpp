#include "cli/status_command.hpp"

#include <cstdio>

#include "cli/interrupt.hpp"
#include "cli/take_up_command.hpp"
#include "cli/task_report.hpp"

namespace kling::cli {

namespace {

constexpr int64_t slice_ms = 10;
constexpr int64_t second_look_ms = 3600L * 1000; // never: the first look at a task that exists is made at once

uint64_t bytes_received(kling_client *client) {
  kling_stats stats = KLING_STATS_INIT;
  return kling_client_stats(client, &stats) == KLING_OK ? stats.bytes_in : 0;
}

/// What the events since the last look tell: whether the service has answered, and what it or the way to it refused.
bool answered(kling_client *client, Failure &failure) {
  bool found = false;
  kling_event *pulled = nullptr;
  while (kling_next_event(client, &pulled) == KLING_OK && pulled != nullptr) {
    const Event event(pulled);
    found = true;
    kling_error error = empty_error();
    if (kling_event_type(pulled) == KLING_EVENT_TROUBLE && kling_event_error(pulled, &error) == KLING_OK) {
      failure = library_failure(error.status, error);
    }
  }
  return found;
}

/// Works until the first reply is read: it may change nothing, and then there is no event.
Watched look_once(kling_client *client, uint64_t bytes_before) {
  Watched watched;
  const Interrupt interrupt(client);
  while (!answered(client, watched.failure)) {
    if (interrupt.raised()) {
      watched.interrupted = true;
      return watched;
    }
    const bool replied = bytes_received(client) > bytes_before;
    const kling_status status = kling_poll(client, replied ? 0 : slice_ms, nullptr);
    if (status != KLING_OK && status != KLING_E_AGAIN) {
      watched.failure = library_failure(status, empty_error());
      return watched;
    }
    if (replied) {
      static_cast<void>(answered(client, watched.failure));
      return watched;
    }
  }
  return watched;
}

int look_at(const std::string &word, const GlobalFlags &flags, Session &session) {
  kling_client *client = session.client.get();
  const uint64_t before = bytes_received(client);
  Task task;
  if (const Failure failure = attach_task(word, flags, client, task); failure.failed()) {
    return report_failure(failure, flags.json);
  }
  Watched watched = look_once(client, before);
  explain_first_look(word, flags, watched.failure);
  if (watched.interrupted) {
    return report_failure(interrupted_failure(), flags.json);
  }
  if (watched.failure.failed()) {
    return report_failure(watched.failure, flags.json);
  }
  const int code = report_look(task.get(), flags);
  static_cast<void>(kling_task_detach(task.get()));
  return code;
}

} // namespace

int run_status(const Invocation &asked) {
  GlobalFlags flags = asked.global;
  flags.poll_interval_ms = second_look_ms;
  Session session;
  if (Failure failure = open_session_of_tasks(flags, session); failure.failed()) {
    return report_failure(failure, flags.json);
  }
  int worst = exit_done;
  for (size_t index = 0; index < asked.words.size(); ++index) {
    if (index > 0 && !flags.json) {
      std::printf("\n");
    }
    const int code = look_at(asked.words[index], flags, session);
    worst = worst == exit_done ? code : worst;
    if (code == exit_interrupted) {
      break;
    }
  }
  return worst;
}

} // namespace kling::cli
