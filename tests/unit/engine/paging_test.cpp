// Design 4.2: list pages in the place of looks, as long as enough of what they tell is ours.
#include "questions.hpp"

namespace kling::engine {

namespace {

/// A list of one kind, newest first; strangers' tasks have ids from 900000 on.
class Listed {
public:
  explicit Listed(World &world) {
    world.on_look = [this, &world](const Sent &look) {
      if (question_of(look) == Question::by_page) {
        return broken.reply.http_status != 0 || broken.from == Answer::From::nobody ? broken : page(look);
      }
      if (question_of(look) == Question::by_ids && !knows_ids) {
        return replied(404, "<html></html>");
      }
      return all_of(look, status);
    };
  }
  void add(int64_t first, int count) {
    for (int64_t id = first; id < first + count; ++id) {
      ids.push_front(std::to_string(id));
    }
  }
  void add_strangers(int count) { add(900000 + static_cast<int64_t>(ids.size()), count); }

  std::deque<std::string> ids;
  std::string status = "processing";
  bool knows_ids = false;
  Answer broken;

private:
  Answer page(const Sent &look) const {
    EXPECT_NE(look.url.find("pageSize=500"), std::string::npos);
    const auto number = static_cast<std::size_t>(std::stoi(look.url.substr(look.url.find("pageNum=") + 8)));
    std::vector<std::string> records;
    for (std::size_t i = (number - 1) * 500; i < std::min(number * 500, ids.size()); ++i) {
      records.push_back(record_of(ids[i], status));
    }
    return listed(records);
  }
};

int page_number(const Sent &look) {
  return std::stoi(look.url.substr(look.url.find("pageNum=") + 8));
}

TEST(Paging, FourPagesTellOfTwoThousandTasksAndAllFallIntoStep) {
  World world(steady());
  Listed list(world);
  for (int i = 0; i < 20; ++i) { // at twenty different moments
    list.add(1000 + i * 100, 100);
    attach_tasks(world, 100, 1000 + i * 100);
    world.run_for(370);
  }
  world.run_for(40 * second);
  const std::size_t pages = questions(world, Question::by_page).size();
  const std::size_t alone = questions(world, Question::alone).size();
  world.run_for(100 * second); // nine or ten rounds
  EXPECT_LE(questions(world, Question::by_page).size() - pages, 60U);
  EXPECT_GE(questions(world, Question::by_page).size() - pages, 36U);
  EXPECT_EQ(questions(world, Question::alone).size(), alone);
  EXPECT_TRUE(world.engine->batch_counts().pages);
  EXPECT_FALSE(world.engine->batch_counts().ids);
  list.status = "succeed";
  world.run();
  int own_records = 0;
  for (const Job &job : world.jobs) {
    EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
    EXPECT_EQ(job.task->outputs.front().url.view(), "https://x/" + job.id());
    own_records += job.task->raw_json.view() == record_of(job.id(), "succeed") ? 1 : 0;
    EXPECT_TRUE(job.of(KLING_EVENT_TROUBLE).empty());
  }
  EXPECT_GE(own_records, 1000); // where the newest pages tell of ended tasks alone they no longer pay
}

TEST(Paging, StrangersArePassedOverAndBelowTheMeasureItIsTriedLaterTwiceAsLate) {
  World world(steady());
  Listed list(world);
  list.add(1000, 60);
  list.add_strangers(445); // 55 of the newest 500 are ours: 11 in 100
  attach_tasks(world, 60);
  world.run_for(10 * minute);
  std::vector<int64_t> at;
  for (const Sent &each : questions(world, Question::by_page)) {
    EXPECT_EQ(page_number(each), 1);
    at.push_back(each.at);
  }
  ASSERT_EQ(at.size(), 4U);
  EXPECT_GE(at[1] - at[0], minute);
  EXPECT_GE(at[2] - at[1], 2 * minute);
  EXPECT_GE(at[3] - at[2], 4 * minute);
  EXPECT_FALSE(world.engine->batch_counts().pages);
  EXPECT_EQ(world.engine->batch_counts().records, 2000U);
  EXPECT_EQ(world.engine->batch_counts().tasks, 4 * 55U);
  for (const Job &job : world.jobs) {
    EXPECT_EQ(job.state(), KLING_TASK_PROCESSING);
  }
}

TEST(Paging, AboveTheMeasureTheRestIsAskedForAlone) {
  World world(steady());
  Listed list(world);
  list.add(1000, 10);
  list.add_strangers(400);
  list.add(2000, 100); // 20 in 100
  attach_tasks(world, 10);
  attach_tasks(world, 100, 2000);
  world.run_for(10 * minute);
  EXPECT_GE(questions(world, Question::by_page).size(), 50U);
  const std::size_t first_looks = 110;
  EXPECT_LE(questions(world, Question::alone).size(), first_looks + 60 * 10U);
  EXPECT_EQ(questions(world, Question::by_ids).size(), 1U);
}

TEST(Paging, AgainstIdsHalfOfAPageMustBeOurs) {
  for (const int strangers : {150, 50}) {
    World world(steady());
    Listed list(world);
    list.knows_ids = true;
    list.add(1000, 15);
    attach_tasks(world, 15);
    world.run_for(30 * second); // that ids work is known
    ASSERT_TRUE(world.engine->batch_counts().ids);
    list.add(2000, 85);
    list.add_strangers(strangers);
    attach_tasks(world, 85, 2000);
    world.run_for(10 * minute);
    if (strangers == 150) {
      EXPECT_LE(questions(world, Question::by_page).size(), 4U);
      EXPECT_GE(questions(world, Question::by_ids).size(), 5 * 50U);
    } else {
      EXPECT_GE(questions(world, Question::by_page).size(), 50U);
      EXPECT_LE(questions(world, Question::by_ids).size(), 12U);
    }
    EXPECT_EQ(questions(world, Question::alone).size(), 100U);
  }
}

TEST(Paging, ATaskThatAPageBringsTwiceIsLookedAtOnce) {
  World world(steady());
  Listed list(world);
  list.add(1000, 60);
  list.add(1000, 60); // all of them twice
  attach_tasks(world, 60);
  world.run_for(25 * second);
  EXPECT_EQ(questions(world, Question::by_page).size(), 2U);
  EXPECT_EQ(world.engine->batch_counts().tasks, 2 * 60U);
}

TEST(Paging, TwoTasksOfOneIdAreBothTold) {
  World world(steady());
  Listed list(world);
  list.add(1000, 60);
  attach_tasks(world, 60);
  attach_tasks(world, 60);
  world.run_for(15 * second);
  list.status = "succeed";
  world.run_for(15 * second);
  EXPECT_EQ(questions(world, Question::alone).size(), 120U);
  for (const Job &job : world.jobs) {
    EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  }
}

TEST(Paging, AListThatFailsIsLeftAloneAndNobodyIsTroubled) {
  struct Failure {
    Answer answer;
    bool for_good;
  };
  for (const Failure &each : {Failure{refused(404, 1202), true}, Failure{replied(200, "<html>"), true}, Failure{refused(503, 5001), false},
                              Failure{replied(502, "<html>"), false}, Failure{replied(200, R"({"code":0,"data":null})"), true}}) {
    World world(steady());
    Listed list(world);
    list.add(1000, 60);
    list.broken = each.answer;
    attach_tasks(world, 60);
    world.run_for(50 * second);
    EXPECT_EQ(questions(world, Question::by_page).size(), 1U);
    EXPECT_GE(questions(world, Question::alone).size(), 240U);
    list.broken = Answer();
    world.run_for(2 * minute);
    EXPECT_EQ(questions(world, Question::by_page).size() > 1, !each.for_good);
    for (const Job &job : world.jobs) {
      EXPECT_EQ(job.state(), KLING_TASK_PROCESSING);
      EXPECT_TRUE(job.of(KLING_EVENT_TROUBLE).empty());
    }
  }
}

TEST(Paging, AWrongClockIsLearntFromAPageAndThePageAskedForAgain) {
  Scene scene = steady();
  scene.signs = true;
  World world(scene);
  Listed list(world);
  list.add(1000, 60);
  attach_tasks(world, 60);
  world.run_for(2 * second);
  list.broken = refused(401, 1004);
  list.broken.reply.date = date_of(world.unix_ms() + 3 * hour);
  ASSERT_TRUE(world.run_until([&] { return questions(world, Question::by_page).size() == 2; }));
  list.broken = Answer();
  world.run_for(second);
  const std::vector<Sent> pages = questions(world, Question::by_page);
  EXPECT_EQ(pages[1].at - pages[0].at, 100);
  EXPECT_NE(pages[1].authorization, pages[0].authorization);
  EXPECT_EQ(questions(world, Question::alone).size(), 60U + 60U); // the second was broken, too: their own polls
}

TEST(Paging, TasksThatEndLeaveTheWalkAndTheLastOneDropsIt) {
  World world(steady());
  Listed list(world);
  list.add(1000, 60);
  list.broken = no_answer();
  attach_tasks(world, 60);
  world.run_for(15 * second);
  const std::vector<Sent> pages = questions(world, Question::by_page);
  ASSERT_EQ(pages.size(), 1U);
  for (Job &job : world.jobs) {
    EXPECT_TRUE(world.dropped_exchanges.empty());
    EXPECT_EQ(world.engine->detach(*job.task, world.now()), KLING_OK);
    world.run_for(1);
  }
  EXPECT_EQ(world.dropped_exchanges, (std::vector<uint64_t>{pages.front().ticket}));
  EXPECT_TRUE(world.engine->at_rest());
}

TEST(Paging, TasksOfTheNewGenerationAreReadFromTheListOfAll) {
  World world(steady());
  std::vector<std::string> cursors;
  world.on_look = [&](const Sent &look) {
    if (look.method != "POST") {
      return question_of(look) == Question::by_ids ? replied(404, "") : all_of(look, "processing");
    }
    const bool first = look.body == R"({"limit":500})";
    EXPECT_TRUE(first || look.body == R"({"limit":500,"cursor":"c \"2\""})") << look.body;
    EXPECT_FALSE(look.send_once);
    cursors.push_back(look.body);
    std::string records;
    for (int i = first ? 1050 : 1000; i < (first ? 1100 : 1050); ++i) {
      records += (records.empty() ? "" : ",") + (R"({"id":")" + std::to_string(i) + R"(","status":"succeeded","message":"","outputs":[)") +
                 R"({"type":"video","id":"v","url":"https://x/)" + std::to_string(i) +
                 R"(","duration":"5.041"}],"billing":[{"charge_type":"unit","amount":"3"}]})";
    }
    return replied(200, R"({"code":0,"data":{"result":[)" + records + R"(],"count":50,"next_cursor":"c \"2\"","has_more":)" +
                            (first ? "true}}" : "false}}"));
  };
  for (int id = 1000; id < 1100; ++id) {
    world.attach(std::to_string(id), "", "text-to-video");
  }
  world.run_for(15 * second);
  EXPECT_EQ(cursors.size(), 2U);
  for (const Job &job : world.jobs) {
    EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
    EXPECT_EQ(job.task->units, 3);
    EXPECT_EQ(job.task->outputs.front().url.view(), "https://x/" + job.id());
  }
}

// What it is made of

TEST(Paging, AnIndexFindsEveryTaskOfAnIdAndForgetsThem) {
  TaskIndex index;
  std::vector<TaskPtr> tasks;
  for (int i = 0; i < 1000; ++i) {
    tasks.push_back(TaskPtr::adopt(new Task(*catalog::find_kind("text2video"), nullptr)));
    tasks.back()->id.set(std::to_string(i % 400));
    index.insert(*tasks.back());
    index.insert(*tasks.back());
  }
  EXPECT_EQ(index.size(), 1000U);
  const auto count = [&](const std::string &id) {
    int found = 0;
    for (TaskIndex::Slot *slot = index.find(id); slot != nullptr; slot = index.next(*slot)) {
      EXPECT_EQ(slot->task->id.view(), id);
      ++found;
    }
    return found;
  };
  for (int i = 0; i < 400; ++i) {
    EXPECT_EQ(count(std::to_string(i)), i < 200 ? 3 : 2);
  }
  for (int i = 0; i < 1000; i += 2) {
    index.remove(*tasks[static_cast<std::size_t>(i)]);
  }
  index.remove(*tasks[0]);
  for (int i = 0; i < 400; ++i) {
    EXPECT_EQ(count(std::to_string(i)), i % 2 == 0 ? 0 : i < 200 ? 3 : 2);
  }
  EXPECT_EQ(index.size(), 500U);
  EXPECT_EQ(index.find("nobody"), nullptr);
  index.drop();
  EXPECT_EQ(index.find("1"), nullptr);
}

TEST(Paging, MeetingsAreNestedAndNeverEarly) {
  EXPECT_EQ(meeting_time(5000001, 5000), 5000192); // 512
  EXPECT_EQ(meeting_time(5000192, 5000), 5000192);
  EXPECT_EQ(meeting_time(1001, 10), 1002);
  EXPECT_EQ(meeting_time(1001, 1), 1001);
  for (const int64_t delay : {10, 200, 5000, 7500, 30000}) {
    for (int64_t due = 5000000; due < 5003000; due += 37) {
      EXPECT_GE(meeting_time(due, delay), due);
      EXPECT_LE(meeting_time(due, delay), due + delay / 5);
      EXPECT_EQ(meeting_time(meeting_time(due, delay), delay / 2), meeting_time(due, delay));
    }
  }
}

TEST(Paging, WhatAPageIsWorth) {
  EXPECT_TRUE(page_pays(76, 500, false));
  EXPECT_FALSE(page_pays(75, 500, false));
  EXPECT_TRUE(page_pays(251, 500, true));
  EXPECT_FALSE(page_pays(250, 500, true));
  EXPECT_TRUE(page_pays(1, 1, true));
  EXPECT_FALSE(page_pays(0, 0, false));
}

} // namespace

} // namespace kling::engine
