#pragma once

#include <cstdint>
#include <string_view>

#include "base/allocation.hpp"

namespace kling::transfer {

/// The value of a header in a block of "Name: value\r\n" lines; empty when there is none. The first of several wins.
[[nodiscard]] std::string_view header_in(std::string_view block, std::string_view name);

/// What a download needs to know of a reply's header block.
struct ReplyHead {
  int32_t http_status = 0;
  int64_t content_length = -1; // -1: not said
  int64_t range_first = -1;    // of Content-Range; -1: none, or unreadable
  int64_t range_last = -1;
  int64_t range_total = -1;
  int64_t retry_after_ms = 0;
  String validator; // for If-Range: a strong ETag, else Last-Modified, else empty
  bool is_html = false;
  bool is_encoded = false; // other than it is stored
};
[[nodiscard]] ReplyHead read_head(int32_t http_status, std::string_view block);

} // namespace kling::transfer
