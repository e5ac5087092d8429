#include <csignal>
#include <cstdio>
#include <cstring>
#include <string_view>

#include "cli/catalog.hpp"
#include "cli/catalog_command.hpp"
#include "cli/standard_streams.hpp"
#include "cli/take_up_command.hpp"
#include "cli/task_command.hpp"

namespace kling::cli {

namespace {

struct CommandRow {
  const char *name;
  const char *summary;
  const char *word;
  const char *word_help;
  bool word_required;
  bool saves;
  int (*run)(const Invocation &);
};

constexpr CommandRow command_rows[] = {
    {"wait", "Take up a task and wait for its end", "task", "token, task id or external id", true, true, run_wait},
    {"save", "Save what a finished task made", "task", "token, task id or external id", true, true, run_save},
    {"kinds", "The kinds of task", "", "", false, false, run_kinds},
    {"fields", "The fields of a kind", "kind-name", "a kind, such as text2video", false, false, run_fields},
    {"models", "The models and what they take", "kind-name", "only those of this kind", false, false, run_models},
    {"errors", "The codes the service answers with", "code", "only this code", false, false, run_errors},
    {"version", "The version and how it was built", "", "", false, false, run_version},
};

bool is_among(const std::string &name, int argc, char **argv) {
  for (int index = 1; index < argc; ++index) {
    if (name == argv[index]) {
      return true;
    }
  }
  return false;
}

Command command_of_kind(const JsonValue &row, bool named) {
  Command command;
  command.name = row.member_text("kind");
  command.summary = row.member_text("title");
  command.creates = true;
  command.saves = true;
  command.run = run_create;
  // The fields are read only for a kind that the command line names.
  kling_status status = KLING_OK;
  const std::vector<JsonValue> fields = named ? catalog_rows("fields", command.name, status) : std::vector<JsonValue>{};
  command.fields = field_flags(fields);
  for (FieldFlag &flag : command.fields) {
    if (flag.path == "model_name") {
      flag.help = "one of: kling models; without it " + std::string(row.member_text("recommended_model"));
    }
  }
  for (const JsonValue &field : fields) {
    if (field.member_text("name") == "prompt") {
      command.word = "prompt-text";
      command.word_help = "the prompt";
    }
  }
  return command;
}

std::vector<Command> all_commands(int argc, char **argv) {
  std::vector<Command> commands;
  kling_status status = KLING_OK;
  for (const JsonValue &row : catalog_rows("kinds", {}, status)) {
    commands.push_back(command_of_kind(row, is_among(std::string(row.member_text("kind")), argc, argv)));
  }
  for (const CommandRow &row : command_rows) {
    Command command;
    command.name = row.name;
    command.summary = row.summary;
    command.word = row.word;
    command.word_help = row.word_help;
    command.word_required = row.word_required;
    command.saves = row.saves;
    command.run = row.run;
    commands.push_back(std::move(command));
  }
  return commands;
}

int run(int argc, char **argv) {
  // A reader of our output that went away, or a connection that broke, is an error to report and no reason to die.
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
  if (!open_missing_streams()) {
    return exit_file;
  }
  const std::vector<Command> commands = all_commands(argc, argv);
  const std::variant<Invocation, int> read = read_command_line(argc, argv, commands);
  const int *ended = std::get_if<int>(&read);
  const auto *invocation = std::get_if<Invocation>(&read);
  const int code = ended != nullptr ? *ended : invocation->command->run(*invocation);
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    std::fputs("kling: the standard output cannot be written\n", stderr);
    return code == exit_done ? static_cast<int>(exit_file) : code;
  }
  return code;
}

} // namespace

} // namespace kling::cli

int main(int argc, char **argv) {
  try {
    return kling::cli::run(argc, argv);
  } catch (const std::exception &problem) {
    std::fprintf(stderr, "kling: %s\n", problem.what());
    return kling::cli::exit_file;
  }
}
