#include "cli/command_line.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <optional>
#include <string_view>
#include <unistd.h>

#include "cli/command_flags.hpp"
#include "cli/failure.hpp"
#include "cli/help.hpp"
#include "cli/mistake.hpp"
#include "cli/terminal.hpp"
#include "kling/kling.h"

namespace kling::cli {

namespace {

constexpr size_t page_columns = 100; // longer lines are hard to read

/// "5" and "5s" are seconds; ms, m and h are understood too.
std::optional<int64_t> read_time_ms(std::string_view text) {
  double amount = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), amount);
  const std::string_view unit = text.substr(static_cast<size_t>(end - text.data()));
  const double scale = unit.empty() || unit == "s" ? 1e3 : unit == "ms" ? 1 : unit == "m" ? 60e3 : unit == "h" ? 3600e3 : 0;
  const double milliseconds = amount * scale;
  if (problem != std::errc{} || !(milliseconds >= 1 && milliseconds <= 1e12)) {
    return std::nullopt;
  }
  return static_cast<int64_t>(milliseconds);
}

void read_time(const std::string &flag, const std::string &text, int64_t &target) {
  if (text.empty()) {
    return;
  }
  const std::optional<int64_t> milliseconds = read_time_ms(text);
  if (!milliseconds) {
    throw CLI::ValidationError(flag + " '" + text + "' is no time; write 5, 500ms, 10m or 6h");
  }
  target = *milliseconds;
}

std::pair<std::string, std::string> split_pair(const std::string &flag, const std::string &text, const char *form) {
  const size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw CLI::ValidationError(flag + " '" + text + "' is no " + form);
  }
  return {text.substr(0, equals), text.substr(equals + 1)};
}

Invocation gather(const Placed &placed, const Typed &typed) {
  Invocation invocation;
  invocation.command = placed.command;
  invocation.global = typed.global;
  read_time("--poll-interval", typed.poll_interval, invocation.global.poll_interval_ms);
  read_time("--timeout", typed.timeout, invocation.global.timeout_ms);
  for (const std::string &each : typed.options) {
    invocation.global.options.push_back(split_pair("--option", each, "NAME=VALUE"));
  }
  invocation.words = typed.words;
  invocation.output = typed.output;
  if (placed.output != nullptr && placed.output->count() > 0 && (typed.output.empty() || typed.output == "-")) {
    throw CLI::ValidationError("--output needs the path of a file, or of a folder that ends in /");
  }
  invocation.json_body = typed.json_body;
  invocation.dry_run = typed.dry_run;
  for (const auto &[option, index] : placed.fields) {
    if (option->count() == 0) {
      continue;
    }
    const FieldFlag &field = placed.command->fields[index];
    if (field.path == "prompt" && !typed.words.empty()) {
      throw CLI::ValidationError("the prompt is given twice, as a word and as --prompt");
    }
    invocation.fields.emplace_back(field.path, option->as<std::string>());
  }
  for (const std::string &each : typed.set) {
    invocation.fields.push_back(split_pair("--set", each, "PATH=VALUE"));
  }
  return invocation;
}

/// What was typed could not be read, so whether it asked for JSON is looked up word by word.
bool asks_for_json(int argc, char **argv) {
  for (int index = 1; index < argc; ++index) {
    const std::string_view word = argv[index];
    if (word == "--json" || word == "--") {
      return word == "--json";
    }
  }
  return false;
}

const Placed *named_command(const std::vector<Placed> &placed) {
  for (const Placed &each : placed) {
    if (each.app->parsed()) {
      return &each;
    }
  }
  return nullptr;
}

std::string help_of(const CLI::App &app, const Placed *named, const std::vector<Command> &commands, size_t columns) {
  return named == nullptr ? help_text(app, commands, columns) : help_text(*named->app, *named->command, columns);
}

} // namespace

std::variant<Invocation, int> read_command_line(int argc, char **argv, const std::vector<Command> &commands) {
  CLI::App app{"", "kling"};
  Typed typed;
  const std::vector<Placed> placed = place_commands(app, commands, typed);
  try {
    app.parse(argc, argv);
    if (const Placed *named = named_command(placed); named != nullptr) {
      Invocation invocation = gather(*named, typed);
      invocation.global.program = argc > 0 ? argv[0] : "kling";
      return invocation;
    }
  } catch (const CLI::CallForHelp &) {
    std::fputs(
        help_of(app, named_command(placed), commands, std::min(columns_of_stream(STDOUT_FILENO, page_columns), page_columns)).c_str(),
        stdout);
    return exit_done;
  } catch (const CLI::CallForVersion &asked) {
    std::printf("%s\n", asked.what());
    return exit_done;
  } catch (const CLI::ParseError &error) {
    const Placed *named = named_command(placed);
    const CLI::App &asked = named == nullptr ? app : *named->app;
    return report_failure(describe_mistake(asked, named == nullptr ? nullptr : named->command, commands, error), asks_for_json(argc, argv));
  }
  if (asks_for_json(argc, argv)) {
    return report_failure(usage_failure("no command was given", "Try: kling --help"), true);
  }
  std::fputs(help_text(app, commands, std::min(columns_of_stream(STDERR_FILENO, page_columns), page_columns)).c_str(), stderr);
  return exit_usage;
}

std::string help_of(const std::vector<Command> &commands, const std::string &name, size_t columns) {
  CLI::App app{"", "kling"};
  Typed typed;
  for (const Placed &each : place_commands(app, commands, typed)) {
    if (each.command->name == name) {
      return help_text(*each.app, *each.command, columns);
    }
  }
  return help_text(app, commands, columns);
}

} // namespace kling::cli
