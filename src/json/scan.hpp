#pragma once

#include <string_view>

#include "base/allocation.hpp"

namespace kling::json {

/// What one pass over a text finds before cJSON sees it.
struct Scan {
  String plain;                      // the text with every number literal replaced by 0
  Vector<std::string_view> literals; // the number literals in the order of the text, borrowed from it
};

/// Checks the text against RFC 8259, UTF-8 and our limits. False when it breaks one; `why` says what and at which byte.
[[nodiscard]] bool scan(std::string_view text, Scan &out, String &why);

/// Bytes of the number literal at the front of `text`, 0 when there is none.
[[nodiscard]] std::size_t number_length(std::string_view text) noexcept;

} // namespace kling::json
