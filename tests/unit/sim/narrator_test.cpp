#include <gtest/gtest.h>
#include <set>
#include <string>

#include "sim/narrator.hpp"

namespace kling::sim {
namespace {

TEST(Narrator, the_guide_has_27_english_and_34_chinese_voices) {
  int english = 0;
  int chinese = 0;
  std::set<std::string> ids;
  for (const Narrator &row : narrators()) {
    english += row.english ? 1 : 0;
    chinese += row.chinese ? 1 : 0;
    ids.insert(std::string(row.id));
  }
  EXPECT_EQ(english, 27);
  EXPECT_EQ(chinese, 34);
  EXPECT_EQ(ids.size(), narrators().size());
}

TEST(Narrator, a_voice_speaks_the_languages_of_its_lists) {
  EXPECT_TRUE(speaks("genshin_vindi2", "en"));
  EXPECT_TRUE(speaks("genshin_vindi2", "zh"));
  EXPECT_TRUE(speaks("AOT", "en"));
  EXPECT_FALSE(speaks("AOT", "zh"));
  EXPECT_FALSE(speaks("mengwa-v1", "en"));
  EXPECT_TRUE(is_narrator("mengwa-v1"));
  EXPECT_FALSE(speaks("mengwa-v1", "fr"));
  EXPECT_FALSE(is_narrator("Mengwa-v1"));
}

} // namespace
} // namespace kling::sim
