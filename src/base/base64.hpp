#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace kling {

/// Base64 as RFC 4648 has it, with padding: how long so many bytes become.
[[nodiscard]] constexpr uint64_t base64_length(uint64_t bytes) {
  return (bytes + 2) / 3 * 4;
}

/// Writes base64_length(length) letters to `out`.
void encode_base64(const unsigned char *bytes, std::size_t length, char *out) noexcept;

/// How many bytes the text stands for; nothing when it is no Base64. Padding may be missing, as many readers allow.
[[nodiscard]] std::optional<uint64_t> base64_size(std::string_view text) noexcept;

/// Writes what lies behind `offset` of the decoded bytes, up to `length` of them, and says how many; of a text that base64_size() took.
[[nodiscard]] std::size_t decode_base64(std::string_view text, uint64_t offset, unsigned char *out, std::size_t length) noexcept;

} // namespace kling
