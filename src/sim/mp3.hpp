#pragma once

#include <cstdint>

#include "base/allocation.hpp"

namespace kling::sim {

/// A tone as an MP3 file: mono, 24 kHz, 32 kbit/s, as many frames of 24 ms as come nearest to that long, one at least.
[[nodiscard]] String make_mp3(int64_t duration_ms);
/// How long that file plays.
[[nodiscard]] int64_t mp3_duration_ms(int64_t duration_ms);

} // namespace kling::sim
