#include "cli/task_report.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <unistd.h>
#include <utility>

#include "cli/json_line.hpp"
#include "cli/json_reader.hpp"
#include "cli/reply_text.hpp"
#include "cli/request_fields.hpp"
#include "cli/take_up_hint.hpp"
#include "cli/terminal.hpp"

namespace kling::cli {

namespace {

constexpr size_t longest_shown = 200; // characters of a text on a terminal

const char *text_or(const char *text, const char *otherwise) {
  return text != nullptr && *text != '\0' ? text : otherwise;
}

bool is_billed(const JsonValue &kind) {
  return kind.member_text("billed") == "true";
}

/// Whether the library has told of the bill.
bool speaks_of_bill(std::string_view message) {
  return message.find("billed") != std::string_view::npos;
}

/// No reply came. What is answered at once has its bill in the library's words already.
std::string describe_unknown(const kling_task *task, const JsonValue &kind, const kling_error &error, bool interrupted) {
  const std::string message = interrupted ? "interrupted while the reply was awaited" : describe_error(error);
  if (kind.member_text("synchronous") == "true") {
    return message + (!interrupted ? "" : is_billed(kind) ? "; it may have been done, and billed" : "; it may have been done");
  }
  const std::string external_id = text_or(kling_task_external_id(task), "");
  const std::string told = speaks_of_bill(message) ? "" : is_billed(kind) ? "; the task may exist and bill" : "; the task may exist";
  return message + told + (external_id.empty() ? "" : "; its external id is " + external_id);
}

/// What a reader must know about a task that is no success, by the state it ended in. What is free has no bill to speak of.
std::string describe_end(const kling_task *task, const JsonValue &kind, const kling_error &error, bool interrupted, bool simulated) {
  const std::string id = text_or(kling_task_id(task), "");
  const char *no_bill = is_billed(kind) && !speaks_of_bill(error.message) ? "; nothing is billed" : "";
  switch (kling_task_state(task)) {
  case KLING_TASK_CANCELLED:
    return (interrupted ? "interrupted before anything was sent" : "withdrawn before it was sent") + std::string(no_bill);
  case KLING_TASK_UNKNOWN:
    return describe_unknown(task, kind, error, interrupted);
  case KLING_TASK_DETACHED:
    if (simulated) {
      return (interrupted ? "interrupted" : describe_error(error)) + "; task " + id + " ends with its simulator";
    }
    if (interrupted) {
      return "interrupted; task " + id + " goes on at the service" + (is_billed(kind) ? " and may bill" : "");
    }
    return describe_error(error) + "; task " + id + " may go on at the service" + (is_billed(kind) ? " and bill" : "");
  case KLING_TASK_REJECTED:
    return describe_error(error) + no_bill;
  default:
    return describe_error(error);
  }
}

std::string outputs_json(const kling_task *task) {
  std::string list = "[";
  for (uint32_t index = 0; index < kling_task_output_count(task); ++index) {
    JsonLine output;
    output.text_if("type", kling_task_output_type(task, index)).text_if("id", kling_task_output_id(task, index));
    if (const double seconds = kling_task_output_duration(task, index); seconds >= 0) {
      output.number("duration_ms", std::lround(seconds * 1000));
    }
    const char *path = kling_task_output_path(task, index);
    if (path != nullptr && *path != '\0') {
      output.text("path", path);
    } else {
      output.text_if("url", kling_task_output_url(task, index));
    }
    list += (index > 0 ? "," : "") + output.object();
  }
  return list + "]";
}

JsonValue reply_of(const kling_task *task) {
  return read_json(text_or(kling_task_raw_json(task), "null")).value_or(JsonValue{});
}

/// When the service says it took the task, or last changed it, in the words of either generation; 0 when its reply does not tell.
int64_t service_time_ms(const kling_task *task, const char *legacy, const char *current) {
  const JsonValue reply = reply_of(task);
  const JsonValue *data = &data_of_reply(reply);
  if (data->kind == JsonValue::Kind::array && !data->items.empty()) {
    data = &data->items.front();
  }
  std::string_view text = data->member_text(legacy);
  text = text.empty() ? data->member_text(current) : text;
  int64_t ms = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), ms);
  return problem == std::errc{} && end == text.data() + text.size() ? ms : 0;
}

std::string text_of_units(const kling_task *task) {
  const double units = kling_task_units(task);
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.10g", units);
  return units < 0 ? std::string{} : text.data();
}

void add_time(JsonLine &line, const char *name, int64_t ms) {
  if (ms > 0) {
    line.number(name, ms);
  }
}

JsonLine task_line(const kling_task *task, int code) {
  JsonLine line;
  line.text("event", "result").flag("ok", code == exit_done).number("exit", code);
  line.text("state", kling_task_state_name(kling_task_state(task)));
  line.text_if("task_id", kling_task_id(task)).text_if("external_task_id", kling_task_external_id(task));
  line.text_if("kind", kling_task_kind(task)).text_if("token", kling_task_token(task));
  add_time(line, "created_ms", service_time_ms(task, "created_at", "create_time"));
  add_time(line, "updated_ms", service_time_ms(task, "updated_at", "update_time"));
  if (const std::string units = text_of_units(task); !units.empty()) {
    line.raw("units", units);
  }
  return line;
}

void add_error(JsonLine &line, const kling_error &error, const std::string &message) {
  if (error.status != KLING_OK) {
    line.text("status", kling_status_name(error.status));
  }
  line.text_if("message", message.c_str()).text_if("field", error.field);
  if (error.service_code != 0) {
    line.number("service_code", error.service_code);
  }
  line.text_if("request_id", error.request_id);
}

/// The service's own words, where the outputs are not all of them: what is answered at once, and what is no file.
void add_reply(JsonLine &line, const kling_task *task, bool synchronous) {
  bool wanted = synchronous;
  for (uint32_t index = 0; index < kling_task_output_count(task); ++index) {
    const std::string_view type = text_or(kling_task_output_type(task, index), "");
    wanted = wanted || type == "element" || type == "voice";
  }
  if (const JsonValue reply = reply_of(task); wanted && reply.kind == JsonValue::Kind::object) {
    std::string text;
    append_json_value(text, reply);
    line.raw("reply", text);
  }
}

void print_line(const JsonLine &line) {
  std::printf("%s\n", line.object().c_str());
}

/// Whether an output is known by its id: an element, a voice, a face, and the parts of an image that were found.
bool is_told_by_id(const char *type, bool synchronous) {
  const std::string_view name = text_or(type, "");
  return name == "element" || name == "voice" || name == "face" || name == "mask" || (synchronous && name == "image");
}

/// A line for each output: the file or the link; before it the id, where that is what the thing is used by. An element is its id alone.
void print_outputs(const kling_task *task, bool synchronous) {
  for (uint32_t index = 0; index < kling_task_output_count(task); ++index) {
    const char *type = kling_task_output_type(task, index);
    const std::string id = is_told_by_id(type, synchronous) ? text_or(kling_task_output_id(task, index), "") : "";
    std::string place = text_or(kling_task_output_path(task, index), text_or(kling_task_output_url(task, index), ""));
    place = std::string_view(text_or(type, "")) == "element" && !id.empty() ? "" : place;
    std::printf("%s%s%s\n", id.c_str(), id.empty() || place.empty() ? "" : "  ", place.c_str());
  }
}

/// Ids that other kinds ask for, of what is told by its file or link: on the standard error, so that the result stays one word a line.
void tell_ids(const kling_task *task) {
  std::string told;
  for (uint32_t index = 0; index < kling_task_output_count(task); ++index) {
    const std::string_view type = text_or(kling_task_output_type(task, index), "");
    const std::string id = text_or(kling_task_output_id(task, index), "");
    if (!id.empty() && id != told && (type == "video" || type == "audio")) {
      std::fprintf(stderr, "%s id %s\n", std::string(type).c_str(), id.c_str());
      told = id; // two forms of one sound have it both
    }
  }
}

/// Where the answer itself is the result: what was saved besides.
void tell_files(const kling_task *task, const std::string &output) {
  bool saved = false;
  for (uint32_t index = 0; index < kling_task_output_count(task); ++index) {
    if (const char *path = text_or(kling_task_output_path(task, index), ""); *path != '\0') {
      std::fprintf(stderr, "saved %s\n", path);
      saved = true;
    }
  }
  if (!output.empty() && !saved) {
    std::fputs("there is nothing in the answer that could be saved\n", stderr);
  }
}

/// What a call that was answered at once came to: a list as a table, what was made as outputs, all else as the service has told it.
void print_answer(const kling_task *task, const JsonValue &kind, const std::string &output) {
  const JsonValue reply = reply_of(task);
  const bool terminal = isatty(STDOUT_FILENO) != 0;
  if (kind.member_text("method") == "GET" || kind.member_text("group") == "account") {
    std::fputs(table_of_reply(reply, terminal ? columns_of_stream(STDOUT_FILENO, 80) : 0).c_str(), stdout);
    return;
  }
  // Whoever goes on with a session needs more than its outputs, and a call of the caller's own is answered in the service's words.
  const bool own_call = kind.member_text("group") == "call";
  const bool whole = data_of_reply(reply).member("session_id") != nullptr || own_call;
  if (whole || kling_task_output_count(task) == 0) {
    tell_files(task, output);
    std::fputs(json_of_reply(reply, {own_call && !terminal, terminal ? longest_shown : 0}).c_str(), stdout);
    return;
  }
  tell_ids(task);
  print_outputs(task, true);
}

void print_entry(const char *label, const std::string &text) {
  if (!text.empty()) {
    std::printf("%-12s %s\n", label, text.c_str());
  }
}

kling_error error_of(const kling_task *task) {
  kling_error error = empty_error();
  if (const kling_status read = kling_task_error(task, &error); read != KLING_OK) {
    error.status = read;
  }
  return error;
}

void print_look(const kling_task *task, const kling_error &error) {
  const int32_t state = kling_task_state(task);
  const Tone tone = state == KLING_TASK_SUCCEEDED ? Tone::good : state >= KLING_TASK_FINAL ? Tone::bad : Tone::strong;
  print_entry("state", toned(STDOUT_FILENO, tone, kling_task_state_name(state)));
  print_entry("error", error.status == KLING_OK ? "" : describe_error(error));
  print_entry("kind", text_or(kling_task_kind(task), ""));
  print_entry("task", text_or(kling_task_id(task), ""));
  print_entry("external id", text_or(kling_task_external_id(task), ""));
  print_entry("created", text_of_date(service_time_ms(task, "created_at", "create_time")));
  print_entry("updated", text_of_date(service_time_ms(task, "updated_at", "update_time")));
  print_entry("looked at", text_of_date(static_cast<int64_t>(std::time(nullptr)) * 1000));
  print_entry("units", text_of_units(task));
  for (uint32_t index = 0; index < kling_task_output_count(task); ++index) {
    std::string text = text_or(kling_task_output_type(task, index), "output");
    if (const double seconds = kling_task_output_duration(task, index); seconds >= 0) {
      text += "  " + text_of_seconds(seconds);
    }
    if (const char *id = text_or(kling_task_output_id(task, index), ""); *id != '\0') {
      text += std::string("  id ") + id;
    }
    print_entry("output", text + "  " + text_or(kling_task_output_url(task, index), ""));
  }
  print_entry("token", text_or(kling_task_token(task), ""));
}

} // namespace

int report_task(const kling_task *task, const Session &session, const Watched &watched, const GlobalFlags &flags, const Asked &asked) {
  std::vector<std::string> tasks{text_or(kling_task_token(task), "")};
  tasks.insert(tasks.end(), asked.left_out.begin(), asked.left_out.end());
  if (watched.failure.failed()) {
    return report_failure(watched.failure, flags.json);
  }
  const kling_error error = error_of(task);
  const int32_t state = kling_task_state(task);
  const bool cut_short = watched.interrupted && !(state == KLING_TASK_SUCCEEDED && error.status == KLING_OK);
  const int code = cut_short ? static_cast<int>(exit_interrupted) : exit_code_of_task(state, error.status);
  const JsonValue kind = row_of_kind(text_or(kling_task_kind(task), ""));
  const bool synchronous = kind.member_text("synchronous") == "true";
  const bool may_go_on = !synchronous && (state == KLING_TASK_DETACHED || state == KLING_TASK_UNKNOWN || state == KLING_TASK_SUCCEEDED);
  std::string message;
  std::string command;
  if (code != exit_done) {
    message = describe_end(task, kind, error, watched.interrupted, session.simulator.running());
    print_complaint(message);
    if (const std::string hint = hint_of_error(error); !hint.empty()) {
      std::fprintf(stderr, "%s\n", hint.c_str());
    }
    if (const std::string hint = take_up_hint(flags, tasks, asked.output); may_go_on && !hint.empty()) {
      std::fprintf(stderr, "%s\n", hint.c_str());
      command = session.simulator.running() ? std::string{} : take_up_command(flags, tasks, asked.output);
    }
  }
  if (flags.json) {
    JsonLine line = task_line(task, code);
    if (code != exit_done) {
      add_error(line, error, message);
    }
    line.text_if("take_up", command.c_str()).raw("outputs", outputs_json(task));
    add_reply(line, task, synchronous);
    print_line(line);
  } else if (code == exit_done && synchronous) {
    print_answer(task, kind, asked.output);
  } else if (code == exit_done) {
    tell_ids(task);
    print_outputs(task, false);
  }
  return code;
}

int report_look(const kling_task *task, const GlobalFlags &flags) {
  const kling_error error = error_of(task);
  const int32_t state = kling_task_state(task);
  const int code = state < KLING_TASK_FINAL ? exit_unknown_outcome : exit_code_of_task(state, error.status);
  if (flags.json) {
    JsonLine line = task_line(task, code);
    add_error(line, error, error.status == KLING_OK ? "" : describe_error(error));
    print_line(line.raw("outputs", outputs_json(task)));
  } else {
    print_look(task, error);
  }
  return code;
}

} // namespace kling::cli
