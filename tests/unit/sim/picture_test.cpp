#include <gtest/gtest.h>

#include "sim/picture.hpp"

namespace kling::sim {
namespace {

TEST(Picture, a_size_has_its_ratio_exactly) {
  struct Row {
    std::string_view name;
    uint32_t across;
    uint32_t down;
  };
  constexpr Row rows[] = {{"16:9", 16, 9}, {"9:16", 9, 16}, {"1:1", 1, 1}, {"4:3", 4, 3},
                          {"3:4", 3, 4},   {"3:2", 3, 2},   {"2:3", 2, 3}, {"21:9", 21, 9}};
  for (const Row &row : rows) {
    uint32_t before = 0;
    for (const std::string_view resolution : {"1k", "2k", "4k"}) {
      const PictureSize size = picture_size(row.name, resolution);
      EXPECT_EQ(size.width * row.down, size.height * row.across) << row.name;
      EXPECT_GT(size.width, before) << row.name << " " << resolution;
      before = size.width;
    }
    EXPECT_EQ(picture_size(row.name, "").width, picture_size(row.name, "1k").width);
    EXPECT_EQ(nearest_ratio(row.across * 101, row.down * 100), row.name);
  }
}

TEST(Picture, the_nearest_ratio_is_by_proportion) {
  EXPECT_EQ(nearest_ratio(1920, 1080), "16:9");
  EXPECT_EQ(nearest_ratio(2500, 1000), "21:9");
  EXPECT_EQ(nearest_ratio(300, 750), "9:16");
  EXPECT_EQ(nearest_ratio(1000, 900), "1:1");
}

} // namespace
} // namespace kling::sim
