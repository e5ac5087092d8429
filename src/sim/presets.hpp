#pragma once

#include <cstdint>

namespace kling::sim {

struct State;

constexpr int64_t preset_ms = 1772000000000; // when they were made: with the API, in February 2026 (§1)

/// Puts the elements and voices there that belong to the service (§4.15, §4.16).
void add_presets(State &state);

} // namespace kling::sim
