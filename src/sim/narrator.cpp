#include "sim/narrator.hpp"

#include <array>

namespace kling::sim {

namespace {

// Appendix B: the list "en" in its order, then what only the list "zh" has.
constexpr std::array<Narrator, 45> guide = {{
    // id, en, zh
    {"girlfriend_4_speech02", true, false},
    {"genshin_vindi2", true, true},
    {"zhinen_xuesheng", true, true},
    {"AOT", true, false},
    {"ai_shatang", true, true},
    {"genshin_klee2", true, true},
    {"genshin_kirara", true, true},
    {"ai_kaiya", true, true},
    {"oversea_male1", true, false},
    {"ai_chenjiahao_712", true, true},
    {"chat1_female_new-3", true, true},
    {"chat_0407_5-1", true, false},
    {"cartoon-boy-07", true, true},
    {"uk_boy1", true, false},
    {"cartoon-girl-01", true, true},
    {"PeppaPig_platform", true, false},
    {"ai_huangzhong_712", true, false},
    {"ai_huangyaoshi_712", true, true},
    {"ai_laoguowang_712", true, true},
    {"chengshu_jiejie", true, true},
    {"you_pingjing", true, true},
    {"calm_story1", true, false},
    {"uk_man2", true, false},
    {"laopopo_speech02", true, true},
    {"heainainai_speech02", true, true},
    {"reader_en_m-v1", true, false},
    {"commercial_lady_en_f-v1", true, false},
    {"tiyuxi_xuedi", false, true},
    {"tiexin_nanyou", false, true},
    {"girlfriend_1_speech02", false, true},
    {"girlfriend_2_speech02", false, true},
    {"zhuxi_speech02", false, true},
    {"uk_oldman3", false, true},
    {"dongbeilaotie_speech02", false, true},
    {"chongqingxiaohuo_speech02", false, true},
    {"chuanmeizi_speech02", false, true},
    {"chaoshandashu_speech02", false, true},
    {"ai_taiwan_man2_speech02", false, true},
    {"xianzhanggui_speech02", false, true},
    {"tianjinjiejie_speech02", false, true},
    {"diyinnansang_DB_CN_M_04-v2", false, true},
    {"yizhipiannan-v1", false, true},
    {"tianmeixuemei-v1", false, true},
    {"daopianyansang-v1", false, true},
    {"mengwa-v1", false, true},
}};

const Narrator *find_narrator(std::string_view id) {
  for (const Narrator &row : guide) {
    if (row.id == id) {
      return &row;
    }
  }
  return nullptr;
}

} // namespace

std::span<const Narrator> narrators() {
  return guide;
}

bool is_narrator(std::string_view id) {
  return find_narrator(id) != nullptr;
}

bool speaks(std::string_view id, std::string_view language) {
  const Narrator *row = find_narrator(id);
  return row != nullptr && ((language == "en" && row->english) || (language == "zh" && row->chinese));
}

} // namespace kling::sim
