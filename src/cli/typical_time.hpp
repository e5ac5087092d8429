#pragma once

#include <cstdint>
#include <string_view>

#include "cli/json_reader.hpp"

namespace kling::cli {

/// What a task of this kind, model and mode usually takes, by a row of "kinds"; 0 when it does not tell.
[[nodiscard]] int64_t typical_time_ms(const JsonValue &kind, std::string_view model, std::string_view mode);

} // namespace kling::cli
