#pragma once

#include <string_view>

#include "base/allocation.hpp"

namespace kling::protocol {

/// What a service said, fit for messages and logs: one line, at most `bytes` bytes, without what looks like a key or token and without the
/// query of any URL or path. Empty when it is not valid UTF-8.
[[nodiscard]] String readable(std::string_view text, std::size_t bytes);
/// With "[hidden]" wherever the secret stands; one that is too short to be one is left alone.
[[nodiscard]] String without_secret(std::string_view text, std::string_view secret);
/// The title of an HTML page, or its first words; of other text its first words.
[[nodiscard]] String page_summary(std::string_view body, std::size_t bytes);
[[nodiscard]] bool looks_like_html(std::string_view body);
/// Whether `part`, in lower case, stands in the text whatever its case.
[[nodiscard]] bool contains_ignoring_case(std::string_view text, std::string_view part);
/// Where it stands, npos when nowhere.
[[nodiscard]] std::size_t find_ignoring_case(std::string_view text, std::string_view part);

} // namespace kling::protocol
