#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <memory>
#include <sstream>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/recording_server.hpp"
#include "support/transport_loop.hpp"
#include "transfer/download.hpp"

namespace kling::transfer {
namespace {

using test::RecordedRequest;
using test::RecordingServer;
using test::Reply;
using test::TransportLoop;

namespace fs = std::filesystem;

std::string clip(std::size_t length) {
  std::string out;
  while (out.size() < length) {
    out += std::to_string(out.size()) + ";";
  }
  out.resize(length);
  return out;
}

std::string content_of(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream out;
  out << file.rdbuf();
  return out.str();
}

Reply media(const std::string &body) {
  Reply reply = Reply::text(200, body, "video/mp4");
  reply.headers.emplace_back("ETag: \"v1\"");
  return reply;
}

/// The rest of `body` from `first` on, as a server that knows ranges sends it.
Reply rest(const std::string &body, std::size_t first) {
  Reply reply = media(body.substr(first));
  reply.status = 206;
  reply.headers.push_back("Content-Range: bytes " + std::to_string(first) + "-" + std::to_string(body.size() - 1) + "/" +
                          std::to_string(body.size()));
  return reply;
}

Reply cut_after(Reply reply, int64_t bytes) {
  reply.cut_after = bytes;
  return reply;
}

class DownloadTest : public testing::Test {
public:
  void SetUp() override {
    char name[] = "/tmp/kling-download-XXXXXX";
    folder_ = mkdtemp(name);
    path_ = folder_ + "/clip.mp4";
    part_ = path_ + ".part";
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::unique_ptr<Download> make(TransportLoop &loop, bool overwrite = false) {
    DownloadOrder order;
    order.url = String(server_.url("/clip.mp4?signature=secret"));
    order.path = String(path_);
    order.overwrite = overwrite;
    order.allow_private = true;
    order.user_agent = "libkling-test";
    Download::Listener listener{};
    listener.user_data = this;
    listener.progress = [](void *self, int64_t done, int64_t total) { static_cast<DownloadTest *>(self)->progressed(done, total); };
    listener.whole = [](void *self) { static_cast<DownloadTest *>(self)->is_whole(); };
    listener.done = [](void *self, const DownloadResult &result) { static_cast<DownloadTest *>(self)->ended(result); };
    auto download = std::make_unique<Download>(std::move(order), loop.table, listener, &loop);
    made_ = download.get();
    return download;
  }
  /// Takes the steps that are left, as whoever drives does one by one.
  void is_whole() {
    for (const int before = done_; done_ == before;) {
      made_->finish();
    }
  }
  void progressed(int64_t done, int64_t total) {
    EXPECT_GT(done, progress_);
    progress_ = done;
    total_ = total;
    if (when_progress_) {
      when_progress_();
    }
  }
  void ended(const DownloadResult &result) {
    ++done_;
    result_ = result;
    if (when_done_) {
      when_done_();
    }
  }
  /// Starts and drives to the end.
  const DownloadResult &run(TransportLoop &loop, Download &download) {
    Error error;
    const int before = done_;
    progress_ = -1;
    EXPECT_EQ(KLING_OK, download.start(error)) << error.message;
    EXPECT_TRUE(loop.run_until([&] { return done_ > before; }));
    EXPECT_EQ(std::string::npos, std::string(result_.error.message).find("secret")) << result_.error.message;
    return result_;
  }
  void write_target(const std::string &path, const std::string &text) { std::ofstream(path) << text; }

  std::string folder_;
  std::string path_;
  std::string part_;
  RecordingServer server_;
  Download *made_ = nullptr; // the last one
  int done_ = 0;
  int64_t progress_ = -1;
  int64_t total_ = -2;
  DownloadResult result_;
  std::function<void()> when_progress_;
  std::function<void()> when_done_;
};

TEST_F(DownloadTest, saves_a_whole_file) {
  const std::string body = clip(1000000);
  server_.script(media(body));
  TransportLoop loop;
  auto download = make(loop);
  run(loop, *download);
  EXPECT_EQ(DownloadEnd::saved, result_.end) << result_.error.message;
  EXPECT_EQ(KLING_OK, result_.error.status);
  EXPECT_EQ(1000000, result_.bytes);
  EXPECT_EQ("6b94e8580d66b38d3e41d12601bcf3f21e25af6139db6d1971d38e96f0370dbc", std::string(result_.sha256));
  EXPECT_EQ(body, content_of(path_));
  EXPECT_FALSE(fs::exists(part_));
  EXPECT_EQ(1000000, progress_);
  EXPECT_EQ(1000000, total_);
  const RecordedRequest request = server_.requests().at(0);
  EXPECT_EQ("/clip.mp4?signature=secret", request.target);
  EXPECT_EQ("libkling-test", request.header("User-Agent"));
  for (const char *name : {"Authorization", "Cookie", "Range", "If-Range", "Accept-Encoding"}) {
    EXPECT_FALSE(request.has_header(name)) << name;
  }
}

TEST_F(DownloadTest, keeps_to_the_hosts_umask) {
  server_.script(media("bytes"));
  TransportLoop loop;
  auto download = make(loop);
  const mode_t before = umask(027);
  run(loop, *download);
  umask(before);
  struct stat found {};
  ASSERT_EQ(0, stat(path_.c_str(), &found));
  EXPECT_EQ(0640U, found.st_mode & 0777U);
}

TEST_F(DownloadTest, takes_a_length_that_is_not_announced) {
  Reply reply = media(clip(5000));
  reply.chunked = true;
  server_.script(reply);
  TransportLoop loop;
  auto download = make(loop);
  run(loop, *download);
  EXPECT_EQ(DownloadEnd::saved, result_.end);
  EXPECT_EQ(5000, result_.bytes);
  EXPECT_EQ(-1, total_);
}

TEST_F(DownloadTest, goes_on_where_it_broke_off) {
  const std::string body = clip(700000);
  server_.script(cut_after(media(body), 300000));
  server_.script(cut_after(rest(body, 300000), 100000));
  server_.script(rest(body, 400000));
  TransportLoop loop;
  auto download = make(loop);
  EXPECT_EQ(DownloadEnd::broken, run(loop, *download).end);
  EXPECT_EQ(KLING_E_DOWNLOAD, result_.error.status);
  EXPECT_EQ(300000, result_.bytes);
  EXPECT_EQ(body.substr(0, 300000), content_of(part_));
  EXPECT_FALSE(fs::exists(path_));
  EXPECT_EQ(DownloadEnd::broken, run(loop, *download).end);
  EXPECT_EQ(400000, result_.bytes);
  EXPECT_EQ(DownloadEnd::saved, run(loop, *download).end) << result_.error.message;
  EXPECT_EQ(body, content_of(path_));
  EXPECT_EQ(700000, result_.bytes);
  EXPECT_EQ(700000, total_);
  EXPECT_EQ(64U, result_.sha256.size());
  EXPECT_EQ("bytes=300000-", server_.requests().at(1).header("Range"));
  EXPECT_EQ("\"v1\"", server_.requests().at(1).header("If-Range"));
  EXPECT_EQ("bytes=400000-", server_.requests().at(2).header("Range"));
  const std::string resumed = std::string(result_.sha256);

  server_.script(media(body));
  auto whole = make(loop, true);
  run(loop, *whole);
  EXPECT_EQ(resumed, std::string(result_.sha256)) << "the hash is that of the whole file";
}

TEST_F(DownloadTest, starts_over_when_it_must) {
  const std::string old_body = clip(9000);
  const std::string new_body = "new" + clip(8000);
  Reply without_validator = cut_after(Reply::text(200, old_body, "video/mp4"), 4000);
  Reply weak = cut_after(Reply::text(200, old_body, "video/mp4"), 4000);
  weak.headers.emplace_back("ETag: W/\"v1\"");
  Reply wrong_range = rest(new_body, 5000);
  Reply other_tag = rest(new_body, 4000); // of a host that does not heed If-Range
  other_tag.headers.at(1) = "ETag: \"v2\"";
  Reply refused_range;
  refused_range.status = 416;
  refused_range.headers = {"Content-Range: bytes */100"};
  struct Row {
    const char *name;
    Reply first;
    std::vector<Reply> then;
    bool asks_range;
    int broken_between;
  };
  const Reply cut = cut_after(media(old_body), 4000);
  const std::vector<Row> rows = {
      {"the validator changed", cut, {media(new_body)}, true, 0},
      {"no validator", without_validator, {media(new_body)}, false, 0},
      {"a weak one", weak, {media(new_body)}, false, 0},
      {"416", cut, {refused_range, media(new_body)}, true, 0},
      {"another range", cut, {wrong_range, media(new_body)}, true, 1},
      {"another tag", cut, {other_tag, media(new_body)}, true, 1},
  };
  for (const Row &row : rows) {
    TransportLoop loop;
    auto download = make(loop, true);
    const std::size_t before = server_.requests().size();
    server_.script(row.first);
    EXPECT_EQ(DownloadEnd::broken, run(loop, *download).end) << row.name;
    EXPECT_EQ(4000, result_.bytes);
    for (const Reply &reply : row.then) {
      server_.script(reply);
    }
    for (int each = 0; each < row.broken_between; ++each) {
      EXPECT_EQ(DownloadEnd::broken, run(loop, *download).end) << row.name;
    }
    EXPECT_EQ(DownloadEnd::saved, run(loop, *download).end) << row.name << ": " << result_.error.message;
    EXPECT_EQ(new_body, content_of(path_)) << row.name;
    EXPECT_EQ(static_cast<int64_t>(new_body.size()), result_.bytes);
    EXPECT_EQ(row.asks_range, server_.requests().at(before + 1).has_header("Range")) << row.name;
    EXPECT_FALSE(server_.requests().back().has_header("Range") && row.then.size() > 1) << row.name;
  }
}

TEST_F(DownloadTest, drops_a_part_that_someone_else_left) {
  write_target(part_, "stale bytes of another clip");
  server_.script(media("fresh"));
  TransportLoop loop;
  auto download = make(loop);
  EXPECT_EQ(DownloadEnd::saved, run(loop, *download).end);
  EXPECT_EQ("fresh", content_of(path_));
  EXPECT_FALSE(server_.requests().at(0).has_header("Range"));
}

TEST_F(DownloadTest, goes_on_with_a_part_that_another_one_left) {
  const std::string body = clip(9000);
  Reply unsatisfied;
  unsatisfied.status = 416;
  struct Row {
    const char *name;
    std::function<void()> arrange;
    std::vector<Reply> then;
    const char *range;
  };
  const Row rows[] = {
      {"as it was left", [] {}, {rest(body, 4000)}, "bytes=4000-"},
      {"what of it was written", [&] { fs::resize_file(part_, 3000); }, {rest(body, 3000)}, "bytes=3000-"},
      {"longer than the file", [&] { fs::resize_file(part_, 9999); }, {unsatisfied, media(body)}, "bytes=9999-"},
      {"empty", [&] { fs::resize_file(part_, 0); }, {media(body)}, ""},
  };
  for (const Row &row : rows) {
    TransportLoop loop;
    const std::size_t before = server_.requests().size();
    server_.script(cut_after(media(body), 4000));
    auto left = make(loop, true);
    EXPECT_EQ(DownloadEnd::broken, run(loop, *left).end);
    left.reset();
    row.arrange();
    for (const Reply &reply : row.then) {
      server_.script(reply);
    }
    auto download = make(loop, true);
    EXPECT_EQ(DownloadEnd::saved, run(loop, *download).end) << row.name << ": " << result_.error.message;
    EXPECT_EQ(row.range, server_.requests().at(before + 1).header("Range")) << row.name;
    EXPECT_EQ(row.then.size() == 1, server_.requests().size() == before + 2) << row.name;
    EXPECT_EQ(body, content_of(path_)) << row.name;
    EXPECT_EQ("70344b7a", std::string(result_.sha256).substr(0, 8)) << row.name;
  }
}

TEST_F(DownloadTest, tells_what_a_refusal_means) {
  struct Row {
    int status;
    DownloadEnd end;
  };
  for (const Row &row :
       {Row{400, DownloadEnd::link_refused}, Row{401, DownloadEnd::link_refused}, Row{403, DownloadEnd::link_refused},
        Row{404, DownloadEnd::link_refused}, Row{408, DownloadEnd::broken}, Row{410, DownloadEnd::link_refused},
        Row{416, DownloadEnd::broken}, Row{429, DownloadEnd::broken}, Row{500, DownloadEnd::broken}, Row{503, DownloadEnd::broken},
        Row{204, DownloadEnd::broken}, Row{206, DownloadEnd::broken}, Row{304, DownloadEnd::broken}}) {
    TransportLoop loop;
    auto download = make(loop);
    Reply reply = Reply::text(row.status, row.status == 204 || row.status == 304 ? "" : "<xml/>", "application/xml");
    reply.headers.emplace_back("Retry-After: 3");
    server_.script(reply);
    run(loop, *download);
    EXPECT_EQ(row.end, result_.end) << row.status;
    EXPECT_EQ(KLING_E_DOWNLOAD, result_.error.status) << row.status;
    EXPECT_EQ(row.status, result_.error.http_status);
    EXPECT_EQ(row.status == 206 ? 0 : 3000, result_.error.retry_after_ms) << row.status;
    EXPECT_EQ(0, result_.bytes);
    download.reset();
    EXPECT_FALSE(fs::exists(part_)) << row.status;
    EXPECT_FALSE(fs::exists(path_)) << row.status;
  }
}

TEST_F(DownloadTest, goes_on_with_a_fresh_link_after_a_refusal) {
  const std::string body = clip(9000);
  server_.script(cut_after(media(body), 4000));
  server_.script(Reply::text(403, "expired"));
  server_.script(rest(body, 4000));
  TransportLoop loop;
  auto download = make(loop);
  EXPECT_EQ(DownloadEnd::broken, run(loop, *download).end);
  EXPECT_EQ(DownloadEnd::link_refused, run(loop, *download).end);
  EXPECT_EQ(4000, result_.bytes);
  download->set_url(String(server_.url("/fresh?signature=secret")));
  EXPECT_EQ(DownloadEnd::saved, run(loop, *download).end);
  EXPECT_EQ("/fresh?signature=secret", server_.requests().back().target);
  EXPECT_EQ(body, content_of(path_));
}

TEST_F(DownloadTest, takes_no_page_and_nothing_empty_for_a_file) {
  Reply encoded = media("bytes");
  encoded.headers.emplace_back("Content-Encoding: br");
  const Reply replies[] = {Reply::text(200, "<html>", "text/html; charset=utf-8"), media(""), encoded};
  for (const Reply &reply : replies) {
    TransportLoop loop;
    auto download = make(loop);
    server_.script(reply);
    EXPECT_EQ(DownloadEnd::broken, run(loop, *download).end);
    EXPECT_EQ(KLING_E_DOWNLOAD, result_.error.status) << result_.error.message;
    EXPECT_EQ(200, result_.error.http_status);
    EXPECT_FALSE(fs::exists(path_));
  }
}

TEST_F(DownloadTest, never_overwrites_unless_asked) {
  write_target(path_, "precious");
  TransportLoop loop;
  auto download = make(loop);
  Error error;
  EXPECT_EQ(KLING_E_FILE, download->start(error));
  EXPECT_NE(std::string::npos, std::string(error.message).find("clip.mp4 already exists"));
  EXPECT_EQ(0, server_.count());
  EXPECT_FALSE(fs::exists(part_));
  EXPECT_EQ("precious", content_of(path_));

  server_.script(media("new"));
  auto asked = make(loop, true);
  EXPECT_EQ(DownloadEnd::saved, run(loop, *asked).end);
  EXPECT_EQ("new", content_of(path_));
}

TEST_F(DownloadTest, does_not_overwrite_a_file_that_came_up_meanwhile) {
  TransportLoop loop;
  auto download = make(loop);
  server_.script(media("new"));
  when_progress_ = [&] { write_target(path_, "precious"); };
  EXPECT_EQ(DownloadEnd::failed, run(loop, *download).end);
  EXPECT_EQ(KLING_E_FILE, result_.error.status);
  EXPECT_EQ("precious", content_of(path_));
  EXPECT_EQ("new", content_of(part_)) << "what was fetched is not thrown away";
}

TEST_F(DownloadTest, is_refused_before_anything_is_sent_where_it_cannot_write) {
  struct Row {
    const char *name;
    std::function<void()> arrange;
    std::string path;
  };
  const Row rows[] = {
      {"no folder", [] {}, folder_ + "/missing/clip.mp4"},
      {"a folder", [&] { fs::create_directory(folder_ + "/taken"); }, folder_ + "/taken"},
      {"a link for .part", [&] { fs::create_symlink(folder_ + "/elsewhere", folder_ + "/linked.part"); }, folder_ + "/linked"},
      {"a pipe for .part", [&] { mkfifo((folder_ + "/pipe.part").c_str(), 0600); }, folder_ + "/pipe"},
  };
  TransportLoop loop;
  for (const Row &row : rows) {
    row.arrange();
    path_ = row.path;
    for (const bool overwrite : {false, true}) {
      auto download = make(loop, overwrite);
      Error error;
      EXPECT_EQ(KLING_E_FILE, download->start(error)) << row.name;
      EXPECT_NE(std::string::npos, std::string(error.message).find(row.path)) << error.message;
    }
  }
  EXPECT_EQ(0, server_.count());
  EXPECT_FALSE(fs::exists(folder_ + "/elsewhere"));
}

TEST_F(DownloadTest, does_not_mix_with_another_one_to_the_same_path) {
  Reply held = media(clip(100));
  held.hold_after = 50;
  server_.script(held);
  TransportLoop loop;
  auto first = make(loop);
  Error error;
  ASSERT_EQ(KLING_OK, first->start(error));
  ASSERT_TRUE(loop.run_until([&] { return progress_ == 50; }));
  auto second = make(loop);
  EXPECT_EQ(KLING_E_FILE, second->start(error));
  EXPECT_NE(std::string::npos, std::string(error.message).find("already being written")) << error.message;
  EXPECT_EQ(KLING_E_STATE, first->start(error));
  second.reset();
  made_ = first.get();
  server_.release();
  ASSERT_TRUE(loop.run_until([&] { return done_ == 1; }));
  EXPECT_EQ(DownloadEnd::saved, result_.end);
  EXPECT_EQ(clip(100), content_of(path_));
  EXPECT_EQ(1, server_.count());
}

TEST_F(DownloadTest, fails_with_the_systems_words_when_the_disk_is_full) {
  const auto kept = std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  for (const std::size_t length : {std::size_t{100000}, std::size_t{2000000}}) { // found at the end, found on the way
    server_.script(media(clip(length)));
    TransportLoop loop;
    auto download = make(loop);
    const rlimit small = {50000, before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
    run(loop, *download);
    setrlimit(RLIMIT_FSIZE, &before);
    EXPECT_EQ(DownloadEnd::failed, result_.end);
    EXPECT_EQ(KLING_E_FILE, result_.error.status);
    EXPECT_NE(std::string::npos, std::string(result_.error.message).find("File too large")) << result_.error.message;
    EXPECT_FALSE(fs::exists(path_));
  }
  std::signal(SIGXFSZ, kept);
}

TEST_F(DownloadTest, refuses_private_addresses_unless_allowed) {
  TransportLoop loop;
  DownloadOrder order;
  order.url = String(server_.url("/clip.mp4"));
  order.path = String(path_);
  Download::Listener listener{};
  listener.user_data = this;
  listener.done = [](void *self, const DownloadResult &result) { static_cast<DownloadTest *>(self)->ended(result); };
  Download download(std::move(order), loop.table, listener, nullptr);
  EXPECT_EQ(DownloadEnd::failed, run(loop, download).end);
  EXPECT_EQ(KLING_E_DOWNLOAD, result_.error.status);
  EXPECT_NE(std::string::npos, std::string(result_.error.message).find("private address")) << result_.error.message;
  EXPECT_EQ(0, server_.connections());
  EXPECT_FALSE(fs::exists(part_));
}

TEST_F(DownloadTest, follows_a_redirect_and_resumes_behind_it) {
  const std::string body = clip(9000);
  RecordingServer store;
  server_.handle([&](const RecordedRequest &) {
    Reply away;
    away.status = 302;
    away.headers = {"Location: " + store.url("/stored")};
    return away;
  });
  store.script(cut_after(media(body), 4000));
  store.script(rest(body, 4000));
  TransportLoop loop;
  auto download = make(loop);
  EXPECT_EQ(DownloadEnd::broken, run(loop, *download).end);
  EXPECT_EQ(DownloadEnd::saved, run(loop, *download).end) << result_.error.message;
  EXPECT_EQ(body, content_of(path_));
  EXPECT_EQ("bytes=4000-", store.requests().at(1).header("Range"));
}

TEST_F(DownloadTest, breaks_when_the_host_stalls) {
  Reply held = media(clip(100));
  held.hold_after = 50;
  server_.script(held);
  TransportLoop loop;
  DownloadOrder order;
  order.url = String(server_.url("/clip.mp4"));
  order.path = String(path_);
  order.allow_private = true;
  order.stall_timeout_ms = 1000;
  Download::Listener listener{};
  listener.user_data = this;
  listener.done = [](void *self, const DownloadResult &result) { static_cast<DownloadTest *>(self)->ended(result); };
  Download download(std::move(order), loop.table, listener, nullptr);
  EXPECT_EQ(DownloadEnd::broken, run(loop, download).end);
  EXPECT_EQ(50, result_.bytes);
  EXPECT_EQ(clip(50), content_of(part_));
}

TEST_F(DownloadTest, says_nothing_more_once_cancelled) {
  Reply held = media(clip(100));
  held.hold_after = 50;
  server_.script(held);
  server_.script(held);
  TransportLoop loop;
  auto cancelled = make(loop);
  Error error;
  ASSERT_EQ(KLING_OK, cancelled->start(error));
  ASSERT_TRUE(loop.run_until([&] { return progress_ == 50; }));
  cancelled->cancel();
  EXPECT_EQ(clip(50), content_of(part_));
  EXPECT_TRUE(loop.run_until([&] { return server_.open_connections() == 0; }));
  progress_ = -1;
  ASSERT_EQ(KLING_OK, cancelled->start(error)) << "a cancelled one may start again";
  ASSERT_TRUE(loop.run_until([&] { return progress_ == 50; }));
  cancelled.reset();
  EXPECT_TRUE(loop.run_until([&] { return server_.open_connections() == 0; }));
  EXPECT_EQ(0, done_);
}

TEST_F(DownloadTest, may_outlive_the_transport) {
  Reply held = media(clip(100));
  held.hold_after = 50;
  server_.script(held);
  TransportLoop loop;
  auto download = make(loop);
  Error error;
  ASSERT_EQ(KLING_OK, download->start(error));
  ASSERT_TRUE(loop.run_until([&] { return progress_ == 50; }));
  loop.destroy();
  download.reset();
  EXPECT_EQ(0, done_);
}

TEST_F(DownloadTest, may_be_started_again_or_deleted_from_its_own_end) {
  const std::string body = clip(9000);
  server_.script(cut_after(media(body), 4000));
  server_.script(rest(body, 4000));
  TransportLoop loop;
  auto download = make(loop);
  when_done_ = [&] {
    Error error;
    if (done_ == 1) {
      EXPECT_EQ(KLING_OK, download->start(error)) << error.message;
    } else {
      download.reset();
    }
  };
  Error error;
  ASSERT_EQ(KLING_OK, download->start(error));
  ASSERT_TRUE(loop.run_until([&] { return done_ == 2; }));
  EXPECT_EQ(DownloadEnd::saved, result_.end);
  EXPECT_EQ(body, content_of(path_));
}

TEST_F(DownloadTest, may_be_cancelled_from_its_progress) {
  server_.script(media(clip(1000)));
  TransportLoop loop;
  auto download = make(loop);
  when_progress_ = [&] { download->cancel(); };
  Error error;
  ASSERT_EQ(KLING_OK, download->start(error));
  ASSERT_TRUE(loop.run_until([&] { return server_.count() == 1 && server_.open_connections() == 0; }));
  EXPECT_EQ(0, done_);
  EXPECT_FALSE(fs::exists(path_));
}

} // namespace
} // namespace kling::transfer
