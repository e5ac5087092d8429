// Tasks of the new generation: asked for at /tasks, where one that is not there is an empty list.
#include <algorithm>

#include "world.hpp"

namespace kling::engine {

namespace {

Submit new_task() {
  Submit what;
  what.kind = "text-to-video";
  return what;
}

Answer none() {
  return replied(200, R"({"code":0,"message":"SUCCEED","request_id":"r-1","data":[]})");
}

/// A list of one task; `external_id` empty: not told.
Answer listed(std::string_view id, std::string_view status, int64_t created_unix_ms, std::string_view external_id) {
  std::string record = R"({"id":")" + std::string(id) + R"(","status":")" + std::string(status) + R"(","message":"")";
  if (created_unix_ms != 0) {
    record += ",\"create_time\":" + std::to_string(created_unix_ms);
  }
  if (!external_id.empty()) {
    record += R"(,"external_id":")" + std::string(external_id) + "\"";
  }
  record +=
      R"(,"outputs":[{"type":"video","id":"v","url":"https://x/1","duration":"5.1"}],"billing":[{"charge_type":"unit","amount":"3"}]})";
  return replied(200, R"({"code":0,"message":"SUCCEED","request_id":"r-1","data":[)" + record + "]}");
}

std::vector<std::string> asked(const World &world) {
  std::vector<std::string> out;
  for (const Sent &each : world.gets()) {
    out.push_back(each.url.substr(world.endpoint.origin.size()));
  }
  return out;
}

TEST(NewGeneration, IsWatchedByItsTaskIdAtTasks) {
  World world;
  Job &job = world.submit(new_task());
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(job.states(), (std::vector<int32_t>{KLING_TASK_SUBMITTING, KLING_TASK_SUBMITTED, KLING_TASK_SUCCEEDED}));
  ASSERT_EQ(world.posts().size(), 1U);
  EXPECT_TRUE(world.posts()[0].url.ends_with("/text-to-video/kling-3.0")) << world.posts()[0].url;
  EXPECT_NE(world.posts()[0].body.find(R"("options":{"external_task_id":"k1-test1"})"), std::string::npos) << world.posts()[0].body;
  for (const std::string &target : asked(world)) {
    EXPECT_EQ(target, "/tasks?task_ids=" + job.id());
  }
  ASSERT_EQ(job.task->outputs.size(), 1U);
  EXPECT_EQ(job.task->outputs[0].type, "video");
  EXPECT_GT(job.task->units, 0);
  EXPECT_EQ(job.external_id(), "k1-test1");
}

TEST(NewGeneration, TheJournalTellsIt) {
  World world;
  world.submit(new_task());
  world.submit();
  world.run();
  for (const JournalWrite &each : world.journal) {
    const std::string_view expected =
        each.key == "1" ? R"("generation":"new","kind":"text-to-video")" : R"("generation":"legacy","kind":"text2video")";
    EXPECT_TRUE(each.record.empty() || each.record.find(expected) != std::string::npos) << each.record;
  }
}

TEST(NewGeneration, AfterALostReplyItIsFoundByItsExternalId) {
  World world;
  world.creates = {by_service_but_lost()};
  Job &job = world.submit(new_task());
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(world.posts().size(), 1U);
  const std::vector<std::string> targets = asked(world);
  ASSERT_GE(targets.size(), 2U);
  EXPECT_EQ(targets[0], "/tasks?external_task_ids=k1-test1");
  EXPECT_EQ(targets[1], "/tasks?task_ids=" + job.id());
}

TEST(NewGeneration, AnEmptyListThreeTimesIsNotCreatedAndIsSentAgainWhereThatIsProof) {
  for (const std::string provider : {"kling", "custom"}) {
    Scene scene;
    scene.provider = provider;
    World world(std::move(scene));
    world.creates = {lost()};
    if (provider == "custom") {
      world.on_look = [](const Sent &) { return none(); };
    }
    Job &job = world.submit(new_task());
    world.run();
    const bool proof = provider == "kling";
    EXPECT_EQ(job.state(), proof ? KLING_TASK_SUCCEEDED : KLING_TASK_UNKNOWN);
    const std::vector<Sent> posts = world.posts();
    ASSERT_EQ(posts.size(), proof ? 2U : 1U);
    EXPECT_EQ(posts.front().body, posts.back().body);
    EXPECT_EQ(posts.front().url, posts.back().url);
  }
}

TEST(NewGeneration, WhatElseAListSaysProvesNothing) {
  for (const Answer &look :
       {replied(200, R"({"code":0,"data":null})"), replied(200, R"({"code":0})"), listed("42", "submitted", 0, "k1-somebody"),
        listed("42", "submitted", 0, ""), refused(400, 1201, "task_ids or external_task_ids is required"), replied(404, "<html></html>")}) {
    SCOPED_TRACE(look.reply.body.c_str());
    World world;
    world.creates = {lost()};
    world.on_look = [look](const Sent &) { return look; };
    Job &job = world.submit(new_task());
    world.run();
    EXPECT_EQ(job.state(), KLING_TASK_UNKNOWN); // by the deadline
    EXPECT_EQ(world.elapsed(), 6 * hour);
    EXPECT_EQ(world.posts().size(), 1U);
  }
}

TEST(NewGeneration, FoundIsOursByIdAndTime) {
  struct Found {
    int64_t created; // against the attempt, by the service's clock; 0: not told
    bool adopted;
  };
  for (const Found &row : {Found{300, true}, Found{0, true}, Found{-4 * minute, true}, Found{-6 * minute, false}}) {
    SCOPED_TRACE(row.created);
    Scene scene;
    scene.provider = "custom";
    World world(std::move(scene));
    world.creates = {lost()};
    const int64_t made = row.created == 0 ? 0 : world.unix_ms() + row.created;
    world.on_look = [made, first = true](const Sent &) mutable {
      return listed("42", std::exchange(first, false) ? "submitted" : "succeeded", made, "k1-test1");
    };
    Job &job = world.submit(new_task());
    world.run();
    EXPECT_EQ(job.state(), row.adopted ? KLING_TASK_SUCCEEDED : KLING_TASK_UNKNOWN);
    EXPECT_EQ(row.adopted ? job.id() : std::string(job.task->error.task_id), "42");
    EXPECT_EQ(world.posts().size(), 1U);
  }
}

TEST(NewGeneration, ATakenExternalIdIsAConflictAcrossGenerations) {
  World world;
  Submit first;
  first.external_id = "mine";
  Job &legacy = world.submit(first);
  world.run();
  Submit second = new_task();
  second.external_id = "mine";
  Job &job = world.submit(second);
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_REJECTED);
  EXPECT_EQ(job.task->error.status, KLING_E_CONFLICT);
  EXPECT_EQ(std::string(job.task->error.task_id), legacy.id()) << "/tasks tells of tasks that the other generation made";
  EXPECT_EQ(asked(world).back(), "/tasks?external_task_ids=mine");
}

TEST(NewGeneration, TakenByOurOwnLostAttemptIsAdopted) {
  World world;
  world.creates = {by_service_but_lost()};
  world.looks.assign(5, none()); // the service tells of it late
  Job &job = world.submit(new_task());
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(world.posts().size(), 2U);
  EXPECT_EQ(world.service->tasks().all().size(), 1U);
}

TEST(NewGeneration, GoneFromTheListForTenMinutesIsDetached) {
  World world;
  world.creates = {replied(200, R"({"code":0,"data":{"id":"7","status":"submitted"}})")};
  world.on_look = [](const Sent &) { return none(); };
  Job &job = world.submit(new_task());
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_DETACHED);
  EXPECT_EQ(job.task->error.status, KLING_E_NOT_FOUND);
  for (const std::string &target : asked(world)) {
    EXPECT_EQ(target, "/tasks?task_ids=7");
  }
}

TEST(NewGeneration, IsAttachedToByEitherId) {
  World world;
  Job &made = world.submit(new_task());
  world.run();
  const std::size_t before = asked(world).size();
  Job &by_id = world.attach(made.id(), "", "text-to-video");
  world.run();
  Job &by_external_id = world.attach("", made.external_id(), "text-to-video");
  world.run();
  for (const Job *job : {&by_id, &by_external_id}) {
    EXPECT_EQ(job->state(), KLING_TASK_SUCCEEDED);
    EXPECT_EQ(job->id(), made.id());
    EXPECT_EQ(job->external_id(), made.external_id());
  }
  const std::vector<std::string> targets = asked(world);
  EXPECT_EQ(std::vector<std::string>(targets.begin() + static_cast<std::ptrdiff_t>(before), targets.end()),
            (std::vector<std::string>{"/tasks?task_ids=" + made.id(), "/tasks?external_task_ids=" + made.external_id()}));
}

TEST(NewGeneration, AnIdThatMayBeEitherIsAskedForAsBoth) {
  World world;
  world.on_look = [](const Sent &sent) {
    return sent.url.ends_with("/tasks?task_ids=kling_a1b2") ? listed("kling_a1b2", "succeeded", 0, "k1-other") : none();
  };
  Job &job = world.attach("", "kling_a1b2", "text-to-video");
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(job.id(), "kling_a1b2");
  EXPECT_TRUE(job.of(KLING_EVENT_TROUBLE).empty());
  EXPECT_EQ(asked(world), (std::vector<std::string>{"/tasks?external_task_ids=kling_a1b2", "/tasks?task_ids=kling_a1b2"}));
}

TEST(NewGeneration, AnIdThatIsNeitherIsDetached) {
  World world;
  Job &job = world.attach("", "nobody", "text-to-video");
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_DETACHED);
  EXPECT_EQ(job.task->error.status, KLING_E_NOT_FOUND);
  EXPECT_EQ(job.of(KLING_EVENT_TROUBLE).size(), 1U);
  const std::vector<std::string> targets = asked(world);
  EXPECT_EQ(std::count(targets.begin(), targets.end(), "/tasks?task_ids=nobody"), std::ptrdiff_t(targets.size() / 2));
}

} // namespace

} // namespace kling::engine
