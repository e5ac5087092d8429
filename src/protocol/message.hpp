#pragma once

#include "base/error.hpp"
#include "protocol/segment.hpp"

namespace kling::protocol {

/// One HTTP request, complete: what is here is what goes over the wire.
struct Message {
  String method;
  String url;
  Vector<String> headers; // "Name: value"
  Vector<Segment> body;
  bool send_once = false; // a create: never sent twice by anybody below, on a connection of its own making
  int64_t timeout_ms = 0; // for the whole exchange
};

enum class Delivery : uint8_t {
  not_sent, // no byte of the body was handed over (of a request without one: the service cannot have acted on it)
  lost,     // something was handed over and no whole reply came back
  replied,
};

/// What became of one Message.
struct Reply {
  Delivery delivery = Delivery::not_sent;
  int32_t http_status = 0;
  String body;
  String content_type;
  String date; // header values as they came, empty when absent
  String retry_after;
  // not_sent and lost: KLING_E_NETWORK, KLING_E_TLS, KLING_E_PROTOCOL or KLING_E_TOO_LARGE, KLING_E_FIELD or KLING_E_FILE of a file in the
  // body that changed or cannot be read, and the reason in words
  Error error;
};

} // namespace kling::protocol
