// Design 4.3 and 4.5: several saves at once, their names, what a tick may cost, and where links may lead.
#include <atomic>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <sys/syscall.h>
#include <unistd.h>

#include "support/clip_service.hpp"
#include "support/tls_server.hpp"

namespace {
std::atomic<int> syncs{0};
}

// In the place of the C library's, for this executable and the libraries it loads.
extern "C" __attribute__((visibility("default"))) int fsync(int descriptor) {
  ++syncs;
  return static_cast<int>(syscall(SYS_fsync, descriptor));
}

namespace kling::test {
namespace {

namespace fs = std::filesystem;

std::string content_of(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream out;
  out << file.rdbuf();
  return out.str();
}

class SavingMany : public testing::Test {
public:
  void SetUp() override {
    char name[] = "/tmp/kling-saving-XXXXXX";
    folder_ = mkdtemp(name);
  }
  void TearDown() override { fs::remove_all(folder_); }

  Task submit_saving(const Client &client, const std::string &path, uint64_t tag = 0) {
    const Request request = make_request("a lighthouse");
    if (!path.empty()) {
      kling_request_save_to(request.get(), path.c_str());
    }
    return submit(client, request, tag);
  }
  /// The number of files in the folder.
  [[nodiscard]] std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }

  std::string folder_;
};

void expect_outputs(const ClipService &service, const Task &task, const std::vector<std::string> &paths) {
  ASSERT_EQ(kling_task_output_count(task.get()), paths.size());
  for (uint32_t each = 0; each < paths.size(); ++each) {
    EXPECT_EQ(text_of(kling_task_output_path(task.get(), each)), paths[each]);
    const std::string target = "/clip/" + text_of(kling_task_id(task.get())) + "/" + std::to_string(each);
    EXPECT_TRUE(content_of(paths[each]) == service.clip_of(target)) << paths[each];
  }
}

/// A stall ends a save, its length never does.
TEST_F(SavingMany, MayLastLongerThanARequest) {
  ClipService service(20000);
  service.bend([](int, const RecordedRequest &, Reply &reply) { reply.hold_after = 9000; });
  Settings settings = service.settings();
  settings["request_timeout_ms"] = "1000";
  const Client client = make_client(settings);
  const Task task = submit_saving(client, folder_ + "/clip.mp4");
  ASSERT_TRUE(reach(client, task, KLING_TASK_SAVING));
  const auto later = std::chrono::steady_clock::now() + std::chrono::milliseconds(1500);
  EXPECT_TRUE(drive_until(client, [&] { return std::chrono::steady_clock::now() > later; }));
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_SAVING);
  service.server.release();
  EXPECT_EQ(finish(client, task), KLING_OK);
  EXPECT_EQ(service.clip_requests().size(), 1U);
}

TEST_F(SavingMany, OutputsOfOneTaskHaveNamesOfTheirOwn) {
  ClipService service(20000, 3);
  const Client client = make_client(service.settings());
  const Task by_id = submit_saving(client, folder_ + "/");
  ASSERT_EQ(finish(client, by_id), KLING_OK);
  const std::string id = folder_ + "/" + text_of(kling_task_id(by_id.get()));
  expect_outputs(service, by_id, {id + ".mp4", id + "-2.mp4", id + "-3.mp4"});
  const Task named = submit_saving(client, folder_ + "/clip.mp4");
  ASSERT_EQ(finish(client, named), KLING_OK);
  expect_outputs(service, named, {folder_ + "/clip.mp4", folder_ + "/clip-2.mp4", folder_ + "/clip-3.mp4"});
  EXPECT_EQ(files(), 6U);
}

TEST_F(SavingMany, ManyTasksSaveAtOnce) {
  ClipService service(100000, 2);
  service.bend([](int before, const RecordedRequest &, Reply &reply) { reply.cut_after = before % 5 == 4 ? 30000 : -1; });
  const Client client = make_client(service.settings());
  std::vector<Task> tasks;
  for (int each = 0; each < 20; ++each) {
    tasks.push_back(submit_saving(client, folder_ + "/" + std::to_string(each) + ".mp4"));
  }
  for (int each = 0; each < 20; ++each) {
    kling_error error = no_error();
    ASSERT_EQ(finish(client, tasks[static_cast<std::size_t>(each)], &error), KLING_OK) << error.message;
    const std::string name = folder_ + "/" + std::to_string(each);
    expect_outputs(service, tasks[static_cast<std::size_t>(each)], {name + ".mp4", name + "-2.mp4"});
  }
  EXPECT_EQ(files(), 40U);
}

TEST_F(SavingMany, SavesOfAFinalTaskEndWithASavedEventEach) {
  ClipService service(20000, 2);
  const Client client = make_client(service.settings());
  const Task task = submit_saving(client, "", 7);
  ASSERT_EQ(finish(client, task), KLING_OK);
  while (next_event(client)) {
  }
  const auto save = [&](uint32_t index, const std::string &name) {
    ASSERT_EQ(kling_task_save(task.get(), index, (folder_ + name).c_str(), nullptr), KLING_OK);
  };
  struct Ends {
    int saved = 0;
    int others = 0;
    kling_status status = KLING_OK;
  };
  const auto follow = [&](int count) {
    Ends ends;
    EXPECT_TRUE(drive_until(client, [&] {
      while (const Event event = next_event(client)) {
        const int32_t type = kling_event_type(event.get());
        kling_error error = no_error();
        kling_event_error(event.get(), &error);
        EXPECT_EQ(kling_event_state(event.get()), KLING_TASK_SUCCEEDED);
        EXPECT_EQ(kling_event_tag(event.get()), 7U);
        ends.saved += type == KLING_EVENT_SAVED ? 1 : 0;
        ends.others += type != KLING_EVENT_SAVED && type != KLING_EVENT_PROGRESS ? 1 : 0;
        ends.status = type == KLING_EVENT_SAVED ? error.status : ends.status;
      }
      return ends.saved >= count && kling_wait(client.get(), task.get(), 0, nullptr) != KLING_E_TIMEOUT;
    }));
    EXPECT_EQ(ends.others, 0) << "its state stays";
    return ends;
  };
  save(0, "/a.mp4");
  EXPECT_EQ(follow(1).saved, 1);
  save(1, "/a.mp4");
  EXPECT_EQ(follow(1).status, KLING_E_FILE) << "it stands already";
  service.bend([](int, const RecordedRequest &, Reply &reply) { reply = Reply::text(404, "", "text/plain"); });
  save(1, "/b.mp4");
  EXPECT_EQ(follow(1).status, KLING_E_DOWNLOAD);
  service.bend(nullptr);
  save(1, "/b.mp4");
  EXPECT_EQ(follow(1).status, KLING_OK);
  save(0, "/c.mp4");
  save(1, "/d.mp4");
  EXPECT_EQ(follow(1).status, KLING_OK) << "of several that nobody pulled in between, the newest";
  expect_outputs(service, task, {folder_ + "/c.mp4", folder_ + "/d.mp4"});
  EXPECT_EQ(files(), 4U);
}

TEST_F(SavingMany, ATickSyncsOnceAtMost) {
  if (background_io()) {
    GTEST_SKIP() << "the host's tick does no file work then";
  }
  constexpr int count = 6;
  ClipService service(20000);
  service.bend([](int, const RecordedRequest &, Reply &reply) { reply.hold_after = 0; }); // so that all are whole in one tick
  const Client client = make_client(service.settings());
  std::vector<Task> tasks;
  for (int each = 0; each < count; ++each) {
    tasks.push_back(submit_saving(client, folder_ + "/" + std::to_string(each) + ".mp4"));
  }
  ASSERT_TRUE(drive_until(client, [&] { return static_cast<int>(service.clip_requests().size()) == count; }));
  service.server.release();
  const int before = syncs;
  int most = 0;
  int ticks = 0;
  for (bool over = false; !over && ticks < 100000; ++ticks) {
    const int so_far = syncs;
    ASSERT_EQ(kling_poll(client.get(), 0, nullptr), KLING_OK);
    most = std::max(most, syncs - so_far);
    const bool synced = syncs != so_far;
    over = true;
    for (const Task &task : tasks) {
      over = over && kling_task_state(task.get()) == KLING_TASK_SUCCEEDED;
    }
    if (synced && !over && syncs - before < 2 * count) {
      EXPECT_EQ(kling_client_next_timeout_ms(client.get()), 0) << "the next step is due at once";
    }
  }
  EXPECT_EQ(most, 1);
  EXPECT_EQ(syncs - before, 2 * count) << "each file and its folder";
  EXPECT_EQ(files(), static_cast<std::size_t>(count));
}

TEST_F(SavingMany, CredentialsGoToNoFileHost) {
  ClipService other;
  ClipService service;
  service.host_clips_at(service.server.url(""));
  const std::string elsewhere = "http://localhost:" + std::to_string(other.server.port());
  service.bend([&](int, const RecordedRequest &request, Reply &reply) {
    reply = Reply::text(302, "", "text/plain");
    reply.headers.push_back("Location: " + elsewhere + request.target);
    reply.headers.emplace_back("Set-Cookie: session=1; Path=/");
  });
  Settings settings = service.settings();
  settings["extra_headers"] = "Cookie: own=1\nX-Gateway-Key: the-gateway-key";
  const Client client = make_client(settings);
  const Task task = submit_saving(client, folder_ + "/clip.mp4");
  kling_error error = no_error();
  ASSERT_EQ(finish(client, task, &error), KLING_OK) << error.message;
  for (const ClipService *host : {&service, &other}) {
    const std::vector<RecordedRequest> asked = host->clip_requests();
    ASSERT_EQ(asked.size(), 1U);
    for (const char *name : {"Authorization", "Cookie", "X-Gateway-Key", "Referer"}) {
      EXPECT_FALSE(asked[0].has_header(name)) << name;
    }
    EXPECT_EQ(asked[0].raw.find("the-key"), std::string::npos);
  }
  EXPECT_TRUE(service.server.requests().at(0).has_header("Authorization"));
  EXPECT_TRUE(content_of(folder_ + "/clip.mp4") == other.clip());
}

TEST_F(SavingMany, ALinkNeverFallsFromHttpsToHttp) {
  ClipService service;
  const std::string plain = service.server.url("/clip/stolen/0");
  TlsServer secure([&](const std::string &) {
    return "HTTP/1.1 302 Found\r\nLocation: " + plain + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
  });
  service.host_clips_at("https://127.0.0.1:" + std::to_string(secure.port()));
  Settings settings = service.settings();
  settings["ca_pem"] = secure.certificate();
  settings["max_retries"] = "1";
  const Client client = make_client(settings);
  const Task task = submit_saving(client, folder_ + "/clip.mp4");
  kling_error error = no_error();
  EXPECT_EQ(finish(client, task, &error), KLING_E_DOWNLOAD) << error.message;
  EXPECT_GE(secure.requests().size(), 1U);
  EXPECT_TRUE(service.clip_requests().empty());
  EXPECT_EQ(files(), 0U);
}

/// Each place leads to a server that listens, so that only a refusal keeps the connection from being made.
TEST_F(SavingMany, ALinkToAnotherSchemeOrAPrivateHostIsRefused) {
  ClipService service;
  const RecordingServer listening;
  const std::string port = ":" + std::to_string(listening.port());
  const std::string api_host = "http://other.localhost:" + std::to_string(service.server.port()); // libcurl itself resolves it
  const std::pair<std::string, std::string> rows[] = {
      {"file:///etc", "file"},
      {"ftp://127.0.0.1" + port, "ftp"},
      {"http://127.0.0.1" + port, "private address"},
      {"http://[::1]" + port, "private address"},
      {"http://0x7f.1" + port, "private address"},
      {"http://localhost" + port, "private address"},
      {"http://third.localhost" + port, "private address"},
  };
  for (const auto &[place, words] : rows) {
    service.host_clips_at(place);
    Settings settings = service.settings();
    settings["base_url"] = api_host;
    settings["allow_http"] = "1";
    settings["max_retries"] = "0";
    const Client client = make_client(settings);
    const Task task = submit_saving(client, folder_ + "/clip.mp4");
    kling_error error = no_error();
    EXPECT_EQ(finish(client, task, &error), KLING_E_DOWNLOAD) << place << ": " << error.message;
    EXPECT_NE(std::string(error.message).find(words), std::string::npos) << place << ": " << error.message;
    EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_SUCCEEDED);
  }
  EXPECT_EQ(listening.connections(), 0);
  EXPECT_TRUE(service.clip_requests().empty());
  EXPECT_EQ(files(), 0U);
}

} // namespace
} // namespace kling::test
