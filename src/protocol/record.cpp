#include "protocol/record.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "protocol/service_text.hpp"

namespace kling::protocol {

namespace {

constexpr std::size_t deepest_record = 6;
constexpr std::size_t longest_id = 1024;
constexpr std::size_t longest_task_message = 500;

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

struct OutputList {
  std::string_view name;
  std::string_view type;
  std::string_view url;
  std::string_view duration;
};

constexpr OutputList output_lists[] = {
    {"videos", "video", "url", "duration"},
    {"images", "image", "url", "duration"},
    {"audios", "audio", "url", "duration"},
    {"audios", "audio", "url_mp3", "duration_mp3"},
};

/// From the outside in: the whole, its `data`, that one's `data`, …
using Levels = Vector<json::Value>;

Levels levels_of(json::Value whole) {
  Levels levels;
  for (json::Value level = whole; level.is(json::Type::object) && levels.size() < deepest_record; level = level["data"]) {
    levels.push_back(level);
  }
  return levels;
}

Levels inside_out(const Levels &levels) {
  return {levels.rbegin(), levels.rend()};
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
std::string_view task_id_of(const Levels &levels) {
  for (const json::Value level : levels) {
    const std::string_view id = id_text(level["task_id"]);
    if (!id.empty()) {
      return id;
    }
  }
  for (std::size_t index = 0; index < levels.size(); ++index) {
    const std::string_view id = index > 0 || is_openai_video(levels[index]) ? id_text(levels[index]["id"]) : std::string_view();
    if (!id.empty()) {
      return id;
    }
  }
  return {};
}

std::string_view external_id(json::Value level) {
  return first_of({id_text(level["task_info"]["external_task_id"]), id_text(level["external_task_id"]), id_text(level["external_id"])});
}

/// The innermost with the service's own status; without one the outermost that has any.
json::Value level_with_status(const Levels &levels) {
  for (const json::Value level : inside_out(levels)) {
    if (!text_of_string(level["task_status"]).empty()) {
      return level;
    }
  }
  for (std::size_t index = 0; index < levels.size(); ++index) {
    // A bare {"status":"error"} is a gateway's complaint and no task's status.
    const json::Value level = levels[index];
    const bool of_task = index > 0 || is_openai_video(level) || !id_text(level["task_id"]).empty();
    if (of_task && !text_of_string(level["status"]).empty()) {
      return level;
    }
  }
  return {};
}

Progress progress_of(std::string_view text) {
  for (const Word &word : words) {
    if (equal_ignoring_case(word.text, text)) {
      return word.progress;
    }
  }
  return Progress::processing;
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

void add_outputs(json::Value result, Vector<Output> &out) {
  for (const OutputList &list : output_lists) {
    for (json::Value each = result[list.name].is(json::Type::array) ? result[list.name].first() : json::Value(); each.present();
         each = each.next()) {
      const std::string_view url = text_of_string(each[list.url]);
      if (!url.empty()) {
        out.push_back({String(list.type), String(id_text(each["id"])), String(url), positive(each[list.duration])});
      }
    }
  }
}

void read_outputs(const Levels &levels, Vector<Output> &out) {
  for (const json::Value level : inside_out(levels)) {
    if (out.empty()) {
      add_outputs(level["task_result"], out);
    }
  }
  // Some wrappers tell the video's address where a failure's reason would stand.
  for (const json::Value level : inside_out(levels)) {
    const std::string_view url = first_of({text_of_string(level["video_url"]), text_of_string(level["fail_reason"])});
    if (out.empty() && is_url(url)) {
      out.push_back({"video", {}, String(url), -1});
    }
  }
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

bool read_record(json::Value whole, Record &out) {
  out = Record();
  const Levels levels = levels_of(whole);
  out.task_id = task_id_of(levels);
  for (const json::Value level : levels) {
    const std::string_view external = external_id(level);
    out.external_id = external.empty() ? std::string_view(out.external_id) : external;
  }
  const json::Value told = level_with_status(levels);
  out.status_word = first_of({text_of_string(told["task_status"]), text_of_string(told["status"])});
  if (out.task_id.empty() && out.status_word.empty()) {
    return false;
  }
  out.progress = out.status_word.empty() ? Progress::submitted : progress_of(out.status_word);
  out.message = message_of(levels);
  out.created_unix_ms = time_ms(told, {"created_at", "create_time", "submit_time"});
  out.updated_unix_ms = time_ms(told, {"updated_at", "update_time", "finish_time"});
  out.units = positive(told["final_unit_deduction"]);
  if (out.progress == Progress::succeeded) {
    read_outputs(levels, out.outputs);
  }
  return true;
}

} // namespace kling::protocol
