#pragma once

#include <cstdint>
#include <string_view>

#include "sim/refusal.hpp"
#include "sim/settings.hpp"

namespace kling::sim {

/// Checks an Authorization header (§2.3): the static key, or a token signed with the secret key. Under the gateway's prefix only the static
/// key counts, with or without "Bearer". False with the refusal (1001 to 1004) when it is not good.
[[nodiscard]] bool authorised(const Settings &settings, bool under_gateway, std::string_view header, int64_t unix_ms, Refusal &out);
/// The same where only the static key counts: the paths of the new generation.
[[nodiscard]] bool authorised_by_key(const Settings &settings, std::string_view header, Refusal &out);

} // namespace kling::sim
