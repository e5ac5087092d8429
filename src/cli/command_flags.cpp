#include "cli/command_flags.hpp"

namespace kling::cli {

namespace {

void add_global_flags(CLI::App &app, Typed &typed) {
  app.set_help_flag("-h,--help", "This text")->group(global_group);
  const auto text = [&](const char *flag, std::string &target, const char *help, const char *value) {
    app.add_option(flag, target, help)->group(global_group)->type_name(value);
  };
  text("--provider", typed.global.provider,
       "Whom to speak to: kling (the default), kling-cn, cometapi, custom; or sim, a simulator for this one command", "NAME");
  text("--base-url", typed.global.base_url, "Another address of the provider", "URL");
  text("--api-key-file", typed.global.api_key_file, "Read the API key from this file", "FILE");
  text("--kind", typed.global.kind, "The kind of task, where an id alone does not say it", "KIND");
  text("--poll-interval", typed.poll_interval, "Least time between two looks at a task: 5, 500ms, 1m", "TIME");
  text("--timeout", typed.timeout, "How long a task may take: 90, 10m, 6h", "TIME");
  app.add_option("--option", typed.options, "Any option of the library, by name, such as max_retries=0")
      ->group(global_group)
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  app.add_flag("--json", typed.global.json, "One JSON object a line; the last is the result")->group(global_group);
  app.add_flag("--force", typed.global.force, "Overwrite a file that exists")->group(global_group);
}

void add_field_flags(CLI::App &app, Typed &typed, Placed &placed) {
  for (size_t index = 0; index < placed.command->fields.size(); ++index) {
    const FieldFlag &field = placed.command->fields[index];
    std::string &target = typed.field_texts.emplace_back();
    try {
      CLI::Option *option = field.value.empty() ? app.add_flag(field.flag, target, field.help)
                                                : app.add_option(field.flag, target, field.help)->type_name(field.value);
      placed.fields.emplace_back(option->group(field.of_parts ? parts_group : field_group), index);
    } catch (const CLI::ConstructionError &) {
      // The name is taken by a flag of ours: the field is still reached with --set.
      continue;
    }
  }
  app.add_option("--set", typed.set, "Any field or part of one, by its path" + placed.command->part_examples)
      ->group(parts_group)
      ->type_name("PATH=VALUE")
      ->allow_extra_args(false);
}

void add_task_flags(CLI::App &app, Typed &typed, Placed &placed) {
  if (placed.command->saves) {
    placed.output = app.add_option("-o,--output", typed.output,
                                   "Save what was made here; a path that ends in / is a folder. Without it the link is printed")
                        ->group(task_group)
                        ->type_name("FILE");
  }
  if (placed.command->creates) {
    app.add_option("--json-body", typed.json_body, "Start from a whole request body; - reads it from the standard input")
        ->group(task_group)
        ->type_name("FILE");
    app.add_flag("--dry-run", typed.dry_run, "Print method, URL and body; send nothing, and need no key")->group(task_group);
  }
}

Placed place_command(CLI::App &app, const Command &command, Typed &typed) {
  Placed placed;
  placed.command = &command;
  placed.app = app.add_subcommand(command.name, command.summary);
  if (!command.word.empty()) {
    CLI::Option *word = placed.app->add_option(positional_name, typed.words, command.word_help)->type_name("");
    word->expected(command.word_required ? 1 : 0, command.many_words ? 1000 : 1);
    if (command.word_required) {
      word->required();
    }
  }
  if (command.creates) {
    add_field_flags(*placed.app, typed, placed);
  }
  add_task_flags(*placed.app, typed, placed);
  add_global_flags(*placed.app, typed);
  return placed;
}

} // namespace

std::vector<Placed> place_commands(CLI::App &app, const std::vector<Command> &commands, Typed &typed) {
  app.require_subcommand(0, 1);
  std::vector<Placed> placed;
  placed.reserve(commands.size());
  for (const Command &command : commands) {
    placed.push_back(place_command(app, command, typed));
  }
  add_global_flags(app, typed);
  app.set_version_flag("--version", std::string("kling ") + kling_version_string(), "The version")->group(global_group);
  return placed;
}

} // namespace kling::cli
