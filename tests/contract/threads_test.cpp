#include <atomic>
#include <gtest/gtest.h>
#include <mutex>
#include <thread>

#include "support/pretend_service.hpp"
#include "support/unhurried.hpp"

namespace kling::test {
namespace {

kling_stats stats_of(const Client &client) {
  kling_stats stats = KLING_STATS_INIT;
  EXPECT_EQ(kling_client_stats(client.get(), &stats), KLING_OK);
  return stats;
}

/// Several threads submit, wait, cancel, attach, look and wake, others poll and pull: each task ends once and is told once.
TEST(Threads, ShareOneClient) {
  const PretendService service({"processing", "succeed"});
  const Client client = make_client(service.settings());
  constexpr int submitters = 3;
  constexpr int each = 8;
  std::atomic<bool> over{false};
  std::atomic<int> finals{0};
  std::mutex kept_lock;
  std::vector<Task> kept;
  std::vector<std::thread> pollers;
  for (int i = 0; i < 2; ++i) {
    pollers.emplace_back([&, i] {
      while (!over) {
        EXPECT_EQ(kling_poll(client.get(), i == 0 ? 20 : -1, nullptr), KLING_OK);
        while (const Event event = next_event(client)) {
          finals += kling_event_type(event.get()) == KLING_EVENT_FINAL ? 1 : 0;
          EXPECT_NE(kling_task_state(kling_event_task(event.get())), 0);
        }
        std::this_thread::yield();
      }
    });
  }
  std::vector<std::thread> threads;
  for (int i = 0; i < submitters; ++i) {
    threads.emplace_back([&, i] {
      for (int n = 0; n < each; ++n) {
        const Task task = submit(client, make_request("a lighthouse"), static_cast<uint64_t>(i * each + n));
        ASSERT_NE(task, nullptr);
        if (n % 4 == 3) {
          kling_task_cancel(task.get());
        } else if (n % 4 == 2) {
          continue; // given back before its end
        }
        const kling_status status = finish(client, task);
        EXPECT_TRUE(status == KLING_OK || status == KLING_E_CANCELLED) << status;
        const std::lock_guard lock(kept_lock);
        kept.emplace_back(kling_task_retain(task.get())); // its events are still wanted
      }
    });
  }
  std::thread looker([&] {
    while (!over) {
      stats_of(client);
      kling_client_next_timeout_ms(client.get());
      kling_client_wakeup(client.get());
      std::this_thread::yield();
    }
  });
  for (std::thread &thread : threads) {
    thread.join();
  }
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (finals < submitters * each && std::chrono::steady_clock::now() < end) {
    kling_poll(client.get(), 10, nullptr);
  }
  over = true;
  kling_client_wakeup(client.get());
  looker.join();
  for (std::thread &poller : pollers) {
    kling_client_wakeup(client.get());
    poller.join();
  }
  EXPECT_EQ(finals, submitters * each);
  EXPECT_EQ(stats_of(client).tasks_final, static_cast<uint64_t>(submitters * each));
}

TEST(Threads, OneMayShutDownWhatOthersUse) {
  for (int round = 0; round < 5; ++round) {
    const PretendService service({"processing"});
    const Client client = make_client(unhurried(service.settings()));
    std::atomic<int> submitted{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 2; ++i) {
      threads.emplace_back([&] {
        for (;;) {
          const Task task = submit(client, make_request("a lighthouse"));
          if (task == nullptr) {
            return;
          }
          ++submitted;
          const kling_status status = finish(client, task);
          EXPECT_GE(kling_task_state(task.get()), KLING_TASK_FINAL) << status;
        }
      });
    }
    threads.emplace_back([&] {
      while (kling_poll(client.get(), -1, nullptr) == KLING_OK) {
        while (next_event(client)) {
        }
      }
    });
    while (submitted < 2) {
      std::this_thread::yield();
    }
    EXPECT_EQ(kling_client_shutdown(client.get(), round % 2 == 0 ? 0 : 2000), KLING_OK);
    for (std::thread &thread : threads) {
      thread.join();
    }
    EXPECT_EQ(stats_of(client).tasks_open, 0U);
  }
}

} // namespace
} // namespace kling::test
