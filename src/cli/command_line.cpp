#include "cli/command_line.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <map>
#include <optional>
#include <string_view>
#include <unistd.h>

#include "cli/command_flags.hpp"
#include "cli/failure.hpp"
#include "cli/field_flags.hpp"
#include "cli/field_value.hpp"
#include "cli/help.hpp"
#include "cli/json_reader.hpp"
#include "cli/mistake.hpp"
#include "cli/terminal.hpp"
#include "cli/typed_item.hpp"
#include "kling/kling.h"

namespace kling::cli {

namespace {

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

void read_limit(const std::string &text, size_t &target) {
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), target);
  if (!text.empty() && (problem != std::errc{} || end != text.data() + text.size() || target < 1 || target > 100000)) {
    throw CLI::ValidationError("--limit '" + text + "' is no number from 1 to 100000");
  }
}

std::pair<std::string, std::string> split_pair(const std::string &flag, const std::string &text, const char *form) {
  const size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw CLI::ValidationError(flag + " '" + without_query(text) + "' is no " + form);
  }
  return {text.substr(0, equals), text.substr(equals + 1)};
}

/// The paths and texts of the flags for fields, in the order they were typed: a part of an item follows its item.
class TypedFields {
public:
  explicit TypedFields(const Placed &placed) : placed_(placed) {}

  void read(Invocation &invocation) {
    items_ = std::move(invocation.items); // those of the words come first
    for (const CLI::Option *option : placed_.app->parse_order()) {
      for (const auto &[flag, index] : placed_.fields) {
        if (flag == option) {
          add(*option, placed_.command->fields[index]);
        }
      }
    }
    invocation.fields = std::move(fields_);
    invocation.items = std::move(items_);
  }

private:
  void add(const CLI::Option &option, const FieldFlag &field) {
    const size_t occurrence = occurrences_[field.type + field.path]++;
    if (field.list == FieldFlag::List::typed_item || field.list == FieldFlag::List::typed_part) {
      add_typed(field, option.results().at(occurrence));
    } else if (field.list != FieldFlag::List::no) {
      add_to_list(field, option.results().at(occurrence));
    } else if (occurrence == 0) {
      const auto text = option.as<std::string>();
      // The switch of an object with one member may be given as that object.
      const bool whole = field.value.empty() && !text.empty() && text.front() == '{';
      fields_.emplace_back(whole ? field.path.substr(0, field.path.rfind('.')) : field.path, text);
    }
  }

  void add_typed(const FieldFlag &field, const std::string &text) {
    const size_t brackets = field.path.find("[].");
    const std::string member = field.path.substr(brackets + 3);
    if (field.list == FieldFlag::List::typed_item) {
      items_.push_back({field.path.substr(0, brackets), field.type, field.media, {{member, text}}});
    } else if (items_.empty()) {
      throw CLI::ValidationError(field.flag.substr(0, field.flag.find(',')) + " stands behind what it is a part of: " + field.help);
    } else {
      items_.back().members.emplace_back(member, text);
    }
  }

  void add_to_list(const FieldFlag &field, const std::string &text) {
    const size_t brackets = field.path.find("[]");
    const std::string list = field.path.substr(0, brackets);
    size_t &count = lengths_[list];
    const std::string flag = field.flag.substr(0, field.flag.find(','));
    if (field.list == FieldFlag::List::part) {
      if (count == 0) {
        throw CLI::ValidationError(flag + " stands behind what it is a part of: " + field.help);
      }
      fields_.emplace_back(list + "[" + std::to_string(count - 1) + "]" + field.path.substr(brackets + 2), text);
      return;
    }
    const bool json = !text.empty() && (text.front() == '[' || text.front() == '{');
    const std::optional<JsonValue> value = json ? read_json(text) : std::nullopt;
    if (value && value->kind == JsonValue::Kind::array) { // the whole list, as Kling writes it
      if (count > 0) {
        throw CLI::ValidationError(flag + " is given as a whole list, behind an item of the same list");
      }
      fields_.emplace_back(list, text);
      count = value->items.size();
      return;
    }
    const std::string item = list + "[" + std::to_string(count++) + "]";
    fields_.emplace_back(value ? item : item + field.path.substr(brackets + 2), text);
  }

  const Placed &placed_;
  std::map<std::string, size_t> occurrences_; // by path
  std::map<std::string, size_t> lengths_;     // of lists
  std::vector<std::pair<std::string, std::string>> fields_;
  std::vector<TypedItem> items_;
};

/// A word that finds no place, told of as CLI11 would have: as one too many.
void read_items_of_words(const Placed &placed, Invocation &invocation) {
  std::string problem;
  invocation.items = items_of_words(*placed.command, invocation.words, problem);
  if (!problem.empty()) {
    throw CLI::ValidationError(one_word_too_many(*placed.command, problem));
  }
}

void check_words(const Placed &placed, const Invocation &invocation) {
  for (const auto &[path, word] : invocation.fields_of_words()) {
    for (const auto &[option, index] : placed.fields) {
      const FieldFlag &field = placed.command->fields[index];
      if (option->count() > 0 && field.path == path) {
        throw CLI::ValidationError("the " + field.path + " is given twice, as a word and as " + field.flag);
      }
    }
  }
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
  invocation.spend_limit = typed.spend_limit;
  invocation.dry_run = typed.dry_run;
  invocation.status = typed.status;
  read_limit(typed.limit, invocation.limit);
  if (placed.command->prompt_type.empty()) {
    check_words(placed, invocation);
  } else {
    read_items_of_words(placed, invocation);
  }
  TypedFields(placed).read(invocation);
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

/// The innermost one that was typed: a command stands behind its parent.
const Placed *named_command(const std::vector<Placed> &placed) {
  const Placed *named = nullptr;
  for (const Placed &each : placed) {
    named = each.app->parsed() ? &each : named;
  }
  return named;
}

/// The command that the words name, before they are read.
const CLI::App *app_of_words(const std::vector<std::string> &words, const CLI::App &app) {
  const CLI::App *named = &app;
  for (const std::string &word : words) {
    const auto subcommands = named->get_subcommands([&](const CLI::App *each) { return each->get_name() == word; });
    named = subcommands.empty() ? named : subcommands.front();
  }
  return named;
}

/// Whether it is the value of a switch; "{" begins the object that the switch is a part of.
bool is_value_of_switch(const std::string &word, bool of_a_field) {
  return word == "true" || word == "false" || (of_a_field && !word.empty() && word.front() == '{');
}

/// A flag as it is called here where it is spelled as Kling spells its field: --pageSize, --image_list.
std::string known_spelling(const std::string &word, const CLI::App &named) {
  const std::string flag = word.substr(0, word.find('='));
  if (flag.rfind("--", 0) != 0 || flag.size() == 2 || named.get_option_no_throw(flag) != nullptr) {
    return word;
  }
  const std::string here = flag_of_name(std::string_view(flag).substr(2));
  return named.get_option_no_throw(here) == nullptr || flag.find_first_of(".[") != std::string::npos ? word
                                                                                                     : here + word.substr(flag.size());
}

/// The words with the value of a switch tied to it, "--multi-shot=true": behind a blank it would be taken for the prompt.
std::vector<std::string> with_tied_switches(int argc, char **argv, const CLI::App &app) {
  const std::vector<std::string> typed(argv + std::min(argc, 1), argv + argc);
  const CLI::App *named = app_of_words(typed, app);
  std::vector<std::string> words;
  for (size_t index = 0; index < typed.size(); ++index) {
    words.push_back(known_spelling(typed[index], *named));
    if (typed[index] == "--") {
      words.insert(words.end(), typed.begin() + static_cast<std::ptrdiff_t>(index) + 1, typed.end());
      break;
    }
    const CLI::Option *option = words.back().rfind("--", 0) == 0 ? named->get_option_no_throw(words.back()) : nullptr;
    if (option == nullptr || option == named->get_help_ptr() || index + 1 == typed.size()) {
      continue;
    }
    if (option->get_items_expected_max() > 0) {
      words.push_back(typed[++index]);
    } else if (is_value_of_switch(typed[index + 1], option->get_group() == field_group)) {
      words.back() += "=" + typed[++index];
    }
  }
  std::reverse(words.begin(), words.end()); // as the parser takes them
  return words;
}

std::string help_of(const CLI::App &app, const Placed *named, const std::vector<Command> &commands, size_t columns) {
  return named == nullptr ? help_text(app, commands, columns) : help_text(*named->app, *named->command, commands, columns);
}

} // namespace

std::vector<std::pair<std::string, std::string>> Invocation::fields_of_words() const {
  std::vector<std::pair<std::string, std::string>> given;
  if (command->of_a_kind && !words.empty() && command->prompt_type.empty()) {
    if (words.size() > 1) {
      given.emplace_back(command->first_word_path, words.front());
    }
    given.emplace_back(command->word_path, words.back());
  }
  return given;
}

bool Invocation::gives(const std::string &path) const {
  const auto is_it = [&](const std::pair<std::string, std::string> &each) { return each.first == path; };
  const std::vector<std::pair<std::string, std::string>> given = fields_of_words();
  const auto is_item = [&](const TypedItem &each) { return path.compare(0, each.list.size(), each.list) == 0; };
  return std::any_of(fields.begin(), fields.end(), is_it) || std::any_of(given.begin(), given.end(), is_it) ||
         std::any_of(items.begin(), items.end(), is_item);
}

std::variant<Invocation, int> read_command_line(int argc, char **argv, const std::vector<Command> &commands) {
  CLI::App app{"", "kling"};
  Typed typed;
  const std::vector<Placed> placed = place_commands(app, commands, typed);
  try {
    app.parse(with_tied_switches(argc, argv, app));
    if (const Placed *named = named_command(placed); named != nullptr) {
      Invocation invocation = gather(*named, typed);
      invocation.global.program = argc > 0 ? argv[0] : "kling";
      return invocation;
    }
  } catch (const CLI::CallForHelp &) {
    std::fputs(help_of(app, named_command(placed), commands, page_columns(STDOUT_FILENO)).c_str(), stdout);
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
  std::fputs(help_text(app, commands, page_columns(STDERR_FILENO)).c_str(), stderr);
  return exit_usage;
}

std::string help_of(const std::vector<Command> &commands, const std::string &name, size_t columns) {
  CLI::App app{"", "kling"};
  Typed typed;
  for (const Placed &each : place_commands(app, commands, typed)) {
    if (each.command->words() == name) {
      return help_text(*each.app, *each.command, commands, columns);
    }
  }
  return help_text(app, commands, columns);
}

} // namespace kling::cli
