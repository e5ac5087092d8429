#include <algorithm>
#include <gtest/gtest.h>
#include <set>

#include "catalog/voice.hpp"

namespace kling::catalog {
namespace {

TEST(Voice, LanguagesAreThoseOfTheReference) {
  struct Row {
    std::string_view id;
    bool english;
    bool chinese;
  };
  for (const Row &row : {Row{"girlfriend_4_speech02", true, false}, Row{"genshin_vindi2", true, true}, Row{"AOT", true, false},
                         Row{"oversea_male1", true, false}, Row{"ai_huangzhong_712", true, false}, Row{"ai_huangyaoshi_712", true, true},
                         Row{"commercial_lady_en_f-v1", true, false}, Row{"tiyuxi_xuedi", false, true}, Row{"laopopo_speech02", true, true},
                         Row{"mengwa-v1", false, true}, Row{"chat1_female_new-3", true, true}}) {
    const Voice *found = find_voice(row.id);
    ASSERT_NE(found, nullptr) << row.id;
    EXPECT_EQ(found->english, row.english) << row.id;
    EXPECT_EQ(found->chinese, row.chinese) << row.id;
  }
  EXPECT_EQ(std::count_if(voices().begin(), voices().end(), [](const Voice &row) { return row.english; }), 27);
  EXPECT_EQ(std::count_if(voices().begin(), voices().end(), [](const Voice &row) { return row.chinese; }), 34);
}

TEST(Voice, EachIsThereOnce) {
  std::set<std::string_view> ids;
  for (const Voice &row : voices()) {
    EXPECT_TRUE(ids.insert(row.id).second) << row.id;
    EXPECT_TRUE(row.english || row.chinese) << row.id;
  }
  EXPECT_EQ(find_voice("aot"), nullptr);
  EXPECT_EQ(find_voice(""), nullptr);
}

} // namespace
} // namespace kling::catalog
