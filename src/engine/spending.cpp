#include <algorithm>

#include "base/number.hpp"
#include "base/text.hpp"
#include "engine/calling.hpp"
#include "engine/engine.hpp"

namespace kling::engine {

namespace {

constexpr std::string_view spend_limit_name = "spend_limit_units";
constexpr int64_t most_hundredths = int64_t{1} << 50U; // more than anybody has; sums of a few stay far from the end

/// "2.5": a number of hundredths as units.
String units_text(int64_t hundredths) {
  String text = text_of(hundredths / 100);
  if (hundredths % 100 != 0) {
    text += hundredths % 100 < 10 ? ".0" : ".";
    text += text_of(hundredths % 10 == 0 ? hundredths % 100 / 10 : hundredths % 100);
  }
  return text;
}

int64_t hundredths_of(double units) {
  return nearest_whole(std::min(units * 100, static_cast<double>(most_hundredths)));
}

int64_t sum(int64_t a, int64_t b) {
  return std::min(a + b, most_hundredths);
}

/// What a request costs: nothing where its kind is free; negative when that is not known.
int64_t price_of(const protocol::Prepared &prepared) {
  return !prepared.kind->billed || only_reads(prepared) ? 0 : prepared.price_hundredths;
}

} // namespace

/// Whether the spend limit leaves room for it; `price` is what is to be reserved.
kling_status Engine::affords(const protocol::Prepared &prepared, int64_t &price, Error &error) const {
  if (settings_.spend_limit < 0) {
    return KLING_OK;
  }
  const int64_t asked = price_of(prepared);
  const String state = concat({"spend_limit_units is ", units_text(settings_.spend_limit), ", spent are ", units_text(spending_.spent),
                               ", reserved for open tasks ", units_text(spending_.reserved)});
  if (asked < 0) {
    error = make_error(KLING_E_SPEND_LIMIT, concat({state, "; the price of this request is not known"}), spend_limit_name);
    return error.status;
  }
  if (asked > 0 && sum(sum(spending_.spent, spending_.reserved), asked) > settings_.spend_limit) {
    error = make_error(KLING_E_SPEND_LIMIT, concat({state, "; this request costs ", units_text(asked)}), spend_limit_name);
    return error.status;
  }
  price = asked;
  return KLING_OK;
}

/// A task has ended: what was reserved for it gives way to what it cost. What may run on, or exist, keeps it.
void Engine::settle_spending(Task &task, int32_t state) {
  const bool may_cost = state == KLING_TASK_DETACHED || state == KLING_TASK_UNKNOWN;
  if (settings_.spend_limit < 0 || may_cost) {
    return;
  }
  const int64_t unsaid = state == KLING_TASK_SUCCEEDED ? task.reserved : 0;
  spending_.reserved -= task.reserved;
  spending_.spent = sum(spending_.spent, task.times[KLING_TIME_SENT] != 0 && task.units >= 0 ? hundredths_of(task.units) : unsaid);
  task.reserved = 0;
}

} // namespace kling::engine
