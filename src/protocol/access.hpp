#pragma once

#include "base/error.hpp"
#include "catalog/kind.hpp"

namespace kling::protocol {

/// Whether the credential opens what the kind is asked for at: the new generation takes API keys alone, none that `signs` (reference 1,
/// 2.3). KLING_E_AUTH with what to do when it does not.
kling_status check_access(const catalog::Kind &kind, bool signs, Error &error);

} // namespace kling::protocol
