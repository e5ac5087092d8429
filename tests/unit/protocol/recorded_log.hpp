#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/log.hpp"

namespace kling {

/// Keeps every record, so that a test can ask what was noted.
class RecordedLog : public Log {
public:
  [[nodiscard]] bool wants(int32_t) const override { return true; }
  void write(int32_t level, std::string_view text) override { records.emplace_back(level, text); }

  [[nodiscard]] bool has(std::string_view part) const { return level_of(part) != 0; }
  [[nodiscard]] int32_t level_of(std::string_view part) const {
    for (const auto &[level, text] : records) {
      if (text.find(part) != std::string::npos) {
        return level;
      }
    }
    return 0;
  }

  std::vector<std::pair<int32_t, std::string>> records;
};

} // namespace kling
