// Design 4.1, 4.5, 4.6: what is recorded, when, and what a journal that fails does.
#include <algorithm>

#include "json/document.hpp"
#include "world.hpp"

namespace kling::engine {

namespace {

json::Document parsed(const std::string &text) {
  json::Document document;
  String why;
  EXPECT_TRUE(json::Document::parse(text, document, why)) << why << ": " << text;
  return document;
}

std::vector<int64_t> states_of(const World &world, const std::string &key) {
  std::vector<int64_t> out;
  for (const JournalWrite &each : world.journal) {
    if (each.key == key) {
      out.push_back(each.record.empty() ? 0 : parsed(each.record).root()["state"].integer().value_or(-1));
    }
  }
  return out;
}

TEST(Journal, EveryStepInOrder) {
  World world;
  Submit what;
  what.save_path = "/out/";
  world.submit(what);
  world.run();
  EXPECT_EQ(states_of(world, "1"), (std::vector<int64_t>{KLING_TASK_SUBMITTING, KLING_TASK_SUBMITTED, KLING_TASK_SAVING, 0}));
}

TEST(Journal, AWaitingTaskIsRecordedToo) {
  Scene scene;
  scene.settings.max_active_tasks = 1;
  World world(std::move(scene));
  world.submit();
  world.submit();
  EXPECT_EQ(states_of(world, "2"), (std::vector<int64_t>{KLING_TASK_WAITING}));
  world.run();
  EXPECT_EQ(states_of(world, "2"), (std::vector<int64_t>{KLING_TASK_WAITING, KLING_TASK_SUBMITTING, KLING_TASK_SUBMITTED, 0}));
}

TEST(Journal, KeepsWhereATaskOfItsOwnPathIsAskedFor) {
  for (const std::string path : {"", "/elsewhere/{task_id}"}) {
    World world;
    world.creates = {created("42")};
    world.on_look = [](const Sent &) { return finished("42", {"https://x/1"}); };
    Submit what;
    what.poll_path = path;
    world.submit(what);
    world.run();
    EXPECT_TRUE(world.gets().at(0).url.ends_with(path.empty() ? "/v1/videos/text2video/42" : "com/elsewhere/42")) << world.gets().at(0).url;
    for (const JournalWrite &write : world.journal) {
      EXPECT_EQ(write.record.find(R"("poll_path":"/elsewhere/{task_id}")") != std::string::npos, !path.empty() && !write.record.empty());
    }
  }
}

TEST(Journal, AnUncertainTaskIsRecordedAsSuch) {
  World world;
  world.creates = {by_service_but_lost()};
  world.submit();
  world.run();
  EXPECT_EQ(states_of(world, "1"), (std::vector<int64_t>{KLING_TASK_SUBMITTING, KLING_TASK_UNCERTAIN, KLING_TASK_SUBMITTED, 0}));
}

TEST(Journal, TheIntentIsDurableBeforeAnythingIsSent) {
  World world;
  world.journal_held = true;
  Job &job = world.submit();
  world.run_for(1 * hour);
  EXPECT_TRUE(world.sent.empty());
  EXPECT_EQ(job.state(), KLING_TASK_WAITING);
  world.release_journal();
  EXPECT_EQ(world.posts().size(), 1U);
  EXPECT_EQ(job.state(), KLING_TASK_SUBMITTING);
}

TEST(Journal, TheIdIsDurableBeforeTheFirstPoll) {
  World world;
  Job &job = world.submit();
  world.journal_held = true;
  world.run_for(1 * hour);
  EXPECT_FALSE(job.id().empty());
  EXPECT_EQ(job.state(), KLING_TASK_SUBMITTING);
  EXPECT_TRUE(world.gets().empty());
  world.release_journal();
  EXPECT_EQ(job.state(), KLING_TASK_SUBMITTED);
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
}

TEST(Journal, TheEndIsDurableBeforeItIsTold) {
  World world;
  Job &job = world.submit();
  world.run_until([&] { return job.task->phase == Phase::polling; });
  world.journal_held = true;
  world.run_for(1 * hour);
  EXPECT_TRUE(job.of(KLING_EVENT_FINAL).empty());
  world.release_journal();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
}

TEST(Journal, ASlowJournalOnlyDelays) {
  World world;
  world.journal_after_ms = 40;
  for (int i = 0; i < 20; ++i) {
    world.submit();
  }
  world.run();
  for (const Job &job : world.jobs) {
    EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  }
}

TEST(Journal, OneWriteForEverythingThatIsReady) {
  World world;
  world.journal_held = true;
  for (int i = 0; i < 5; ++i) {
    Submit what;
    world.submit(what);
  }
  EXPECT_EQ(world.journal.size(), 5U);
  world.release_journal();
  world.run();
}

TEST(Journal, AnIntentThatCannotBeWrittenIsRejectedAndNothingIsSent) {
  World world;
  world.journal_fails = [](const std::string &) { return true; };
  Job &job = world.submit();
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_REJECTED);
  EXPECT_EQ(job.task->error.status, KLING_E_STORE);
  EXPECT_NE(job.task->error.message.find("disk full"), String::npos);
  EXPECT_TRUE(world.sent.empty());
}

TEST(Journal, AFailedSecondIntentAfterALostReplyIsRejectedOnlyAsUnknown) {
  World world;
  world.creates = {lost()};
  world.looks.assign(5, not_found());
  Job &job = world.submit();
  world.run_for(1 * second);
  world.journal_fails = [](const std::string &) { return true; };
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_UNKNOWN);
  EXPECT_EQ(world.posts().size(), 1U);
}

TEST(Journal, AnIdThatCannotBeWrittenIsToldAndTheTaskGoesOn) {
  World world;
  world.journal_fails = [](const std::string &record) { return record.find("\"task_id\"") != std::string::npos; };
  Job &job = world.submit();
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  const std::vector<Moment> troubles = job.of(KLING_EVENT_TROUBLE);
  ASSERT_EQ(troubles.size(), 1U);
  EXPECT_EQ(troubles[0].error.status, KLING_E_STORE);
  EXPECT_EQ(troubles[0].error.task_id, job.task->id.view());
  EXPECT_EQ(troubles[0].state, KLING_TASK_SUBMITTED);
}

TEST(Journal, OtherFailuresAreTrouble) {
  World world;
  world.creates = {by_service_but_lost()};
  world.journal_fails = [](const std::string &record) { return record.find("\"state\":3") != std::string::npos; };
  Job &job = world.submit();
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(job.of(KLING_EVENT_TROUBLE).front().error.status, KLING_E_STORE);
}

TEST(Journal, RecordsHoldWhatIsNeededToWatchSaveAndSendAgain) {
  Scene scene;
  scene.provider = "cometapi";
  World world(std::move(scene));
  Submit what;
  what.save_path = "/out/clip.mp4";
  what.prompt = "\"quoted\" \xE2\x98\x83";
  Job &job = world.submit(what);
  world.run();
  const json::Document intent = parsed(world.journal.at(0).record);
  EXPECT_EQ(intent.root()["version"].integer(), 1);
  EXPECT_EQ(intent.root()["origin"].text(), "https://api.cometapi.com");
  EXPECT_EQ(intent.root()["prefix"].text(), "/kling");
  EXPECT_EQ(intent.root()["provider"].text(), "cometapi");
  EXPECT_EQ(intent.root()["generation"].text(), "legacy");
  EXPECT_EQ(intent.root()["kind"].text(), "text2video");
  EXPECT_EQ(intent.root()["credential"].text().size(), 32U);
  EXPECT_EQ(intent.root()["external_id"].text(), job.task->external_id.view());
  EXPECT_EQ(intent.root()["save_to"].text(), "/out/clip.mp4");
  EXPECT_EQ(intent.root()["path"].text(), "/v1/videos/text2video");
  EXPECT_EQ(intent.root()["body"]["prompt"].text(), what.prompt);
  EXPECT_FALSE(intent.root()["task_id"].present());
  const json::Document accepted = parsed(world.journal.at(1).record);
  EXPECT_EQ(accepted.root()["task_id"].text(), job.task->id.view());
  EXPECT_FALSE(accepted.root()["body"].present());
  const json::Document saving = parsed(world.journal.at(2).record);
  EXPECT_EQ(saving.root()["outputs"].first()["url"].text(), job.task->outputs[0].url.view());
  EXPECT_EQ(saving.root()["outputs"].first()["type"].text(), "video");
}

TEST(Journal, HoldsNeitherTagNorCredential) {
  for (const bool signs : {false, true}) {
    Scene scene;
    scene.signs = signs;
    World world(std::move(scene));
    world.submit();
    world.run();
    for (const JournalWrite &each : world.journal) {
      EXPECT_EQ(each.record.find("tag"), std::string::npos);
      EXPECT_EQ(each.record.find("sim-"), std::string::npos) << each.record;
      EXPECT_EQ(each.record.find("Bearer"), std::string::npos);
    }
  }
}

TEST(Journal, OfAnInputKeepsWhatItIsAndNotWhatItHolds) {
  World world;
  Submit what;
  what.image = kling::make_shared<protocol::Input>(protocol::Input::File{"/pictures/photo.png", 1234, 5678}, protocol::Facts());
  world.submit(what);
  world.run();
  const json::Document record = parsed(world.journal.front().record);
  EXPECT_EQ(record.root()["body"]["cover"].print(), R"({"path":"/pictures/photo.png","size":1234,"modified_ns":5678})");
}

} // namespace

} // namespace kling::engine
