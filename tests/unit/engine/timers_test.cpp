#include <gtest/gtest.h>
#include <random>
#include <vector>

#include "engine/timers.hpp"

namespace kling::engine {

namespace {

TEST(Timers, TheEarlierOfDueAndDeadlineIsNextWhateverChanges) {
  Timers timers;
  std::vector<TaskPtr> tasks;
  for (int i = 0; i < 200; ++i) {
    tasks.push_back(TaskPtr::adopt(new Task(*catalog::find_kind("text2video"), nullptr)));
  }
  EXPECT_EQ(timers.next(), never);
  EXPECT_EQ(timers.first(), nullptr);
  std::mt19937 random(7); // NOLINT(cert-msc32-c,cert-msc51-cpp): the same run every time
  const auto pick = [&](int64_t range) { return static_cast<int64_t>(random()) % range; };
  for (int step = 0; step < 20000; ++step) {
    Task &task = *tasks[static_cast<std::size_t>(pick(200))];
    switch (pick(4)) {
    case 0:
      task.due = pick(1000);
      timers.update(task);
      break;
    case 1:
      task.deadline = pick(1000);
      timers.update(task);
      break;
    case 2:
      task.due = never;
      timers.update(task);
      break;
    default:
      task.due = task.deadline = never;
      timers.remove(task);
      break;
    }
    int64_t expected = never;
    for (const TaskPtr &each : tasks) {
      expected = std::min({expected, each->due, each->deadline});
    }
    ASSERT_EQ(timers.next(), expected);
    if (expected != never) {
      ASSERT_EQ(std::min(timers.first()->due, timers.first()->deadline), expected);
    }
  }
}

TEST(Timers, RemovingWhatIsNotThereIsNothing) {
  Timers timers;
  const TaskPtr task = TaskPtr::adopt(new Task(*catalog::find_kind("text2video"), nullptr));
  timers.remove(*task);
  task->due = 5;
  timers.update(*task);
  timers.remove(*task);
  timers.remove(*task);
  EXPECT_EQ(timers.next(), never);
}

} // namespace

} // namespace kling::engine
