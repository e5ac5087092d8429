#include "cli/command_table.hpp"

#include <algorithm>

#include "cli/catalog.hpp"
#include "cli/catalog_command.hpp"
#include "cli/error_command.hpp"
#include "cli/status_command.hpp"
#include "cli/take_up_command.hpp"
#include "cli/task_command.hpp"

namespace kling::cli {

namespace {

constexpr const char *sample_prompt = "\"A red fox trots through fresh snow\"";
constexpr const char *task_word = "Token, task id or external id; an id of another kind than text2video needs --kind";

struct CommandRow {
  const char *name;
  const char *summary;
  const char *about;
  const char *word;
  const char *word_help;
  const char *example;
  bool word_required;
  bool many_words;
  bool saves;
  bool connects;
  int (*run)(const Invocation &);
};

constexpr CommandRow command_rows[] = {
    {"status", "Look at a task once",
     "Looks at tasks once and tells state, ids, times and outputs; it never waits for their end. The exit code is 0 when the task "
     "succeeded, 1 when it failed, 7 while it runs.",
     "TASK", task_word, "status 812345678901234567", true, true, false, true, run_status},
    {"wait", "Take up a task and wait for its end",
     "Takes up tasks that exist at the service, one after the other, waits for their end and saves what they made. This costs nothing.",
     "TASK", task_word, "wait 812345678901234567 -o fox.mp4", true, true, true, true, run_wait},
    {"save", "Save what a task made", "A task that still runs is waited for.", "TASK", task_word, "save 812345678901234567 -o clips/", true,
     true, true, true, run_save},
    {"kinds", "The kinds of task", "Each is a command of its own.", "", "", "kinds", false, false, false, false, run_kinds},
    {"fields", "The fields of a kind", "Every field and its parts, by the paths that --set takes.", "KIND", "A kind, such as text2video",
     "fields text2video", false, false, false, false, run_fields},
    {"models", "The models and what they take", "", "KIND", "Only those of this kind", "models", false, false, false, false, run_models},
    {"errors", "What an error means and what to do",
     "The codes that the service answers with; or one of them, or a status of the library, in full: what it means and what to do.", "CODE",
     "A code of the service, such as 1303, or a status, such as KLING_E_BALANCE", "errors 1303", false, false, false, false, run_errors},
    {"version", "The version and how it was built", "", "", "", "version", false, false, false, false, run_version},
};

Command command_of_row(const CommandRow &row) {
  Command command;
  command.name = row.name;
  command.summary = row.summary;
  command.about = row.about;
  command.word = row.word;
  command.word_help = row.word_help;
  command.word_required = row.word_required;
  command.many_words = row.many_words;
  command.saves = row.saves;
  command.connects = row.connects;
  command.examples = {row.example};
  command.run = row.run;
  return command;
}

/// "kling-v2-6, kling-v3": those that the service still has.
std::string names_of_models(const std::vector<JsonValue> &models) {
  std::string names;
  for (const JsonValue &model : models) {
    if (model.member_text("retired").empty()) {
      names += (names.empty() ? "" : ", ") + std::string(model.member_text("name"));
    }
  }
  return names;
}

void describe_model_flag(Command &command, const JsonValue &kind, const std::vector<JsonValue> &models) {
  for (FieldFlag &flag : command.fields) {
    if (flag.path == "model_name") {
      const std::string names = names_of_models(models);
      const std::string recommended(kind.member_text("recommended_model"));
      flag.help = "The model" + (names.empty() ? "" : ": " + names) + (recommended.empty() ? "" : " (default " + recommended + ")") +
                  "; kling models " + command.name + " tells more";
    }
  }
}

/// ": camera_control.type=VALUE, multi_prompt[0].index=VALUE": the first part of an object and of a list.
std::string examples_of_parts(const std::vector<JsonValue> &fields) {
  std::string member;
  std::string element;
  for (const JsonValue &field : fields) {
    std::string path(field.member_text("name"));
    const size_t list = path.find("[]");
    if (list != std::string::npos && element.empty()) {
      element = path.replace(list, 2, "[0]") + "=VALUE";
    } else if (list == std::string::npos && path.find('.') != std::string::npos && member.empty()) {
      member = path + "=VALUE";
    }
  }
  const std::string both = member + (member.empty() || element.empty() ? "" : ", ") + element;
  return both.empty() ? both : ": " + both;
}

/// What an example gives: the prompt, or what the kind needs instead.
std::string given_in_examples(const Command &command, const std::vector<JsonValue> &fields) {
  if (!command.word.empty()) {
    return std::string(" ") + sample_prompt;
  }
  std::string given;
  for (const JsonValue &field : fields) {
    for (const FieldFlag &flag : command.fields) {
      if (flag.path == field.member_text("name") && field.member_text("required") == "true") {
        given += " " + flag.flag.substr(0, flag.flag.find(',')) + (flag.value.empty() ? "" : " " + flag.value);
      }
    }
  }
  return given;
}

} // namespace

Command command_of_kind(const JsonValue &kind, const std::vector<JsonValue> &fields, const std::vector<JsonValue> &models) {
  Command command;
  command.name = kind.member_text("kind");
  command.summary = kind.member_text("title");
  command.about =
      "Sends the task, waits for its end and saves what it made. kling fields " + command.name + " tells every field with its parts.";
  command.creates = true;
  command.saves = true;
  command.connects = true;
  command.run = run_create;
  command.fields = field_flags(fields);
  describe_model_flag(command, kind, models);
  command.part_examples = examples_of_parts(fields);
  for (const JsonValue &field : fields) {
    if (field.member_text("name") == "prompt") {
      command.word = "PROMPT";
      command.word_help = "The same as --prompt, in quotes";
    }
  }
  const std::string start = command.name + given_in_examples(command, fields);
  const std::string file = command.name.find("video") == std::string::npos ? "made/" : "fox.mp4";
  command.examples = {start + " -o " + file + " --provider sim", start + " -o " + file, start + " --dry-run",
                      command.name + " --json-body body.json -o made/ --json"};
  return command;
}

std::vector<Command> all_commands(const std::vector<std::string> &words) {
  std::vector<Command> commands;
  kling_status status = KLING_OK;
  for (const JsonValue &row : catalog_rows("kinds", {}, status)) {
    const std::string name(row.member_text("kind"));
    // The first kind gives the program's help its example; the others are read when they are named.
    const bool read = commands.empty() || std::find(words.begin(), words.end(), name) != words.end();
    commands.push_back(read ? command_of_kind(row, catalog_rows("fields", name, status), catalog_rows("models", name, status))
                            : command_of_kind(row, {}, {}));
  }
  for (const CommandRow &row : command_rows) {
    commands.push_back(command_of_row(row));
  }
  return commands;
}

} // namespace kling::cli
