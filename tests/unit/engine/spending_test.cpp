// The option spend_limit_units: what is spent, what is reserved, what is refused.
#include "evidence.hpp"

namespace kling::engine {

namespace {

Scene limited(int64_t hundredths) {
  Scene scene;
  scene.settings.spend_limit = hundredths;
  return scene;
}

Submit priced(int64_t hundredths, std::string kind = "") {
  Submit what;
  what.kind = std::move(kind);
  what.price = hundredths;
  return what;
}

Answer done(std::string_view units) {
  return told("7", "succeed", 0,
              "\"final_unit_deduction\":" + std::string(units) + R"(,"task_result":{"videos":[{"id":"v","url":"https://cdn/1.mp4"}]})");
}

void expect_spending(const World &world, int64_t spent, int64_t reserved) {
  EXPECT_EQ(world.engine->spending().spent, spent);
  EXPECT_EQ(world.engine->spending().reserved, reserved);
}

std::string refusal(World &world, const Submit &what) {
  Error error;
  const std::size_t jobs = world.jobs.size();
  EXPECT_EQ(world.try_submit(what, error), KLING_E_SPEND_LIMIT);
  EXPECT_EQ(error.status, KLING_E_SPEND_LIMIT);
  EXPECT_EQ(error.field, "spend_limit_units");
  EXPECT_EQ(error.retryable, 0);
  EXPECT_EQ(world.jobs.size(), jobs);
  return std::string(error.message);
}

TEST(SpendLimit, RefusesWhatGoesBeyondIt) {
  World world(limited(1000));
  world.on_create = [](const Sent &) { return created("7"); };
  world.on_look = [](const Sent &) { return done("\"3.5\""); };
  world.submit(priced(350));
  expect_spending(world, 0, 350);
  world.run();
  expect_spending(world, 350, 0);
  world.submit(priced(605));
  EXPECT_EQ(refusal(world, priced(50)), "spend_limit_units is 10, spent are 3.5, reserved for open tasks 6.05; this request costs 0.5");
  world.submit(priced(45)); // just what is left
  EXPECT_EQ(world.posts().size(), 3U);
}

TEST(SpendLimit, RefusesWhatHasNoKnownPrice) {
  World world(limited(1000));
  EXPECT_EQ(refusal(world, priced(-1)),
            "spend_limit_units is 10, spent are 0, reserved for open tasks 0; the price of this request is not known");
  Submit raw = priced(-1, "call");
  raw.method = "POST";
  refusal(world, raw);
  Submit clothes = priced(-1, "kolors-virtual-try-on");
  clothes.in_dollars = true;
  EXPECT_EQ(refusal(world, clothes),
            "spend_limit_units is 10, spent are 0, reserved for open tasks 0; this request is priced in dollars, not in units");
}

TEST(SpendLimit, LetsPassWhatIsFree) {
  World world(limited(0));
  world.on_create = [](const Sent &) { return replied(200, R"({"code":0})"); };
  Submit raw = priced(-1, "call");
  raw.method = "GET";
  for (const Submit &what : {priced(-1, "costs"), priced(-1, "delete-voices"), priced(0), raw}) {
    Error error;
    EXPECT_EQ(world.try_submit(what, error), KLING_OK) << what.kind << ": " << error.message;
  }
  refusal(world, priced(1));
}

TEST(SpendLimit, WithoutItNothingIsCounted) {
  World world;
  world.on_create = [](const Sent &) { return created("7"); };
  world.on_look = [](const Sent &) { return done("3"); };
  world.submit(priced(1000000));
  world.submit(priced(-1));
  world.run();
  expect_spending(world, 0, 0);
}

TEST(SpendLimit, CountsWhatTheServiceToldAtTheEnd) {
  struct Row {
    const char *name;
    Answer create;
    Answer look;
    int32_t state;
    int64_t spent;
    int64_t reserved;
  };
  const Answer failed = told("7", "failed");
  const Answer failed_billed = told("7", "failed", 0, R"("final_unit_deduction":"1.25")");
  for (const Row &row : {Row{"more than estimated", created("7"), done("4.75"), KLING_TASK_SUCCEEDED, 475, 0},
                         Row{"nothing", created("7"), done("\"0\""), KLING_TASK_SUCCEEDED, 0, 0},
                         Row{"untold", created("7"), done("null"), KLING_TASK_SUCCEEDED, 300, 0},
                         Row{"absurd", created("7"), done("1e300"), KLING_TASK_SUCCEEDED, int64_t{1} << 50U, 0},
                         Row{"failed", created("7"), failed, KLING_TASK_FAILED, 0, 0},
                         Row{"failed and billed", created("7"), failed_billed, KLING_TASK_FAILED, 125, 0},
                         Row{"refused", refused(400, 1201), {}, KLING_TASK_REJECTED, 0, 0}}) {
    SCOPED_TRACE(row.name);
    World world(limited(1000));
    world.creates = {row.create};
    world.on_look = [&row](const Sent &) { return row.look; };
    Job &job = world.submit(priced(300));
    expect_spending(world, 0, 300);
    world.run();
    EXPECT_EQ(job.state(), row.state);
    expect_spending(world, row.spent, row.reserved);
  }
}

TEST(SpendLimit, KeepsReservedWhatMayStillCost) {
  World world(limited(1000));
  world.creates = {created("7"), lost()};
  world.on_look = [](const Sent &) { return told("7", "processing"); };
  Job &job = world.submit(priced(300));
  world.run_for(second);
  EXPECT_EQ(world.engine->detach(*job.task, world.now()), KLING_OK);
  world.run_for(second);
  EXPECT_EQ(job.state(), KLING_TASK_DETACHED);
  expect_spending(world, 0, 300);
  Job &call = world.submit(priced(5, "tts"));
  world.run();
  EXPECT_EQ(call.state(), KLING_TASK_UNKNOWN);
  expect_spending(world, 0, 305);
  world.on_look = [](const Sent &) { return done("3"); };
  world.attach("7"); // what it costs is reserved already
  world.run();
  expect_spending(world, 0, 305);
}

TEST(SpendLimit, GivesBackWhatWasNeverSent) {
  World world(limited(1000));
  world.journal_held = true;
  Job &job = world.submit(priced(300));
  EXPECT_EQ(world.engine->cancel(*job.task, world.now()), KLING_OK);
  expect_spending(world, 0, 0);
  world.release_journal();
}

} // namespace

} // namespace kling::engine
