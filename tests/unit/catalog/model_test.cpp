#include <algorithm>
#include <gtest/gtest.h>

#include "catalog/kind.hpp"
#include "catalog/model.hpp"

namespace kling::catalog {
namespace {

TEST(Model, CapabilitiesOfTheTextToVideoModels) {
  struct Row {
    std::string_view name;
    std::size_t modes;
    std::string_view shortest;
    std::string_view longest;
    bool sound;
    bool camera;
    bool guidance;
    bool shots;
    bool retired;
  };
  for (const Row &row : {
           Row{"kling-v1", 2, "5", "10", false, true, true, false, true},
           Row{"kling-v1-6", 2, "5", "10", false, false, true, false, true},
           Row{"kling-v2-master", 0, "5", "10", false, false, false, false, true},
           Row{"kling-v2-1-master", 0, "5", "10", false, false, false, false, true},
           Row{"kling-v2-5-turbo", 2, "5", "10", false, false, false, false, false},
           Row{"kling-v2-6", 2, "5", "10", true, false, false, false, false},
           Row{"kling-v3", 3, "3", "15", true, false, false, true, false},
       }) {
    const Model *found = find_model("text2video", row.name);
    ASSERT_NE(found, nullptr) << row.name;
    EXPECT_EQ(found->modes.size(), row.modes) << row.name;
    EXPECT_EQ(found->durations.front(), row.shortest) << row.name;
    EXPECT_EQ(found->durations.back(), row.longest) << row.name;
    EXPECT_EQ(found->sound, row.sound) << row.name;
    EXPECT_EQ(found->camera_control, row.camera) << row.name;
    EXPECT_EQ(found->cfg_scale, row.guidance) << row.name;
    EXPECT_EQ(found->multi_shot, row.shots) << row.name;
    EXPECT_EQ(!found->retired.empty(), row.retired) << row.name;
    EXPECT_EQ(found->slots, 1) << row.name;
  }
  EXPECT_EQ(models().size(), 7U);
}

TEST(Model, ImageModelsAreNotAmongThem) {
  for (const std::string_view name : {"kling-v1-5", "kling-v2-1", "kling-v3-omni", "kling-video-o1", ""}) {
    EXPECT_EQ(find_model("text2video", name), nullptr) << name;
  }
  EXPECT_EQ(find_model("image2video", "kling-v3"), nullptr);
}

TEST(Model, OneIsRecommendedAndTheKindSaysTheSame) {
  const auto recommended = [](const Model &row) { return row.recommended; };
  ASSERT_EQ(std::count_if(models().begin(), models().end(), recommended), 1);
  const auto found = std::find_if(models().begin(), models().end(), recommended);
  EXPECT_EQ(found->name, find_kind("text2video")->recommended_model);
  EXPECT_TRUE(found->retired.empty());
  EXPECT_NE(find_model("text2video", find_kind("text2video")->default_model), nullptr);
}

} // namespace
} // namespace kling::catalog
