#pragma once

#include <cstdint>
#include <string>

namespace kling::cli {

/// What the redrawn line of a terminal tells.
struct ProgressLine {
  std::string state;
  double seconds = 0;       // since the command began
  int64_t typical_ms = 0;   // what such a task usually takes, 0: not known
  int64_t bytes_done = -1;  // of a download, -1: none yet
  int64_t bytes_total = -1; // -1: the host does not say
  double bytes_per_second = 0;
  std::string task_id;

  /// In no more than so many columns: what does not fit is left out, the least important first.
  [[nodiscard]] std::string fitted(size_t columns) const;
};

/// "1.2 MB"
[[nodiscard]] std::string text_of_bytes(double bytes);
/// "4.2 s", "3 min 07 s"
[[nodiscard]] std::string text_of_seconds(double seconds);
/// "about 40 s", "about 5 min": no more precise than it is known
[[nodiscard]] std::string text_of_typical(int64_t ms);

} // namespace kling::cli
