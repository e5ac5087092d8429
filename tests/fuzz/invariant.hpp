#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

namespace kling::fuzz {

/// What an input broke ends the program, so that the fuzzer keeps the input.
inline void require(bool holds, const char *what) {
  if (!holds) {
    std::fprintf(stderr, "broken: %s\n", what);
    std::abort();
  }
}

/// Words for people: there are some, in one line of UTF-8 of bounded length.
inline void require_words(std::string_view message, std::size_t most) {
  require(!message.empty(), "an error has words");
  require(message.size() <= most, "a message has a bounded length");
  require(is_utf8(message), "a message is UTF-8");
  require(!has_control(message), "a message is one line");
}

inline std::string_view text_of(const uint8_t *data, size_t size) {
  return {reinterpret_cast<const char *>(data), size};
}

/// The text up to the separator, which goes too.
inline std::string_view take(std::string_view &rest, char separator) {
  const std::size_t end = rest.find(separator);
  const std::string_view head = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  return head;
}

} // namespace kling::fuzz
