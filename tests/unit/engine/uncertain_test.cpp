// Design 4.1: asking by external id after a lost reply.
#include "world.hpp"

namespace kling::engine {

namespace {

Scene at(const std::string &provider) {
  Scene scene;
  scene.provider = provider;
  return scene;
}

std::string with_external_id(const std::string &id) {
  return R"("task_info":{"external_task_id":")" + id + "\"}";
}

TEST(Uncertain, LooksAfter2And5And15And30And60SecondsThenEveryMinute) {
  World world(at("custom"));
  world.creates = {lost()};
  world.on_look = [](const Sent &) { return lost(); };
  Job &job = world.submit();
  world.run_for(5 * minute);
  const int64_t since = job.of(KLING_EVENT_STATE).at(1).at;
  EXPECT_EQ(world.times("GET", since), (std::vector<int64_t>{2000, 5000, 15000, 30000, 60000, 120000, 180000, 240000}));
  for (const Sent &look : world.gets()) {
    EXPECT_TRUE(look.url.ends_with("/" + job.external_id())) << look.url;
  }
}

struct Settling {
  std::string name;
  Answer answer;
  int64_t settle_ms;
  int64_t expected_ms;
};

TEST(Uncertain, IsCalledNotCreatedOnlyAfterSettling) {
  const std::vector<Settling> rows = {
      {"the default", lost(), 60000, 60000},
      {"three looks at least", lost(), 0, 15000},
      {"longer", lost(), 150000, 180000},
      {"5002", refused(504, 5002), 60000, 600000},
      {"5002 as 200", refused(200, 5002), 60000, 600000},
      {"504", replied(504, ""), 60000, 600000},
      {"504, longer", replied(504, ""), 900000, 900000},
      {"503", replied(503, ""), 60000, 60000},
  };
  for (const Settling &row : rows) {
    SCOPED_TRACE(row.name);
    Scene scene;
    scene.settings.settle_ms = row.settle_ms;
    World world(std::move(scene));
    world.creates = {row.answer};
    world.submit();
    world.run();
    const std::vector<Sent> posts = world.posts();
    ASSERT_EQ(posts.size(), 2U);
    EXPECT_EQ(posts[1].at - posts[0].at, 100 + row.expected_ms + 100); // reply, looks, reply to the last look
    EXPECT_EQ(posts[0].body, posts[1].body);
  }
}

TEST(Uncertain, TheProviderNameProvesNothingBehindAForeignBaseUrl) {
  for (const std::string provider : {"kling", "kling-cn"}) {
    Scene scene = at(provider);
    scene.base_url = "https://gateway.example";
    World world(std::move(scene));
    world.creates = {lost()};
    world.on_look = [](const Sent &) { return not_found(); };
    Job &job = world.submit();
    world.run();
    EXPECT_EQ(job.state(), KLING_TASK_UNKNOWN);
    EXPECT_EQ(world.posts().size(), 1U);
  }
}

TEST(Uncertain, TheTasksErrorSaysWhyFromTheStart) {
  struct Row {
    Answer create;
    int32_t state;
    kling_status status;
    int32_t retryable;
  };
  for (const Row &row :
       {Row{lost(), KLING_TASK_UNCERTAIN, KLING_E_NETWORK, 0}, Row{refused(500, 5000), KLING_TASK_UNCERTAIN, KLING_E_SERVICE, 0},
        Row{refused(429, 1303), KLING_TASK_WAITING, KLING_E_RATE_LIMITED, 1},
        Row{refused(429, 1302), KLING_TASK_WAITING, KLING_E_RATE_LIMITED, 1}, Row{unreachable(), KLING_TASK_WAITING, KLING_E_NETWORK, 1}}) {
    World world;
    world.creates = {row.create};
    Job &job = world.submit();
    world.run_for(500);
    EXPECT_EQ(job.state(), row.state);
    EXPECT_EQ(job.task->trouble.status, row.status);
    EXPECT_EQ(job.task->trouble.retryable, row.retryable);
    EXPECT_LE(job.of(KLING_EVENT_TROUBLE).size(), 1U);
    EXPECT_EQ(job.of(KLING_EVENT_STATE).back().error.status, row.status);
    world.run();
    EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
    EXPECT_EQ(job.task->trouble.status, KLING_OK);
  }
}

TEST(Uncertain, OnlyTheServicesOwnWordsCountAsNotFound) {
  const std::vector<Answer> not_proofs = {replied(404, "<html></html>"),
                                          replied(404, ""),
                                          refused(404, 1202),
                                          refused(401, 1002),
                                          refused(500, 5000),
                                          replied(200, "{}"),
                                          replied(200, R"({"code":0})"),
                                          lost(),
                                          unreachable(),
                                          refused(400, 1201, "other")};
  for (const Answer &look : not_proofs) {
    SCOPED_TRACE(std::to_string(look.reply.http_status) + " " + std::string(look.reply.body));
    World world;
    world.creates = {lost()};
    world.on_look = [look](const Sent &) { return look; };
    Job &job = world.submit();
    world.run();
    EXPECT_EQ(job.state(), KLING_TASK_UNKNOWN); // by the deadline
    EXPECT_EQ(world.elapsed(), 6 * hour);
    EXPECT_EQ(world.posts().size(), 1U);
  }
}

struct InVain {
  std::string name;
  Answer look;
  std::string words; // of the host, in the error
};

Answer page_of(int32_t http_status) {
  Answer answer = replied(http_status, "<!DOCTYPE html><html><title>Welcome</title></html>");
  answer.reply.content_type = "text/html";
  return answer;
}

/// What no look will ever change.
std::vector<InVain> answers_in_vain() {
  return {
      {"a word for not found", replied(400, R"({"code":"task_not_exist","message":"task not exist","data":null})"), "task not exist"},
      {"a page", page_of(200), "HTTP 200 and an HTML page"},
      {"a page that says 404", page_of(404), "HTTP 404"},
      {"404", replied(404, ""), "HTTP 404"},
      {"405", replied(405, ""), "HTTP 405"},
      {"a redirect", replied(302, ""), "HTTP 302"},
      {"1202", refused(404, 1202, "no such path"), "no such path"},
      {"1203", refused(404, 1203, "nothing here"), "nothing here"},
      {"a refusal by name", replied(400, R"({"error":{"message":"not this","type":"x","code":"invalid_request"}})"), "not this"},
  };
}

TEST(Uncertain, WhatCanNeverTellEndsItWhereNothingCouldBeProvedAnyway) {
  for (const std::string provider : {"custom", "cometapi"}) {
    for (const InVain &row : answers_in_vain()) {
      for (const bool slow : {false, true}) {
        SCOPED_TRACE(provider + ": " + row.name + (slow ? ", after 504" : ""));
        World world(at(provider));
        world.creates = {slow ? replied(504, "") : lost()};
        world.on_look = [&row](const Sent &) { return row.look; };
        Job &job = world.submit();
        world.run();
        const std::string message(job.task->error.message);
        EXPECT_EQ(job.state(), KLING_TASK_UNKNOWN);
        EXPECT_EQ(world.elapsed(), 100 + (slow ? 10 * minute : minute) + 100);
        EXPECT_EQ(world.posts().size(), 1U);
        EXPECT_EQ(job.task->error.status, KLING_E_SUBMIT_UNKNOWN);
        EXPECT_NE(message.find("the answer was: " + row.words), std::string::npos) << message;
        EXPECT_NE(message.find("does not prove"), std::string::npos) << message;
        EXPECT_NE(message.find("may exist and be billed"), std::string::npos) << message;
        EXPECT_EQ(job.of(KLING_EVENT_TROUBLE).size(), 1U);
      }
    }
  }
}

TEST(Uncertain, WhatCanNeverTellIsNoProofAtAGuardedHost) {
  for (const InVain &row : answers_in_vain()) {
    SCOPED_TRACE(row.name);
    World world;
    world.creates = {lost()};
    world.looks.assign(30, row.look);
    world.looks.insert(world.looks.end(), 3, not_found());
    Job &job = world.submit();
    world.run_for(20 * minute);
    EXPECT_EQ(job.state(), KLING_TASK_UNCERTAIN);
    EXPECT_EQ(world.posts().size(), 1U);
    world.run();
    EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
    ASSERT_EQ(world.posts().size(), 2U);
    EXPECT_EQ(world.posts()[1].at - world.posts()[0].at, 100 + 29 * minute + 100); // the 33rd look
  }
}

TEST(Uncertain, AtAGuardedHostItTakesTheServicesOwnWordsInTheEndToo) {
  World world;
  world.creates = {lost()};
  world.looks = {not_found(), not_found(), not_found(), replied(404, ""), page_of(200), not_found()};
  Job &job = world.submit();
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  ASSERT_EQ(world.posts().size(), 2U);
  EXPECT_EQ(world.posts()[1].at - world.posts()[0].at, 100 + 2 * minute + 100); // the sixth look, though a minute is enough
}

TEST(Uncertain, ATroubleThatPassesIsAskedOnAtAnyHost) {
  for (const Answer &look : {lost(), unreachable(), refused(500, 5000), replied(502, ""), page_of(502), replied(503, ""), replied(408, ""),
                             replied(429, ""), refused(429, 1302), replied(401, ""), refused(429, 1102), replied(200, R"({"code":0})"),
                             replied(200, "{}"), replied(503, R"({"error":{"message":"no","type":"x","code":"model_not_found"}})"),
                             replied(403, R"({"error":{"message":"no","type":"x","code":"quota_not_enough"}})")}) {
    SCOPED_TRACE(std::to_string(look.reply.http_status) + " " + std::string(look.reply.body));
    World world(at("custom"));
    world.creates = {lost()};
    world.on_look = [look](const Sent &) { return look; };
    Job &job = world.submit();
    world.run();
    EXPECT_EQ(job.state(), KLING_TASK_UNKNOWN);
    EXPECT_EQ(world.elapsed(), 6 * hour);
    EXPECT_EQ(world.posts().size(), 1U);
  }
}

TEST(Uncertain, WhatCanNeverTellAndNotFoundAreCountedTogetherAndTroublesInBetweenAreNot) {
  World world(at("custom"));
  world.creates = {lost()};
  world.looks = {page_of(200), lost(), not_found(), lost(), lost(), lost(), replied(404, "")};
  world.on_look = [](const Sent &) { return lost(); };
  Job &job = world.submit();
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_UNKNOWN);
  EXPECT_EQ(world.elapsed(), 100 + 3 * minute + 100); // the seventh look
}

TEST(Uncertain, ATaskThatIsFoundAfterAllIsAdoptedBeforeTheTimeIsOver) {
  World world(at("custom"));
  world.creates = {by_service_but_lost()};
  world.looks = {page_of(200), page_of(200), page_of(200), page_of(200)};
  Job &job = world.submit();
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(world.posts().size(), 1U);
}

TEST(Uncertain, AnEmptyListCountsAsNotFound) {
  World world;
  world.creates = {lost()};
  world.looks.assign(5, replied(200, R"({"code":0,"data":[]})"));
  Job &job = world.submit();
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(world.posts().size(), 2U);
}

TEST(Uncertain, TroublesInBetweenNeitherCountNorEndIt) {
  World world;
  world.creates = {lost()};
  world.looks = {not_found(), lost(), refused(503, 5001), lost(), not_found(), lost(), not_found()};
  Job &job = world.submit();
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(world.posts().size(), 2U);
  EXPECT_EQ(world.posts()[1].at, 100 + 180000 + 100);
  EXPECT_EQ(job.of(KLING_EVENT_TROUBLE).size(), 2U); // one per cause
}

TEST(Uncertain, LateFoundIsAdopted) {
  World world(at("cometapi"));
  world.creates = {by_service_but_lost()};
  world.looks = {not_found(), not_found(), lost()};
  Job &job = world.submit();
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(world.posts().size(), 1U);
  EXPECT_EQ(world.times("GET", job.of(KLING_EVENT_STATE).at(1).at).at(3), 30000);
  // It may be done already: the first look at it comes at once.
  EXPECT_EQ(world.times("GET", job.of(KLING_EVENT_STATE).at(1).at).at(4), 30100);
}

struct Found {
  std::string name;
  int64_t created; // against the attempt, by the service's clock; 0: not told
  std::string external_id;
  bool adopted;
};

TEST(Uncertain, FoundIsOursByIdAndTime) {
  const std::vector<Found> rows = {
      {"just now", 300, "k1-test1", true},
      {"no time told", 0, "k1-test1", true},
      {"no external id told", 300, "", true},
      {"neither told", 0, "", false}, // nothing ties it to us; trust_test.cpp tells where it counts
      {"within the tolerance", -4 * minute, "k1-test1", true},
      {"older", -6 * minute, "k1-test1", false},
      {"much older", -240 * hour, "k1-test1", false},
      {"older, no external id told", -6 * minute, "", false},
  };
  for (const int64_t skew : {int64_t{0}, 3 * hour, -3 * hour}) {
    for (const Found &row : rows) {
      SCOPED_TRACE(row.name + ", our clock off by " + std::to_string(skew));
      World world(at("custom"));
      world.clock_skew_ms = skew;
      world.creates = {lost()};
      const int64_t made = row.created == 0 ? 0 : world.unix_ms() + row.created;
      const std::string more = row.external_id.empty() ? "" : with_external_id(row.external_id);
      world.looks = {dated(told("42", "submitted", made, more), date_of(world.unix_ms() + 2 * second))};
      world.on_look = [](const Sent &) { return finished("42", {"https://x/1"}); };
      Job &job = world.submit();
      world.run();
      EXPECT_EQ(job.state(), row.adopted ? KLING_TASK_SUCCEEDED : KLING_TASK_UNKNOWN);
      EXPECT_EQ(row.adopted ? job.id() : std::string(job.task->error.task_id), "42");
      EXPECT_EQ(world.posts().size(), 1U);
    }
  }
}

TEST(Uncertain, ATaskOfAnotherExternalIdIsNeverAdopted) {
  for (const std::string provider : {"kling", "custom"}) {
    World world(at(provider));
    world.creates = {lost()};
    world.on_look = [](const Sent &) { return told("42", "submitted", 0, with_external_id("k1-somebody")); };
    Job &job = world.submit();
    world.run();
    EXPECT_EQ(job.state(), KLING_TASK_UNKNOWN);
    EXPECT_TRUE(job.id().empty());
    EXPECT_EQ(world.posts().size(), 1U);
  }
}

TEST(Uncertain, ATaskWhoseOwnIdIsOurExternalIdIsNotOurs) {
  World world;
  world.creates = {lost()};
  world.on_look = [](const Sent &) { return told("k1-test1", "submitted", 0, with_external_id("k1-somebody")); };
  Job &job = world.submit();
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_UNKNOWN);
  EXPECT_EQ(job.task->error.task_id, "k1-test1");
  EXPECT_EQ(world.posts().size(), 1U);
}

TEST(Uncertain, ATroubleOfTheLooksIsOverOnceTheTaskIsFound) {
  World world;
  world.creates = {by_service_but_lost()};
  world.looks = {lost(), by_service(), lost()};
  Job &job = world.submit();
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(job.of(KLING_EVENT_TROUBLE).size(), 2U); // and told again when it comes again
}

TEST(Uncertain, AStatusWithoutAnyIdIsNotATask) {
  World world;
  world.creates = {by_service_but_lost()};
  world.looks.assign(8, replied(200, R"({"code":0,"data":{"task_status":"processing"}})"));
  Job &job = world.submit();
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(world.times("GET", 100).at(8), 300000);
  EXPECT_FALSE(job.id().empty());
  EXPECT_EQ(world.posts().size(), 1U);
}

TEST(Uncertain, WithoutAnExternalIdIsUnknownAtOnce) {
  for (const std::string provider : {"kling", "kling-cn", "cometapi", "custom"}) {
    World world(at(provider));
    world.creates = {by_service_but_lost()};
    Submit what;
    what.without_external_id = true;
    Job &job = world.submit(what);
    world.run();
    EXPECT_EQ(job.state(), KLING_TASK_UNKNOWN);
    EXPECT_EQ(job.states(), (std::vector<int32_t>{KLING_TASK_SUBMITTING, KLING_TASK_UNKNOWN}));
    EXPECT_EQ(world.elapsed(), 100);
    EXPECT_EQ(world.posts().size(), 1U);
    EXPECT_TRUE(world.gets().empty());
  }
}

TEST(Uncertain, IsSentAgainAsOftenAsRetriesAllow) {
  World world;
  world.on_create = [](const Sent &) { return lost(); };
  Job &job = world.submit();
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_UNKNOWN);
  const std::vector<Sent> posts = world.posts();
  EXPECT_EQ(posts.size(), 5U);
  for (const Sent &each : posts) {
    EXPECT_EQ(each.body, posts[0].body);
  }
}

TEST(Uncertain, StaysSoUntilItIsSentAgain) {
  World world;
  world.creates = {lost(), unreachable(), refused(429, 1303), refused(429, 1302), by_service()};
  world.looks.assign(5, not_found());
  Job &job = world.submit();
  world.run();
  const std::vector<int32_t> expected = {KLING_TASK_SUBMITTING, KLING_TASK_UNCERTAIN, KLING_TASK_SUBMITTING, KLING_TASK_UNCERTAIN,
                                         KLING_TASK_SUBMITTING, KLING_TASK_UNCERTAIN, KLING_TASK_SUBMITTING, KLING_TASK_UNCERTAIN,
                                         KLING_TASK_SUBMITTING, KLING_TASK_SUBMITTED, KLING_TASK_SUCCEEDED};
  EXPECT_EQ(job.states(), expected);
  EXPECT_EQ(world.service->tasks().all().size(), 1U);
}

TEST(Uncertain, NobodyReachedTheSecondTimeIsUnknownAndNotRejected) {
  World world;
  world.creates = {by_service_but_lost()};
  world.looks.assign(5, not_found()); // the service was wrong about it
  world.on_create = [](const Sent &) { return unreachable(); };
  Job &job = world.submit();
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_UNKNOWN);
  EXPECT_EQ(job.task->error.status, KLING_E_SUBMIT_UNKNOWN);
}

TEST(Uncertain, ARefusalOfTheSecondAttemptCountsForBothOnlyFromTheServiceItself) {
  struct Row {
    Answer answer;
    int32_t state;
  };
  const std::vector<Row> rows = {{refused(429, 1102), KLING_TASK_REJECTED}, {refused(400, 1201, "prompt is invalid"), KLING_TASK_REJECTED},
                                 {refused(400, 1301), KLING_TASK_REJECTED}, {refused(401, 1002), KLING_TASK_UNKNOWN},
                                 {replied(401, ""), KLING_TASK_UNKNOWN},    {replied(404, "<html></html>"), KLING_TASK_UNKNOWN},
                                 {replied(302, ""), KLING_TASK_UNKNOWN}};
  for (const Row &row : rows) {
    SCOPED_TRACE(row.answer.reply.body.c_str());
    World world;
    world.creates = {lost(), row.answer};
    Job &job = world.submit();
    world.run();
    EXPECT_EQ(job.state(), row.state);
    EXPECT_EQ(world.posts().size(), 2U);
  }
}

TEST(Uncertain, WaitingToBeSentAgainIsWithdrawnAsUnknown) {
  World world;
  world.creates = {lost()};
  world.looks.assign(5, not_found());
  world.on_create = [](const Sent &) { return refused(429, 1303); };
  Job &job = world.submit();
  EXPECT_TRUE(world.run_until([&] { return world.posts().size() >= 3; }));
  world.run_for(200);
  EXPECT_EQ(job.state(), KLING_TASK_UNCERTAIN);
  EXPECT_EQ(world.engine->cancel(*job.task, world.now()), KLING_E_STATE);
  EXPECT_EQ(world.engine->detach(*job.task, world.now()), KLING_OK);
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_UNKNOWN);
}

TEST(Uncertain, ASlowLookIsRespected) {
  World world;
  world.creates = {lost()};
  world.looks = {refused(429, 1302, "slow", "20")};
  Job &job = world.submit();
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  const std::vector<int64_t> looks = world.times("GET", 100);
  EXPECT_EQ(looks.at(0), 2000);
  EXPECT_EQ(looks.at(1), 22100);
}

TEST(Uncertain, EndsAsUnknownAtTheDeadline) {
  for (const std::string provider : {"kling", "custom"}) {
    World world(at(provider));
    world.creates = {lost()};
    world.on_look = [](const Sent &) { return lost(); };
    Submit what;
    what.deadline_ms = 10 * minute;
    Job &job = world.submit(what);
    world.run();
    EXPECT_EQ(job.state(), KLING_TASK_UNKNOWN);
    EXPECT_EQ(world.elapsed(), 10 * minute);
  }
}

} // namespace

} // namespace kling::engine
