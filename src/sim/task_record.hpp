#pragma once

#include <string_view>

#include "base/allocation.hpp"
#include "sim/state.hpp"

namespace kling::sim {

// Tasks as the new generation shows them (§5), whichever generation made them.

/// A task as a create answers it (§5.1).
[[nodiscard]] String created_record(const Task &task);
/// A task as /tasks shows it (§5.3), which is also the body of its callbacks (§8).
[[nodiscard]] String task_record(const State &state, const Task &task);

/// "succeeded" for what the legacy API calls "succeed" (§3).
[[nodiscard]] std::string_view new_name_of(TaskStatus status);
/// "video", "image", "try_on" (§5.4); empty for what draws on no pack.
[[nodiscard]] std::string_view product_type_of(Pack pack);

} // namespace kling::sim
