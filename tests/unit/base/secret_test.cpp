#include <gtest/gtest.h>

#include "base/secret.hpp"

namespace kling {
namespace {

TEST(Secret, IsOverwrittenWhereItStood) {
  for (const std::size_t size : {std::size_t{3}, std::size_t{15}, std::size_t{16}, std::size_t{5000}}) {
    String text(size, 'k');
    text.reserve(size + 40);
    text.resize(size + 20, 's');
    text.resize(size); // what stood behind the end is of the secret, too
    const char *bytes = text.data();
    const std::size_t capacity = text.capacity();
    wipe(text);
    ASSERT_EQ(text.data(), bytes) << "the same memory";
    EXPECT_TRUE(text.empty());
    for (std::size_t at = 0; at < capacity; ++at) {
      ASSERT_EQ(bytes[at], 0) << at;
    }
  }
  String none;
  wipe(none);
  EXPECT_TRUE(none.empty());
}

} // namespace
} // namespace kling
