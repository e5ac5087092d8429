#pragma once

#include <cstdint>

#include "kling/kling.h"

namespace kling {

/// All of these answer with static text, never NULL; values that a later version may bring have a text of their own.

/// "KLING_E_FIELD"; "KLING_E_UNKNOWN_STATUS" for a value that is none.
[[nodiscard]] const char *status_name(kling_status status) noexcept;
/// One line that says what happened and what the caller can do.
[[nodiscard]] const char *status_description(kling_status status) noexcept;
/// The hundred the status belongs to, also for statuses not known yet: 201 → 200, KLING_OK → 0; 100 for what can be none.
[[nodiscard]] kling_status status_group(kling_status status) noexcept;
[[nodiscard]] uint32_t status_count() noexcept;
/// In ascending order, KLING_OK first; KLING_E_ARGUMENT when the index is not below the count.
[[nodiscard]] kling_status status_at(uint32_t index) noexcept;
/// "waiting", "submitting", …; "unrecognised" for a value that is none.
[[nodiscard]] const char *task_state_name(int32_t state) noexcept;

} // namespace kling
