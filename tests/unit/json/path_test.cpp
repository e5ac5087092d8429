#include <gtest/gtest.h>

#include "json/path.hpp"

namespace kling::json {
namespace {

using namespace std::string_view_literals;

Path parsed(std::string_view name) {
  Path path;
  String why;
  EXPECT_TRUE(Path::parse(name, path, why)) << name << ": " << why;
  return path;
}

TEST(Path, NamesArePrintedInDottedFormAndAsCatalogueRows) {
  struct Row {
    std::string_view name;
    std::string_view dotted;
    std::string_view pattern;
  };
  for (const Row &row : {
           Row{"prompt", "prompt", "prompt"},
           Row{"camera_control.config.zoom", "camera_control.config.zoom", "camera_control.config.zoom"},
           Row{"image_list[0].image", "image_list[0].image", "image_list[].image"},
           Row{"a[0][12]", "a[0][12]", "a[][]"},
           Row{"片.é", "片.é", "片.é"},
           Row{"/camera_control/config/zoom", "camera_control.config.zoom", "camera_control.config.zoom"},
           Row{"/image_list/3/image", "image_list[3].image", "image_list[].image"},
           Row{"/image_list/-", "image_list[-]", "image_list[]"},
           Row{"/a/01", "a.01", "a.01"},
           // What the dotted form cannot say keeps the pointer form, and so matches no row of several steps.
           Row{"/camera_control.type", "/camera_control.type", "/camera_control.type"},
           Row{"/image_list[0]", "/image_list[0]", "/image_list[0]"},
           Row{"/a~1b/m~0n", "a/b.m~n", "a/b.m~n"},
           Row{"/~1a", "/~1a", "/~1a"},
           Row{"/", "/", "/"},
           Row{"/a//b", "/a//b", "/a//b"},
           Row{"/0/a.b", "/0/a.b", "/0/a.b"},
       }) {
    Path path = parsed(row.name);
    EXPECT_EQ(path.dotted(), row.dotted);
    EXPECT_EQ(path.pattern(), row.pattern);
  }
}

TEST(Path, StepsKnowWhatTheyAre) {
  Path path = parsed("a[2].b");
  ASSERT_EQ(path.steps.size(), 3U);
  EXPECT_EQ(path.steps[0].kind, Step::Kind::member);
  EXPECT_EQ(path.steps[1].kind, Step::Kind::index);
  EXPECT_EQ(path.steps[1].index, 2U);
  EXPECT_EQ(path.steps[2].name, "b");

  path = parsed("/x/7/-/~0~1");
  ASSERT_EQ(path.steps.size(), 4U);
  EXPECT_EQ(path.steps[1].kind, Step::Kind::either);
  EXPECT_EQ(path.steps[1].index, 7U);
  EXPECT_EQ(path.steps[1].name, "7");
  EXPECT_EQ(path.steps[2].kind, Step::Kind::append);
  EXPECT_EQ(path.steps[3].name, "~/");
}

TEST(Path, WrongSyntaxIsRefusedWithItsPlace) {
  struct Row {
    std::string_view name;
    std::string_view why;
  };
  for (const Row &row : {
           Row{"", "the name is empty"},
           Row{"a..b", "\"a..b\": a name is missing at byte 2"},
           Row{".a", "\".a\": a name is missing at byte 0"},
           Row{"a.", "\"a.\": a name is missing at byte 2"},
           Row{"[0]", "\"[0]\": a name is missing at byte 0"},
           Row{"a.[0]", "\"a.[0]\": a name is missing at byte 2"},
           Row{"a[0", "\"a[0\": an index like [0] is expected at byte 1"},
           Row{"a[]", "\"a[]\": an index like [0] is expected at byte 1"},
           Row{"a[-1]", "\"a[-1]\": an index like [0] is expected at byte 1"},
           Row{"a[01]", "\"a[01]\": an index like [0] is expected at byte 1"},
           Row{"a[1234567890]", "\"a[1234567890]\": an index like [0] is expected at byte 1"},
           Row{"a[0]b", "\"a[0]b\": '.', '[' or the end is expected at byte 4"},
           Row{"a]", "\"a]\": '.', '[' or the end is expected at byte 1"},
           Row{"/a~2", "\"/a~2\": '~' needs a 0 or 1 behind it at byte 2"},
           Row{"/a~", "\"/a~\": '~' needs a 0 or 1 behind it at byte 2"},
           Row{"a\nb", "the name holds a control character"},
           Row{"a\0b"sv, "the name holds a control character"},
           Row{"a\xFF", "the name is not valid UTF-8"},
       }) {
    Path path;
    String why;
    EXPECT_FALSE(Path::parse(row.name, path, why)) << row.name;
    EXPECT_EQ(why, row.why);
    EXPECT_TRUE(path.steps.empty());
  }
}

TEST(Path, LongNamesAreRefused) {
  Path path;
  String why;
  EXPECT_TRUE(Path::parse(String(128, 'a'), path, why));
  EXPECT_FALSE(Path::parse(String(129, 'a'), path, why));
  EXPECT_EQ(why, "the name is longer than 128 bytes");
}

} // namespace
} // namespace kling::json
