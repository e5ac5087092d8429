#pragma once

#include "base/allocation.hpp"

namespace kling {

/// Overwrites the text in memory, spare capacity included, and leaves it empty.
void wipe(String &text) noexcept;

} // namespace kling
