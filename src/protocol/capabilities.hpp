#pragma once

#include "base/log.hpp"
#include "protocol/conditions.hpp"

namespace kling::protocol {

/// Whether the model that counts takes what the body asks of it: its modes, its durations, and fields or values that only some models take.
/// A model that is not in the catalogue passes with a note, a retired one too.
kling_status check_capabilities(const Scope &body, Error &error, Log *log);

} // namespace kling::protocol
