#pragma once

#include <string_view>

#include "sim/field.hpp"

namespace kling::sim {

/// The text with which a task is going to fail because of what a field of that type says (see service.hpp); empty when it is not.
[[nodiscard]] std::string_view failure_of(std::string_view kind, FieldType type, std::string_view given);

} // namespace kling::sim
