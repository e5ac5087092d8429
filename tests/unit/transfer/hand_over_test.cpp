// Downloads that go to a taker instead of a file.
#include <gtest/gtest.h>
#include <memory>
#include <string>

#include "support/recording_server.hpp"
#include "support/transport_loop.hpp"
#include "transfer/download.hpp"

namespace kling::transfer {
namespace {

using test::RecordingServer;
using test::Reply;
using test::TransportLoop;

std::string clip(std::size_t length) {
  std::string out;
  while (out.size() < length) {
    out += std::to_string(out.size()) + ";";
  }
  out.resize(length);
  return out;
}

/// Keeps what it gets, up to a limit, until the test hands it on.
class Keeper : public Taker {
public:
  [[nodiscard]] bool take(const void *bytes, std::size_t length) override {
    kept.append(static_cast<const char *>(bytes), length);
    most = std::max(most, kept.size());
    return takes;
  }
  [[nodiscard]] bool full() const override { return kept.size() >= limit; }
  [[nodiscard]] bool drained() const override { return kept.empty(); }
  [[nodiscard]] bool take_back() override {
    if (handed_on.empty()) {
      kept.clear();
    }
    return handed_on.empty();
  }
  void hand_on() {
    handed_on += kept;
    kept.clear();
  }

  std::string kept;
  std::string handed_on;
  std::size_t most = 0;
  std::size_t limit = std::size_t{1} << 20U;
  bool takes = true;
};

class HandOverTest : public testing::Test {
public:
  std::unique_ptr<Download> make(TransportLoop &loop) {
    DownloadOrder order;
    order.url = String(server_.url("/clip.mp4?signature=secret"));
    order.taker = &keeper_;
    order.allow_private = true;
    Download::Listener listener{};
    listener.user_data = this;
    listener.whole = [](void *self) { static_cast<HandOverTest *>(self)->whole_ = true; };
    listener.done = [](void *self, const DownloadResult &result) {
      static_cast<HandOverTest *>(self)->result_ = result;
      static_cast<HandOverTest *>(self)->done_ = true;
    };
    return std::make_unique<Download>(std::move(order), loop.table, listener, &loop);
  }
  /// Starts and drives to the end, handing on all the time.
  const DownloadResult &run(TransportLoop &loop, Download &download) {
    Error error;
    done_ = whole_ = false;
    EXPECT_EQ(KLING_OK, download.start(error)) << error.message;
    EXPECT_TRUE(loop.run_until([&] {
      keeper_.hand_on();
      download.resume();
      if (whole_) {
        download.finish();
      }
      return done_;
    }));
    return result_;
  }
  Reply media(const std::string &body, const char *tag = "ETag: \"v1\"") {
    Reply reply = Reply::text(200, body, "video/mp4");
    reply.headers.emplace_back(tag);
    return reply;
  }

  RecordingServer server_;
  Keeper keeper_;
  DownloadResult result_;
  bool whole_ = false;
  bool done_ = false;
};

TEST_F(HandOverTest, pauses_while_the_taker_is_full) {
  const std::string body = clip(5000000);
  server_.script(media(body));
  TransportLoop loop;
  auto download = make(loop);
  keeper_.limit = 100000;
  Error error;
  ASSERT_EQ(KLING_OK, download->start(error));
  ASSERT_TRUE(loop.run_until([&] { return keeper_.full(); }));
  const std::size_t kept = keeper_.kept.size();
  for (int turn = 0; turn < 50; ++turn) {
    loop.turn();
  }
  EXPECT_EQ(kept, keeper_.kept.size()) << "nothing more comes";
  EXPECT_FALSE(done_);
  ASSERT_TRUE(loop.run_until([&] {
    keeper_.hand_on();
    download->resume();
    return whole_;
  }));
  download->finish();
  EXPECT_FALSE(done_ && !keeper_.kept.empty()) << "the end waits for the last byte";
  keeper_.hand_on();
  download->finish();
  EXPECT_TRUE(done_);
  EXPECT_EQ(DownloadEnd::saved, result_.end);
  EXPECT_TRUE(body == keeper_.handed_on);
  EXPECT_LT(keeper_.most, 100000U + 600000U) << "one piece of libcurl's more than the limit at most";
  EXPECT_EQ(1, server_.count());
}

TEST_F(HandOverTest, goes_on_behind_the_last_byte) {
  const std::string body = clip(50000);
  Reply first = media(body);
  first.cut_after = 20000;
  Reply rest = media(body.substr(20000));
  rest.status = 206;
  rest.headers.emplace_back("Content-Range: bytes 20000-49999/50000");
  server_.script(first);
  server_.script(rest);
  TransportLoop loop;
  auto download = make(loop);
  EXPECT_EQ(DownloadEnd::broken, run(loop, *download).end);
  EXPECT_EQ(DownloadEnd::saved, run(loop, *download).end) << result_.error.message;
  EXPECT_EQ("bytes=20000-", server_.requests().at(1).header("Range"));
  EXPECT_TRUE(body == keeper_.handed_on);
  EXPECT_EQ(64U, result_.sha256.size());
}

TEST_F(HandOverTest, is_never_started_over_once_a_byte_was_handed_on) {
  const std::string body = clip(50000);
  struct {
    const char *what;
    const char *tag;
    int status;
    DownloadEnd second; // of the attempt behind the break
  } const rows[] = {
      {"another file", "ETag: \"v2\"", 200, DownloadEnd::failed},
      {"not that range", "ETag: \"v1\"", 416, DownloadEnd::failed},
      {"the wrong range", "ETag: \"v1\"", 206, DownloadEnd::broken}, // asked again, and refused then
  };
  for (const auto &row : rows) {
    keeper_ = Keeper();
    Reply first = media(body);
    first.cut_after = 20000;
    Reply second = media(body, row.tag);
    second.status = row.status;
    server_.script(first);
    server_.script(second);
    TransportLoop loop;
    auto download = make(loop);
    EXPECT_EQ(DownloadEnd::broken, run(loop, *download).end) << row.what;
    EXPECT_EQ(row.second, run(loop, *download).end) << row.what;
    Error error = result_.error;
    if (row.second == DownloadEnd::broken) {
      EXPECT_EQ(KLING_E_DOWNLOAD, download->start(error)) << row.what;
    }
    EXPECT_EQ(KLING_E_DOWNLOAD, error.status) << row.what;
    EXPECT_NE(std::string::npos, std::string(error.message).find("already has bytes")) << row.what << ": " << error.message;
    EXPECT_TRUE(body.substr(0, 20000) == keeper_.handed_on) << row.what;
  }
}

TEST_F(HandOverTest, is_started_over_while_nothing_was_handed_on) {
  const std::string body = clip(50000);
  Reply first = media(body);
  first.cut_after = 20000;
  server_.script(first);
  server_.script(media(clip(40000), "ETag: \"v2\""));
  TransportLoop loop;
  auto download = make(loop);
  Error error;
  ASSERT_EQ(KLING_OK, download->start(error));
  ASSERT_TRUE(loop.run_until([&] { return done_; }));
  EXPECT_EQ(20000U, keeper_.kept.size());
  ASSERT_EQ(KLING_OK, download->start(error)) << error.message;
  ASSERT_TRUE(loop.run_until([&] { return whole_; }));
  keeper_.hand_on();
  download->finish();
  EXPECT_EQ(DownloadEnd::saved, result_.end) << result_.error.message;
  EXPECT_TRUE(clip(40000) == keeper_.handed_on);
}

TEST_F(HandOverTest, ends_when_the_taker_wants_no_more) {
  server_.script(media(clip(50000)));
  TransportLoop loop;
  auto download = make(loop);
  keeper_.takes = false;
  EXPECT_EQ(DownloadEnd::failed, run(loop, *download).end);
  EXPECT_EQ(KLING_E_FILE, result_.error.status);
  EXPECT_EQ("the receiver refused", std::string(result_.error.message));
}

} // namespace
} // namespace kling::transfer
