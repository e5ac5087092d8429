#include <atomic>
#include <chrono>
#include <filesystem>
#include <future>
#include <gtest/gtest.h>
#include <thread>

#include "support/pretend_service.hpp"
#include "support/unhurried.hpp"

namespace kling::test {
namespace {

Reply held(Reply reply) {
  reply.hold = true;
  return reply;
}

std::size_t open_descriptors() {
  return static_cast<std::size_t>(
      std::distance(std::filesystem::directory_iterator("/proc/self/fd"), std::filesystem::directory_iterator()));
}

/// A client with one task in each state that is not final.
struct Crowd {
  Crowd() {
    Settings settings = unhurried(service.settings());
    settings["max_active_tasks"] = "4"; // the service is done with what is being saved
    options = make_options(settings);
    client = make_client(options);
    // The first create succeeds and is watched, the second is done and saves for ever, the third never gets a reply.
    service.server.handle([this](const RecordedRequest &request) { return answer(request); });
    processing = next("processing");
    EXPECT_TRUE(reach(client, processing, KLING_TASK_PROCESSING));
    const Request saved = make_request("saving");
    path = testing::TempDir() + "/kling-crowd-" + std::to_string(getpid()) + ".mp4";
    kling_request_save_to(saved.get(), path.c_str());
    saving = submit(client, saved, 2);
    EXPECT_TRUE(reach(client, saving, KLING_TASK_SAVING));
    submitting = next("silent");
    EXPECT_TRUE(drive_until(client, [&] { return creates == 3; }));
    uncertain = next("lost");
    EXPECT_TRUE(reach(client, uncertain, KLING_TASK_UNCERTAIN));
    submitted = next("submitted");
    EXPECT_TRUE(reach(client, submitted, KLING_TASK_SUBMITTED));
    waiting = next("waiting");
    kling_poll(client.get(), 0, nullptr);
    EXPECT_EQ(kling_task_state(waiting.get()), KLING_TASK_WAITING);
    EXPECT_EQ(kling_task_state(submitting.get()), KLING_TASK_SUBMITTING);
    while (next_event(client)) {
    }
  }

  Task next(const char *prompt) { return submit(client, make_request(prompt)); }

  Reply answer(const RecordedRequest &request) {
    if (request.target.starts_with("/clip")) {
      Reply clip = Reply::text(200, std::string(5000, 'x'), "video/mp4");
      clip.hold_after = 100;
      return clip;
    }
    if (request.method == "POST") {
      const int number = ++creates;
      Reply created = Reply::text(200, PretendService::created(PretendService::id_of(number)));
      if (request.body.find("lost") != std::string::npos) {
        created.fault = Reply::Fault::close_after_body;
      }
      return request.body.find("silent") != std::string::npos ? held(created) : created;
    }
    const std::string id = request.target.substr(request.target.rfind('/') + 1);
    const char *state = id == PretendService::id_of(1) ? "processing" : id == PretendService::id_of(2) ? "succeed" : "submitted";
    return Reply::text(200, service.told(id, state));
  }

  [[nodiscard]] std::vector<kling_task *> tasks() const {
    return {waiting.get(), submitting.get(), uncertain.get(), submitted.get(), processing.get(), saving.get()};
  }

  std::atomic<int> creates{0};
  std::string path;
  PretendService service;
  Options options;
  Client client;
  Task waiting, submitting, uncertain, submitted, processing, saving;
};

struct End {
  int32_t state;
  kling_status error;
};
constexpr End ends[] = {{KLING_TASK_CANCELLED, KLING_E_CANCELLED},    {KLING_TASK_UNKNOWN, KLING_E_SUBMIT_UNKNOWN},
                        {KLING_TASK_UNKNOWN, KLING_E_SUBMIT_UNKNOWN}, {KLING_TASK_DETACHED, KLING_E_DETACHED},
                        {KLING_TASK_DETACHED, KLING_E_DETACHED},      {KLING_TASK_SUCCEEDED, KLING_E_DOWNLOAD}};

void expect_ends(const std::vector<kling_task *> &tasks) {
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    SCOPED_TRACE(i);
    EXPECT_EQ(kling_task_state(tasks[i]), ends[i].state);
    kling_error error = no_error();
    EXPECT_EQ(kling_task_error(tasks[i], &error), KLING_OK);
    EXPECT_EQ(error.status, ends[i].error) << error.message;
  }
}

void expect_no_more_acts(kling_client *client, kling_task *task) {
  kling_error error = no_error();
  kling_task *made = nullptr;
  EXPECT_EQ(kling_submit(client, make_request("x").get(), 0, &made, &error), KLING_E_STATE);
  EXPECT_EQ(error.status, KLING_E_STATE);
  EXPECT_EQ(made, nullptr);
  EXPECT_EQ(kling_attach(client, KLING_TEXT2VIDEO, "810000000000000001", 0, &made, &error), KLING_E_STATE);
  EXPECT_EQ(kling_poll(client, 0, nullptr), KLING_E_STATE);
  EXPECT_EQ(kling_client_wakeup(client), KLING_E_STATE);
  EXPECT_EQ(kling_task_cancel(task), KLING_E_STATE);
  EXPECT_EQ(kling_task_detach(task), KLING_E_STATE);
  EXPECT_EQ(kling_task_save(task, 0, "/tmp/x.mp4", &error), KLING_E_STATE);
}

TEST(Shutdown, EndsATaskInEachState) {
  Crowd crowd;
  EXPECT_EQ(kling_client_shutdown(crowd.client.get(), 0), KLING_OK);
  expect_ends(crowd.tasks());
  EXPECT_EQ(kling_client_shutdown(crowd.client.get(), 1000), KLING_OK) << "twice";
  EXPECT_EQ(kling_client_shutdown(crowd.client.get(), -1), KLING_E_ARGUMENT);
  int finals = 0;
  while (const Event event = next_event(crowd.client)) {
    finals += kling_event_type(event.get()) == KLING_EVENT_FINAL ? 1 : 0;
  }
  EXPECT_EQ(finals, 6);
  expect_no_more_acts(crowd.client.get(), crowd.waiting.get());
  for (kling_task *task : crowd.tasks()) {
    kling_error error = no_error();
    EXPECT_EQ(kling_wait(crowd.client.get(), task, -1, &error), error.status);
    EXPECT_NE(error.status, KLING_E_STATE) << "a final task is told as ever";
  }
  EXPECT_NE(kling_task_output_url(crowd.saving.get(), 0), nullptr);
  EXPECT_EQ(kling_task_output_path(crowd.saving.get(), 0), nullptr);
  kling_stats stats = KLING_STATS_INIT;
  EXPECT_EQ(kling_client_stats(crowd.client.get(), &stats), KLING_OK);
  EXPECT_EQ(stats.tasks_final, 6U);
  EXPECT_EQ(stats.tasks_open, 0U);
  EXPECT_EQ(stats.tasks_waiting, 0U);
  EXPECT_TRUE(crowd.service.server.wait_until_idle()) << "every socket is closed";
  remove((crowd.path + ".part").c_str());
}

TEST(Free, EndsThemTooAndLeavesTheirPictures) {
  Crowd crowd;
  kling_client *const gone = crowd.client.get();
  crowd.client.reset();
  expect_ends(crowd.tasks());
  expect_no_more_acts(gone, crowd.waiting.get()); // an inert shell as long as its tasks live
  EXPECT_EQ(text_of(kling_task_id(crowd.processing.get())), PretendService::id_of(1));
  EXPECT_EQ(kling_task_output_count(crowd.saving.get()), 1U);
  EXPECT_NE(kling_task_token(crowd.uncertain.get()), nullptr);
  EXPECT_EQ(text_of(kling_task_kind(crowd.waiting.get())), KLING_TEXT2VIDEO);
  EXPECT_EQ(kling_task_set_tag(crowd.waiting.get(), 5), KLING_OK);
  EXPECT_EQ(kling_task_tag(crowd.waiting.get()), 5U);
  EXPECT_TRUE(crowd.service.server.wait_until_idle());
  remove((crowd.path + ".part").c_str());
}

TEST(Shutdown, GivesACreateOnTheWireTheWholeTime) {
  PretendService service({"processing"});
  service.server.script(held(Reply::text(200, PretendService::created(PretendService::id_of(1)))));
  const Client client = make_client(unhurried(service.settings()));
  const Task task = submit(client, make_request("a lighthouse"));
  ASSERT_TRUE(drive_until(client, [&] { return service.server.count("POST") == 1; }));
  auto closing = std::async(std::launch::async, [&] { return kling_client_shutdown(client.get(), 3600000); });
  EXPECT_EQ(closing.wait_for(std::chrono::milliseconds(50)), std::future_status::timeout);
  EXPECT_EQ(kling_submit(client.get(), make_request("x").get(), 0, nullptr, nullptr), KLING_E_ARGUMENT);
  kling_task *refused = nullptr;
  EXPECT_EQ(kling_submit(client.get(), make_request("x").get(), 0, &refused, nullptr), KLING_E_STATE);
  service.server.release();
  EXPECT_EQ(closing.get(), KLING_OK);
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_DETACHED) << "it was created, and that is known";
  EXPECT_EQ(text_of(kling_task_id(task.get())), PretendService::id_of(1));
}

TEST(Shutdown, ASecondOneMayHurryTheFirst) {
  PretendService service;
  service.server.script(held(Reply()));
  const Client client = make_client(unhurried(service.settings()));
  const Task task = submit(client, make_request("a lighthouse"));
  ASSERT_TRUE(drive_until(client, [&] { return service.server.count("POST") == 1; }));
  auto closing = std::async(std::launch::async, [&] { return kling_client_shutdown(client.get(), 3600000); });
  while (kling_poll(client.get(), 0, nullptr) != KLING_E_STATE) {
    std::this_thread::yield();
  }
  EXPECT_EQ(kling_client_shutdown(client.get(), 0), KLING_OK);
  EXPECT_EQ(closing.get(), KLING_OK);
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_UNKNOWN);
}

TEST(Free, WakesAThreadThatIsInsideAndTakesEffectWhenItReturns) {
  for (const bool waits : {false, true}) {
    SCOPED_TRACE(waits);
    PretendService service;
    service.server.script(held(Reply()));
    Client client = make_client(unhurried(service.settings()));
    const Task task = submit(client, make_request("a lighthouse"));
    ASSERT_TRUE(drive_until(client, [&] { return service.server.count("POST") == 1; }));
    while (next_event(client)) {
    }
    kling_client *const handle = client.get();
    std::promise<void> inside;
    auto call = std::async(std::launch::async, [&] {
      inside.set_value();
      return waits ? kling_wait(handle, task.get(), -1, nullptr) : kling_poll(handle, -1, nullptr);
    });
    inside.get_future().wait();
    client.reset();
    const kling_status status = call.get(); // one that came after the free finds a shell
    EXPECT_TRUE(status == KLING_E_STATE || (!waits && status == KLING_OK)) << status;
    EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_UNKNOWN);
  }
}

TEST(Handles, GoInAnyOrderOnAnyThread) {
  const PretendService service({"succeed"});
  for (int order = 0; order < 6; ++order) {
    SCOPED_TRACE(order);
    Client client = make_client(service.settings());
    Task task = submit(client, make_request("a lighthouse"));
    ASSERT_EQ(finish(client, task), KLING_OK);
    Event event = next_event(client);
    ASSERT_NE(event, nullptr);
    kling_task *const again = kling_task_retain(task.get());
    const std::function<void()> gives[] = {[&] { client.reset(); }, [&] { task.reset(); }, [&] { event.reset(); },
                                           [&] { kling_task_release(again); }};
    std::vector<int> steps{0, 1, 2, 3};
    for (int i = 0; i < order * 4; ++i) {
      std::next_permutation(steps.begin(), steps.end());
    }
    for (const int step : steps) {
      std::thread(gives[step]).join();
    }
  }
}

TEST(Handles, AnEventAloneKeepsItsTaskAfterTheClient) {
  const PretendService service({"succeed"});
  Event event;
  {
    const Client client = make_client(service.settings());
    const Task task = submit(client, make_request("a lighthouse"), 3);
    ASSERT_EQ(finish(client, task), KLING_OK);
    while (Event next = next_event(client)) {
      event = std::move(next);
    }
  }
  ASSERT_NE(event, nullptr);
  EXPECT_EQ(kling_event_type(event.get()), KLING_EVENT_FINAL);
  EXPECT_EQ(text_of(kling_task_id(kling_event_task(event.get()))), PretendService::id_of(1));
}

TEST(Texts, StayAsTheyAreWhileTheTaskLives) {
  PretendService service({"succeed"});
  Client client = make_client(service.settings());
  const Request request = make_request("a lighthouse");
  kling_request_set_option(request.get(), "label", "shot 12");
  const Task task = submit(client, request);
  const char *const external_id = kling_task_external_id(task.get());
  const char *const early_token = kling_task_token(task.get());
  const char *const label = kling_task_label(task.get());
  const std::string as_it_was = text_of(early_token);
  EXPECT_EQ(kling_task_raw_json(task.get()), nullptr);
  EXPECT_EQ(kling_task_id(task.get()), nullptr);
  ASSERT_EQ(finish(client, task), KLING_OK);
  const char *const token = kling_task_token(task.get());
  EXPECT_NE(text_of(token), as_it_was) << "it has the service's id now";
  EXPECT_EQ(text_of(early_token), as_it_was);
  EXPECT_EQ(kling_task_external_id(task.get()), external_id);
  EXPECT_EQ(kling_task_label(task.get()), label);
  EXPECT_STREQ(label, "shot 12");
  const char *const url = kling_task_output_url(task.get(), 0);
  const char *const raw = kling_task_raw_json(task.get());
  client.reset();
  EXPECT_EQ(kling_task_token(task.get()), token);
  EXPECT_EQ(kling_task_output_url(task.get(), 0), url);
  EXPECT_EQ(kling_task_raw_json(task.get()), raw);
  EXPECT_EQ(kling_task_output_url(task.get(), 1), nullptr);
  EXPECT_EQ(kling_task_output_type(task.get(), 1), nullptr);
  EXPECT_LT(kling_task_output_duration(task.get(), 1), 0);
}

TEST(Texts, AnIdThatDoesNotFitIsEmpty) {
  RecordingServer server;
  const std::string long_id(200, '7');
  server.script(Reply::text(400, R"({"code":1201,"message":"no","request_id":")" + long_id + R"("})"));
  const Client client = make_client({{"base_url", server.url("")}, {"api_key", "the-key"}});
  const Task task = submit(client, make_request("a lighthouse"));
  kling_error error = no_error();
  EXPECT_EQ(finish(client, task, &error), KLING_E_FIELD);
  EXPECT_STREQ(error.request_id, "");
  EXPECT_STRNE(error.message, "");
}

TEST(Attach, RefusesWhatCannotBeTakenUp) {
  const PretendService service;
  Settings settings = service.settings();
  settings["max_queued_tasks"] = "1";
  const Client client = make_client(settings);
  const Client elsewhere = make_client({{"provider", "cometapi"}, {"base_url", "http://127.0.0.1:1"}, {"api_key", "k"}});
  kling_task *task = nullptr;
  ASSERT_EQ(kling_attach(elsewhere.get(), KLING_TEXT2VIDEO, "810000000000000001", 0, &task, nullptr), KLING_OK);
  const Task foreign(task);
  kling_error error = no_error();
  EXPECT_EQ(kling_attach(client.get(), "no-such-kind", "1", 0, &task, &error), KLING_E_UNKNOWN_NAME);
  EXPECT_EQ(kling_attach(client.get(), KLING_TEXT2VIDEO, "", 0, &task, &error), KLING_E_ARGUMENT);
  EXPECT_EQ(kling_attach(client.get(), KLING_TEXT2VIDEO, "with space", 0, &task, &error), KLING_E_ARGUMENT);
  EXPECT_EQ(kling_attach_token(client.get(), "no token", 0, &task, &error), KLING_E_ARGUMENT);
  EXPECT_EQ(kling_attach_token(client.get(), kling_task_token(foreign.get()), 0, &task, &error), KLING_E_ENDPOINT) << "of another host";
  EXPECT_EQ(task, nullptr);
  ASSERT_EQ(kling_attach(client.get(), KLING_TEXT2VIDEO, "810000000000000001", 4, &task, &error), KLING_OK);
  const Task attached(task);
  EXPECT_EQ(kling_task_state(task), KLING_TASK_SUBMITTED);
  EXPECT_EQ(kling_task_tag(task), 4U);
  EXPECT_EQ(kling_attach(client.get(), KLING_TEXT2VIDEO, "810000000000000002", 0, &task, &error), KLING_E_QUEUE_FULL);
  EXPECT_EQ(kling_submit(client.get(), make_request("x").get(), 0, &task, &error), KLING_E_QUEUE_FULL);
  EXPECT_EQ(error.retryable, 1);
}

TEST(Free, LeavesNoDescriptorOpen) {
  PretendService service({"processing", "succeed"});
  std::size_t before = 0;
  for (int round = 0; round < 3; ++round) { // the first one opens what the process keeps: random bytes, locales
    before = round == 1 ? open_descriptors() : before;
    Client client = make_client(service.settings());
    EXPECT_GE(kling_client_fd(client.get()), 0);
    const Task done = submit(client, make_request("a lighthouse"));
    EXPECT_EQ(finish(client, done), KLING_OK);
    const Task open = submit(client, make_request("a lighthouse"));
    kling_poll(client.get(), 0, nullptr);
    client.reset();
    ASSERT_TRUE(service.server.wait_until_idle()); // it lives in this process too
  }
  EXPECT_EQ(open_descriptors(), before);
}

} // namespace
} // namespace kling::test
