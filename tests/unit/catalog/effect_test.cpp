#include <gtest/gtest.h>
#include <set>

#include "catalog/effect.hpp"

namespace kling::catalog {
namespace {

TEST(Effect, TheCurrentPageHas219ScenesAnd15OfTwo) {
  std::set<std::string_view> names;
  std::size_t retired = 0;
  std::size_t of_two = 0;
  for (std::size_t index = 0; index < effect_count(); ++index) {
    const Effect row = effect_at(index);
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_FALSE(row.name.empty());
    EXPECT_EQ(row.name.find_first_of(" ,.\""), std::string_view::npos) << row.name;
    EXPECT_TRUE(row.images == 1 || row.images == 2) << row.name;
    retired += row.retired.empty() ? 0U : 1U;
    of_two += row.retired.empty() && row.images == 2 ? 1U : 0U;
  }
  EXPECT_EQ(retired, 11U);
  EXPECT_EQ(of_two, 15U);
  EXPECT_EQ(names.size() - retired, 218U); // and magic_match_tree, which stands there although it is retired
}

TEST(Effect, ScenesAreFoundWithTheirImages) {
  struct Row {
    std::string_view name;
    int32_t images;
    bool retired;
  };
  // Reference App. A and 4.10: both ends of its lists and the older scenes.
  for (const Row &row :
       {Row{"pet_skateboard", 2, false}, Row{"heart_gesture_pro", 2, false}, Row{"net_the_fish", 1, false}, Row{"skateskate", 1, false},
        Row{"3d_cartoon_2", 1, false}, Row{"bullet_time_360", 1, false}, Row{"celebration", 1, true}, Row{"c4d_cartoon", 1, true},
        Row{"kiss", 2, true}, Row{"fight", 2, true}, Row{"hug", 2, true}, Row{"thumbs_up", 1, true}, Row{"tiger_hug", 1, true},
        Row{"pet_lion", 1, true}, Row{"3d_cartoon_1", 1, true}, Row{"heart_gesture", 2, true}, Row{"magic_match_tree", 1, true}}) {
    Effect found;
    ASSERT_TRUE(find_effect(row.name, found)) << row.name;
    EXPECT_EQ(found.name, row.name);
    EXPECT_EQ(found.images, row.images) << row.name;
    EXPECT_EQ(!found.retired.empty(), row.retired) << row.name;
  }
}

TEST(Effect, WhatReplacesAnOlderSceneExists) {
  for (std::size_t index = 0; index < effect_count(); ++index) {
    const Effect row = effect_at(index);
    const std::size_t end = row.retired.find(" takes its place");
    if (end != std::string_view::npos) {
      const std::size_t start = row.retired.rfind(' ', end - 1) + 1;
      Effect newer;
      ASSERT_TRUE(find_effect(row.retired.substr(start, end - start), newer)) << row.name;
      EXPECT_EQ(newer.images, row.images) << row.name;
      EXPECT_TRUE(newer.retired.empty()) << row.name;
    }
  }
}

TEST(Effect, OthersAreNot) {
  Effect found;
  for (const std::string_view name : {"", "Hug", "hug_", "pet_skateboard,daily_ootd", "skateskat", "no_such_scene"}) {
    EXPECT_FALSE(find_effect(name, found)) << name;
  }
}

} // namespace
} // namespace kling::catalog
