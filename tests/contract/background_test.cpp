#include <atomic>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <kling/transport.h>
#include <poll.h>
#include <pthread.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "support/pretend_service.hpp"
#include "support/unhurried.hpp"

namespace kling::test {
namespace {

/// What holds only with a thread of the library's; the other tests run a second time with one.
Settings in_background(const PretendService &service) {
  Settings settings = service.settings();
  settings["background_io"] = "1";
  return settings;
}

std::string line_of(const std::filesystem::path &file, const std::string &start) {
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(start)) {
      return line.substr(start.size());
    }
  }
  return {};
}

/// The threads of the library's in this process.
std::vector<std::filesystem::path> threads_of_ours() {
  std::vector<std::filesystem::path> found;
  std::error_code gone; // a thread of a test may end meanwhile
  for (const auto &each : std::filesystem::directory_iterator("/proc/self/task", gone)) {
    if (line_of(each.path() / "comm", "") == "kling") {
      found.push_back(each.path());
    }
  }
  return found;
}

/// Waits without any call that could drive.
template <class Condition> bool comes_true(Condition &&holds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!holds() && std::chrono::steady_clock::now() < end) {
    std::this_thread::yield();
  }
  return holds();
}

bool readable(const Client &client, int timeout_ms) {
  pollfd watched{static_cast<int>(kling_client_fd(client.get())), POLLIN, 0};
  return poll(&watched, 1, timeout_ms) == 1;
}

TEST(Background, AValueOfNoneMeansNone) {
  const PretendService service;
  Settings settings = service.settings();
  settings["background_io"] = "0";
  const Client client = make_client(settings);
  ASSERT_NE(client, nullptr);
  EXPECT_TRUE(threads_of_ours().empty());
  kling_options *options = make_options({}).release();
  EXPECT_EQ(kling_options_set_int(options, "background_io", 2), KLING_E_ARGUMENT);
  kling_options_free(options);
}

TEST(Background, AWholeJobIsDoneWhileTheHostDoesNothing) {
  const PretendService service({"submitted", "processing", "succeed"});
  const Client client = make_client(in_background(service));
  const std::string path = testing::TempDir() + "/kling-background-" + std::to_string(getpid()) + ".mp4";
  std::remove(path.c_str());
  const Request request = make_request("a lighthouse");
  kling_request_save_to(request.get(), path.c_str());
  const Task task = submit(client, request, 7);
  ASSERT_TRUE(comes_true([&] { return kling_task_state(task.get()) >= KLING_TASK_FINAL; }));
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(text_of(kling_task_output_path(task.get(), 0)), path);
  EXPECT_EQ(std::filesystem::file_size(path), 5000U);
  std::remove(path.c_str());
  uint32_t count = 0;
  ASSERT_EQ(kling_poll(client.get(), 0, &count), KLING_OK);
  EXPECT_GE(count, 2U);
  Event last;
  for (; count > 0; --count) {
    last = next_event(client);
  }
  ASSERT_NE(last, nullptr);
  EXPECT_EQ(kling_event_type(last.get()), KLING_EVENT_FINAL);
  EXPECT_EQ(kling_event_tag(last.get()), 7U);
}

TEST(Background, OneThreadThatGoesWithTheShutdownOrTheClient) {
  for (const bool shut_down : {true, false}) {
    PretendService service;
    Reply silent;
    silent.hold = true;
    service.server.script(silent);
    Client client = make_client(unhurried(in_background(service)));
    ASSERT_EQ(threads_of_ours().size(), 1U);
    const Task task = submit(client, make_request("a lighthouse"));
    ASSERT_TRUE(comes_true([&] { return service.server.count("POST") == 1; }));
    const uint64_t blocked = std::stoull(line_of(threads_of_ours()[0] / "status", "SigBlk:"), nullptr, 16);
    for (const int signal : {SIGUSR1, SIGALRM, SIGCHLD, SIGINT, SIGTERM}) {
      EXPECT_NE(blocked & uint64_t{1} << (signal - 1), 0U) << signal;
    }
    if (shut_down) {
      EXPECT_EQ(kling_client_shutdown(client.get(), 0), KLING_OK);
    } else {
      client.reset();
    }
    EXPECT_TRUE(threads_of_ours().empty());
    EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_UNKNOWN);
    EXPECT_TRUE(service.server.wait_until_idle());
  }
}

TEST(Background, TheFinalEventsOfAShutdownArePulledAfterIt) {
  const PretendService service({"processing"});
  const Client client = make_client(unhurried(in_background(service)));
  std::vector<Task> tasks;
  for (int i = 0; i < 5; ++i) {
    tasks.push_back(submit(client, make_request("a lighthouse")));
  }
  ASSERT_TRUE(comes_true([&] { return kling_task_state(tasks[0].get()) == KLING_TASK_PROCESSING; }));
  kling_client_fd(client.get());
  EXPECT_EQ(kling_client_shutdown(client.get(), 0), KLING_OK);
  EXPECT_TRUE(readable(client, 0));
  int finals = 0;
  while (const Event event = next_event(client)) {
    finals += kling_event_type(event.get()) == KLING_EVENT_FINAL ? 1 : 0;
  }
  EXPECT_EQ(finals, 5);
  EXPECT_FALSE(readable(client, 0));
}

TEST(Background, TheHostHasNoTimeToKeep) {
  const PretendService service({"processing"});
  const Client client = make_client(in_background(service));
  EXPECT_EQ(kling_client_next_timeout_ms(client.get()), -1);
  const Task task = submit(client, make_request("a lighthouse"));
  EXPECT_EQ(kling_client_next_timeout_ms(client.get()), -1);
  ASSERT_TRUE(comes_true([&] { return kling_task_state(task.get()) == KLING_TASK_PROCESSING; }));
  EXPECT_EQ(kling_client_next_timeout_ms(client.get()), -1) << "events wait, but nothing is due";
}

TEST(Background, TheDescriptorIsReadableWhileEventsOrAWakeUpWait) {
  PretendService service;
  Reply silent = Reply::text(200, PretendService::created(PretendService::id_of(1)));
  silent.hold = true;
  service.server.script(silent);
  const Client client = make_client(in_background(service));
  ASSERT_GE(kling_client_fd(client.get()), 0);
  EXPECT_FALSE(readable(client, 0));
  const Task task = submit(client, make_request("a lighthouse"));
  EXPECT_TRUE(readable(client, 20000)) << "SUBMITTING";
  EXPECT_EQ(kling_poll(client.get(), 0, nullptr), KLING_OK);
  EXPECT_TRUE(readable(client, 0)) << "it still waits";
  ASSERT_TRUE(comes_true([&] { return service.server.count("POST") == 1; }));
  while (next_event(client)) {
  }
  EXPECT_FALSE(readable(client, 0)) << "sockets and timers are no business of the host's";
  kling_client_wakeup(client.get());
  EXPECT_TRUE(readable(client, 0));
  EXPECT_EQ(kling_poll(client.get(), 0, nullptr), KLING_OK);
  EXPECT_FALSE(readable(client, 0));
  service.server.release();
  EXPECT_TRUE(readable(client, 20000)) << "SUBMITTED";
}

struct Told {
  std::mutex lock;
  std::vector<std::thread::id> callbacks; // of on_event and on_log
  std::atomic<int> events{0};
  std::atomic<int> noticed{0};
};

kling_callbacks table_of(Told &told) {
  kling_callbacks table = KLING_CALLBACKS_INIT;
  table.user_data = &told;
  table.on_event = [](void *self, const kling_event *) {
    auto &to = *static_cast<Told *>(self);
    const std::lock_guard held(to.lock);
    to.callbacks.push_back(std::this_thread::get_id());
    ++to.events;
  };
  table.on_log = [](void *self, int32_t, const char *) {
    auto &to = *static_cast<Told *>(self);
    const std::lock_guard held(to.lock);
    to.callbacks.push_back(std::this_thread::get_id());
  };
  table.notify = [](void *self) { ++static_cast<Told *>(self)->noticed; };
  return table;
}

TEST(Background, CallbacksRunOnThreadsOfTheHostAndNoticesAnywhere) {
  const PretendService service({"processing", "succeed"});
  Told told;
  Settings settings = in_background(service);
  settings["log_level"] = "4";
  const Options options = make_options(settings);
  const kling_callbacks table = table_of(told);
  kling_options_set_callbacks(options.get(), &table);
  const Client client = make_client(options);
  kling_client_fd(client.get());
  const Task task = submit(client, make_request("a lighthouse"));
  ASSERT_TRUE(comes_true([&] { return kling_task_state(task.get()) == KLING_TASK_SUCCEEDED; }));
  EXPECT_EQ(told.events, 0) << "nobody is inside a driving function";
  EXPECT_TRUE(comes_true([&] { return told.noticed > 0; })) << "callbacks wait for a poll";
  EXPECT_TRUE(readable(client, 0));
  uint32_t ran = 0;
  EXPECT_EQ(kling_poll(client.get(), 0, &ran), KLING_OK);
  EXPECT_EQ(ran, static_cast<uint32_t>(told.events));
  EXPECT_GE(ran, 2U);
  EXPECT_FALSE(readable(client, 0));
  const std::lock_guard held(told.lock);
  EXPECT_GT(told.callbacks.size(), ran) << "log lines, too";
  EXPECT_EQ(told.callbacks, std::vector<std::thread::id>(told.callbacks.size(), std::this_thread::get_id()));
}

TEST(Background, NotifyComesFromTheThreadWhenTheQueueHasItsFirstEvent) {
  PretendService service({"processing"});
  Reply silent = Reply::text(200, PretendService::created(PretendService::id_of(1)));
  silent.hold = true;
  service.server.script(silent);
  Told told;
  const Options options = make_options(in_background(service));
  kling_callbacks table = table_of(told);
  table.on_event = nullptr;
  kling_options_set_callbacks(options.get(), &table);
  const Client client = make_client(options);
  const Task task = submit(client, make_request("a lighthouse"));
  ASSERT_TRUE(comes_true([&] { return told.noticed == 1; })) << "SUBMITTING";
  ASSERT_TRUE(comes_true([&] { return service.server.count("POST") == 1; }));
  EXPECT_NE(next_event(client), nullptr);
  EXPECT_EQ(next_event(client), nullptr);
  EXPECT_EQ(told.noticed, 1);
  service.server.release();
  ASSERT_TRUE(comes_true([&] { return told.noticed == 2; })) << "SUBMITTED";
}

TEST(Background, APollThatSleepsTellsEventsWhenTheyCome) {
  const PretendService service({"succeed"});
  Told told;
  const Options options = make_options(in_background(service));
  const kling_callbacks table = table_of(told);
  kling_options_set_callbacks(options.get(), &table);
  const Client client = make_client(options);
  const Task task = submit(client, make_request("a lighthouse"));
  uint32_t ran = 0;
  while (kling_task_state(task.get()) < KLING_TASK_FINAL || told.events < 2) {
    ASSERT_EQ(kling_poll(client.get(), 20000, &ran), KLING_OK);
    ASSERT_GT(ran, 0U) << "not by its time-out";
  }
}

TEST(Background, AThreadThatCannotBeHadIsSaid) {
  const PretendService service;
  pthread_attr_t before;
  ASSERT_EQ(pthread_getattr_default_np(&before), 0);
  pthread_attr_t huge;
  pthread_attr_init(&huge);
  ASSERT_EQ(pthread_attr_setstacksize(&huge, std::size_t{1} << 46), 0);
  ASSERT_EQ(pthread_setattr_default_np(&huge), 0);
  kling_error error = no_error();
  const Client none = make_client(in_background(service), &error);
  pthread_setattr_default_np(&before);
  pthread_attr_destroy(&huge);
  pthread_attr_destroy(&before);
  EXPECT_EQ(none, nullptr);
  EXPECT_EQ(error.status, KLING_E_INTERNAL);
  EXPECT_STREQ(error.field, "background_io");
  EXPECT_NE(std::string(error.message).find("cannot start a thread"), std::string::npos) << error.message;
  EXPECT_NE(make_client(in_background(service)), nullptr);
}

TEST(Background, AForkedChildHasNoThreadAndActsOnNothing) {
  const PretendService service({"processing"});
  Client client = make_client(in_background(service));
  Task task = submit(client, make_request("a lighthouse"));
  ASSERT_TRUE(comes_true([&] { return kling_task_state(task.get()) == KLING_TASK_PROCESSING; }));
  for (int i = 0; i < 10; ++i) { // the thread is anywhere meanwhile
    const pid_t child = fork();
    if (child == 0) {
      bool good = threads_of_ours().empty();
      good = good && kling_poll(client.get(), 0, nullptr) == KLING_E_FORKED && kling_poll(client.get(), -1, nullptr) == KLING_E_FORKED;
      good = good && kling_client_wakeup(client.get()) == KLING_E_FORKED && kling_client_shutdown(client.get(), 0) == KLING_E_FORKED;
      good = good && kling_task_cancel(task.get()) == KLING_E_FORKED && kling_task_state(task.get()) == KLING_TASK_PROCESSING;
      good = good && kling_client_fd(client.get()) >= 0 && kling_client_next_timeout_ms(client.get()) == -1;
      kling_client_free(client.release());
      kling_task_release(task.release());
      _exit(good ? 0 : 1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(threads_of_ours().size(), 1U);
}

/// A transport that takes everything and answers nothing; `on_start` runs on the thread that drives.
struct Sink {
  std::function<void()> on_start;
  std::atomic<bool> started{false};
  std::atomic<bool> closed{false};
  std::atomic<bool> destroyed{false};
};

kling_transport table_of(Sink &sink) {
  kling_transport table{};
  table.struct_size = sizeof table;
  table.user_data = &sink;
  table.open = [](void *self, const kling_transport_host *, void **out) {
    *out = self;
    return kling_status{KLING_OK};
  };
  table.start = [](void *self, const kling_http_request *, const kling_http_sink *, uint64_t *out_id) {
    auto &to = *static_cast<Sink *>(self);
    *out_id = 1;
    if (to.on_start) {
      to.on_start();
    }
    to.started = true;
    return kling_status{KLING_OK};
  };
  table.cancel = [](void *, uint64_t) {};
  table.on_timer = [](void *) {};
  table.close = [](void *self) { static_cast<Sink *>(self)->closed = true; };
  table.destroy = [](void *self) { static_cast<Sink *>(self)->destroyed = true; };
  return table;
}

Client client_of(Sink &sink, const kling_clock *clock = nullptr) {
  const Options options =
      make_options({{"provider", "custom"}, {"base_url", "http://127.0.0.1:1"}, {"api_key", "the-key"}, {"background_io", "1"}});
  const kling_transport table = table_of(sink);
  EXPECT_EQ(kling_options_set_transport(options.get(), &table), KLING_OK);
  if (clock != nullptr) {
    EXPECT_EQ(kling_options_set_clock(options.get(), clock), KLING_OK);
  }
  return make_client(options);
}

TEST(Background, TheClientMayBeGivenBackOnItsOwnThread) {
  Sink sink;
  kling_client *client = client_of(sink).release();
  std::atomic<bool> begin{false};
  kling_status driven[3] = {};
  sink.on_start = [&] {
    while (!begin) {
      std::this_thread::yield();
    }
    driven[0] = kling_poll(client, 0, nullptr);
    driven[1] = kling_poll(client, -1, nullptr);
    driven[2] = kling_client_shutdown(client, 0);
    kling_client_free(client);
  };
  kling_task *task = nullptr;
  ASSERT_EQ(kling_submit(client, make_request("a lighthouse").get(), 0, &task, nullptr), KLING_OK);
  begin = true;
  EXPECT_TRUE(comes_true([&] { return sink.closed && threads_of_ours().empty(); }));
  for (const kling_status status : driven) {
    EXPECT_EQ(status, KLING_E_REENTRANT);
  }
  EXPECT_EQ(kling_task_state(task), KLING_TASK_UNKNOWN);
  EXPECT_FALSE(sink.destroyed);
  kling_task_release(task);
  EXPECT_TRUE(sink.destroyed);
}

TEST(Background, ATickWaitsForNothingThatTheThreadDoes) {
  Sink sink;
  std::atomic<bool> go_on{false};
  sink.on_start = [&] {
    while (!go_on) {
      std::this_thread::yield();
    }
  };
  const Client client = client_of(sink);
  const Task task = submit(client, make_request("a lighthouse"));
  ASSERT_TRUE(comes_true([&] { return kling_task_state(task.get()) == KLING_TASK_SUBMITTING; }));
  for (int i = 0; i < 1000; ++i) {
    ASSERT_EQ(kling_poll(client.get(), 0, nullptr), KLING_OK);
  }
  EXPECT_NE(next_event(client), nullptr);
  const Task another = submit(client, make_request("a lighthouse"));
  EXPECT_NE(another, nullptr);
  EXPECT_FALSE(sink.started);
  go_on = true;
}

/// A clock that stops whoever reads it on the library's own thread: there the one lock is held.
struct StoppingClock {
  std::thread::id host = std::this_thread::get_id();
  std::atomic<bool> stop{false};
  std::atomic<bool> stopped{false};
};

TEST(Background, ATickTakesNoLockThatTheThreadHolds) {
  Sink sink;
  StoppingClock own;
  kling_clock clock{};
  clock.struct_size = sizeof clock;
  clock.user_data = &own;
  clock.monotonic_ms = [](void *self) {
    auto &to = *static_cast<StoppingClock *>(self);
    while (to.stop && std::this_thread::get_id() != to.host) {
      to.stopped = true;
      std::this_thread::yield();
    }
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return static_cast<int64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
  };
  clock.unix_ms = [](void *) { return int64_t{1722769557708}; };
  const Client client = client_of(sink, &clock);
  const Task task = submit(client, make_request("a lighthouse"));
  ASSERT_TRUE(comes_true([&] { return sink.started.load(); }));
  Task another;
  own.stop = true;
  std::thread submitting([&] { another = submit(client, make_request("a lighthouse")); }); // stops, too: it reads the clock with the lock
  ASSERT_TRUE(comes_true([&] { return own.stopped.load(); }));
  uint32_t count = 0;
  EXPECT_EQ(kling_poll(client.get(), 0, &count), KLING_OK);
  EXPECT_EQ(count, 1U);
  EXPECT_NE(next_event(client), nullptr);
  EXPECT_EQ(kling_poll(client.get(), 0, &count), KLING_OK);
  EXPECT_EQ(count, 0U);
  own.stop = false;
  submitting.join();
}

/// Time that passes only when it is asked to does so while somebody waits for it, as it does without the thread.
TEST(Background, OwnTimeStandsStillWhileNobodyWaits) {
  Sink sink;
  std::atomic<int64_t> now_ms{1000000};
  kling_clock clock{};
  clock.struct_size = sizeof clock;
  clock.user_data = &now_ms;
  clock.monotonic_ms = [](void *self) { return static_cast<std::atomic<int64_t> *>(self)->load(); };
  clock.unix_ms = [](void *self) { return static_cast<std::atomic<int64_t> *>(self)->load(); };
  clock.sleep_until = [](void *self, int64_t until) {
    auto &time = *static_cast<std::atomic<int64_t> *>(self);
    time = std::max(time.load(), until);
  };
  const Client client = client_of(sink, &clock);
  const Task task = submit(client, make_request("a lighthouse"));
  ASSERT_TRUE(comes_true([&] { return sink.started.load(); }));
  EXPECT_EQ(kling_wait(client.get(), task.get(), 20000, nullptr), KLING_E_TIMEOUT);
  EXPECT_EQ(now_ms, 1020000) << "its deadline is far beyond";
  while (next_event(client)) {
  }
  EXPECT_EQ(kling_poll(client.get(), 3000, nullptr), KLING_OK);
  EXPECT_EQ(now_ms, 1023000);
}

} // namespace
} // namespace kling::test
