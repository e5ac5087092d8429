// Design 4.3: own storage without a file.
#include <atomic>
#include <chrono>
#include <functional>
#include <gtest/gtest.h>
#include <thread>

#include "support/clip_service.hpp"

namespace kling::test {
namespace {

/// A receiver that looks at how it is treated.
struct Receiver {
  std::string bytes;
  int writes = 0;
  int destroyed = 0;
  std::size_t largest = 0;
  bool inside = false; // a write runs
  int answer = 0;
  std::function<void()> when_written;
  std::thread::id thread = std::this_thread::get_id();

  static int32_t write(void *self, const void *bytes, uint64_t length) {
    auto &receiver = *static_cast<Receiver *>(self);
    EXPECT_FALSE(std::exchange(receiver.inside, true));
    EXPECT_EQ(receiver.destroyed, 0);
    EXPECT_EQ(receiver.thread, std::this_thread::get_id());
    EXPECT_GT(length, 0U);
    receiver.bytes.append(static_cast<const char *>(bytes), length);
    receiver.largest = std::max<std::size_t>(receiver.largest, length);
    ++receiver.writes;
    if (receiver.when_written) {
      receiver.when_written();
    }
    receiver.inside = false;
    return receiver.answer;
  }
  static void destroy(void *self) {
    auto &receiver = *static_cast<Receiver *>(self);
    EXPECT_FALSE(receiver.inside);
    ++receiver.destroyed;
  }
  kling_status save(const Task &task, uint32_t index = 0, kling_error *error = nullptr) {
    return kling_task_save_with(task.get(), index, write, destroy, this, error);
  }
};

struct Ends {
  int saved = 0;
  int finals = 0;
  int progress = 0;
  kling_status status = KLING_OK;
};

Ends pull(const Client &client) {
  Ends ends;
  while (const Event event = next_event(client)) {
    const int32_t type = kling_event_type(event.get());
    ends.finals += type == KLING_EVENT_FINAL ? 1 : 0;
    ends.progress += type == KLING_EVENT_PROGRESS ? 1 : 0;
    if (type == KLING_EVENT_SAVED) {
      kling_error error = no_error();
      kling_event_error(event.get(), &error);
      ends.status = error.status;
      ++ends.saved;
    }
  }
  return ends;
}

Task succeeded(const Client &client) {
  Task task = submit(client, make_request("a lighthouse"));
  EXPECT_EQ(finish(client, task), KLING_OK);
  pull(client);
  return task;
}

/// `destroy` runs in the poll in which the end is told, or the next.
void settle(const Client &client, const Receiver &receiver) {
  EXPECT_TRUE(drive_until(client, [&] { return receiver.destroyed > 0; }));
  EXPECT_EQ(receiver.destroyed, 1);
}

TEST(SaveWith, HandsOverTheWholeOutputOnceAndInOrder) {
  ClipService service(6000000);
  std::string log;
  const Options options = make_options(service.settings());
  kling_callbacks callbacks = KLING_CALLBACKS_INIT;
  callbacks.user_data = &log;
  callbacks.on_log = [](void *text, int32_t, const char *line) { *static_cast<std::string *>(text) += std::string(line) + "\n"; };
  kling_options_set_callbacks(options.get(), &callbacks);
  const Client client = make_client(options);
  const Task task = succeeded(client);
  Receiver receiver;
  receiver.when_written = [&] {
    EXPECT_EQ(kling_poll(client.get(), 0, nullptr), KLING_E_REENTRANT);
    EXPECT_EQ(kling_wait(client.get(), task.get(), 0, nullptr), KLING_E_REENTRANT);
    EXPECT_EQ(kling_client_shutdown(client.get(), 0), KLING_E_REENTRANT);
    EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_SUCCEEDED) << "no lock is held";
  };
  ASSERT_EQ(receiver.save(task), KLING_OK);
  EXPECT_EQ(receiver.writes, 0) << "only inside a driving function";
  ASSERT_EQ(finish(client, task), KLING_OK);
  settle(client, receiver);
  EXPECT_TRUE(receiver.bytes == service.clip());
  EXPECT_LT(receiver.largest, 3000000U) << "what is gathered is bounded";
  EXPECT_EQ(kling_task_output_path(task.get(), 0), nullptr);
  EXPECT_GT(kling_task_time_ms(task.get(), KLING_TIME_SAVED), 0);
  const Ends ends = pull(client);
  EXPECT_EQ(ends.saved, 1);
  EXPECT_EQ(ends.status, KLING_OK);
  EXPECT_EQ(ends.finals, 0);
  EXPECT_EQ(ends.progress, 1);
  EXPECT_NE(log.find("SHA-256 " + sha256_of(service.clip())), std::string::npos) << log;
  EXPECT_EQ(log.find("signature"), std::string::npos) << log;
  EXPECT_EQ(service.clip_requests().size(), 1U);
}

TEST(SaveWith, BeforeTheEndAddsToTheSavingPhase) {
  ClipService service(3000000);
  const Client client = make_client(service.settings());
  const Task task = submit(client, make_request("a lighthouse"));
  Receiver receiver;
  ASSERT_EQ(receiver.save(task), KLING_OK);
  ASSERT_EQ(finish(client, task), KLING_OK);
  settle(client, receiver);
  EXPECT_TRUE(receiver.bytes == service.clip());
  const Ends ends = pull(client);
  EXPECT_EQ(ends.saved, 0);
  EXPECT_EQ(ends.finals, 1);
}

TEST(SaveWith, ABrokenLinkIsGoneOnWithBehindTheLastByte) {
  ClipService service(1000000);
  service.bend([](int before, const RecordedRequest &, Reply &reply) {
    reply.cut_after = before < 2 ? 300000 : -1;
    if (before == 1) {
      reply = Reply::text(403, "expired", "text/plain");
    }
  });
  const Client client = make_client(service.settings());
  const Task task = succeeded(client);
  Receiver receiver;
  ASSERT_EQ(receiver.save(task), KLING_OK);
  ASSERT_EQ(finish(client, task), KLING_OK);
  settle(client, receiver);
  EXPECT_TRUE(receiver.bytes == service.clip());
  EXPECT_EQ(service.clip_requests().at(2).header("Range"), "bytes=300000-");
  EXPECT_EQ(service.clip_requests().at(2).header("If-Range"), "\"v1\"");
}

TEST(SaveWith, WhatCannotBeGoneOnWithEndsIt) {
  for (const bool changes : {false, true}) {
    ClipService service(400000);
    service.bend([changes](int before, const RecordedRequest &, Reply &reply) {
      reply.cut_after = before == 0 ? 300000 : -1;
      if (!changes) {
        reply.headers.pop_back(); // the tag: without one nothing can be gone on with
      }
    });
    Settings settings = service.settings();
    settings["retry_base_ms"] = "100";
    const Client client = make_client(settings);
    const Task task = succeeded(client);
    Receiver receiver;
    ASSERT_EQ(receiver.save(task), KLING_OK);
    ASSERT_TRUE(drive_until(client, [&] { return receiver.writes > 0; }));
    if (changes) {
      service.change_clip(clip_bytes(350000, "new"));
    }
    kling_error error = no_error();
    EXPECT_EQ(finish(client, task, &error), KLING_E_DOWNLOAD);
    EXPECT_NE(std::string(error.message).find("receiver already has bytes"), std::string::npos) << error.message;
    settle(client, receiver);
    EXPECT_TRUE(clip_bytes(400000).starts_with(receiver.bytes)) << "the beginning of one file, never of two";
    EXPECT_EQ(pull(client).status, KLING_E_DOWNLOAD);
    EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_SUCCEEDED);
  }
}

TEST(SaveWith, IsBegunAnewWhileNothingWasHandedOver) {
  ClipService service(400000);
  service.bend([](int before, const RecordedRequest &, Reply &reply) {
    reply.headers.pop_back();
    reply.cut_after = before == 0 ? 0 : -1;
  });
  const Client client = make_client(service.settings());
  const Task task = succeeded(client);
  Receiver receiver;
  ASSERT_EQ(receiver.save(task), KLING_OK);
  kling_error error = no_error();
  EXPECT_EQ(finish(client, task, &error), KLING_OK) << error.message;
  settle(client, receiver);
  EXPECT_TRUE(receiver.bytes == service.clip());
}

TEST(SaveWith, AReceiverThatRefusesGivesItUp) {
  ClipService service(3000000);
  const Client client = make_client(service.settings());
  const Task task = succeeded(client);
  Receiver receiver;
  receiver.answer = 7;
  ASSERT_EQ(receiver.save(task), KLING_OK);
  kling_error error = no_error();
  EXPECT_EQ(finish(client, task, &error), KLING_E_FILE);
  EXPECT_STREQ(error.message, "the receiver refused");
  settle(client, receiver);
  EXPECT_EQ(receiver.writes, 1);
  EXPECT_EQ(pull(client).status, KLING_E_FILE);
  EXPECT_EQ(service.clip_requests().size(), 1U);
}

TEST(SaveWith, OnFailureNothingIsTakenOver) {
  ClipService service;
  const Client client = make_client(service.settings());
  const Task task = succeeded(client);
  Receiver receiver;
  kling_error error = no_error();
  EXPECT_EQ(kling_task_save_with(task.get(), 0, nullptr, Receiver::destroy, &receiver, &error), KLING_E_ARGUMENT);
  EXPECT_EQ(kling_task_save_with(nullptr, 0, Receiver::write, Receiver::destroy, &receiver, &error), KLING_E_ARGUMENT);
  EXPECT_EQ(receiver.save(task, 1, &error), KLING_E_ARGUMENT);
  Task cancelled = submit(client, make_request("a lighthouse"));
  kling_task_detach(cancelled.get());
  finish(client, cancelled);
  EXPECT_EQ(receiver.save(cancelled), KLING_E_STATE);
  kling_client_shutdown(client.get(), 0);
  EXPECT_EQ(receiver.save(task), KLING_E_STATE);
  EXPECT_EQ(receiver.destroyed, 0);
  EXPECT_EQ(receiver.writes, 0);
}

TEST(SaveWith, OfATaskThatIsWithdrawnIsOnlyDestroyed) {
  ClipService service;
  const Client client = make_client(service.settings());
  const Task task = submit(client, make_request("a lighthouse"));
  Receiver receiver;
  ASSERT_EQ(receiver.save(task), KLING_OK);
  ASSERT_EQ(kling_task_detach(task.get()), KLING_OK);
  finish(client, task);
  settle(client, receiver);
  EXPECT_EQ(receiver.writes, 0);
}

TEST(SaveWith, ShutdownAndFreeDropWhatIsLeftAndDestroyOnce) {
  for (const bool shuts_down : {true, false}) {
    ClipService service(1000000);
    service.bend([](int, const RecordedRequest &, Reply &reply) { reply.hold_after = 500000; });
    Client client = make_client(service.settings());
    const Task task = succeeded(client);
    Receiver receiver;
    Receiver waiting;
    ASSERT_EQ(receiver.save(task), KLING_OK);
    ASSERT_EQ(waiting.save(task), KLING_OK);
    ASSERT_TRUE(drive_until(client, [&] { return receiver.bytes.size() == 500000; }));
    if (shuts_down) {
      EXPECT_EQ(kling_client_shutdown(client.get(), 0), KLING_OK);
      EXPECT_EQ(receiver.destroyed, 1);
      EXPECT_EQ(waiting.destroyed, 1);
      EXPECT_EQ(pull(client).status, KLING_E_DOWNLOAD);
    }
    client.reset();
    EXPECT_EQ(receiver.destroyed, 1);
    EXPECT_EQ(waiting.destroyed, 1);
    EXPECT_EQ(receiver.bytes.size(), 500000U);
    service.server.release();
  }
}

TEST(SaveWith, TheClientMayBeFreedInsideAWrite) {
  ClipService service(1000000);
  Client client = make_client(service.settings());
  Task task = succeeded(client);
  Receiver receiver;
  ASSERT_EQ(receiver.save(task), KLING_OK);
  kling_client *const handle = client.get();
  receiver.when_written = [&] {
    client.reset();
    task.reset();
  };
  for (int each = 0; each < 100000 && receiver.destroyed == 0 && client != nullptr; ++each) {
    kling_poll(handle, 10, nullptr);
  }
  EXPECT_EQ(receiver.writes, 1);
  EXPECT_EQ(receiver.destroyed, 1);
}

TEST(SaveWith, SeveralGoAtOnceWithFilesBesides) {
  ClipService service(200000, 3);
  const Client client = make_client(service.settings());
  std::vector<Task> tasks;
  std::vector<std::unique_ptr<Receiver>> receivers;
  for (int each = 0; each < 4; ++each) {
    tasks.push_back(submit(client, make_request("a lighthouse")));
    for (uint32_t output = 0; output < 3; ++output) {
      receivers.push_back(std::make_unique<Receiver>());
      ASSERT_EQ(receivers.back()->save(tasks.back(), output), KLING_OK);
    }
  }
  for (std::size_t each = 0; each < receivers.size(); ++each) {
    const Task &task = tasks[each / 3];
    ASSERT_EQ(finish(client, task), KLING_OK);
    settle(client, *receivers[each]);
    const std::string target = "/clip/" + text_of(kling_task_id(task.get())) + "/" + std::to_string(each % 3);
    EXPECT_TRUE(receivers[each]->bytes == service.clip_of(target)) << target;
  }
}

/// With the library's own thread: what came while one thread was inside `write` is handed on by another one that waits.
TEST(SaveWith, AWaiterGoesOnFromATickThatWasTheLast) {
  struct Shared {
    std::function<void()> begin;
    uint64_t bytes = 0;
    int writes = 0;
  };
  const auto write = [](void *self, const void *, uint64_t length) -> int32_t {
    auto &shared = *static_cast<Shared *>(self);
    if (shared.writes++ == 0) {
      shared.begin();
      std::this_thread::sleep_for(std::chrono::milliseconds(400)); // meanwhile as much comes as is gathered, and the waiter sleeps
    }
    shared.bytes += length;
    return 0;
  };
  ClipService service(3 << 20);
  Settings settings = service.settings();
  settings["background_io"] = "1";
  const Client client = make_client(settings);
  const Task task = submit(client, make_request("a lighthouse"));
  Shared shared;
  std::atomic<bool> over{false};
  std::thread waiter;
  shared.begin = [&] {
    waiter = std::thread([&] {
      while (kling_wait(client.get(), task.get(), -1, nullptr) == KLING_E_AGAIN) {
      }
      over = true;
    });
  };
  ASSERT_EQ(kling_task_save_with(task.get(), 0, write, nullptr, &shared, nullptr), KLING_OK);
  while (!waiter.joinable()) {
    kling_poll(client.get(), 0, nullptr);
  }
  for (int turn = 0; turn < 1000 && !over; ++turn) { // nobody ticks any more
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_TRUE(over) << "the waiter sleeps on";
  while (!over) {
    kling_poll(client.get(), 0, nullptr);
  }
  waiter.join();
  EXPECT_EQ(shared.bytes, service.clip().size());
}

} // namespace
} // namespace kling::test
