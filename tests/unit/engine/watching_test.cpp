// Design 4.2: when a task is looked at, and what a look can and cannot do to it.
#include "world.hpp"

namespace kling::engine {

namespace {

Answer running(const Sent &look) {
  return told(look.url.substr(look.url.rfind('/') + 1), "processing");
}

/// Moments of the looks, from the moment the task was SUBMITTED.
std::vector<int64_t> looks(const World &world, const Job &job) {
  for (const Moment &each : job.moments) {
    if (each.state == KLING_TASK_SUBMITTED) {
      return world.times("GET", each.at);
    }
  }
  return world.times("GET");
}

TEST(Watching, FirstLookAfterAThirdOfTheTypicalTimeOrTenSeconds) {
  Scene scene;
  World world(std::move(scene));
  world.on_look = running;
  Job &job = world.submit();
  world.run_for(1 * minute);
  EXPECT_GE(looks(world, job).front(), 9000);
  EXPECT_LE(looks(world, job).front(), 11000);
  EXPECT_EQ(job.task->typical_ms, 319000);
}

TEST(Watching, AShortTypicalTimeIsLookedAtSooner) {
  World world;
  Job &job = world.submit();
  job.task->typical_ms = 9000;
  world.run();
  EXPECT_GE(looks(world, job).front(), 2700);
  EXPECT_LE(looks(world, job).front(), 3300);
}

TEST(Watching, IntervalsGrowByHalfToTheMaximumWithJitter) {
  World world;
  world.on_look = running;
  Job &job = world.submit();
  world.run_for(10 * minute);
  const std::vector<int64_t> at = looks(world, job);
  double expected = 5000;
  std::set<int64_t> different;
  for (std::size_t i = 1; i < at.size(); ++i) {
    const auto gap = static_cast<double>(at[i] - at[i - 1] - 100);
    EXPECT_GE(gap, expected * 0.9 - 2) << i;
    EXPECT_LE(gap, expected * 1.1 + 2) << i;
    expected = std::min(expected * 1.5, 30000.0);
    different.insert(at[i] - at[i - 1]);
  }
  EXPECT_GT(different.size(), at.size() / 2);
  EXPECT_GE(at.size(), 20U);
}

TEST(Watching, AnExplicitIntervalReplacesTheFirstLookAndIsTheMinimum) {
  for (const int64_t interval : {10, 250, 20000, 60000}) {
    Scene scene;
    scene.settings.poll_interval_ms = interval;
    scene.settings.poll_interval_set = true;
    World world(std::move(scene));
    world.on_look = running;
    Job &job = world.submit();
    world.run_for(10 * minute);
    const std::vector<int64_t> at = looks(world, job);
    EXPECT_EQ(at.front(), interval);
    for (std::size_t i = 1; i < at.size(); ++i) {
      EXPECT_GE(at[i] - at[i - 1], interval);
      EXPECT_LE(at[i] - at[i - 1], std::max<int64_t>(interval, 30000) * 11 / 10 + 101);
    }
  }
}

TEST(Watching, HintsFromTheServerAreObeyed) {
  World world;
  Answer hinting = told("7", "processing");
  hinting.reply.retry_after = "120";
  world.creates = {created("7")};
  world.looks = {hinting, refused(429, 1302, "slow", "300"), told("7", "processing")};
  world.on_look = [](const Sent &) { return finished("7", {}); };
  Job &job = world.submit();
  world.run();
  const std::vector<int64_t> at = looks(world, job);
  EXPECT_EQ(at.at(1) - at.at(0), 120100);
  EXPECT_EQ(at.at(2) - at.at(1), 300100);
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
}

TEST(Watching, StatesAsTheServiceTellsThem) {
  World world;
  world.creates = {created("7")};
  world.looks = {told("7", "submitted"), told("7", "processing"), told("7", "submitted"), told("7", "polishing"),
                 finished("7", {"https://x/1"})};
  Job &job = world.submit();
  world.run();
  EXPECT_EQ(job.states(), (std::vector<int32_t>{KLING_TASK_SUBMITTING, KLING_TASK_SUBMITTED, KLING_TASK_PROCESSING, KLING_TASK_SUCCEEDED}));
  EXPECT_EQ(job.task->units, 3.5);
  ASSERT_EQ(job.task->outputs.size(), 1U);
  EXPECT_EQ(job.task->outputs[0].url.view(), "https://x/1");
  EXPECT_EQ(job.task->outputs[0].type, "video");
  EXPECT_EQ(job.task->outputs[0].duration, 5.1);
  EXPECT_FALSE(job.task->error.failed());
}

TEST(Watching, UnknownWordsCountAsRunning) {
  World world;
  world.creates = {created("7")};
  world.on_look = [](const Sent &) { return told("7", "NOT_START"); };
  Job &job = world.submit();
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_DETACHED);
  EXPECT_EQ(world.elapsed(), 6 * hour);
  EXPECT_TRUE(job.of(KLING_EVENT_TROUBLE).empty());
}

TEST(Watching, CodeZeroWithoutDataIsStillPending) {
  World world;
  world.creates = {created("7")};
  world.looks.assign(20, replied(200, R"({"code":0,"message":"SUCCEED","data":null})"));
  world.on_look = [](const Sent &) { return finished("7", {}); };
  Job &job = world.submit();
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(world.gets().size(), 21U);
  EXPECT_TRUE(job.of(KLING_EVENT_TROUBLE).empty());
}

TEST(Watching, OnlyTheServicesOwnStatusFailsATask) {
  World world;
  Submit what;
  what.prompt = "risk control";
  Job &job = world.submit(what);
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_FAILED);
  EXPECT_EQ(job.task->error.status, KLING_E_TASK_FAILED);
  EXPECT_EQ(job.task->error.message, "Failure to pass the risk control system");
  EXPECT_EQ(job.task->error.task_id, job.task->id.view());
  EXPECT_EQ(job.task->units, 0);
  EXPECT_GT(job.task->times[KLING_TIME_DONE], 0);
  EXPECT_TRUE(job.task->raw_json.view().starts_with('{'));
}

TEST(Watching, TroubleIsToldOncePerCauseAndSlowsDown) {
  const std::vector<Answer> troubles = {refused(401, 1002),
                                        refused(403, 1103),
                                        replied(401, ""),
                                        replied(502, "<!DOCTYPE html><html></html>"),
                                        replied(200, "<!DOCTYPE html><html></html>"),
                                        replied(200, R"({"code":0,"data":{"task)"),
                                        refused(500, 5000),
                                        refused(429, 1102),
                                        replied(404, ""),
                                        lost(),
                                        unreachable()};
  for (const Answer &trouble : troubles) {
    SCOPED_TRACE(std::to_string(trouble.reply.http_status) + std::string(trouble.reply.body));
    World world;
    world.creates = {created("7")};
    world.looks.assign(30, trouble);
    world.on_look = [](const Sent &) { return finished("7", {}); };
    Job &job = world.submit();
    world.run();
    EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
    ASSERT_EQ(job.of(KLING_EVENT_TROUBLE).size(), 1U);
    EXPECT_TRUE(job.of(KLING_EVENT_TROUBLE).front().error.failed());
    EXPECT_FALSE(job.task->error.failed());
    const std::vector<int64_t> at = looks(world, job);
    for (std::size_t i = 1; i < at.size(); ++i) {
      EXPECT_GE(at[i] - at[i - 1], 27000);
      EXPECT_LE(at[i] - at[i - 1], 33200);
    }
  }
}

TEST(Watching, AlternatingCausesAreToldOnceEachUntilItWorksAgain) {
  World world;
  world.creates = {created("7")};
  for (int i = 0; i < 6; ++i) {
    world.looks.push_back(refused(401, 1002));
    world.looks.push_back(lost());
  }
  world.looks.push_back(told("7", "processing"));
  world.looks.push_back(lost());
  world.looks.push_back(told("7", "processing"));
  world.on_look = [](const Sent &) { return finished("7", {}); };
  Job &job = world.submit();
  EXPECT_TRUE(world.run_until([&] { return world.gets().size() == 13; }));
  EXPECT_TRUE(job.task->trouble.failed());
  world.run_for(200);
  EXPECT_FALSE(job.task->trouble.failed());
  world.run();
  EXPECT_EQ(job.of(KLING_EVENT_TROUBLE).size(), 3U);
  // After the trouble the interval is what it was before: 5 s and then half more each time.
  const std::vector<int64_t> at = looks(world, job);
  EXPECT_LT(at.at(13) - at.at(12), 6000);
}

TEST(Watching, NotFoundThreeTimesOverTenMinutesIsDetached) {
  World world;
  world.creates = {created("7")};
  world.on_look = [](const Sent &) { return not_found(); };
  Job &job = world.submit();
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_DETACHED);
  EXPECT_EQ(job.task->error.status, KLING_E_NOT_FOUND);
  EXPECT_EQ(job.task->error.task_id, "7");
  const std::vector<int64_t> at = looks(world, job);
  EXPECT_GE(at.back() - at.front(), 10 * minute);
  EXPECT_LE(at.back() - at.front(), 10 * minute + 34 * second);
  EXPECT_EQ(job.of(KLING_EVENT_TROUBLE).size(), 1U);
}

TEST(Watching, NotFoundNowAndThenIsNoEnd) {
  World world;
  world.creates = {created("7")};
  for (int i = 0; i < 40; ++i) {
    world.looks.push_back(not_found());
    world.looks.push_back(i % 2 == 0 ? told("7", "processing") : replied(200, R"({"code":0})"));
  }
  world.on_look = [](const Sent &) { return finished("7", {}); };
  Job &job = world.submit();
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
}

TEST(Watching, NotFoundThreeTimesAtLeast) {
  Scene scene;
  scene.settings.poll_max_interval_ms = 20 * minute;
  World world(std::move(scene));
  world.creates = {created("7")};
  world.looks = {not_found(), not_found()};
  world.on_look = [](const Sent &) { return finished("7", {}); };
  Job &job = world.submit();
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
}

TEST(Watching, AReplyAboutAnotherTaskIsTrouble) {
  World world;
  world.creates = {created("7")};
  world.looks = {finished("8", {"https://x/8"})};
  world.looks.front().reply.body.insert(world.looks.front().reply.body.find("\"task_status\""), R"("task_info":{"external_task_id":"x"},)");
  world.on_look = [](const Sent &) { return finished("7", {"https://x/7"}); };
  Job &job = world.submit();
  world.run();
  EXPECT_EQ(job.of(KLING_EVENT_TROUBLE).size(), 1U);
  EXPECT_EQ(job.task->outputs[0].url.view(), "https://x/7");
}

TEST(Watching, PollsGoByTheTaskId) {
  World world;
  Job &job = world.submit();
  world.run();
  for (const Sent &look : world.gets()) {
    EXPECT_TRUE(look.url.ends_with("/v1/videos/text2video/" + job.id()));
    EXPECT_FALSE(look.send_once);
  }
}

// Attached tasks

TEST(Attach, IsLookedAtAtOnceAndWatched) {
  World world;
  Job &made = world.submit();
  world.run_for(500);
  Job &job = world.attach(made.id());
  EXPECT_EQ(job.state(), KLING_TASK_SUBMITTED);
  EXPECT_EQ(world.gets().size(), 1U);
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(job.external_id(), made.external_id());
  EXPECT_GT(job.task->times[KLING_TIME_QUEUED], 0);
  EXPECT_EQ(world.posts().size(), 1U);
}

TEST(Attach, ByExternalIdLearnsTheTaskIdAndRecordsIt) {
  World world;
  Job &made = world.submit();
  world.run();
  Job &job = world.attach("", made.external_id());
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(job.id(), made.id());
  const auto tells_id = [&](const JournalWrite &each) {
    return each.key == std::to_string(job.task->number) && each.record.find("\"task_id\":\"" + made.id()) != std::string::npos;
  };
  EXPECT_TRUE(std::any_of(world.journal.begin(), world.journal.end(), tells_id));
}

TEST(Attach, AnIdNobodyKnowsIsDetached) {
  World world;
  Job &job = world.attach("123456789012345678");
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_DETACHED);
  EXPECT_EQ(job.task->error.status, KLING_E_NOT_FOUND);
}

TEST(Attach, AFailingJournalIsTroubleOnly) {
  World world;
  Job &made = world.submit();
  world.run();
  world.journal_fails = [](const std::string &) { return true; };
  Job &job = world.attach(made.id());
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(job.of(KLING_EVENT_TROUBLE).front().error.status, KLING_E_STORE);
}

TEST(Attach, NeedsNoSlot) {
  Scene scene;
  scene.settings.max_active_tasks = 1;
  scene.service.processing_ms = 10 * minute;
  World world(std::move(scene));
  Job &made = world.submit();
  world.run_for(500);
  for (int i = 0; i < 5; ++i) {
    world.attach(made.id());
  }
  EXPECT_EQ(world.gets().size(), 5U);
  world.run();
  EXPECT_EQ(world.jobs.back().state(), KLING_TASK_SUCCEEDED);
}

} // namespace

} // namespace kling::engine
