#include <atomic>
#include <chrono>
#include <csignal>
#include <future>
#include <gtest/gtest.h>
#include <poll.h>
#include <pthread.h>
#include <thread>

#include "support/pretend_service.hpp"

namespace kling::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// A call in a thread of its own, and how it ended.
template <class Act> std::future<kling_status> in_thread(Act act) {
  return std::async(std::launch::async, act);
}

bool ended(std::future<kling_status> &call) {
  return call.wait_for(std::chrono::seconds(20)) == std::future_status::ready;
}

/// A service that answers nothing until release(): a task stays SUBMITTING.
struct Silent {
  Silent() {
    Reply reply = Reply::text(200, PretendService::created(PretendService::id_of(1)));
    reply.hold = true;
    service.server.script(reply);
  }
  PretendService service{std::vector<std::string>{"processing"}};
};

Task submit_silent(const Silent &silent, const Client &client) {
  Task task = submit(client, make_request("a lighthouse"));
  EXPECT_TRUE(reach(client, task, KLING_TASK_SUBMITTING));
  EXPECT_TRUE(drive_until(client, [&] { return silent.service.server.count("POST") == 1; }));
  while (next_event(client)) {
  }
  return task;
}

TEST(Poll, ChecksItsArguments) {
  const PretendService service;
  const Client client = make_client(service.settings());
  EXPECT_EQ(kling_poll(client.get(), -2, nullptr), KLING_E_ARGUMENT);
  EXPECT_EQ(kling_poll(nullptr, 0, nullptr), KLING_E_ARGUMENT);
  uint32_t count = 7;
  EXPECT_EQ(kling_poll(client.get(), 0, &count), KLING_OK);
  EXPECT_EQ(count, 0U);
}

TEST(Poll, AFiniteTimeIsSleptOutAlsoWhenNothingIsInFlight) {
  const PretendService service;
  const Client client = make_client(service.settings());
  const auto start = steady_clock::now();
  EXPECT_EQ(kling_poll(client.get(), 50, nullptr), KLING_OK);
  EXPECT_GE(steady_clock::now() - start, milliseconds(50));
}

TEST(Poll, WithoutEndReturnsAtOnceWhenNothingIsInFlight) {
  const PretendService service;
  const Client client = make_client(service.settings());
  EXPECT_EQ(kling_poll(client.get(), -1, nullptr), KLING_OK);
}

TEST(Poll, WithoutEndReturnsOnAnEvent) {
  const PretendService service;
  const Client client = make_client(service.settings());
  const Task task = submit(client, make_request("a lighthouse"));
  uint32_t count = 0;
  EXPECT_EQ(kling_poll(client.get(), -1, &count), KLING_OK);
  EXPECT_GE(count, 1U);
  EXPECT_EQ(kling_poll(client.get(), -1, &count), KLING_OK) << "at once: it has not been pulled yet";
}

TEST(Poll, AnotherThreadsSubmitIsTakenUpWhileItSleeps) {
  const PretendService service({"succeed"});
  const Client client = make_client(service.settings());
  auto polling = in_thread([&] {
    uint32_t count = 0;
    const kling_status status = kling_poll(client.get(), 20000, &count);
    return count > 0 ? status : KLING_E_TIMEOUT;
  });
  const Task task = submit(client, make_request("a lighthouse"));
  ASSERT_TRUE(ended(polling));
  EXPECT_EQ(polling.get(), KLING_OK);
}

TEST(Poll, AWakeUpIsKeptForTheNext) {
  const Silent silent;
  const Client client = make_client(silent.service.settings());
  const Task task = submit_silent(silent, client);
  EXPECT_EQ(kling_client_wakeup(client.get()), KLING_OK);
  EXPECT_EQ(kling_client_next_timeout_ms(client.get()), background_io() ? -1 : 0);
  EXPECT_EQ(kling_poll(client.get(), -1, nullptr), KLING_OK);
  EXPECT_EQ(kling_client_wakeup(client.get()), KLING_OK);
  EXPECT_EQ(kling_poll(client.get(), 20000, nullptr), KLING_OK);
}

TEST(Poll, AWakeUpEndsAllThatSleep) {
  const Silent silent;
  const Client client = make_client(silent.service.settings());
  const Task task = submit_silent(silent, client);
  std::atomic<int> inside{0};
  std::vector<std::future<kling_status>> calls;
  for (int i = 0; i < 3; ++i) {
    calls.push_back(in_thread([&] {
      ++inside;
      return kling_poll(client.get(), -1, nullptr);
    }));
  }
  while (inside < 3) {
    std::this_thread::yield();
  }
  for (auto &call : calls) { // one that had not got inside yet needs one of its own
    while (call.wait_for(milliseconds(10)) != std::future_status::ready) {
      EXPECT_EQ(kling_client_wakeup(client.get()), KLING_OK);
    }
    EXPECT_EQ(call.get(), KLING_OK);
  }
}

/// Blocks until a thread is in a system call that waits, then sends it signals until its call has ended.
void interrupt_until_ended(pthread_t thread, std::future<kling_status> &call) {
  while (call.wait_for(milliseconds(5)) != std::future_status::ready) {
    pthread_kill(thread, SIGUSR1);
  }
}

struct SignalGuard {
  SignalGuard() {
    struct sigaction action {};
    action.sa_handler = [](int) {};
    action.sa_flags = SA_RESTART; // what most programs ask for: it must not hide the signal
    sigaction(SIGUSR1, &action, &before);
  }
  ~SignalGuard() { sigaction(SIGUSR1, &before, nullptr); }
  struct sigaction before {};
};

TEST(Poll, ASignalEndsTheOneWithoutEndWhetherItDrivesOrSleeps) {
  const SignalGuard guard;
  const Silent silent;
  const Client client = make_client(silent.service.settings());
  const Task task = submit_silent(silent, client);
  std::promise<pthread_t> started[2];
  std::vector<std::future<kling_status>> calls;
  for (auto &each : started) {
    calls.push_back(in_thread([&client, &each] {
      each.set_value(pthread_self());
      return kling_poll(client.get(), -1, nullptr);
    }));
  }
  for (int i = 0; i < 2; ++i) {
    interrupt_until_ended(started[i].get_future().get(), calls[static_cast<std::size_t>(i)]);
    EXPECT_EQ(calls[static_cast<std::size_t>(i)].get(), KLING_OK);
  }
}

TEST(Wait, ASignalIsAgainWhetherItDrivesOrSleeps) {
  const SignalGuard guard;
  const Silent silent;
  const Client client = make_client(silent.service.settings());
  const Task task = submit_silent(silent, client);
  std::promise<pthread_t> started[2];
  std::vector<std::future<kling_status>> calls;
  for (auto &each : started) {
    calls.push_back(in_thread([&] {
      each.set_value(pthread_self());
      return kling_wait(client.get(), task.get(), -1, nullptr);
    }));
  }
  for (int i = 1; i >= 0; --i) {
    interrupt_until_ended(started[i].get_future().get(), calls[static_cast<std::size_t>(i)]);
    EXPECT_EQ(calls[static_cast<std::size_t>(i)].get(), KLING_E_AGAIN);
  }
}

TEST(Poll, ShutdownFromAnotherThreadEndsIt) {
  const Silent silent;
  const Client client = make_client(silent.service.settings());
  const Task task = submit_silent(silent, client);
  std::atomic<int> inside{0};
  auto polling = in_thread([&] {
    ++inside;
    return kling_poll(client.get(), -1, nullptr);
  });
  auto waiting = in_thread([&] {
    ++inside;
    kling_status status = KLING_E_AGAIN;
    while (status == KLING_E_AGAIN) {
      status = kling_wait(client.get(), task.get(), -1, nullptr);
    }
    return status;
  });
  while (inside < 2) {
    std::this_thread::yield();
  }
  EXPECT_EQ(kling_client_shutdown(client.get(), 0), KLING_OK);
  ASSERT_TRUE(ended(polling));
  ASSERT_TRUE(ended(waiting));
  const kling_status polled = polling.get();
  EXPECT_TRUE(polled == KLING_OK || polled == KLING_E_STATE) << "before it, or after it";
  EXPECT_EQ(waiting.get(), KLING_E_SUBMIT_UNKNOWN) << "the task is final, and that is what is told";
}

TEST(Wait, TimesOutAndGoesOn) {
  const Silent silent;
  const Client client = make_client(silent.service.settings());
  const Task task = submit_silent(silent, client);
  kling_error error = no_error();
  EXPECT_EQ(kling_wait(client.get(), task.get(), 0, &error), KLING_E_TIMEOUT);
  EXPECT_EQ(error.status, KLING_E_TIMEOUT);
  const auto start = steady_clock::now();
  EXPECT_EQ(kling_wait(client.get(), task.get(), 30, &error), KLING_E_TIMEOUT);
  EXPECT_GE(steady_clock::now() - start, milliseconds(30));
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_SUBMITTING);
  EXPECT_EQ(kling_wait(client.get(), task.get(), -2, &error), KLING_E_ARGUMENT);
  EXPECT_STREQ(error.field, "timeout_ms");
}

TEST(Wait, AWakeUpIsAgainAndAFinalTaskNeedsNone) {
  const Silent silent;
  const Client client = make_client(silent.service.settings());
  const Task task = submit_silent(silent, client);
  ASSERT_EQ(kling_client_wakeup(client.get()), KLING_OK);
  kling_error error = no_error();
  EXPECT_EQ(kling_wait(client.get(), task.get(), -1, &error), KLING_E_AGAIN);
  EXPECT_EQ(error.status, KLING_E_AGAIN);
  ASSERT_EQ(kling_task_detach(task.get()), KLING_OK);
  EXPECT_EQ(finish(client, task, &error), KLING_E_SUBMIT_UNKNOWN);
  EXPECT_EQ(error.status, KLING_E_SUBMIT_UNKNOWN);
  ASSERT_EQ(kling_client_wakeup(client.get()), KLING_OK);
  EXPECT_EQ(kling_wait(client.get(), task.get(), -1, &error), KLING_E_SUBMIT_UNKNOWN);
  EXPECT_EQ(kling_wait(client.get(), task.get(), 0, &error), KLING_E_SUBMIT_UNKNOWN);
  if (!background_io()) {
    EXPECT_EQ(kling_client_next_timeout_ms(client.get()), 0) << "the wake-up is still there";
  }
}

TEST(Wait, TellsTheTasksOwnError) {
  const PretendService service({"succeed"});
  const Client client = make_client(service.settings());
  const Task task = submit(client, make_request("a lighthouse"));
  kling_error error = no_error();
  error.status = KLING_E_INTERNAL;
  EXPECT_EQ(finish(client, task, &error), KLING_OK);
  EXPECT_EQ(error.status, KLING_OK);
  EXPECT_STREQ(error.message, "");
}

TEST(Wait, KnowsOnlyTasksOfItsClient) {
  const PretendService service({"succeed"});
  const Client client = make_client(service.settings());
  const Client other = make_client(service.settings());
  const Task task = submit(client, make_request("a lighthouse"));
  kling_error error = no_error();
  EXPECT_EQ(kling_wait(other.get(), task.get(), -1, &error), KLING_E_ARGUMENT);
  EXPECT_STREQ(error.field, "task");
}

TEST(Wait, IncludesWhatTheTaskSaves) {
  const PretendService service({"succeed"});
  const Client client = make_client(service.settings());
  const Task task = submit(client, make_request("a lighthouse"));
  ASSERT_EQ(finish(client, task), KLING_OK);
  ASSERT_EQ(kling_task_save(task.get(), 0, "/nowhere-at-all/clip.mp4", nullptr), KLING_OK);
  kling_error error = no_error();
  EXPECT_EQ(finish(client, task, &error), KLING_E_FILE) << error.message;
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_SUCCEEDED);
}

TEST(NextTimeout, IsNothingZeroOrTheTimeToTheNextLook) {
  if (background_io()) {
    GTEST_SKIP() << "always -1 there: Background.TheHostHasNoTimeToKeep";
  }
  const PretendService service({"processing"});
  Settings settings = service.settings();
  settings["poll_interval_ms"] = "60000";
  const Client client = make_client(settings);
  EXPECT_EQ(kling_client_next_timeout_ms(client.get()), -1);
  const Task task = submit(client, make_request("a lighthouse"));
  EXPECT_EQ(kling_client_next_timeout_ms(client.get()), 0);
  ASSERT_TRUE(reach(client, task, KLING_TASK_SUBMITTED));
  kling_poll(client.get(), 0, nullptr);
  const int64_t next = kling_client_next_timeout_ms(client.get());
  EXPECT_GT(next, 0);
  EXPECT_LE(next, 66000);
  kling_client_shutdown(client.get(), 0);
  EXPECT_EQ(kling_client_next_timeout_ms(client.get()), -1);
}

bool readable(const Client &client, int timeout_ms) {
  pollfd watched{static_cast<int>(kling_client_fd(client.get())), POLLIN, 0};
  return poll(&watched, 1, timeout_ms) == 1;
}

/// Nothing but the descriptor says when to call: a timer that it forgot would end this by the time limit.
TEST(Descriptor, DrivesAWholeJob) {
  const PretendService service({"submitted", "processing", "succeed"});
  const Client client = make_client(service.settings());
  ASSERT_GE(kling_client_fd(client.get()), 0);
  EXPECT_EQ(kling_client_fd(client.get()), kling_client_fd(client.get()));
  const std::string path = testing::TempDir() + "/kling-descriptor-" + std::to_string(getpid()) + ".mp4";
  const Request request = make_request("a lighthouse");
  kling_request_save_to(request.get(), path.c_str());
  for (int i = 0; i < 3; ++i) {
    std::remove(path.c_str());
    const Task task = submit(client, request);
    bool over = false;
    while (!over) {
      ASSERT_TRUE(readable(client, 20000));
      ASSERT_EQ(kling_poll(client.get(), 0, nullptr), KLING_OK);
      while (const Event event = next_event(client)) {
        over = over || kling_event_type(event.get()) == KLING_EVENT_FINAL;
      }
    }
    EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_SUCCEEDED);
  }
  std::remove(path.c_str());
}

TEST(Descriptor, StaysReadableUntilPollHasRunAndTheQueueIsEmpty) {
  if (background_io()) {
    GTEST_SKIP() << "another one there: Background.TheDescriptorIsReadableWhileEventsOrAWakeUpWait";
  }
  Silent silent;
  const Client client = make_client(silent.service.settings());
  readable(client, 0);
  ASSERT_EQ(kling_poll(client.get(), 0, nullptr), KLING_OK);
  EXPECT_FALSE(readable(client, 0));
  const Task task = submit(client, make_request("a lighthouse"));
  EXPECT_TRUE(readable(client, 0)) << "there is work";
  EXPECT_TRUE(readable(client, 0)) << "level-triggered";
  ASSERT_TRUE(drive_until(client, [&] { return silent.service.server.count("POST") == 1; }));
  EXPECT_TRUE(readable(client, 0)) << "an event waits";
  ASSERT_EQ(kling_poll(client.get(), 0, nullptr), KLING_OK);
  EXPECT_TRUE(readable(client, 0)) << "it still does";
  while (next_event(client)) {
  }
  EXPECT_TRUE(drive_until(client, [&] { return !readable(client, 0); }));
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_SUBMITTING);
  kling_client_wakeup(client.get());
  EXPECT_TRUE(readable(client, 0));
  ASSERT_EQ(kling_poll(client.get(), 0, nullptr), KLING_OK);
  EXPECT_FALSE(readable(client, 0));
  silent.service.server.release();
  EXPECT_TRUE(readable(client, 20000)) << "the reply";
}

TEST(Descriptor, IsReadableWhenAnotherThreadSubmits) {
  const PretendService service;
  const Client client = make_client(service.settings());
  readable(client, 0);
  kling_poll(client.get(), 0, nullptr);
  ASSERT_FALSE(readable(client, 0));
  Task task;
  auto submitting = in_thread([&] {
    task = submit(client, make_request("a lighthouse"));
    return kling_status{KLING_OK};
  });
  EXPECT_TRUE(readable(client, 20000));
  submitting.wait();
}

TEST(Descriptor, IsReadableAtFirstSoThatALoopComesIn) {
  if (background_io()) {
    GTEST_SKIP() << "no loop has to come in";
  }
  const PretendService service({"processing", "succeed"});
  const Client client = make_client(service.settings());
  const Task task = submit(client, make_request("a lighthouse"));
  ASSERT_TRUE(reach(client, task, KLING_TASK_SUBMITTED));
  const int64_t descriptor = kling_client_fd(client.get());
  ASSERT_GE(descriptor, 0);
  while (next_event(client)) { // before any poll
  }
  EXPECT_TRUE(readable(client, 0));
}

} // namespace
} // namespace kling::test
