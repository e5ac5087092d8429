// Design 3.3: what deadline, detach, shutdown and cancel make of a task, wherever it is.
#include <algorithm>

#include "world.hpp"

namespace kling::engine {

namespace {

constexpr int64_t far = 20 * minute; // every task of this file has that long

/// Brings the last job of a world into one phase.
struct Stage {
  std::string name;
  Phase phase;
  std::function<void(World &)> set;
};

void until(World &world, Phase phase) {
  EXPECT_TRUE(world.run_until([&] { return world.jobs.back().task->phase == phase; })) << static_cast<int>(phase);
}

Submit order() {
  Submit what;
  what.deadline_ms = far;
  return what;
}

Submit saving_order() {
  Submit what = order();
  what.save_path = "/out/clip.mp4";
  return what;
}

const std::vector<Stage> stages = {
    {"queued", Phase::queued,
     [](World &world) {
       world.on_create = [](const Sent &) { return refused(429, 1303, "full", "7200"); };
       world.submit(order());
       world.run_for(1 * minute);
     }},
    {"pausing", Phase::pausing,
     [](World &world) {
       world.on_create = [](const Sent &) { return refused(429, 1302, "slow", "7200"); };
       world.submit(order());
       world.run_for(1 * minute);
     }},
    {"recording the intent", Phase::recording_intent,
     [](World &world) {
       world.journal_held = true;
       world.submit(order());
     }},
    {"sending", Phase::sending,
     [](World &world) {
       world.on_create = [](const Sent &) { return no_answer(); };
       world.submit(order());
     }},
    {"settling", Phase::settling,
     [](World &world) {
       world.on_create = [](const Sent &) { return lost(); };
       world.on_look = [](const Sent &) { return lost(); };
       world.submit(order());
       world.run_for(1 * second);
     }},
    {"looking", Phase::looking,
     [](World &world) {
       world.on_create = [](const Sent &) { return lost(); };
       world.on_look = [](const Sent &) { return no_answer(); };
       world.submit(order());
       world.run_for(5 * second);
     }},
    {"queued to be sent again", Phase::queued,
     [](World &world) {
       world.creates = {lost(), refused(429, 1303, "full", "7200")};
       world.on_look = [](const Sent &) { return not_found(); };
       world.submit(order());
       world.run_for(2 * minute);
     }},
    {"identifying", Phase::identifying,
     [](World &world) {
       world.on_create = [](const Sent &) { return refused(400, 1201, "External_task_id k1-test1 already exists"); };
       world.on_look = [](const Sent &) { return no_answer(); };
       world.submit(order());
       world.run_for(1 * second);
     }},
    {"identifying after a lost reply", Phase::identifying,
     [](World &world) {
       world.creates = {lost(), refused(400, 1201, "External_task_id k1-test1 already exists")};
       world.looks.assign(5, not_found());
       world.on_look = [](const Sent &) { return no_answer(); };
       world.submit(order());
       world.run_for(2 * minute);
     }},
    {"recording the id", Phase::recording_id,
     [](World &world) {
       world.submit(order());
       world.journal_held = true;
       until(world, Phase::recording_id);
     }},
    {"watching", Phase::watching,
     [](World &world) {
       world.on_look = [](const Sent &look) { return told(look.url.substr(look.url.rfind('/') + 1), "processing"); };
       world.submit(order());
       world.run_for(1 * minute + 50);
       until(world, Phase::watching);
     }},
    {"polling", Phase::polling,
     [](World &world) {
       world.on_look = [](const Sent &) { return no_answer(); };
       world.submit(order());
       until(world, Phase::polling);
     }},
    {"saving", Phase::saving,
     [](World &world) {
       world.on_save = [](const SaveStart &) { return SaveAnswer{SaveEnd::saved, {}, 0, true}; };
       world.submit(saving_order());
       until(world, Phase::saving);
     }},
    {"saving, between two tries", Phase::saving,
     [](World &world) {
       world.on_save = [](const SaveStart &) { return SaveAnswer{SaveEnd::broken, {}, 0, false}; };
       world.submit(saving_order());
       until(world, Phase::saving);
       world.run_for(200);
     }},
    {"saving, asking for a link", Phase::saving,
     [](World &world) {
       world.on_save = [](const SaveStart &) { return SaveAnswer{SaveEnd::link_refused, {}, 0, false}; };
       world.submit(saving_order());
       until(world, Phase::saving);
       world.on_look = [](const Sent &) { return no_answer(); };
       world.run_for(200);
     }},
    {"recording the end", Phase::recording_end,
     [](World &world) {
       world.submit(order());
       until(world, Phase::polling);
       world.journal_held = true;
       until(world, Phase::recording_end);
     }},
    {"ended", Phase::ended,
     [](World &world) {
       world.submit(order());
       world.run();
     }},
};

struct Outcome {
  std::string stage;
  int32_t state;       // by deadline, detach and shutdown
  kling_status status; // of the task's error
  bool can_cancel;
};

const std::vector<Outcome> outcomes = {
    {"queued", KLING_TASK_CANCELLED, KLING_E_CANCELLED, true},
    {"pausing", KLING_TASK_CANCELLED, KLING_E_CANCELLED, true},
    {"recording the intent", KLING_TASK_CANCELLED, KLING_E_CANCELLED, true},
    {"sending", KLING_TASK_UNKNOWN, KLING_E_SUBMIT_UNKNOWN, false},
    {"settling", KLING_TASK_UNKNOWN, KLING_E_SUBMIT_UNKNOWN, false},
    {"looking", KLING_TASK_UNKNOWN, KLING_E_SUBMIT_UNKNOWN, false},
    {"queued to be sent again", KLING_TASK_UNKNOWN, KLING_E_SUBMIT_UNKNOWN, false},
    {"identifying", KLING_TASK_REJECTED, KLING_E_CONFLICT, false},
    {"identifying after a lost reply", KLING_TASK_UNKNOWN, KLING_E_SUBMIT_UNKNOWN, false},
    {"recording the id", KLING_TASK_DETACHED, KLING_E_DETACHED, false},
    {"watching", KLING_TASK_DETACHED, KLING_E_DETACHED, false},
    {"polling", KLING_TASK_DETACHED, KLING_E_DETACHED, false},
    {"saving", KLING_TASK_SUCCEEDED, KLING_E_DOWNLOAD, false},
    {"saving, between two tries", KLING_TASK_SUCCEEDED, KLING_E_DOWNLOAD, false},
    {"saving, asking for a link", KLING_TASK_SUCCEEDED, KLING_E_DOWNLOAD, false},
    {"recording the end", KLING_TASK_SUCCEEDED, KLING_OK, false},
    {"ended", KLING_TASK_SUCCEEDED, KLING_OK, false},
};

void each_stage(const std::function<void(World &, Job &, const Outcome &)> &act) {
  ASSERT_EQ(stages.size(), outcomes.size());
  for (std::size_t i = 0; i < stages.size(); ++i) {
    SCOPED_TRACE(stages[i].name);
    ASSERT_EQ(stages[i].name, outcomes[i].stage);
    Scene scene;
    scene.settings.max_retries = 1000000;
    World world(std::move(scene));
    stages[i].set(world);
    Job &job = world.jobs.back();
    ASSERT_EQ(job.task->phase, stages[i].phase);
    act(world, job, outcomes[i]);
    const std::size_t posts = world.posts().size();
    EXPECT_EQ(job.of(KLING_EVENT_FINAL).size(), 1U);
    world.run_for(24 * hour);
    EXPECT_EQ(world.posts().size(), posts); // nothing is sent for it any more
    EXPECT_TRUE(world.engine->at_rest());
  }
}

TEST(Ending, Deadline) {
  each_stage([](World &world, Job &job, const Outcome &outcome) {
    world.journal_held = false;
    const bool waits_for_journal = job.task->phase == Phase::recording_end;
    if (waits_for_journal) {
      world.run_for(far);
      EXPECT_FALSE(job.task->final());
      world.release_journal();
    }
    world.run_for(far);
    EXPECT_EQ(job.state(), outcome.state);
    EXPECT_EQ(job.task->error.status, outcome.status);
    world.release_journal();
    if (outcome.status != KLING_OK) {
      EXPECT_EQ(job.of(KLING_EVENT_FINAL).front().at, far);
    }
  });
}

TEST(Ending, Detach) {
  each_stage([](World &world, Job &job, const Outcome &outcome) {
    const bool over = job.task->phase == Phase::recording_end || job.task->phase == Phase::ended;
    EXPECT_EQ(world.engine->detach(*job.task, world.now()), over ? KLING_E_STATE : KLING_OK);
    EXPECT_EQ(world.engine->detach(*job.task, world.now()), KLING_E_STATE);
    world.release_journal();
    EXPECT_EQ(job.state(), outcome.state);
    EXPECT_EQ(job.task->error.status, outcome.status);
    if (outcome.state == KLING_TASK_DETACHED || outcome.state == KLING_TASK_SUCCEEDED) {
      EXPECT_FALSE(job.id().empty());
    }
    if (outcome.status == KLING_E_DETACHED) {
      EXPECT_EQ(job.task->error.task_id, job.task->id.view());
    }
  });
}

TEST(Ending, ShutdownWithoutTime) {
  each_stage([](World &world, Job &job, const Outcome &outcome) {
    world.shutdown(0);
    EXPECT_EQ(job.state(), outcome.state);
    EXPECT_EQ(job.task->error.status, outcome.status);
  });
}

TEST(Ending, ShutdownWithTime) {
  each_stage([](World &world, Job &job, const Outcome &outcome) {
    world.journal_held = false;
    world.shutdown(10 * second);
    EXPECT_EQ(job.state(), outcome.state);
    EXPECT_EQ(job.task->error.status, outcome.status);
  });
}

TEST(Ending, Cancel) {
  each_stage([](World &world, Job &job, const Outcome &outcome) {
    EXPECT_EQ(world.engine->cancel(*job.task, world.now()), outcome.can_cancel ? KLING_OK : KLING_E_STATE);
    world.release_journal();
    if (outcome.can_cancel) {
      EXPECT_EQ(job.state(), KLING_TASK_CANCELLED);
      EXPECT_EQ(job.task->error.status, KLING_E_CANCELLED);
    } else {
      world.shutdown(0);
      EXPECT_EQ(job.state(), outcome.state);
    }
  });
}

TEST(Ending, ShutdownLetsCreatesUnderWayFinish) {
  struct Row {
    Answer answer;
    int32_t state;
  };
  const std::vector<Row> rows = {
      {by_service(), KLING_TASK_DETACHED},   {refused(400, 1201), KLING_TASK_REJECTED},  {lost(), KLING_TASK_UNKNOWN},
      {unreachable(), KLING_TASK_CANCELLED}, {refused(429, 1303), KLING_TASK_CANCELLED}, {refused(429, 1302), KLING_TASK_CANCELLED}};
  for (const Row &row : rows) {
    World world;
    world.creates = {row.answer};
    world.creates.front().after_ms = 5 * second;
    Job &job = world.submit();
    world.shutdown(10 * second);
    EXPECT_EQ(job.state(), row.state);
    EXPECT_EQ(world.elapsed(), 5 * second);
    EXPECT_EQ(job.id().empty(), row.state != KLING_TASK_DETACHED);
    EXPECT_EQ(world.posts().size(), 1U);
  }
}

TEST(Ending, ShutdownRecordsTheIdThatCame) {
  World world;
  world.journal_after_ms = 300;
  Job &job = world.submit();
  world.run_for(300);
  world.shutdown(10 * second);
  EXPECT_EQ(job.state(), KLING_TASK_DETACHED);
  EXPECT_NE(world.journal.back().record.find("\"task_id\""), std::string::npos);
}

TEST(Ending, AfterShutdownNothingIsTaken) {
  World world;
  Job &job = world.submit();
  world.run();
  world.shutdown(0);
  Error error;
  EXPECT_EQ(world.try_submit({}, error), KLING_E_STATE);
  EXPECT_EQ(world.engine->save(*job.task, 0, "/out/x", nullptr, world.now(), error), KLING_E_STATE);
  EXPECT_EQ(world.engine->cancel(*job.task, world.now()), KLING_E_STATE);
  world.shutdown(0); // once more does no harm
}

TEST(Ending, LateAnswersForAWithdrawnTaskChangeNothing) {
  for (const Answer &answer : {by_service(), refused(429, 1303), refused(400, 1200), lost(), unreachable()}) {
    World world;
    world.creates = {answer};
    world.creates.front().after_ms = 2 * minute;
    Submit what;
    what.deadline_ms = 1 * minute;
    Job &job = world.submit(what);
    world.run_for(90 * second);
    EXPECT_EQ(job.state(), KLING_TASK_UNKNOWN);
    EXPECT_EQ(world.dropped_exchanges.size(), 1U);
    world.run();
    EXPECT_EQ(job.state(), KLING_TASK_UNKNOWN);
    EXPECT_EQ(world.posts().size(), 1U);
  }
}

TEST(Ending, AWithdrawnTaskMakesRoomForTheNext) {
  for (const Stage &stage : stages) {
    if (stage.name.find("queued") != std::string::npos || stage.name == "pausing") {
      continue; // these hold the gate shut by what the service said
    }
    SCOPED_TRACE(stage.name);
    Scene scene;
    scene.settings.max_active_tasks = 1;
    World world(std::move(scene));
    stage.set(world);
    Job &before = world.jobs.back();
    world.on_create = [](const Sent &) { return by_service(); };
    world.on_look = [](const Sent &) { return by_service(); };
    world.creates.clear();
    world.looks.clear();
    Job &next = world.submit(order());
    static_cast<void>(world.engine->detach(*before.task, world.now()));
    world.release_journal();
    world.run();
    EXPECT_EQ(next.state(), KLING_TASK_SUCCEEDED);
  }
}

TEST(Ending, DeadlinesOfEverySize) {
  struct Row {
    int64_t of_client;
    int64_t of_request;
    int64_t expected; // never: none in a hundred years
  };
  for (const Row &row : {Row{6 * hour, 0, 6 * hour}, Row{6 * hour, 1, 1}, Row{1 * hour, 12 * hour, 12 * hour}, Row{never, 0, never},
                         Row{1 * hour, never, never}}) {
    Scene scene;
    scene.settings.deadline_ms = row.of_client;
    World world(std::move(scene));
    world.on_create = [](const Sent &) { return no_answer(); };
    Submit what;
    what.deadline_ms = row.of_request;
    Job &job = world.submit(what);
    world.run();
    EXPECT_EQ(job.task->final(), row.expected != never);
    if (row.expected != never) {
      EXPECT_EQ(world.elapsed(), row.expected);
    }
  }
}

TEST(Ending, Counts) {
  Scene scene;
  scene.settings.max_active_tasks = 1;
  World world(std::move(scene));
  world.submit();
  Job &second_job = world.submit();
  world.submit();
  EXPECT_EQ(world.engine->counts().waiting, 2U);
  EXPECT_EQ(world.engine->counts().open, 1U);
  EXPECT_EQ(world.engine->unfinished(), 3U);
  EXPECT_EQ(world.engine->cancel(*second_job.task, world.now()), KLING_OK);
  world.run();
  EXPECT_EQ(world.engine->counts().waiting, 0U);
  EXPECT_EQ(world.engine->counts().open, 0U);
  EXPECT_EQ(world.engine->counts().final, 3U);
  EXPECT_EQ(world.engine->unfinished(), 0U);
  EXPECT_EQ(world.posts().size(), 2U);
}

TEST(Ending, AnEngineMayGoWithoutShutdown) {
  World world;
  world.on_look = [](const Sent &) { return no_answer(); };
  Job &job = world.submit();
  world.run_for(1 * minute);
  EXPECT_FALSE(job.task->final());
  world.engine->begin_shutdown(world.now()); // and the rest is never asked for
}

} // namespace

} // namespace kling::engine
