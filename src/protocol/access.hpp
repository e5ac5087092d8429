#pragma once

#include "auth/credential.hpp"
#include "base/error.hpp"
#include "catalog/kind.hpp"

namespace kling::protocol {

/// Whether such a credential opens what the kind is asked for at: the new generation takes API keys alone (reference 1, 2.3). KLING_E_AUTH
/// with what to do when it does not.
kling_status check_access(const catalog::Kind &kind, const auth::Credential &credential, Error &error);

} // namespace kling::protocol
