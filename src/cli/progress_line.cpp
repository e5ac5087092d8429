#include "cli/progress_line.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <vector>

namespace kling::cli {

namespace {

/// Something the line tells, at length and in short.
struct Part {
  std::string whole;
  std::string brief;
};

std::string clock_text(double seconds) {
  const auto whole = static_cast<long long>(seconds);
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%lld:%02lld", whole / 60, whole % 60);
  return text.data();
}

Part bytes_part(const ProgressLine &line) {
  const std::string done = text_of_bytes(static_cast<double>(line.bytes_done));
  const bool known = line.bytes_total > 0;
  return {known ? done + " of " + text_of_bytes(static_cast<double>(line.bytes_total)) : done, done};
}

} // namespace

std::string ProgressLine::fitted(size_t columns) const {
  std::vector<Part> parts;
  if (bytes_done >= 0) {
    parts.push_back(bytes_part(*this));
    if (bytes_per_second > 0) {
      parts.push_back({text_of_bytes(bytes_per_second) + "/s", {}});
    }
  }
  parts.push_back({text_of_seconds(seconds), clock_text(seconds)});
  if (bytes_done < 0 && typical_ms > 0) {
    parts.push_back({"usually " + text_of_typical(typical_ms), {}});
  }
  if (!task_id.empty()) {
    parts.push_back({"task " + task_id, {}});
  }
  std::string text = state.substr(0, columns);
  for (const Part &part : parts) {
    const size_t room = columns - std::min(columns, text.size() + 2);
    const std::string &shown = part.whole.size() <= room ? part.whole : part.brief;
    if (!shown.empty() && shown.size() <= room) {
      text += "  " + shown;
    }
  }
  return text;
}

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
    std::snprintf(text.data(), text.size(), "%.1f s", std::floor(seconds * 10) / 10);
  } else {
    const auto whole = static_cast<long long>(seconds);
    std::snprintf(text.data(), text.size(), "%lld min %02lld s", whole / 60, whole % 60);
  }
  return text.data();
}

std::string text_of_typical(int64_t ms) {
  const int64_t seconds = (ms + 500) / 1000;
  if (seconds < 90) {
    return "about " + std::to_string(std::max<int64_t>(1, (seconds + 5) / 10) * 10) + " s";
  }
  return "about " + std::to_string((seconds + 30) / 60) + " min";
}

} // namespace kling::cli
