#include "transfer/reply_head.hpp"

#include "base/text.hpp"

namespace kling::transfer {

namespace {

int64_t whole_number(std::string_view text) {
  const auto value = to_integer(trimmed(text));
  return value && *value >= 0 ? *value : -1;
}

/// "bytes 100-199/200", "bytes 100-199/*"
void read_range(std::string_view text, ReplyHead &head) {
  const std::size_t space = text.find(' ');
  const std::size_t dash = text.find('-');
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos || dash == std::string_view::npos || space == std::string_view::npos || dash < space ||
      slash < dash || !equal_ignoring_case(text.substr(0, space), "bytes")) {
    return;
  }
  const int64_t first = whole_number(text.substr(space + 1, dash - space - 1));
  const int64_t last = whole_number(text.substr(dash + 1, slash - dash - 1));
  if (first >= 0 && last >= first) {
    head.range_first = first;
    head.range_last = last;
    head.range_total = whole_number(text.substr(slash + 1));
  }
}

std::string_view media_type(std::string_view content_type) {
  return trimmed(content_type.substr(0, content_type.find(';')));
}

} // namespace

std::string_view header_in(std::string_view block, std::string_view name) {
  while (!block.empty()) {
    const std::size_t end = block.find('\n');
    const std::string_view line = block.substr(0, end);
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos && equal_ignoring_case(line.substr(0, colon), name)) {
      return trimmed(line.substr(colon + 1));
    }
    block = end == std::string_view::npos ? std::string_view() : block.substr(end + 1);
  }
  return {};
}

ReplyHead read_head(int32_t http_status, std::string_view block) {
  ReplyHead head;
  head.http_status = http_status;
  head.content_length = whole_number(header_in(block, "Content-Length"));
  read_range(header_in(block, "Content-Range"), head);
  const int64_t seconds = whole_number(header_in(block, "Retry-After"));
  head.retry_after_ms = seconds > 0 && seconds < 1000000 ? seconds * 1000 : 0;
  const std::string_view tag = header_in(block, "ETag");
  const std::string_view validator = tag.starts_with('"') ? tag : header_in(block, "Last-Modified"); // W/"…" proves no equal bytes
  head.validator = has_control(validator) ? std::string_view() : validator;                          // it goes into a header of ours
  const std::string_view type = media_type(header_in(block, "Content-Type"));
  head.is_html = equal_ignoring_case(type, "text/html") || equal_ignoring_case(type, "application/xhtml+xml");
  const std::string_view encoding = header_in(block, "Content-Encoding");
  head.is_encoded = !encoding.empty() && !equal_ignoring_case(encoding, "identity");
  return head;
}

} // namespace kling::transfer
