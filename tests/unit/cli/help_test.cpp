#include <gtest/gtest.h>

#include "cli/catalog.hpp"
#include "cli/command_table.hpp"
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

size_t widest_line(const std::string &text) {
  size_t widest = 0;
  for (size_t start = 0; start < text.size();) {
    const size_t end = std::min(text.find('\n', start), text.size());
    widest = std::max(widest, width_of(text.substr(start, end - start)));
    start = end + 1;
  }
  return widest;
}

TEST(Help, OfAKindIsMadeOfItsRows) {
  const std::string text = help_of({another_kind()}, "text2smell", 200);
  for (const char *words : {"Usage: kling text2smell [flags]", "Text to smell.\n\nSends the task", "--model, --model-name NAME",
                            "The model: nose-2 (default nose-2)", "--text TEXT", "What it smells of: at most 9 characters; required",
                            "--notes JSON", "at most 2 items", "air.humidity=VALUE, notes[0].name=VALUE",
                            "kling text2smell --text TEXT -o made/ --provider sim", "--dry-run", "--poll-interval TIME"}) {
    EXPECT_NE(text.find(words), std::string::npos) << words << "\n" << text;
  }
  EXPECT_EQ(text.find("nose-1"), std::string::npos);
  EXPECT_EQ(text.find("prompt"), std::string::npos);
}

TEST(Help, OfTheProgramListsEveryKind) {
  std::vector<Command> commands{another_kind()};
  for (const Command &each : all_commands({})) {
    commands.push_back(each);
  }
  const std::string text = help_of(commands, "", 80);
  for (const char *words : {"  text2smell  Text to smell\n", "  text2video  Text to video\n", "  errors ", "Exit codes\n  0 ",
                            "  130  interrupted", "KLING_API_KEY", "COMETAPI_KEY"}) {
    EXPECT_NE(text.find(words), std::string::npos) << words << "\n" << text;
  }
}

TEST(Help, FitsThePage) {
  const std::vector<Command> commands = all_commands({"text2video"});
  for (const Command &each : commands) {
    for (const size_t columns : {100, 80, 60, 40}) {
      std::string text = help_of(commands, each.name, columns);
      text.resize(std::min(text.find("\nExamples"), text.size())); // they are copied, and not broken
      EXPECT_LE(widest_line(text), columns) << each.name;
    }
  }
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
