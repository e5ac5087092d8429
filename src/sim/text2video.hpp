#pragma once

#include "json/document.hpp"
#include "sim/refusal.hpp"
#include "sim/tasks.hpp"

namespace kling::sim {

/// Checks the body of POST /v1/videos/text2video (§4.2) and says what is to be made. Unknown fields are ignored, as the service does; "",
/// null and [] count as absent; numbers and booleans may be written as text and the other way round (§2.2).
[[nodiscard]] bool read_text2video(json::Value body, bool retire_models, Order &out, Refusal &refusal);

} // namespace kling::sim
