#pragma once

#include "base/handle.hpp"
#include "protocol/request.hpp"
#include "system/process_id.hpp"

namespace kling::capi {

/// What stands behind kling_request.
struct Request : Handle<HandleKind::request>, Allocated {
  explicit Request(const catalog::Kind &kind) : wanted(kind) {}

  protocol::Request wanted;
  system::ProcessId process;
  String json; // what kling_request_to_json lent out last
};

} // namespace kling::capi
