// Design 4.1, row by row: what a reply to a create is evidence of, and what follows.
#include "evidence.hpp"

namespace kling::engine {

namespace {

const std::vector<std::string> guarded = {"kling", "kling-cn"};
const std::vector<std::string> unproven = {"cometapi", "custom"};
const std::vector<std::string> everywhere = {"kling", "kling-cn", "cometapi", "custom"};

Scene at(const std::string &provider) {
  Scene scene;
  scene.provider = provider;
  return scene;
}

TEST(NotSent, IsTriedAgainWithTheSameIdAndBackOff) {
  for (const std::string &provider : everywhere) {
    SCOPED_TRACE(provider);
    World world(at(provider));
    world.creates = {unreachable(), unreachable()};
    Job &job = world.submit();
    world.run();
    EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
    const std::vector<Sent> posts = world.posts();
    ASSERT_EQ(posts.size(), 3U);
    EXPECT_EQ(posts[0].body, posts[1].body);
    EXPECT_EQ(posts[0].body, posts[2].body);
    EXPECT_NEAR(static_cast<double>(posts[1].at - posts[0].at - 100), 1000, 100);
    EXPECT_NEAR(static_cast<double>(posts[2].at - posts[1].at - 100), 2000, 200);
    EXPECT_EQ(job.of(KLING_EVENT_TROUBLE).size(), 1U);
    EXPECT_EQ(world.service->tasks().all().size(), 1U);
  }
}

TEST(NotSent, RetriesUsedUpIsRejected) {
  for (const std::string &provider : everywhere) {
    SCOPED_TRACE(provider);
    World world(at(provider));
    world.on_create = [](const Sent &) { return unreachable(); };
    Job &job = world.submit();
    world.run();
    EXPECT_EQ(job.state(), KLING_TASK_REJECTED);
    EXPECT_EQ(job.task->error.status, KLING_E_NETWORK);
    EXPECT_EQ(world.posts().size(), 5U);
    EXPECT_TRUE(world.gets().empty());
    EXPECT_EQ(world.engine->counts().retries, 4U);
  }
}

TEST(NotSent, NoRetriesAllowed) {
  Scene scene;
  scene.settings.max_retries = 0;
  World world(std::move(scene));
  world.creates = {unreachable()};
  Job &job = world.submit();
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_REJECTED);
  EXPECT_EQ(world.posts().size(), 1U);
}

TEST(Created, IsSubmittedThenWatched) {
  for (const std::string &provider : everywhere) {
    SCOPED_TRACE(provider);
    World world(at(provider));
    Job &job = world.submit();
    world.run();
    const std::vector<int32_t> back = job.states();
    EXPECT_EQ(back.front(), KLING_TASK_SUBMITTING);
    EXPECT_EQ(back.at(1), KLING_TASK_SUBMITTED);
    EXPECT_EQ(back.back(), KLING_TASK_SUCCEEDED);
    EXPECT_EQ(job.task->id.view(), world.service->tasks().all().front().task_id);
    EXPECT_EQ(job.task->outputs.size(), 1U);
    EXPECT_TRUE(job.task->raw_json.view().starts_with('{'));
    EXPECT_GT(job.task->units, 0);
    for (const int32_t which : {KLING_TIME_QUEUED, KLING_TIME_SENT, KLING_TIME_ACCEPTED, KLING_TIME_DONE}) {
      EXPECT_GT(job.task->times[which], 0) << which;
    }
    EXPECT_EQ(job.task->times[KLING_TIME_SAVED], 0);
  }
}

TEST(Refused, IsRejectedAndNeverSentAgain) {
  for (const std::string &provider : everywhere) {
    for (const Refusal &row : not_created()) {
      SCOPED_TRACE(provider + " " + row.name);
      World world(at(provider));
      world.creates = {row.answer};
      Job &job = world.submit();
      world.run();
      EXPECT_EQ(job.state(), KLING_TASK_REJECTED);
      EXPECT_EQ(job.task->error.status, row.status);
      EXPECT_EQ(job.task->error.http_status, row.answer.reply.http_status);
      EXPECT_FALSE(job.task->error.message.empty());
      EXPECT_EQ(world.posts().size(), 1U);
      EXPECT_TRUE(world.gets().empty());
      EXPECT_EQ(job.task->times[KLING_TIME_DONE], 0);
      const std::string_view raw = job.task->raw_json.view();
      EXPECT_TRUE(raw.empty() || raw.starts_with('{')) << raw;
    }
  }
}

TEST(Refused, KeepsTheReplyOnlyWhereItIsJson) {
  struct Row {
    std::string_view body;
    bool kept;
  };
  for (const Row &row : {Row{R"({"code":1201,"message":"no"})", true}, Row{R"({"message":"cut o)", false}, Row{"{oops}", false},
                         Row{"{\"message\":\"\xff\"}", false}, Row{"<html>", false}, Row{"", false}}) {
    World world;
    world.creates = {replied(400, row.body)};
    Job &job = world.submit();
    world.run();
    EXPECT_EQ(job.state(), KLING_TASK_REJECTED);
    EXPECT_EQ(job.task->raw_json.view(), row.kept ? row.body : std::string_view()) << row.body;
  }
}

TEST(Maybe, NotFoundIsSentAgainWithTheSameIdOnlyWhereDuplicatesAreRefused) {
  for (const std::string &provider : everywhere) {
    for (const Evidence &row : maybe_created()) {
      SCOPED_TRACE(provider + " " + row.name);
      World world(at(provider));
      world.creates = {row.answer};
      Job &job = world.submit();
      world.run();
      const std::vector<Sent> posts = world.posts();
      if (world.endpoint.provider->external_ids == catalog::ExternalIdTrust::guarded) {
        EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
        ASSERT_EQ(posts.size(), 2U);
        EXPECT_EQ(posts[0].body, posts[1].body);
        EXPECT_EQ(world.service->tasks().all().size(), 1U);
      } else {
        EXPECT_EQ(job.state(), KLING_TASK_UNKNOWN);
        EXPECT_EQ(job.task->error.status, KLING_E_SUBMIT_UNKNOWN);
        EXPECT_EQ(posts.size(), 1U);
      }
      EXPECT_EQ(job.states().at(1), KLING_TASK_UNCERTAIN);
    }
  }
}

TEST(Maybe, FoundIsAdoptedEverywhere) {
  for (const std::string &provider : everywhere) {
    for (const Evidence &row : maybe_created()) {
      SCOPED_TRACE(provider + " " + row.name);
      World world(at(provider));
      Answer answer = row.answer;
      answer.from = Answer::From::service_but_lost; // it did create, and this is all that came back
      world.creates = {answer};
      Job &job = world.submit();
      world.run();
      EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
      EXPECT_EQ(world.posts().size(), 1U);
      EXPECT_EQ(job.task->id.view(), world.service->tasks().all().front().task_id);
      EXPECT_EQ(world.times("GET").front() - job.of(KLING_EVENT_STATE).at(1).at, 2000);
    }
  }
}

TEST(RateLimited, WaitsAndIsSentAgainHoweverOften) {
  const std::vector<Evidence> rows = {{"1302", refused(429, 1302)}, {"429", replied(429, "")}, {"429 page", replied(429, page)}};
  for (const std::string &provider : everywhere) {
    for (const Evidence &row : rows) {
      SCOPED_TRACE(provider + " " + row.name);
      World world(at(provider));
      world.creates.assign(12, row.answer); // three times max_retries
      Job &job = world.submit();
      world.run();
      EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
      const std::vector<int64_t> times = world.times("POST");
      ASSERT_EQ(times.size(), 13U);
      for (std::size_t i = 1; i < times.size(); ++i) {
        EXPECT_GE(times[i] - times[i - 1], 1000);
        EXPECT_LE(times[i] - times[i - 1], 33100);
      }
      EXPECT_EQ(job.of(KLING_EVENT_TROUBLE).size(), 1U);
      EXPECT_EQ(job.states().at(1), KLING_TASK_WAITING);
    }
  }
}

TEST(RateLimited, RetryAfterInBothForms) {
  World world;
  Answer by_date = refused(429, 1302, "slow", date_of(world.unix_ms() + 90 * second));
  by_date.reply.date = date_of(world.unix_ms());
  world.creates = {refused(429, 1302, "slow", "7"), by_date, refused(429, 1302, "slow", "0")};
  Job &job = world.submit();
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  const std::vector<int64_t> times = world.times("POST");
  ASSERT_EQ(times.size(), 4U);
  EXPECT_EQ(times[1] - times[0], 7100);
  EXPECT_EQ(times[2] - times[1], 90100);
  EXPECT_GE(times[3] - times[2], 1000);
}

TEST(RateLimited, HoldsTheOthersOfItsModelBack) {
  World world;
  world.creates = {refused(429, 1302, "slow", "60")};
  world.submit();
  world.run_for(1 * second);
  world.submit();
  Submit other;
  other.model = "kling-v2-master";
  world.submit(other);
  world.run();
  const std::vector<int64_t> times = world.times("POST");
  ASSERT_EQ(times.size(), 4U);
  EXPECT_EQ(times[1], 1 * second); // the other model
  EXPECT_GE(times[2], 60 * second);
  EXPECT_GE(times[3], 60 * second);
}

// 1201 "External_task_id … already exists"

Answer id_taken(const std::string &id = "k1-test1") {
  return refused(400, 1201, "External_task_id " + id + " already exists");
}

TEST(IdTaken, WithoutAnUncertainAttemptIsAConflictThatNamesTheTask) {
  for (const std::string &provider : everywhere) {
    SCOPED_TRACE(provider);
    World world(at(provider));
    Submit same;
    same.external_id = "shot-12";
    Job &first = world.submit(same);
    world.run();
    Job &second_job = world.submit(same);
    world.run();
    EXPECT_EQ(first.state(), KLING_TASK_SUCCEEDED);
    EXPECT_EQ(second_job.state(), KLING_TASK_REJECTED);
    EXPECT_EQ(second_job.task->error.status, KLING_E_CONFLICT);
    EXPECT_EQ(second_job.task->error.task_id, first.task->id.view());
    EXPECT_EQ(second_job.states(), (std::vector<int32_t>{KLING_TASK_SUBMITTING, KLING_TASK_REJECTED}));
    EXPECT_EQ(world.posts().size(), 2U);
    EXPECT_EQ(world.service->tasks().all().size(), 1U);
  }
}

TEST(IdTaken, WithoutAnUncertainAttemptIsAConflictEvenWhenNobodyTellsWhose) {
  for (const Answer &look : {not_found(), lost(), replied(502, page)}) {
    World world;
    world.creates = {id_taken()};
    world.on_look = [look](const Sent &) { return look; };
    Job &job = world.submit();
    world.run();
    EXPECT_EQ(job.state(), KLING_TASK_REJECTED);
    EXPECT_EQ(job.task->error.status, KLING_E_CONFLICT);
    EXPECT_TRUE(job.task->error.task_id.empty());
    EXPECT_EQ(world.gets().size(), 3U);
    EXPECT_EQ(world.posts().size(), 1U);
  }
}

/// A first attempt whose task shows up only after three looks found nothing; the second is refused as its duplicate.
void lose_then_refuse(World &world) {
  world.creates = {lost(), id_taken()};
  world.looks.assign(5, not_found());
}

TEST(IdTaken, AfterAnUncertainAttemptIsOurs) {
  World world;
  lose_then_refuse(world);
  Job &job = world.submit();
  const int64_t made = world.unix_ms();
  world.on_look = [made](const Sent &request) {
    return request.url.ends_with("k1-test1") ? told("77", "submitted", made, R"("task_info":{"external_task_id":"k1-test1"})")
                                             : finished("77", {"https://x/1"});
  };
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(job.id(), "77");
  EXPECT_EQ(world.posts().size(), 2U);
}

TEST(IdTaken, AfterAnUncertainAttemptButAnOlderTaskIsUnknownAndNamesIt) {
  World world;
  lose_then_refuse(world);
  Job &job = world.submit();
  const int64_t made = world.unix_ms() - 6 * minute;
  world.on_look = [made](const Sent &) { return told("77", "succeed", made, R"("task_info":{"external_task_id":"k1-test1"})"); };
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_UNKNOWN);
  EXPECT_EQ(job.task->error.status, KLING_E_SUBMIT_UNKNOWN);
  EXPECT_EQ(job.task->error.task_id, "77");
  EXPECT_TRUE(job.id().empty());
}

TEST(IdTaken, AfterAnUncertainAttemptAndNotToBeFoundIsUnknown) {
  World world;
  lose_then_refuse(world);
  Job &job = world.submit();
  world.on_look = [](const Sent &) { return not_found(); };
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_UNKNOWN);
  EXPECT_EQ(world.posts().size(), 2U);
  EXPECT_EQ(world.gets().size(), 5U + 3U);
}

TEST(IdTaken, AfterAnUncertainAttemptIsAskedForUntilTheDeadline) {
  Scene scene;
  scene.settings.deadline_ms = 1 * hour;
  World world(std::move(scene));
  lose_then_refuse(world);
  Job &job = world.submit();
  world.on_look = [](const Sent &) { return lost(); };
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_UNKNOWN);
  EXPECT_EQ(world.elapsed(), 1 * hour);
  EXPECT_GT(world.gets().size(), 50U);
}

TEST(IdTaken, TheTaskFoundHoldsItsSlot) {
  Scene scene;
  scene.settings.max_active_tasks = 1;
  World world(std::move(scene));
  lose_then_refuse(world);
  Job &job = world.submit();
  Job &behind = world.submit();
  int looks = 0;
  world.on_look = [&](const Sent &request) {
    if (request.url.ends_with("k1-test1")) {
      return told("77", "processing");
    }
    return ++looks < 5 ? told("77", "processing") : finished("77", {});
  };
  EXPECT_TRUE(world.run_until([&] { return job.state() == KLING_TASK_PROCESSING; }));
  EXPECT_EQ(behind.state(), KLING_TASK_WAITING);
  world.run_until([&] { return job.task->final(); });
  world.creates = {created("78")};
  world.on_look = [](const Sent &) { return finished("78", {}); };
  world.run();
  EXPECT_EQ(behind.state(), KLING_TASK_SUCCEEDED);
}

Answer unsendable(kling_status status) {
  Answer answer;
  answer.reply.delivery = protocol::Delivery::not_sent;
  answer.reply.error = make_error(status, "photo.png changed since it was set", "image");
  return answer;
}

TEST(Unsendable, IsRejectedAtOnce) {
  for (const kling_status status : {KLING_E_FIELD, KLING_E_FILE}) {
    World world;
    world.on_create = [&](const Sent &) { return unsendable(status); };
    Job &job = world.submit();
    world.run();
    EXPECT_EQ(job.state(), KLING_TASK_REJECTED);
    EXPECT_EQ(job.task->error.status, status);
    EXPECT_EQ(job.task->error.field, "image");
    EXPECT_EQ(world.posts().size(), 1U);
    EXPECT_EQ(world.engine->counts().retries, 0U);
  }
}

TEST(Unsendable, AfterALostReplyIsUnknown) {
  World world;
  world.creates = {by_service_but_lost()};
  world.looks.assign(5, not_found()); // the service was wrong about it
  world.on_create = [](const Sent &) { return unsendable(KLING_E_FIELD); };
  Job &job = world.submit();
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_UNKNOWN);
  EXPECT_EQ(job.task->error.status, KLING_E_SUBMIT_UNKNOWN);
  EXPECT_NE(job.task->error.message.find("photo.png changed since it was set"), String::npos) << job.task->error.message;
}

TEST(Inputs, AreHeldUntilTheServiceHasTheTask) {
  World world;
  Submit what;
  what.image = kling::make_shared<protocol::Input>(Vector<char>(10, 'x'));
  const std::weak_ptr<const protocol::Input> image = what.image;
  world.creates = {unreachable(), by_service_but_lost()};
  Job &job = world.submit(what);
  what.image.reset();
  world.run_until([&] { return job.state() == KLING_TASK_UNCERTAIN; });
  EXPECT_FALSE(image.expired()) << "it may have to be sent again";
  world.run_until([&] { return job.state() == KLING_TASK_SUBMITTED; });
  EXPECT_TRUE(image.expired());
  world.run();
}

} // namespace

} // namespace kling::engine
