#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "kling/kling.h"

namespace kling::cli {

/// Tells how a task goes: plain lines, one redrawn line on a terminal (both on stderr), or JSON lines on stdout.
class Progress {
public:
  explicit Progress(bool json);

  void show(const kling_event *event);
  /// Redraws the line of a terminal; nothing elsewhere.
  void tick();
  /// Ends the redrawn line, so that other text may follow.
  void end_line();
  void note(const std::string &text);

  /// How long the event loop may sleep before the next tick; -1 where there is no line to redraw.
  [[nodiscard]] int64_t sleep_ms() const { return redraws_ ? 250 : -1; }

private:
  using Clock = std::chrono::steady_clock;

  void show_state(const kling_event *event);
  void show_bytes(const kling_event *event);
  void show_trouble(const kling_event *event);
  void show_json(const kling_event *event) const;
  void draw();
  [[nodiscard]] double elapsed() const;
  [[nodiscard]] double bytes_per_second() const;

  bool json_;
  bool redraws_;
  bool drawn_ = false;
  Clock::time_point started_ = Clock::now();
  Clock::time_point saving_since_{};
  int64_t bytes_done_ = -1;
  int64_t bytes_total_ = -1;
  std::string state_;
};

/// "1.2 MB"
[[nodiscard]] std::string text_of_bytes(double bytes);
/// "4.2 s", "3 min 07 s"
[[nodiscard]] std::string text_of_seconds(double seconds);

} // namespace kling::cli
