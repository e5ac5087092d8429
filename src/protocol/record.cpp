#include "protocol/record.hpp"

#include <algorithm>
#include <iterator>
#include <optional>

#include "base/number.hpp"
#include "base/text.hpp"
#include "protocol/output_rows.hpp"
#include "protocol/service_text.hpp"

namespace kling::protocol {

namespace {

constexpr std::size_t deepest_record = 6;
constexpr std::size_t longest_id = 1024;
constexpr std::size_t longest_task_message = 500;
constexpr std::size_t longest_number = 32;

struct Word {
  std::string_view text;
  Progress progress;
};

/// The service's four words, those of wrappers and those of OpenAI-video objects; any other counts as running.
constexpr Word words[] = {
    {"submitted", Progress::submitted}, {"processing", Progress::processing}, {"succeed", Progress::succeeded},
    {"succeeded", Progress::succeeded}, {"failed", Progress::failed},         {"success", Progress::succeeded},
    {"failure", Progress::failed},      {"queued", Progress::submitted},      {"not_start", Progress::submitted},
    {"completed", Progress::succeeded}, {"error", Progress::failed},
};

/// From the outside in: the whole, its `data`, that one's `data`, …
class Levels {
public:
  void push_back(json::Value level) { levels_[count_++] = level; }
  [[nodiscard]] std::size_t size() const { return count_; }
  [[nodiscard]] json::Value operator[](std::size_t index) const { return levels_[index]; }
  [[nodiscard]] const json::Value *begin() const { return levels_; }
  [[nodiscard]] const json::Value *end() const { return levels_ + count_; }

private:
  json::Value levels_[deepest_record];
  std::size_t count_ = 0;
};

/// The first level whose bare `id` and `status` are a task's: those beside an envelope's code may be about anything.
constexpr std::size_t inside_an_envelope = 1;
constexpr std::size_t from_the_outside = 0;

Levels levels_of(json::Value whole) {
  Levels levels;
  for (json::Value level = whole; level.is(json::Type::object) && levels.size() < deepest_record; level = level["data"]) {
    levels.push_back(level);
  }
  return levels;
}

Levels inside_out(const Levels &levels) {
  Levels reversed;
  for (std::size_t index = levels.size(); index > 0; --index) {
    reversed.push_back(levels[index - 1]);
  }
  return reversed;
}

/// Text, or a number's literal: ids come as both.
std::string_view id_text(json::Value value) {
  const bool scalar = value.is(json::Type::string) || value.is(json::Type::number);
  const std::string_view text = scalar ? value.text() : std::string_view();
  return text.size() <= longest_id ? text : std::string_view();
}

std::string_view text_of_string(json::Value value) {
  return value.is(json::Type::string) ? value.text() : std::string_view();
}

std::string_view first_of(std::initializer_list<std::string_view> texts) {
  const auto *found = std::find_if(texts.begin(), texts.end(), [](std::string_view each) { return !each.empty(); });
  return found == texts.end() ? std::string_view() : *found;
}

bool is_openai_video(json::Value level) {
  return text_of_string(level["object"]) == "video";
}

/// The outermost task_id is the one that this host knows the task by; a bare `id` counts only where there is none.
std::string_view task_id_of(const Levels &levels, std::size_t first_of_task) {
  for (const json::Value level : levels) {
    const std::string_view id = id_text(level["task_id"]);
    if (!id.empty()) {
      return id;
    }
  }
  for (std::size_t index = 0; index < levels.size(); ++index) {
    const std::string_view id = id_text(levels[index]["id"]);
    if (!id.empty() && (index >= first_of_task || is_openai_video(levels[index]))) {
      return id;
    }
  }
  return {};
}

std::string_view external_id(json::Value level) {
  return first_of({id_text(level["task_info"]["external_task_id"]), id_text(level["external_task_id"]), id_text(level["external_id"])});
}

bool has_place_for_external_id(json::Value level) {
  return level["task_info"].is(json::Type::object) || level["external_task_id"].present() || level["external_id"].present();
}

/// The innermost with the service's own status; without one the outermost that has any.
json::Value level_with_status(const Levels &levels, std::size_t first_of_task) {
  for (const json::Value level : inside_out(levels)) {
    if (!text_of_string(level["task_status"]).empty()) {
      return level;
    }
  }
  for (std::size_t index = 0; index < levels.size(); ++index) {
    // A bare {"status":"error"} is a gateway's complaint and no task's status.
    const json::Value level = levels[index];
    const bool of_task = index >= first_of_task || is_openai_video(level) || !id_text(level["task_id"]).empty();
    if (of_task && !text_of_string(level["status"]).empty()) {
      return level;
    }
  }
  return {};
}

std::optional<Progress> known_progress(std::string_view text) {
  for (const Word &word : words) {
    if (equal_ignoring_case(word.text, text)) {
      return word.progress;
    }
  }
  return std::nullopt;
}

/// Wrappers tell seconds where the service tells milliseconds; before 1973 the one cannot be the other.
int64_t time_ms(json::Value level, std::initializer_list<std::string_view> names) {
  constexpr int64_t smallest_ms = 100'000'000'000;
  for (const std::string_view name : names) {
    const int64_t value = level[name].integer().value_or(0);
    if (value > 0) {
      return value < smallest_ms ? value * 1000 : value;
    }
  }
  return 0;
}

bool is_url(std::string_view text) {
  return text.starts_with("https://") || text.starts_with("http://");
}

double positive(json::Value value) {
  const double number = value.number().value_or(-1);
  return number >= 0 ? number : -1;
}

json::Value with_role(json::Value list, std::string_view role) {
  json::Value item = list.first();
  while (item.present() && !equal_ignoring_case(text_of_string(item["role"]), role)) {
    item = item.next();
  }
  return item;
}

json::Value find(json::Value value, std::string_view way) {
  while (!way.empty()) {
    const std::size_t dot = std::min(way.find('.'), way.size());
    const std::string_view step = way.substr(0, dot);
    value = value.is(json::Type::array) ? with_role(value, step) : value[step];
    way.remove_prefix(std::min(dot + 1, way.size()));
  }
  return value;
}

std::string_view url_of(json::Value item, const OutputRow &row) {
  const std::string_view url = row.url.empty() ? std::string_view() : text_of_string(find(item, row.url));
  if (!row.named || is_url(url)) {
    return url;
  }
  // What is known by its id may show its picture as Base64, too.
  const std::string_view other = row.other_url.empty() ? std::string_view() : text_of_string(find(item, row.other_url));
  return is_url(other) ? other : std::string_view();
}

void add_output(json::Value item, const OutputRow &row, Vector<Output> &out) {
  if (!row.of_type.empty() && !equal_ignoring_case(text_of_string(item["type"]), row.of_type)) {
    return;
  }
  const std::string_view id = row.id.empty() ? std::string_view() : id_text(item[row.id]);
  const std::string_view url = url_of(item, row);
  if (row.named ? id.empty() : url.empty()) {
    return;
  }
  Output output;
  output.type = row.type;
  output.id = id.empty() && !row.other_id.empty() ? id_text(item[row.other_id]) : id;
  output.url = url;
  output.duration = row.duration.empty() ? -1 : positive(item[row.duration]);
  output.extension = row.extension;
  output.saved = row.saved && !url.empty();
  out.push_back(std::move(output));
}

/// Whether a row counts in this record: a task is no element itself, whatever else it tells, and the address of a watermarked version means
/// nothing where none was made.
bool counts(const OutputRow &row, json::Value level) {
  if (row.list.empty() && row.named) {
    return !level["task_id"].present();
  }
  return row.type != "watermark" || level["watermark_info"]["enabled"].boolean().value_or(true);
}

/// What one level of a record holds.
void add_outputs(json::Value level, Vector<Output> &out) {
  const auto *row = std::begin(output_rows);
  while (row != std::end(output_rows)) {
    const auto *const next = std::find_if(row, std::end(output_rows), [row](const OutputRow &each) { return each.list != row->list; });
    const json::Value list = find(level, row->list);
    const bool items = list.is(json::Type::array);
    for (json::Value item = items ? list.first() : list; item.present(); item = items ? item.next() : json::Value()) {
      for (const auto *each = row; each != next; ++each) {
        if (counts(*each, level)) {
          add_output(item, *each, out);
        }
      }
    }
    row = next;
  }
}

void read_outputs(const Levels &levels, Vector<Output> &out) {
  for (const json::Value level : inside_out(levels)) {
    if (out.empty()) {
      add_outputs(level, out);
    }
  }
}

/// Some wrappers tell the video's address where a failure's reason would stand.
void read_bare_video(const Levels &levels, Vector<Output> &out) {
  for (const json::Value level : inside_out(levels)) {
    const std::string_view url = first_of({text_of_string(level["video_url"]), text_of_string(level["fail_reason"])});
    if (out.empty() && is_url(url)) {
      Output &video = out.emplace_back();
      video.type = "video";
      video.url = url;
      video.extension = ".mp4";
    }
  }
}

/// The units among what was billed; negative where nothing tells of any. An entry of a task that failed before its generation says no more
/// than its amount.
double units_billed(json::Value billing) {
  constexpr double millionth = 1e6; // sums of decimals stay the decimals that they are
  constexpr double most = 1e9;
  double sum = -1;
  for (json::Value entry = billing.first(); entry.present(); entry = entry.next()) {
    const std::string_view charge = text_of_string(entry["charge_type"]);
    const double amount = positive(entry["amount"]);
    if (amount >= 0 && std::max(sum, 0.0) + amount <= most && (charge.empty() || equal_ignoring_case(charge, "unit"))) {
      sum = sum < 0 ? amount : static_cast<double>(nearest_whole((sum + amount) * millionth)) / millionth;
    }
  }
  return sum;
}

double units_of(const Levels &levels) {
  for (const json::Value level : inside_out(levels)) {
    const double deducted = positive(level["final_unit_deduction"]);
    const double units = deducted >= 0 ? deducted : units_billed(level["billing"]);
    if (units >= 0) {
      return units;
    }
  }
  return -1;
}

String message_of(const Levels &levels) {
  for (const json::Value each : inside_out(levels)) {
    const bool envelope = each["code"].present(); // its message is about the reply, not the task
    const std::string_view reason = text_of_string(each["fail_reason"]);
    const std::string_view text =
        first_of({text_of_string(each["task_status_msg"]), is_url(reason) ? std::string_view() : reason,
                  text_of_string(each["error"]["message"]), envelope ? std::string_view() : text_of_string(each["message"])});
    if (!text.empty()) {
      return readable(text, longest_task_message);
    }
  }
  return {};
}

} // namespace

bool names_task(json::Value whole, std::string_view id) {
  const Levels levels = levels_of(whole);
  return std::any_of(levels.begin(), levels.end(), [id](json::Value level) {
    return id_text(level["task_id"]) == id || id_text(level["id"]) == id || external_id(level) == id;
  });
}

namespace {

/// All that a record tells, or of a task that runs on no more than which it is and how far.
enum class Detail : uint8_t { all, of_ended };

bool read_levels(const Levels &levels, std::size_t first_of_task, Detail detail, Record &out) {
  out = Record();
  out.task_id = task_id_of(levels, first_of_task);
  for (const json::Value level : levels) {
    const std::string_view external = external_id(level);
    out.external_id = external.empty() ? std::string_view(out.external_id) : external;
    out.has_place_for_external_id = out.has_place_for_external_id || has_place_for_external_id(level);
  }
  const json::Value told = level_with_status(levels, first_of_task);
  out.status_word = first_of({text_of_string(told["task_status"]), text_of_string(told["status"])});
  if (out.task_id.empty() && out.status_word.empty()) {
    return false;
  }
  out.progress = out.status_word.empty() ? Progress::submitted : known_progress(out.status_word).value_or(Progress::processing);
  if (detail == Detail::of_ended && (out.progress == Progress::submitted || out.progress == Progress::processing)) {
    return true;
  }
  out.message = message_of(levels);
  out.created_unix_ms = time_ms(told, {"created_at", "create_time", "submit_time"});
  out.updated_unix_ms = time_ms(told, {"updated_at", "update_time", "finish_time"});
  out.units = units_of(levels);
  if (out.progress == Progress::succeeded) {
    read_outputs(levels, out.outputs);
    read_bare_video(levels, out.outputs);
  }
  return true;
}

/// The selection calls tell a number: 0, or what went wrong.
bool failed_by_number(const Levels &levels, String &why) {
  for (std::size_t index = 1; index < levels.size(); ++index) {
    const json::Value status = levels[index]["status"];
    if (status.is(json::Type::number) && status.integer() != int64_t{0}) {
      why = concat({"the service answered with status ", status.text().substr(0, longest_number)});
      return true;
    }
  }
  return false;
}

/// The items that an answer lists: its `data` itself, or behind a cursor's count.
json::Value listed_items(json::Value whole) {
  const json::Value data = whole["data"];
  return data.is(json::Type::array) ? data : data["result"];
}

} // namespace

bool read_record(json::Value whole, Record &out) {
  return read_levels(levels_of(whole), inside_an_envelope, Detail::all, out);
}

bool read_item(json::Value item, Record &out) {
  return read_levels(levels_of(item), from_the_outside, Detail::all, out);
}

bool read_state(json::Value item, Record &out) {
  return read_levels(levels_of(item), from_the_outside, Detail::of_ended, out);
}

void read_result(json::Value whole, Record &out) {
  static_cast<void>(read_record(whole, out)); // its ids and times, where it tells any
  out.progress = known_progress(out.status_word).value_or(Progress::succeeded);
  const Levels levels = levels_of(whole);
  if (failed_by_number(levels, out.message)) {
    out.progress = Progress::failed;
  }
  out.units = units_of(levels);
  out.outputs.clear();
  if (out.progress != Progress::succeeded) {
    return;
  }
  const json::Value items = listed_items(whole);
  if (items.is(json::Type::array)) {
    for (json::Value item = items.first(); item.present(); item = item.next()) {
      Vector<Output> outputs;
      read_outputs(levels_of(item), outputs);
      std::move(outputs.begin(), outputs.end(), std::back_inserter(out.outputs));
    }
    return;
  }
  read_outputs(levels, out.outputs);
}

} // namespace kling::protocol
