#include <algorithm>
#include <gtest/gtest.h>
#include <set>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "catalog/field.hpp"
#include "catalog/field_listing.hpp"
#include "catalog/field_rows.hpp"

namespace kling::catalog {
namespace {

Field field(std::string_view kind, std::string_view name, std::string_view provider = {}) {
  Field found;
  EXPECT_TRUE(find_field(kind, name, provider, found)) << kind << " " << name;
  return found;
}

template <class Look> void each_field(Look look) {
  for (const Kind &kind : kinds()) {
    for (std::size_t index = 0; index < field_count(kind); ++index) {
      look(kind, field_at(kind, index));
    }
  }
}

/// "input.images[]" stands in "input.images", "dynamic_masks[].mask" in "dynamic_masks".
std::string_view whole_of(std::string_view name) {
  const std::size_t end = name.ends_with("[]") ? name.size() - 2 : name.rfind('.');
  std::string_view whole = end == std::string_view::npos ? std::string_view() : name.substr(0, end);
  whole.remove_suffix(whole.ends_with("[]") ? 2 : 0);
  return whole;
}

TEST(Field, APartStandsInARowOfItsWholeAndFollowsIt) {
  for (const Kind &kind : kinds()) {
    std::set<std::string_view> seen;
    for (std::size_t index = 0; index < field_count(kind); ++index) {
      const Field row = field_at(kind, index);
      const std::string_view whole = whole_of(row.name);
      if (!whole.empty()) {
        EXPECT_TRUE(seen.contains(whole)) << kind.name << " " << row.name;
        const bool in_array = row.name.substr(whole.size()).starts_with("[]");
        EXPECT_EQ(field(kind.name, whole, row.provider).type, in_array ? FieldType::array : FieldType::object) << row.name;
      }
      seen.insert(row.name);
    }
  }
}

TEST(Field, EachStandsOnceForAProvider) {
  for (const Kind &kind : kinds()) {
    std::set<std::pair<std::string_view, std::string_view>> seen;
    for (std::size_t index = 0; index < field_count(kind); ++index) {
      const Field row = field_at(kind, index);
      EXPECT_TRUE(seen.emplace(row.name, row.provider).second) << kind.name << " " << row.name;
      EXPECT_FALSE(row.provider.empty() ? seen.contains({row.name, "cometapi"}) : seen.contains({row.name, ""})) << row.name;
    }
  }
}

TEST(Field, LimitsAreNumbersAndDefaultsAllowed) {
  each_field([](const Kind &kind, const Field &row) {
    for (const std::string_view limit : {row.minimum, row.maximum}) {
      EXPECT_TRUE(limit.empty() || to_number(limit)) << row.name;
    }
    const bool number = row.type == FieldType::integer || row.type == FieldType::number || row.type == FieldType::decimal_text;
    EXPECT_TRUE(number || (row.minimum.empty() && row.maximum.empty())) << kind.name << " " << row.name;
    EXPECT_TRUE(row.type == FieldType::array || (row.max_items == 0 && row.min_items == 0)) << kind.name << " " << row.name;
    EXPECT_TRUE(is_text(row.type) || row.max_length == 0) << kind.name << " " << row.name;
    const auto listed = [&](std::string_view value) { return std::find(row.values.begin(), row.values.end(), value) != row.values.end(); };
    if (number && !row.default_value.empty()) {
      const std::optional<double> usual = to_number(row.default_value);
      ASSERT_TRUE(usual) << row.name;
      EXPECT_TRUE(row.minimum.empty() || *usual >= to_number(row.minimum)) << row.name;
      EXPECT_TRUE(row.maximum.empty() || *usual <= to_number(row.maximum)) << row.name;
    } else if (row.type == FieldType::boolean) {
      EXPECT_TRUE(row.default_value.empty() || row.default_value == "true" || row.default_value == "false") << row.name;
    } else {
      EXPECT_TRUE(row.values.empty() || row.default_value.empty() || listed(row.default_value)) << kind.name << " " << row.name;
    }
  });
}

TEST(Field, MediaHaveLimitsOfTheirOwn) {
  each_field([](const Kind &kind, const Field &row) {
    EXPECT_EQ(row.picture != nullptr, row.type == FieldType::image && row.provider.empty()) << kind.name << " " << row.name;
    EXPECT_EQ(row.max_bytes != 0, row.type == FieldType::audio) << kind.name << " " << row.name;
    EXPECT_EQ(row.open, kind.name == "call" && row.name == "body") << kind.name << " " << row.name;
    EXPECT_TRUE(row.standing == Standing::documented || !row.note.empty()) << kind.name << " " << row.name;
  });
  const Field audio = field("avatar", "sound_file");
  EXPECT_EQ(audio.max_bytes, 5U * 1024 * 1024);
  const Field usual = field("image2video", "image");
  EXPECT_EQ(usual.picture->max_bytes, 10U * 1024 * 1024);
  EXPECT_EQ(usual.picture->min_side, 300U);
  EXPECT_EQ(usual.picture->max_side, 0U);
  EXPECT_EQ(usual.picture->max_ratio, 2.5);
  EXPECT_EQ(field("image2video", "image_tail").picture->max_ratio, 0);
  EXPECT_EQ(field("image2video", "static_mask").picture->min_side, 0U);
  EXPECT_EQ(field("motion-control", "image_url").picture->max_side, 65536U);
  const Field content = field("new-omni-video", "contents[].url");
  EXPECT_EQ(content.picture->max_bytes, 50U * 1024 * 1024);
  EXPECT_EQ(content.picture->min_side, 300U);
  EXPECT_EQ(content.picture->max_ratio, 2.5);
  EXPECT_EQ(std::vector<std::string_view>(content.video_types.begin(), content.video_types.end()),
            (std::vector<std::string_view>{"feature_video", "base_video", "video"}));
}

TEST(Field, RowsAreToldInOneLineAndNameWhatTheyExclude) {
  for (const Field &row : field_rows) {
    EXPECT_FALSE(row.description.empty() || row.description.ends_with('.')) << row.name;
    EXPECT_EQ(row.description.find('\n'), std::string_view::npos) << row.name;
    EXPECT_FALSE(row.source.empty()) << row.name;
    EXPECT_NE(row.kinds.bits(), 0U) << row.name;
    for (const Kind &kind : kinds()) {
      for (const std::string_view other : row.exclusive_with) {
        Field found;
        EXPECT_TRUE(!row.kinds.has(kind) || find_field(kind, other, row.provider, found)) << kind.name << " " << row.name << " " << other;
      }
    }
  }
}

TEST(Field, TheTableIsTheRows) {
  for (const Kind &kind : kinds()) {
    const std::span<const uint16_t> listed = field_listing.of_kind(index_of(kind));
    ASSERT_EQ(listed.size(), field_count(kind));
    for (std::size_t index = 0; index < listed.size(); ++index) {
      const Field &row = field_rows[listed[index]];
      const Field found = field_at(kind, index);
      EXPECT_EQ(found.name, row.name);
      EXPECT_EQ(found.provider, row.provider) << row.name;
      EXPECT_EQ(found.type, row.type) << row.name;
      EXPECT_EQ(found.required, row.required) << row.name;
      EXPECT_EQ(found.required_if, row.required_if) << row.name;
      EXPECT_EQ(found.default_value, row.default_value) << row.name;
      EXPECT_TRUE(std::equal(found.values.begin(), found.values.end(), row.values.begin(), row.values.end())) << row.name;
      EXPECT_EQ(found.minimum, row.minimum) << row.name;
      EXPECT_EQ(found.maximum, row.maximum) << row.name;
      EXPECT_EQ(found.min_length, row.min_length) << row.name;
      EXPECT_EQ(found.max_length, row.max_length) << row.name;
      EXPECT_EQ(found.min_items, row.min_items) << row.name;
      EXPECT_EQ(found.max_items, row.max_items) << row.name;
      EXPECT_EQ(found.max_bytes, row.max_bytes) << row.name;
      EXPECT_EQ(found.picture == nullptr, row.picture == nullptr) << row.name;
      EXPECT_TRUE(row.picture == nullptr || found.picture->max_side == row.picture->max_side) << row.name;
      EXPECT_TRUE(std::equal(found.video_types.begin(), found.video_types.end(), row.video_types.begin(), row.video_types.end()));
      EXPECT_EQ(found.open, row.open) << row.name;
      EXPECT_EQ(found.models_noted, row.models_noted) << row.name;
      EXPECT_EQ(found.standing, row.standing) << row.name;
      EXPECT_EQ(found.note, row.note) << row.name;
    }
  }
}

TEST(Field, CometApiDiffersInLengthsShapesAndFieldsOfItsOwn) {
  struct Row {
    std::string_view kind;
    std::string_view name;
    std::string_view provider;
    uint32_t max_length;
    std::size_t values;
  };
  // Gateways 1.4.
  for (const Row &row : {
           Row{"text2video", "prompt", "", 2500, 0},
           Row{"text2video", "prompt", "kling", 2500, 0},
           Row{"text2video", "prompt", "custom", 2500, 0},
           Row{"text2video", "prompt", "cometapi", 500, 0},
           Row{"text2video", "negative_prompt", "kling", 2500, 0},
           Row{"text2video", "negative_prompt", "cometapi", 200, 0},
           Row{"text2video", "aspect_ratio", "kling", 0, 3},
           Row{"text2video", "aspect_ratio", "cometapi", 0, 7},
           Row{"text2video", "mode", "cometapi", 0, 3},
           Row{"text2video", "multi_prompt[].prompt", "cometapi", 512, 0},
           Row{"image2video", "prompt", "cometapi", 500, 0},
           Row{"image2video", "negative_prompt", "cometapi", 200, 0},
           Row{"multi-image2video", "prompt", "cometapi", 2500, 0},
           Row{"multi-image2video", "aspect_ratio", "cometapi", 0, 3},
           Row{"omni-video", "prompt", "cometapi", 2500, 0},
           Row{"video-extend", "prompt", "cometapi", 500, 0},
           Row{"generations", "prompt", "cometapi", 500, 0},
           Row{"generations", "negative_prompt", "cometapi", 200, 0},
           Row{"generations", "prompt", "kling-cn", 2500, 0},
           Row{"tts", "text", "cometapi", 1000, 0},
       }) {
    const Field found = field(row.kind, row.name, row.provider);
    EXPECT_EQ(found.max_length, row.max_length) << row.kind << " " << row.name << " " << row.provider;
    EXPECT_EQ(found.values.size(), row.values) << row.kind << " " << row.name << " " << row.provider;
  }
  std::set<std::pair<std::string_view, std::string_view>> own;
  each_field([&](const Kind &kind, const Field &row) {
    Field found;
    if (!row.provider.empty()) {
      EXPECT_EQ(row.provider, "cometapi");
      EXPECT_FALSE(find_field(kind, row.name, "", found) || find_field(kind, row.name, "kling", found)) << row.name;
      EXPECT_TRUE(find_field(kind, row.name, "cometapi", found)) << row.name;
      own.emplace(kind.name, row.name.substr(0, row.name.find('[')));
    }
  });
  EXPECT_EQ(own, (std::set<std::pair<std::string_view, std::string_view>>{{"text2video", "image"},
                                                                          {"multi-image2video", "cfg_scale"},
                                                                          {"multi-image2video", "static_mask"},
                                                                          {"multi-image2video", "dynamic_masks"},
                                                                          {"multi-elements-init-selection", "task_id"}}));
  EXPECT_EQ(field("text2video", "image", "cometapi").standing, Standing::ignored);
  for (const FieldOverride &row : field_override_rows) {
    for (const Kind &kind : kinds()) {
      Field found;
      EXPECT_TRUE(!row.kinds.has(kind) || find_field(kind, row.name, "", found)) << kind.name << " " << row.name;
    }
  }
}

TEST(Field, WhatDoesNotExistIsNotFound) {
  Field row;
  EXPECT_FALSE(find_field("text2video", "Prompt", "", row));
  EXPECT_FALSE(find_field("text2video", "", "", row));
  EXPECT_FALSE(find_field("text2video", "image", "", row));
  EXPECT_FALSE(find_field("no such kind", "prompt", "", row));
  EXPECT_FALSE(find_field("tts", "prompt", "", row));
}

TEST(Field, WhatIsAbsentIsNoFieldAndSaysWhatThereIs) {
  for (const AbsentField &row : absent_fields()) {
    EXPECT_FALSE(row.instead.empty() || row.instead.ends_with('.') || row.source.empty()) << row.name;
    for (const Kind &kind : kinds()) {
      Field found;
      EXPECT_FALSE(row.kinds.has(kind) && find_field(kind, row.name, "", found)) << kind.name << " " << row.name;
    }
  }
  // Reference 1 and 2.2.
  for (const std::string_view kind : {"text-to-video", "image-to-video", "new-omni-video", "new-motion-control"}) {
    for (const std::string_view name : {"callback_url", "external_task_id", "mode", "settings.mode", "settings.cfg_scale",
                                        "settings.negative_prompt", "settings.fps", "settings.quality", "settings.camera"}) {
      EXPECT_EQ(std::count_if(absent_fields().begin(), absent_fields().end(),
                              [&](const AbsentField &row) { return row.kinds.has(kind) && row.name == name; }),
                1)
          << kind << " " << name;
    }
  }
}

TEST(Field, SpellingsLeadToFieldsAndAllowedValues) {
  for (const Spelling &row : spellings()) {
    for (const Kind &kind : kinds()) {
      Field found;
      if (!row.kinds.has(kind)) {
        continue;
      }
      ASSERT_TRUE(find_field(kind, row.field, "", found)) << kind.name << " " << row.name;
      EXPECT_TRUE(row.means.empty() || std::find(found.values.begin(), found.values.end(), row.means) != found.values.end()) << row.name;
      EXPECT_EQ(row.value.empty(), row.means.empty()) << row.name;
    }
  }
  const auto means = [](std::string_view kind, std::string_view name, std::string_view value) {
    for (const Spelling &row : spellings()) {
      if (row.kinds.has(kind) && row.name == name && row.value == value) {
        return std::string(row.field) + "=" + std::string(row.means);
      }
    }
    return std::string();
  };
  for (const std::string_view kind : {"text2video", "image2video", "multi-image2video", "omni-video", "motion-control", "avatar"}) {
    EXPECT_EQ(means(kind, "mode", "standard"), "mode=std") << kind;
    EXPECT_EQ(means(kind, "mode", "professional"), "mode=pro") << kind;
  }
  EXPECT_EQ(means("image2video", "motion_has_audio", "true"), "sound=on");
  EXPECT_EQ(means("omni-video", "motion_has_audio", "false"), "sound=off");
  EXPECT_EQ(means("text-to-video", "model", ""), "model_name=");
  EXPECT_EQ(means("text2video", "model", ""), "");
  EXPECT_EQ(means("tts", "mode", "standard"), "");
  EXPECT_EQ(means("expand", "bottom_expansion_ratio", ""), "down_expansion_ratio=");
}

} // namespace
} // namespace kling::catalog
