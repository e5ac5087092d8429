#include "cli/take_up_hint.hpp"

namespace kling::cli {

namespace {

bool may_hold_secret(std::string_view option) {
  return option == "proxy" || option == "extra_headers" || option == "auth_header";
}

} // namespace

std::string shell_quoted(std::string_view text) {
  constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./:@%+,=";
  if (!text.empty() && text.find_first_not_of(plain) == std::string_view::npos) {
    return std::string(text);
  }
  std::string quoted = "'";
  for (const char each : text) {
    if (each == '\'') {
      quoted += R"('\'')";
    } else {
      quoted += each;
    }
  }
  return quoted + "'";
}

std::string take_up_command(const GlobalFlags &flags, const std::vector<std::string> &tasks, const std::string &output) {
  std::string command = shell_quoted(flags.program) + " wait";
  bool named = false;
  for (const std::string &task : tasks) {
    if (!task.empty()) {
      command += " ";
      command += shell_quoted(task);
      named = true;
    }
  }
  if (!named) {
    return {};
  }
  const auto add = [&](const char *flag, const std::string &value) {
    if (!value.empty()) {
      command.append(" ").append(flag).append(" ").append(shell_quoted(value));
    }
  };
  add("-o", output);
  add("--provider", flags.provider);
  add("--base-url", flags.base_url);
  add("--api-key-file", flags.api_key_file);
  add("--kind", flags.kind);
  if (flags.path_prefix) {
    command.append(" --path-prefix ").append(shell_quoted(*flags.path_prefix));
  }
  add("--poll-path", flags.poll_path);
  add("--model-field", flags.model_field);
  for (const auto &[name, value] : flags.options) {
    if (!may_hold_secret(name)) {
      std::string pair = name;
      add("--option", pair.append("=").append(value));
    }
  }
  return command + (flags.force ? " --force" : "");
}

std::string take_up_hint(const GlobalFlags &flags, const std::vector<std::string> &tasks, const std::string &output) {
  if (flags.provider == "sim") {
    return "The simulator ends with this command: there is nothing to take up.";
  }
  std::string hint = take_up_command(flags, tasks, output);
  if (hint.empty()) {
    return {};
  }
  hint = "Take it up with: " + hint;
  const auto leave_out = [&](const std::string &flag) { hint += "\nand the " + flag + " of before, which is not repeated here."; };
  if (!flags.auth_header.empty()) {
    leave_out("--auth-header");
  }
  if (!flags.headers.empty()) {
    leave_out("--header");
  }
  for (const auto &option : flags.options) {
    if (may_hold_secret(option.first)) {
      leave_out("--option " + option.first);
    }
  }
  return hint;
}

} // namespace kling::cli
