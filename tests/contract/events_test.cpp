#include <gtest/gtest.h>
#include <thread>

#include "support/pretend_service.hpp"

namespace kling::test {
namespace {

struct Told {
  int32_t type;
  uint64_t tag;
  int32_t state;
  friend bool operator==(const Told &, const Told &) = default;
};

std::ostream &operator<<(std::ostream &out, const Told &told) {
  return out << told.type << "/" << told.tag << "/" << told.state;
}

std::vector<Told> pull_all(const Client &client) {
  std::vector<Told> out;
  while (const Event event = next_event(client)) {
    out.push_back({kling_event_type(event.get()), kling_event_tag(event.get()), kling_event_state(event.get())});
  }
  return out;
}

uint32_t drive(const Client &client) {
  uint32_t count = 0;
  EXPECT_EQ(kling_poll(client.get(), 0, &count), KLING_OK);
  return count;
}

TEST(Events, ANewerOneTakesThePlaceOfAnOlderOfItsType) {
  const PretendService service({"submitted", "processing", "processing", "succeed"});
  const Client client = make_client(service.settings());
  const Task task = submit(client, make_request("a lighthouse"), 5);
  ASSERT_EQ(finish(client, task), KLING_OK); // nobody pulls meanwhile: SUBMITTING, SUBMITTED and PROCESSING were told
  const std::vector<Told> expected{{KLING_EVENT_STATE, 5, KLING_TASK_PROCESSING}, {KLING_EVENT_FINAL, 5, KLING_TASK_SUCCEEDED}};
  uint32_t count = 0;
  EXPECT_EQ(kling_poll(client.get(), 0, &count), KLING_OK);
  EXPECT_EQ(count, 2U);
  EXPECT_EQ(pull_all(client), expected);
  EXPECT_EQ(drive(client), 0U);
}

TEST(Events, OfSeveralTasksAreKeptApart) {
  const PretendService service({"succeed"});
  const Client client = make_client(service.settings());
  std::vector<Task> tasks;
  for (uint64_t tag = 1; tag <= 3; ++tag) {
    tasks.push_back(submit(client, make_request("a lighthouse"), tag));
  }
  for (const Task &task : tasks) {
    ASSERT_EQ(finish(client, task), KLING_OK);
  }
  std::map<uint64_t, std::vector<int32_t>> types;
  for (const Told &told : pull_all(client)) {
    types[told.tag].push_back(told.type);
  }
  const std::vector<int32_t> both{KLING_EVENT_STATE, KLING_EVENT_FINAL};
  EXPECT_EQ(types, (std::map<uint64_t, std::vector<int32_t>>{{1, both}, {2, both}, {3, both}}));
}

TEST(Events, AreImmutableAndHoldTheirTask) {
  const PretendService service({"succeed"});
  const Client client = make_client(service.settings());
  Task task = submit(client, make_request("a lighthouse"), 1);
  ASSERT_EQ(kling_poll(client.get(), -1, nullptr), KLING_OK);
  const Event early = next_event(client);
  ASSERT_NE(early, nullptr);
  const int32_t state = kling_event_state(early.get());
  EXPECT_EQ(kling_event_type(early.get()), KLING_EVENT_STATE);
  ASSERT_EQ(kling_task_set_tag(task.get(), 2), KLING_OK);
  ASSERT_EQ(finish(client, task), KLING_OK);
  EXPECT_EQ(kling_event_tag(early.get()), 1U);
  EXPECT_EQ(kling_event_state(early.get()), state);
  EXPECT_EQ(kling_task_tag(task.get()), 2U);
  kling_error error = no_error();
  EXPECT_EQ(kling_event_error(early.get(), &error), KLING_OK);
  EXPECT_EQ(error.status, KLING_OK);
  EXPECT_EQ(kling_event_bytes_done(early.get()), 0);
  EXPECT_EQ(kling_event_bytes_total(early.get()), 0);

  Event last;
  while (Event event = next_event(client)) {
    last = std::move(event);
  }
  ASSERT_NE(last, nullptr);
  EXPECT_EQ(kling_event_type(last.get()), KLING_EVENT_FINAL);
  EXPECT_EQ(kling_event_tag(last.get()), 2U);
  task.reset();
  EXPECT_EQ(kling_task_state(kling_event_task(last.get())), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(text_of(kling_task_id(kling_event_task(early.get()))), PretendService::id_of(1));
}

TEST(Events, OfATaskGivenBackBeforeItsEndAreKept) {
  const PretendService service({"succeed"});
  const Client client = make_client(service.settings());
  submit(client, make_request("a lighthouse"), 9).reset();
  std::vector<Told> told;
  ASSERT_TRUE(drive_until(client, [&] {
    for (const Told &each : pull_all(client)) {
      told.push_back(each);
    }
    return !told.empty() && told.back().type == KLING_EVENT_FINAL;
  }));
  EXPECT_EQ(told.back(), (Told{KLING_EVENT_FINAL, 9, KLING_TASK_SUCCEEDED}));
}

/// A binding wraps what kling_event_task lends in a handle of its own and gives that back: the FINAL still has to come.
TEST(Events, OfATaskGivenBackEarlySurviveALaterHandle) {
  PretendService service({"succeed"});
  Reply created = Reply::text(200, PretendService::created(PretendService::id_of(1)));
  created.hold = true;
  service.server.script(created);
  const Client client = make_client(service.settings());
  kling_task *task = submit(client, make_request("a lighthouse"), 9).release();
  kling_task_retain(task); // seen to the end through this one
  kling_task_release(task);
  Task watched(task);
  ASSERT_TRUE(reach(client, watched, KLING_TASK_SUBMITTING));
  watched.reset(); // before its end
  ASSERT_TRUE(drive_until(client, [&] { return service.server.count("POST") == 1; }));
  service.server.release();
  ASSERT_TRUE(drive_until(client, [&] {
    kling_stats stats = KLING_STATS_INIT;
    kling_client_stats(client.get(), &stats);
    return stats.tasks_final == 1;
  }));
  const Event first = next_event(client);
  ASSERT_NE(first, nullptr);
  ASSERT_EQ(kling_event_type(first.get()), KLING_EVENT_STATE);
  kling_task_release(kling_task_retain(kling_event_task(first.get())));
  const Event final_one = next_event(client);
  ASSERT_NE(final_one, nullptr);
  EXPECT_EQ(kling_event_type(final_one.get()), KLING_EVENT_FINAL);
}

TEST(Events, OfATaskGivenBackAfterItsEndAreDropped) {
  const PretendService service({"succeed"});
  const Client client = make_client(service.settings());
  Task task = submit(client, make_request("a lighthouse"), 1);
  const Task other = submit(client, make_request("a lighthouse"), 2);
  ASSERT_EQ(finish(client, task), KLING_OK);
  ASSERT_EQ(finish(client, other), KLING_OK);
  kling_task_release(kling_task_retain(task.get()));
  EXPECT_EQ(drive(client), 4U) << "one handle is left: nothing is dropped";
  task.reset();
  const std::vector<Told> expected{{KLING_EVENT_STATE, 2, KLING_TASK_SUBMITTED}, {KLING_EVENT_FINAL, 2, KLING_TASK_SUCCEEDED}};
  EXPECT_EQ(pull_all(client), expected);
}

TEST(Events, AWithdrawnTaskHasOneFinalEventWithItsError) {
  const PretendService service;
  Settings settings = service.settings();
  settings["max_active_tasks"] = "1";
  const Client client = make_client(settings);
  const Task sent = submit(client, make_request("a lighthouse"), 1);
  const Task waiting = submit(client, make_request("a lighthouse"), 2);
  ASSERT_TRUE(reach(client, sent, KLING_TASK_SUBMITTED) || kling_task_state(sent.get()) > KLING_TASK_SUBMITTED);
  pull_all(client);
  EXPECT_EQ(kling_task_cancel(waiting.get()), KLING_OK);
  EXPECT_EQ(kling_task_cancel(waiting.get()), KLING_E_STATE);
  EXPECT_EQ(kling_task_cancel(sent.get()), KLING_E_STATE);
  EXPECT_EQ(finish(client, waiting), KLING_E_CANCELLED);
  int finals = 0;
  while (const Event event = next_event(client)) {
    if (kling_event_tag(event.get()) == 2) {
      ++finals;
      EXPECT_EQ(kling_event_type(event.get()), KLING_EVENT_FINAL);
      EXPECT_EQ(kling_event_state(event.get()), KLING_TASK_CANCELLED);
      kling_error error = no_error();
      EXPECT_EQ(kling_event_error(event.get(), &error), KLING_OK);
      EXPECT_EQ(error.status, KLING_E_CANCELLED);
    }
  }
  EXPECT_EQ(finals, 1);
}

TEST(Events, TroubleIsToldOncePerCause) {
  PretendService service({"succeed"});
  const Client client = make_client(service.settings());
  service.server.script(Reply::text(200, PretendService::created(PretendService::id_of(1))));
  Settings settings = service.settings();
  settings["poll_max_interval_ms"] = "10";
  const Client watching = make_client(settings);
  const Task task = submit(watching, make_request("a lighthouse"), 3);
  for (int i = 0; i < 3; ++i) {
    service.server.script(Reply::text(200, "<html></html>", "text/html"));
  }
  ASSERT_EQ(finish(watching, task), KLING_OK);
  int troubles = 0;
  while (const Event event = next_event(watching)) {
    if (kling_event_type(event.get()) == KLING_EVENT_TROUBLE) {
      ++troubles;
      kling_error error = no_error();
      EXPECT_EQ(kling_event_error(event.get(), &error), KLING_OK);
      EXPECT_EQ(error.status, KLING_E_PROTOCOL);
    }
  }
  EXPECT_EQ(troubles, 1);
}

TEST(Events, AnEmptyQueueGivesNone) {
  const PretendService service;
  const Client client = make_client(service.settings());
  auto *event = reinterpret_cast<kling_event *>(1);
  EXPECT_EQ(kling_next_event(client.get(), &event), KLING_OK);
  EXPECT_EQ(event, nullptr);
}

} // namespace
} // namespace kling::test
