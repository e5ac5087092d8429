#pragma once

#include <cstdint>

namespace kling::sim_server {

/// From here on SIGTERM and SIGINT end wait_for_end() and nothing else; to be called before any thread is started.
void hold_signals();

/// Returns at SIGTERM, SIGINT, after `max_seconds` (0: never) or when the process `parent_pid` (0: none) is gone.
void wait_for_end(int64_t max_seconds, int64_t parent_pid);

} // namespace kling::sim_server
