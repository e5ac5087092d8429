#pragma once

#include <cstdint>

#include "kling/kling.h"

/// The HTTP table: what the client asks of whoever carries its requests. curl stands behind it here, an embedder's own HTTP may later;
/// so it keeps the rules of the ABI: sizes first, fixed-width integers, texts with a NUL, no C++ types.
namespace kling::transport {

enum RequestFlags : uint32_t {
  /// A create. Never sent twice, on a connection made for it; once a byte of the body was handed over it can only be answered or lost.
  send_once = 1U << 0,
  /// Follow redirects inside http(s), never from https to http, never with credentials (Authorization, Cookie) to another host. Downloads
  /// only.
  follow_redirects = 1U << 1,
  /// Refuse an address that is private, loopback or link-local, also behind a redirect. Downloads only.
  public_addresses_only = 1U << 2,
};

/// A piece of a body: bytes that stay valid until on_done, or, when `read` is set, `length` bytes that it delivers in order.
struct BodySegment {
  const void *bytes;
  uint64_t length;
  /// Writes up to `capacity` bytes that start at `offset` of the segment; returns how many, 0 or less when they cannot be had any more.
  int64_t(KLING_CALL *read)(void *user_data, uint64_t offset, void *buffer, uint64_t capacity);
  void *user_data;
};

struct Request {
  uint32_t struct_size;
  uint32_t flags;
  const char *method;
  const char *url;
  const char *const *headers; // "Name: value", copied by start()
  uint32_t header_count;
  uint32_t segment_count;
  const BodySegment *segments; // the list is copied, the bytes are not
  int64_t connect_timeout_ms;
  int64_t timeout_ms;       // whole exchange, 0: none
  int64_t stall_timeout_ms; // below 1 KB/s for so long ends it, 0: never
  int64_t max_reply_bytes;  // a larger body ends the exchange with KLING_E_TOO_LARGE, 0: none
};

struct Result {
  uint32_t struct_size;
  kling_status status; // KLING_OK: a whole reply; KLING_E_NETWORK, _TLS, _PROTOCOL (truncated, garbled), _TOO_LARGE, _TIMEOUT, _CANCELLED,
                       // _ENDPOINT (a private address), _FILE (the body could not be read), _ARGUMENT (no such URL), _MEMORY
  int32_t http_status; // 0 when no status line came
  int32_t reached; // 1 when a byte of the body, or of a request without one the request itself, was handed to a connection; decided by the
                   // body reader, never by an error code
  uint64_t bytes_sent;     // of the body
  uint64_t bytes_received; // of the body, decoded
  const char *message;     // what went wrong, in words without credentials or query strings; valid during on_done
};

/// Called on the driving thread, between the start of a request and its end, never from inside start() or cancel(). Each of them may be
/// NULL, and may call start() and cancel() itself. Nothing is called when start() fails.
struct Sink {
  uint32_t struct_size;
  uint32_t reserved;
  void *user_data;
  /// The final reply's status and header block ("Name: value\r\n"…, no status line), before its body. Non-zero ends the exchange
  /// (KLING_E_CANCELLED).
  int32_t(KLING_CALL *on_headers)(void *user_data, int32_t http_status, const char *header_block, uint64_t length);
  int32_t(KLING_CALL *on_body)(void *user_data, const void *bytes, uint64_t length);
  /// Exactly once, after the others, unless the transport is destroyed first.
  void(KLING_CALL *on_done)(void *user_data, const Result *result);
  /// Exactly once, last of all: `user_data` is not used any more. Also called for what is in flight when the transport is destroyed.
  void(KLING_CALL *release)(void *user_data) = nullptr;
};

/// What a transport needs of whoever drives it.
struct Host {
  uint32_t struct_size;
  uint32_t reserved;
  void *user_data;
  /// Watch this socket: interest 0 forgets it, bit 0 readable, bit 1 writable.
  void(KLING_CALL *watch)(void *user_data, int64_t socket, uint32_t interest);
  /// Call on_timer after so many ms; -1 cancels. One timer, the last call counts.
  void(KLING_CALL *set_timer)(void *user_data, int64_t delay_ms);
};

struct Table {
  uint32_t struct_size;
  uint32_t reserved;
  void *user_data;
  /// Takes the request up; everything else comes through the sink. `out_id` names it until on_done.
  kling_status(KLING_CALL *start)(void *user_data, const Request *request, const Sink *sink, uint64_t *out_id);
  /// Ends it early; its on_done comes with KLING_E_CANCELLED from the next on_socket or on_timer (which the transport asks for at once).
  void(KLING_CALL *cancel)(void *user_data, uint64_t id);
  /// ready: bit 0 readable, bit 1 writable, bit 2 error.
  void(KLING_CALL *on_socket)(void *user_data, int64_t socket, uint32_t ready);
  void(KLING_CALL *on_timer)(void *user_data);
  /// Drops whatever is in flight without a call to its sink but release(), closes everything. Not from inside a sink.
  void(KLING_CALL *destroy)(void *user_data);
};

} // namespace kling::transport
