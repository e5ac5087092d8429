#include "sim/new_tasks.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "sim/base64.hpp"
#include "sim/task_record.hpp"
#include "sim/writer.hpp"

namespace kling::sim {

namespace {

constexpr std::size_t most_ids = 20; // of a query, of both sorts together

/// What is answered at once is no task to be asked for; records live 30 days (§3).
bool is_shown(const State &state, const Task &task) {
  return task.order.kind->form == Form::task && !(task.final() && state.wall_ms - task.updated_ms >= kept_ms);
}

/// "a,b" in its parts, without empty ones.
Vector<std::string_view> ids_of(const Draft &draft, std::string_view name) {
  Vector<std::string_view> out;
  std::string_view rest = draft.target.argument(name).value_or("");
  while (!rest.empty()) {
    const std::string_view id = trimmed(rest.substr(0, rest.find(',')));
    rest.remove_prefix(std::min(rest.size(), rest.find(',') == std::string_view::npos ? rest.size() : rest.find(',') + 1));
    if (!id.empty()) {
      out.push_back(id);
    }
  }
  return out;
}

void add_once(Vector<const Task *> &to, const State &state, const Task *task) {
  if (task != nullptr && is_shown(state, *task) && std::find(to.begin(), to.end(), task) == to.end()) {
    to.push_back(task);
  }
}

} // namespace

bool answer_tasks(Draft &draft, const Task * /*task*/, String &data) {
  const Vector<std::string_view> ids = ids_of(draft, "task_ids");
  const Vector<std::string_view> external_ids = ids_of(draft, "external_task_ids");
  if (ids.empty() && external_ids.empty()) {
    return draft.refuse({"task_ids or external_task_ids is required"}); // §7.2
  }
  if (ids.size() + external_ids.size() > most_ids) {
    return draft.refuse({"task_ids and external_task_ids cannot exceed 20 in total"}); // §7.2
  }
  const State &state = draft.state;
  Vector<const Task *> found;
  for (const std::string_view id : ids) {
    add_once(found, state, state.tasks.by_task_id(id));
  }
  for (const std::string_view id : external_ids) {
    add_once(found, state, state.tasks.by_external_id(id));
  }
  ListWriter out;
  for (const Task *task : found) {
    out.json(task_record(state, *task));
  }
  data = out.done();
  return true;
}

namespace {

constexpr std::array<std::string_view, 4> task_states = {"submitted", "processing", "succeeded", "failed"};
constexpr std::array<std::string_view, 3> product_types = {"video", "image", "try_on"};

/// Which tasks are asked for, from the body or from the cursor that an earlier page gave. New tasks move nothing: what comes next is told
/// by its place among all that there ever were.
struct TaskQuery {
  int64_t start_ms = 0;
  int64_t end_ms = 0;
  int64_t before = 0;  // place of the task behind the first that may be shown
  uint32_t states = 0; // bits, in the order of task_states; 0: any
  uint32_t types = 0;  // in the order of product_types; 0: any

  [[nodiscard]] bool takes(const Task &task) const {
    return task.created_ms >= start_ms && task.created_ms <= end_ms && takes(states, task_states, new_name_of(task.status)) &&
           takes(types, product_types, product_type_of(task.order.kind->pack));
  }
  [[nodiscard]] static bool takes(uint32_t bits, std::span<const std::string_view> words, std::string_view word) {
    const auto at = std::find(words.begin(), words.end(), word);
    return bits == 0 || (at != words.end() && (bits >> static_cast<uint32_t>(at - words.begin()) & 1U) != 0);
  }
  [[nodiscard]] String cursor(int64_t from) const {
    return encode_base64(Writer()
                             .number("start", start_ms)
                             .number("end", end_ms)
                             .number("before", from)
                             .number("states", states)
                             .number("types", types)
                             .done());
  }
};

bool read_task_cursor(Draft &draft, TaskQuery &out) {
  const std::string_view text = draft.text("cursor");
  const std::optional<String> bytes = decode_base64(text);
  json::Document document;
  String why;
  if (!bytes || !json::Document::parse(*bytes, document, why)) {
    return draft.invalid("cursor", text);
  }
  const auto number = [&](std::string_view name) { return document.root()[name].integer().value_or(-1); };
  const int64_t states = number("states");
  const int64_t types = number("types");
  out.start_ms = number("start");
  out.end_ms = number("end");
  out.before = number("before");
  if (out.before < 0 || out.before > static_cast<int64_t>(draft.state.tasks.all().size()) || states < 0 || types < 0) {
    return draft.invalid("cursor", text);
  }
  out.states = static_cast<uint32_t>(states);
  out.types = static_cast<uint32_t>(types);
  return true;
}

bool check_time(Draft &draft, std::string_view name) {
  const json::Value value = draft.value(name);
  const int64_t type = draft.state.settings.tasks_time_type; // §11.5
  if (absent(value) || type == 0) {
    return true;
  }
  return value.is(type == 1 ? json::Type::number : json::Type::string) || draft.wrong_type(name, type == 1 ? "number" : "string");
}

/// The values of one filter as bits; those of several filters with the same key are alternatives.
bool read_filter(Draft &draft, std::string_view name, json::Value filter, std::span<const std::string_view> words, uint32_t &bits) {
  int64_t index = 0;
  for (json::Value value = filter["values"].first(); value.present(); value = value.next(), ++index) {
    const auto at = std::find(words.begin(), words.end(), value.text());
    if (at == words.end()) {
      return draft.invalid(concat({name, ".values[", text_of(index), "]"}), value.text());
    }
    bits |= 1U << static_cast<uint32_t>(at - words.begin());
  }
  return true;
}

bool read_filters(Draft &draft, TaskQuery &out) {
  uint32_t states = 0;
  uint32_t types = 0;
  int64_t index = 0;
  for (json::Value filter = draft.value("filters").first(); filter.present(); filter = filter.next()) {
    const String name = concat({"filters[", text_of(index++), "]"});
    const bool by_state = filter["key"].text() == "status";
    const std::span<const std::string_view> words =
        by_state ? std::span<const std::string_view>(task_states) : std::span<const std::string_view>(product_types);
    if (!read_filter(draft, name, filter, words, by_state ? states : types)) {
      return false;
    }
  }
  out.states = states != 0 ? states : out.states;
  out.types = types != 0 ? types : out.types;
  return true;
}

bool read_task_query(Draft &draft, TaskQuery &out) {
  if (draft.has("cursor")) { // overrides the times; it knows the filters, so that they need not come again
    return read_task_cursor(draft, out) && read_filters(draft, out);
  }
  if (!check_time(draft, "start_time") || !check_time(draft, "end_time")) {
    return false;
  }
  out.end_ms = draft.has("end_time") ? draft.whole("end_time") : draft.state.wall_ms;
  out.start_ms = draft.has("start_time") ? draft.whole("start_time") : draft.state.wall_ms - kept_ms;
  out.before = static_cast<int64_t>(draft.state.tasks.all().size());
  return out.start_ms <= out.end_ms ? read_filters(draft, out) : draft.refuse({"start_time cannot be later than end_time"});
}

} // namespace

bool answer_task_list(Draft &draft, const Task * /*task*/, String &data) {
  TaskQuery query;
  if (!read_task_query(draft, query)) {
    return false;
  }
  const State &state = draft.state;
  const int64_t limit = draft.whole("limit");
  ListWriter result;
  int64_t count = 0;
  int64_t at = query.before;
  for (; at > 0; --at) {
    const Task &task = state.tasks.all()[static_cast<std::size_t>(at - 1)];
    if (!query.takes(task) || !is_shown(state, task)) {
      continue;
    }
    if (count == limit) { // there is one more
      break;
    }
    result.json(task_record(state, task));
    ++count;
  }
  data = Writer()
             .json("result", result.done())
             .number("count", count)
             .text("next_cursor", at > 0 ? query.cursor(at) : String())
             .flag("has_more", at > 0)
             .done();
  return true;
}

} // namespace kling::sim
