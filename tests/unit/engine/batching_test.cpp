// Design 4.2: due tasks are asked about together where that works, with the same events as one by one.
#include "questions.hpp"

namespace kling::engine {

namespace {

Answer html(int32_t http_status) {
  Answer answer = replied(http_status, "<!DOCTYPE html><html></html>");
  answer.reply.content_type = "text/html";
  return answer;
}

int troubles(const World &world) {
  int count = 0;
  for (const Job &job : world.jobs) {
    count += static_cast<int>(job.of(KLING_EVENT_TROUBLE).size());
  }
  return count;
}

void expect_all(const World &world, int32_t state) {
  for (const Job &job : world.jobs) {
    EXPECT_EQ(job.state(), state) << job.id();
  }
}

// Attached tasks are due at once, each by itself: the second look is the first that is shared.

TEST(Batching, TheFirstQuestionShowsThatItWorksAndTwentyIdsGoTogetherFromThenOn) {
  World world(steady());
  world.on_look = [](const Sent &look) { return all_of(look, "processing"); };
  attach_tasks(world, 30);
  world.run_for(60 * second);
  const std::vector<Sent> together = questions(world, Question::by_ids);
  ASSERT_GE(together.size(), 6U);
  EXPECT_EQ(asked_ids(together[1].url).size(), 20U);
  EXPECT_EQ(asked_ids(together[2].url).size(), 10U);
  EXPECT_TRUE(world.engine->batch_counts().ids);
  EXPECT_FALSE(world.engine->batch_counts().pages);
  EXPECT_EQ(world.engine->batch_counts().requests, together.size() + questions(world, Question::by_page).size());
  world.on_look = [](const Sent &look) { return all_of(look, "succeed"); };
  world.run();
  expect_all(world, KLING_TASK_SUCCEEDED);
  for (const Job &job : world.jobs) {
    EXPECT_EQ(job.task->outputs.front().url.view(), "https://x/" + job.id());
    EXPECT_EQ(job.task->raw_json.view(), record_of(job.id(), "succeed")); // its own record
    EXPECT_EQ(job.task->units, 3.5);
  }
  EXPECT_EQ(troubles(world), 0);
}

TEST(Batching, OthersWaitForWhatTheFirstQuestionBrings) {
  World world(steady());
  world.on_look = [](const Sent &look) { return all_of(look, "processing"); };
  attach_tasks(world, 30);
  attach_tasks(world, 30, 2000);
  world.run_for(15 * second);
  EXPECT_EQ(questions(world, Question::alone).size(), 60U);  // the first looks
  EXPECT_EQ(questions(world, Question::by_page).size(), 1U); // which told of none of them
  const std::vector<Sent> together = questions(world, Question::by_ids);
  ASSERT_EQ(together.size(), 3U);
  EXPECT_GE(together[1].at - together[0].at, 100);
  EXPECT_LE(together[2].at - together[0].at, second);
}

TEST(Batching, AFewTasksAreAskedOneByOneAsEver) {
  World world(steady());
  world.on_look = [](const Sent &look) { return all_of(look, "processing"); };
  world.attach("1000");
  world.run_for(60 * second);
  EXPECT_EQ(world.gets().size(), 6U);
  EXPECT_EQ(questions(world, Question::by_ids).size(), 0U);
  EXPECT_EQ(world.engine->batch_counts().requests, 0U);
}

struct Refusal {
  const char *name;
  Answer answer;
};

TEST(Batching, AHostThatRefusesIsNotAskedAgain) {
  const Refusal refusals[] = {
      {"404", html(404)},
      {"html", html(200)},
      {"redirect", html(301)},
      {"1201", refused(400, 1201, "task_ids is unknown")},
      {"unreadable", replied(200, "[")},
      {"no array", replied(200, R"({"code":0,"data":{"task_id":"1"}})")},
      {"word", replied(200, R"({"code":"invalid_request","message":"no"})")},
      {"401", refused(401, 1002)},
      {"permanent 503", replied(503, R"({"error":{"message":"no channel","type":"x","code":"model_not_found"}})")},
  };
  for (const Refusal &each : refusals) {
    SCOPED_TRACE(each.name);
    World world(steady());
    world.on_look = [&](const Sent &look) {
      return question_of(look) == Question::by_ids ? each.answer : all_of(look, world.elapsed() < hour ? "processing" : "succeed");
    };
    attach_tasks(world, 30);
    world.run();
    expect_all(world, KLING_TASK_SUCCEEDED);
    EXPECT_EQ(questions(world, Question::by_ids).size(), 1U);
    EXPECT_EQ(troubles(world), 0);
    EXPECT_FALSE(world.engine->batch_counts().ids);
  }
}

TEST(Batching, TroubleOfAFirstQuestionIsNobodysAndItIsTriedLaterTwiceAsLate) {
  for (const Answer &bad :
       {refused(503, 5001), lost(), unreachable(), refused(429, 1302), refused(429, 1101), replied(408, ""), html(502)}) {
    World world(steady());
    world.on_look = [&](const Sent &look) { return question_of(look) == Question::by_ids ? bad : all_of(look, "processing"); };
    attach_tasks(world, 10);
    world.run_for(10 * minute);
    std::vector<int64_t> at;
    for (const Sent &each : questions(world, Question::by_ids)) {
      at.push_back(each.at);
    }
    ASSERT_EQ(at.size(), 4U); // after one, two and four minutes
    EXPECT_GE(at[1] - at[0], 1 * minute);
    EXPECT_LE(at[1] - at[0], 1 * minute + 15 * second);
    EXPECT_GE(at[2] - at[1], 2 * minute);
    EXPECT_GE(at[3] - at[2], 4 * minute);
    EXPECT_EQ(troubles(world), 0);
  }
}

/// A first question that is never answered keeps its tasks no longer than ten seconds from their own polls, whatever a request may take.
TEST(Batching, AFirstQuestionIsNotWaitedForAsLongAsAnother) {
  for (const bool signs : {false, true}) { // by ids; by pages
    Scene scene = steady();
    scene.signs = signs;
    World world(std::move(scene));
    const Question together = signs ? Question::by_page : Question::by_ids;
    bool silent = true;
    world.on_look = [&](const Sent &look) {
      Answer nothing = lost();
      nothing.after_ms = look.timeout_ms;
      return silent && question_of(look) == together ? nothing : all_of(look, "processing");
    };
    attach_tasks(world, signs ? 60 : 15);
    world.run_for(15 * second);
    ASSERT_EQ(questions(world, together).size(), 1U);
    const Sent first = questions(world, together).front();
    EXPECT_EQ(first.timeout_ms, 10 * second);
    const std::size_t alone = questions(world, Question::alone).size();
    world.run_for(10 * second);
    EXPECT_GE(questions(world, Question::alone).size(), alone + world.jobs.size());
    EXPECT_EQ(troubles(world), 0);
    silent = false;
    world.run_for(5 * minute);
    EXPECT_EQ(questions(world, together).at(1).timeout_ms, 10 * second);
    if (!signs) {
      EXPECT_EQ(questions(world, together).back().timeout_ms, minute) << "it works";
    }
  }
}

TEST(Batching, TroubleOfAWayThatWorksIsTheTroubleOfEachOfItsTasksAndTheThirdInARowClosesIt) {
  Scene scene = steady();
  scene.settings.poll_max_interval_ms = 30 * second;
  World world(scene);
  bool bad = false;
  world.on_look = [&](const Sent &look) {
    return bad && question_of(look) == Question::by_ids ? refused(503, 5001) : all_of(look, "processing");
  };
  attach_tasks(world, 10);
  world.run_for(2 * minute);
  EXPECT_TRUE(world.engine->batch_counts().ids);
  bad = true;
  const std::size_t before = questions(world, Question::by_ids).size();
  world.run_for(5 * minute);
  const std::vector<Sent> together = questions(world, Question::by_ids);
  ASSERT_GE(together.size(), before + 3);
  EXPECT_GE(together[before + 1].at - together[before].at, 30 * second); // the longest interval
  for (const Job &job : world.jobs) {
    EXPECT_EQ(job.of(KLING_EVENT_TROUBLE).size(), 1U); // once a cause
    EXPECT_EQ(job.of(KLING_EVENT_TROUBLE).front().error.service_code, 5001);
  }
  EXPECT_GE(questions(world, Question::alone).size(), 20U); // their own polls took over
  EXPECT_LE(together.size(), before + 5);
  EXPECT_FALSE(world.engine->batch_counts().ids);
  bad = false;
  world.run_for(10 * minute);
  EXPECT_TRUE(world.engine->batch_counts().ids);
}

TEST(Batching, WhoeverIsAbsentIsAskedAloneAtOnceAndAfterTheSecondTimeOnlyAlone) {
  World world(steady());
  world.on_look = [](const Sent &look) {
    if (question_of(look) == Question::alone) {
      return all_of(look, "processing");
    }
    std::vector<std::string> records = {record_of("999", "failed")}; // a stranger's
    for (const std::string &id : asked_ids(look.url)) {
      if (id != "1003") {
        records.push_back(record_of(id, "processing"));
      }
    }
    return listed(records);
  };
  attach_tasks(world, 10);
  world.run_for(10 * minute);
  int asked_with_others = 0;
  for (const Sent &each : questions(world, Question::by_ids)) {
    const std::vector<std::string> ids = asked_ids(each.url);
    asked_with_others += std::count(ids.begin(), ids.end(), "1003") > 0 ? 1 : 0;
  }
  EXPECT_EQ(asked_with_others, 2);
  EXPECT_EQ(world.engine->batch_counts().misses, 2U);
  EXPECT_EQ(troubles(world), 0);
  expect_all(world, KLING_TASK_PROCESSING);
  const std::vector<Sent> alone = questions(world, Question::alone);
  EXPECT_GE(alone.size(), 10U + 55U);
  EXPECT_EQ(asked_ids(alone.back().url).front(), "1003");
}

TEST(Batching, AListThatKnowsNoneOfThemProvesNothing) {
  World world(steady());
  world.on_look = [](const Sent &look) { return question_of(look) == Question::by_ids ? listed({}) : all_of(look, "processing"); };
  attach_tasks(world, 10);
  world.run_for(50 * second);
  EXPECT_EQ(questions(world, Question::by_ids).size(), 1U);
  EXPECT_FALSE(world.engine->batch_counts().ids);
  expect_all(world, KLING_TASK_PROCESSING);
}

TEST(Batching, WrappedListsAreRead) {
  World world(steady());
  world.on_look = [](const Sent &look) {
    Answer answer = all_of(look, "processing");
    if (question_of(look) == Question::by_ids) {
      answer.reply.body = R"({"code":"success","message":"","data":)" + answer.reply.body + "}";
    }
    return answer;
  };
  attach_tasks(world, 10);
  world.run_for(1 * minute);
  EXPECT_TRUE(world.engine->batch_counts().ids);
  EXPECT_EQ(world.engine->batch_counts().misses, 0U);
}

TEST(Batching, RetryAfterIsObeyedForAllOfThem) {
  World world(steady());
  world.on_look = [](const Sent &look) {
    Answer answer = all_of(look, "processing");
    answer.reply.retry_after = question_of(look) == Question::by_ids ? "120" : "";
    return answer;
  };
  attach_tasks(world, 10);
  world.run_for(10 * minute);
  const std::vector<Sent> together = questions(world, Question::by_ids);
  ASSERT_GE(together.size(), 4U);
  for (std::size_t i = 1; i < together.size(); ++i) {
    EXPECT_GE(together[i].at - together[i - 1].at, 2 * minute);
  }
  EXPECT_EQ(questions(world, Question::alone).size(), 10U);
}

TEST(Batching, SignedTokensAreNeverSentToTheListByIds) {
  Scene scene = steady();
  scene.signs = true;
  World world(scene);
  world.on_look = [](const Sent &look) { return all_of(look, "processing"); };
  attach_tasks(world, 30);
  world.run_for(5 * minute);
  EXPECT_EQ(questions(world, Question::by_ids).size(), 0U);
  EXPECT_EQ(questions(world, Question::alone).size(), world.sent.size());
}

TEST(Batching, WhatTheUnifiedListHasNoWordsForIsAskedForAlone) {
  World world(steady());
  std::string status = "processing";
  world.on_look = [&](const Sent &look) { return all_of(look, status); };
  for (int id = 1000; id < 1010; ++id) {
    world.attach(std::to_string(id), "", "generations");
  }
  world.run_for(1 * minute);
  EXPECT_EQ(questions(world, Question::alone).size(), 10U);
  status = "succeed";
  world.run();
  expect_all(world, KLING_TASK_SUCCEEDED);
  EXPECT_EQ(questions(world, Question::alone).size(), 20U); // each for its own record
}

// Ends on the way

TEST(Batching, TheExchangeIsDroppedWhenTheLastOfThemLeaves) {
  World world(steady());
  world.on_look = [](const Sent &look) { return question_of(look) == Question::by_ids ? no_answer() : all_of(look, "processing"); };
  attach_tasks(world, 10);
  world.run_for(15 * second);
  const std::vector<Sent> together = questions(world, Question::by_ids);
  ASSERT_EQ(together.size(), 1U);
  ASSERT_EQ(asked_ids(together.front().url).size(), 10U);
  for (Job &job : world.jobs) {
    EXPECT_TRUE(world.dropped_exchanges.empty());
    EXPECT_EQ(world.engine->detach(*job.task, world.now()), KLING_OK);
    world.run_for(10);
  }
  EXPECT_EQ(world.dropped_exchanges, (std::vector<uint64_t>{together.front().ticket}));
  expect_all(world, KLING_TASK_DETACHED);
  EXPECT_TRUE(world.engine->at_rest());
  world.engine->replied(together.front().ticket, listed({record_of("1000", "succeed")}).reply, world.now()); // nobody waits for it
  attach_tasks(world, 10, 2000); // the first question is free again
  world.run_for(15 * second);
  EXPECT_EQ(questions(world, Question::by_ids).size(), 2U);
}

TEST(Batching, OneThatLeftIsNotTouchedByTheAnswer) {
  World world(steady());
  world.on_look = [](const Sent &look) {
    Answer answer = all_of(look, "succeed");
    answer.after_ms = 5 * second;
    return question_of(look) == Question::by_ids ? answer : all_of(look, "processing");
  };
  attach_tasks(world, 10);
  world.run_for(12 * second);
  ASSERT_EQ(questions(world, Question::by_ids).size(), 1U);
  EXPECT_EQ(world.engine->detach(*world.jobs[1].task, world.now()), KLING_OK);
  world.run();
  EXPECT_EQ(world.jobs[0].state(), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(world.jobs[1].state(), KLING_TASK_DETACHED);
  EXPECT_EQ(world.jobs[2].state(), KLING_TASK_SUCCEEDED);
}

TEST(Batching, DeadlinesPassAndShutdownEndsWhatIsOnItsWay) {
  Scene scene = steady();
  scene.settings.deadline_ms = 12 * second;
  World world(scene);
  world.on_look = [](const Sent &look) { return question_of(look) == Question::alone ? all_of(look, "processing") : no_answer(); };
  attach_tasks(world, 10);
  world.run_for(11 * second);
  attach_tasks(world, 60, 2000);
  world.run();
  expect_all(world, KLING_TASK_DETACHED);
  attach_tasks(world, 60, 3000);
  world.run_for(11 * second);
  world.shutdown(0);
  expect_all(world, KLING_TASK_DETACHED);
}

// The same as one by one

struct Life {
  std::vector<int32_t> states;
  std::size_t troubles = 0;
  kling_status status = KLING_OK;
  double units = 0;
  std::vector<std::pair<std::string, double>> outputs;
  friend bool operator==(const Life &, const Life &) = default;
};

std::vector<Life> lives(bool together, bool no_tasks, bool signs, std::size_t &requests) {
  Scene scene;
  scene.settings.asks_together = together;
  scene.settings.max_sending = 1000;
  scene.service.no_tasks = no_tasks;
  scene.service.submitted_ms = 20 * second;
  scene.service.processing_ms = 100 * second;
  scene.signs = signs;
  World world(std::move(scene));
  for (int i = 0; i < 150; ++i) {
    Submit what;
    what.prompt = i % 7 == 0 ? "risk control" : "a cat";
    what.save_path = i % 11 == 0 ? "/out/" : "";
    what.deadline_ms = i % 13 == 0 ? minute : 0;
    world.submit(what);
    world.run_for(i % 3 == 0 ? 100 : 0);
  }
  world.run();
  std::vector<Life> out;
  for (const Job &job : world.jobs) {
    Life &life = out.emplace_back();
    life.states = job.states();
    life.troubles = job.of(KLING_EVENT_TROUBLE).size();
    life.status = job.task->error.status;
    life.units = job.task->units;
    for (const TaskOutput &output : job.task->outputs) {
      life.outputs.emplace_back(output.type, output.duration);
    }
  }
  requests = world.gets().size();
  return out;
}

TEST(Batching, EveryTaskLivesAsItDoesOneByOne) {
  for (const bool no_tasks : {false, true}) {
    for (const bool signs : {false, true}) {
      std::size_t alone = 0;
      std::size_t together = 0;
      const std::vector<Life> usual = lives(false, no_tasks, signs, alone);
      const std::vector<Life> batched = lives(true, no_tasks, signs, together);
      ASSERT_EQ(usual.size(), batched.size());
      for (std::size_t i = 0; i < usual.size(); ++i) {
        EXPECT_EQ(usual[i].states, batched[i].states) << i;
        EXPECT_EQ(usual[i], batched[i]) << i;
      }
      EXPECT_LT(together * 2, alone) << no_tasks << signs;
    }
  }
}

} // namespace

} // namespace kling::engine
