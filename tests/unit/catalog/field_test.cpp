#include <algorithm>
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "catalog/field.hpp"
#include "catalog/model.hpp"

namespace kling::catalog {
namespace {

TEST(Field, EveryFieldOfTheReferenceIsARow) {
  for (const std::string_view name : {"model_name",
                                      "prompt",
                                      "negative_prompt",
                                      "multi_shot",
                                      "shot_type",
                                      "multi_prompt",
                                      "multi_prompt[].index",
                                      "multi_prompt[].prompt",
                                      "multi_prompt[].duration",
                                      "voice_list",
                                      "voice_list[].voice_id",
                                      "element_list",
                                      "element_list[].element_id",
                                      "sound",
                                      "cfg_scale",
                                      "mode",
                                      "camera_control",
                                      "camera_control.type",
                                      "camera_control.config",
                                      "camera_control.config.horizontal",
                                      "camera_control.config.vertical",
                                      "camera_control.config.pan",
                                      "camera_control.config.tilt",
                                      "camera_control.config.roll",
                                      "camera_control.config.zoom",
                                      "aspect_ratio",
                                      "duration",
                                      "watermark_info",
                                      "watermark_info.enabled",
                                      "callback_url",
                                      "external_task_id"}) {
    Field row;
    EXPECT_TRUE(find_field("text2video", name, "", row)) << name;
    EXPECT_FALSE(row.source.empty()) << name;
    EXPECT_FALSE(row.description.empty()) << name;
    EXPECT_EQ(row.description.find('\n'), std::string_view::npos) << name;
  }
}

TEST(Field, APartStandsInARowOfItsWhole) {
  for (const Field &row : fields()) {
    const std::size_t dot = row.name.rfind('.');
    if (dot == std::string_view::npos) {
      continue;
    }
    std::string_view whole = row.name.substr(0, dot);
    const bool in_array = whole.ends_with("[]");
    whole.remove_suffix(in_array ? 2 : 0);
    Field parent;
    ASSERT_TRUE(find_field(row.kind, whole, row.provider, parent)) << row.name;
    EXPECT_EQ(parent.type, in_array ? FieldType::array : FieldType::object) << row.name;
  }
}

TEST(Field, LimitsAreNumbersAndNamedModelsExist) {
  for (const Field &row : fields()) {
    for (const std::string_view limit : {row.minimum, row.maximum}) {
      EXPECT_TRUE(limit.empty() || to_number(limit)) << row.name;
    }
    for (const std::string_view model : row.models) {
      EXPECT_NE(find_model(row.kind, model), nullptr) << row.name << " " << model;
    }
    const bool default_allowed = row.values.empty() || row.default_value.empty() ||
                                 std::find(row.values.begin(), row.values.end(), row.default_value) != row.values.end();
    EXPECT_TRUE(default_allowed) << row.name;
  }
}

TEST(Field, CometApiDiffersInThreeLimitsAndOneField) {
  struct Row {
    std::string_view name;
    std::string_view provider;
    uint32_t max_length;
    std::size_t values;
  };
  for (const Row &row : {
           Row{"prompt", "", 2500, 0},
           Row{"prompt", "kling", 2500, 0},
           Row{"prompt", "custom", 2500, 0},
           Row{"prompt", "cometapi", 500, 0},
           Row{"negative_prompt", "kling", 2500, 0},
           Row{"negative_prompt", "cometapi", 200, 0},
           Row{"aspect_ratio", "kling", 0, 3},
           Row{"aspect_ratio", "cometapi", 0, 7},
           Row{"mode", "cometapi", 0, 3},
           Row{"multi_prompt[].prompt", "cometapi", 512, 0},
       }) {
    Field found;
    ASSERT_TRUE(find_field("text2video", row.name, row.provider, found)) << row.name;
    EXPECT_EQ(found.max_length, row.max_length) << row.name << " " << row.provider;
    EXPECT_EQ(found.values.size(), row.values) << row.name << " " << row.provider;
  }
  Field image;
  EXPECT_FALSE(find_field("text2video", "image", "", image));
  EXPECT_FALSE(find_field("text2video", "image", "kling", image));
  ASSERT_TRUE(find_field("text2video", "image", "cometapi", image));
  EXPECT_EQ(image.standing, Standing::ignored);
}

TEST(Field, WhatDoesNotExistIsNotFound) {
  Field row;
  EXPECT_FALSE(find_field("text2video", "Prompt", "", row));
  EXPECT_FALSE(find_field("text2video", "", "", row));
  EXPECT_FALSE(find_field("image2video", "prompt", "", row));
}

TEST(Field, SpellingsLeadToFieldsAndAllowedValues) {
  for (const Spelling &row : spellings()) {
    Field field;
    ASSERT_TRUE(find_field(row.kind, row.field, "", field)) << row.name;
    EXPECT_NE(std::find(field.values.begin(), field.values.end(), row.means), field.values.end()) << row.name;
  }
  EXPECT_EQ(spellings().size(), 4U);
}

} // namespace
} // namespace kling::catalog
