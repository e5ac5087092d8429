#pragma once

#include "support/handles.hpp"

namespace kling::test {

/// Settings of a client that gives nothing up by itself within an hour: what ends before was ended by a call, or the test hangs.
inline Settings unhurried(Settings settings) {
  for (const char *name : {"request_timeout_ms", "connect_timeout_ms", "stall_timeout_ms"}) {
    settings[name] = "3600000";
  }
  return settings;
}

} // namespace kling::test
