#include "cli/help.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <unistd.h>

#include "cli/command_flags.hpp"
#include "cli/terminal.hpp"
#include "cli/text_layout.hpp"

namespace kling::cli {

namespace {

constexpr size_t widest_label = 30;
constexpr size_t widest_command = 34; // the longest stands on the line of its meaning: the list is one to look through

using Entry = std::pair<std::string, std::string>; // a label and what it means

constexpr std::array<const char *[2], 7> environment_rows {
  {
    {"KLING_API_KEY", "the key of providers kling and kling-cn"}, {"KLING_ACCESS_KEY", "instead of it, together with KLING_SECRET_KEY"},
        {"KLING_BASE_URL", "another address for these"}, {"COMETAPI_KEY", "the key of provider cometapi"},
        {"HTTPS_PROXY, NO_PROXY", "a proxy, and the hosts that are reached without it"},
        {"SSL_CERT_FILE", "a file of certificates to trust"}, {"NO_COLOR", "no colours on a terminal"},
  }
};

constexpr std::array<const char *[2], 10> exit_rows {
  {
    {"0", "done"}, {"1", "the task failed"}, {"2", "usage, or a bad field"}, {"3", "credentials"}, {"4", "money"},
        {"5", "network or service"}, {"6", "refused by the content policy"}, {"7", "outcome not known: the task may run on"},
        {"8", "a file"}, {"130", "interrupted"},
  }
};

std::string heading(const std::string &text) {
  return "\n" + toned(STDOUT_FILENO, Tone::strong, text) + "\n";
}

/// Entries below a heading, their meanings in one column.
std::string section(const std::string &title, const std::vector<Entry> &entries, size_t columns, size_t limit = widest_label) {
  size_t widest = 0;
  for (const Entry &entry : entries) {
    widest = std::max(widest, std::min(width_of(entry.first), limit));
  }
  std::string text = entries.empty() ? std::string{} : heading(title);
  for (const auto &[label, meaning] : entries) {
    text += labelled(label, meaning, widest + 4, columns);
  }
  return text;
}

template <size_t Count> std::vector<Entry> entries_of(const std::array<const char *[2], Count> &rows) {
  std::vector<Entry> entries;
  entries.reserve(Count);
  for (const auto &row : rows) {
    entries.emplace_back(row[0], row[1]);
  }
  return entries;
}

/// "-o, --output FILE"
std::string label_of(const CLI::Option &option) {
  std::string label;
  for (const std::string &name : option.get_snames()) {
    label += (label.empty() ? "-" : ", -") + name;
  }
  for (const std::string &name : option.get_lnames()) {
    label += (label.empty() ? "--" : ", --") + name;
  }
  const std::string value = option.get_items_expected_max() == 0 ? std::string{} : option.get_type_name();
  return value.empty() ? label : label + " " + value;
}

std::string flags_below(const CLI::App &app, const char *group, size_t columns) {
  std::vector<Entry> entries;
  for (const CLI::Option *option : app.get_options([&](const CLI::Option *each) { return each->get_group() == group; })) {
    entries.emplace_back(label_of(*option), option->get_description());
  }
  return section(group, entries, columns);
}

std::string paragraph(const std::string &text, size_t columns) {
  std::string page;
  for (const std::string &line : wrapped(text, columns)) {
    page += line + "\n";
  }
  return page;
}

/// Examples are there to be copied: they are never wrapped.
std::string examples_of(const std::vector<std::string> &examples) {
  std::string text = examples.empty() ? std::string{} : heading("Examples");
  for (const std::string &each : examples) {
    text += "  kling " + each + "\n";
  }
  return text;
}

std::string word_of(const Command &command) {
  const std::string word = command.word + (command.many_words ? "..." : "");
  const bool bracketed = !command.word.empty() && command.word.front() == '[';
  return command.word.empty() ? std::string{} : command.word_required || bracketed ? " " + word : " [" + word + "]";
}

/// The commands below their headings, in the order in which the headings first come.
std::string sections_of(const std::vector<Command> &commands, const std::string &parent, size_t columns) {
  std::vector<std::pair<std::string, std::vector<Entry>>> groups;
  for (const Command &command : commands) {
    if (command.parent != parent) {
      continue;
    }
    auto group = std::find_if(groups.begin(), groups.end(), [&](const auto &each) { return each.first == command.group; });
    if (group == groups.end()) {
      group = groups.insert(groups.end(), {command.group, {}});
    }
    group->second.emplace_back(command.name, command.summary);
  }
  std::string text;
  for (const auto &[heading, entries] : groups) {
    text += section(heading, entries, columns, widest_command);
  }
  return text;
}

bool is_parent(const Command &command, const std::vector<Command> &commands) {
  return std::any_of(commands.begin(), commands.end(), [&](const Command &each) { return each.parent == command.name; });
}

} // namespace

std::string help_text(const CLI::App &app, const std::vector<Command> &commands, size_t columns) {
  std::string text = "Usage: kling COMMAND [flags]\n\n";
  text += paragraph("Kling AI video generation from the shell.", columns) + "\n";
  text += paragraph("Results go to the standard output, progress to the standard error.", columns);
  text += sections_of(commands, {}, columns);
  text += flags_below(app, global_group, columns);
  text += flags_below(app, gateway_group, columns);
  text += section("Environment", entries_of(environment_rows), columns);
  text += section("Exit codes", entries_of(exit_rows), columns);
  std::vector<std::string> examples;
  for (const Command &command : commands) {
    const bool another_kind = command.of_a_kind && !examples.empty();
    if (command.parent.empty() && !command.examples.empty() && examples.size() < 4 && !another_kind) {
      examples.push_back(command.examples.front());
    }
  }
  return text + examples_of(examples) + "\n" + paragraph("kling COMMAND --help tells more about a command.", columns);
}

std::string help_text(const CLI::App &app, const Command &command, const std::vector<Command> &commands, size_t columns) {
  const bool parent = is_parent(command, commands);
  std::string text = paragraph("Usage: kling " + command.words() + (parent ? " KIND" : word_of(command)) + " [flags]", columns) + "\n";
  text += paragraph(command.summary + ".", columns);
  text += command.about.empty() ? std::string{} : "\n" + paragraph(command.about, columns);
  if (!command.word.empty()) {
    text += "\n" + labelled(command.word, command.word_help, std::max<size_t>(width_of(command.word) + 4, 10), columns);
  }
  text += parent ? sections_of(commands, command.name, columns) : std::string{};
  for (const char *group : {field_group, parts_group, task_group, global_group}) {
    text += flags_below(app, group, columns);
  }
  return text + examples_of(command.examples);
}

} // namespace kling::cli
