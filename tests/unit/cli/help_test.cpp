#include <gtest/gtest.h>

#include "cli/catalog.hpp"
#include "cli/command_table.hpp"
#include "cli/kind_command.hpp"
#include "cli/nearest.hpp"
#include "cli/text_layout.hpp"

namespace kling::cli {
namespace {

std::vector<JsonValue> rows(std::initializer_list<const char *> texts) {
  std::vector<JsonValue> found;
  for (const char *text : texts) {
    found.push_back(read_json(text).value_or(JsonValue{}));
  }
  return found;
}

/// A kind that no version has: what is below is made of its rows alone.
Command another_kind() {
  return command_of_kind(rows({R"({"kind":"text2smell","title":"Text to smell","recommended_model":"nose-2"})"}).front(),
                         rows({R"({"name":"model_name","type":"string"})",
                               R"({"name":"text","type":"string","required":true,"max_length":9,"description":"What it smells of"})",
                               R"({"name":"notes","type":"array","max_items":2,"description":"Parts of the smell"})",
                               R"({"name":"notes[].name","type":"string"})", R"({"name":"air","type":"object"})",
                               R"({"name":"air.humidity","type":"number"})"}),
                         rows({R"({"name":"nose-1","retired":"in May"})", R"({"name":"nose-2"})"}));
}

TEST(Help, NamesTheModelsThatTheOtherGenerationAloneHas) {
  const auto models = [](std::initializer_list<const char *> other) {
    const Command command = command_of_kind(rows({R"({"kind":"text2smell","title":"T","other_generation":"text-to-smell"})"}).front(),
                                            rows({R"({"name":"model_name","type":"string"})"}),
                                            rows({R"({"name":"nose-1"})", R"({"name":"nose-2"})"}), rows(other));
    return command.fields.front().help;
  };
  EXPECT_EQ(models({R"({"name":"nose-2"})", R"({"name":"nose-3.0"})"}),
            "The model: nose-1, nose-2; also those of text-to-smell, sent there: nose-3.0; kling models text2smell tells more");
  EXPECT_EQ(models({R"({"name":"nose-2"})"}), "The model: nose-1, nose-2; kling models text2smell tells more");
}

/// A line of one word cannot be broken and does not count.
size_t widest_line(const std::string &text) {
  size_t widest = 0;
  for (size_t start = 0; start < text.size();) {
    const size_t end = std::min(text.find('\n', start), text.size());
    const std::string line = text.substr(start, end - start);
    const size_t word = line.find_first_not_of(' ');
    widest = word == std::string::npos || line.find(' ', word) == std::string::npos ? widest : std::max(widest, width_of(line));
    start = end + 1;
  }
  return widest;
}

TEST(Help, OfAKindIsMadeOfItsRows) {
  const std::string text = help_of({another_kind()}, "text2smell", 200);
  for (const char *words : {"Usage: kling text2smell [TEXT] [flags]", "Text to smell.\n\nSends the task", "--model, --model-name NAME",
                            "The model: nose-2 (default nose-2)", "--text TEXT", "What it smells of: at most 9 characters; required",
                            "TEXT    The same as --text, in quotes", "--note, --notes TEXT", "at most 2 items; given once for each",
                            "--air JSON", "air.humidity=VALUE, notes[0].name=VALUE", "kling text2smell TEXT -o clip.mp4 --provider sim",
                            "--dry-run", "--poll-interval TIME"}) {
    EXPECT_NE(text.find(words), std::string::npos) << words << "\n" << text;
  }
  EXPECT_EQ(text.find("nose-1"), std::string::npos);
  EXPECT_EQ(text.find("prompt"), std::string::npos);
}

TEST(Help, OfWhatAnswersAtOnceKnowsNoWaiting) {
  const Command command =
      command_of_kind(rows({R"({"kind":"smell","title":"Smell","group":"audio","synchronous":true,"billed":false,"note":"free"})"}).front(),
                      rows({R"({"name":"nose_id","type":"string","required":true})"}), {});
  const std::string text = help_of({command}, "smell", 200);
  for (const char *words : {"Answers at once", "Note: free.", "Usage: kling smell [NOSE_ID]", "NOSE_ID  The same as --nose-id\n"}) {
    EXPECT_NE(text.find(words), std::string::npos) << words << "\n" << text;
  }
  for (const char *words : {"--timeout", "--poll-interval", "--spend-limit", "--output", "--model"}) {
    EXPECT_EQ(text.find(words), std::string::npos) << words << "\n" << text;
  }
}

TEST(Help, OfTheNewGenerationTellsItsItems) {
  const std::string text = help_of(all_commands({"image-to-video"}), "image-to-video", 400);
  for (const char *words :
       {"Usage: kling image-to-video [FIRST_FRAME] [LAST_FRAME] [PROMPT] [flags]",
        "The same as --first-frame, --last-frame and --prompt: files or URLs first, in this order, the words in quotes",
        "--first-frame FILE ", "The first frame\n", "--last-frame FILE ",
        "The last frame; with a first one; with kling-3.0; with kling-2.6, kling-2.5-turbo at 1080p", "--element ID ", "--voice ID ",
        "@image_1, @video_1, @element_1 in the prompt mean the first of a sort", "--resolution 720p|1080p|4k",
        "--multi-shot=false turns it off", "--callback-url TEXT", "--watermark, --watermark-info", "--contents JSON", "--settings JSON",
        "(default kling-3.0)", "kling image-to-video photo.png \"The fox turns its head\" -o clip.mp4 --provider sim"}) {
    EXPECT_NE(text.find(words), std::string::npos) << words << "\n" << text;
  }
  EXPECT_EQ(text.find("--path-prefix"), std::string::npos); // what gateways need is told by the program's own help
}

TEST(Help, OfTheProgramTellsWhatGatewaysNeed) {
  const std::string text = help_of(all_commands({}), "", 100);
  const size_t heading = text.find("\nFor gateways, on every command\n");
  ASSERT_NE(heading, std::string::npos);
  for (const char *flag : {"--path-prefix PATH", "--auth-header HEADER", "--header HEADER", "--poll-path PATH", "--model-field NAME"}) {
    EXPECT_NE(text.find(flag, heading), std::string::npos) << flag;
  }
}

TEST(Help, OfTheCostIsThatOfItsKind) {
  const std::vector<Command> commands = all_commands({"cost", "image2video"});
  const std::string text = help_of(commands, "cost image2video", 100);
  for (const char *words : {"Usage: kling cost image2video [PROMPT] [flags]", "--image FILE", "--duration NUMBER", "--provider NAME"}) {
    EXPECT_NE(text.find(words), std::string::npos) << words << "\n" << text;
  }
  for (const char *words : {"--output", "--dry-run", "--timeout", "--api-key-file"}) {
    EXPECT_EQ(text.find(words), std::string::npos) << words << "\n" << text;
  }
  const std::string list = help_of(commands, "cost", 100);
  EXPECT_NE(list.find("Usage: kling cost KIND [flags]"), std::string::npos) << list;
  EXPECT_NE(list.find("\n  image2video "), std::string::npos) << list;
}

TEST(Help, OfTheProgramListsEveryKind) {
  std::vector<Command> commands{another_kind()};
  for (const Command &each : all_commands({})) {
    commands.push_back(each);
  }
  const std::string text = help_of(commands, "", 80);
  for (const char *words : {"\nMake\n  text2smell  Text to smell\n", "\nVideo\n  text2video  ", "\nImages\n", "\nTasks\n  status  ",
                            "  errors ", "Exit codes\n  0 ", "  130  interrupted", "KLING_API_KEY", "COMETAPI_KEY"}) {
    EXPECT_NE(text.find(words), std::string::npos) << words << "\n" << text;
  }
}

TEST(Help, FitsThePage) {
  std::vector<std::string> names;
  for (const Command &each : all_commands({})) {
    names.push_back(each.name);
  }
  for (const Command &each : all_commands(names)) {
    for (const size_t columns : {100, 80, 60, 40}) {
      // The commands behind "cost" are told with it.
      std::vector<Command> commands{each};
      for (const Command &other : each.name == "cost" ? all_commands({"cost"}) : std::vector<Command>{}) {
        if (!other.parent.empty() && columns == 80) {
          commands.push_back(other);
        }
      }
      std::string text = each.parent.empty() ? help_of(commands, each.words(), columns) : "";
      text.resize(std::min(text.find("\nExamples"), text.size())); // they are copied, and not broken
      EXPECT_LE(widest_line(text), columns) << each.name << "\n" << text;
    }
  }
  const std::string text = help_of(all_commands({}), "", 80);
  EXPECT_LE(widest_line(text.substr(0, text.find("\nExamples"))), 80U);
}

TEST(Nearest, IsWhatWasMeant) {
  const std::vector<std::string> names{"text2video", "wait", "status", "models", "KLING_E_FIELD", "1303", "1102"};
  const std::pair<const char *, const char *> cases[] = {{"text2vidoe", "text2video"},
                                                         {"wiat", "wait"},
                                                         {"stat", ""},
                                                         {"model", "models"},
                                                         {"kling_e_feild", "KLING_E_FIELD"},
                                                         {"1330", "1303"},
                                                         {"77", ""},
                                                         {"", ""},
                                                         {"delete", ""}};
  for (const auto &[typed, meant] : cases) {
    EXPECT_EQ(nearest_name(typed, names), meant) << typed;
  }
  EXPECT_EQ(did_you_mean("wiat", names), "; did you mean wait?");
  EXPECT_EQ(did_you_mean("delete", names), "");
  EXPECT_EQ(nearest_name(std::string(1000, 'x'), names), "");
}

TEST(TextLayout, BreaksBetweenWords) {
  EXPECT_EQ(wrapped("one two three", 7), (std::vector<std::string>{"one two", "three"}));
  EXPECT_EQ(wrapped("one incomprehensible two", 5), (std::vector<std::string>{"one", "incomprehensible", "two"}));
  EXPECT_EQ(wrapped("", 5), (std::vector<std::string>{""}));
  EXPECT_EQ(wrapped("\xc3\xa9\xc3\xa9 \xc3\xa9\xc3\xa9", 5).size(), 1U);
  EXPECT_EQ(labelled("-x", "one two three", 6, 66), "  -x  one two three\n");
  EXPECT_EQ(labelled("--long", "one", 6, 66), "  --long\n      one\n");
  EXPECT_EQ(labelled("-x", "one", 6, 40), "  -x\n      one\n");
  EXPECT_EQ(labelled("-x", "", 6, 80), "  -x\n");
}

} // namespace
} // namespace kling::cli
