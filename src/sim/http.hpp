#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/allocation.hpp"

namespace kling::sim {

struct HttpHeader {
  String name;
  String value;
};

struct HttpRequest {
  String method;
  String target; // as on the request line: path and query, still percent-encoded
  Vector<HttpHeader> headers;
  String body;
  bool connection_reused = false; // it came on a connection that had carried a request before

  /// The value of the first header of that name (case ignored), or empty.
  [[nodiscard]] std::string_view header(std::string_view name) const;
};

/// How a skin hands the reply over. Anything but `whole` comes from an injected fault.
enum class Delivery : uint8_t {
  whole,
  lost_reply,   // the request was carried out; close the connection without a byte of reply
  reset,        // the request was not looked at; reset the connection
  truncate,     // announce the whole content, send `body_limit` bytes of it, close
  reset_midway, // the same, but reset the connection at the end
  slow,         // the head, then `piece_bytes` of the content at once and so many more every `interval_ms`
  endless,      // announce no length, send the content over and over; after `body_limit` bytes break off
};

struct HttpReply {
  int status = 200;
  Vector<HttpHeader> headers; // never Content-Length: it is the size of content()
  String body;
  Shared<const String> media; // a clip's file; content() is then media_length bytes of it from media_offset on
  std::size_t media_offset = 0;
  std::size_t media_length = 0;
  Delivery delivery = Delivery::whole;
  uint64_t body_limit = 0;  // truncate, reset_midway and endless
  uint64_t piece_bytes = 0; // slow; 0: nothing ever comes behind the head
  int64_t interval_ms = 0;  // slow
  int64_t head_ms = 0;      // how long nothing comes at all, whatever the delivery
  int64_t refuse_ms = 0;    // lost_reply and reset: for so long from then on new connections are refused

  /// What a GET sends; a HEAD announces its length and sends nothing.
  [[nodiscard]] std::string_view content() const;
  /// The length to announce is that of content(), except for an endless reply, which has none.
  [[nodiscard]] bool announces_length() const { return delivery != Delivery::endless; }
  /// So many bytes are sent; then the reply is complete, or the connection is broken off.
  [[nodiscard]] uint64_t end() const;
  [[nodiscard]] bool breaks_off() const;
  /// When the byte at `position` may leave, counted from the head; INT64_MAX: never.
  [[nodiscard]] int64_t due_ms(uint64_t position) const;
  /// Copies what follows `position`, `most` bytes at most and never beyond a piece or the end; returns how many.
  [[nodiscard]] std::size_t read(uint64_t position, char *buffer, std::size_t most) const;
  [[nodiscard]] std::string_view header(std::string_view name) const;
};

/// A request target taken apart.
struct Target {
  String path;                // decoded, without trailing slashes and without the gateway's prefix
  bool under_gateway = false; // it stood under that prefix
  Vector<HttpHeader> query;   // decoded

  /// `prefix`: the gateway's.
  [[nodiscard]] static Target parse(std::string_view target, std::string_view prefix = "/kling");
  [[nodiscard]] std::optional<std::string_view> argument(std::string_view name) const;
};

[[nodiscard]] HttpReply json_reply(int status, String body);
/// What a proxy or a web server on the way says, in place of the service.
[[nodiscard]] HttpReply html_reply(int status);

/// "Wed, 21 Oct 2026 07:28:00 GMT"
[[nodiscard]] String http_date(int64_t unix_ms);

/// Bytes first … first + length - 1 of a file.
struct ByteRange {
  std::size_t first = 0;
  std::size_t length = 0;
};
enum class RangeOutcome : uint8_t { whole, part, unsatisfiable };
/// Reads a Range header (RFC 9110 §14.2). What is malformed, or asks for several ranges, means the whole file.
[[nodiscard]] RangeOutcome parse_range(std::string_view header, std::size_t size, ByteRange &out);

} // namespace kling::sim
