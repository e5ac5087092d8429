// Bytes that a request borrows: when they are given back.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include "support/sent_inputs.hpp"

namespace kling::test {
namespace {

TEST(Lending, EveryWayOutOfARequestGivesBackOnce) {
  LentBytes replaced("a");
  LentBytes under("b");
  LentBytes merged("c");
  LentBytes kept("d");
  Request request = image_request();
  ASSERT_EQ(replaced.to(request, "image"), KLING_OK);
  ASSERT_EQ(under.to(request, "input.image"), KLING_OK);
  ASSERT_EQ(merged.to(request, "image_tail"), KLING_OK);
  ASSERT_EQ(kling_request_set_string(request.get(), "image", "https://host/a.png"), KLING_OK);
  EXPECT_EQ(replaced.given_back(), 1);
  ASSERT_EQ(kling_request_set_json(request.get(), "input", "{}"), KLING_OK);
  EXPECT_EQ(under.given_back(), 1);
  ASSERT_EQ(kling_request_set_json(request.get(), "", R"({"image_tail":null})"), KLING_OK);
  EXPECT_EQ(merged.given_back(), 1);
  ASSERT_EQ(kept.to(request, "image"), KLING_OK);
  EXPECT_EQ(kept.given_back(), 0);
  request.reset();
  EXPECT_EQ(kept.given_back(), 1);
  EXPECT_EQ(replaced.given_back() + under.given_back() + merged.given_back(), 3);
}

TEST(Lending, WhateverTheCallReturns) {
  LentBytes lender("x");
  EXPECT_EQ(lender.to(static_cast<kling_request *>(nullptr), "image"), KLING_E_ARGUMENT);
  EXPECT_EQ(lender.given_back(), 1);
  const Request request = image_request();
  EXPECT_EQ(lender.to(request, nullptr), KLING_E_ARGUMENT);
  EXPECT_EQ(lender.given_back(), 2);
  EXPECT_EQ(kling_request_lend_bytes(request.get(), "image", nullptr, 1, LentBytes::give_back, &lender), KLING_E_ARGUMENT);
  EXPECT_EQ(lender.given_back(), 3);
  EXPECT_EQ(kling_request_lend_bytes(request.get(), "image", "x", 1, nullptr, nullptr), KLING_OK) << "nobody needs to be told";
}

TEST(Lending, LastsUntilTheServiceHasTheTask) {
  const PretendService service({"processing"});
  const Client client = make_client(unchecked(service));
  LentBytes lender("lent");
  Request request = image_request();
  ASSERT_EQ(lender.to(request, "image"), KLING_OK);
  const Task task = submit(client, request);
  request.reset();
  if (!background_io()) {
    EXPECT_EQ(lender.given_back(), 0) << "not sent yet";
  }
  ASSERT_TRUE(reach(client, task, KLING_TASK_SUBMITTED));
  EXPECT_TRUE(drive_until(client, [&] { return lender.given_back() > 0; })) << "long before its end";
  EXPECT_EQ(lender.given_back(), 1);
  expect_body(service.server.requests().front(), R"({"image":")" + base64_of("lent") + R"("})");
}

TEST(Lending, IsOverInThePollThatEndsIt) {
  if (background_io()) {
    GTEST_SKIP() << "there another thread ends it";
  }
  const PretendService service;
  const Client client = make_client(unchecked(service));
  LentBytes lender("lent");
  Request request = image_request();
  ASSERT_EQ(lender.to(request, "image"), KLING_OK);
  const Task task = submit(client, request);
  request.reset();
  while (kling_task_state(task.get()) < KLING_TASK_SUBMITTED) {
    ASSERT_EQ(lender.given_back(), 0);
    kling_poll(client.get(), 10, nullptr);
  }
  EXPECT_EQ(lender.given_back(), 1);
}

TEST(Lending, EndsWithTheTaskThatIsNeverSent) {
  const PretendService service({"processing"});
  const Client client = make_client(unchecked(service, {{"max_active_tasks", "1"}}));
  const Task busy = submit(client, make_request("keeps the place"));
  ASSERT_TRUE(reach(client, busy, KLING_TASK_SUBMITTED));
  LentBytes lender("lent");
  Request request = image_request();
  ASSERT_EQ(lender.to(request, "image"), KLING_OK);
  const Task task = submit(client, request);
  request.reset();
  kling_poll(client.get(), 0, nullptr);
  ASSERT_EQ(kling_task_state(task.get()), KLING_TASK_WAITING);
  EXPECT_EQ(lender.given_back(), 0);
  ASSERT_EQ(kling_task_cancel(task.get()), KLING_OK);
  EXPECT_TRUE(drive_until(client, [&] { return lender.given_back() > 0; }));
  EXPECT_EQ(lender.given_back(), 1);
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_CANCELLED);
}

TEST(Lending, EndsWithTheClient) {
  for (const bool sent : {false, true}) {
    PretendService service;
    Reply held;
    held.hold = true;
    service.server.script(held);
    Client client = make_client(unchecked(service));
    LentBytes lender("lent");
    Request request = image_request();
    ASSERT_EQ(lender.to(request, "image"), KLING_OK);
    const Task task = submit(client, request);
    request.reset();
    if (sent) {
      ASSERT_TRUE(drive_until(client, [&] { return service.server.count() == 1; }));
    }
    EXPECT_EQ(lender.given_back(), 0);
    client.reset();
    EXPECT_EQ(lender.given_back(), 1) << sent;
    EXPECT_GE(kling_task_state(task.get()), KLING_TASK_FINAL);
    service.server.release();
  }
}

/// A lock of the client's that is held meanwhile would stop this one for ever.
struct Asking {
  kling_client *client = nullptr;
  std::atomic<int> asked{0};
  static void KLING_CALL ask(void *self) {
    auto &asking = *static_cast<Asking *>(self);
    kling_stats stats{};
    stats.struct_size = sizeof stats;
    kling_client_stats(asking.client, &stats);
    kling_client_next_timeout_ms(asking.client);
    ++asking.asked;
  }
};

TEST(Lending, IsGivenBackWithNoLockHeld) {
  const PretendService service;
  const Client client = make_client(unchecked(service));
  Asking asking;
  asking.client = client.get();
  Request request = image_request();
  ASSERT_EQ(kling_request_lend_bytes(request.get(), "image", "lent", 4, Asking::ask, &asking), KLING_OK);
  const Task task = submit(client, request);
  request.reset();
  EXPECT_EQ(finish(client, task), KLING_OK);
  EXPECT_TRUE(drive_until(client, [&] { return asking.asked.load() > 0; }));
  EXPECT_EQ(asking.asked.load(), 1);
}

TEST(Lending, AReleaseMayGiveTheClientBack) {
  const PretendService service;
  Client client = make_client(unchecked(service));
  struct Last {
    kling_client *client;
    std::atomic<int> calls{0};
  } last{client.get(), {}};
  Request request = image_request();
  ASSERT_EQ(kling_request_lend_bytes(
                request.get(), "image", "lent", 4,
                [](void *self) {
                  kling_client_free(static_cast<Last *>(self)->client);
                  ++static_cast<Last *>(self)->calls;
                },
                &last),
            KLING_OK);
  const Task task = submit(client, request);
  request.reset();
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (last.calls.load() == 0 && std::chrono::steady_clock::now() < end) {
    if (background_io()) {
      std::this_thread::yield(); // the client may be gone any moment
    } else {
      kling_poll(client.get(), 10, nullptr);
    }
  }
  static_cast<void>(client.release());
  EXPECT_EQ(last.calls.load(), 1);
  while (kling_task_state(task.get()) < KLING_TASK_FINAL && std::chrono::steady_clock::now() < end) {
    std::this_thread::yield();
  }
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_DETACHED);
}

TEST(Lending, IsTheParentsAlone) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "not under a sanitizer whose allocator knows no fork";
#endif
  LentBytes lender("lent");
  Request request = image_request();
  ASSERT_EQ(lender.to(request, "image"), KLING_OK);
  const pid_t child = fork();
  if (child == 0) {
    LentBytes own("own");
    const bool forked = own.to(request, "image_tail") == KLING_E_FORKED && own.given_back() == 1;
    request.reset();
    _exit(forked && lender.given_back() == 0 ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(lender.given_back(), 0);
  request.reset();
  EXPECT_EQ(lender.given_back(), 1);
}

} // namespace
} // namespace kling::test
