#include "cli/kind_command.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "cli/catalog.hpp"
#include "cli/catalog_command.hpp"
#include "cli/cost_command.hpp"
#include "cli/example_rows.hpp"
#include "cli/field_flags.hpp"
#include "cli/task_command.hpp"

namespace kling::cli {

namespace {

constexpr const char *sample_prompt = "\"A red fox trots through fresh snow\"";

/// What a group of the catalogue is called above its kinds.
constexpr std::array<const char *[2], 7> heading_rows {
  {
    {"video", "Video"}, {"image", "Images"}, {"audio", "Sound and speech"}, {"elements", "Elements"}, {"voices", "Voices"},
        {"account", "Account"}, {"call", "Anything else"},
  }
};

std::string heading_of_group(std::string group) {
  for (const auto &row : heading_rows) {
    if (group == row[0]) {
      return row[1];
    }
  }
  if (!group.empty()) {
    group.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(group.front())));
  }
  return group.empty() ? "Make" : group;
}

bool is_true(const JsonValue &row, const char *name) {
  return row.member_text(name) == "true";
}

bool is_top_level(const JsonValue &field) {
  return field.member_text("name").find_first_of(".[") == std::string_view::npos;
}

/// The field that stands without a flag: the prompt, else the first one that is needed and is no choice of words.
const JsonValue *field_of_word(const std::vector<JsonValue> &fields) {
  const JsonValue *word = nullptr;
  for (const JsonValue &field : fields) {
    if (field.member_text("name") == "prompt") {
      return &field;
    }
    const bool plain = field.member_text("type") == "string" && field.member("values") == nullptr && is_top_level(field);
    const bool link = media_of_field(field) == "video";
    if (word == nullptr && plain && !link && is_true(field, "required") && field.member_text("provider").empty()) {
      word = &field;
    }
  }
  return word;
}

const FieldFlag *flag_of_path(const Command &command, const std::string &path) {
  const auto found = std::find_if(command.fields.begin(), command.fields.end(), [&](const FieldFlag &flag) { return flag.path == path; });
  return found == command.fields.end() ? nullptr : &*found;
}

std::string first_name(const FieldFlag &flag) {
  return flag.flag.substr(0, flag.flag.find(','));
}

std::string in_capitals(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char each) { return static_cast<char>(std::toupper(each)); });
  return text;
}

/// Where a list holds items of several types: the first two that are files or links, and the prompt.
void give_typed_words(Command &command) {
  constexpr size_t most_files = 2;
  std::string flags;
  for (const FieldFlag &flag : command.fields) {
    if (flag.list != FieldFlag::List::typed_item) {
      continue;
    }
    if (flag.type == "prompt") {
      command.prompt_type = flag.type;
    } else if (!flag.media.empty() && command.word_types.size() < most_files) {
      command.word_types.push_back(flag.type);
      command.word += "[" + in_capitals(flag.type) + "] ";
      flags += (flags.empty() ? "" : ", ") + first_name(flag);
    }
  }
  if (!command.prompt_type.empty()) {
    command.word += "[" + in_capitals(command.prompt_type) + "]";
    command.word_help =
        "The same as " + flags + " and --" + command.prompt_type + ": files or URLs first, in this order, the words in quotes";
  }
}

void give_word(Command &command, const std::vector<JsonValue> &fields) {
  give_typed_words(command);
  const JsonValue *field = command.prompt_type.empty() ? field_of_word(fields) : nullptr;
  const FieldFlag *flag = field == nullptr ? nullptr : flag_of_path(command, std::string(field->member_text("name")));
  if (flag == nullptr) {
    return;
  }
  command.word_path = flag->path;
  command.word = in_capitals(flag->path);
  const bool words = command.word_path == "prompt" || field->member("max_length") != nullptr;
  command.word_help = "The same as " + first_name(*flag) + (words ? ", in quotes" : "");
}

/// A call of the caller's own is typed as it is written: "GET /v1/...".
void give_method_and_path(Command &command) {
  FieldFlag *method = nullptr;
  for (FieldFlag &flag : command.fields) {
    method = flag.path == "method" ? &flag : method;
  }
  if (method == nullptr || flag_of_path(command, "path") == nullptr) {
    return;
  }
  command.first_word_path = "method";
  command.word_path = "path";
  command.word = "[METHOD] PATH";
  command.word_help = "The same as --method and --path. Without a method and a body it is GET";
  method->required = false; // the word or the flag
  method->help = "HTTP method: GET, POST, PUT, PATCH, DELETE (default GET, where no --body is given)";
}

/// "kling-v2-6, kling-v3": those that the service still has.
std::string names_of_models(const std::vector<JsonValue> &models) {
  std::string names;
  for (const JsonValue &model : models) {
    if (model.member_text("retired").empty()) {
      names += (names.empty() ? "" : ", ") + std::string(model.member_text("name"));
    }
  }
  return names;
}

/// A model that only the other generation has is sent there.
std::string told_of_other_models(const JsonValue &kind, const std::vector<JsonValue> &models, std::vector<JsonValue> other_models) {
  const auto is_ours = [&](const JsonValue &other) {
    const auto same = [&](const JsonValue &model) { return model.member_text("name") == other.member_text("name"); };
    return std::any_of(models.begin(), models.end(), same);
  };
  other_models.erase(std::remove_if(other_models.begin(), other_models.end(), is_ours), other_models.end());
  const std::string names = names_of_models(other_models);
  return names.empty() ? names : "; also those of " + std::string(kind.member_text("other_generation")) + ", sent there: " + names;
}

void describe_model_flag(Command &command, const JsonValue &kind, const std::vector<JsonValue> &models,
                         const std::vector<JsonValue> &other_models) {
  for (FieldFlag &flag : command.fields) {
    if (flag.path == "model_name") {
      const std::string names = names_of_models(models);
      const std::string recommended(kind.member_text("recommended_model"));
      flag.required = flag.required && recommended.empty(); // else it is sent where none is named
      flag.help = "The model" + (names.empty() ? "" : ": " + names) + (recommended.empty() ? "" : " (default " + recommended + ")") +
                  told_of_other_models(kind, models, other_models) + "; kling models " + command.name + " tells more";
    }
  }
}

/// A ledger's span of time has a default of ours, and takes more than milliseconds.
void describe_span_flags(Command &command) {
  for (FieldFlag &flag : command.fields) {
    if (flag.path == "start_time" || flag.path == "end_time") {
      flag.value = "TIME";
      flag.help = std::string(flag.path == "start_time" ? "From" : "Up to") +
                  " this time: 2026-11-01, \"2026-11-01 16:30\", 7d or 12h ago, or milliseconds since 1970. Without both: the last 30 "
                  "days; an end left out is now";
    }
  }
}

/// ": camera_control.type=VALUE, multi_prompt[0].index=VALUE": the first part of an object and of a list.
std::string examples_of_parts(const std::vector<JsonValue> &fields) {
  std::string member;
  std::string element;
  for (const JsonValue &field : fields) {
    std::string path(field.member_text("name"));
    const size_t list = path.find("[]");
    if (list != std::string::npos && element.empty()) {
      element = path.replace(list, 2, "[0]") + "=VALUE";
    } else if (list == std::string::npos && path.find('.') != std::string::npos && member.empty()) {
      member = path + "=VALUE";
    }
  }
  const std::string both = member + (member.empty() || element.empty() ? "" : ", ") + element;
  return both.empty() ? both : ": " + both;
}

/// What the table of the same name holds.
std::string table_of(const std::string &kind) {
  return kind == "effects" ? "scenes" : "the voices of tts";
}

std::string about_kind(const JsonValue &kind, const std::vector<JsonValue> &fields, const Command &command) {
  const bool synchronous = is_true(kind, "synchronous");
  std::string text =
      synchronous ? "Answers at once: there is no task to wait for." : "Sends the task, waits for its end and saves what it made.";
  if (const std::string note(kind.member_text("note")); !note.empty()) {
    text += " Note: " + note + ".";
  }
  const auto takes_files = [](const JsonValue &field) {
    const std::string_view media = media_of_field(field);
    return media == "image" || media == "audio";
  };
  if (std::any_of(fields.begin(), fields.end(), takes_files)) {
    text += " A FILE may also be a URL, Base64, or - for the standard input; @NAME is always a file.";
  }
  if (has_table(command.name)) {
    text += " kling " + command.name + " alone prints the list of " + table_of(command.name) + ".";
  }
  return text + " kling fields " + command.name + " tells every field with its parts.";
}

std::string sample_of(const FieldFlag &flag, const std::vector<JsonValue> &fields) {
  const JsonValue *row = row_of_path(fields, flag.path);
  if (row == nullptr || flag.value.empty()) {
    return {};
  }
  const std::string_view media = media_of_field(*row);
  if (!media.empty()) {
    return media == "image" ? "photo.png" : media == "audio" ? "voice.mp3" : "https://example.com/clip.mp4";
  }
  const JsonValue *values = row->member("values");
  for (const std::string &text : {values == nullptr || values->items.empty() ? std::string{} : values->items.front().text,
                                  cell_text(*row, "default"), cell_text(*row, "minimum")}) {
    if (!text.empty()) {
      return text;
    }
  }
  return flag.value;
}

bool is_media(const FieldFlag &flag, const std::vector<JsonValue> &fields) {
  const JsonValue *row = row_of_path(fields, flag.path);
  return row != nullptr && !media_of_field(*row).empty();
}

std::string flag_and_sample(const FieldFlag &flag, const std::vector<JsonValue> &fields) {
  const std::string sample = sample_of(flag, fields);
  return " " + first_name(flag) + (sample.empty() ? "" : " " + sample);
}

std::string word_of_example(const Command &command, const std::vector<JsonValue> &fields) {
  const FieldFlag *flag = flag_of_path(command, command.word_path);
  if (command.word_path == "prompt" || flag == nullptr) {
    return flag == nullptr ? std::string{} : std::string(" ") + sample_prompt;
  }
  const std::string sample = sample_of(*flag, fields);
  return " " + (sample == flag->value ? command.word : sample);
}

/// What an example gives: the word, the flags of what the kind needs, and of what it makes something of.
std::string given_in_examples(const Command &command, const std::vector<JsonValue> &fields) {
  std::string given = word_of_example(command, fields);
  bool media = false;
  for (const FieldFlag &flag : command.fields) {
    const bool word = flag.path == command.word_path;
    given += flag.required && !word ? flag_and_sample(flag, fields) : std::string{};
    media = media || (is_media(flag, fields) && (flag.required || word));
  }
  for (const FieldFlag &flag : command.fields) {
    const JsonValue *row = row_of_path(fields, flag.path);
    if (!media && row != nullptr && is_media(flag, fields) && !row->member_text("required_if").empty()) {
      return given + flag_and_sample(flag, fields);
    }
  }
  return given;
}

std::string output_of_examples(const JsonValue &kind) {
  const std::string_view group = kind.member_text("group");
  return group == "audio" || group == "voices" ? "voice.mp3" : group == "image" ? "picture.png" : "clip.mp4";
}

/// Examples of a kind: with the simulator first, where it takes them as they stand.
std::vector<std::string> examples_of(const Command &command, const JsonValue &kind, const std::vector<JsonValue> &fields) {
  const auto *const row =
      std::find_if(std::begin(example_rows), std::end(example_rows), [&](const ExampleRow &each) { return each.kind == command.name; });
  const bool known = row != std::end(example_rows);
  std::string start =
      command.name + (known ? (row->given.empty() ? "" : " ") + std::string(row->given) : given_in_examples(command, fields));
  const bool session = is_true(kind, "synchronous") && kind.member_text("group") == "video"; // its answer is what counts
  const std::string output = command.saves && !session ? " -o " + output_of_examples(kind) : std::string{};
  std::vector<std::string> examples;
  if (!known || row->alone) {
    examples.push_back(start + output + " --provider sim");
  }
  examples.push_back(start + output);
  examples.push_back(start + " --dry-run");
  examples.push_back(command.name + " --json-body body.json --json");
  return examples;
}

/// Whether what comes of it may be files: an element is none, and what answers at once is one only where something is made.
bool makes_files(const JsonValue &kind) {
  const std::string_view group = kind.member_text("group");
  return group != "elements" && group != "call" && (!is_true(kind, "synchronous") || is_true(kind, "billed"));
}

} // namespace

Command command_of_kind(const JsonValue &kind, const std::vector<JsonValue> &fields, const std::vector<JsonValue> &models,
                        const std::vector<JsonValue> &other_models) {
  Command command;
  command.name = kind.member_text("kind");
  command.group = heading_of_group(std::string(kind.member_text("group")));
  command.summary =
      std::string(kind.member_text("title")) + (has_table(command.name) ? "; alone: the list of " + table_of(command.name) : "");
  command.of_a_kind = true;
  command.sends = true;
  command.billed = is_true(kind, "billed");
  command.waits = !is_true(kind, "synchronous");
  command.saves = makes_files(kind);
  command.connects = true;
  command.run = run_create;
  command.fields = field_flags(fields, kind.member_text("generation") == "new");
  command.about = about_kind(kind, fields, command);
  describe_model_flag(command, kind, models, other_models);
  command.part_examples = examples_of_parts(fields);
  describe_span_flags(command);
  give_word(command, fields);
  give_method_and_path(command);
  command.examples = examples_of(command, kind, fields);
  return command;
}

Command cost_command_of_kind(const Command &kind) {
  Command command = kind;
  command.parent = "cost";
  command.about = "Tells the price of one such task, and sends nothing. The flags are those of kling " + kind.name + ".";
  command.sends = false;
  command.waits = false;
  command.saves = false;
  command.connects = false;
  command.run = run_cost;
  command.examples.clear();
  return command;
}

} // namespace kling::cli
