#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <unistd.h>

#include "support/failing_memory.hpp"
#include "transfer/part_file.hpp"

namespace kling::transfer {
namespace {

TEST(PartFile, CountsOnlyWhatItCouldTake) {
  char folder[] = "/tmp/kling-part-XXXXXX";
  ASSERT_NE(mkdtemp(folder), nullptr);
  const std::string path = std::string(folder) + "/clip.mp4";
  {
    PartFile part(String(path), false);
    Error error;
    ASSERT_EQ(part.open(error), KLING_OK);
    {
      const test::FailingMemory memory(0, false);
      const test::FailingMemory::Armed armed;
      EXPECT_THROW(static_cast<void>(part.take("lost", 4, error)), std::bad_alloc);
    }
    EXPECT_EQ(part.length(), 0) << "a download goes on behind the last byte that is there";
    ASSERT_EQ(part.take("kept", 4, error), KLING_OK);
    String hash;
    bool over = false;
    ASSERT_EQ(part.finish(over, hash, error), KLING_OK) << error.message;
    EXPECT_FALSE(over) << "one sync a step";
    EXPECT_FALSE(std::filesystem::exists(path));
    ASSERT_EQ(part.finish(over, hash, error), KLING_OK) << error.message;
    EXPECT_TRUE(over);
    EXPECT_EQ(hash.size(), 64U);
  }
  std::ostringstream content;
  content << std::ifstream(path).rdbuf();
  EXPECT_EQ(content.str(), "kept");
  std::filesystem::remove_all(folder);
}

} // namespace
} // namespace kling::transfer
