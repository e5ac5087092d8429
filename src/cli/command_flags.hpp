#pragma once

#include <CLI/CLI.hpp>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "cli/command_line.hpp"

namespace kling::cli {

/// Headings of the help; the flags stand below them in this order.
inline constexpr const char *field_group = "Fields";
inline constexpr const char *parts_group = "Fields of several parts";
inline constexpr const char *task_group = "The task";
inline constexpr const char *global_group = "On every command";
inline constexpr const char *gateway_group = "For gateways, on every command";

/// What CLI11 calls the words of a command that are no flags.
inline constexpr const char *positional_name = "words";

/// What CLI11 writes into; it must not move while parsing.
struct Typed {
  GlobalFlags global;
  std::string poll_interval;
  std::string timeout;
  std::vector<std::string> options;
  std::vector<std::string> set;
  std::vector<std::string> words;
  std::string output;
  std::string json_body;
  std::string spend_limit;
  bool dry_run = false;
  std::string limit;
  std::string status;
  std::deque<std::string> field_texts;
  std::deque<std::vector<std::string>> field_lists;
};

/// A command among those that CLI11 knows.
struct Placed {
  CLI::App *app = nullptr;
  const Command *command = nullptr;
  CLI::Option *output = nullptr;
  std::vector<std::pair<CLI::Option *, size_t>> fields; // and the index of the row
};

/// Adds the commands and the flags of each.
[[nodiscard]] std::vector<Placed> place_commands(CLI::App &app, const std::vector<Command> &commands, Typed &typed);

} // namespace kling::cli
