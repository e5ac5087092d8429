// Design 4.3, the engine's side: which file, which link, when again, and what it all ends as.
#include "saving.hpp"

namespace kling::engine {

namespace {

TEST(Saving, IsAPhaseOfItsOwn) {
  World world;
  ends_at_once(world);
  world.saves = {{SaveEnd::saved, {200, 1000}, 1000, false}};
  Job &job = world.submit(saving_to("/out/clip.mp4"));
  world.run();
  EXPECT_EQ(job.states(), (std::vector<int32_t>{KLING_TASK_SUBMITTING, KLING_TASK_SUBMITTED, KLING_TASK_SAVING, KLING_TASK_SUCCEEDED}));
  EXPECT_FALSE(job.task->error.failed());
  EXPECT_EQ(job.task->outputs[0].path.view(), "/out/clip.mp4");
  EXPECT_GT(job.task->times[KLING_TIME_SAVED], job.task->times[KLING_TIME_DONE]);
  ASSERT_EQ(world.save_starts.size(), 1U);
  EXPECT_EQ(world.save_starts[0].url, "https://cdn/1.mp4?Signature=a");
  const std::vector<Moment> progress = job.of(KLING_EVENT_PROGRESS);
  ASSERT_EQ(progress.size(), 2U);
  EXPECT_EQ(progress[0].bytes_done, 200);
  EXPECT_EQ(progress[0].bytes_total, 1000);
  EXPECT_EQ(job.moments.back().bytes_done, 1000);
  EXPECT_TRUE(job.of(KLING_EVENT_SAVED).empty());
  EXPECT_TRUE(world.dropped_saves.empty());
}

TEST(Saving, ProgressIsToldTenTimesASecondAtMost) {
  World world;
  ends_at_once(world);
  world.on_save = [](const SaveStart &) { return SaveAnswer{SaveEnd::saved, {}, 0, true}; };
  Job &job = world.submit(saving_to("/out/clip.mp4"));
  world.run_until([&] { return !world.save_starts.empty(); });
  for (int64_t i = 1; i <= 1000; ++i) {
    world.run_for(1);
    world.engine->save_progress(world.save_starts[0].ticket, i, 1000, world.now());
  }
  world.run_for(0);
  EXPECT_GE(job.of(KLING_EVENT_PROGRESS).size(), 10U);
  EXPECT_LE(job.of(KLING_EVENT_PROGRESS).size(), 12U);
  EXPECT_EQ(job.of(KLING_EVENT_PROGRESS).back().bytes_done, 1000); // the last one always
}

struct Name {
  std::string save_path;
  std::string task_id;
  std::vector<std::string> expected;
};

TEST(Saving, NamesOfFiles) {
  const std::vector<Name> rows = {
      {"/out/clip.mp4", "7", {"/out/clip.mp4", "/out/clip-2.mp4", "/out/clip-3.mp4"}},
      {"/out/", "7", {"/out/7.mp4", "/out/7-2.mp4", "/out/7-3.mp4"}},
      {"clip", "7", {"clip", "clip-2", "clip-3"}},
      {"/out.d/clip", "7", {"/out.d/clip", "/out.d/clip-2", "/out.d/clip-3"}},
      {"/out/.hidden", "7", {"/out/.hidden", "/out/.hidden-2", "/out/.hidden-3"}},
      {".hidden", "7", {".hidden", ".hidden-2", ".hidden-3"}},
      {"a.b.mov", "7", {"a.b.mov", "a.b-2.mov", "a.b-3.mov"}},
      {"/out/", "../../etc/passwd", {"/out/______etc_passwd.mp4", "/out/______etc_passwd-2.mp4", "/out/______etc_passwd-3.mp4"}},
      {"/out/",
       "a b;rm -rf $HOME\n\xC3\xA9%2f\\..",
       {"/out/a_b_rm_-rf__HOME____2f___.mp4", "/out/a_b_rm_-rf__HOME____2f___-2.mp4", "/out/a_b_rm_-rf__HOME____2f___-3.mp4"}},
      {"/out/",
       std::string(300, 'x'),
       {"/out/" + std::string(128, 'x') + ".mp4", "/out/" + std::string(128, 'x') + "-2.mp4", "/out/" + std::string(128, 'x') + "-3.mp4"}},
  };
  for (const Name &row : rows) {
    SCOPED_TRACE(row.save_path + " " + row.task_id);
    World world;
    world.on_create = [&](const Sent &) { return created(row.task_id); };
    world.on_look = [&](const Sent &) { return finished(row.task_id, {"https://x/1", "https://x/2", "https://x/3"}); };
    Job &job = world.submit(saving_to(row.save_path));
    world.run();
    std::vector<std::string> paths;
    for (const SaveStart &each : world.save_starts) {
      paths.push_back(each.path);
    }
    EXPECT_EQ(paths, row.expected);
    EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
    EXPECT_EQ(job.task->outputs.at(2).path.view(), row.expected[2]);
  }
}

TEST(Saving, BrokenIsTriedAgainWithBackOffAndTheSameTicket) {
  World world;
  ends_at_once(world);
  world.saves = {broken(), broken(), good()};
  Job &job = world.submit(saving_to("/out/clip.mp4"));
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  EXPECT_FALSE(job.task->error.failed());
  ASSERT_EQ(world.save_starts.size(), 3U);
  EXPECT_EQ(world.save_starts[1].ticket, world.save_starts[0].ticket);
  EXPECT_NEAR(static_cast<double>(world.save_starts[1].at - world.save_starts[0].at - 100), 1000, 100);
  EXPECT_NEAR(static_cast<double>(world.save_starts[2].at - world.save_starts[1].at - 100), 2000, 200);
}

TEST(Saving, BrokenForGoodIsSucceededWithAnError) {
  World world;
  ends_at_once(world);
  world.on_save = [](const SaveStart &) { return broken(); };
  Job &job = world.submit(saving_to("/out/clip.mp4"));
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(job.task->error.status, KLING_E_DOWNLOAD);
  EXPECT_EQ(job.task->error.task_id, "7");
  EXPECT_EQ(world.save_starts.size(), 5U);
  EXPECT_EQ(world.dropped_saves.size(), 1U); // whoever carried it out holds on to what there is
  EXPECT_TRUE(job.task->outputs[0].path.empty());
  EXPECT_EQ(job.task->times[KLING_TIME_SAVED], 0);
}

TEST(Saving, ComingFurtherStartsTheTriesAnew) {
  World world;
  ends_at_once(world);
  for (int64_t i = 1; i <= 30; ++i) {
    world.saves.push_back(broken({i * 10}));
  }
  Job &job = world.submit(saving_to("/out/clip.mp4"));
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  EXPECT_FALSE(job.task->error.failed());
  EXPECT_EQ(world.save_starts.size(), 31U);
}

TEST(Saving, ComingAsFarAsBeforeDoesNot) {
  World world;
  ends_at_once(world);
  world.on_save = [](const SaveStart &) { return broken({0, 100, 500}); }; // from the start, each time
  Job &job = world.submit(saving_to("/out/clip.mp4"));
  world.run();
  EXPECT_EQ(job.task->error.status, KLING_E_DOWNLOAD);
  EXPECT_EQ(world.save_starts.size(), 5U);
}

TEST(Saving, ARefusedLinkIsRenewedAtOnce) {
  World world;
  world.on_create = [](const Sent &) { return created("7"); };
  world.looks = {finished("7", {"https://x/old"}), finished("7", {"https://x/new"})};
  world.saves = {link_refused(), good()};
  Job &job = world.submit(saving_to("/out/clip.mp4"));
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  EXPECT_FALSE(job.task->error.failed());
  ASSERT_EQ(world.save_starts.size(), 2U);
  EXPECT_EQ(world.save_starts[1].url, "https://x/new");
  EXPECT_EQ(world.save_starts[1].ticket, world.save_starts[0].ticket);
  EXPECT_EQ(world.save_starts[1].at - world.save_starts[0].at, 200);
  EXPECT_EQ(job.task->outputs[0].url.view(), "https://x/new");
}

TEST(Saving, RefusedThoughFreshIsGivenUpAfterAWhile) {
  World world;
  ends_at_once(world);
  world.on_save = [](const SaveStart &) { return link_refused(); };
  Job &job = world.submit(saving_to("/out/clip.mp4"));
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(job.task->error.status, KLING_E_DOWNLOAD);
  EXPECT_EQ(world.save_starts.size(), 4U);
  EXPECT_EQ(world.gets().size(), 4U);
  EXPECT_EQ(world.dropped_saves.size(), 1U);
}

TEST(Saving, WhenNobodyTellsAFreshLinkItIsGivenUp) {
  World world;
  ends_at_once(world);
  world.on_save = [&](const SaveStart &) {
    world.on_look = [](const Sent &) { return lost(); };
    return link_refused();
  };
  Job &job = world.submit(saving_to("/out/clip.mp4"));
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(job.task->error.status, KLING_E_DOWNLOAD);
  EXPECT_EQ(world.gets().size(), 1U + 5U);
  EXPECT_EQ(world.save_starts.size(), 1U);
}

TEST(Saving, OneQuestionServesAllLinks) {
  World world;
  world.on_create = [](const Sent &) { return created("7"); };
  world.looks = {finished("7", {"https://x/1", "https://x/2", "https://x/3"}),
                 finished("7", {"https://x/4", "https://x/5", "https://x/6"})};
  world.saves = {link_refused(), link_refused(), link_refused()};
  Job &job = world.submit(saving_to("/out/"));
  world.run();
  EXPECT_FALSE(job.task->error.failed());
  EXPECT_EQ(world.gets().size(), 2U);
  ASSERT_EQ(world.save_starts.size(), 6U);
  EXPECT_EQ(world.save_starts[5].url, "https://x/6");
}

TEST(Saving, ABrokenSaveDoesNotWaitForAnothersLink) {
  World world;
  world.on_create = [](const Sent &) { return created("7"); };
  Answer slow = finished("7", {"https://x/3", "https://x/4"});
  slow.after_ms = 50 * second;
  world.looks = {finished("7", {"https://x/1", "https://x/2"}), slow};
  world.saves = {link_refused(), broken(), good(), good()};
  world.submit(saving_to("/out/"));
  world.run();
  ASSERT_EQ(world.save_starts.size(), 4U);
  EXPECT_LT(world.save_starts[2].at - world.save_starts[1].at, 2 * second);
}

TEST(Saving, OneFailureOfSeveralIsTheTasksError) {
  World world;
  ends_at_once(world, {"https://x/1", "https://x/2", "https://x/3"});
  world.saves = {good(), failed(), good()};
  Job &job = world.submit(saving_to("/out/"));
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(job.task->error.status, KLING_E_FILE);
  EXPECT_EQ(job.task->outputs[0].path.view(), "/out/7.mp4");
  EXPECT_TRUE(job.task->outputs[1].path.empty());
  EXPECT_EQ(job.task->outputs[2].path.view(), "/out/7-3.mp4");
}

TEST(Saving, HoldsNoSlot) {
  Scene scene;
  scene.settings.max_active_tasks = 1;
  World world(std::move(scene));
  world.on_save = [](const SaveStart &) { return SaveAnswer{SaveEnd::saved, {}, 0, true}; };
  Job &job = world.submit(saving_to("/out/"));
  Job &next = world.submit();
  world.run_for(1 * hour);
  EXPECT_EQ(job.state(), KLING_TASK_SAVING);
  EXPECT_EQ(next.state(), KLING_TASK_SUCCEEDED);
}

/// A task whose result is this.
void ends_with(World &world, std::string result) {
  world.on_create = [](const Sent &) { return created("7"); };
  world.on_look = [result](const Sent &) { return told("7", "succeed", 0, "\"task_result\":" + result); };
}

std::vector<std::string> paths_of(const Job &job) {
  std::vector<std::string> paths;
  for (const TaskOutput &output : job.task->outputs) {
    paths.emplace_back(output.path.view());
  }
  return paths;
}

TEST(Saving, AFileEndsAsItsUrlDoesElseAsItsTypeMostlyDoes) {
  struct Row {
    std::string path;
    std::string result;
    std::vector<std::string> paths;
  };
  const std::string sound =
      R"({"videos":[{"id":"v","url":"https://h/v"}],"audios":[{"id":"a","url_mp3":"https://h/a","url_wav":"https://h/b"}]})";
  const std::string images =
      R"({"images":[{"url":"https://h/0.JPG?x=.png"},{"url":"https://h/1.jpeg#.mp4","watermark_url":"https://h/w.webp"},{"url":"https://h/2.exe"}]})";
  for (const Row &row :
       {Row{"/out/", sound, {"/out/7.mp4", "/out/7-2.mp3", "/out/7-3.wav"}},
        Row{"/out/x.mp4", sound, {"/out/x.mp4", "/out/x-2.mp3", "/out/x-3.wav"}},
        Row{"/out/x", sound, {"/out/x", "/out/x-2.mp3", "/out/x-3.wav"}},
        Row{"/out/", images, {"/out/7.jpg", "/out/7-2.jpeg", "/out/7-3.png", "/out/7-4.webp"}},
        Row{"/out/", R"({"videos":[{"url":"https://h/.mov"},{"url":"https://h/a.mov"}]})", {"/out/7.mov", "/out/7-2.mov"}},
        Row{"/out/", R"({"videos":[{"url":"https://h/v","watermark_url":"https://h/w"}]})", {"/out/7.mp4", "/out/7-2.mp4"}},
        Row{"/out/", R"({"voices":[{"voice_id":"1","trial_url":"https://h/t.wav"},{"voice_id":"2"}]})", {"/out/7.wav", ""}}}) {
    World world;
    ends_with(world, row.result);
    Job &job = world.submit(saving_to(row.path));
    world.run();
    EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
    EXPECT_EQ(job.task->error.status, KLING_OK) << job.task->error.message;
    EXPECT_EQ(paths_of(job), row.paths) << row.result;
  }
}

TEST(Saving, LeavesAloneWhatIsNoFile) {
  World world;
  ends_with(world, R"({"elements":[{"element_id":12,"element_image_list":{"frontal_image":"https://h/f.png"}},{"element_id":13}]})");
  Job &job = world.submit(saving_to("/out/"));
  world.run();
  EXPECT_EQ(job.states().back(), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(job.task->error.status, KLING_OK);
  EXPECT_TRUE(world.save_starts.empty());
  Error error;
  EXPECT_EQ(world.engine->save(*job.task, 0, "/out/f.png", nullptr, world.now(), error), KLING_OK) << "its picture, when asked for";
  world.run();
  EXPECT_EQ(job.of(KLING_EVENT_SAVED).at(0).error.status, KLING_OK);
  EXPECT_EQ(world.engine->save(*job.task, 1, "/out/g.png", nullptr, world.now(), error), KLING_E_ARGUMENT);
  EXPECT_EQ(error.message, "output 1 (element) has no file: it is known by its id");
  EXPECT_EQ(world.save_starts.size(), 1U);
}

TEST(Saving, OrderedBeforeTheEndOfWhatTurnsOutToBeNoFile) {
  World world;
  ends_with(world, R"({"elements":[{"element_id":12}]})");
  Job &job = world.submit();
  Error error;
  EXPECT_EQ(world.engine->save(*job.task, 0, "/out/f.png", nullptr, world.now(), error), KLING_OK);
  EXPECT_EQ(world.engine->save(*job.task, 5, "/out/g.png", nullptr, world.now(), error), KLING_OK);
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(job.task->error.status, KLING_E_DOWNLOAD);
  EXPECT_TRUE(world.save_starts.empty());
}

TEST(Saving, NoOutputsIsNotSaved) {
  World world;
  ends_at_once(world, {});
  Job &job = world.submit(saving_to("/out/"));
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(job.task->error.status, KLING_E_DOWNLOAD);
}

TEST(Saving, PointersToTextsStayValidWhileTheyChange) {
  World world;
  world.on_create = [](const Sent &) { return created("7"); };
  world.looks = {finished("7", {"https://x/old", "https://x/second"}), finished("7", {"https://x/new", "https://x/second"})};
  world.saves = {{SaveEnd::link_refused, {}, 0, false}, good(), good()};
  Job &job = world.submit(saving_to("/out/"));
  world.run_until([&] { return job.state() == KLING_TASK_SAVING; });
  const char *const url = job.task->outputs[0].url.ask();
  const char *const second_url = job.task->outputs[1].url.ask();
  const char *const id = job.task->id.ask();
  world.run();
  EXPECT_STREQ(url, "https://x/old");
  EXPECT_STREQ(job.task->outputs[0].url.ask(), "https://x/new");
  EXPECT_EQ(job.task->outputs[1].url.ask(), second_url);
  EXPECT_EQ(job.task->id.ask(), id);
}

} // namespace

} // namespace kling::engine
