#include "cli/watch.hpp"

#include <string>

#include "cli/handle.hpp"
#include "cli/interrupt.hpp"

namespace kling::cli {

namespace {

constexpr int64_t leave_limit_ms = 10000;

/// Whether trouble at the first look means that looking again is of no use.
bool is_hopeless(kling_status status, Patience patience) {
  const kling_status group = kling_status_group(status);
  const bool refused = group == 200 && patience == Patience::first_look; // no such task, or no such path
  return refused || group == 300 || status == KLING_E_ENDPOINT || status == KLING_E_TLS;
}

class Watch {
public:
  Watch(Session &session, int32_t last, Patience patience, Progress &progress)
      : client_(session.client.get()), last_(last), patience_(patience), progress_(progress) {}

  Watched run() {
    const Interrupt interrupt(client_);
    while (!drain() && !watched_.failure.failed() && !watched_.interrupted) {
      watched_.interrupted = interrupt.raised();
      if (!watched_.interrupted) {
        poll();
      }
    }
    if (watched_.interrupted) {
      leave();
    }
    progress_.end_line();
    return watched_;
  }

private:
  /// Shows what is in the queue; true when the event that was waited for is among it.
  bool drain() {
    bool reached = false;
    kling_event *pulled = nullptr;
    while (kling_next_event(client_, &pulled) == KLING_OK && pulled != nullptr) {
      const Event event(pulled);
      if (ends_at_first_look(pulled)) {
        return false;
      }
      progress_.show(pulled);
      state_ = kling_event_state(pulled);
      const char *external_id = kling_task_external_id(kling_event_task(pulled));
      external_id_ = external_id == nullptr ? "" : external_id;
      const int32_t type = kling_event_type(pulled);
      reached = reached || type == last_ || (type == KLING_EVENT_FINAL && state_ != KLING_TASK_SUCCEEDED);
    }
    return reached;
  }

  bool ends_at_first_look(const kling_event *event) {
    if (patience_ == Patience::endless) {
      return false;
    }
    kling_error error = empty_error();
    const bool trouble = kling_event_type(event) == KLING_EVENT_TROUBLE && kling_event_error(event, &error) == KLING_OK;
    if (!trouble || !is_hopeless(error.status, patience_)) {
      return false;
    }
    watched_.failure = library_failure(error.status, error);
    return true;
  }

  void poll() {
    progress_.tick();
    const kling_status status = kling_poll(client_, progress_.sleep_ms(), nullptr);
    if (status != KLING_OK && status != KLING_E_AGAIN) {
      watched_.failure = library_failure(status, empty_error());
    }
  }

  void leave() {
    patience_ = Patience::endless;
    // A create on the wire gets its time to be answered: its task id is worth the wait.
    if (state_ == KLING_TASK_SUBMITTING || state_ == KLING_TASK_UNCERTAIN) {
      progress_.last_note("interrupted; the service's answer is awaited for up to 10 s, so that the task is not lost. Ctrl-C again ends "
                          "at once" +
                          (external_id_.empty() ? std::string{} : "; its external id is " + external_id_));
    }
    static_cast<void>(kling_client_shutdown(client_, leave_limit_ms));
    static_cast<void>(drain());
  }

  kling_client *client_;
  int32_t last_;
  Patience patience_;
  Progress &progress_;
  int32_t state_ = 0;
  std::string external_id_;
  Watched watched_;
};

} // namespace

Watched watch_task(Session &session, int32_t last, Patience patience, Progress &progress) {
  return Watch(session, last, patience, progress).run();
}

} // namespace kling::cli
