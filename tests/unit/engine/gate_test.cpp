// Design 4.1: the slot gate.
#include <algorithm>

#include "world.hpp"

namespace kling::engine {

namespace {

// The gate by itself

struct Queue {
  Task &add(int32_t slots = 1) {
    TaskPtr task = TaskPtr::adopt(new Task(*catalog::find_kind("text2video"), nullptr));
    task->number = ++last;
    task->sending = std::make_unique<Task::Sending>();
    task->sending->prepared.slots = slots;
    gate.enqueue(*task);
    tasks.push_back(task);
    return *tasks.back();
  }
  Task &send(int64_t now) {
    EXPECT_TRUE(gate.open(now));
    Task &task = *gate.oldest();
    gate.leave(task);
    gate.sent(task.sending->prepared.slots);
    return task;
  }
  void refuse(Task &task, int64_t now, int64_t retry_after_ms = -1, double jitter = 1) {
    gate.refused(task.sending->prepared.slots, now, jitter, retry_after_ms);
    gate.enqueue(task);
  }
  Gate gate{"video", "kling-v1"};
  uint64_t last = 0;
  std::vector<TaskPtr> tasks;
};

TEST(Gate, KnowsNoLimitBeforeTheFirstRefusal) {
  Queue queue;
  EXPECT_FALSE(queue.gate.open(0));
  EXPECT_EQ(queue.gate.due(), never);
  for (int i = 0; i < 10; ++i) {
    queue.add();
  }
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(queue.send(0).number, static_cast<uint64_t>(i + 1));
  }
}

TEST(Gate, LearnsTheCapacityAndProbesOneAtATime) {
  Queue queue;
  for (int i = 0; i < 4; ++i) {
    queue.add();
  }
  Task &first = queue.send(0);
  Task &second_one = queue.send(0);
  Task &third = queue.send(0);
  queue.gate.taken(1, 0);
  queue.gate.taken(1, 0);
  queue.refuse(third, 0);
  EXPECT_FALSE(queue.gate.open(999));
  EXPECT_EQ(queue.gate.due(), 1000);
  Task &probe = queue.send(1000);
  EXPECT_EQ(&probe, &third); // the oldest
  EXPECT_FALSE(queue.gate.open(100000));
  EXPECT_EQ(queue.gate.due(), never);
  queue.refuse(probe, 1100);
  EXPECT_EQ(queue.gate.due(), 3100);
  queue.gate.left(1); // a finish opens it at once
  EXPECT_TRUE(queue.gate.open(1200));
  queue.send(1200);
  queue.gate.taken(1, 1300);
  EXPECT_FALSE(queue.gate.open(1300));
  static_cast<void>(first);
  static_cast<void>(second_one);
}

TEST(Gate, ProbesDoubleToThirtySecondsWithJitterAndObeyRetryAfter) {
  Queue queue;
  Task &task = queue.add();
  int64_t now = 0;
  for (const int64_t expected : {1000, 2000, 4000, 8000, 16000, 30000, 30000}) {
    queue.send(now);
    queue.refuse(task, now);
    EXPECT_EQ(queue.gate.due() - now, expected);
    now = queue.gate.due();
  }
  queue.send(now);
  queue.refuse(task, now, 45000);
  EXPECT_EQ(queue.gate.due() - now, 45000);
  now = queue.gate.due();
  queue.send(now);
  queue.refuse(task, now, -1, 0.9);
  EXPECT_EQ(queue.gate.due() - now, 27000);
}

TEST(Gate, ABurstOfRefusalsCountsAsOne) {
  Queue queue;
  for (int i = 0; i < 8; ++i) {
    queue.add();
  }
  std::vector<Task *> burst;
  for (int i = 0; i < 8; ++i) {
    burst.push_back(&queue.send(0));
  }
  for (Task *task : burst) {
    queue.refuse(*task, 0);
  }
  EXPECT_EQ(queue.gate.due(), 1000);
}

TEST(Gate, MoreRoomThanKnownIsFilledAtOnceOneByOne) {
  Queue queue;
  for (int i = 0; i < 4; ++i) {
    queue.add();
  }
  queue.refuse(queue.send(0), 0); // somebody else held everything
  queue.send(1000);
  EXPECT_FALSE(queue.gate.open(1000));
  queue.gate.taken(1, 1200);
  EXPECT_TRUE(queue.gate.open(1200));
  queue.send(1200);
  EXPECT_FALSE(queue.gate.open(5000));
  queue.gate.taken(1, 1400);
  EXPECT_TRUE(queue.gate.open(1400));
}

TEST(Gate, SlotsWeigh) {
  Queue queue;
  queue.add(4);
  queue.add(3);
  queue.add(1);
  queue.send(0);
  Task &big = queue.send(0);
  queue.gate.taken(4, 0);
  queue.refuse(big, 0);
  EXPECT_FALSE(queue.gate.open(500));
  queue.gate.left(4);
  EXPECT_EQ(&queue.send(500), &big);
  queue.gate.taken(3, 600);
  EXPECT_EQ(&queue.send(600), queue.tasks[2].get()); // 3 + 1 fit into the 4
  queue.gate.taken(1, 700);
}

// With an engine

int most_running(World &world, std::string_view model) {
  return static_cast<int>(world.service->tasks().running(sim::Pack::video, model));
}

TEST(SlotGate, ManyTasksThroughFiveSlotsInOrder) {
  Scene scene;
  scene.service.slots = 5;
  scene.service.processing_ms = 60000;
  World world(std::move(scene));
  for (int i = 0; i < 100; ++i) {
    world.submit();
  }
  world.run();
  int64_t before = 0;
  for (const Job &job : world.jobs) {
    EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
    EXPECT_EQ(world.service->tasks().by_external_id(job.task->external_id.view())->task_id, job.task->id.view());
    const int64_t accepted = job.task->times[KLING_TIME_ACCEPTED];
    EXPECT_GE(accepted, before);
    before = accepted;
  }
  EXPECT_EQ(world.service->tasks().all().size(), 100U);
  const std::size_t refusals = world.posts().size() - 100;
  EXPECT_GE(refusals, 1U);
  EXPECT_LE(refusals, 160U); // 20 rounds of a minute and more, and five or six probes in each
  // It keeps the slots busy: 20 rounds of 60 s, each noticed within the poll interval.
  EXPECT_LT(world.elapsed(), 20 * 2 * minute);
}

TEST(SlotGate, NeverCountsAgainstRetriesOnlyTheDeadlineEndsIt) {
  Scene scene;
  scene.service.slots = 0;
  scene.settings.max_retries = 2;
  World world(std::move(scene));
  Submit what;
  what.deadline_ms = 2 * hour;
  Job &job = world.submit(what);
  Job &behind = world.submit(what);
  world.run();
  for (const Job *each : {&job, &behind}) {
    EXPECT_EQ(each->state(), KLING_TASK_CANCELLED);
    EXPECT_EQ(each->task->error.status, KLING_E_CANCELLED);
    EXPECT_EQ(each->task->error.message, "the deadline passed; the task was not sent");
  }
  EXPECT_EQ(world.elapsed(), 2 * hour);
  const std::vector<int64_t> times = world.times("POST");
  EXPECT_GT(times.size(), 200U);
  EXPECT_LT(times.size(), 300U); // one in 30 s ± 10 %
  EXPECT_EQ(job.of(KLING_EVENT_FINAL).front().at, 2 * hour);
}

TEST(SlotGate, OneProbeAtATime) {
  World world;
  world.creates = {refused(429, 1303)};
  world.on_create = [](const Sent &) {
    Answer slow = refused(429, 1303);
    slow.after_ms = 10 * second;
    return slow;
  };
  for (int i = 0; i < 5; ++i) {
    world.submit();
  }
  world.run_for(10 * minute);
  const std::vector<int64_t> times = world.times("POST");
  for (std::size_t i = 6; i < times.size(); ++i) {
    EXPECT_GE(times[i] - times[i - 1], 10 * second);
  }
  for (std::size_t i = 6; i < times.size(); ++i) {
    EXPECT_NE(world.posts()[i].body.find(world.jobs[0].external_id() + "\""), std::string::npos); // the oldest, always
  }
}

TEST(SlotGate, AFinishOfOursSendsTheNextAtOnce) {
  Scene scene;
  scene.service.slots = 1;
  scene.service.processing_ms = 10 * minute;
  World world(std::move(scene));
  Job &first = world.submit();
  Job &next = world.submit();
  world.run();
  EXPECT_EQ(next.state(), KLING_TASK_SUCCEEDED);
  const int64_t freed = first.of(KLING_EVENT_FINAL).front().at;
  const std::vector<int64_t> posts = world.times("POST");
  EXPECT_EQ(posts.back(), freed);
}

TEST(SlotGate, RetryAfterOfARefusal) {
  World world;
  world.creates = {refused(429, 1303, "full", "40")};
  Job &job = world.submit();
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(world.times("POST"), (std::vector<int64_t>{0, 40100}));
}

TEST(SlotGate, ModelsAreIndependent) {
  World world;
  world.on_create = [&](const Sent &request) {
    return request.body.find("kling-v2-master") == std::string::npos ? refused(429, 1303) : by_service();
  };
  for (int i = 0; i < 20; ++i) {
    world.submit();
  }
  Submit other;
  other.model = "kling-v2-master";
  Job &free_one = world.submit(other);
  world.run_for(2 * minute);
  EXPECT_EQ(free_one.state(), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(free_one.of(KLING_EVENT_STATE).front().at, 100); // as soon as one of the creates under way was answered
}

TEST(SlotGate, ALongQueueOfOneModelDoesNotKeepAnotherWaiting) {
  Scene scene;
  scene.settings.max_sending = 1;
  World world(std::move(scene));
  world.submit();
  for (int i = 0; i < 3; ++i) {
    Submit other;
    other.model = i == 1 ? "kling-v2-master" : "";
    world.submit(other);
  }
  world.run();
  std::vector<std::string> order;
  for (const Sent &post : world.posts()) {
    order.push_back(post.body.substr(post.body.find("k1-test"), 8));
  }
  EXPECT_EQ(order, (std::vector<std::string>{"k1-test1", "k1-test2", "k1-test3", "k1-test4"}));
}

TEST(SlotGate, MaxActiveTasksHoldsWhateverTheServiceAllows) {
  Scene scene;
  scene.settings.max_active_tasks = 3;
  scene.service.processing_ms = 60000;
  World world(std::move(scene));
  int most = 0;
  world.on_look = [&](const Sent &) {
    most = std::max(most, most_running(world, "kling-v1"));
    return by_service();
  };
  for (int i = 0; i < 12; ++i) {
    world.submit();
  }
  EXPECT_EQ(world.posts().size(), 3U);
  world.run();
  EXPECT_EQ(most, 3);
  EXPECT_EQ(world.posts().size(), 12U);
}

TEST(SlotGate, MaxSendingLimitsTheCreatesUnderWay) {
  Scene scene;
  scene.settings.max_sending = 2;
  World world(std::move(scene));
  for (int i = 0; i < 10; ++i) {
    world.submit();
  }
  EXPECT_EQ(world.posts().size(), 2U);
  world.run_for(100);
  EXPECT_EQ(world.posts().size(), 4U);
  world.run();
  EXPECT_EQ(world.posts().size(), 10U);
}

TEST(SlotGate, MaxQueuedTasks) {
  Scene scene;
  scene.settings.max_active_tasks = 1;
  scene.settings.max_queued_tasks = 3; // the one that was sent counts too
  World world(std::move(scene));
  world.submit();
  world.run_for(1);
  world.submit();
  world.submit();
  Error error;
  EXPECT_EQ(world.try_submit({}, error), KLING_E_QUEUE_FULL);
  EXPECT_EQ(error.retryable, 1);
  EXPECT_EQ(world.engine->counts().waiting, 2U);
  world.run();
  EXPECT_EQ(world.try_submit({}, error), KLING_OK);
  world.run();
}

TEST(SlotGate, ARequestOfManySlotsWaitsForThem) {
  World world;
  int64_t held = 0;
  const auto slots_of = [](const Sent &post) { return post.body.find("wide") == std::string::npos ? 1 : 3; };
  world.on_create = [&](const Sent &post) {
    if (held + slots_of(post) > 3) {
      return refused(429, 1303);
    }
    held += slots_of(post);
    return created(std::to_string(100 + held + static_cast<int64_t>(world.posts().size()) * 10));
  };
  world.on_look = [&](const Sent &look) {
    --held;
    return finished(look.url.substr(look.url.rfind('/') + 1), {});
  };
  world.submit();
  world.submit();
  Submit wide;
  wide.prompt = "wide";
  wide.slots = 3;
  Job &job = world.submit(wide);
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
}

} // namespace

} // namespace kling::engine
