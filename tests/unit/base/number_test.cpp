#include <gtest/gtest.h>

#include "base/number.hpp"

namespace kling {
namespace {

TEST(Number, TheNearestWholeOne) {
  EXPECT_EQ(nearest_whole(0), 0);
  EXPECT_EQ(nearest_whole(0.49), 0);
  EXPECT_EQ(nearest_whole(0.5), 1);
  EXPECT_EQ(nearest_whole(0.49999999999999994), 0);  // adding a half first would make it 1
  EXPECT_EQ(nearest_whole(239.99999999999997), 240); // 2.4 * 100
  EXPECT_EQ(nearest_whole(9007199254740991.0), 9007199254740991);
}

} // namespace
} // namespace kling
