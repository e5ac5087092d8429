#pragma once

#include <cstdint>

#include "kling/transport.h"

/// The HTTP table as the client uses it. curl stands behind it, or what an embedder brought by kling_options_set_transport; the shapes are
/// those of <kling/transport.h>.
namespace kling::transport {

enum RequestFlags : uint32_t {
  send_once = KLING_HTTP_SEND_ONCE,
  follow_redirects = KLING_HTTP_FOLLOW_REDIRECTS,
  public_addresses_only = KLING_HTTP_PUBLIC_ADDRESSES_ONLY,
};

using BodySegment = kling_http_segment;
using Request = kling_http_request;
using Result = kling_http_result;
using Sink = kling_http_sink;
using Host = kling_transport_host;

/// One client's transport; the functions are described in <kling/transport.h>.
struct Table {
  uint32_t struct_size;
  uint32_t reserved;
  void *user_data;
  kling_status(KLING_CALL *start)(void *user_data, const Request *request, const Sink *sink, uint64_t *out_id);
  void(KLING_CALL *cancel)(void *user_data, uint64_t id);
  void(KLING_CALL *pause)(void *user_data, uint64_t id, int32_t on); // may be NULL
  void(KLING_CALL *on_socket)(void *user_data, int64_t socket, uint32_t ready);
  void(KLING_CALL *on_timer)(void *user_data);
  void(KLING_CALL *destroy)(void *user_data);
};

} // namespace kling::transport
