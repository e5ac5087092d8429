#include <algorithm>
#include <gtest/gtest.h>
#include <set>
#include <string>

#include "catalog/field.hpp"
#include "catalog/kind.hpp"
#include "catalog/model.hpp"

namespace kling::catalog {
namespace {

bool lists(std::span<const std::string_view> values, std::string_view value) {
  return values.empty() || std::find(values.begin(), values.end(), value) != values.end();
}

/// Whether the model takes the field on that kind, with that value, mode and duration.
bool takes(std::string_view kind, std::string_view model, std::string_view field, std::string_view value, std::string_view mode,
           std::string_view duration) {
  return std::any_of(capabilities().begin(), capabilities().end(), [&](const Capability &row) {
    return row.kinds.has(kind) && row.model == model && row.field == field && lists(row.values, value) && lists(row.modes, mode) &&
           lists(row.durations, duration);
  });
}

TEST(Model, TheVideoModelsOfTheReference) {
  struct Row {
    std::string_view kind;
    std::string_view name;
    std::size_t modes;
    std::string_view shortest;
    std::string_view longest;
    bool retired;
  };
  // Reference 6.1 and 4.4 to 4.6.
  for (const Row &row : {
           Row{"text2video", "kling-v1", 2, "5", "10", true},
           Row{"text2video", "kling-v1-6", 2, "5", "10", true},
           Row{"text2video", "kling-v2-master", 0, "5", "10", true},
           Row{"text2video", "kling-v2-1-master", 0, "5", "10", true},
           Row{"text2video", "kling-v2-5-turbo", 2, "5", "10", false},
           Row{"text2video", "kling-v2-6", 2, "5", "10", false},
           Row{"text2video", "kling-v3", 3, "3", "15", false},
           Row{"image2video", "kling-v1", 2, "5", "10", true},
           Row{"image2video", "kling-v1-5", 2, "5", "10", true},
           Row{"image2video", "kling-v1-6", 2, "5", "10", true},
           Row{"image2video", "kling-v2-master", 0, "5", "10", true},
           Row{"image2video", "kling-v2-1", 2, "5", "10", true},
           Row{"image2video", "kling-v2-1-master", 0, "5", "10", true},
           Row{"image2video", "kling-v2-5-turbo", 2, "5", "10", false},
           Row{"image2video", "kling-v2-6", 2, "5", "10", false},
           Row{"image2video", "kling-v3", 3, "3", "15", false},
           Row{"multi-image2video", "kling-v1-6", 2, "5", "10", false},
           Row{"omni-video", "kling-video-o1", 2, "3", "10", false},
           Row{"omni-video", "kling-v3-omni", 3, "3", "15", false},
           Row{"motion-control", "kling-v2-6", 2, "", "", false},
           Row{"motion-control", "kling-v3", 2, "", "", false},
           Row{"multi-elements", "kling-v1-6", 2, "5", "10", false},
           // 5.2
           Row{"text-to-video", "kling-3.0-turbo", 2, "3", "15", false},
           Row{"image-to-video", "kling-3.0-turbo", 2, "3", "15", false},
           Row{"text-to-video", "kling-3.0", 3, "3", "15", false},
           Row{"image-to-video", "kling-3.0", 3, "3", "15", false},
           Row{"text-to-video", "kling-2.6", 2, "5", "10", false},
           Row{"image-to-video", "kling-2.6", 2, "5", "10", false},
           Row{"text-to-video", "kling-2.5-turbo", 2, "5", "10", false},
           Row{"image-to-video", "kling-2.5-turbo", 2, "5", "10", false},
           Row{"new-omni-video", "kling-3.0-omni", 3, "3", "15", false},
           Row{"new-omni-video", "kling-o1", 2, "3", "10", false},
           Row{"new-omni-video", "kling-v3-omni", 0, "", "", false},
           Row{"new-motion-control", "kling-3.0", 2, "", "", false},
           Row{"new-motion-control", "kling-2.6", 2, "", "", false},
       }) {
    const Model *found = find_model(row.kind, row.name);
    ASSERT_NE(found, nullptr) << row.name;
    EXPECT_EQ(found->modes.size(), row.modes) << row.name;
    EXPECT_EQ(found->durations.empty() ? "" : found->durations.front(), row.shortest) << row.name;
    EXPECT_EQ(found->durations.empty() ? "" : found->durations.back(), row.longest) << row.name;
    EXPECT_EQ(!found->retired.empty(), row.retired) << row.kind << " " << row.name;
  }
}

TEST(Model, EachKindHasItsOwn) {
  const auto names = [](std::string_view kind) {
    std::set<std::string_view> all;
    for (const Model &row : models()) {
      if (row.kinds.has(kind)) {
        EXPECT_TRUE(all.insert(row.name).second) << kind << " " << row.name;
      }
    }
    return all;
  };
  using Set = std::set<std::string_view>;
  EXPECT_EQ(names("text2video"),
            (Set{"kling-v1", "kling-v1-6", "kling-v2-master", "kling-v2-1-master", "kling-v2-5-turbo", "kling-v2-6", "kling-v3"}));
  EXPECT_EQ(names("image2video"), (Set{"kling-v1", "kling-v1-5", "kling-v1-6", "kling-v2-master", "kling-v2-1", "kling-v2-1-master",
                                       "kling-v2-5-turbo", "kling-v2-6", "kling-v3"}));
  EXPECT_EQ(names("multi-image2video"), (Set{"kling-v1-6"}));
  EXPECT_EQ(names("omni-video"), (Set{"kling-video-o1", "kling-v3-omni"}));
  EXPECT_EQ(names("motion-control"), (Set{"kling-v2-6", "kling-v3"}));
  EXPECT_EQ(names("multi-elements"), (Set{"kling-v1-6"}));
  EXPECT_EQ(names("generations"), (Set{"kling-v1", "kling-v1-5", "kling-v2", "kling-v2-new", "kling-v2-1", "kling-v3"}));
  EXPECT_EQ(names("omni-image"), (Set{"kling-image-o1", "kling-v3-omni"}));
  EXPECT_EQ(names("multi-image2image"), (Set{"kling-v2", "kling-v2-1"}));
  EXPECT_EQ(names("kolors-virtual-try-on"), (Set{"kolors-virtual-try-on-v1", "kolors-virtual-try-on-v1-5"}));
  EXPECT_EQ(names("text-to-video"), (Set{"kling-3.0-turbo", "kling-3.0", "kling-2.6", "kling-2.5-turbo"}));
  EXPECT_EQ(names("image-to-video"), (Set{"kling-3.0-turbo", "kling-3.0", "kling-2.6", "kling-2.5-turbo"}));
  EXPECT_EQ(names("new-omni-video"), (Set{"kling-3.0-omni", "kling-o1", "kling-v3-omni"}));
  EXPECT_EQ(names("new-motion-control"), (Set{"kling-3.0", "kling-2.6"}));
  EXPECT_EQ(names("avatar"), Set{});
  EXPECT_EQ(names("effects"), Set{});
}

TEST(Model, OneIsRecommendedWhereTheKindRecommendsOne) {
  for (const Kind &kind : kinds()) {
    std::string_view recommended;
    for (const Model &row : models()) {
      if (row.kinds.has(kind) && row.recommended) {
        EXPECT_TRUE(recommended.empty()) << kind.name;
        EXPECT_TRUE(row.retired.empty()) << kind.name;
        recommended = row.name;
      }
    }
    EXPECT_EQ(recommended, kind.recommended_model) << kind.name;
  }
}

TEST(Model, ModesAndDurationsAreThoseOfTheFields) {
  for (const Kind &kind : kinds()) {
    for (const Model &row : models()) {
      Field field;
      if (!row.kinds.has(kind)) {
        continue;
      }
      EXPECT_TRUE(find_field(kind, "model_name", "", field)) << kind.name;
      EXPECT_TRUE(row.durations.empty() || find_field(kind, vocabulary_of(kind).duration, "", field)) << kind.name;
      EXPECT_FALSE(row.source.empty()) << row.name;
      if (!row.modes.empty()) {
        ASSERT_TRUE(find_field(kind, vocabulary_of(kind).mode, "", field)) << kind.name;
        for (const std::string_view mode : row.modes) {
          EXPECT_TRUE(lists(field.values, mode)) << kind.name << " " << mode;
        }
      }
    }
  }
}

TEST(Model, CapabilitiesOfImageToVideo) {
  const std::string_view kind = "image2video";
  // Reference 6.1: start and end frame.
  EXPECT_TRUE(takes(kind, "kling-v1", "image_tail", "", "std", "5"));
  EXPECT_FALSE(takes(kind, "kling-v1", "image_tail", "", "std", "10"));
  for (const std::string_view model : {"kling-v1-5", "kling-v1-6", "kling-v2-1", "kling-v2-5-turbo", "kling-v2-6"}) {
    EXPECT_TRUE(takes(kind, model, "image_tail", "", "pro", "10")) << model;
    EXPECT_FALSE(takes(kind, model, "image_tail", "", "std", "5")) << model;
  }
  EXPECT_TRUE(takes(kind, "kling-v3", "image_tail", "", "std", "7"));
  EXPECT_FALSE(takes(kind, "kling-v2-master", "image_tail", "", "pro", "5"));
  // Motion brush.
  for (const std::string_view field : {"static_mask", "dynamic_masks"}) {
    EXPECT_TRUE(takes(kind, "kling-v1", field, "", "std", "5"));
    EXPECT_TRUE(takes(kind, "kling-v1-5", field, "", "pro", "5"));
    EXPECT_FALSE(takes(kind, "kling-v1-5", field, "", "std", "5"));
    EXPECT_FALSE(takes(kind, "kling-v1", field, "", "pro", "10"));
    EXPECT_FALSE(takes(kind, "kling-v1-6", field, "", "pro", "5"));
  }
  EXPECT_TRUE(takes(kind, "kling-v1-5", "camera_control", "", "pro", "5"));
  EXPECT_FALSE(takes(kind, "kling-v1", "camera_control", "", "std", "5"));
  EXPECT_TRUE(takes("text2video", "kling-v1", "camera_control", "", "std", "5"));
  EXPECT_TRUE(takes(kind, "kling-v2-6", "voice_list", "", "pro", "5"));
  EXPECT_FALSE(takes(kind, "kling-v2-6", "voice_list", "", "std", "5"));
  EXPECT_TRUE(takes(kind, "kling-v3", "element_list", "", "std", "5"));
  EXPECT_FALSE(takes(kind, "kling-v2-6", "element_list", "", "pro", "5"));
}

TEST(Model, CapabilitiesOfTheOtherKinds) {
  EXPECT_TRUE(takes("text2video", "kling-v2-6", "sound", "on", "pro", "5"));
  EXPECT_FALSE(takes("text2video", "kling-v2-6", "sound", "on", "std", "5"));
  EXPECT_TRUE(takes("text2video", "kling-v3", "sound", "on", "std", "5"));
  EXPECT_FALSE(takes("text2video", "kling-v2-5-turbo", "sound", "on", "pro", "5"));
  EXPECT_TRUE(takes("omni-video", "kling-v3-omni", "sound", "on", "std", "5"));
  EXPECT_FALSE(takes("omni-video", "kling-video-o1", "sound", "on", "std", "5"));
  EXPECT_TRUE(takes("omni-video", "kling-v3-omni", "mode", "4k", "4k", "5"));
  EXPECT_FALSE(takes("omni-video", "kling-video-o1", "multi_shot", "true", "std", "5"));
  EXPECT_TRUE(takes("text2video", "kling-v1-6", "cfg_scale", "", "std", "5"));
  EXPECT_FALSE(takes("text2video", "kling-v2-6", "cfg_scale", "", "std", "5"));
  EXPECT_TRUE(takes("motion-control", "kling-v3", "element_list", "", "std", ""));
  EXPECT_FALSE(takes("motion-control", "kling-v2-6", "element_list", "", "std", ""));
  EXPECT_TRUE(takes("generations", "kling-v2-1", "image_reference", "subject", "", ""));
  EXPECT_TRUE(takes("generations", "kling-v1-5", "image_reference", "face", "", ""));
  EXPECT_FALSE(takes("generations", "kling-v3", "image_reference", "face", "", ""));
  EXPECT_TRUE(takes("omni-image", "kling-v3-omni", "resolution", "4k", "", ""));
  EXPECT_FALSE(takes("omni-image", "kling-image-o1", "resolution", "4k", "", ""));
  EXPECT_TRUE(takes("omni-image", "kling-v3-omni", "result_type", "series", "", ""));
}

TEST(Model, CapabilitiesOfTheNewGeneration) {
  // Reference 5.2.
  for (const std::string_view kind : {"text-to-video", "image-to-video"}) {
    EXPECT_TRUE(takes(kind, "kling-3.0", "settings.resolution", "4k", "4k", "5"));
    EXPECT_FALSE(takes(kind, "kling-3.0-turbo", "settings.resolution", "4k", "4k", "5"));
    EXPECT_TRUE(takes(kind, "kling-3.0", "settings.audio", "native", "720p", "5"));
    EXPECT_TRUE(takes(kind, "kling-3.0-turbo", "settings.audio", "native", "720p", "5"));
    EXPECT_TRUE(takes(kind, "kling-2.6", "settings.audio", "native", "1080p", "5"));
    EXPECT_FALSE(takes(kind, "kling-2.6", "settings.audio", "native", "720p", "5"));
    EXPECT_FALSE(takes(kind, "kling-2.5-turbo", "settings.audio", "native", "1080p", "5"));
    EXPECT_TRUE(takes(kind, "kling-3.0", "settings.multi_shot", "true", "720p", "5"));
    EXPECT_FALSE(takes(kind, "kling-2.6", "settings.multi_shot", "true", "720p", "5"));
  }
  const std::string_view kind = "image-to-video";
  const std::string_view field = "contents[].type";
  EXPECT_TRUE(takes(kind, "kling-3.0", field, "last_frame", "720p", "5"));
  EXPECT_FALSE(takes(kind, "kling-3.0-turbo", field, "last_frame", "1080p", "5"));
  for (const std::string_view model : {"kling-2.6", "kling-2.5-turbo"}) {
    EXPECT_TRUE(takes(kind, model, field, "last_frame", "1080p", "5")) << model;
    EXPECT_FALSE(takes(kind, model, field, "last_frame", "720p", "5")) << model;
    EXPECT_FALSE(takes(kind, model, field, "element", "1080p", "5")) << model;
  }
  EXPECT_TRUE(takes(kind, "kling-3.0", field, "element", "720p", "5"));
  EXPECT_TRUE(takes(kind, "kling-2.6", field, "voice", "1080p", "5"));
  EXPECT_FALSE(takes(kind, "kling-3.0", field, "voice", "1080p", "5"));
  EXPECT_TRUE(takes("new-motion-control", "kling-3.0", field, "element", "720p", ""));
  EXPECT_FALSE(takes("new-motion-control", "kling-2.6", field, "element", "720p", ""));
  EXPECT_TRUE(takes("new-omni-video", "kling-3.0-omni", "settings.audio", "native", "720p", "5"));
  EXPECT_FALSE(takes("new-omni-video", "kling-o1", "settings.audio", "native", "720p", "5"));
  EXPECT_TRUE(takes("new-omni-video", "kling-3.0-omni", "settings.multi_shot", "true", "720p", "5"));
  EXPECT_FALSE(takes("new-omni-video", "kling-o1", "settings.multi_shot", "true", "720p", "5"));
  EXPECT_TRUE(find_model("new-omni-video", "kling-v3-omni")->loose);
  EXPECT_EQ(std::count_if(models().begin(), models().end(), [](const Model &row) { return row.loose; }), 1);
}

TEST(Model, CapabilitiesNameModelsFieldsAndValuesThatExist) {
  for (const Capability &row : capabilities()) {
    for (const Kind &kind : kinds()) {
      if (!row.kinds.has(kind)) {
        continue;
      }
      const Model *model = find_model(kind.name, row.model);
      ASSERT_NE(model, nullptr) << kind.name << " " << row.model;
      Field field;
      ASSERT_TRUE(find_field(kind, row.field, "", field)) << kind.name << " " << row.field;
      for (const std::string_view value : row.values) {
        EXPECT_TRUE(field.type == FieldType::boolean || lists(field.values, value)) << row.field << " " << value;
      }
      for (const std::string_view mode : row.modes) {
        EXPECT_TRUE(lists(model->modes, mode)) << row.field << " " << row.model;
      }
      for (const std::string_view duration : row.durations) {
        EXPECT_TRUE(lists(model->durations, duration)) << row.field << " " << row.model;
      }
    }
  }
}

} // namespace
} // namespace kling::catalog
