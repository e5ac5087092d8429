#include <csignal>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include "system/poller.hpp"

namespace kling::system {
namespace {

class PollerTest : public testing::Test {
protected:
  void SetUp() override {
    Error error;
    ASSERT_EQ(KLING_OK, poller_.open(error)) << error.message;
    ASSERT_EQ(0, socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair_));
  }
  void TearDown() override {
    close(pair_[0]);
    close(pair_[1]);
  }
  Poller::Outcome wait(int64_t timeout_ms = 10000) { return poller_.wait(timeout_ms, ready_, count_); }
  /// What a host sees that waits on the descriptor itself.
  bool readable(int timeout_ms = 0) {
    pollfd watched = {static_cast<int>(poller_.descriptor()), POLLIN, 0};
    return poll(&watched, 1, timeout_ms) == 1;
  }

  Poller poller_;
  Poller::Ready ready_[64];
  uint32_t count_ = 0;
  int pair_[2] = {-1, -1};
};

TEST_F(PollerTest, does_nothing_when_nothing_is_up) {
  EXPECT_FALSE(readable());
  EXPECT_EQ(Poller::Outcome::elapsed, wait(0));
  EXPECT_EQ(Poller::Outcome::elapsed, wait(1));
  EXPECT_EQ(0U, count_);
}

TEST_F(PollerTest, reports_sockets_as_long_as_they_are_ready) {
  poller_.watch(pair_[0], 1);
  EXPECT_FALSE(readable());
  ASSERT_EQ(1, write(pair_[1], "x", 1));
  for (int each = 0; each < 2; ++each) {
    EXPECT_TRUE(readable());
    EXPECT_EQ(Poller::Outcome::ready, wait());
    ASSERT_EQ(1U, count_);
    EXPECT_EQ(pair_[0], ready_[0].socket);
    EXPECT_EQ(1U, ready_[0].events);
  }
  poller_.watch(pair_[0], 3);
  EXPECT_EQ(Poller::Outcome::ready, wait());
  EXPECT_EQ(3U, ready_[0].events);
  poller_.watch(pair_[0], 2);
  EXPECT_EQ(Poller::Outcome::ready, wait());
  EXPECT_EQ(2U, ready_[0].events);
  poller_.watch(pair_[0], 0);
  poller_.watch(pair_[0], 0); // forgotten already
  EXPECT_FALSE(readable());
  EXPECT_EQ(Poller::Outcome::elapsed, wait(0));
}

TEST_F(PollerTest, marks_errors) {
  poller_.watch(pair_[0], 1);
  close(pair_[1]);
  EXPECT_EQ(Poller::Outcome::ready, wait());
  EXPECT_EQ(5U, ready_[0].events);
  pair_[1] = -1;
}

TEST_F(PollerTest, reports_at_most_64_sockets_and_then_the_others) {
  int many[70][2];
  for (auto &each : many) {
    ASSERT_EQ(0, socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, each));
    ASSERT_EQ(1, write(each[1], "x", 1));
    poller_.watch(each[0], 1);
  }
  int seen = 0;
  for (int turn = 0; turn < 10 && seen < 70; ++turn) {
    EXPECT_EQ(Poller::Outcome::ready, wait());
    EXPECT_LE(count_, 64U);
    for (uint32_t each = 0; each < count_; ++each) {
      char byte = 0;
      EXPECT_EQ(1, read(static_cast<int>(ready_[each].socket), &byte, 1));
      ++seen;
    }
  }
  EXPECT_EQ(70, seen);
  for (auto &each : many) {
    close(each[0]);
    close(each[1]);
  }
}

TEST_F(PollerTest, keeps_a_wake_up_until_it_is_consumed) {
  poller_.wake();
  poller_.wake();
  EXPECT_TRUE(readable());
  EXPECT_EQ(Poller::Outcome::woken, wait());
  EXPECT_FALSE(readable());
  EXPECT_EQ(Poller::Outcome::elapsed, wait(0));
  poller_.wake();
  poller_.unwake();
  poller_.unwake();
  EXPECT_FALSE(readable());
  EXPECT_EQ(Poller::Outcome::elapsed, wait(0));
}

TEST_F(PollerTest, reports_sockets_beside_a_wake_up) {
  poller_.watch(pair_[0], 2);
  poller_.wake();
  EXPECT_EQ(Poller::Outcome::woken, wait());
  EXPECT_EQ(1U, count_);
}

TEST_F(PollerTest, is_woken_by_another_thread) {
  std::thread other([this] { poller_.wake(); });
  EXPECT_EQ(Poller::Outcome::woken, wait(-1));
  other.join();
}

TEST_F(PollerTest, has_one_timer) {
  poller_.arm(0);
  EXPECT_TRUE(readable());
  poller_.arm(0);
  EXPECT_TRUE(readable()) << "the same again changes nothing";
  EXPECT_EQ(Poller::Outcome::elapsed, wait(-1));
  EXPECT_FALSE(readable()) << "it is off once it was seen";

  poller_.arm(1);
  EXPECT_TRUE(readable(10000));
  poller_.arm(-1);
  EXPECT_FALSE(readable());

  poller_.arm(1);
  EXPECT_TRUE(readable(10000));
  poller_.arm(100000);
  EXPECT_FALSE(readable()) << "the last call counts";
  poller_.arm(0);
  EXPECT_TRUE(readable());
  EXPECT_EQ(Poller::Outcome::elapsed, wait(-1));

  poller_.arm(1);
  EXPECT_EQ(Poller::Outcome::elapsed, wait(-1)) << "an equal delay later is another due time";
  poller_.arm(INT64_MAX);
  EXPECT_EQ(Poller::Outcome::elapsed, wait(0));
}

extern "C" void nothing_to_do(int) {}

TEST_F(PollerTest, returns_on_a_signal) {
  struct sigaction action {};
  struct sigaction kept {};
  action.sa_handler = nothing_to_do;
  sigaction(SIGUSR1, &action, &kept);
  const pthread_t waiting = pthread_self();
  std::atomic<bool> seen = false;
  std::thread other([&] {
    while (!seen) { // until one hits the wait itself
      pthread_kill(waiting, SIGUSR1);
      std::this_thread::yield();
    }
  });
  const Poller::Outcome outcome = wait(-1);
  seen = true;
  other.join();
  EXPECT_EQ(Poller::Outcome::signalled, outcome);
  EXPECT_EQ(0U, count_);
  sigaction(SIGUSR1, &kept, nullptr);
}

Poller *woken_by_signal = nullptr;
extern "C" void wake_it(int) {
  woken_by_signal->wake();
}

TEST_F(PollerTest, may_be_woken_from_a_signal_handler) {
  woken_by_signal = &poller_;
  const auto kept = std::signal(SIGUSR1, wake_it);
  errno = EDOM;
  raise(SIGUSR1);
  EXPECT_EQ(EDOM, errno);
  std::signal(SIGUSR1, kept);
  EXPECT_EQ(Poller::Outcome::woken, wait(-1));
}

TEST_F(PollerTest, is_not_inherited_by_other_programs) {
  EXPECT_NE(0, fcntl(static_cast<int>(poller_.descriptor()), F_GETFD) & FD_CLOEXEC);
}

} // namespace
} // namespace kling::system
