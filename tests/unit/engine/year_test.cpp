// Thousands of tasks through a service that fails in every way, for months of virtual time.
#include <random>

#include "base/text.hpp"
#include "world.hpp"

namespace kling::engine {

namespace {

/// Whatever can happen to one exchange, by chance.
class Weather {
public:
  Weather(uint32_t seed, World &world) : random_(seed), world_(world) {}

  Answer create() {
    Answer answer = faulty(by_service(), by_service_but_lost());
    if (chance(2)) {
      answer = unreachable();
    } else if (chance(1)) {
      answer = refused(429, 1302, "slow", chance(50) ? "3" : "");
    } else if (chance(1)) {
      answer = no_answer();
    }
    answer.after_ms = 50 + static_cast<int64_t>(random_() % 3000);
    return answer;
  }
  Answer look() {
    Answer answer = faulty(by_service(), lost());
    if (chance(1)) {
      answer = refused(401, 1002);
    } else if (chance(1)) {
      answer = replied(200, R"({"code":0})");
    } else if (chance(1)) {
      answer = unreachable();
    }
    answer.after_ms = 20 + static_cast<int64_t>(random_() % 2000);
    return answer;
  }
  SaveAnswer save() {
    const SaveEnd ends[] = {SaveEnd::saved, SaveEnd::saved, SaveEnd::broken, SaveEnd::link_refused, SaveEnd::failed};
    return {ends[random_() % 5], {static_cast<int64_t>(random_() % 900)}, 1000, false};
  }
  bool chance(uint32_t percent) { return random_() % 100 < percent; }

private:
  /// `done` is carried out but answered as a fault; `undone` is not carried out or not answered.
  Answer faulty(Answer good, Answer lost_one) {
    Answer after = replied(chance(50) ? 502 : 504, "<html></html>"); // a gateway gave up on what was carried out all the same
    after.from = Answer::From::service_but_lost;
    const Answer bad[] = {lost_one, after, refused(500, 5000), refused(504, 5002), replied(503, ""), lost()};
    return chance(12) ? bad[random_() % 6] : good;
  }
  std::mt19937 random_;
  World &world_;
};

void a_year(const std::string &provider, uint32_t seed, int tasks, bool one_creation_at_most_is_all) {
  SCOPED_TRACE(provider + " " + std::to_string(seed));
  Scene scene;
  scene.provider = provider;
  scene.service.slots = 40;
  scene.service.submitted_ms = 5000;
  scene.service.processing_ms = 90000;
  scene.settings.seed = seed;
  scene.settings.deadline_ms = 5 * 24 * hour;
  scene.settings.poll_max_interval_ms = 2 * minute;
  World world(std::move(scene));
  Weather weather(seed, world);
  world.on_create = [&](const Sent &) { return weather.create(); };
  world.on_look = [&](const Sent &) { return weather.look(); };
  world.on_save = [&](const SaveStart &) { return weather.save(); };
  const int64_t year = 365 * 24 * hour;
  for (int i = 0; i < tasks; ++i) {
    Submit what;
    what.prompt = weather.chance(10) ? "risk control" : "a cat";
    what.model = weather.chance(30) ? "kling-v2-master" : "";
    what.save_path = weather.chance(20) ? "/out/" : "";
    what.deadline_ms = weather.chance(5) ? 2 * minute : 0;
    Job &job = world.submit(what);
    if (weather.chance(2)) {
      static_cast<void>(world.engine->cancel(*job.task, world.now()));
    }
    if (i % 50 == 49) {
      world.run_for(year * 50 / tasks);
    }
  }
  world.run();

  std::map<std::string, int> creations;
  for (const sim::Task &each : world.service->tasks().all()) {
    ++creations[std::string(each.order.external_task_id)];
  }
  std::map<std::string, std::set<std::string>> bodies;
  std::map<std::string, int> posts;
  for (const Sent &post : world.posts()) {
    const std::string id =
        post.body.substr(post.body.find("k1-test"), post.body.find('"', post.body.find("k1-test")) - post.body.find("k1-test"));
    bodies[id].insert(post.body);
    ++posts[id];
  }
  int64_t billed = 0;
  std::map<int32_t, int> ends;
  for (const Job &job : world.jobs) {
    const std::string id = job.external_id();
    const auto made = creations.find(id);
    const int times = made == creations.end() ? 0 : made->second;
    ASSERT_TRUE(job.task->final());
    ASSERT_EQ(job.of(KLING_EVENT_FINAL).size(), 1U);
    ASSERT_LE(times, 1) << id;
    ASSERT_LE(bodies[id].size(), 1U) << id;
    ++ends[job.state()];
    const sim::Task *const at_service = world.service->tasks().by_external_id(id);
    switch (job.state()) {
    case KLING_TASK_SUCCEEDED:
      ASSERT_EQ(at_service->status, sim::TaskStatus::succeed);
      ASSERT_EQ(at_service->task_id, job.task->id.view());
      billed += at_service->order.cost;
      break;
    case KLING_TASK_FAILED:
      ASSERT_EQ(at_service->status, sim::TaskStatus::failed);
      break;
    case KLING_TASK_REJECTED:
    case KLING_TASK_CANCELLED:
      ASSERT_EQ(times, 0) << id;
      break;
    case KLING_TASK_DETACHED:
      ASSERT_EQ(times, 1) << id;
      break;
    default:
      ASSERT_EQ(job.state(), KLING_TASK_UNKNOWN);
      billed += at_service != nullptr && at_service->status == sim::TaskStatus::succeed ? at_service->order.cost : 0;
      break;
    }
    if (job.state() == KLING_TASK_DETACHED && at_service->status == sim::TaskStatus::succeed) {
      billed += at_service->order.cost;
    }
  }
  EXPECT_EQ(billed, world.service->tasks().billed());
  EXPECT_GT(world.elapsed(), year * 9 / 10);
  EXPECT_GT(ends[KLING_TASK_SUCCEEDED], tasks * 7 / 10);
  EXPECT_GE(ends[KLING_TASK_FAILED], tasks / 50);
  if (one_creation_at_most_is_all) {
    EXPECT_LT(ends[KLING_TASK_UNKNOWN], tasks / 20);
  } else {
    EXPECT_GT(ends[KLING_TASK_UNKNOWN], 0);
  }
  EXPECT_TRUE(world.engine->at_rest());
}

TEST(Year, OnTheServiceItself) {
  a_year("kling", 20260101, 1500, true);
}

TEST(Year, OnAGateway) {
  a_year("cometapi", 20270101, 1500, false);
}

/// Calls that are answered at once, by a service that keeps count of what it carried out.
TEST(Year, OfCalls) {
  Scene scene;
  scene.settings.spend_limit = 1000000000;
  World world(std::move(scene));
  std::mt19937 random(20280101);
  std::map<std::string, int> carried_out; // by body
  std::map<std::string, int> sent;
  const Answer good = replied(200, R"({"code":0,"data":{"task_status":"succeed","final_unit_deduction":"0.05"}})");
  world.on_create = [&](const Sent &call) {
    ++sent[call.body];
    const auto chance = random() % 100;
    const Answer bad[] = {lost(), refused(500, 5000), refused(504, 5002), replied(502, "<html></html>"), no_answer()};
    Answer answer = good;
    if (chance < 20) {
      carried_out[call.body] += random() % 2 == 0 ? 1 : 0;
      answer = bad[random() % 5];
    } else if (chance < 35) {
      const Answer not_now[] = {unreachable(), refused(429, 1302), refused(429, 1303), replied(429, "")};
      answer = not_now[random() % 4];
    } else if (chance < 40) {
      answer = refused(400, 1201);
    } else {
      ++carried_out[call.body];
    }
    answer.after_ms = 50 + static_cast<int64_t>(random() % 20000);
    return answer;
  };
  const char *const kinds[] = {"tts", "delete-voices", "balance"};
  for (int i = 0; i < 900; ++i) {
    Submit what;
    what.kind = kinds[i % 3];
    what.price = 7;
    what.deadline_ms = random() % 10 == 0 ? 10 * second : 0;
    world.submit(what);
    world.run_for(static_cast<int64_t>(random() % 120) * minute);
  }
  world.run();
  std::map<int32_t, int> ends;
  int64_t spent = 0;
  int64_t reserved = 0;
  for (std::size_t i = 0; i < world.jobs.size(); ++i) {
    const Job &job = world.jobs[i];
    const std::string body = "{\"external_task_id\":\"\",\"number\":" + std::to_string(i + 1) + "}";
    const bool reads = job.task->kind->reads;
    const bool billed = job.task->kind->billed;
    ++ends[job.state()];
    EXPECT_EQ(job.of(KLING_EVENT_FINAL).size(), 1U);
    EXPECT_LE(reads ? 0 : carried_out[body], 1) << body; // never twice
    switch (job.state()) {
    case KLING_TASK_SUCCEEDED:
      EXPECT_GE(carried_out[body], 1);
      spent += 5;
      break;
    case KLING_TASK_UNKNOWN:
      reserved += billed ? 7 : 0;
      break;
    default:
      EXPECT_TRUE(job.state() == KLING_TASK_REJECTED || job.state() == KLING_TASK_CANCELLED) << job.state();
      EXPECT_EQ(reads ? 0 : carried_out[body], 0);
    }
  }
  EXPECT_EQ(world.engine->spending().spent, spent);
  EXPECT_EQ(world.engine->spending().reserved, reserved);
  EXPECT_GT(ends[KLING_TASK_SUCCEEDED], 500);
  EXPECT_GT(ends[KLING_TASK_UNKNOWN], 30);
  EXPECT_GT(ends[KLING_TASK_REJECTED], 20);
}

TEST(Year, WithManySeeds) {
  for (uint32_t seed = 1; seed <= 6; ++seed) {
    a_year(seed % 2 == 0 ? "kling-cn" : "custom", seed, 100, seed % 2 == 0);
  }
}

} // namespace

} // namespace kling::engine
