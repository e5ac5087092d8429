#pragma once

#include "catalog/voice.hpp"

namespace kling::catalog {

/// App. B.
inline constexpr Voice voice_rows[] = {
    {.id = "girlfriend_4_speech02", .english = true},
    {.id = "genshin_vindi2", .english = true, .chinese = true},
    {.id = "zhinen_xuesheng", .english = true, .chinese = true},
    {.id = "AOT", .english = true},
    {.id = "ai_shatang", .english = true, .chinese = true},
    {.id = "genshin_klee2", .english = true, .chinese = true},
    {.id = "genshin_kirara", .english = true, .chinese = true},
    {.id = "ai_kaiya", .english = true, .chinese = true},
    {.id = "oversea_male1", .english = true},
    {.id = "ai_chenjiahao_712", .english = true, .chinese = true},
    {.id = "chat1_female_new-3", .english = true, .chinese = true},
    {.id = "chat_0407_5-1", .english = true},
    {.id = "cartoon-boy-07", .english = true, .chinese = true},
    {.id = "uk_boy1", .english = true},
    {.id = "cartoon-girl-01", .english = true, .chinese = true},
    {.id = "PeppaPig_platform", .english = true},
    {.id = "ai_huangzhong_712", .english = true},
    {.id = "ai_huangyaoshi_712", .english = true, .chinese = true},
    {.id = "ai_laoguowang_712", .english = true, .chinese = true},
    {.id = "chengshu_jiejie", .english = true, .chinese = true},
    {.id = "you_pingjing", .english = true, .chinese = true},
    {.id = "calm_story1", .english = true},
    {.id = "uk_man2", .english = true},
    {.id = "laopopo_speech02", .english = true, .chinese = true},
    {.id = "heainainai_speech02", .english = true, .chinese = true},
    {.id = "reader_en_m-v1", .english = true},
    {.id = "commercial_lady_en_f-v1", .english = true},
    {.id = "tiyuxi_xuedi", .chinese = true},
    {.id = "tiexin_nanyou", .chinese = true},
    {.id = "girlfriend_1_speech02", .chinese = true},
    {.id = "girlfriend_2_speech02", .chinese = true},
    {.id = "zhuxi_speech02", .chinese = true},
    {.id = "uk_oldman3", .chinese = true},
    {.id = "dongbeilaotie_speech02", .chinese = true},
    {.id = "chongqingxiaohuo_speech02", .chinese = true},
    {.id = "chuanmeizi_speech02", .chinese = true},
    {.id = "chaoshandashu_speech02", .chinese = true},
    {.id = "ai_taiwan_man2_speech02", .chinese = true},
    {.id = "xianzhanggui_speech02", .chinese = true},
    {.id = "tianjinjiejie_speech02", .chinese = true},
    {.id = "diyinnansang_DB_CN_M_04-v2", .chinese = true},
    {.id = "yizhipiannan-v1", .chinese = true},
    {.id = "tianmeixuemei-v1", .chinese = true},
    {.id = "daopianyansang-v1", .chinese = true},
    {.id = "mengwa-v1", .chinese = true},
};

} // namespace kling::catalog
