#pragma once

#include <cstdint>
#include <optional>

#include "base/error.hpp"
#include "sim/settings.hpp"

namespace kling::sim_local {

/// What kling_sim_new takes.
struct Settings {
  sim::Settings service;
  bool virtual_time = true;
  std::optional<int64_t> unix_ms; // at the start; else the system's date
  int64_t latency_ms = 0;         // of a new connection, and again between a request and its reply
};

/// Reads the settings of kling_sim_new; NULL means the defaults. The error names the member, what it allows and what was given.
[[nodiscard]] kling_status read_settings(const char *text, Settings &out, Error &error);

} // namespace kling::sim_local
