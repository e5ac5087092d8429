#include "cli/progress.hpp"

#include <array>
#include <cstdio>
#include <unistd.h>
#include <utility>
#include <vector>

#include "cli/failure.hpp"
#include "cli/handle.hpp"
#include "cli/json_line.hpp"
#include "cli/terminal.hpp"

namespace kling::cli {

namespace {

constexpr size_t usual_columns = 80;
constexpr size_t text_of_any_width = static_cast<size_t>(-1);

Tone tone_of(int32_t state) {
  if (state == KLING_TASK_SUCCEEDED) {
    return Tone::good;
  }
  return state >= KLING_TASK_FINAL ? Tone::bad : Tone::strong;
}

/// A line that stays. It is broken between its parts where the terminal is too narrow, so that an id can still be copied.
std::string joined_parts(const std::vector<std::string> &parts, size_t columns) {
  std::string text;
  size_t width = 0;
  for (const std::string &part : parts) {
    const bool fits = text.empty() || width + 2 + part.size() <= columns;
    text += (text.empty() ? "" : fits ? "  " : "\n  ") + part;
    width = fits && width > 0 ? width + 2 + part.size() : part.size() + (fits ? 0 : 2);
  }
  return text;
}

} // namespace

Progress::Progress(bool json, int64_t typical_ms, bool synchronous)
    : json_(json), redraws_(!json && is_redrawn(STDERR_FILENO)), typical_ms_(typical_ms), synchronous_(synchronous) {}

bool Progress::takes_its_time(int32_t state) const {
  return state == KLING_TASK_SUBMITTED || state == KLING_TASK_PROCESSING || (synchronous_ && state == KLING_TASK_SUBMITTING);
}

double Progress::elapsed() const {
  return std::chrono::duration<double>(Clock::now() - started_).count();
}

double Progress::bytes_per_second() const {
  const double seconds = std::chrono::duration<double>(Clock::now() - saving_since_).count();
  // A figure from a moment too short to measure would only be noise.
  return seconds > 0.2 ? static_cast<double>(line_.bytes_done) / seconds : 0;
}

void Progress::show(const kling_event *event) {
  if (json_) {
    show_json(event);
    return;
  }
  switch (kling_event_type(event)) {
  case KLING_EVENT_PROGRESS:
    show_bytes(event);
    break;
  case KLING_EVENT_TROUBLE:
    show_trouble(event);
    break;
  case KLING_EVENT_STATE:
  case KLING_EVENT_FINAL:
    show_state(event);
    break;
  default:
    break;
  }
}

void Progress::show_state(const kling_event *event) {
  const int32_t state = kling_event_state(event);
  line_.state = kling_task_state_name(state);
  const char *id = kling_task_id(kling_event_task(event));
  line_.task_id = id == nullptr ? "" : id;
  if (state == KLING_TASK_SAVING) {
    saving_since_ = Clock::now();
  }
  line_.typical_ms = takes_its_time(state) ? typical_ms_ : 0;
  const bool final = kling_event_type(event) == KLING_EVENT_FINAL;
  if (state == KLING_TASK_WAITING) {
    show_reason(event);
  }
  if (redraws_ && !final) {
    draw();
    return;
  }
  end_line();
  std::vector<std::string> parts{line_.state, text_of_seconds(elapsed())};
  if (!line_.task_id.empty()) {
    parts.push_back("task " + line_.task_id);
  }
  if (state == (synchronous_ ? KLING_TASK_SUBMITTING : KLING_TASK_SUBMITTED) && line_.typical_ms > 0) {
    parts.push_back("usually " + text_of_typical(line_.typical_ms));
  }
  if (final && line_.bytes_done > 0) {
    parts.push_back(text_of_bytes(static_cast<double>(line_.bytes_done)));
  }
  std::string text = joined_parts(parts, redraws_ ? columns_of_stream(STDERR_FILENO, usual_columns) : text_of_any_width);
  text.replace(0, line_.state.size(), toned(STDERR_FILENO, tone_of(state), line_.state));
  std::fprintf(stderr, "%s\n", text.c_str());
}

/// A task that goes back to waiting does so for a reason, which is told once.
void Progress::show_reason(const kling_event *event) {
  kling_error error = empty_error();
  const bool known = kling_task_error(kling_event_task(event), &error) == KLING_OK && error.status != KLING_OK;
  if (const std::string reason = known ? describe_error(error) : std::string{}; !reason.empty() && reason != reason_) {
    reason_ = reason;
    last_note("not sent yet: " + reason);
  }
}

void Progress::show_bytes(const kling_event *event) {
  if (saving_since_ == Clock::time_point{}) {
    saving_since_ = Clock::now();
  }
  line_.bytes_done = kling_event_bytes_done(event);
  line_.bytes_total = kling_event_bytes_total(event);
  tick();
}

void Progress::show_trouble(const kling_event *event) {
  kling_error error = empty_error();
  if (kling_event_error(event, &error) != KLING_OK || describe_error(error) == reason_) {
    return; // told as the reason of a wait
  }
  note("trouble: " + describe_error(error) + "; it goes on");
}

void Progress::show_json(const kling_event *event) const {
  constexpr std::array<std::pair<int32_t, const char *>, 6> names{{{KLING_EVENT_STATE, "state"},
                                                                   {KLING_EVENT_PROGRESS, "progress"},
                                                                   {KLING_EVENT_TROUBLE, "trouble"},
                                                                   {KLING_EVENT_RESUMED, "resumed"},
                                                                   {KLING_EVENT_SAVED, "saved"},
                                                                   {KLING_EVENT_FINAL, "final"}}};
  const int32_t type = kling_event_type(event);
  const char *name = "event";
  for (const auto &[number, text] : names) {
    if (number == type) {
      name = text;
    }
  }
  JsonLine line;
  line.text("event", name).text("state", kling_task_state_name(kling_event_state(event)));
  line.number("elapsed_ms", static_cast<int64_t>(elapsed() * 1000));
  if (typical_ms_ > 0 && kling_event_state(event) == (synchronous_ ? KLING_TASK_SUBMITTING : KLING_TASK_SUBMITTED)) {
    line.number("typical_ms", typical_ms_);
  }
  line.text_if("task_id", kling_task_id(kling_event_task(event)));
  if (type == KLING_EVENT_PROGRESS) {
    line.number("bytes_done", kling_event_bytes_done(event)).number("bytes_total", kling_event_bytes_total(event));
  }
  kling_error error = empty_error();
  if (kling_event_error(event, &error) == KLING_OK && error.status != KLING_OK) {
    line.text("status", kling_status_name(error.status)).text("message", describe_error(error));
  }
  std::printf("%s\n", line.object().c_str());
  std::fflush(stdout);
}

void Progress::tick() {
  if (redraws_ && !line_.state.empty()) {
    draw();
  }
}

void Progress::draw() {
  line_.seconds = elapsed();
  line_.bytes_per_second = bytes_per_second();
  // One column stays free: writing the last one wraps on some terminals.
  const size_t columns = columns_of_stream(STDERR_FILENO, usual_columns);
  std::string text = line_.fitted(columns > 1 ? columns - 1 : 1);
  // A terminal that became narrower may have broken the line in two; what stands above is not ours to touch.
  const char *start = drawn_ && drawn_columns_ > columns ? "\n\r\033[K" : "\r\033[K";
  drawn_columns_ = text.size();
  if (text.compare(0, line_.state.size(), line_.state) == 0) {
    text.replace(0, line_.state.size(), toned(STDERR_FILENO, Tone::strong, line_.state));
  }
  std::fprintf(stderr, "%s%s", start, text.c_str());
  std::fflush(stderr);
  drawn_ = true;
}

void Progress::end_line() {
  if (drawn_) {
    std::fputs("\r\033[K", stderr);
  }
  drawn_ = false;
}

void Progress::note(const std::string &text) {
  last_note(text);
  tick();
}

void Progress::last_note(const std::string &text) {
  end_line();
  std::fprintf(stderr, "%s\n", fitted_text(STDERR_FILENO, text).c_str());
}

} // namespace kling::cli
