#pragma once

#include "base/error.hpp"
#include "catalog/kind.hpp"

namespace kling::protocol {

/// Behind the path that it was made by.
inline constexpr std::string_view usual_poll_path = "{path}/{task_id}";

/// Whether a task of the legacy generation can be asked for at such a pattern: it begins with '/' or {path}, holds {task_id} and no other
/// mark than {path}, {task_id} and {kind}, and is a path in every other respect. KLING_E_ARGUMENT and the field "poll_path" when not.
kling_status check_poll_path(std::string_view pattern, Error &error);
/// The pattern filled in, the usual one when it is empty; the id becomes one segment.
[[nodiscard]] String poll_path(std::string_view pattern, const catalog::Kind &kind, std::string_view id);
/// The same before there is an id.
[[nodiscard]] String shown_poll_path(std::string_view pattern, const catalog::Kind &kind);

} // namespace kling::protocol
