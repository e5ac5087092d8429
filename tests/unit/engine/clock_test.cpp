// Design 4.1: 1003 and 1004, and what the reply's Date says about our clock.
#include "world.hpp"

namespace kling::engine {

namespace {

Scene signing() {
  Scene scene;
  scene.signs = true;
  return scene;
}

TEST(Clock, AnOffsetIsLearntAndSignedAgainOnce) {
  for (const int64_t skew : {-3 * hour, -10 * minute, 10 * minute, 3 * hour, 24 * 365 * hour}) {
    SCOPED_TRACE(skew);
    World world(signing());
    world.clock_skew_ms = skew;
    Job &job = world.submit();
    world.run();
    EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
    const bool noticed = skew != -10 * minute; // a token of ten minutes ago is still good
    EXPECT_EQ(world.posts().size(), noticed ? 2U : 1U);
    Job &next = world.submit();
    world.run();
    EXPECT_EQ(next.state(), KLING_TASK_SUCCEEDED);
    EXPECT_EQ(world.posts().size(), noticed ? 3U : 2U); // learnt once for all
  }
}

TEST(Clock, ManyAtOnceAreAllSignedAgain) {
  World world(signing());
  world.clock_skew_ms = 2 * hour;
  for (int i = 0; i < 8; ++i) {
    world.submit();
  }
  world.run();
  for (const Job &job : world.jobs) {
    EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  }
  EXPECT_EQ(world.posts().size(), 16U);
}

TEST(Clock, WithoutADateOrWithTheSameOneIsRejected) {
  for (const int64_t code : {1003, 1004}) {
    World world(signing());
    world.creates = {refused(401, code)};
    Job &job = world.submit();
    world.run();
    EXPECT_EQ(job.state(), KLING_TASK_REJECTED);
    EXPECT_EQ(job.task->error.status, KLING_E_AUTH);
    world.creates = {dated(refused(401, code), date_of(world.unix_ms() + 1000))};
    Job &other = world.submit();
    world.run();
    EXPECT_EQ(other.state(), KLING_TASK_REJECTED);
    EXPECT_EQ(world.posts().size(), 2U);
  }
}

TEST(Clock, AForgedDateIsTriedOnce) {
  for (const int64_t lie : {-1790000000 * second, -24 * hour, 24 * hour, 200000 * hour}) {
    SCOPED_TRACE(lie);
    World world(signing());
    world.on_create = [&](const Sent &) { return dated(refused(401, 1003), date_of(world.unix_ms() + lie)); };
    Job &job = world.submit();
    world.run();
    EXPECT_EQ(job.state(), KLING_TASK_REJECTED);
    EXPECT_EQ(world.posts().size(), 2U);
  }
}

TEST(Clock, DatesThatKeepChangingAreTriedOnce) {
  World world(signing());
  int64_t lie = 0;
  world.on_create = [&](const Sent &) { return dated(refused(401, 1004), date_of(world.unix_ms() + (lie += hour))); };
  Job &job = world.submit();
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_REJECTED);
  EXPECT_EQ(world.posts().size(), 2U);
}

TEST(Clock, AKeyIsNotSignedAgain) {
  World world;
  world.creates = {dated(refused(401, 1003), date_of(world.unix_ms() + hour))};
  Job &job = world.submit();
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_REJECTED);
  EXPECT_EQ(world.posts().size(), 1U);
}

TEST(Clock, APollLearnsToo) {
  World world(signing());
  Job &job = world.submit();
  world.run_for(1 * second);
  world.clock_skew_ms = 5 * hour; // somebody set it
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(job.of(KLING_EVENT_TROUBLE).size(), 1U);
  const std::vector<int64_t> looks = world.times("GET");
  ASSERT_EQ(looks.size(), 2U);
  EXPECT_LT(looks[1] - looks[0], 10 * second);
}

TEST(Clock, TokensAreRenewedInTime) {
  Scene scene = signing();
  scene.service.processing_ms = 5 * hour;
  World world(std::move(scene));
  Job &job = world.submit();
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  EXPECT_TRUE(job.of(KLING_EVENT_TROUBLE).empty());
  std::set<std::string> tokens;
  for (const Sent &each : world.sent) {
    tokens.insert(each.authorization);
  }
  EXPECT_GE(tokens.size(), 11U); // one in 25 minutes
  EXPECT_LE(tokens.size(), 14U);
}

} // namespace

} // namespace kling::engine
