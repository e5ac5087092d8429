// Memory that ends at each single allocation of a whole job: once it is back, the job ends as it does undisturbed, and nothing is sent
// twice. KLING_TORTURE=1 takes every allocation of the long jobs, otherwise these are taken in strides.
#include <cstdlib>

#include "questions.hpp"
#include "saving.hpp"
#include "support/failing_memory.hpp"

namespace kling::engine {

namespace {

using test::FailingMemory;

constexpr std::string_view speech = R"({"code":0,"data":{"task_id":"8","task_status":"succeed","final_unit_deduction":"0.07",)"
                                    R"("task_result":{"audios":[{"id":"a","url":"https://cdn/s.mp3","duration":"3.1"}]}}})";

struct Outcome {
  std::vector<int32_t> states;
  std::vector<std::size_t> events; // FINAL and SAVED of each task
  std::size_t posts = 0;
  std::size_t queries = 0;
  std::size_t save_starts = 0;
  std::vector<std::string> paths;

  friend bool operator==(const Outcome &, const Outcome &) = default;
};

Outcome outcome_of(const World &world) {
  Outcome outcome;
  for (const Job &job : world.jobs) {
    outcome.states.push_back(job.state());
    outcome.events.push_back(job.of(KLING_EVENT_FINAL).size());
    outcome.events.push_back(job.of(KLING_EVENT_SAVED).size());
    for (const TaskOutput &output : job.task->outputs) {
      outcome.paths.emplace_back(output.path.view());
    }
  }
  outcome.posts = world.posts().size();
  outcome.queries = world.engine->batch_counts().requests == 0 ? world.gets().size() : 0; // how many meet is a matter of chance
  outcome.save_starts = world.save_starts.size();
  return outcome;
}

struct Course {
  const char *name;
  int32_t end; // of the last task
  std::size_t posts;
  void (*set)(Scene &scene);
  void (*play)(World &world);
};

void as_it_is(Scene &) {}

void play_save_later(World &world) {
  Job &job = world.submit();
  world.run();
  for (const char *path : {"/out/a.mp4", "/out/"}) {
    for (bool taken = false; !taken;) {
      Error error;
      try {
        const FailingMemory::Armed armed;
        taken = world.engine->save(*job.task, 0, path, nullptr, world.now(), error) == KLING_OK;
      } catch (const std::bad_alloc &) {
        FailingMemory::relieve();
      }
    }
  }
  world.run();
}

const Course courses[] = {
    {"plain", KLING_TASK_SUCCEEDED, 1, as_it_is,
     [](World &world) {
       world.submit();
       world.run();
     }},
    {"saved", KLING_TASK_SUCCEEDED, 1, as_it_is,
     [](World &world) {
       ends_at_once(world, {"https://cdn/1.mp4", "https://cdn/2.mp4"});
       world.saves = {broken({300, 500}), link_refused(), failed()};
       world.submit(saving_to("/out/"));
       world.run();
     }},
    {"save_given_up", KLING_TASK_SUCCEEDED, 1, [](Scene &scene) { scene.settings.max_retries = 1; },
     [](World &world) {
       ends_at_once(world);
       world.on_save = [](const SaveStart &) { return link_refused(); };
       world.submit(saving_to("/out/x.mp4"));
       world.run();
     }},
    {"saved_later", KLING_TASK_SUCCEEDED, 1, as_it_is, play_save_later},
    {"lost_and_found", KLING_TASK_SUCCEEDED, 1, as_it_is,
     [](World &world) {
       world.creates = {by_service_but_lost()};
       world.submit();
       world.run();
     }},
    {"lost_and_sent_again", KLING_TASK_SUCCEEDED, 2, as_it_is,
     [](World &world) {
       world.creates = {lost()};
       world.submit();
       world.run();
     }},
    {"unknown", KLING_TASK_UNKNOWN, 1, [](Scene &scene) { scene.provider = "cometapi"; },
     [](World &world) {
       world.creates = {lost()};
       world.submit();
       world.run();
     }},
    {"slots", KLING_TASK_SUCCEEDED, 3, as_it_is,
     [](World &world) {
       world.creates = {by_service(), refused(429, 1303)};
       world.submit();
       world.submit();
       world.run();
     }},
    {"limits_and_pauses", KLING_TASK_SUCCEEDED, 3, as_it_is,
     [](World &world) {
       world.creates = {refused(429, 1302), unreachable()};
       world.submit();
       world.run();
     }},
    {"never_reached", KLING_TASK_REJECTED, 2, [](Scene &scene) { scene.settings.max_retries = 1; },
     [](World &world) {
       world.on_create = [](const Sent &) { return unreachable(); };
       world.submit();
       world.run();
     }},
    {"refused", KLING_TASK_REJECTED, 1, as_it_is,
     [](World &world) {
       world.creates = {refused(400, 1201, "no such model")};
       world.submit();
       world.run();
     }},
    {"signed_again", KLING_TASK_SUCCEEDED, 2, [](Scene &scene) { scene.signs = true; },
     [](World &world) {
       world.clock_skew_ms = -1 * hour;
       world.submit();
       world.run();
     }},
    {"taken_id", KLING_TASK_REJECTED, 2, as_it_is,
     [](World &world) {
       Submit what;
       what.external_id = "mine";
       world.submit(what);
       world.submit(what);
       world.run();
     }},
    {"troubled", KLING_TASK_DETACHED, 1, as_it_is,
     [](World &world) {
       world.looks = {refused(401, 1000), refused(503, 5001), told("7", "processing")};
       world.on_look = [](const Sent &) { return not_found(); };
       world.submit();
       world.run();
     }},
    {"failed", KLING_TASK_FAILED, 1, as_it_is,
     [](World &world) {
       world.creates = {created("7")};
       world.looks = {told("7", "failed")};
       world.submit();
       world.run();
     }},
    {"deadline", KLING_TASK_DETACHED, 1, as_it_is,
     [](World &world) {
       world.on_look = [](const Sent &) { return told("7", "processing"); };
       Submit what;
       what.deadline_ms = 30 * second;
       world.submit(what);
       world.run();
     }},
    {"journal_fails", KLING_TASK_REJECTED, 0, as_it_is,
     [](World &world) {
       world.journal_fails = [](const std::string &) { return true; };
       world.submit();
       world.run();
     }},
    {"attached", KLING_TASK_SUCCEEDED, 0, as_it_is,
     [](World &world) {
       ends_at_once(world);
       world.attach("7");
       world.run();
     }},
    {"asked_together", KLING_TASK_SUCCEEDED, 0, [](Scene &scene) { scene = steady(); },
     [](World &world) {
       world.on_look = [&world](const Sent &look) {
         const bool troubled = question_of(look) == Question::by_ids && world.elapsed() > 25 * second && world.elapsed() < 35 * second;
         Answer answer = all_of(look, world.elapsed() < minute ? "processing" : "succeed");
         const std::size_t missing = answer.reply.body.find("1004");
         if (question_of(look) == Question::by_ids && world.elapsed() < 50 * second && missing != std::string::npos) {
           answer.reply.body.replace(missing, 4, "none");
         }
         return troubled ? refused(503, 5001) : answer;
       };
       attach_tasks(world, 9);
       world.run();
     }},
    {"refused_together", KLING_TASK_SUCCEEDED, 0, [](Scene &scene) { scene = steady(); },
     [](World &world) {
       world.on_look = [&world](const Sent &look) {
         return question_of(look) == Question::by_ids ? replied(404, "")
                                                      : all_of(look, world.elapsed() < 25 * second ? "processing" : "succeed");
       };
       attach_tasks(world, 9);
       world.run();
     }},
    {"by_pages", KLING_TASK_SUCCEEDED, 0, [](Scene &scene) { scene = steady(); },
     [](World &world) {
       world.on_look = [&world](const Sent &look) {
         const std::string status = world.elapsed() < 15 * second ? "processing" : "succeed";
         if (question_of(look) != Question::by_page) {
           return all_of(look, status);
         }
         std::vector<std::string> records;
         for (int id = 1044; id >= 1003; --id) { // three are missing, one stands there twice
           records.push_back(record_of(std::to_string(id), status));
         }
         records.push_back(records.front());
         return listed(records);
       };
       attach_tasks(world, 45);
       world.run();
     }},
    {"called", KLING_TASK_SUCCEEDED, 2, [](Scene &scene) { scene.settings.spend_limit = 1000; },
     [](World &world) {
       world.creates = {refused(429, 1303), replied(200, speech)};
       Submit what = saving_to("/out/");
       what.kind = "tts";
       what.price = 5;
       world.submit(what);
       world.run();
       EXPECT_EQ(world.engine->spending().spent, 7);
       EXPECT_EQ(world.engine->spending().reserved, 0);
     }},
    {"called_without_an_answer", KLING_TASK_UNKNOWN, 1, [](Scene &scene) { scene.settings.spend_limit = 1000; },
     [](World &world) {
       world.creates = {refused(503, 5001)};
       Submit what;
       what.kind = "tts";
       what.price = 5;
       world.submit(what);
       world.run();
       EXPECT_EQ(world.engine->spending().reserved, 5);
     }},
    {"called_and_made_a_task", KLING_TASK_DETACHED, 1, as_it_is,
     [](World &world) {
       world.creates = {told("8", "processing")};
       Submit what;
       what.kind = "tts";
       world.submit(what);
       world.run();
     }},
    {"read_again", KLING_TASK_SUCCEEDED, 3, as_it_is,
     [](World &world) {
       world.creates = {lost(), refused(503, 5001), replied(200, R"({"code":0,"data":{"code":0,"msg":"success"}})")};
       Submit what;
       what.kind = "balance";
       world.submit(what);
       world.run();
     }},
    {"read_in_vain", KLING_TASK_REJECTED, 2, [](Scene &scene) { scene.settings.max_retries = 1; },
     [](World &world) {
       world.on_create = [](const Sent &) { return refused(503, 5001); };
       Submit what;
       what.kind = "package";
       world.submit(what);
       world.run();
     }},
    {"spending", KLING_TASK_FAILED, 3, [](Scene &scene) { scene.settings.spend_limit = 1000; },
     [](World &world) {
       world.creates = {created("7"), refused(400, 1201), created("9")};
       world.looks = {told("7", "succeed", 0, R"("final_unit_deduction":"4")"), told("9", "failed")};
       Submit what;
       what.price = 300;
       world.submit(what);
       world.run();
       world.submit(what);
       world.run();
       world.submit(what);
       world.run();
       EXPECT_EQ(world.engine->spending().spent, 400);
       EXPECT_EQ(world.engine->spending().reserved, 0);
     }},
    {"shut_down", KLING_TASK_DETACHED, 3, [](Scene &scene) { scene.settings.max_sending = 2; },
     [](World &world) {
       world.creates = {no_answer(), by_service()};
       world.submit();
       world.submit();
       world.submit();
       world.run_for(2 * second);
       world.shutdown(1 * second);
     }},
    {"shut_down_while_saving", KLING_TASK_SUCCEEDED, 1, as_it_is,
     [](World &world) {
       ends_at_once(world);
       world.on_save = [](const SaveStart &) { return SaveAnswer{SaveEnd::saved, {1, 2}, 1000, true}; };
       world.submit(saving_to("/out/x.mp4"));
       world.run();
       world.shutdown(0);
     }},
};

class Torture : public testing::TestWithParam<Course> {};

Outcome play(const Course &course, int64_t which, bool drought, int64_t *counted = nullptr) {
  const FailingMemory memory(which, drought);
  Scene scene;
  course.set(scene);
  World world(std::move(scene));
  course.play(world);
  if (counted != nullptr) {
    *counted = FailingMemory::counted();
  }
  return outcome_of(world);
}

TEST_P(Torture, EndsAsIfMemoryHadBeenThere) {
  const Course &course = GetParam();
  int64_t allocations = 0;
  const Outcome undisturbed = play(course, -1, false, &allocations);
  EXPECT_EQ(undisturbed.states.back(), course.end);
  EXPECT_EQ(undisturbed.posts, course.posts);
  EXPECT_GT(allocations, 10);
  const int64_t most = std::getenv("KLING_TORTURE") != nullptr ? allocations : 200;
  const int64_t stride = std::max<int64_t>(allocations / most, 1);
  for (const bool drought : {false, true}) {
    for (int64_t which = 0; which < allocations; which += stride) {
      ASSERT_EQ(play(course, which, drought), undisturbed) << "allocation " << which << " of " << allocations << ", drought " << drought;
      ASSERT_FALSE(HasFailure()) << "allocation " << which << " of " << allocations << ", drought " << drought;
    }
  }
  RecordProperty("allocations", static_cast<int>(allocations));
}

INSTANTIATE_TEST_SUITE_P(Courses, Torture, testing::ValuesIn(courses), [](const auto &each) { return std::string(each.param.name); });

} // namespace

} // namespace kling::engine
