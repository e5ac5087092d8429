// CometAPI's quota (gateways §1.8): outside of the prefix, with the key in the query, and without an envelope.
#include <chrono>

#include "base/text.hpp"
#include "sim/gateway_complaint.hpp"
#include "sim/service.hpp"
#include "sim/task_json.hpp"
#include "sim/writer.hpp"

namespace kling::sim {

namespace {

constexpr std::string_view key_name = "simulator";

/// "2026-11-28", in UTC.
String date_of(int64_t unix_ms) {
  namespace chrono = std::chrono;
  const chrono::year_month_day date(chrono::floor<chrono::days>(chrono::sys_time<chrono::milliseconds>(chrono::milliseconds(unix_ms))));
  const auto two = [](unsigned value) { return text_of(int64_t{100} + value).substr(1); };
  return concat({text_of(static_cast<int64_t>(static_cast<int>(date.year()))), "-", two(static_cast<unsigned>(date.month())), "-",
                 two(static_cast<unsigned>(date.day()))});
}

bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') {
    return false;
  }
  const auto number = [&](std::size_t at, std::size_t count) { return to_integer(text.substr(at, count)).value_or(-1); };
  namespace chrono = std::chrono;
  const int64_t year = number(0, 4);
  const int64_t month = number(5, 2);
  const int64_t day = number(8, 2);
  return year >= 0 && month > 0 && day > 0 &&
         chrono::year_month_day(chrono::year(static_cast<int>(year)), chrono::month(static_cast<unsigned>(month)),
                                chrono::day(static_cast<unsigned>(day)))
             .ok();
}

struct Day {
  int64_t used = 0; // millionths of a dollar
  int64_t requests = 0;
};

int64_t spent_on(const Task &task) {
  return micro_dollars(task.order.kind->pack, task.charged);
}

/// What was charged on each day, by its date.
Map<String, Day> days_of(const Tasks &tasks) {
  Map<String, Day> out;
  for (const Task *task : tasks.charges()) {
    Day &day = out[date_of(task->deducted_ms)];
    day.used += spent_on(*task);
    ++day.requests;
  }
  return out;
}

String daily_json(const Tasks &tasks, std::string_view first, std::string_view last) {
  Writer out;
  for (const auto &[date, day] : days_of(tasks)) {
    if (std::string_view(date) < first || (!last.empty() && std::string_view(date) > last)) {
      continue;
    }
    ListWriter list;
    list.json(
        Writer().text("token_name", key_name).json("quota_used", dollars_text(day.used)).number("request_count", day.requests).done());
    out.json(date, list.done());
  }
  return out.done();
}

int64_t bought(const Settings &settings) {
  int64_t out = 0;
  for (const Pack pack : {Pack::video, Pack::image, Pack::try_on}) {
    out += micro_dollars(pack, units_from(settings.units).value_or(0));
  }
  return out;
}

} // namespace

HttpReply Service::quota(const Target &target) {
  const Profile &profile = profile_->error_type.empty() ? *find_profile("cometapi") : *profile_;
  const Complainer who{profile, state_.identifiers, wall_ms()};
  const std::string_view key = target.argument("key").value_or("");
  if (key.empty() || key != state_.settings.api_key) {
    return complain(who, key.empty() ? Trouble::no_key : Trouble::wrong_key);
  }
  const std::string_view first = target.argument("start_date").value_or("");
  const std::string_view last = target.argument("end_date").value_or("");
  for (const std::string_view name : {"start_date", "end_date"}) {
    const std::string_view date = target.argument(name).value_or("");
    if (!date.empty() && !is_date(date)) {
      return complain(who, Trouble::bad_date, name);
    }
  }
  int64_t used = 0;
  for (const Task *task : state_.tasks.charges()) {
    used += spent_on(*task);
  }
  const String used_text = dollars_text(used);
  ListWriter keys;
  keys.json(Writer().text("name", key_name).number("remain_quota", -1).json("used_quota", used_text).done()); // -1: no limit of its own
  Writer out;
  out.text("username", "simulator")
      .json("total_quota", dollars_text(bought(state_.settings)))
      .json("total_used_quota", used_text)
      .number("request_count", static_cast<int64_t>(state_.tasks.charges().size()))
      .json("keys", keys.done());
  if (!first.empty() || !last.empty()) {
    out.json("daily_quota", daily_json(state_.tasks, first, last));
  }
  return json_reply(200, out.done());
}

} // namespace kling::sim
