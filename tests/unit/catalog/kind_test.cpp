#include <gtest/gtest.h>
#include <set>

#include "catalog/field.hpp"
#include "catalog/kind.hpp"
#include "catalog/kind_rows.hpp"
#include "catalog/model.hpp"

namespace kling::catalog {
namespace {

struct Row {
  std::string_view name;
  std::string_view path;
  std::string_view pack;
  std::string_view default_model;
  bool synchronous;
  bool external_id;
};

// Reference 4.1, in its order, and the calls that 4.11 and 4.15 to 4.17 add.
constexpr Row reference[] = {
    {"text2video", "/v1/videos/text2video", "video", "kling-v1", false, true},
    {"image2video", "/v1/videos/image2video", "video", "kling-v1", false, true},
    {"multi-image2video", "/v1/videos/multi-image2video", "video", "kling-v1-6", false, true},
    {"omni-video", "/v1/videos/omni-video", "video", "kling-video-o1", false, true},
    {"motion-control", "/v1/videos/motion-control", "video", "kling-v2-6", false, true},
    {"video-extend", "/v1/videos/video-extend", "video", "", false, true},
    {"lip-sync", "/v1/videos/lip-sync", "video", "", false, false},
    {"identify-face", "/v1/videos/identify-face", "video", "", true, false},
    {"advanced-lip-sync", "/v1/videos/advanced-lip-sync", "video", "", false, true},
    {"avatar", "/v1/videos/avatar/image2video", "video", "", false, true},
    {"effects", "/v1/videos/effects", "video", "", false, true},
    {"multi-elements", "/v1/videos/multi-elements", "video", "kling-v1-6", false, true},
    {"multi-elements-init-selection", "/v1/videos/multi-elements/init-selection", "", "", true, false},
    {"multi-elements-add-selection", "/v1/videos/multi-elements/add-selection", "", "", true, false},
    {"multi-elements-delete-selection", "/v1/videos/multi-elements/delete-selection", "", "", true, false},
    {"multi-elements-clear-selection", "/v1/videos/multi-elements/clear-selection", "", "", true, false},
    {"multi-elements-preview-selection", "/v1/videos/multi-elements/preview-selection", "", "", true, false},
    {"image-recognize", "/v1/videos/image-recognize", "video", "", true, false},
    {"text-to-audio", "/v1/audio/text-to-audio", "video", "", false, true},
    {"video-to-audio", "/v1/audio/video-to-audio", "video", "", false, true},
    {"tts", "/v1/audio/tts", "video", "", true, false},
    {"generations", "/v1/images/generations", "image", "kling-v3", false, true},
    {"omni-image", "/v1/images/omni-image", "image", "kling-image-o1", false, true},
    {"multi-image2image", "/v1/images/multi-image2image", "image", "kling-v2-1", false, true},
    {"expand", "/v1/images/editing/expand", "image", "", false, true},
    {"kolors-virtual-try-on", "/v1/images/kolors-virtual-try-on", "try-on", "kolors-virtual-try-on-v1", false, false},
    {"ai-multi-shot", "/v1/general/ai-multi-shot", "image", "", false, true},
    {"elements", "/v1/general/advanced-custom-elements", "", "", false, true},
    {"elements-old", "/v1/general/custom-elements", "", "", true, false},
    {"voices", "/v1/general/custom-voices", "video", "", false, true},
    {"advanced-presets-elements", "/v1/general/advanced-presets-elements", "", "", true, false},
    {"presets-elements", "/v1/general/presets-elements", "", "", true, false},
    {"presets-voices", "/v1/general/presets-voices", "", "", true, false},
    {"delete-advanced-elements", "/v1/general/delete-advanced-elements", "", "", true, false},
    {"delete-elements", "/v1/general/delete-elements", "", "", true, false},
    {"delete-voices", "/v1/general/delete-voices", "", "", true, false},
    {"costs", "/account/costs", "", "", true, false},
    {"balance", "/account/billing/balance", "", "", true, false},
    {"package", "/account/billing/package", "", "", true, false},
    {"text-to-video", "/text-to-video", "video", "", false, true}, // 5.2
    {"image-to-video", "/image-to-video", "video", "", false, true},
    {"new-omni-video", "/omni-video", "video", "", false, true},
    {"new-motion-control", "/motion-control", "video", "", false, true},
    {"new-tasks", "/tasks", "", "", true, false},  // 5.4
    {"quota", "/user/quota", "", "", true, false}, // gateways 1.8
    {"call", "", "", "", true, false},
};

TEST(Kind, EveryPathOfTheReferenceIsARow) {
  for (const Row &row : reference) {
    const Kind *found = find_kind(row.name);
    ASSERT_NE(found, nullptr) << row.name;
    EXPECT_EQ(found->path, row.path) << row.name;
    EXPECT_EQ(found->pack, row.pack) << row.name;
    EXPECT_EQ(found->default_model, row.default_model) << row.name;
    EXPECT_EQ(found->synchronous, row.synchronous) << row.name;
    EXPECT_EQ(found->external_id, row.external_id) << row.name;
  }
  EXPECT_EQ(kinds().size(), std::size(reference));
}

TEST(Kind, NamesAreExact) {
  for (const std::string_view name : {"", "Text2video", "text2video ", "text2vide", "Identify-face", "custom-voices"}) {
    EXPECT_EQ(find_kind(name), nullptr) << name;
  }
}

TEST(Kind, RowsAreWholeAndPathsTheirOwn) {
  std::set<std::string_view> paths;
  for (const Kind &row : kinds()) {
    EXPECT_FALSE(row.source.empty()) << row.name;
    EXPECT_FALSE(row.title.empty()) << row.name;
    EXPECT_FALSE(row.group.empty()) << row.name;
    EXPECT_TRUE(paths.insert(row.path).second) << row.name;
    EXPECT_TRUE(row.path.empty() || (row.path.starts_with('/') && !row.path.ends_with('/'))) << row.name;
    EXPECT_EQ(find_kind(row.name), &row);
  }
}

TEST(Kind, WhatReadsIsAnsweredAtOnceAndCostsNothing) {
  std::set<std::string_view> reading;
  std::set<std::string_view> gets;
  for (const Kind &row : kinds()) {
    if (row.reads) {
      reading.insert(row.name);
      EXPECT_TRUE(row.synchronous && !row.billed) << row.name;
    }
    if (row.method != "POST") {
      EXPECT_EQ(row.method, "GET") << row.name;
      EXPECT_TRUE(row.reads) << row.name;
      gets.insert(row.name);
    }
    EXPECT_FALSE(row.synchronous && row.external_id) << row.name;
  }
  EXPECT_EQ(gets, (std::set<std::string_view>{"advanced-presets-elements", "presets-elements", "presets-voices", "costs", "quota"}));
  gets.insert({"balance", "package", "new-tasks"});
  EXPECT_EQ(reading, gets);
}

TEST(Kind, FreeAreElementsListsDeletesAndLedgers) {
  std::set<std::string_view> free;
  for (const Kind &row : kinds()) {
    if (!row.billed) {
      free.insert(row.name);
    }
  }
  EXPECT_EQ(free, (std::set<std::string_view>{"elements", "elements-old", "advanced-presets-elements", "presets-elements", "presets-voices",
                                              "delete-advanced-elements", "delete-elements", "delete-voices", "costs", "balance", "package",
                                              "new-tasks", "quota"}));
}

TEST(Kind, ItHasTheFieldsThatItSaysAndItsModelsExist) {
  for (const Kind &row : kinds()) {
    Field field;
    EXPECT_EQ(find_field(row, vocabulary_of(row).external_id, "", field), row.external_id) << row.name;
    EXPECT_EQ(find_field(row, vocabulary_of(row).callback, "", field), !row.synchronous) << row.name;
    if (!row.default_model.empty()) {
      EXPECT_NE(find_model(row.name, row.default_model), nullptr) << row.name;
      ASSERT_TRUE(find_field(row, "model_name", "", field)) << row.name;
      EXPECT_EQ(field.default_value, row.default_model) << row.name;
    }
    EXPECT_TRUE(row.recommended_model.empty() || find_model(row.name, row.recommended_model) != nullptr) << row.name;
  }
}

TEST(Kind, ASetHoldsWhatItNames) {
  constexpr KindSet two = in("tts", "call");
  EXPECT_TRUE(two.has(*find_kind("tts")));
  EXPECT_TRUE(two.has("call"));
  EXPECT_FALSE(two.has("text2video"));
  EXPECT_FALSE(two.has("no such kind"));
  EXPECT_TRUE((two | in("costs")).has("costs"));
}

TEST(Kind, TypicalTimeIsOfTheModelAndModeWhereOneIsKnown) {
  const Kind &kind = *find_kind("text2video");
  EXPECT_EQ(typical_ms(kind, "kling-v3", "pro"), 175'000);
  EXPECT_EQ(typical_ms(kind, "kling-v3", "std"), 319'000);
  EXPECT_EQ(typical_ms(kind, "a model of tomorrow", ""), 319'000);
  EXPECT_EQ(typical_ms(*find_kind("image2video"), "", "std"), 164'000);
  EXPECT_EQ(typical_ms(*find_kind("generations"), "kling-v3", ""), 24'000);
  EXPECT_EQ(typical_ms(*find_kind("generations"), "kling-v2-1", ""), 32'000);
  EXPECT_EQ(typical_ms(*find_kind("text-to-video"), "kling-3.0-turbo", "1080p"), 28'000);
  EXPECT_EQ(typical_ms(*find_kind("text-to-video"), "kling-3.0", "1080p"), 175'000);
  EXPECT_EQ(typical_ms(*find_kind("image-to-video"), "kling-3.0", "720p"), 164'000);
  EXPECT_EQ(typical_ms(*find_kind("new-omni-video"), "kling-3.0-omni", "720p"), 83'000);
  EXPECT_EQ(typical_ms(*find_kind("tts"), "", ""), 11'300);
  EXPECT_EQ(typical_ms(*find_kind("voices"), "", ""), 9'000);
  EXPECT_EQ(typical_ms(*find_kind("avatar"), "", ""), 0);
  for (const TypicalTime &row : typical_time_rows) {
    EXPECT_NE(find_kind(row.kind), nullptr) << row.kind;
    EXPECT_TRUE(row.model.empty() || find_model(row.kind, row.model) != nullptr) << row.kind;
  }
}

} // namespace
} // namespace kling::catalog
