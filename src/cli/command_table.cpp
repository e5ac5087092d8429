#include "cli/command_table.hpp"

#include <algorithm>

#include "cli/account_command.hpp"
#include "cli/catalog.hpp"
#include "cli/catalog_command.hpp"
#include "cli/cost_command.hpp"
#include "cli/error_command.hpp"
#include "cli/help_command.hpp"
#include "cli/kind_command.hpp"
#include "cli/status_command.hpp"
#include "cli/take_up_command.hpp"
#include "cli/tasks_command.hpp"

namespace kling::cli {

namespace {

constexpr const char *tasks = "Tasks";
constexpr const char *look_up = "Look up";
constexpr const char *task_word = "Token, task id or external id; an id of another kind than text2video needs --kind";
constexpr const char *kind_word = "Only those of this kind";

struct CommandRow {
  const char *name;
  const char *group;
  const char *summary;
  const char *about;
  const char *word;
  const char *word_help;
  const char *example;
  bool looks_at_tasks; // takes several of them, and needs one
  bool saves;
  int (*run)(const Invocation &);
  bool lists = false;
  bool connects = false;
};

constexpr CommandRow command_rows[] = {
    {"status", tasks, "Look at a task once",
     "Looks at tasks once and tells state, ids, times and outputs; it never waits for their end. The exit code is 0 when the task "
     "succeeded, 1 when it failed, 7 while it runs.",
     "TASK", task_word, "status 812345678901234567", true, false, run_status},
    {"wait", tasks, "Take up a task and wait for its end",
     "Takes up tasks that exist at the service, one after the other, waits for their end and saves what they made. This costs nothing.",
     "TASK", task_word, "wait 812345678901234567 --kind image2video -o fox.mp4", true, true, run_wait},
    {"save", tasks, "Save what a task made", "A task that still runs is waited for.", "TASK", task_word,
     "save 812345678901234567 -o clips/", true, true, run_save},
    {"tasks", tasks, "What tasks the account has, the newest first",
     "Lists the tasks that the service knows, of one kind or of all of them, also those that other programs made. It costs nothing. "
     "--json prints each record whole.",
     "KIND", kind_word, "tasks text2video --limit 10 --status failed", false, false, run_tasks, true, true},
    {"account", tasks, "The resource packs and what is left of them",
     "Lists the packs of the last 90 days. It costs nothing, and the service's numbers lag by up to 12 hours. kling costs asks about other "
     "times, kling balance and kling package tell what was deducted. At CometAPI it is what each key has used and has left.",
     "", "", "account", false, false, run_account, false, true},
    {"cost", look_up, "What a task would cost: units, dollars, credits",
     "Tells the price of one task from its fields, and sends nothing: no key is needed. Behind the kind stand the words and flags of its "
     "own "
     "command. A price that is not known is told as unknown.",
     "", "", "cost text2video \"A red fox trots through fresh snow\" --duration 10", false, false, run_cost},
    {"kinds", look_up, "The kinds of task", "Each is a command of its own.", "", "", "kinds", false, false, run_kinds},
    {"fields", look_up, "The fields of a kind", "Every field and its parts, by the paths that --set takes.", "KIND",
     "A kind, such as text2video", "fields text2video", false, false, run_fields},
    {"models", look_up, "The models and what they take", "", "KIND", kind_word, "models image2video", false, false, run_models},
    {"prices", look_up, "The price list", "In units of the service, in dollars, and in the credits of the commissioned page.", "KIND",
     kind_word, "prices omni-video", false, false, run_prices},
    {"errors", look_up, "What an error means and what to do",
     "The codes that the service answers with; or one of them, or a status of the library, in full: what it means and what to do.", "CODE",
     "A code of the service, such as 1303, or a status, such as KLING_E_BALANCE", "errors 1303", false, false, run_errors},
    {"help", look_up, "This text, or that of a command", "The same as --help behind the command.", "COMMAND",
     "A command, such as image2video; without one: all of them", "help image2video", false, false, run_help},
    {"version", look_up, "The version and how it was built", "", "", "", "version", false, false, run_version},
};

Command command_of_row(const CommandRow &row) {
  Command command;
  command.name = row.name;
  command.group = row.group;
  command.summary = row.summary;
  command.about = row.about;
  command.word = row.word;
  command.word_help = row.word_help;
  command.word_required = row.looks_at_tasks;
  command.many_words = row.looks_at_tasks || row.run == run_help; // help cost text2video
  command.waits = row.looks_at_tasks;
  command.lists = row.lists;
  command.connects = row.looks_at_tasks || row.connects;
  command.saves = row.saves;
  command.examples = {row.example};
  command.run = row.run;
  return command;
}

} // namespace

std::vector<Command> all_commands(const std::vector<std::string> &words) {
  const auto typed = [&](const std::string &word) { return std::find(words.begin(), words.end(), word) != words.end(); };
  std::vector<Command> commands;
  kling_status status = KLING_OK;
  for (const JsonValue &row : catalog_rows("kinds", {}, status)) {
    const std::string name(row.member_text("kind"));
    // The first kind gives the program's help its example; the others are read when they are named.
    const std::string other(row.member_text("other_generation"));
    const bool read = commands.empty() || typed(name);
    commands.push_back(read ? command_of_kind(row, catalog_rows("fields", name, status), catalog_rows("models", name, status),
                                              other.empty() ? std::vector<JsonValue>{} : catalog_rows("models", other, status))
                            : command_of_kind(row, {}, {}));
  }
  const size_t kinds = commands.size();
  for (const CommandRow &row : command_rows) {
    commands.push_back(command_of_row(row));
  }
  for (size_t index = 0; typed("cost") && index < kinds; ++index) {
    commands.push_back(cost_command_of_kind(Command(commands[index])));
  }
  return commands;
}

} // namespace kling::cli
