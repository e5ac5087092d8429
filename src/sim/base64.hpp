#pragma once

#include <optional>
#include <string_view>

#include "base/allocation.hpp"

namespace kling::sim {

/// Standard Base64 (RFC 4648 §4) with its padding, nothing else in between; nothing when the text is not that.
[[nodiscard]] std::optional<String> decode_base64(std::string_view text);
/// Base64url without padding (RFC 7515 §2).
[[nodiscard]] std::optional<String> decode_base64url(std::string_view text);
/// Standard Base64 of those bytes.
[[nodiscard]] String encode_base64(std::string_view bytes);

} // namespace kling::sim
