// Design 4.1: what a host has shown of our external ids decides what an unknown create rests on there.
#include "questions.hpp"

namespace kling::engine {

namespace {

Scene host_of(const std::string &provider) {
  Scene scene;
  scene.provider = provider;
  return scene;
}

struct Shown {
  std::string name;
  std::string kind;
  std::string create_tells;    // in the reply to an earlier create of this kind
  std::string poll_tells = ""; // and in the look at it
  std::string doubt = "";      // of the next one that is not found; empty: it is sent again
};

const char *const never = "has never returned an external id of ours for this kind";
const char *const undocumented = "this kind is not documented to be looked up by external id";
const char *const before = "has returned our external ids before";
const char *const left_out = "leaves external ids out of its replies to this kind";

std::string info(const std::string &id) {
  return R"("task_info":{"external_task_id":")" + id + "\"}";
}

Submit of(const std::string &kind, const std::string &external_id) {
  Submit what;
  what.kind = kind;
  what.external_id = external_id;
  return what;
}

/// One task that comes to its end with what the host tells, then one whose reply is lost and that is never found.
void lose_one_after(World &world, const Shown &row) {
  const std::string told_first = row.create_tells == "ours" ? info("first") : row.create_tells;
  const std::string told_then = row.poll_tells == "ours" ? info("first") : row.poll_tells;
  world.creates = {told("42", "submitted", 0, told_first), lost()};
  world.on_look = [told_then](const Sent &sent) {
    return sent.url.ends_with("/42") ? told("42", "succeed", 0, told_then) : sent.url.ends_with("/second") ? not_found() : by_service();
  };
  world.submit(of(row.kind, "first"));
  world.run();
  EXPECT_EQ(world.jobs.back().state(), KLING_TASK_SUCCEEDED);
  world.submit(of(row.kind, "second"));
  world.run();
}

void expect_doubt(const World &world, const Shown &row) {
  const Job &job = world.jobs.back();
  const std::string message(job.task->error.message);
  EXPECT_EQ(world.posts().size(), row.doubt.empty() ? 3U : 2U);
  EXPECT_EQ(job.state(), row.doubt.empty() ? KLING_TASK_SUCCEEDED : KLING_TASK_UNKNOWN) << message;
  if (!row.doubt.empty()) {
    EXPECT_NE(message.find(row.doubt), std::string::npos) << message;
    EXPECT_NE(message.find("does not prove"), std::string::npos) << message;
    EXPECT_NE(message.find("may exist and be billed"), std::string::npos) << message;
  }
}

TEST(Trust, IsLearntForEachClassOfKindAtAHostThatIsNotTheVendors) {
  for (const std::string kind : {"text2video", "ai-multi-shot", "advanced-lip-sync", "kolors-virtual-try-on"}) {
    for (const Shown &row : {
             Shown{"nothing is told", kind, "", "", never},
             Shown{"told by the create", kind, "ours", "", before},
             Shown{"told by the look", kind, "", "ours", before},
             Shown{"left out", kind, R"("task_info":{})", "", left_out},
             Shown{"left out as null", kind, R"("task_info":{"external_task_id":null})", "", left_out},
             Shown{"left out by the create alone", kind, R"("task_info":{})", "ours", before},
             Shown{"the look alone leaves it out", kind, "ours", R"("task_info":{})", before},
         }) {
      SCOPED_TRACE(kind + ": " + row.name);
      World world(host_of("custom"));
      lose_one_after(world, row);
      expect_doubt(world, row);
    }
  }
}

TEST(Trust, OfTheVendorsHostsCountsForKindsThatAreLookedUpThere) {
  for (const Shown &row : {
           Shown{"nothing is told", "text2video", "", "", ""},
           Shown{"told", "text2video", "ours", "", ""},
           Shown{"left out, told by the look", "text2video", R"("task_info":{})", "ours", ""},
           Shown{"left out", "text2video", R"("task_info":{})", "", left_out},
           Shown{"nothing is told", "ai-multi-shot", "", "", undocumented},
           Shown{"told", "ai-multi-shot", "ours", "", before},
           Shown{"left out", "ai-multi-shot", R"("task_info":{})", "", left_out},
           Shown{"nothing is told", "advanced-lip-sync", "", "", undocumented},
           Shown{"nothing is told", "kolors-virtual-try-on", "", "", undocumented},
           Shown{"told", "kolors-virtual-try-on", "ours", "", before},
       }) {
    SCOPED_TRACE(row.kind + ": " + row.name);
    World world;
    lose_one_after(world, row);
    expect_doubt(world, row);
  }
}

TEST(Trust, OfOneKindSaysNothingOfAnother) {
  World world(host_of("custom"));
  world.creates = {told("42", "submitted", 0, info("first")), lost()};
  world.on_look = [](const Sent &sent) { return sent.url.ends_with("/42") ? finished("42", {"https://x/1"}) : not_found(); };
  world.submit(of("text2video", "first"));
  world.run();
  world.submit(of("image2video", "second"));
  world.run();
  expect_doubt(world, Shown{"", "", "", "", never});
}

/// What a batch tells is as good as what a poll tells, also of a task that is asked for alone after it.
TEST(Trust, IsLearntFromBatchesToo) {
  for (const std::string kind : {"text2video", "generations"}) {
    SCOPED_TRACE(kind);
    World world(host_of("custom"));
    int made = 0;
    world.on_create = [&made](const Sent &) { return created(std::to_string(1000 + made++)); };
    world.on_look = [](const Sent &look) {
      if (question_of(look) == Question::alone) {
        return look.url.ends_with("/lost") ? not_found() : finished(asked_ids(look.url).front(), {"https://x/1"});
      }
      std::vector<std::string> records;
      for (const std::string &id : asked_ids(look.url)) {
        records.push_back(R"({"task_id":")" + id + R"(","task_status":"succeed",)" + info("mine-" + id) +
                          R"(,"task_result":{"videos":[{"url":"https://x/1"}]}})");
      }
      return listed(records);
    };
    for (int each = 0; each < 12; ++each) {
      world.submit(of(kind, "mine-" + std::to_string(1000 + each)));
    }
    world.run();
    EXPECT_GE(world.engine->batch_counts().tasks, 2U);
    world.creates = {lost()};
    world.submit(of(kind, "lost"));
    world.run();
    const std::string message(world.jobs.back().task->error.message);
    EXPECT_NE(message.find(before), std::string::npos) << message;
  }
}

TEST(Trust, IsNotLearntFromATaskOfSomebodyElse) {
  World world(host_of("custom"));
  world.on_look = [](const Sent &sent) { return sent.url.ends_with("/7") ? told("7", "succeed", 0, info("somebody")) : not_found(); };
  world.attach("7");
  world.run();
  EXPECT_EQ(world.jobs.back().external_id(), "somebody");
  world.creates = {lost()};
  world.submit(of("text2video", "second"));
  world.run();
  EXPECT_EQ(world.jobs.back().state(), KLING_TASK_UNKNOWN);
  const std::string message(world.jobs.back().task->error.message);
  EXPECT_NE(message.find(never), std::string::npos) << message;
}

struct Bare {
  std::string provider;
  std::string kind;
  bool echoed;
  std::string told_id;
  int64_t created;
  bool adopted;
};

/// A record that tells neither our id nor its time is believed where the host has shown that it keeps our ids, or is the vendor's.
TEST(Trust, DecidesWhatIsBelievedOfAFoundTask) {
  for (const Bare &row : {
           Bare{"custom", "text2video", false, "", 0, false},
           Bare{"custom", "text2video", true, "", 0, true},
           Bare{"custom", "text2video", false, "", 1, true},
           Bare{"custom", "text2video", false, "second", 0, true},
           Bare{"custom", "ai-multi-shot", false, "", 0, false},
           Bare{"custom", "ai-multi-shot", true, "", 0, true},
           Bare{"kling", "text2video", false, "", 0, true},
           Bare{"kling", "ai-multi-shot", false, "", 0, true},
       }) {
    SCOPED_TRACE(row.provider + " " + row.kind + (row.echoed ? " echoed" : "") + " " + row.told_id);
    World world(host_of(row.provider));
    world.creates = {told("42", "submitted", 0, row.echoed ? info("first") : ""), lost()};
    const int64_t made = row.created == 0 ? 0 : world.unix_ms() + minute;
    const std::string more = row.told_id.empty() ? "" : info(row.told_id);
    world.on_look = [made, more](const Sent &sent) {
      const bool first = sent.url.ends_with("/42");
      return told(first ? "42" : "43", "succeed", first ? 0 : made, first ? "" : more);
    };
    world.submit(of(row.kind, "first"));
    world.run();
    world.submit(of(row.kind, "second"));
    world.run();
    const Job &job = world.jobs.back();
    EXPECT_EQ(job.state(), row.adopted ? KLING_TASK_SUCCEEDED : KLING_TASK_UNKNOWN) << job.task->error.message;
    EXPECT_EQ(row.adopted ? job.id() : std::string(job.task->error.task_id), "43");
    EXPECT_EQ(world.posts().size(), 2U);
  }
}

/// A gateway that says "processing" of whatever it is asked for.
TEST(Trust, OurOwnQuestionInThePlaceOfTheIdIsNoTask) {
  for (const std::string provider : {"kling", "custom"}) {
    World world(host_of(provider));
    world.creates = {lost()};
    world.on_look = [](const Sent &) { return told("mine", "processing"); };
    Submit what = of("text2video", "mine");
    what.deadline_ms = 10 * minute;
    Job &job = world.submit(what);
    world.run();
    EXPECT_EQ(job.state(), KLING_TASK_UNKNOWN);
    EXPECT_TRUE(job.id().empty());
    EXPECT_EQ(world.posts().size(), 1U);
  }
}

TEST(Trust, IsSaidAtTheDeadlineTooWhereLookingIsInVain) {
  World world(host_of("custom"));
  world.creates = {told("42", "submitted", 0, R"("task_info":{})"), lost()};
  world.on_look = [](const Sent &sent) { return sent.url.ends_with("/42") ? finished("42", {"https://x/1"}) : lost(); };
  world.submit(of("text2video", "first"));
  world.run();
  Submit what = of("text2video", "second");
  what.deadline_ms = 10 * minute;
  Job &job = world.submit(what);
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_UNKNOWN);
  const std::string message(job.task->error.message);
  EXPECT_NE(message.find("deadline"), std::string::npos) << message;
  EXPECT_NE(message.find(left_out), std::string::npos) << message;
}

} // namespace

} // namespace kling::engine
