#pragma once

#include "json/document.hpp"

namespace kling::protocol {

/// The list that a reply holds: `data`, or behind a gateway's wrappers `data.data`, `data.data.data`. Absent where a task stands on the
/// way.
[[nodiscard]] json::Value list_in(json::Value root);

} // namespace kling::protocol
