#include <gtest/gtest.h>

#include "catalog/kind.hpp"

namespace kling::catalog {
namespace {

TEST(Kind, TextToVideoIsARow) {
  const Kind *row = find_kind("text2video");
  ASSERT_NE(row, nullptr);
  EXPECT_EQ(row->path, "/v1/videos/text2video");
  EXPECT_EQ(row->pack, "video");
  EXPECT_EQ(row->default_model, "kling-v1");
  EXPECT_EQ(row->recommended_model, "kling-v3");
  EXPECT_FALSE(row->synchronous);
  EXPECT_TRUE(row->billed);
  EXPECT_TRUE(row->external_id);
}

TEST(Kind, NamesAreExact) {
  for (const std::string_view name : {"", "Text2video", "text2video ", "text2vide", "call"}) {
    EXPECT_EQ(find_kind(name), nullptr) << name;
  }
}

TEST(Kind, EveryRowHasASectionAndAPathOfItsOwn) {
  for (const Kind &row : kinds()) {
    EXPECT_FALSE(row.source.empty()) << row.name;
    EXPECT_TRUE(row.path.starts_with("/v1/")) << row.name;
    EXPECT_FALSE(row.path.ends_with('/')) << row.name;
    EXPECT_EQ(find_kind(row.name), &row);
  }
}

TEST(Kind, TypicalTimeIsOfTheModeWhereOneIsKnown) {
  const Kind &kind = *find_kind("text2video");
  EXPECT_EQ(typical_ms(kind, "kling-v3", "pro"), 175'000);
  EXPECT_EQ(typical_ms(kind, "kling-v3", "std"), 319'000);
  EXPECT_EQ(typical_ms(kind, "a model of tomorrow", ""), 319'000);
}

} // namespace
} // namespace kling::catalog
