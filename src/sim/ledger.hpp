#pragma once

#include <string_view>

#include "sim/draft.hpp"

namespace kling::sim {

// What the account bought and what was deducted from it (§4.17).

/// GET /account/costs: the packs.
[[nodiscard]] bool answer_costs(Draft &draft, const Task *task, String &data);
/// POST /account/billing/package and /balance: a page of what was really charged, the latest first; which of the two has it depends on the
/// switch charge_balance.
[[nodiscard]] bool answer_package(Draft &draft, const Task *task, String &data);
[[nodiscard]] bool answer_balance(Draft &draft, const Task *task, String &data);

} // namespace kling::sim
