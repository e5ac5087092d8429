// Memory that runs out while a reply is read: the task waits for it as before.
#include <new>

#include "saving.hpp"
#include "support/failing_memory.hpp"

namespace kling::engine {

namespace {

/// Gives the reply where there is no memory to read it, then once more.
void reply_twice(World &world, const protocol::Reply &reply) {
  const uint64_t ticket = world.sent.back().ticket;
  {
    test::FailingMemory none(0, true);
    const test::FailingMemory::Armed armed;
    EXPECT_THROW(world.engine->replied(ticket, reply, world.now()), std::bad_alloc);
  }
  world.engine->replied(ticket, reply, world.now());
}

TEST(Memory, ACreationThatCouldNotBeReadIsReadAgain) {
  World world;
  ends_at_once(world);
  world.creates = {no_answer()};
  Job &job = world.submit();
  world.run_for(second);
  reply_twice(world, created("7").reply);
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(job.id(), "7");
  EXPECT_EQ(world.posts().size(), 1U);
}

TEST(Memory, ALookThatCouldNotBeReadIsReadAgain) {
  World world;
  ends_at_once(world);
  world.looks = {no_answer()};
  Job &job = world.submit();
  ASSERT_TRUE(world.run_until([&] { return !world.gets().empty(); }));
  reply_twice(world, finished("7", {"https://x/1"}).reply);
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(world.gets().size(), 1U);
}

} // namespace

} // namespace kling::engine
