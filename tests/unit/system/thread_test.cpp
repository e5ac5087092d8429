#include <atomic>
#include <csignal>
#include <gtest/gtest.h>
#include <string>

#include "system/thread.hpp"

namespace kling::system {
namespace {

struct Seen {
  std::atomic<bool> go_on{false};
  std::atomic<bool> ran{false};
  sigset_t blocked{};
  char name[16] = {};
};

void *look(void *self) {
  auto &seen = *static_cast<Seen *>(self);
  while (!seen.go_on) {
    sched_yield();
  }
  pthread_sigmask(SIG_SETMASK, nullptr, &seen.blocked);
  pthread_getname_np(pthread_self(), seen.name, sizeof seen.name);
  seen.ran = true;
  return nullptr;
}

TEST(Thread, HasANameAndBlocksSignalsThatItsMakerTakes) {
  sigset_t before{};
  pthread_sigmask(SIG_SETMASK, nullptr, &before);
  Seen seen;
  Thread thread;
  EXPECT_FALSE(thread.is_open());
  Error error;
  ASSERT_EQ(thread.start("kling", look, &seen, error), KLING_OK);
  EXPECT_TRUE(thread.is_open());
  seen.go_on = true;
  Thread moved(std::move(thread));
  EXPECT_FALSE(thread.is_open()); // NOLINT(bugprone-use-after-move): that is what is asked
  moved.join();
  EXPECT_FALSE(moved.is_open());
  EXPECT_TRUE(seen.ran);
  EXPECT_STREQ(seen.name, "kling");
  for (const int signal : {SIGUSR1, SIGALRM, SIGCHLD, SIGINT, SIGTERM}) {
    EXPECT_EQ(sigismember(&seen.blocked, signal), 1) << signal;
  }
  sigset_t after{};
  pthread_sigmask(SIG_SETMASK, nullptr, &after);
  EXPECT_EQ(sigismember(&after, SIGUSR1), sigismember(&before, SIGUSR1));
}

TEST(Thread, MayEndAlone) {
  Seen seen;
  Thread thread;
  Error error;
  ASSERT_EQ(thread.start("kling", look, &seen, error), KLING_OK);
  thread.let_go();
  EXPECT_FALSE(thread.is_open());
  thread.join(); // nobody to wait for
  seen.go_on = true;
  while (!seen.ran) {
    sched_yield();
  }
}

} // namespace
} // namespace kling::system
