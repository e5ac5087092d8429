#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace kling::protocol {

/// The three forms of an HTTP date (RFC 9110 5.6.7), in Unix milliseconds. RFC 850's two-digit year is of 1970 to 2069.
[[nodiscard]] std::optional<int64_t> parse_http_date(std::string_view text);

/// A Retry-After of seconds or of a date, as a span from `from_unix_ms`: 0 for a date that has passed, at most 24 hours, -1 for what is
/// neither.
[[nodiscard]] int64_t parse_retry_after(std::string_view text, int64_t from_unix_ms);

} // namespace kling::protocol
