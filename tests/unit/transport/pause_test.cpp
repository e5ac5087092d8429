// What a transfer does while its receiver wants nothing.
#include <gtest/gtest.h>

#include "support/recording_server.hpp"
#include "support/transport_loop.hpp"

namespace kling::test {
namespace {

class Pause : public testing::Test {
public:
  Pause() {
    call_.url = server_.url("/clip");
    call_.flags = transport::follow_redirects;
  }
  void pause(bool on) { loop_.table.pause(loop_.table.user_data, call_.id, on ? 1 : 0); }
  /// Drives until it is paused by its first piece, and a while longer.
  void run_into_pause() {
    call_.when_body = [this] {
      EXPECT_FALSE(paused_) << "a body while it is paused";
      paused_ = true;
      pause(true);
    };
    ASSERT_EQ(call_.start(loop_), KLING_OK);
    ASSERT_TRUE(loop_.run_until([this] { return paused_; }));
    for (int turn = 0; turn < 50; ++turn) {
      loop_.turn();
    }
    EXPECT_EQ(call_.done, 0);
  }

  RecordingServer server_;
  Call call_;
  bool paused_ = false;
  TransportLoop loop_; // gone before what it calls
};

TEST_F(Pause, HoldsTheBodyAndLosesNothing) {
  const std::string body(5000000, 'x');
  server_.script(Reply::text(200, body));
  run_into_pause();
  const std::size_t before = call_.reply.size();
  EXPECT_LT(before, body.size());
  int pauses = 1;
  ASSERT_TRUE(loop_.run_until([&] {
    if (paused_) {
      ++pauses;
      paused_ = false;
      pause(false);
    }
    return call_.done != 0;
  }));
  EXPECT_EQ(call_.result.status, KLING_OK);
  EXPECT_TRUE(call_.reply == body);
  EXPECT_EQ(call_.result.bytes_received, body.size()) << "what came again is counted once";
  EXPECT_GT(pauses, 5);
  EXPECT_EQ(call_.released, 1);
}

TEST_F(Pause, BeforeTheFirstByteHoldsAll) {
  server_.script(Reply::text(200, "body"));
  ASSERT_EQ(call_.start(loop_), KLING_OK);
  pause(true);
  ASSERT_TRUE(loop_.run_until([this] { return call_.header_blocks == 1; }));
  for (int turn = 0; turn < 50; ++turn) {
    loop_.turn();
  }
  EXPECT_EQ(call_.reply, "");
  pause(false);
  ASSERT_TRUE(loop_.run_until([this] { return call_.done == 1; }));
  EXPECT_EQ(call_.reply, "body");
}

TEST_F(Pause, CanBeCancelled) {
  server_.script(Reply::text(200, std::string(5000000, 'x')));
  run_into_pause();
  pause(false);
  pause(true); // listed to go on, and not any more
  pause(false);
  loop_.table.cancel(loop_.table.user_data, call_.id);
  ASSERT_TRUE(loop_.run_until([this] { return call_.done == 1; }));
  EXPECT_EQ(call_.result.status, KLING_E_CANCELLED);
  pause(false); // of one that is over
  EXPECT_EQ(call_.released, 1);
}

TEST_F(Pause, EndsWithTheSinksRefusalWhenItGoesOn) {
  server_.script(Reply::text(200, std::string(5000000, 'x')));
  run_into_pause();
  call_.refuse_body = true;
  paused_ = false;
  pause(false);
  ASSERT_TRUE(loop_.run_until([this] { return call_.done == 1; }));
  EXPECT_EQ(call_.result.status, KLING_E_CANCELLED);
  EXPECT_EQ(call_.released, 1);
}

TEST_F(Pause, IsReleasedWithTheTransport) {
  server_.script(Reply::text(200, std::string(5000000, 'x')));
  run_into_pause();
  pause(false);
  loop_.destroy();
  EXPECT_EQ(call_.done, 0);
  EXPECT_EQ(call_.released, 1);
}

TEST_F(Pause, IsNoStall) {
  server_.script(Reply::text(200, std::string(5000000, 'x')));
  call_.stall_timeout_ms = 1;
  run_into_pause();
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(1300); // as long as a stall of one second lasts
  ASSERT_TRUE(loop_.run_until([&] { return std::chrono::steady_clock::now() > until; }));
  EXPECT_EQ(call_.done, 0);
  call_.when_body = nullptr;
  pause(false);
  ASSERT_TRUE(loop_.run_until([this] { return call_.done == 1; }));
  EXPECT_EQ(call_.result.status, KLING_OK);
}

} // namespace
} // namespace kling::test
