// Design 4.3: outputs on their way to files.
#include <csignal>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <set>
#include <sstream>
#include <sys/resource.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "support/attributes.hpp"
#include "support/clip_service.hpp"

namespace kling::test {
namespace {

namespace fs = std::filesystem;

std::string content_of(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream out;
  out << file.rdbuf();
  return out.str();
}

class Saving : public testing::Test {
public:
  void SetUp() override {
    char name[] = "/tmp/kling-saving-XXXXXX";
    folder_ = mkdtemp(name);
    path_ = folder_ + "/clip.mp4";
    part_ = path_ + ".part";
  }
  void TearDown() override { fs::remove_all(folder_); }

  Client make(const ClipService &service, Settings more = {}) {
    Settings settings = service.settings();
    more.merge(settings);
    const Options options = make_options(more);
    kling_callbacks callbacks = KLING_CALLBACKS_INIT;
    callbacks.user_data = &log_;
    callbacks.on_log = [](void *log, int32_t, const char *text) { *static_cast<std::string *>(log) += std::string(text) + "\n"; };
    kling_options_set_callbacks(options.get(), &callbacks);
    return make_client(options);
  }
  Task submit_saving(const Client &client, const std::string &path) {
    const Request request = make_request("a lighthouse");
    kling_request_save_to(request.get(), path.c_str());
    return submit(client, request);
  }
  kling_status save(const Client &client, const std::string &path) {
    task_ = submit_saving(client, path);
    error_ = no_error();
    return finish(client, task_, &error_);
  }
  void expect_link_readable() const {
    EXPECT_EQ(kling_task_state(task_.get()), KLING_TASK_SUCCEEDED);
    EXPECT_EQ(kling_task_output_count(task_.get()), 1U);
    EXPECT_NE(kling_task_output_url(task_.get(), 0), nullptr);
    EXPECT_EQ(kling_task_output_path(task_.get(), 0), nullptr);
    EXPECT_EQ(std::string(error_.message).find("signature"), std::string::npos) << error_.message;
  }
  /// A process of its own, which has some of the first task's file when this returns; the rest comes with the server's release().
  pid_t leave_in_the_middle(ClipService &service) {
    service.bend([](int before, const RecordedRequest &, Reply &reply) { reply.hold_after = before == 0 ? 1700000 : -1; });
    const pid_t child = fork();
    if (child == 0) {
      const Client client = make(service);
      _exit(save(client, path_) == KLING_OK ? 0 : 1);
    }
    EXPECT_GT(child, 0);
    const auto grew = [&] {
      std::error_code none;
      return fs::exists(part_) && fs::file_size(part_, none) > 0;
    };
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!grew() && std::chrono::steady_clock::now() < end) {
      std::this_thread::yield();
    }
    EXPECT_TRUE(grew());
    return child;
  }
  kling_status save_taken_up(const Client &client, const std::string &id) {
    kling_task *taken_up = nullptr;
    EXPECT_EQ(kling_attach(client.get(), KLING_TEXT2VIDEO, id.c_str(), 0, &taken_up, nullptr), KLING_OK);
    task_.reset(taken_up);
    EXPECT_EQ(kling_task_save(taken_up, 0, path_.c_str(), nullptr), KLING_OK);
    error_ = no_error();
    return finish(client, task_, &error_);
  }
  [[nodiscard]] std::set<std::string> names() const {
    std::set<std::string> out;
    for (const auto &each : fs::directory_iterator(folder_)) {
      out.insert(each.path().filename());
    }
    return out;
  }

  std::string folder_;
  std::string path_;
  std::string part_;
  std::string log_;
  kling_error error_ = no_error();
  Task task_;
};

TEST_F(Saving, ABrokenLinkIsGoneOnWithBehindTheLastByte) {
  ClipService service(1000000);
  service.bend([](int before, const RecordedRequest &, Reply &reply) { reply.cut_after = before < 2 ? 300000 : -1; });
  const Client client = make(service);
  ASSERT_EQ(save(client, path_), KLING_OK) << error_.message;
  const std::vector<RecordedRequest> asked = service.clip_requests();
  ASSERT_EQ(asked.size(), 3U);
  EXPECT_FALSE(asked[0].has_header("Range"));
  EXPECT_EQ(asked[1].header("Range"), "bytes=300000-");
  EXPECT_EQ(asked[2].header("Range"), "bytes=600000-");
  EXPECT_EQ(asked[1].header("If-Range"), "\"v1\"");
  EXPECT_EQ(asked[2].header("If-Range"), "\"v1\"");
  EXPECT_TRUE(content_of(path_) == service.clip());
  EXPECT_NE(log_.find("SHA-256 " + sha256_of(service.clip())), std::string::npos) << log_;
  EXPECT_EQ(names(), std::set<std::string>{"clip.mp4"});
}

TEST_F(Saving, AFileThatChangedIsBegunAnew) {
  ClipService service(400000);
  service.bend([&](int before, const RecordedRequest &, Reply &reply) { reply.cut_after = before == 0 ? 300000 : -1; });
  const Client client = make(service, {{"retry_base_ms", "100"}});
  task_ = submit_saving(client, path_);
  ASSERT_TRUE(drive_until(client, [&] { return !service.clip_requests().empty(); }));
  service.change_clip(clip_bytes(350000, "new"));
  ASSERT_EQ(finish(client, task_, &error_), KLING_OK) << error_.message;
  EXPECT_TRUE(service.clip_requests().at(1).has_header("If-Range"));
  EXPECT_TRUE(content_of(path_) == clip_bytes(350000, "new"));
}

TEST_F(Saving, AHostWithoutRangesIsAskedForAllOfIt) {
  ClipService service(400000);
  service.bend([&](int before, const RecordedRequest &, Reply &reply) {
    reply.headers.pop_back(); // the tag
    reply.cut_after = before == 0 ? 300000 : -1;
  });
  const Client client = make(service);
  ASSERT_EQ(save(client, path_), KLING_OK) << error_.message;
  EXPECT_FALSE(service.clip_requests().at(1).has_header("Range"));
  EXPECT_TRUE(content_of(path_) == service.clip());
}

TEST_F(Saving, WhatIsNoFileIsTriedAgainAndNeverKept) {
  struct {
    const char *what;
    ClipService::Bend bend;
  } const rows[] = {
      {"too short", [](int, const RecordedRequest &, Reply &reply) { reply = Reply::text(200, "clip", "video/mp4"), reply.cut_after = 2; }},
      {"longer than said",
       [](int, const RecordedRequest &, Reply &reply) {
         reply.with_length = false;
         reply.status = 206;
         reply.headers.emplace_back("Content-Range: bytes 0-9/10");
       }},
      {"a web page", [](int, const RecordedRequest &, Reply &reply) { reply = Reply::text(200, "<html></html>", "text/html"); }},
      {"empty", [](int, const RecordedRequest &, Reply &reply) { reply = Reply::text(200, "", "video/mp4"); }},
      {"encoded", [](int, const RecordedRequest &, Reply &reply) { reply.headers.emplace_back("Content-Encoding: gzip"); }},
      {"out of order", [](int, const RecordedRequest &, Reply &reply) { reply = Reply::text(503, "", "video/mp4"); }},
      {"reset", [](int, const RecordedRequest &, Reply &reply) { reply.cut_after = 0, reply.end = Reply::End::reset; }},
  };
  for (const auto &row : rows) {
    for (const int bad : {1, 100}) {
      ClipService service(5000);
      service.bend([&row, bad](int before, const RecordedRequest &request, Reply &reply) {
        if (before < bad) {
          row.bend(before, request, reply);
        }
      });
      const Client client = make(service, {{"max_retries", "2"}, {"overwrite", "1"}});
      fs::remove(path_);
      EXPECT_EQ(save(client, path_), bad == 1 ? KLING_OK : KLING_E_DOWNLOAD) << row.what << ": " << error_.message;
      EXPECT_EQ(service.clip_requests().size(), bad == 1 ? 2U : 3U) << row.what;
      EXPECT_EQ(fs::exists(path_), bad == 1) << row.what;
      if (bad == 1) {
        EXPECT_TRUE(content_of(path_) == service.clip()) << row.what;
      } else {
        expect_link_readable();
      }
    }
  }
}

TEST_F(Saving, AHostThatStallsIsAskedAgain) {
  ClipService service(300000);
  service.bend([](int before, const RecordedRequest &, Reply &reply) { reply.hold_after = before == 0 ? 200000 : -1; });
  const Client client = make(service, {{"stall_timeout_ms", "1"}});
  ASSERT_EQ(save(client, path_), KLING_OK) << error_.message;
  EXPECT_EQ(service.clip_requests().at(1).header("Range"), "bytes=200000-");
  EXPECT_TRUE(content_of(path_) == service.clip());
  service.server.release();
}

TEST_F(Saving, AProcessThatWasKilledLeavesNoFileAndThePartIsGoneOnWith) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) // its allocator may stay locked in the child by a thread of the parent's
  GTEST_SKIP() << "not under a sanitizer whose allocator knows no fork";
#endif
  KLING_NEEDS_ATTRIBUTES(fs::path(path_).parent_path().string());
  const std::string fresh = clip_bytes(900000, "new");
  const struct {
    const char *what;
    std::function<void(ClipService &)> arrange;
    const char *task;
    bool asks_for_the_rest;
    bool gets_the_rest;
  } rows[] = {
      {"the same", [](ClipService &) {}, "1", true, true},
      {"changed meanwhile", [&](ClipService &service) { service.change_clip(fresh); }, "1", true, false},
      {"of another task", [](ClipService &) {}, "2", false, false},
      {"not known of what", [&](ClipService &) { removexattr(part_.c_str(), "user.kling.from"); }, "1", false, false},
  };
  for (const auto &row : rows) {
    ClipService service(3000000);
    const pid_t child = leave_in_the_middle(service);
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    ASSERT_EQ(names(), std::set<std::string>{"clip.mp4.part"}) << "under the final name stands nothing";
    const auto left = fs::file_size(part_);
    row.arrange(service);
    const Client client = make(service);
    ASSERT_EQ(save_taken_up(client, PretendService::id_of(std::stoi(row.task))), KLING_OK) << row.what << ": " << error_.message;
    const std::vector<RecordedRequest> asked = service.clip_requests();
    ASSERT_EQ(asked.size(), 2U) << row.what;
    EXPECT_EQ(asked[1].header("Range"), row.asks_for_the_rest ? "bytes=" + std::to_string(left) + "-" : "") << row.what;
    EXPECT_EQ(asked[1].header("If-Range"), row.asks_for_the_rest ? "\"v1\"" : "") << row.what;
    EXPECT_NE(asked[0].target, asked[1].target) << "the link is signed anew";
    EXPECT_TRUE(content_of(path_) == service.clip()) << row.what;
    EXPECT_NE(log_.find("SHA-256 " + sha256_of(service.clip())), std::string::npos) << row.what << log_;
    EXPECT_EQ(names(), std::set<std::string>{"clip.mp4"}) << row.what;
    EXPECT_LT(getxattr(path_.c_str(), "user.kling.from", nullptr, 0), 0) << "nothing is kept with the file";
    kling_stats stats = KLING_STATS_INIT;
    ASSERT_EQ(kling_client_stats(client.get(), &stats), KLING_OK);
    EXPECT_EQ(stats.bytes_in < service.clip().size(), row.gets_the_rest) << "what was there did not come again: " << row.what;
    service.server.release();
    fs::remove(path_);
  }
}

TEST_F(Saving, APartThatALiveProcessWritesIsLeftToIt) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) // its allocator may stay locked in the child by a thread of the parent's
  GTEST_SKIP() << "not under a sanitizer whose allocator knows no fork";
#endif
  ClipService service(3000000);
  const pid_t child = leave_in_the_middle(service);
  const Client client = make(service);
  EXPECT_EQ(save_taken_up(client, PretendService::id_of(1)), KLING_E_FILE);
  EXPECT_NE(std::string(error_.message).find("already being written"), std::string::npos) << error_.message;
  EXPECT_EQ(service.clip_requests().size(), 1U);
  service.server.release();
  int ended = 0;
  waitpid(child, &ended, 0);
  EXPECT_EQ(ended, 0);
  EXPECT_TRUE(content_of(path_) == service.clip());
}

TEST_F(Saving, OneThatWasGivenUpIsGoneOnWithWhenAskedAgain) {
  KLING_NEEDS_ATTRIBUTES(fs::path(path_).parent_path().string());
  ClipService service(400000);
  service.bend([](int before, const RecordedRequest &, Reply &reply) {
    reply.cut_after = before == 0 ? 300000 : -1;
    if (before == 1) {
      reply = Reply::text(503, "", "video/mp4");
    }
  });
  const Client client = make(service, {{"max_retries", "1"}});
  EXPECT_EQ(save(client, path_), KLING_E_DOWNLOAD);
  expect_link_readable();
  EXPECT_EQ(names(), std::set<std::string>{"clip.mp4.part"});
  ASSERT_EQ(kling_task_save(task_.get(), 0, path_.c_str(), nullptr), KLING_OK);
  ASSERT_EQ(finish(client, task_, &error_), KLING_OK) << error_.message;
  EXPECT_EQ(service.clip_requests().at(2).header("Range"), "bytes=300000-");
  EXPECT_TRUE(content_of(path_) == service.clip());
  EXPECT_NE(log_.find("SHA-256 " + sha256_of(service.clip())), std::string::npos) << log_;
}

TEST_F(Saving, AFullDiskEndsItAndLeavesNothing) {
  const auto kept = std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  for (const std::size_t length : {std::size_t{100000}, std::size_t{2000000}}) { // found at the end, found on the way
    ClipService service(length);
    const Client client = make(service);
    const rlimit small = {50000, before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
    EXPECT_EQ(save(client, path_), KLING_E_FILE) << error_.message;
    setrlimit(RLIMIT_FSIZE, &before);
    EXPECT_NE(std::string(error_.message).find("File too large"), std::string::npos) << error_.message;
    expect_link_readable();
    EXPECT_TRUE(names().empty()) << *names().begin();
    EXPECT_EQ(service.clip_requests().size(), 1U);

    ASSERT_EQ(kling_task_save(task_.get(), 0, path_.c_str(), nullptr), KLING_OK) << "with room again it can be saved";
    EXPECT_EQ(finish(client, task_, &error_), KLING_OK) << error_.message;
    EXPECT_TRUE(content_of(path_) == service.clip());
    fs::remove(path_);
  }
  std::signal(SIGXFSZ, kept);
}

TEST_F(Saving, AskForNothingWhereItCannotBeWritten) {
  std::ofstream(folder_ + "/there.mp4") << "kept";
  fs::create_directory(folder_ + "/folder");
  fs::create_symlink(folder_ + "/elsewhere", folder_ + "/link.mp4.part");
  const std::string places[] = {
      "/proc/clip.mp4", // read-only, for root too
      folder_ + "/" + std::string(300, 'x'),
      folder_ + "/link.mp4",
  };
  ClipService service;
  const Client client = make(service);
  for (const std::string &place : places) {
    EXPECT_EQ(save(client, place), KLING_E_FILE) << place;
    expect_link_readable();
  }
  EXPECT_TRUE(service.clip_requests().empty());
  EXPECT_EQ(content_of(folder_ + "/there.mp4"), "kept");
  EXPECT_FALSE(fs::exists(folder_ + "/elsewhere"));
}

TEST_F(Saving, WhatCannotBeSavedIsNotPaidFor) {
  std::ofstream(folder_ + "/there.mp4") << "kept";
  fs::create_directory(folder_ + "/folder");
  struct Place {
    std::string path;
    std::string words;
  };
  const Place places[] = {
      {folder_ + "/missing/clip.mp4", "/missing/ is no folder"},   {folder_ + "/missing/", "/missing/ is no folder"},
      {folder_ + "/there.mp4", "/there.mp4 already exists"},       {folder_ + "/there.mp4/clip.mp4", "/there.mp4/ is no folder"},
      {folder_ + "/folder", "/folder is a folder; with a '/' at"},
  };
  ClipService service;
  const Client client = make(service);
  for (const Place &place : places) {
    const Request request = make_request("a lighthouse");
    kling_request_save_to(request.get(), place.path.c_str());
    kling_task *task = nullptr;
    kling_error error = no_error();
    EXPECT_EQ(kling_submit(client.get(), request.get(), 0, &task, &error), KLING_E_FILE) << place.path;
    EXPECT_EQ(task, nullptr);
    EXPECT_STREQ(error.field, "save_to");
    EXPECT_NE(std::string(error.message).find(place.words), std::string::npos) << error.message;
    EXPECT_NE(std::string(error.message).find("nothing was sent"), std::string::npos) << error.message;
  }
  EXPECT_EQ(kling_poll(client.get(), 0, nullptr), KLING_OK);
  EXPECT_EQ(service.server.count("POST"), 0);
  EXPECT_EQ(content_of(folder_ + "/there.mp4"), "kept");
}

TEST_F(Saving, ReplacesAFileOnlyWhenAsked) {
  ClipService service;
  std::ofstream(path_) << "kept";
  const Client asked = make(service, {{"overwrite", "1"}});
  EXPECT_EQ(save(asked, path_), KLING_OK) << error_.message;
  EXPECT_TRUE(content_of(path_) == service.clip());

  std::ofstream(path_) << "kept";
  fs::remove(path_);
  service.bend([&](int, const RecordedRequest &, Reply &) { std::ofstream(path_) << "came meanwhile"; });
  const Client client = make(service);
  EXPECT_EQ(save(client, path_), KLING_E_FILE);
  EXPECT_EQ(content_of(path_), "came meanwhile");
  EXPECT_TRUE(content_of(part_) == service.clip()) << "what was fetched is not thrown away";
}

TEST_F(Saving, ARefusedLinkIsAskedForAnew) {
  for (const int status : {403, 404, 410}) {
    ClipService service;
    service.bend([status](int before, const RecordedRequest &, Reply &reply) {
      if (before == 0) {
        reply = Reply::text(status, "gone", "text/plain");
      }
    });
    const Client client = make(service, {{"overwrite", "1"}});
    EXPECT_EQ(save(client, path_), KLING_OK) << status << error_.message;
    const std::vector<RecordedRequest> asked = service.clip_requests();
    ASSERT_EQ(asked.size(), 2U);
    EXPECT_NE(asked[0].target, asked[1].target);
    EXPECT_EQ(text_of(kling_task_output_url(task_.get(), 0)), service.server.url(asked[1].target));
    EXPECT_EQ(service.looks(), 2);
    EXPECT_TRUE(content_of(path_) == service.clip());
  }
}

TEST_F(Saving, ALinkThatIsRefusedInTheMiddleIsGoneOnWithByAFreshOne) {
  ClipService service(400000);
  service.bend([](int before, const RecordedRequest &, Reply &reply) {
    reply.cut_after = before == 0 ? 300000 : -1;
    if (before == 1) {
      reply = Reply::text(403, "expired", "text/plain");
    }
  });
  const Client client = make(service);
  ASSERT_EQ(save(client, path_), KLING_OK) << error_.message;
  EXPECT_EQ(service.clip_requests().at(2).header("Range"), "bytes=300000-");
  EXPECT_TRUE(content_of(path_) == service.clip());
}

TEST_F(Saving, RefusedThoughFreshIsGivenUp) {
  ClipService service;
  service.bend([](int, const RecordedRequest &, Reply &reply) { reply = Reply::text(403, "no", "text/plain"); });
  const Client client = make(service);
  EXPECT_EQ(save(client, path_), KLING_E_DOWNLOAD);
  EXPECT_EQ(error_.http_status, 403);
  EXPECT_EQ(service.clip_requests().size(), 4U);
  expect_link_readable();
  EXPECT_TRUE(names().empty());
}

} // namespace
} // namespace kling::test
