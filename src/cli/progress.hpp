#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "cli/progress_line.hpp"
#include "kling/kling.h"

namespace kling::cli {

/// Tells how a task goes: plain lines, one redrawn line on a terminal (both on stderr), or JSON lines on stdout.
class Progress {
public:
  /// typical_ms: what such a task usually takes, 0: not known. synchronous: the service answers when it is done.
  Progress(bool json, int64_t typical_ms, bool synchronous);

  void show(const kling_event *event);
  /// Redraws the line of a terminal; nothing elsewhere.
  void tick();
  /// Ends the redrawn line, so that other text may follow.
  void end_line();
  void note(const std::string &text);
  /// A note below which the line is not drawn again.
  void last_note(const std::string &text);

  /// How long the event loop may sleep before the next tick; -1 where there is no line to redraw.
  [[nodiscard]] int64_t sleep_ms() const { return redraws_ ? 250 : -1; }

private:
  using Clock = std::chrono::steady_clock;

  void show_state(const kling_event *event);
  void show_bytes(const kling_event *event);
  void show_trouble(const kling_event *event);
  void show_json(const kling_event *event) const;
  void show_reason(const kling_event *event);
  void draw();
  /// Whether the service has the task, so that what it usually takes counts from here.
  [[nodiscard]] bool takes_its_time(int32_t state) const;
  [[nodiscard]] double elapsed() const;
  [[nodiscard]] double bytes_per_second() const;

  bool json_;
  bool redraws_;
  bool drawn_ = false;
  size_t drawn_columns_ = 0;
  Clock::time_point started_ = Clock::now();
  Clock::time_point saving_since_{};
  ProgressLine line_;
  int64_t typical_ms_;
  bool synchronous_;
  std::string reason_; // why the task waits, as told last
};

} // namespace kling::cli
