#include "cli/command_line.hpp"

#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdio>
#include <deque>
#include <optional>
#include <string_view>

#include "cli/failure.hpp"
#include "kling/kling.h"

namespace kling::cli {

namespace {

constexpr const char *global_group = "On every command";
constexpr const char *field_group = "Fields";

/// What CLI11 writes into; it must not move while parsing.
struct Typed {
  GlobalFlags global;
  std::string poll_interval;
  std::string timeout;
  std::vector<std::string> options;
  std::vector<std::string> set;
  std::string word;
  std::string output;
  std::string json_body;
  bool dry_run = false;
  std::deque<std::string> field_texts;
};

struct Placed {
  CLI::App *app = nullptr;
  const Command *command = nullptr;
  CLI::Option *word = nullptr;
  std::vector<std::pair<CLI::Option *, size_t>> fields; // and the index of the row
};

void add_global_flags(CLI::App &app, Typed &typed) {
  const auto text = [&](const char *flag, std::string &target, const char *help, const char *value) {
    app.add_option(flag, target, help)->group(global_group)->type_name(value);
  };
  text("--provider", typed.global.provider, "kling, kling-cn, cometapi, custom, or sim: a simulator for this one command", "NAME");
  text("--base-url", typed.global.base_url, "another address of the provider", "URL");
  text("--api-key-file", typed.global.api_key_file, "read the API key from this file", "FILE");
  text("--kind", typed.global.kind, "the kind of task, where an id alone does not say it", "KIND");
  text("--poll-interval", typed.poll_interval, "least time between two looks: 5, 500ms, 1m", "TIME");
  text("--timeout", typed.timeout, "how long the task may take: 90, 10m, 6h", "TIME");
  app.add_option("--option", typed.options, "any option of the library, by name")
      ->group(global_group)
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  app.add_flag("--json", typed.global.json, "one JSON object a line; the last is the result")->group(global_group);
  app.add_flag("--force", typed.global.force, "overwrite existing files")->group(global_group);
}

void add_create_flags(CLI::App &app, Typed &typed, Placed &placed) {
  for (size_t index = 0; index < placed.command->fields.size(); ++index) {
    const FieldFlag &field = placed.command->fields[index];
    std::string &target = typed.field_texts.emplace_back();
    try {
      CLI::Option *option = field.value.empty() ? app.add_flag(field.flag, target, field.help)
                                                : app.add_option(field.flag, target, field.help)->type_name(field.value);
      placed.fields.emplace_back(option->group(field_group), index);
    } catch (const CLI::ConstructionError &) {
      // The name is taken by a flag of ours: the field is still reached with --set.
      continue;
    }
  }
  app.add_option("--set", typed.set, "any field, by its path: camera_control.config.zoom=5")
      ->group(field_group)
      ->type_name("PATH=VALUE")
      ->allow_extra_args(false);
  app.add_option("--json-body", typed.json_body, "start from a whole request body; - reads it from the standard input")->type_name("FILE");
  app.add_flag("--dry-run", typed.dry_run, "print the method, the URL and the body; send nothing");
}

Placed add_command(CLI::App &app, const Command &command, Typed &typed) {
  Placed placed;
  placed.command = &command;
  placed.app = app.add_subcommand(command.name, command.summary);
  if (!command.word.empty()) {
    placed.word = placed.app->add_option(command.word, typed.word, command.word_help)->type_name("");
    if (command.word_required) {
      placed.word->required();
    }
  }
  if (command.saves) {
    placed.app->add_option("-o,--output", typed.output, "save here; a path that ends in / is a folder. Without it the URL is printed")
        ->type_name("FILE");
  }
  if (command.creates) {
    add_create_flags(*placed.app, typed, placed);
  }
  add_global_flags(*placed.app, typed);
  return placed;
}

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

void read_time(const char *flag, const std::string &text, int64_t &target) {
  if (text.empty()) {
    return;
  }
  const std::optional<int64_t> milliseconds = read_time_ms(text);
  if (!milliseconds) {
    throw CLI::ValidationError(flag, "'" + text + "' is no time; write 5, 500ms, 10m or 6h");
  }
  target = *milliseconds;
}

std::pair<std::string, std::string> split_pair(const char *flag, const std::string &text) {
  const size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw CLI::ValidationError(flag, "'" + text + "' has no NAME=VALUE");
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
    invocation.global.options.push_back(split_pair("--option", each));
  }
  invocation.word = typed.word;
  invocation.word_given = placed.word != nullptr && placed.word->count() > 0;
  invocation.output = typed.output;
  invocation.json_body = typed.json_body;
  invocation.dry_run = typed.dry_run;
  for (const auto &[option, index] : placed.fields) {
    if (option->count() > 0) {
      invocation.fields.emplace_back(placed.command->fields[index].path, option->as<std::string>());
    }
  }
  for (const std::string &each : typed.set) {
    invocation.fields.push_back(split_pair("--set", each));
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

int report_mistake(const CLI::App &app, const CLI::ParseError &error, bool json) {
  const CLI::App *asked = &app;
  if (!app.get_subcommands().empty()) {
    asked = app.get_subcommands().front();
  }
  return report_failure(usage_failure(error.what(), "Try: kling " + (asked == &app ? "" : asked->get_name() + " ") + "--help"), json);
}

} // namespace

std::variant<Invocation, int> read_command_line(int argc, char **argv, const std::vector<Command> &commands) {
  CLI::App app{"Kling AI video generation from the shell", "kling"};
  Typed typed;
  app.set_version_flag("--version", std::string("kling ") + kling_version_string(), "print the version");
  app.require_subcommand(0, 1);
  app.get_formatter()->column_width(34);
  std::vector<Placed> placed;
  placed.reserve(commands.size());
  for (const Command &command : commands) {
    placed.push_back(add_command(app, command, typed));
  }
  add_global_flags(app, typed);
  app.footer("Exit codes: 0 done, 1 task failed, 2 usage or bad field, 3 credentials, 4 money, 5 network or\n"
             "service, 6 refused by policy, 7 outcome unknown, 8 file or store, 130 interrupted.");
  try {
    app.parse(argc, argv);
    for (const Placed &each : placed) {
      if (each.app->parsed()) {
        return gather(each, typed);
      }
    }
  } catch (const CLI::Success &asked) {
    return app.exit(asked); // --help and --version
  } catch (const CLI::ParseError &error) {
    return report_mistake(app, error, asks_for_json(argc, argv));
  }
  if (asks_for_json(argc, argv)) {
    return report_failure(usage_failure("no command was given", "Try: kling --help"), true);
  }
  std::fprintf(stderr, "%s", app.help().c_str());
  return exit_usage;
}

} // namespace kling::cli
