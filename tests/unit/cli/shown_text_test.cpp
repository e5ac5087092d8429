#include <cstdio>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

#include "cli/catalog.hpp"
#include "cli/output_path.hpp"
#include "cli/progress.hpp"
#include "cli/take_up_hint.hpp"

namespace kling::cli {
namespace {

JsonValue row(std::string_view text) {
  return read_json(text).value_or(JsonValue{});
}

TEST(ShownText, Bytes) {
  const std::pair<double, const char *> rows[] = {{0, "0 B"},          {999, "999 B"},         {1000, "1.0 kB"},
                                                  {1234567, "1.2 MB"}, {5600000000, "5.6 GB"}, {1e13, "10000.0 GB"}};
  for (const auto &[bytes, text] : rows) {
    EXPECT_EQ(text_of_bytes(bytes), text);
  }
}

TEST(ShownText, Seconds) {
  const std::pair<double, const char *> rows[] = {
      {0, "0.0 s"}, {4.24, "4.2 s"}, {60, "1 min 00 s"}, {187.9, "3 min 07 s"}, {7200, "120 min 00 s"}};
  for (const auto &[seconds, text] : rows) {
    EXPECT_EQ(text_of_seconds(seconds), text);
  }
}

TEST(ShownText, Cells) {
  const JsonValue cells = row(R"({"text":"x","yes":true,"no":false,"list":["std","pro"],"run":["3","4","5"],"pair":["5","10"],)"
                              R"("two":["5","6"],"mixed":["1","2","3","9","auto"],"number":0.10,"null":null})");
  const std::pair<const char *, const char *> rows[] = {{"text", "x"},        {"yes", "yes"},     {"no", ""},
                                                        {"list", "std, pro"}, {"run", "3 to 5"},  {"pair", "5, 10"},
                                                        {"two", "5, 6"},      {"number", "0.10"}, {"mixed", "1 to 3, 9, auto"},
                                                        {"missing", ""},      {"null", ""}};
  for (const auto &[name, text] : rows) {
    EXPECT_EQ(cell_text(cells, name), text) << name;
  }
}

TEST(ShownText, BoundsOfAField) {
  EXPECT_EQ(bounds_of_field(row(R"({"minimum":-10,"maximum":10})")), "-10 to 10");
  EXPECT_EQ(bounds_of_field(row(R"({"minimum":1})")), "at least 1");
  EXPECT_EQ(bounds_of_field(row(R"({"maximum":1})")), "at most 1");
  EXPECT_EQ(bounds_of_field(row(R"({"values":["a","b"],"max_length":5,"max_items":2})")), "a, b; at most 5 characters; at most 2 items");
  EXPECT_EQ(bounds_of_field(row(R"({"min_items":1,"max_items":4})")), "1 to 4 items");
  EXPECT_EQ(bounds_of_field(row(R"({"min_items":2,"max_items":2})")), "2 items");
  EXPECT_EQ(bounds_of_field(row(R"({"max_items":1})")), "at most 1 item");
  EXPECT_EQ(bounds_of_field(row(R"({"values":["auto"],"minimum":2,"maximum":9})")), "auto; 2 to 9");
  EXPECT_EQ(bounds_of_field(row(R"({"values":["auto"],"minimum":2,"maximum":9})"), false), "2 to 9");
  EXPECT_EQ(bounds_of_field(row("{}")), "");
}

class OutputPath : public testing::Test {
protected:
  void SetUp() override {
    char name[] = "/tmp/kling-output-XXXXXX";
    ASSERT_NE(mkdtemp(name), nullptr);
    folder_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string folder_;
};

TEST_F(OutputPath, IsLookedAtBeforeAnythingIsSent) {
  std::ofstream(folder_ + "/there.mp4") << "mine";
  std::string path = folder_ + "/there.mp4";
  EXPECT_EQ(check_output_path(path, false).code, exit_file);
  EXPECT_FALSE(check_output_path(path, true).failed());
  path = folder_ + "/new.mp4";
  EXPECT_FALSE(check_output_path(path, false).failed());
  path = folder_ + "/no/new.mp4";
  EXPECT_EQ(check_output_path(path, true).code, exit_file);
  path = folder_ + "/no/";
  EXPECT_EQ(check_output_path(path, false).code, exit_file);
  path.clear();
  EXPECT_FALSE(check_output_path(path, false).failed());
}

TEST_F(OutputPath, AFolderGetsItsSlash) {
  std::string path = folder_;
  EXPECT_FALSE(check_output_path(path, false).failed());
  EXPECT_EQ(path, folder_ + "/");
}

TEST(OutputPathOfSeveral, IsNumberedAsTheLibraryDoes) {
  const struct {
    const char *path;
    uint32_t index;
    const char *numbered;
  } rows[] = {{"fox.mp4", 0, "fox.mp4"},
              {"fox.mp4", 1, "fox-2.mp4"},
              {"fox.mp4", 9, "fox-10.mp4"},
              {"a.b/fox", 1, "a.b/fox-2"},
              {"a.b/fox.tar.gz", 2, "a.b/fox.tar-3.gz"},
              {".fox", 1, ".fox-2"},
              {"a/.fox", 1, "a/.fox-2"},
              {"clips/", 0, "clips/"},
              {"clips/", 1, "clips/"}}; // names and numbers in a folder are the library's
  for (const auto &row : rows) {
    EXPECT_EQ(numbered_output_path(row.path, row.index), row.numbered) << row.path;
  }
  EXPECT_EQ(numbered_output_path("rain.mp3", 1, ".wav"), "rain-2.wav");
  EXPECT_EQ(numbered_output_path("rain", 1, ".wav"), "rain-2.wav");
  EXPECT_EQ(numbered_output_path("made/", 1, ".wav"), "made/");
}

TEST(EndingOfALink, IsThatOfItsFile) {
  const std::pair<const char *, const char *> rows[] = {{"https://host.example/a/fox.mp4?x=1.png", ".mp4"},
                                                        {"https://host.example/a/fox", ""},
                                                        {"https://host.example/a.b/fox#.wav", ""},
                                                        {"https://host.example/.fox", ""},
                                                        {"", ""}};
  for (const auto &[link, ending] : rows) {
    EXPECT_EQ(ending_of_link(link), ending) << link;
  }
}

TEST(ShellQuoted, OnlyWhatTheShellWouldRead) {
  const std::pair<const char *, const char *> rows[] = {{"kling-cn", "kling-cn"},
                                                        {"https://h.example:8080/a_b", "https://h.example:8080/a_b"},
                                                        {"", "''"},
                                                        {"my key", "'my key'"},
                                                        {"it's", "'it'\\''s'"},
                                                        {"$HOME;`x`", "'$HOME;`x`'"},
                                                        {"~/key", "'~/key'"},
                                                        {"\xc3\xa9", "'\xc3\xa9'"}};
  for (const auto &[text, quoted] : rows) {
    EXPECT_EQ(shell_quoted(text), quoted);
  }
}

TEST(TakeUpHint, RepeatsWhereTheTaskIs) {
  GlobalFlags flags;
  EXPECT_EQ(take_up_hint(flags, {"TOKEN"}, ""), "Take it up with: kling wait TOKEN");
  EXPECT_EQ(take_up_hint(flags, {"TOKEN", "8123"}, "my clips/"), "Take it up with: kling wait TOKEN 8123 -o 'my clips/'");
  EXPECT_EQ(take_up_hint(flags, {""}, "fox.mp4"), "");
  EXPECT_EQ(take_up_hint(flags, {}, "fox.mp4"), "");
  flags.program = "./build/kling";
  flags.provider = "custom";
  flags.base_url = "http://127.0.0.1:8080";
  flags.api_key_file = "my key";
  flags.options = {{"allow_http", "1"}};
  flags.force = true;
  EXPECT_EQ(take_up_hint(flags, {"TOKEN"}, ""),
            "Take it up with: ./build/kling wait TOKEN --provider custom --base-url http://127.0.0.1:8080 "
            "--api-key-file 'my key' --option allow_http=1 --force");
  flags = {};
  flags.provider = "sim";
  for (const char *token : {"", "TOKEN"}) {
    const std::string hint = take_up_hint(flags, {token}, "");
    EXPECT_EQ(hint.find("kling wait"), std::string::npos) << hint;
    EXPECT_NE(hint.find("ends with this command"), std::string::npos) << hint;
  }
}

TEST(TakeUpHint, RepeatsWhatAGatewayNeedsAndNoSecret) {
  GlobalFlags flags;
  flags.path_prefix = "";
  flags.poll_path = "/v1/tasks/{task_id}";
  flags.model_field = "model";
  EXPECT_EQ(take_up_hint(flags, {"TOKEN"}, ""),
            "Take it up with: kling wait TOKEN --path-prefix '' --poll-path '/v1/tasks/{task_id}' --model-field model");
  flags = {};
  flags.auth_header = "X-Key: word {key}";
  flags.headers = {"X-Team: word"};
  EXPECT_EQ(take_up_hint(flags, {"TOKEN"}, ""), "Take it up with: kling wait TOKEN\n"
                                                "and the --auth-header of before, which is not repeated here.\n"
                                                "and the --header of before, which is not repeated here.");
}

TEST(TakeUpHint, RepeatsNoOptionThatMayHoldASecret) {
  GlobalFlags flags;
  flags.options = {{"proxy", "http://me:word@proxy"}, {"max_retries", "0"}, {"extra_headers", "X-Key: word"}, {"auth_header", "X: word"}};
  const std::string hint = take_up_hint(flags, {"TOKEN"}, "");
  EXPECT_EQ(hint.find("word"), std::string::npos) << hint;
  EXPECT_NE(hint.find("--option max_retries=0"), std::string::npos) << hint;
  for (const char *name : {"proxy", "extra_headers", "auth_header"}) {
    EXPECT_NE(hint.find(std::string("and the --option ") + name), std::string::npos) << hint;
  }
}

} // namespace
} // namespace kling::cli
