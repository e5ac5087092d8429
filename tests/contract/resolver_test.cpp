#include <cstdlib>
#include <gtest/gtest.h>
#include <thread>

#include "support/pretend_service.hpp"
#include "support/slow_resolver.h"

/// A name server that does not answer. What must not wait for it is shown to return while the look-up is still held: order, not time.
namespace kling::test {
namespace {

struct Held {
  Held() { slow_resolver_hold(); }
  ~Held() {
    slow_resolver_let_go();
    while (slow_resolver_waiting() > 0) {
      std::this_thread::yield();
    }
  }
  Held(const Held &) = delete;
  Held &operator=(const Held &) = delete;
};

Settings settings_of(const PretendService &service) {
  Settings settings = service.settings();
  settings["base_url"] = "http://slow.test:" + std::to_string(service.server.port());
  settings["allow_http"] = "1";
  return settings;
}

/// Drives until the look-up is under way.
void begin_look_up(const Client &client) {
  ASSERT_TRUE(drive_until(client, [] { return slow_resolver_waiting() == 1; }));
}

TEST(Resolver, IsWaitedForByTheTaskAlone) {
  const PretendService service({"succeed"});
  Client client;
  Task task;
  {
    const Held held;
    client = make_client(settings_of(service));
    task = submit(client, make_request("a lighthouse"));
    begin_look_up(client);
    for (int tick = 0; tick < 200; ++tick) {
      EXPECT_EQ(kling_poll(client.get(), 0, nullptr), KLING_OK);
    }
    EXPECT_EQ(kling_wait(client.get(), task.get(), 1, nullptr), KLING_E_TIMEOUT);
    EXPECT_EQ(slow_resolver_waiting(), 1) << "ticks waited for the name";
    EXPECT_EQ(service.server.connections(), 0);
  }
  kling_error error = no_error();
  EXPECT_EQ(finish(client, task, &error), KLING_OK) << error.message;
  EXPECT_EQ(service.server.count("POST"), 1);
}

TEST(Resolver, IsNotWaitedForByAShutdown) {
  for (const int64_t timeout_ms : {0, 30, 3600000}) {
    SCOPED_TRACE(timeout_ms);
    const PretendService service({"succeed"});
    const Held held;
    Client client = make_client(settings_of(service));
    const Task task = submit(client, make_request("a lighthouse"));
    begin_look_up(client);
    kling_client_shutdown(client.get(), timeout_ms);
    EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_CANCELLED); // not a byte of it was sent
    EXPECT_EQ(slow_resolver_waiting(), 1) << "the shutdown waited for the name";
    client.reset();
    EXPECT_EQ(slow_resolver_waiting(), 1) << "free waited for the name";
    EXPECT_EQ(service.server.connections(), 0);
  }
}

TEST(Resolver, IsNotWaitedForByAFreeWithoutShutdown) {
  const PretendService service({"succeed"});
  const Held held;
  Client client = make_client(settings_of(service));
  Task task = submit(client, make_request("a lighthouse"));
  begin_look_up(client);
  client.reset();
  task.reset();
  EXPECT_EQ(slow_resolver_waiting(), 1);
}

TEST(Resolver, IsNotWaitedForByAnotherHostsRequests) {
  const PretendService quick({"succeed"});
  const PretendService slow({"succeed"});
  const Held held;
  const Client waiting = make_client(settings_of(slow));
  const Task waits = submit(waiting, make_request("a lighthouse"));
  begin_look_up(waiting);
  const Client client = make_client(quick.settings());
  const Task task = submit(client, make_request("a lighthouse"));
  EXPECT_EQ(finish(client, task), KLING_OK);
  EXPECT_EQ(slow_resolver_waiting(), 1);
}

TEST(Resolver, ThatNeverAnswersIsGivenUpAfterTheTimeoutForConnecting) {
  const PretendService service({"succeed"});
  const Held held;
  Settings settings = settings_of(service);
  settings["connect_timeout_ms"] = "50";
  settings["max_retries"] = "0";
  const Client client = make_client(settings);
  const Task task = submit(client, make_request("a lighthouse"));
  kling_error error = no_error();
  EXPECT_EQ(finish(client, task, &error), KLING_E_NETWORK) << error.message;
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_REJECTED);
  EXPECT_EQ(slow_resolver_waiting(), 1);
}

/// The thread of the look-up outlives the client, and main. Runs in a process of its own.
TEST(Resolver, LeavesACleanExitToAProcessThatEndsMeanwhile) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const PretendService service({"succeed"});
  const auto end_meanwhile = [&] {
    slow_resolver_hold();
    Client client = make_client(settings_of(service));
    Task task = submit(client, make_request("a lighthouse"));
    const bool begun = drive_until(client, [] { return slow_resolver_waiting() == 1; });
    kling_client_shutdown(client.get(), 0);
    task.reset();
    client.reset();
    std::exit(begun && slow_resolver_waiting() == 1 ? 0 : 1);
  };
  EXPECT_EXIT(end_meanwhile(), testing::ExitedWithCode(0), "");
}

} // namespace
} // namespace kling::test
