#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "cli/exit_code.hpp"

namespace kling::cli {

/// The flags that every command takes.
struct GlobalFlags {
  std::string provider;
  std::string base_url;
  std::string api_key_file;
  std::string kind;
  bool json = false;
  bool force = false;
  int64_t poll_interval_ms = 0;                             // 0: not given
  int64_t timeout_ms = 0;                                   // 0: not given
  std::vector<std::pair<std::string, std::string>> options; // --option name=value
};

/// A flag made from a row of the catalogue.
struct FieldFlag {
  std::string flag;  // "--aspect-ratio"; an alias may follow a comma
  std::string path;  // "aspect_ratio"
  std::string value; // what stands for its value in the help; empty: a switch
  std::string help;
};

struct Command;

/// What was typed, read.
struct Invocation {
  const Command *command = nullptr;
  GlobalFlags global;
  std::string word;                                        // the positional argument
  bool word_given = false;                                 // tells "" from nothing
  std::string output;                                      // -o
  std::string json_body;                                   // --json-body
  bool dry_run = false;                                    // --dry-run
  std::vector<std::pair<std::string, std::string>> fields; // path and text, in the order of the flags, --set last
};

/// One command: a row of the table in main.cpp, or made from a kind of the catalogue.
struct Command {
  std::string name;
  std::string summary;
  std::string word; // name of the positional argument; empty: none
  std::string word_help;
  bool word_required = false;
  bool creates = false; // takes the fields, --set, --json-body, --dry-run
  bool saves = false;   // takes -o
  std::vector<FieldFlag> fields;
  int (*run)(const Invocation &) = nullptr;
};

/// Reads the command line. On --help, --version or a mistake everything is printed already and the exit code comes back instead.
[[nodiscard]] std::variant<Invocation, int> read_command_line(int argc, char **argv, const std::vector<Command> &commands);

} // namespace kling::cli
