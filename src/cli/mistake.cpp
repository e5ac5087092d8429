#include "cli/mistake.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/command_flags.hpp"
#include "cli/field_flags.hpp"
#include "cli/field_value.hpp"
#include "cli/handle.hpp"
#include "cli/nearest.hpp"
#include "cli/request_fields.hpp"

namespace kling::cli {

namespace {

std::vector<std::string> flags_of(const CLI::App &app) {
  std::vector<std::string> flags;
  for (const CLI::Option *option : app.get_options()) {
    for (const std::string &name : option->get_lnames()) {
      flags.push_back("--" + name);
    }
  }
  return flags;
}

/// What one generation of the service calls as the other does not.
constexpr const char *names_of_generations[][2] = {
    {"--mode", "--resolution"},      {"--sound", "--audio"},       {"--image", "--first-frame"}, {"--image-tail", "--last-frame"},
    {"--video-url", "--base-video"}, {"--image", "--refer-image"}, {"--image-url", "--image"},   {"--video-url", "--video"},
};

std::string in_the_other_generation(const std::vector<std::string> &names, const std::string &flag) {
  for (const auto &row : names_of_generations) {
    for (const size_t typed : {0U, 1U}) {
      if (flag == row[typed] && std::find(names.begin(), names.end(), row[1 - typed]) != names.end()) {
        return std::string("; did you mean ") + row[1 - typed] + "?";
      }
    }
  }
  return {};
}

/// Why the kind has no such field, in the library's words; nothing where it only has no idea of it.
std::string reason_of_absence(const Command &command, const std::string &flag) {
  std::string name = flag.substr(flag.find_first_not_of('-'));
  std::replace(name.begin(), name.end(), '-', '_');
  kling_request *made = nullptr;
  if (kling_request_new(command.name.c_str(), &made) != KLING_OK) {
    return {};
  }
  const Request request(made);
  kling_error error = empty_error();
  const std::string model(row_of_kind(command.name).member_text("recommended_model"));
  static_cast<void>(kling_request_set_string(made, "model_name", model.c_str())); // or it would be what is missing
  static_cast<void>(kling_request_set_string(made, name.c_str(), "1"));
  static_cast<void>(kling_request_validate(made, nullptr, &error));
  const std::string said = "has no field " + name + "; ";
  const std::string message(error.message);
  const size_t at = message.find(said);
  return at == std::string::npos || message.find("did you mean", at) != std::string::npos ? "" : "; " + message.substr(at + said.size());
}

/// Those of the fields of a kind, and what the parts of the fields are called.
std::string did_you_mean_field(const Command &command, const std::string &flag) {
  std::vector<std::string> names;
  for (const FieldFlag &field : command.fields) {
    const size_t dot = field.path.rfind('.');
    const size_t comma = field.flag.find(',');
    if (dot != std::string::npos && flag_of_name(std::string_view(field.path).substr(dot + 1)) == flag) {
      return "; did you mean " + field.flag.substr(0, comma) + "?";
    }
    names.push_back(field.flag.substr(0, comma));
    if (comma != std::string::npos) {
      names.push_back(field.flag.substr(comma + 1, field.flag.find(',', comma + 1) - comma - 1));
    }
  }
  if (const std::string other = in_the_other_generation(names, flag); !other.empty()) {
    return other;
  }
  const std::string reason = reason_of_absence(command, flag);
  return reason.empty() ? did_you_mean(flag, names) : reason;
}

std::string unknown_flag(const CLI::App &app, const Command *command, const std::string &word) {
  const std::string flag = word.substr(0, word.find('='));
  const std::string message = "there is no flag " + flag;
  if (command != nullptr && command->of_a_kind && flag.find_first_of(".[") != std::string::npos) {
    std::string path = flag.substr(flag.find_first_not_of('-'));
    std::replace(path.begin(), path.end(), '-', '_');
    return message + "; parts of fields are set with --set " + path + "=VALUE";
  }
  const std::string of_field = command == nullptr ? std::string{} : did_you_mean_field(*command, flag);
  return message + (of_field.empty() ? did_you_mean(flag, flags_of(app)) : of_field);
}

std::string unknown_word(const Command *command, const std::vector<Command> &commands, const std::string &word) {
  std::vector<std::string> names;
  names.reserve(commands.size());
  for (const Command &each : commands) {
    if (each.parent == (command == nullptr ? "" : command->name)) {
      names.push_back(each.name);
    }
  }
  if (command == nullptr || !names.empty()) {
    return std::string("there is no ") + (command == nullptr ? "command" : "kind") + " '" + without_query(word) + "'" +
           did_you_mean(word, names);
  }
  return one_word_too_many(*command, word);
}

/// What CLI11 could not place: a flag rather than the value that followed it.
std::string unplaced(const CLI::App &app, const Command *command, const std::vector<Command> &commands) {
  std::vector<std::string> words = app.remaining(true);
  if (const CLI::Option *placed = app.get_option_no_throw(positional_name); placed != nullptr && placed->count() > 1) {
    words.push_back(placed->results().back());
  }
  const auto is_flag = [](const std::string &word) { return word.size() > 1 && word.front() == '-'; };
  const auto flag = std::find_if(words.begin(), words.end(), is_flag);
  const auto word = std::find_if_not(words.begin(), words.end(), is_flag);
  if (flag != words.end() && (command != nullptr || word == words.end())) {
    return unknown_flag(app, command, *flag);
  }
  return word == words.end() ? "there is a word too many" : unknown_word(command, commands, *word);
}

/// "--output: 1 required FILE missing" names the flag in front of its colon.
std::string wrong_count(const CLI::App &app, const Command *command, const std::vector<Command> &commands, const std::string &said) {
  const std::string flag = said.substr(0, said.find(':'));
  const CLI::Option *option = app.get_option_no_throw(flag);
  if (option == nullptr) {
    return said;
  }
  if (flag.front() != '-') {
    return unplaced(app, command, commands);
  }
  if (option->get_items_expected_max() == 0) {
    return flag + " takes no value";
  }
  return option->count() > 1 ? flag + " is given more than once" : flag + " needs a value: " + flag + " " + option->get_type_name();
}

} // namespace

std::string one_word_too_many(const Command &command, const std::string &word) {
  const bool quotes = command.of_a_kind && !command.word.empty();
  const bool prompt = command.word_path == "prompt" || !command.prompt_type.empty();
  return "'" + without_query(word) + "' is one word too many" +
         (quotes ? std::string("; a ") + (prompt ? "prompt" : "value") + " of several words stands in quotes" : "");
}

Failure describe_mistake(const CLI::App &app, const Command *command, const std::vector<Command> &commands, const CLI::ParseError &error) {
  const std::string hint = "Try: kling " + (command == nullptr ? std::string() : command->words() + " ") + "--help";
  switch (static_cast<CLI::ExitCodes>(error.get_exit_code())) {
  case CLI::ExitCodes::ExtrasError:
    return usage_failure(unplaced(app, command, commands), hint);
  case CLI::ExitCodes::ArgumentMismatch:
    return usage_failure(wrong_count(app, command, commands, error.what()), hint);
  case CLI::ExitCodes::RequiredError:
    return usage_failure(command == nullptr ? error.what() : command->words() + ": " + command->word + " is missing: " + command->word_help,
                         hint);
  default:
    return usage_failure(error.what(), hint);
  }
}

} // namespace kling::cli
