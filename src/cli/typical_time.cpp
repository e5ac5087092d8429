#include "cli/typical_time.hpp"

#include <charconv>

namespace kling::cli {

int64_t typical_time_ms(const JsonValue &kind, std::string_view model, std::string_view mode) {
  const JsonValue *rows = kind.member("typical_times");
  if (rows == nullptr) {
    return 0;
  }
  const auto counts = [](std::string_view row, std::string_view asked) { return row.empty() || row == asked; };
  for (const JsonValue &row : rows->items) {
    const std::string_view text = row.member_text("ms");
    int64_t ms = 0;
    if (counts(row.member_text("model"), model) && counts(row.member_text("mode"), mode) &&
        std::from_chars(text.data(), text.data() + text.size(), ms).ec == std::errc{}) {
      return ms;
    }
  }
  return 0;
}

} // namespace kling::cli
