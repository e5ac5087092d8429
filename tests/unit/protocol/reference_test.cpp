#include <gtest/gtest.h>
#include <string>

#include "protocol/reference.hpp"

namespace kling::protocol {
namespace {

Vector<Reference> some() {
  Vector<Reference> out;
  out.push_back({"<<<image_1>>>", "image_1", "image_list[0]"});
  out.push_back({"<<<voice_1>>>", "1", "voice_list[0]"});
  out.push_back({"", "frame", "contents[1]"});
  return out;
}

struct Row {
  std::string_view prompt, told, refused;
};

TEST(Reference, MarksBecomeIds) {
  for (const Row &row : {
           Row{"", "", ""},
           Row{"<<<image_1>>>", "@image_1", ""},
           Row{"a <<<image_1>>>, <<<voice_1>>>.", "a @image_1, @1.", ""},
           Row{"<<<image_1>>><<<voice_1>>>", "@image_1@1", ""},
           Row{"<<<image_1>>>s", "@image_1 s", ""},
           Row{"<<<image_1>>>0", "@image_1 0", ""},
           Row{"<<<image_1>>>_", "@image_1 _", ""},
           Row{"<<<image_1>>>\xE7\x8B\x90", "@image_1 \xE7\x8B\x90", ""},
           Row{"<<<image_1>>>'s", "@image_1's", ""},
           Row{"1 << 2 <<<x>>> <<<_1>>> <<<image_>>> <<<image_1", "1 << 2 <<<x>>> <<<_1>>> <<<image_>>> <<<image_1", ""},
           Row{"@fox @", "@fox @", ""},
           Row{"<<<image_2>>>", "", "mentions <<<image_2>>>, which names nothing"},
           Row{"<<<image_0>>>", "", "mentions <<<image_0>>>, which names nothing"},
           Row{"<<<video_1>>>", "", "mentions <<<video_1>>>, which names nothing"},
           Row{"say @image_1", "", "holds the text @image_1, which would become a reference to image_list[0]"},
           Row{"at @10", "", "holds the text @1, which would become a reference to voice_list[0]"},
       }) {
    String told;
    Error error;
    const kling_status status = tell_marks_as_ids(row.prompt, some(), "prompt", told, error);
    EXPECT_EQ(status, row.refused.empty() ? KLING_OK : KLING_E_FIELD) << row.prompt;
    EXPECT_TRUE(!row.refused.empty() || told == row.told) << told;
    EXPECT_NE(std::string(error.message).find(row.refused), std::string::npos) << error.message;
    EXPECT_EQ(error.field, row.refused.empty() ? "" : "prompt");
  }
}

TEST(Reference, IdsBecomeMarks) {
  for (const Row &row : {
           Row{"", "", ""},
           Row{"@image_1", "<<<image_1>>>", ""},
           Row{"a @image_1, @1.", "a <<<image_1>>>, <<<voice_1>>>.", ""},
           Row{"@image_1@1", "<<<image_1>>><<<voice_1>>>", ""},
           Row{"@image_1 s", "<<<image_1>>> s", ""},
           Row{"狐@1狐, -@1.", "狐<<<voice_1>>>狐, -<<<voice_1>>>.", ""},
           Row{"@1 says @12", "", "has @1 in a longer word: what @1 means is not certain"},
           Row{"a@image_1", "", "has @image_1 in a longer word"},
           Row{"@framework", "", "has @frame in a longer word"},
           Row{"a@b.example, @, 3 @ 4", "a@b.example, @, 3 @ 4", ""},
           Row{"<<<x>>>", "<<<x>>>", ""},
           Row{"<<<image_1>>>", "", "holds the text <<<image_1>>>, which would become a reference"},
           Row{"@fox runs", "", "mentions @fox, which names nothing"},
           Row{"(@fox)", "", "mentions @fox, which names nothing"},
           Row{"@frame", "", "mentions @frame: no legacy prompt can name contents[1]"},
       }) {
    String told;
    Error error;
    const kling_status status = tell_ids_as_marks(row.prompt, some(), "prompt", told, error);
    EXPECT_EQ(status, row.refused.empty() ? KLING_OK : KLING_E_FIELD) << row.prompt;
    EXPECT_TRUE(!row.refused.empty() || told == row.told) << told;
    EXPECT_NE(std::string(error.message).find(row.refused), std::string::npos) << error.message;
  }
}

TEST(Reference, WithoutAnythingToNameAnAtIsText) {
  String told;
  Error error;
  EXPECT_EQ(tell_ids_as_marks("@fox", {}, "prompt", told, error), KLING_OK);
  EXPECT_EQ(told, "@fox");
}

TEST(Reference, NoIdBeginsAnother) {
  Error error;
  EXPECT_EQ(check_ids(some(), error), KLING_OK) << error.message;
  Vector<Reference> near = some();
  near.push_back({"", "image_10", "contents[4]"});
  EXPECT_EQ(check_ids(near, error), KLING_E_FIELD);
  EXPECT_EQ(error.field, "image_list[0].id");
  Vector<Reference> same = some();
  same.push_back({"", "1", "contents[4]"});
  EXPECT_EQ(check_ids(same, error), KLING_E_FIELD);
  Vector<Reference> unnamed = some();
  unnamed.push_back({"", "", "contents[4]"});
  unnamed.push_back({"", "", "contents[5]"});
  EXPECT_EQ(check_ids(unnamed, error), KLING_OK) << error.message;
}

TEST(Reference, ALongPromptIsReadOnce) {
  std::string prompt;
  for (int each = 0; each < 200'000; ++each) {
    prompt += "<<<image_1 ";
  }
  String told;
  Error error;
  EXPECT_EQ(tell_marks_as_ids(prompt, some(), "prompt", told, error), KLING_OK);
  EXPECT_EQ(told.size(), prompt.size());
}

} // namespace
} // namespace kling::protocol
