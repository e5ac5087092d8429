#include "cli/progress.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/failure.hpp"
#include "cli/handle.hpp"
#include "cli/json_line.hpp"

namespace kling::cli {

namespace {

bool terminal_redraws() {
  const char *name = std::getenv("TERM");
  return isatty(STDERR_FILENO) != 0 && name != nullptr && *name != '\0' && std::strcmp(name, "dumb") != 0;
}

size_t terminal_columns() {
  winsize size{};
  const bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 80;
}

std::string known_ids(const kling_task *task) {
  if (const char *id = kling_task_id(task); id != nullptr && *id != '\0') {
    return std::string("  task ") + id;
  }
  return {};
}

} // namespace

std::string text_of_bytes(double bytes) {
  constexpr std::array<const char *, 4> units{"B", "kB", "MB", "GB"};
  size_t unit = 0;
  while (bytes >= 1000 && unit + 1 < units.size()) {
    bytes /= 1000;
    ++unit;
  }
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), unit == 0 ? "%.0f %s" : "%.1f %s", bytes, units[unit]);
  return text.data();
}

std::string text_of_seconds(double seconds) {
  std::array<char, 48> text{};
  if (seconds < 60) {
    std::snprintf(text.data(), text.size(), "%.1f s", seconds);
  } else {
    const auto whole = static_cast<long long>(seconds);
    std::snprintf(text.data(), text.size(), "%lld min %02lld s", whole / 60, whole % 60);
  }
  return text.data();
}

Progress::Progress(bool json) : json_(json), redraws_(!json && terminal_redraws()) {}

double Progress::elapsed() const {
  return std::chrono::duration<double>(Clock::now() - started_).count();
}

double Progress::bytes_per_second() const {
  const double seconds = std::chrono::duration<double>(Clock::now() - saving_since_).count();
  // A figure from a moment too short to measure would only be noise.
  return seconds > 0.2 ? static_cast<double>(bytes_done_) / seconds : 0;
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
  state_ = kling_task_state_name(kling_event_state(event));
  if (kling_event_state(event) == KLING_TASK_SAVING) {
    saving_since_ = Clock::now();
  }
  if (redraws_ && kling_event_type(event) != KLING_EVENT_FINAL) {
    draw();
    return;
  }
  end_line();
  std::string line = state_ + "  " + text_of_seconds(elapsed()) + known_ids(kling_event_task(event));
  if (bytes_done_ > 0 && kling_event_type(event) == KLING_EVENT_FINAL) {
    line += "  " + text_of_bytes(static_cast<double>(bytes_done_));
  }
  std::fprintf(stderr, "%s\n", line.c_str());
}

void Progress::show_bytes(const kling_event *event) {
  if (saving_since_ == Clock::time_point{}) {
    saving_since_ = Clock::now();
  }
  bytes_done_ = kling_event_bytes_done(event);
  bytes_total_ = kling_event_bytes_total(event);
  tick();
}

void Progress::show_trouble(const kling_event *event) {
  kling_error error = empty_error();
  if (kling_event_error(event, &error) == KLING_OK) {
    note(std::string("trouble: ") + describe_error(error) + "; it goes on");
  }
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
  if (redraws_ && !state_.empty()) {
    draw();
  }
}

void Progress::draw() {
  std::string line = state_ + "  " + text_of_seconds(elapsed());
  if (bytes_done_ >= 0) {
    line += "  " + text_of_bytes(static_cast<double>(bytes_done_));
    if (bytes_total_ > 0) {
      line += " of " + text_of_bytes(static_cast<double>(bytes_total_));
    }
    if (const double speed = bytes_per_second(); speed > 0) {
      line += "  " + text_of_bytes(speed) + "/s";
    }
  }
  // One column stays free: writing the last one wraps on some terminals.
  if (const size_t columns = terminal_columns(); line.size() >= columns) {
    line.resize(columns - 1);
  }
  std::fprintf(stderr, "\r\033[K%s", line.c_str());
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
  end_line();
  std::fprintf(stderr, "%s\n", text.c_str());
  tick();
}

} // namespace kling::cli
