// Design 3.2 and 4.1 for kinds that are answered at once: WAITING, SUBMITTING, the end.
#include "evidence.hpp"
#include "saving.hpp"

namespace kling::engine {

namespace {

/// What a call of that sort promises when nobody answers.
struct Sort {
  std::string name;
  std::string kind;
  std::string method; // of a raw call
  bool reads = false;
  std::string_view doubt;
};

const Sort sorts[] = {
    {"billed", "tts", "", false, "may have been carried out and billed"},
    {"billed_call", "call", "POST", false, "may have been carried out and billed"},
    {"raw_delete", "call", "DELETE", false, "may have been carried out and billed"},
    {"free", "delete-elements", "", false, "may have been carried out:"},
    {"reads_by_get", "costs", "", true, "nothing was changed or billed"},
    {"reads_by_post", "balance", "", true, "nothing was changed or billed"},
    {"raw_get", "call", "GET", true, "nothing was changed or billed"},
};

constexpr std::string_view speech =
    R"({"code":0,"message":"SUCCEED","request_id":"r-1","data":{"task_id":"8","task_status":"succeed","task_status_msg":"","task_result":)"
    R"({"audios":[{"id":"a1","url":"https://cdn/s.mp3?Signature=x","duration":"3.1"}]},"final_unit_deduction":"0.05"}})";

Answer yes() {
  return replied(200, R"({"code":0,"message":"SUCCEED","request_id":"r-1","data":{"resource_pack_subscribe_infos":[]}})");
}

/// A raw call that may change something is sent once, whatever is answered.
bool leaves_once(const Sort &sort) {
  return sort.kind == "call" && !sort.reads;
}

Submit of(const Sort &sort) {
  Submit what;
  what.kind = sort.kind;
  what.method = sort.method;
  return what;
}

Submit of_kind(std::string kind) {
  Submit what;
  what.kind = std::move(kind);
  return what;
}

/// A reply that proves nothing about a create may be all the answer a call has.
bool answers_a_call(const Evidence &row) {
  return row.name.starts_with("code 0");
}

class Calling : public testing::TestWithParam<Sort> {};
INSTANTIATE_TEST_SUITE_P(Sorts, Calling, testing::ValuesIn(sorts), [](const auto &each) { return each.param.name; });

TEST_P(Calling, CodeZeroIsTheEnd) {
  for (const std::string_view body : {R"({"code":0,"message":"SUCCEED","request_id":"r-1","data":{"a":[1, 2.50]}})",
                                      R"({"code":0,"message":"SUCCEED","request_id":"r-1"})", R"({"code":0,"data":null})",
                                      R"({"code":0,"data":{"task_id":"5","task_status":"succeed"}})", R"({"code":0,"data":[]})"}) {
    World world;
    world.creates = {replied(200, body)};
    Job &job = world.submit(of(GetParam()));
    world.run();
    EXPECT_EQ(job.states(), (std::vector<int32_t>{KLING_TASK_SUBMITTING, KLING_TASK_SUCCEEDED})) << body;
    EXPECT_EQ(job.task->error.status, KLING_OK);
    EXPECT_EQ(job.task->raw_json.view(), body);
    EXPECT_EQ(world.sent.size(), 1U);
    EXPECT_EQ(world.engine->unfinished(), 0U);
    for (const int32_t which : {KLING_TIME_QUEUED, KLING_TIME_SENT, KLING_TIME_ACCEPTED, KLING_TIME_DONE}) {
      EXPECT_GT(job.task->times[which], 0) << which;
    }
  }
}

TEST_P(Calling, WaitsLongerForItsReply) {
  for (const int64_t set : {int64_t{60000}, int64_t{500000}}) {
    Scene scene;
    scene.settings.request_timeout_ms = set;
    World world(std::move(scene));
    world.on_create = [](const Sent &) { return yes(); };
    world.submit(of(GetParam()));
    world.run();
    EXPECT_EQ(world.sent.at(0).timeout_ms, std::max<int64_t>(set, 120000));
  }
}

TEST_P(Calling, ARefusalIsRejected) {
  for (const Refusal &row : not_created()) {
    SCOPED_TRACE(row.name);
    World world;
    world.creates = {row.answer};
    Job &job = world.submit(of(GetParam()));
    world.run();
    EXPECT_EQ(job.state(), KLING_TASK_REJECTED);
    EXPECT_EQ(job.task->error.status, row.status);
    EXPECT_EQ(world.sent.size(), 1U);
  }
}

TEST_P(Calling, ATakenExternalIdIsARefusalLikeOthers) {
  World world;
  world.creates = {refused(400, 1201, "External_task_id x already exists")};
  Job &job = world.submit(of(GetParam()));
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_REJECTED);
  EXPECT_EQ(world.sent.size(), 1U);
}

TEST_P(Calling, WithoutAnAnswerItIsUnknownAtOnceOrAskedAgain) {
  for (const std::string provider : {"kling", "cometapi"}) {
    for (const Evidence &row : maybe_created()) {
      if (answers_a_call(row)) {
        continue;
      }
      SCOPED_TRACE(provider + " " + row.name);
      Scene scene;
      scene.provider = provider;
      World world(std::move(scene));
      world.creates = {row.answer, yes()};
      Job &job = world.submit(of(GetParam()));
      world.run();
      if (GetParam().reads) {
        EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
        EXPECT_EQ(world.sent.size(), 2U);
        EXPECT_EQ(job.of(KLING_EVENT_TROUBLE).size(), 1U);
        EXPECT_EQ(job.states(),
                  (std::vector<int32_t>{KLING_TASK_SUBMITTING, KLING_TASK_WAITING, KLING_TASK_SUBMITTING, KLING_TASK_SUCCEEDED}));
        continue;
      }
      EXPECT_EQ(job.states(), (std::vector<int32_t>{KLING_TASK_SUBMITTING, KLING_TASK_UNKNOWN}));
      EXPECT_EQ(job.task->error.status, KLING_E_SUBMIT_UNKNOWN);
      EXPECT_NE(std::string(job.task->error.message).find(GetParam().doubt), std::string::npos) << job.task->error.message;
      EXPECT_EQ(world.sent.size(), 1U);
      EXPECT_EQ(job.task->raw_json.view(), row.answer.reply.body.starts_with('{') && row.name != "truncated"
                                               ? std::string_view(row.answer.reply.body)
                                               : std::string_view());
    }
  }
}

TEST_P(Calling, WhatReadsIsAskedAgainUntilTheRetriesAreUsedUp) {
  struct Row {
    Answer answer;
    kling_status status;
  };
  for (const Row &row :
       {Row{lost(), KLING_E_NETWORK}, Row{refused(503, 5001), KLING_E_SERVICE}, Row{replied(502, page), KLING_E_SERVICE}}) {
    World world;
    world.on_create = [&row](const Sent &) { return row.answer; };
    Job &job = world.submit(of(GetParam()));
    world.run();
    if (!GetParam().reads) {
      EXPECT_EQ(world.sent.size(), 1U);
      continue;
    }
    EXPECT_EQ(job.state(), KLING_TASK_REJECTED);
    EXPECT_EQ(job.task->error.status, row.status);
    EXPECT_EQ(job.task->error.retryable, 1);
    EXPECT_NE(std::string(job.task->error.message).find("asked 5 times"), std::string::npos) << job.task->error.message;
    EXPECT_EQ(world.sent.size(), 5U);
    EXPECT_EQ(world.engine->counts().retries, 4U);
    EXPECT_NEAR(static_cast<double>(world.sent[1].at - world.sent[0].at - 100), 1000, 100); // each pause twice the one before
    EXPECT_NEAR(static_cast<double>(world.sent[4].at - world.sent[3].at - 100), 8000, 800);
  }
}

TEST_P(Calling, WhatNeverLeftIsSentAgain) {
  World world;
  world.creates = {unreachable(), unreachable(), yes()};
  Job &job = world.submit(of(GetParam()));
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(world.sent.size(), 3U);
}

TEST_P(Calling, WhatNeverLeavesIsRejected) {
  World world;
  world.on_create = [](const Sent &) { return unreachable(); };
  Job &job = world.submit(of(GetParam()));
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_REJECTED);
  EXPECT_EQ(job.task->error.status, KLING_E_NETWORK);
  EXPECT_EQ(world.sent.size(), 5U);
}

TEST_P(Calling, LimitsAreWaitedForOrEndARawCall) {
  for (const Answer &limit : {refused(429, 1302), refused(429, 1303), replied(429, ""), refused(429, 1302, "slow", "7")}) {
    World world;
    world.creates = {limit, yes()};
    Job &job = world.submit(of(GetParam()));
    world.run();
    if (leaves_once(GetParam())) {
      EXPECT_EQ(job.states(), (std::vector<int32_t>{KLING_TASK_SUBMITTING, KLING_TASK_REJECTED}));
      EXPECT_EQ(job.task->error.status, KLING_E_RATE_LIMITED);
      EXPECT_EQ(job.task->error.http_status, 429);
      EXPECT_EQ(job.task->error.retryable, 1);
      EXPECT_EQ(job.task->raw_json.view(), limit.reply.body);
      EXPECT_EQ(world.sent.size(), 1U);
      continue;
    }
    EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
    ASSERT_EQ(world.sent.size(), 2U);
    EXPECT_GE(world.sent[1].at - world.sent[0].at, limit.reply.retry_after.empty() ? 1000 : 7000);
  }
}

TEST_P(Calling, IsSignedAgainWithTheServicesTimeOrEnds) {
  for (const int64_t code : {1003, 1004}) {
    Scene scene;
    scene.signs = true;
    World world(std::move(scene));
    world.creates = {dated(refused(401, code), date_of(world.unix_ms() + hour)), yes()};
    Job &job = world.submit(of(GetParam()));
    world.run();
    if (leaves_once(GetParam())) {
      EXPECT_EQ(job.state(), KLING_TASK_REJECTED);
      EXPECT_EQ(job.task->error.status, KLING_E_AUTH);
      EXPECT_EQ(job.task->error.service_code, code);
      EXPECT_EQ(job.task->error.retryable, 1);
      EXPECT_EQ(world.sent.size(), 1U);
      EXPECT_EQ(world.submit(of(GetParam())).task->error.status, KLING_OK);
      world.run();
    } else {
      EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
    }
    ASSERT_EQ(world.sent.size(), 2U);
    EXPECT_NE(world.sent[0].authorization, world.sent[1].authorization);
  }
}

TEST_P(Calling, CanBeCancelledBeforeItIsSent) {
  World world;
  world.journal_held = true;
  Job &job = world.submit(of(GetParam()));
  EXPECT_EQ(world.engine->cancel(*job.task, world.now()), KLING_OK);
  world.release_journal();
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_CANCELLED);
  EXPECT_TRUE(world.sent.empty());
}

TEST_P(Calling, IsUnknownWhenItIsLeftUnderWay) {
  struct Row {
    const char *how;
    int64_t deadline_ms;
    void (*leave)(World &world, Job &job);
  };
  for (const Row &row :
       {Row{"deadline", 5000, [](World &, Job &) {}},
        Row{"detach", 0, [](World &world, Job &job) { EXPECT_EQ(world.engine->detach(*job.task, world.now()), KLING_OK); }},
        Row{"shutdown", 0, [](World &world, Job &) { world.shutdown(1000); }}}) {
    SCOPED_TRACE(row.how);
    World world;
    world.creates = {no_answer()};
    Submit what = of(GetParam());
    what.deadline_ms = row.deadline_ms;
    Job &job = world.submit(what);
    world.run_for(1000);
    EXPECT_EQ(job.state(), KLING_TASK_SUBMITTING);
    EXPECT_EQ(world.engine->cancel(*job.task, world.now()), KLING_E_STATE);
    row.leave(world, job);
    world.run();
    EXPECT_EQ(job.state(), KLING_TASK_UNKNOWN);
    EXPECT_NE(std::string(job.task->error.message).find(GetParam().doubt), std::string::npos) << job.task->error.message;
    EXPECT_EQ(world.sent.size(), 1U);
  }
}

TEST_P(Calling, TheAnswerIsWaitedForInAShutdown) {
  World world;
  Answer late = yes();
  late.after_ms = 3000;
  world.creates = {late};
  Job &job = world.submit(of(GetParam()));
  world.run_for(1000);
  world.shutdown(5000);
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
}

TEST_P(Calling, ALostAnswerInAShutdownIsNotAskedForAgain) {
  World world;
  Answer late = lost();
  late.after_ms = 3000;
  world.creates = {late};
  Job &job = world.submit(of(GetParam()));
  world.run_for(1000);
  world.shutdown(5000);
  EXPECT_EQ(job.state(), GetParam().reads ? KLING_TASK_CANCELLED : KLING_TASK_UNKNOWN);
  EXPECT_EQ(world.sent.size(), 1U);
}

TEST_P(Calling, WithoutTheJournalItIsNotSent) {
  World world;
  world.journal_fails = [](const std::string &) { return true; };
  Job &job = world.submit(of(GetParam()));
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_REJECTED);
  EXPECT_EQ(job.task->error.status, KLING_E_STORE);
  EXPECT_TRUE(world.sent.empty());
}

TEST(Answer, HasOutputsAndUnits) {
  World world;
  world.creates = {replied(200, speech)};
  Job &job = world.submit(of_kind("tts"));
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(job.id(), "8");
  EXPECT_EQ(job.task->units, 0.05);
  ASSERT_EQ(job.task->outputs.size(), 1U);
  const TaskOutput &audio = job.task->outputs[0];
  EXPECT_EQ(audio.type, "audio");
  EXPECT_EQ(audio.id, "a1");
  EXPECT_EQ(audio.url.view(), "https://cdn/s.mp3?Signature=x");
  EXPECT_EQ(audio.duration, 3.1);
}

TEST(Answer, MaySayThatItFailed) {
  World world;
  world.creates = {
      replied(200, R"({"code":0,"data":{"task_id":"8","task_status":"failed","task_status_msg":"no voice","final_unit_deduction":"0"}})")};
  Job &job = world.submit(of_kind("tts"));
  world.run();
  EXPECT_EQ(job.states(), (std::vector<int32_t>{KLING_TASK_SUBMITTING, KLING_TASK_FAILED}));
  EXPECT_EQ(job.task->error.status, KLING_E_TASK_FAILED);
  EXPECT_EQ(job.task->error.message, "no voice");
  EXPECT_EQ(job.task->error.task_id, "8");
  EXPECT_EQ(job.task->units, 0);
}

TEST(Answer, ThatItRunsOnMakesATaskOfIt) {
  for (const char *const word : {"submitted", "processing"}) {
    for (const char *const kind : {"tts", "image-recognize"}) {
      World world;
      world.creates = {told("8", word)};
      world.looks = {told("8", "submitted"), refused(500, 5000), told("8", "processing"), replied(200, speech)};
      Submit what = of_kind(kind);
      what.save_path = "/out/";
      Job &job = world.submit(what);
      world.run();
      EXPECT_EQ(job.states(), (std::vector<int32_t>{KLING_TASK_SUBMITTING, KLING_TASK_SUBMITTED, KLING_TASK_PROCESSING, KLING_TASK_SAVING,
                                                    KLING_TASK_SUCCEEDED}));
      EXPECT_EQ(job.id(), "8");
      EXPECT_EQ(job.task->raw_json.view(), speech);
      EXPECT_EQ(job.task->units, 0.05);
      ASSERT_EQ(job.task->outputs.size(), 1U);
      EXPECT_EQ(job.task->outputs[0].path.view(), "/out/8.mp3");
      EXPECT_EQ(world.posts().size(), 1U);
      ASSERT_EQ(world.gets().size(), 4U);
      EXPECT_TRUE(world.gets()[0].url.ends_with(std::string(job.task->kind->path) + "/8")) << world.gets()[0].url;
    }
  }
}

TEST(Answer, ThatItRunsOnMayFailLater) {
  World world;
  world.creates = {told("8", "submitted")};
  world.looks = {told("8", "failed", 0, R"("task_status_msg":"no voice")")};
  Job &job = world.submit(of_kind("tts"));
  world.run();
  EXPECT_EQ(job.states(), (std::vector<int32_t>{KLING_TASK_SUBMITTING, KLING_TASK_SUBMITTED, KLING_TASK_FAILED}));
  EXPECT_EQ(job.task->error.message, "no voice");
  EXPECT_EQ(job.task->error.task_id, "8");
}

TEST(Answer, ThatItRunsOnAndIsNeverFoundLeavesItDetached) {
  World world;
  world.creates = {told("8", "submitted")};
  world.on_look = [](const Sent &) { return not_found(); };
  Job &job = world.submit(of_kind("tts"));
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_DETACHED);
  EXPECT_EQ(job.task->error.status, KLING_E_NOT_FOUND);
  EXPECT_EQ(job.task->error.task_id, "8");
  EXPECT_GE(world.elapsed(), 10 * minute);
  EXPECT_EQ(world.posts().size(), 1U);
}

TEST(Answer, ThatItRunsOnIsAskedForAFreshLink) {
  World world;
  world.creates = {told("8", "submitted")};
  world.on_look = [](const Sent &) { return replied(200, speech); };
  world.saves = {link_refused(), good()};
  Submit what = of_kind("tts");
  what.save_path = "/out/a.mp3";
  Job &job = world.submit(what);
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(job.task->error.status, KLING_OK);
  EXPECT_EQ(world.gets().size(), 2U);
}

TEST(Answer, ThatItRunsOnWithoutAnIdLeavesItDetached) {
  World world;
  world.creates = {replied(200, R"({"code":0,"data":{"task_status":"submitted"}})")};
  Job &job = world.submit(of_kind("tts"));
  world.run();
  EXPECT_EQ(job.states(), (std::vector<int32_t>{KLING_TASK_SUBMITTING, KLING_TASK_DETACHED}));
  EXPECT_EQ(job.task->error.message, "the service said that tts is submitted, and named no task that could be asked for");
  EXPECT_TRUE(world.gets().empty());
}

TEST(Answer, OfARawCallIsTheReplyWhateverATaskInItSays) {
  for (const char *const word : {"submitted", "processing", "failed"}) {
    for (const char *const method : {"GET", "POST"}) {
      World world;
      world.creates = {told("8", word, 0, R"("final_unit_deduction":"3")")};
      Submit what = of_kind("call");
      what.method = method;
      Job &job = world.submit(what);
      world.run();
      EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED) << word;
      EXPECT_EQ(job.id(), "8");
      EXPECT_LT(job.task->units, 0); // what that task cost is not what the call cost
    }
  }
}

TEST(Answer, IsSavedWhereItHasFiles) {
  World world;
  world.creates = {replied(200, speech)};
  Submit what = of_kind("tts");
  what.save_path = "/out/";
  Job &job = world.submit(what);
  world.run();
  EXPECT_EQ(job.states(), (std::vector<int32_t>{KLING_TASK_SUBMITTING, KLING_TASK_SAVING, KLING_TASK_SUCCEEDED}));
  EXPECT_EQ(job.task->outputs[0].path.view(), "/out/8.mp3");
  EXPECT_GT(job.task->times[KLING_TIME_SAVED], 0);
}

TEST(Answer, WithoutFilesSavesNothing) {
  for (const char *const kind : {"tts", "delete-voices", "costs", "multi-elements-clear-selection"}) {
    World world;
    world.creates = {yes()};
    Submit what = of_kind(kind);
    what.save_path = "/out/";
    Job &job = world.submit(what);
    world.run();
    EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
    EXPECT_EQ(job.task->error.status, KLING_OK) << job.task->error.message;
    EXPECT_TRUE(world.save_starts.empty());
  }
}

TEST(Answer, HasNoFreshLinksToAskFor) {
  World world;
  world.creates = {replied(200, speech)};
  world.saves = {link_refused()};
  Submit what = of_kind("tts");
  what.save_path = "/out/a.mp3";
  Job &job = world.submit(what);
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(job.task->error.status, KLING_E_DOWNLOAD);
  EXPECT_TRUE(world.gets().empty());
  Error error;
  world.saves = {link_refused(), good()};
  EXPECT_EQ(world.engine->save(*job.task, 0, "/out/b.mp3", nullptr, world.now(), error), KLING_OK);
  world.run();
  EXPECT_EQ(job.of(KLING_EVENT_SAVED).back().error.status, KLING_E_DOWNLOAD);
  EXPECT_TRUE(world.gets().empty());
}

TEST(Answer, WithoutAnIdIsNamedByItsKind) {
  World world;
  world.on_create = [](const Sent &) {
    return replied(200, R"({"code":0,"data":{"task_result":{"images":[{"type":"face_seg","is_contain":true,"url":"https://cdn/f"}]}}})");
  };
  Submit what = of_kind("image-recognize");
  what.save_path = "/out/";
  Job &one = world.submit(what);
  Job &two = world.submit(what);
  world.run();
  ASSERT_EQ(one.task->outputs.size(), 1U);
  const std::string path(one.task->outputs[0].path.view());
  EXPECT_TRUE(path.starts_with("/out/image-recognize-") && path.ends_with(".png")) << path;
  EXPECT_NE(path, two.task->outputs[0].path.view());
}

TEST(Answer, WithAnInnerRefusalIsARefusal) {
  struct Row {
    std::string_view body;
    int32_t state;
    kling_status status;
    std::string_view words;
  };
  for (const Row &row : {Row{R"({"code":0,"message":"SUCCEED","data":{"code":1201,"msg":"start_time is required"}})", KLING_TASK_REJECTED,
                             KLING_E_FIELD, "start_time is required"},
                         Row{R"({"code":0,"message":"SUCCEED","data":{"code":5000,"msg":"out of order"}})", KLING_TASK_REJECTED,
                             KLING_E_SERVICE, "out of order"},
                         Row{R"({"code":0,"message":"SUCCEED","data":{"code":0,"msg":"success"}})", KLING_TASK_SUCCEEDED, KLING_OK, ""}}) {
    World world;
    world.on_create = [&row](const Sent &) { return replied(200, row.body); };
    Job &job = world.submit(of_kind("costs"));
    world.run();
    EXPECT_EQ(job.state(), row.state) << row.body;
    EXPECT_EQ(job.task->error.status, row.status);
    EXPECT_NE(std::string(job.task->error.message).find(row.words), std::string::npos) << job.task->error.message;
    EXPECT_EQ(job.task->raw_json.view(), row.body);
  }
}

TEST(Gates, OfCallsAreTheirOwn) {
  Scene scene;
  scene.settings.max_active_tasks = 1;
  World world(std::move(scene));
  world.creates = {created("7"), refused(429, 1303)};
  world.on_look = [](const Sent &) { return told("7", "processing"); };
  Submit video;
  video.deadline_ms = 10 * minute;
  world.submit(video);
  world.run_for(1 * second);
  video.model = "kling-v1-6"; // waits for the only place
  Job &waiting = world.submit(video);
  world.on_create = [](const Sent &) { return yes(); };
  Job &first = world.submit(of_kind("tts")); // finds its own gate shut
  world.run_for(500);
  Job &behind = world.submit(of_kind("tts"));
  Job &other = world.submit(of_kind("costs"));
  world.run_for(200);
  EXPECT_EQ(first.state(), KLING_TASK_WAITING);
  EXPECT_EQ(behind.state(), KLING_TASK_WAITING);
  EXPECT_EQ(other.state(), KLING_TASK_SUCCEEDED);
  world.run_for(1 * minute);
  EXPECT_EQ(waiting.state(), KLING_TASK_WAITING);
  EXPECT_EQ(first.state(), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(behind.state(), KLING_TASK_SUCCEEDED);
}

TEST(LostCreate, OfAKindWithoutAProvenLookUpIsNeverSentAgain) {
  for (const char *const kind : {"ai-multi-shot", "advanced-lip-sync"}) {
    World world;
    world.creates = {lost()};
    world.on_look = [](const Sent &) { return not_found(); };
    Job &job = world.submit(of_kind(kind));
    world.run();
    EXPECT_EQ(job.state(), KLING_TASK_UNKNOWN) << kind;
    EXPECT_NE(std::string(job.task->error.message).find("does not prove"), std::string::npos) << job.task->error.message;
    EXPECT_EQ(world.posts().size(), 1U);
    EXPECT_GE(world.gets().size(), 3U);
  }
}

TEST(LostCreate, OfSuchAKindIsTakenUpWhereItIsFound) {
  World world;
  world.creates = {lost()};
  world.on_look = [](const Sent &) { return finished("7", {"https://cdn/1.png"}); };
  Job &job = world.submit(of_kind("ai-multi-shot"));
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(world.posts().size(), 1U);
}

TEST(LostCreate, WithAnExternalIdThatTheKindDoesNotHaveIsNeverSentAgain) {
  World world;
  world.creates = {lost()};
  world.on_look = [](const Sent &) { return not_found(); };
  Submit what = of_kind("kolors-virtual-try-on");
  what.external_id = "forced"; // by the option external_ids
  Job &job = world.submit(what);
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_UNKNOWN);
  EXPECT_EQ(world.posts().size(), 1U);
  EXPECT_GE(world.gets().size(), 3U);
}

TEST(LostCreate, OfAKindWithoutExternalIdIsUnknownAtOnce) {
  World world;
  world.creates = {lost()};
  Job &job = world.submit(of_kind("kolors-virtual-try-on"));
  world.run();
  EXPECT_EQ(job.state(), KLING_TASK_UNKNOWN);
  EXPECT_EQ(world.sent.size(), 1U);
}

} // namespace

} // namespace kling::engine
