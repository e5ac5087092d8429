#pragma once

#include "base/log.hpp"
#include "protocol/conditions.hpp"

namespace kling::protocol {

/// Whether the model that counts takes what the body asks of it: its modes, its durations, and fields or values that only some models take.
/// A model that is not in the catalogue passes with a note, a retired one too. Fields that are `ignored` in this body are not looked at.
kling_status check_capabilities(const Scope &body, std::span<const std::string_view> ignored, Error &error, Log *log);

/// The same of those fields alone, or of what they stand in: whether the model takes what something else is asked for the sake of.
kling_status check_capabilities_of(std::span<const std::string_view> fields, const Scope &body, std::span<const std::string_view> ignored,
                                   Error &error);

} // namespace kling::protocol
