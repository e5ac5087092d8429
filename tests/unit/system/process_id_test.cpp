#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "system/process_id.hpp"

namespace kling::system {
namespace {

TEST(ProcessId, TellsAForkedChild) {
  const ProcessId here;
  EXPECT_FALSE(here.in_child());
  const pid_t child = fork();
  if (child == 0) {
    const ProcessId there;
    _exit(here.in_child() && !there.in_child() ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  EXPECT_FALSE(here.in_child());
}

} // namespace
} // namespace kling::system
