#include <algorithm>
#include <csignal>
#include <cstdio>
#include <exception>
#include <unistd.h>

#include "cli/command_table.hpp"
#include "cli/standard_streams.hpp"
#include "cli/terminal.hpp"

namespace kling::cli {

namespace {

/// Whether what was printed has arrived. A reader that has seen enough, as `head` has, is no mistake, but a result that was paid for and
/// reached nobody is one.
int code_after_output(int code, bool paid_for) {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) {
    return code;
  }
  if (!reader_is_gone(STDOUT_FILENO)) {
    std::fputs("kling: the standard output cannot be written\n", stderr);
  } else if (!paid_for) {
    return code;
  }
  return code == exit_done ? static_cast<int>(exit_file) : code;
}

int run(int argc, char **argv) {
  // A reader of our output that went away, or a connection that broke, is an error to report and no reason to die.
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
  if (!open_missing_streams()) {
    return exit_file;
  }
  const std::vector<Command> commands = all_commands({argv + 1, argv + std::max(argc, 1)});
  const std::variant<Invocation, int> read = read_command_line(argc, argv, commands);
  const int *ended = std::get_if<int>(&read);
  const auto *invocation = std::get_if<Invocation>(&read);
  const int code = ended != nullptr ? *ended : invocation->command->run(*invocation);
  return code_after_output(code, invocation != nullptr && invocation->command->connects);
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
