#include "sim/ledger.hpp"

#include <array>

#include "base/text.hpp"
#include "sim/base64.hpp"
#include "sim/task_json.hpp"
#include "sim/writer.hpp"

namespace kling::sim {

namespace {

constexpr std::string_view api_key_name = "simulator";
constexpr std::array<Pack, 3> packs = {Pack::video, Pack::image, Pack::try_on};
constexpr int64_t bought_ms = 1767225600000;  // 2026-01-01
constexpr int64_t invalid_ms = 4102444800000; // 2100-01-01: virtual time goes far

int64_t bought_units(const State &state) {
  return units_from(state.settings.units).value_or(0);
}

/// As the service names them (§2.4): "Trial-Video-100Units-5Con-1Months".
String pack_name(const State &state, Pack pack) {
  constexpr std::array<std::string_view, pack_count> words = {"", "Video", "Image", "TryOn"};
  return concat({"Trial-", words[static_cast<std::size_t>(pack)], "-", units_text(bought_units(state)), "Units-",
                 text_of(state.settings.slots), "Con-1Months"});
}

String pack_id(const State &state, Pack pack) {
  return state.identifiers.signature(name_of(pack));
}

/// With a point, as the page has them: "200.0".
String quantity(int64_t hundredths) {
  const String text = units_text(hundredths);
  return text.find('.') == String::npos ? text + ".0" : text;
}

/// Of a pack's units; what was deducted just now may not be known yet.
int64_t known_to_be_spent(const State &state, Pack pack) {
  int64_t out = 0;
  for (const Task *task : state.tasks.charges()) {
    const bool known = task->deducted_ms <= state.wall_ms - state.settings.pack_lag_ms;
    out += known && task->order.kind->pack == pack ? task->charged : 0;
  }
  return state.settings.charge_balance ? 0 : out;
}

/// Whether it is less than a second since the last time; by the switch alone.
bool too_fast(State &state) {
  const bool out = state.settings.costs_once_a_second && state.costs_ms && state.wall_ms - *state.costs_ms < 1000;
  if (!out) {
    state.costs_ms = state.wall_ms;
  }
  return out;
}

bool time_argument(Draft &draft, std::string_view name, int64_t &out) {
  const std::string_view text = draft.target.argument(name).value_or("");
  const std::optional<int64_t> value = to_integer(text);
  out = value.value_or(0);
  return text.empty() ? draft.missing(name) : (value && *value >= 0) || draft.invalid(name, text);
}

} // namespace

bool answer_costs(Draft &draft, const Task *, String &data) {
  int64_t start = 0;
  int64_t end = 0;
  if (!time_argument(draft, "start_time", start) || !time_argument(draft, "end_time", end)) {
    return false;
  }
  if (start > end) {
    return draft.refuse({"start_time cannot be later than end_time"});
  }
  if (too_fast(draft.state)) {
    return draft.refuse(1302, {message_of(1302)});
  }
  const State &state = draft.state;
  const std::string_view wanted = draft.target.argument("resource_pack_name").value_or("");
  ListWriter infos;
  for (const Pack pack : packs) {
    const String name = pack_name(state, pack);
    if (!wanted.empty() && wanted != name) {
      continue;
    }
    const int64_t left = bought_units(state) - known_to_be_spent(state, pack);
    infos.json(Writer()
                   .text("resource_pack_name", name)
                   .text("resource_pack_id", pack_id(state, pack))
                   .text("resource_pack_type", "decreasing_total")
                   .json("total_quantity", quantity(bought_units(state)))
                   .json("remaining_quantity", quantity(left))
                   .number("purchase_time", bought_ms)
                   .number("effective_time", bought_ms)
                   .number("invalid_time", invalid_ms)
                   .text("status", left > 0 ? "online" : "runOut")
                   .done());
  }
  data = Writer().number("code", 0).text("msg", "SUCCEED").json("resource_pack_subscribe_infos", infos.done()).done();
  return true;
}

namespace {

using Keys = std::span<const std::string_view>;
constexpr std::array<std::string_view, 4> package_keys = {"api_key_name", "product_type", "package_name", "package_id"};
constexpr std::array<std::string_view, 1> balance_keys = {"api_key_name"};

/// Which charges are asked for, from the body or from the cursor that an earlier page gave.
struct LedgerQuery {
  int64_t start_ms = 0;
  int64_t end_ms = 0;
  int64_t limit = 500;
  int64_t before = 0;    // index of the charge behind the first that may be shown
  json::Value filters;   // [{key, values[]}]
  json::Document cursor; // owns the filters that came with it

  [[nodiscard]] String next(int64_t from) const {
    return encode_base64(Writer()
                             .number("start", start_ms)
                             .number("end", end_ms)
                             .number("limit", limit)
                             .number("before", from)
                             .json("filters", filters.present() ? filters.print() : String("[]"))
                             .done());
  }
};

bool read_cursor(Draft &draft, LedgerQuery &out) {
  const std::string_view text = draft.text("cursor");
  const std::optional<String> bytes = decode_base64(text);
  String why;
  if (!bytes || !json::Document::parse(*bytes, out.cursor, why)) {
    return draft.invalid("cursor", text);
  }
  const json::Value root = out.cursor.root();
  const auto number = [&](std::string_view name) { return root[name].integer().value_or(-1); };
  out.start_ms = number("start");
  out.end_ms = number("end");
  out.limit = number("limit");
  out.before = number("before");
  out.filters = root["filters"];
  const auto charges = static_cast<int64_t>(draft.state.tasks.charges().size());
  return (out.limit >= 1 && out.before >= 0 && out.before <= charges && out.filters.is(json::Type::array)) || draft.invalid("cursor", text);
}

bool check_filters(Draft &draft, Keys keys) {
  bool by_name = false;
  bool by_id = false;
  std::size_t index = 0;
  for (json::Value filter = draft.value("filters").first(); filter.present(); filter = filter.next(), ++index) {
    const std::string_view key = filter["key"].text();
    if (!one_of(key, keys)) {
      return draft.invalid(concat({"filters[", text_of(static_cast<int64_t>(index)), "].key"}), key);
    }
    by_name = by_name || key == "package_name";
    by_id = by_id || key == "package_id";
  }
  return !(by_name && by_id) || draft.refuse({"package_name and package_id cannot be used together"});
}

/// The cursor overrides everything else (§4.17).
bool read_query(Draft &draft, Keys keys, LedgerQuery &out) {
  if (draft.has("cursor")) {
    return read_cursor(draft, out);
  }
  for (const std::string_view name : {"start_time", "end_time"}) {
    if (!draft.has(name)) {
      return draft.missing(name);
    }
  }
  out.start_ms = draft.whole("start_time");
  out.end_ms = draft.whole("end_time");
  out.limit = draft.whole("limit");
  out.before = static_cast<int64_t>(draft.state.tasks.charges().size());
  out.filters = draft.value("filters");
  return out.start_ms <= out.end_ms ? check_filters(draft, keys) : draft.refuse({"start_time cannot be later than end_time"});
}

String value_of(const State &state, const Task &task, std::string_view key) {
  const Pack pack = task.order.kind->pack;
  if (key == "product_type") {
    return String(name_of(pack));
  }
  if (key == "package_name") {
    return pack_name(state, pack);
  }
  return key == "package_id" ? pack_id(state, pack) : String(api_key_name);
}

bool has_value(json::Value filter, std::string_view value) {
  for (json::Value each = filter["values"].first(); each.present(); each = each.next()) {
    if (each.text() == value) {
      return true;
    }
  }
  return false;
}

/// Filters of one key are alternatives, those of different keys must all hold.
bool passes(const State &state, const Task &task, json::Value filters) {
  for (json::Value filter = filters.first(); filter.present(); filter = filter.next()) {
    const std::string_view key = filter["key"].text();
    const String value = value_of(state, task, key);
    bool any = false;
    for (json::Value other = filters.first(); other.present(); other = other.next()) {
      any = any || (other["key"].text() == key && has_value(other, value));
    }
    if (!any) {
      return false;
    }
  }
  return true;
}

void write_product(Writer &out, const Task &task) {
  constexpr std::array<std::string_view, 3> resolutions = {"720p", "1080p", "4k"};
  const Order &order = task.order;
  const Output *output = task.outputs.empty() ? nullptr : &task.outputs.front();
  const bool is_video = output != nullptr && output->medium == Medium::video;
  String duration = output != nullptr && output->medium != Medium::image ? seconds_text(output->duration_ms) : String("0");
  duration.resize(duration.find('.') == String::npos ? duration.size() : duration.size() - 1); // "5.04"
  out.text("task_id", task.task_id).text("api_key_name", api_key_name).text("product_function", order.kind->function);
  out.text("model_name", order.model == order.kind->name ? std::string_view() : order.model);
  out.text("resolution", is_video ? resolutions[static_cast<std::size_t>(output->clip.resolution)] : std::string_view());
  out.text("duration", duration).flag("refer_video_input", order.refer_video);
  out.text("video_sound", is_video && output->clip.sound ? "native" : "off").flag("voice_control", order.voice_control);
  out.text("deduction_time", text_of(task.deducted_ms));
}

/// The account's money is what its packs are worth; `spent` in millionths of a dollar, before the charge.
String money_json(const State &state, const Task &task, int64_t spent) {
  int64_t bought = 0;
  for (const Pack pack : packs) {
    bought += micro_dollars(pack, bought_units(state));
  }
  const int64_t amount = micro_dollars(task.order.kind->pack, task.charged);
  Writer out;
  write_product(out, task);
  return out.text("cash_type", "balance")
      .json("balance_before_deduction", dollars_text(bought - spent))
      .json("deduction_amount", dollars_text(amount))
      .json("balance_after_deduction", dollars_text(bought - spent - amount))
      .json("list_price", dollars_text(amount))
      .text("currency", "USD")
      .done();
}

String units_json(const State &state, const Task &task, int64_t) {
  Writer out;
  write_product(out, task);
  return out.text("package_id", pack_id(state, task.order.kind->pack))
      .text("product_type", name_of(task.order.kind->pack))
      .json("unit_before_deduction", units_text(task.units_before))
      .json("deduction_amount", units_text(task.charged))
      .json("unit_after_deduction", units_text(task.units_before - task.charged))
      .done();
}

using Detail = String (*)(const State &, const Task &, int64_t spent);

bool answer_ledger(Draft &draft, Keys keys, bool keeps_charges, Detail detail, String &data) {
  LedgerQuery query;
  if (!read_query(draft, keys, query)) {
    return false;
  }
  const State &state = draft.state;
  const Deque<const Task *> &charges = state.tasks.charges();
  int64_t spent = 0;
  for (int64_t i = 0; i < query.before; ++i) {
    const Task &task = *charges[static_cast<std::size_t>(i)];
    spent += micro_dollars(task.order.kind->pack, task.charged);
  }
  ListWriter list;
  int64_t count = 0;
  int64_t at = keeps_charges ? query.before : 0;
  bool more = false;
  for (; at > 0 && !more; --at) {
    const Task &task = *charges[static_cast<std::size_t>(at - 1)];
    spent -= micro_dollars(task.order.kind->pack, task.charged);
    if (task.deducted_ms < query.start_ms || task.deducted_ms > query.end_ms || !passes(state, task, query.filters)) {
      continue;
    }
    more = count == query.limit;
    if (!more) {
      list.json(detail(state, task, spent));
      ++count;
    }
  }
  data = Writer()
             .json("result", Writer().json("detail", list.done()).number("count", count).done())
             .text("next_cursor", more ? query.next(at + 1) : String())
             .flag("has_more", more)
             .done();
  return true;
}

} // namespace

bool answer_package(Draft &draft, const Task *, String &data) {
  return answer_ledger(draft, package_keys, !draft.state.settings.charge_balance, units_json, data);
}

bool answer_balance(Draft &draft, const Task *, String &data) {
  return answer_ledger(draft, balance_keys, draft.state.settings.charge_balance, money_json, data);
}

} // namespace kling::sim
