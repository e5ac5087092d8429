#include "cli/help_command.hpp"

#include <algorithm>
#include <cstdio>
#include <unistd.h>

#include "cli/command_table.hpp"
#include "cli/failure.hpp"
#include "cli/field_value.hpp"
#include "cli/nearest.hpp"
#include "cli/terminal.hpp"

namespace kling::cli {

int run_help(const Invocation &invocation) {
  const std::vector<Command> commands = all_commands(invocation.words);
  std::string asked;
  for (const std::string &word : invocation.words) {
    asked += (asked.empty() ? "" : " ") + word;
  }
  std::vector<std::string> names;
  names.reserve(commands.size());
  for (const Command &command : commands) {
    names.push_back(command.words());
  }
  if (!asked.empty() && std::find(names.begin(), names.end(), asked) == names.end()) {
    return report_failure(
        usage_failure("there is no command '" + without_query(asked) + "'" + did_you_mean(asked, names), "Try: kling help"),
        invocation.global.json);
  }
  std::fputs(help_of(commands, asked, page_columns(STDOUT_FILENO)).c_str(), stdout);
  return exit_done;
}

} // namespace kling::cli
