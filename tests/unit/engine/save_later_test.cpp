// Design 4.3: kling_task_save, before the end and on a final task.
#include "saving.hpp"

namespace kling::engine {

namespace {

TEST(SaveLater, OnAFinalTaskEndsWithASavedEvent) {
  World world;
  ends_at_once(world);
  Job &job = world.submit();
  world.run();
  world.saves = {{SaveEnd::saved, {500}, 1000, false}};
  Error error;
  EXPECT_EQ(world.engine->save(*job.task, 0, "/out/", nullptr, world.now(), error), KLING_OK);
  EXPECT_EQ(world.engine->unfinished(), 1U);
  EXPECT_TRUE(job.task->saves_open());
  world.run();
  EXPECT_FALSE(job.task->saves_open());
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  ASSERT_EQ(job.of(KLING_EVENT_SAVED).size(), 1U);
  EXPECT_EQ(job.of(KLING_EVENT_SAVED)[0].state, KLING_TASK_SUCCEEDED);
  EXPECT_EQ(job.of(KLING_EVENT_SAVED)[0].error.status, KLING_OK);
  EXPECT_EQ(job.of(KLING_EVENT_SAVED)[0].bytes_done, 1000);
  EXPECT_EQ(job.of(KLING_EVENT_PROGRESS)[0].bytes_done, 500);
  EXPECT_EQ(job.task->outputs[0].path.view(), "/out/7.mp4");
  EXPECT_GT(job.task->times[KLING_TIME_SAVED], 0);
  EXPECT_EQ(world.engine->unfinished(), 0U);
}

TEST(SaveLater, TriesAgainWhatSavingGaveUp) {
  World world;
  ends_at_once(world);
  world.saves = {failed(), failed(), good()};
  Job &job = world.submit(saving_to("/out/clip.mp4"));
  world.run();
  EXPECT_EQ(job.task->error.status, KLING_E_FILE);
  Error error;
  world.engine->save(*job.task, 0, "/out/clip.mp4", nullptr, world.now(), error);
  world.run();
  EXPECT_EQ(job.of(KLING_EVENT_SAVED).back().error.status, KLING_E_FILE);
  EXPECT_EQ(job.task->error.status, KLING_E_FILE);
  world.engine->save(*job.task, 0, "/out/clip.mp4", nullptr, world.now(), error);
  world.run();
  EXPECT_EQ(job.of(KLING_EVENT_SAVED).back().error.status, KLING_OK);
  EXPECT_EQ(job.task->error.status, KLING_OK);
  EXPECT_EQ(job.of(KLING_EVENT_SAVED).size(), 2U);
  EXPECT_EQ(job.of(KLING_EVENT_SAVED).back().bytes_done, 1000); // of this save alone
}

TEST(SaveLater, TheFirstFailureOfSeveralStays) {
  struct Row {
    SaveAnswer first;
    SaveAnswer second;
    kling_status status;
  };
  for (const Row &row : {Row{failed(), good(), KLING_E_FILE}, Row{good(), failed(), KLING_E_FILE}, Row{good(), good(), KLING_OK}}) {
    World world;
    ends_at_once(world, {"https://x/1", "https://x/2"});
    Job &job = world.submit();
    world.run();
    world.saves = {row.first, row.second};
    Error error;
    EXPECT_EQ(world.engine->save(*job.task, 0, "/out/1.mp4", nullptr, world.now(), error), KLING_OK);
    EXPECT_EQ(world.engine->save(*job.task, 1, "/out/2.mp4", nullptr, world.now(), error), KLING_OK);
    world.run();
    EXPECT_EQ(job.task->error.status, row.status);
    EXPECT_EQ(world.engine->save(*job.task, 0, "/out/3.mp4", nullptr, world.now(), error), KLING_OK);
    EXPECT_EQ(job.task->error.status, KLING_OK); // a new turn
    world.run();
    EXPECT_EQ(job.task->error.status, KLING_OK);
  }
}

TEST(SaveLater, CountsItsOwnBytesOnly) {
  World world;
  ends_at_once(world);
  Job &job = world.submit(saving_to("/out/1.mp4"));
  world.run();
  Error error;
  for (const char *path : {"/out/2.mp4", "/out/3.mp4"}) {
    world.engine->save(*job.task, 0, path, nullptr, world.now(), error);
    world.run();
    EXPECT_EQ(job.of(KLING_EVENT_SAVED).back().bytes_done, 1000);
    EXPECT_EQ(job.of(KLING_EVENT_SAVED).back().bytes_total, 1000);
  }
}

TEST(SaveLater, RenewsAnOldLink) {
  World world;
  world.on_create = [](const Sent &) { return created("7"); };
  world.looks = {finished("7", {"https://x/old"}), finished("7", {"https://x/new"})};
  Job &job = world.submit();
  world.run();
  world.run_for(24 * hour);
  world.saves = {link_refused()};
  Error error;
  world.engine->save(*job.task, 0, "/out/clip.mp4", nullptr, world.now(), error);
  world.run();
  EXPECT_EQ(world.save_starts.back().url, "https://x/new");
  EXPECT_EQ(job.of(KLING_EVENT_SAVED).back().error.status, KLING_OK);
}

TEST(SaveLater, BeforeTheEndAddsToTheSavingPhase) {
  World world;
  ends_at_once(world);
  Job &job = world.submit();
  Error error;
  EXPECT_EQ(world.engine->save(*job.task, 0, "/a/", nullptr, world.now(), error), KLING_OK);
  EXPECT_TRUE(world.save_starts.empty());
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  ASSERT_EQ(world.save_starts.size(), 1U);
  EXPECT_EQ(world.save_starts[0].path, "/a/7.mp4");
  EXPECT_EQ(job.states().at(2), KLING_TASK_SAVING);
  EXPECT_TRUE(job.of(KLING_EVENT_SAVED).empty());
}

TEST(SaveLater, AnOutputThatNeverCameIsTheTasksError) {
  World world;
  ends_at_once(world);
  Job &job = world.submit();
  Error error;
  EXPECT_EQ(world.engine->save(*job.task, 4, "/a/x.mp4", nullptr, world.now(), error), KLING_OK);
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(job.task->error.status, KLING_E_DOWNLOAD);
  EXPECT_TRUE(world.save_starts.empty());
}

TEST(SaveLater, DuringSavingAddsToIt) {
  World world;
  ends_at_once(world);
  world.saves = {{SaveEnd::saved, {100, 200, 300}, 1000, false}};
  Job &job = world.submit(saving_to("/a/1.mp4"));
  world.run_until([&] { return job.state() == KLING_TASK_SAVING; });
  Error error;
  EXPECT_EQ(world.engine->save(*job.task, 0, "/b/1.mp4", nullptr, world.now(), error), KLING_OK);
  EXPECT_EQ(world.engine->save(*job.task, 1, "/b/2.mp4", nullptr, world.now(), error), KLING_E_ARGUMENT);
  world.run();
  EXPECT_EQ(world.save_starts.size(), 2U);
  EXPECT_EQ(job.of(KLING_EVENT_FINAL).size(), 1U);
  EXPECT_TRUE(job.of(KLING_EVENT_SAVED).empty());
}

TEST(SaveLater, WhileTheEndIsBeingRecordedIsASaveOfAFinalTask) {
  for (const uint32_t shut : {0U, 1U}) {
    World world;
    ends_at_once(world);
    Job &job = world.submit();
    world.run_until([&] { return job.task->phase == Phase::polling; });
    world.journal_held = true;
    world.run_until([&] { return job.task->phase == Phase::recording_end; });
    Error error;
    EXPECT_EQ(world.engine->save(*job.task, 0, "/b/1.mp4", nullptr, world.now(), error), KLING_OK);
    EXPECT_EQ(world.engine->save(*job.task, 1, "/b/1.mp4", nullptr, world.now(), error), KLING_E_ARGUMENT);
    if (shut != 0) {
      world.shutdown(0);
    }
    world.release_journal();
    world.run();
    ASSERT_EQ(job.of(KLING_EVENT_SAVED).size(), 1U);
    EXPECT_EQ(job.of(KLING_EVENT_SAVED)[0].error.status, shut != 0 ? KLING_E_DOWNLOAD : KLING_OK);
    EXPECT_EQ(job.moments.at(job.moments.size() - 2).type, KLING_EVENT_FINAL);
  }
}

TEST(SaveLater, IsRefusedWhereThereAreNoOutputs) {
  World world;
  Submit what;
  what.prompt = "risk control";
  Job &job = world.submit(what);
  world.run();
  Error error;
  EXPECT_EQ(world.engine->save(*job.task, 0, "/a/x", nullptr, world.now(), error), KLING_E_STATE);
  Job &good_one = world.submit();
  world.run();
  EXPECT_EQ(world.engine->save(*good_one.task, 7, "/a/x", nullptr, world.now(), error), KLING_E_ARGUMENT);
  EXPECT_FALSE(error.message.empty());
}

TEST(SaveLater, OfATaskThatThenFailsIsForgotten) {
  World world;
  Submit what;
  what.prompt = "risk control";
  Job &job = world.submit(what);
  Error error;
  EXPECT_EQ(world.engine->save(*job.task, 0, "/a/x", nullptr, world.now(), error), KLING_OK);
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_FAILED);
  EXPECT_TRUE(world.save_starts.empty());
  EXPECT_FALSE(job.task->saves_open());
}

TEST(SaveLater, ShutdownGivesItUpWithAnEvent) {
  World world;
  ends_at_once(world);
  Job &job = world.submit();
  world.run();
  world.on_save = [](const SaveStart &) { return SaveAnswer{SaveEnd::saved, {}, 0, true}; };
  Error error;
  world.engine->save(*job.task, 0, "/a/x", nullptr, world.now(), error);
  world.run_for(1 * second);
  world.shutdown(5 * second);
  ASSERT_EQ(job.of(KLING_EVENT_SAVED).size(), 1U);
  EXPECT_EQ(job.of(KLING_EVENT_SAVED)[0].error.status, KLING_E_DOWNLOAD);
}

TEST(SaveLater, HasNoDeadline) {
  World world;
  ends_at_once(world);
  Job &job = world.submit();
  world.run();
  SaveAnswer slow = good();
  for (int64_t i = 1; i < 30000; i += 1000) {
    slow.progress.push_back(i);
  }
  world.saves = {slow};
  Error error;
  world.run_for(5 * hour + 59 * minute);
  world.engine->save(*job.task, 0, "/a/x", nullptr, world.now(), error);
  world.run_for(2 * minute);
  EXPECT_EQ(job.of(KLING_EVENT_SAVED).back().error.status, KLING_OK);
}

/// Notes its own end.
class Held : public Receiver {
public:
  explicit Held(int &alive) : alive_(alive) { ++alive_; }
  ~Held() override { --alive_; }
  Held(const Held &) = delete;
  Held &operator=(const Held &) = delete;

private:
  int &alive_;
};

kling_status save_with(World &world, const Job &job, uint32_t index, int &alive) {
  Error error;
  return world.engine->save(*job.task, index, "", kling::make_shared<Held>(alive), world.now(), error);
}

TEST(SaveLater, AReceiverIsHeldUntilItsSaveIsOver) {
  for (const SaveAnswer &last : {good(), failed()}) {
    World world;
    ends_at_once(world);
    world.saves = {broken({300}), link_refused(), last};
    int alive = 0;
    int at_last = 0;
    world.on_save = [&](const SaveStart &) { return good(); };
    Job &job = world.submit();
    ASSERT_EQ(save_with(world, job, 0, alive), KLING_OK) << "before the end it adds to the SAVING phase";
    EXPECT_EQ(alive, 1);
    ASSERT_TRUE(world.run_until([&] { return world.save_starts.size() == 3; }));
    at_last = alive;
    world.run();
    EXPECT_EQ(at_last, 1);
    EXPECT_EQ(alive, 0);
    EXPECT_EQ(world.save_starts.at(0).path, "");
    EXPECT_TRUE(job.task->outputs.at(0).path.empty());
    EXPECT_EQ(job.task->error.failed(), last.end == SaveEnd::failed);
  }
}

TEST(SaveLater, AReceiverIsLetGoOfWhereNothingIsSaved) {
  int alive = 0;
  World world;
  world.on_create = [](const Sent &) { return created("7"); };
  world.looks = {told("7", "failed")};
  Job &fails = world.submit();
  ASSERT_EQ(save_with(world, fails, 0, alive), KLING_OK);
  world.run();
  EXPECT_EQ(alive, 0);
  EXPECT_EQ(save_with(world, fails, 0, alive), KLING_E_STATE);
  EXPECT_EQ(alive, 0);
  world.on_look = [](const Sent &) { return told("7", "processing"); };
  Job &goes_on = world.submit();
  ASSERT_EQ(save_with(world, goes_on, 0, alive), KLING_OK);
  world.run_for(1 * second);
  EXPECT_EQ(alive, 1);
  world.shutdown(0);
  EXPECT_EQ(alive, 0);
}

} // namespace

} // namespace kling::engine
