#pragma once

#include <cstdint>
#include <string_view>

#include "base/allocation.hpp"

namespace kling::sim {

/// Why the service will not do it: its code and its text.
struct Refusal {
  int64_t code = 0;
  String message;
  int http_status = 0; // 0: the one that goes with the code
};

/// The HTTP status that goes with a code (§7.1); 500 for one that is not in the table.
[[nodiscard]] int http_status_of(int64_t code);
/// The general text of a code, for faults; "service error" for one that is not in the table.
[[nodiscard]] std::string_view message_of(int64_t code);

} // namespace kling::sim
