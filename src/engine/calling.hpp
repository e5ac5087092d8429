#pragma once

#include "engine/task.hpp"

namespace kling::engine {

/// A call that changes nothing and costs nothing: without an answer it is made again.
[[nodiscard]] bool only_reads(const protocol::Prepared &prepared);

} // namespace kling::engine
