#include "cli/command_flags.hpp"

namespace kling::cli {

namespace {

/// What a gateway may want otherwise. Every command takes these, and the help of the program tells of them.
void add_gateway_flags(CLI::App &app, const char *group, GlobalFlags &flags) {
  app.add_option("--path-prefix", flags.path_prefix, "What stands before every path, such as /kling; may be empty")
      ->group(group)
      ->type_name("PATH");
  app.add_option("--auth-header", flags.auth_header, "The header that carries the key, such as \"X-API-Key: {key}\"")
      ->group(group)
      ->type_name("HEADER");
  app.add_option("--header", flags.headers,
                 "One more header, \"Name: value\", given once for each; @FILE holds one a line, and keeps a secret off the command line")
      ->group(group)
      ->type_name("HEADER")
      ->allow_extra_args(false);
  app.add_option("--poll-path", flags.poll_path,
                 "Where a task is asked for, such as /v1/tasks/{task_id}; without it {path}/{task_id}, behind the path it was made by")
      ->group(group)
      ->type_name("PATH");
  app.add_option("--model-field", flags.model_field,
                 "What the field of the model is called there: model_name, model, or model_name,model for both")
      ->group(group)
      ->type_name("NAME");
}

/// The flags that every command takes; its help shows those that change something there. `command` NULL: the program itself.
void add_global_flags(CLI::App &app, const Command *command, Typed &typed) {
  const bool connects = command == nullptr || command->connects;
  const bool waits = command == nullptr || command->waits;
  const bool of_a_kind = command != nullptr && command->of_a_kind;
  app.set_help_flag("-h,--help", "This text")->group(global_group);
  const auto text = [&](const char *flag, std::string &target, const char *help, const char *value, bool shown) {
    app.add_option(flag, target, help)->group(shown ? global_group : "")->type_name(value);
  };
  text("--provider", typed.global.provider,
       "Whom to speak to: kling (the default), kling-cn, cometapi, custom; or sim, a simulator for this one command", "NAME",
       connects || of_a_kind);
  text("--sim-profile", typed.global.sim_profile, "Which service or gateway --provider sim is; kling-sim --help names them", "NAME",
       connects);
  text("--base-url", typed.global.base_url, "Another address of the provider; kling --help tells what else gateways may need", "URL",
       connects);
  text("--api-key-file", typed.global.api_key_file, "Read the API key from this file", "FILE", connects);
  text("--kind", typed.global.kind, "The kind of task, where an id alone does not say it", "KIND", connects && !of_a_kind);
  text("--poll-interval", typed.poll_interval, "Least time between two looks at a task: 5, 500ms, 1m", "TIME", waits);
  text("--timeout", typed.timeout, "How long a task may take: 90, 10m, 6h", "TIME", waits);
  app.add_option("--option", typed.options, "Any option of the library, by name, such as max_retries=0")
      ->group(connects ? global_group : "")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  add_gateway_flags(app, command == nullptr ? gateway_group : "", typed.global);
  app.add_flag("--json", typed.global.json, "One JSON object a line; the last is the result")->group(global_group);
  app.add_flag("--force", typed.global.force, "Overwrite a file that exists")
      ->group(command == nullptr || command->saves ? global_group : "");
}

CLI::Option *add_field_flag(CLI::App &app, const FieldFlag &field, Typed &typed) {
  if (field.list != FieldFlag::List::no) {
    return app.add_option(field.flag, typed.field_lists.emplace_back(), field.help)->type_name(field.value)->allow_extra_args(false);
  }
  std::string &target = typed.field_texts.emplace_back();
  return field.value.empty() ? app.add_flag(field.flag, target, field.help)
                             : app.add_option(field.flag, target, field.help)->type_name(field.value);
}

void add_field_flags(CLI::App &app, Typed &typed, Placed &placed) {
  for (size_t index = 0; index < placed.command->fields.size(); ++index) {
    const FieldFlag &field = placed.command->fields[index];
    try {
      placed.fields.emplace_back(add_field_flag(app, field, typed)->group(field.of_parts ? parts_group : field_group), index);
    } catch (const CLI::ConstructionError &) {
      // The name is taken by a flag of ours: the field is still reached with --set.
      continue;
    }
  }
  app.add_option("--set", typed.set, "Any field or part of one, by its path" + placed.command->part_examples)
      ->group(parts_group)
      ->type_name("PATH=VALUE")
      ->allow_extra_args(false);
  app.add_option("--json-body", typed.json_body, "Start from a whole request body; - reads it from the standard input")
      ->group(parts_group)
      ->type_name("FILE");
}

void add_task_flags(CLI::App &app, Typed &typed, Placed &placed) {
  if (placed.command->saves) {
    placed.output = app.add_option("-o,--output", typed.output,
                                   "Save what was made here; a path that ends in / is a folder. Without it the link is printed")
                        ->group(task_group)
                        ->type_name("FILE");
  }
  if (placed.command->sends) { // of what is free it is taken all the same
    app.add_option("--spend-limit", typed.spend_limit, "Send nothing that costs more units than this, or an unknown number of them")
        ->group(placed.command->billed ? task_group : "")
        ->type_name("UNITS");
  }
  if (placed.command->lists) {
    app.add_option("--limit", typed.limit, "Tell so many at most, the newest; 30 without it")->group(task_group)->type_name("N");
    app.add_option("--status", typed.status, "Only those that are submitted, processing, succeed or failed")
        ->group(task_group)
        ->type_name("WORD");
  }
  if (placed.command->sends) {
    app.add_flag("--dry-run", typed.dry_run, "Print method, URL and body; send nothing, and need no key")->group(task_group);
  }
}

Placed place_command(CLI::App &app, const Command &command, Typed &typed) {
  Placed placed;
  placed.command = &command;
  placed.app = app.add_subcommand(command.name, command.summary);
  if (!command.word.empty()) {
    CLI::Option *word = placed.app->add_option(positional_name, typed.words, command.word_help)->type_name("");
    const size_t most = command.many_words ? 1000 : command.first_word_path.empty() ? 1 + command.word_types.size() : 2;
    word->expected(command.word_required ? 1 : 0, static_cast<int>(most));
    if (command.word_required) {
      word->required();
    }
  }
  // Ours come first: a field of the same name is left without a flag then.
  add_task_flags(*placed.app, typed, placed);
  add_global_flags(*placed.app, &command, typed);
  if (command.of_a_kind) {
    add_field_flags(*placed.app, typed, placed);
  }
  return placed;
}

} // namespace

std::vector<Placed> place_commands(CLI::App &app, const std::vector<Command> &commands, Typed &typed) {
  app.require_subcommand(0, 1);
  std::vector<Placed> placed;
  placed.reserve(commands.size());
  for (const Command &command : commands) {
    placed.push_back(place_command(command.parent.empty() ? app : *app.get_subcommand(command.parent), command, typed));
  }
  add_global_flags(app, nullptr, typed);
  app.set_version_flag("--version", std::string("kling ") + kling_version_string(), "The version")->group(global_group);
  return placed;
}

} // namespace kling::cli
