#pragma once

#include <cstdint>

#include "base/allocation.hpp"

namespace kling::sim {

/// A quiet tone as a WAV file: 16-bit PCM, mono, 24 kHz, exactly that long.
[[nodiscard]] String make_wav(int64_t duration_ms);

} // namespace kling::sim
