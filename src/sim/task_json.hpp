#pragma once

#include <string_view>

#include "base/allocation.hpp"
#include "sim/state.hpp"
#include "sim/writer.hpp"

namespace kling::sim {

/// A task as a create of its generation answers it (§4, §5.1).
[[nodiscard]] String created_json(const Task &task);
/// A task as GET and the lists show it (§4).
[[nodiscard]] String task_json(const State &state, const Task &task);
/// The body of a callback of its generation (§8): bare, without an envelope, in the order of the page.
[[nodiscard]] String callback_json(const State &state, const Task &task);

/// final_unit_deduction, or where money is charged final_balance_deduction as well (§4); `cost` in hundredths of a unit.
void write_deduction(Writer &out, const Settings &settings, Pack pack, int64_t cost);
/// What so many hundredths of a unit of a pack are in millionths of a US dollar (§2.5).
[[nodiscard]] int64_t micro_dollars(Pack pack, int64_t hundredths);
/// Such an amount in dollars, as decimal text.
[[nodiscard]] String dollars_text(int64_t micro_dollars);

} // namespace kling::sim
