#include <atomic>
#include <gtest/gtest.h>
#include <thread>

#include "catalog/kind.hpp"
#include "client/event.hpp"

namespace kling::client {
namespace {

engine::TaskPtr make_task() {
  return engine::TaskPtr::adopt(new engine::Task(*catalog::find_kind("text2video"), nullptr));
}

bool push(EventQueue &queue, const engine::TaskPtr &task, int32_t type, int32_t state) {
  engine::Happening happening;
  happening.type = type;
  happening.task = task;
  happening.state = state;
  queue.prepare();
  return queue.push(std::move(happening));
}

std::vector<std::pair<int32_t, int32_t>> drain(EventQueue &queue) {
  std::vector<std::pair<int32_t, int32_t>> out;
  while (const std::unique_ptr<Event> event = queue.pop()) {
    out.emplace_back(event->type(), event->state());
  }
  EXPECT_TRUE(queue.empty());
  return out;
}

using List = std::vector<std::pair<int32_t, int32_t>>;

TEST(EventQueue, SaysWhenItWasEmptyBefore) {
  EventQueue queue;
  const engine::TaskPtr task = make_task();
  EXPECT_TRUE(push(queue, task, KLING_EVENT_STATE, 1));
  EXPECT_FALSE(push(queue, task, KLING_EVENT_STATE, 2)) << "in the place of the older one";
  EXPECT_FALSE(push(queue, task, KLING_EVENT_PROGRESS, 2));
  EXPECT_EQ(queue.size(), 2U);
  drain(queue);
  EXPECT_TRUE(push(queue, task, KLING_EVENT_STATE, 3));
}

/// One puts in, two take: nothing is lost or told twice.
TEST(EventQueue, IsTakenFromWhileAnotherThreadPutsIn) {
  EventQueue queue;
  std::vector<engine::TaskPtr> tasks;
  for (int i = 0; i < 200; ++i) {
    tasks.push_back(make_task());
  }
  std::atomic<int> taken{0};
  std::vector<std::thread> takers;
  for (int i = 0; i < 2; ++i) {
    takers.emplace_back([&] {
      while (taken < 200) {
        taken += queue.pop() != nullptr ? 1 : 0;
      }
    });
  }
  for (const engine::TaskPtr &task : tasks) {
    push(queue, task, KLING_EVENT_STATE, 1);
  }
  for (std::thread &taker : takers) {
    taker.join();
  }
  EXPECT_EQ(taken, 200);
  EXPECT_TRUE(queue.empty());
}

TEST(EventQueue, HoldsOnePerTypeAndTaskTheNewerLast) {
  EventQueue queue;
  const engine::TaskPtr one = make_task();
  const engine::TaskPtr two = make_task();
  push(queue, one, KLING_EVENT_STATE, 1);
  push(queue, two, KLING_EVENT_STATE, 2);
  push(queue, one, KLING_EVENT_PROGRESS, 3);
  push(queue, one, KLING_EVENT_STATE, 4);
  EXPECT_EQ(queue.size(), 3U);
  EXPECT_EQ(drain(queue), (List{{KLING_EVENT_STATE, 2}, {KLING_EVENT_PROGRESS, 3}, {KLING_EVENT_STATE, 4}}));
  push(queue, one, KLING_EVENT_STATE, 5);
  EXPECT_EQ(drain(queue), (List{{KLING_EVENT_STATE, 5}}));
}

TEST(EventQueue, DropsThoseOfOneTask) {
  EventQueue queue;
  const engine::TaskPtr one = make_task();
  const engine::TaskPtr two = make_task();
  push(queue, one, KLING_EVENT_STATE, 1);
  push(queue, two, KLING_EVENT_STATE, 2);
  push(queue, one, KLING_EVENT_FINAL, 3);
  queue.drop(*one);
  EXPECT_EQ(drain(queue), (List{{KLING_EVENT_STATE, 2}}));
  push(queue, two, KLING_EVENT_FINAL, 4);
  queue.clear();
  EXPECT_EQ(queue.pop(), nullptr);
}

TEST(EventQueue, AnEventTakesTheTagOfItsTime) {
  EventQueue queue;
  const engine::TaskPtr task = make_task();
  task->tag = 7;
  push(queue, task, KLING_EVENT_STATE, 1);
  task->tag = 8;
  const std::unique_ptr<Event> event = queue.pop();
  EXPECT_EQ(event->tag(), 7U);
  EXPECT_EQ(event->task(), task.get());
}

TEST(EventQueue, PreparingTwiceIsNothingMore) {
  EventQueue queue;
  const engine::TaskPtr task = make_task();
  queue.prepare();
  queue.prepare();
  EXPECT_TRUE(queue.empty());
  push(queue, task, KLING_EVENT_STATE, 1);
  EXPECT_EQ(queue.size(), 1U);
}

} // namespace
} // namespace kling::client
