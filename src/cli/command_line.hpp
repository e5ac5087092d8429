#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "cli/exit_code.hpp"

namespace kling::cli {

/// The flags that every command takes.
struct GlobalFlags {
  std::string program = "kling"; // as it was typed
  std::string provider;
  std::string base_url;
  std::string api_key_file;
  std::string kind;
  bool json = false;
  bool force = false;
  int64_t poll_interval_ms = 0; // 0: not given
  int64_t timeout_ms = 0;       // 0: not given
  std::string sim_profile;
  std::optional<std::string> path_prefix; // an empty one is one, too
  std::string auth_header;
  std::vector<std::string> headers; // "Name: value", or "@FILE" with one a line
  std::string poll_path;
  std::string model_field;
  std::vector<std::pair<std::string, std::string>> options; // --option name=value
};

/// A flag made from a row of the catalogue.
struct FieldFlag {
  enum class List : uint8_t {
    no,
    item,       // given once for each item of a list; "[]" in its path is that item's index
    part,       // of the item before it
    typed_item, // an item of `type`, one of those that the list holds
    typed_part, // of the item before it, whatever its type
  };
  std::string flag;      // "--aspect-ratio"; an alias may follow a comma
  std::string path;      // "aspect_ratio", "image_list[].image"
  std::string value;     // what stands for its value in the help; empty: a switch
  std::string help;      // a few sentences
  bool of_parts = false; // an object or a list, as JSON
  List list = List::no;
  std::string type;      // of the item: "first_frame"
  std::string media;     // what such an item is: "image", "video"; empty: neither
  bool required = false; // in every request of the kind
  int rank = 0;          // what is needed stands first in the help, then pictures, sounds and clips
};

/// An item of a list whose items are of several types: --first-frame photo.png. The first of its members is what it is.
struct TypedItem {
  std::string list; // "contents"
  std::string type; // "first_frame"
  std::string media;
  std::vector<std::pair<std::string, std::string>> members; // name and text
};

struct Command;

/// What was typed, read.
struct Invocation {
  const Command *command = nullptr;
  GlobalFlags global;
  std::vector<std::string> words;                          // the positional arguments
  std::string output;                                      // -o
  std::string json_body;                                   // --json-body
  std::string spend_limit;                                 // --spend-limit
  bool dry_run = false;                                    // --dry-run
  size_t limit = 0;                                        // --limit; 0: the usual number
  std::string status;                                      // --status
  std::vector<std::pair<std::string, std::string>> fields; // path and text, in the order of the flags, --set last
  std::vector<TypedItem> items;                            // of words and flags, in their order

  /// The one word of a command that takes one, "" when there is none.
  [[nodiscard]] std::string word() const { return words.empty() ? std::string{} : words.front(); }

  /// The fields that the words of a kind's command are.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> fields_of_words() const;

  /// Whether a field stands among the words or the flags.
  [[nodiscard]] bool gives(const std::string &path) const;
};

/// One command: a row of the table in command_table.cpp, or made from a kind of the catalogue.
struct Command {
  std::string name;
  std::string parent;  // the command that stands before it: "cost"
  std::string group;   // the heading above it in the list of commands
  std::string summary; // a few words, for the list of commands
  std::string about;   // sentences, for its own help
  std::string word;    // stands for the positional argument in the help; empty: none
  std::string word_help;
  std::string word_path;               // the field that the word is
  std::string first_word_path;         // the field that the first of two words is; empty: one word at most
  std::vector<std::string> word_types; // what items files and links among the words are, in this order
  std::string prompt_type;             // what item the last word is then
  bool word_required = false;
  bool many_words = false;
  bool of_a_kind = false; // its name is a kind: takes the fields, --set, --json-body
  bool sends = false;     // takes --dry-run besides
  bool billed = false;    // its help shows --spend-limit
  bool waits = false;     // looks at tasks until they end: takes --poll-interval and --timeout
  bool saves = false;     // takes -o
  bool lists = false;     // tells many tasks: takes --limit and --status
  bool connects = false;  // speaks to the service
  std::vector<FieldFlag> fields;
  std::string part_examples;         // of paths, for the help of --set
  std::vector<std::string> examples; // behind "kling "
  int (*run)(const Invocation &) = nullptr;

  /// As it is typed behind "kling".
  [[nodiscard]] std::string words() const { return parent.empty() ? name : parent + " " + name; }
};

/// Reads the command line. On --help, --version or a mistake everything is printed already and the exit code comes back instead.
[[nodiscard]] std::variant<Invocation, int> read_command_line(int argc, char **argv, const std::vector<Command> &commands);

/// The help of a command, or of the program where `name` is empty.
[[nodiscard]] std::string help_of(const std::vector<Command> &commands, const std::string &name, size_t columns);

} // namespace kling::cli
