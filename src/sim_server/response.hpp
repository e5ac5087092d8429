#pragma once

#include <atomic>
#include <microhttpd.h>

#include "sim/http.hpp"
#include "sim_server/alarm.hpp"

namespace kling::sim_server {

/// What the parts of the server share that let a connection rest.
struct Rest {
  Alarm alarm;
  std::atomic<bool> stopping = false;

  /// Leaves the connection alone for so long; it goes on at once when the server stops. From libmicrohttpd's own calls only.
  void suspend(MHD_Connection *connection, int64_t milliseconds);
};

/// The reply as libmicrohttpd sends it, in the way that its delivery says (never lost_reply or reset); null when memory is short.
[[nodiscard]] MHD_Response *response_of(sim::HttpReply reply, MHD_Connection *connection, Rest &rest);

/// Breaks the connection off now: dissolving the association makes the system send a reset where closing would send an orderly end.
void reset_connection(MHD_Connection *connection);

} // namespace kling::sim_server
