#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "client/log_queue.hpp"

namespace kling::client {
namespace {

using Lines = std::vector<std::pair<int32_t, std::string>>;

Lines deliver(LogQueue &queue) {
  Lines lines;
  kling_callbacks table = KLING_CALLBACKS_INIT;
  table.user_data = &lines;
  table.on_log = [](void *user_data, int32_t level, const char *text) { static_cast<Lines *>(user_data)->emplace_back(level, text); };
  queue.deliver(Callbacks(table));
  return lines;
}

TEST(LogQueue, TakesItsLevelAndThoseBefore) {
  for (int32_t level = log_off; level <= log_debug; ++level) {
    LogQueue queue(level);
    for (int32_t each = log_error; each <= log_debug; ++each) {
      EXPECT_EQ(queue.wants(each), each <= level);
      queue.write(each, "text");
    }
    const Lines lines = deliver(queue);
    EXPECT_EQ(lines.size(), static_cast<std::size_t>(level));
    EXPECT_TRUE(queue.empty());
  }
}

TEST(LogQueue, KeepsTheNewest256AndCountsTheRest) {
  LogQueue queue(log_debug);
  for (int i = 0; i < 300; ++i) {
    queue.write(log_debug, std::to_string(i));
  }
  Lines lines = deliver(queue);
  ASSERT_EQ(lines.size(), 257U);
  EXPECT_EQ(lines[0], (std::pair<int32_t, std::string>{log_warning, "44 older log records were dropped"}));
  EXPECT_EQ(lines[1].second, "44");
  EXPECT_EQ(lines[256].second, "299");
  queue.write(log_debug, "later");
  EXPECT_EQ(deliver(queue), (Lines{{log_debug, "later"}})) << "counted once";
}

} // namespace
} // namespace kling::client
