#include <algorithm>
#include <atomic>
#include <gtest/gtest.h>
#include <thread>

#include "support/pretend_service.hpp"

namespace kling::test {
namespace {

struct Host {
  std::vector<std::pair<int32_t, int32_t>> events; // type, state
  std::vector<std::pair<int32_t, std::string>> lines;
  std::vector<std::thread::id> threads;
  std::function<void(const kling_event *)> on_event;
  std::atomic<int> notices{0};
  std::atomic<int> destroyed{0};
  bool after_destroy = false; // something was called after destroy
};

kling_callbacks notify_only(Host &host) {
  kling_callbacks table = KLING_CALLBACKS_INIT;
  table.user_data = &host;
  table.notify = [](void *self) { ++static_cast<Host *>(self)->notices; };
  table.destroy = [](void *self) { ++static_cast<Host *>(self)->destroyed; };
  return table;
}

kling_callbacks everything(Host &host) {
  kling_callbacks table = notify_only(host);
  table.on_event = [](void *self, const kling_event *event) {
    auto &told = *static_cast<Host *>(self);
    told.after_destroy = told.after_destroy || told.destroyed != 0;
    told.events.emplace_back(kling_event_type(event), kling_event_state(event));
    told.threads.push_back(std::this_thread::get_id());
    if (told.on_event) {
      told.on_event(event);
    }
  };
  table.on_log = [](void *self, int32_t level, const char *text) {
    auto &told = *static_cast<Host *>(self);
    told.after_destroy = told.after_destroy || told.destroyed != 0;
    told.lines.emplace_back(level, text);
    told.threads.push_back(std::this_thread::get_id());
  };
  return table;
}

Client client_with(const PretendService &service, const kling_callbacks &table, const Settings &more = {}) {
  Settings settings = service.settings();
  for (const auto &[name, text] : more) {
    settings[name] = text;
  }
  const Options options = make_options(settings);
  EXPECT_EQ(kling_options_set_callbacks(options.get(), &table), KLING_OK);
  return make_client(options);
}

TEST(Callbacks, EventsGoThereInsteadOfTheQueue) {
  const PretendService service({"processing", "succeed"});
  Host host;
  const Client client = client_with(service, everything(host));
  const Task task = submit(client, make_request("a lighthouse"));
  EXPECT_TRUE(host.events.empty()) << "kling_submit never calls back";
  kling_event *event = nullptr;
  EXPECT_EQ(kling_next_event(client.get(), &event), KLING_E_STATE);
  uint32_t ran = 0;
  uint32_t sum = 0;
  while ((host.events.empty() || host.events.back().first != KLING_EVENT_FINAL) && kling_poll(client.get(), -1, &ran) == KLING_OK) {
    sum += ran;
  }
  const std::vector<std::pair<int32_t, int32_t>> expected{{KLING_EVENT_STATE, KLING_TASK_SUBMITTING},
                                                          {KLING_EVENT_STATE, KLING_TASK_SUBMITTED},
                                                          {KLING_EVENT_STATE, KLING_TASK_PROCESSING},
                                                          {KLING_EVENT_FINAL, KLING_TASK_SUCCEEDED}};
  if (background_io()) { // a newer step takes the place of one that nobody was told of in time
    EXPECT_TRUE(std::includes(expected.begin(), expected.end(), host.events.begin(), host.events.end()));
    EXPECT_EQ(host.events.back(), expected.back());
  } else {
    EXPECT_EQ(host.events, expected);
  }
  EXPECT_EQ(sum, host.events.size());
  EXPECT_EQ(host.threads, std::vector<std::thread::id>(host.threads.size(), std::this_thread::get_id()));
  EXPECT_EQ(host.notices > 0, true);
}

TEST(Callbacks, ShutdownTellsTheLastEvents) {
  const PretendService service({"processing"});
  Host host;
  const Client client = client_with(service, everything(host), {{"max_active_tasks", "1"}});
  const Task sent = submit(client, make_request("a lighthouse"));
  ASSERT_TRUE(reach(client, sent, KLING_TASK_PROCESSING));
  const Task waiting = submit(client, make_request("a lighthouse"));
  host.events.clear();
  EXPECT_EQ(kling_client_shutdown(client.get(), 0), KLING_OK);
  std::erase_if(host.events, [](const auto &told) { return told.first != KLING_EVENT_FINAL; });
  std::multiset<std::pair<int32_t, int32_t>> told(host.events.begin(), host.events.end());
  EXPECT_EQ(told, (std::multiset<std::pair<int32_t, int32_t>>{{KLING_EVENT_FINAL, KLING_TASK_DETACHED},
                                                              {KLING_EVENT_FINAL, KLING_TASK_CANCELLED}}));
}

TEST(Callbacks, FreeAloneTellsNoEvent) {
  const PretendService service({"processing"});
  Host host;
  Client client = client_with(service, everything(host));
  const Task sent = submit(client, make_request("a lighthouse"));
  ASSERT_TRUE(reach(client, sent, KLING_TASK_PROCESSING));
  host.events.clear();
  client.reset();
  EXPECT_TRUE(host.events.empty());
  EXPECT_EQ(kling_task_state(sent.get()), KLING_TASK_DETACHED);
}

TEST(Callbacks, DrivingFromOneIsRefusedAndActingIsNot) {
  const PretendService service({"succeed"});
  Host host;
  const Client client = client_with(service, everything(host));
  const Request request = make_request("a lighthouse");
  Task first = submit(client, request);
  kling_task *second = nullptr;
  bool done = false;
  int64_t sent = 0;
  host.on_event = [&](const kling_event *event) {
    EXPECT_EQ(kling_poll(client.get(), 0, nullptr), KLING_E_REENTRANT);
    EXPECT_EQ(kling_wait(client.get(), kling_event_task(event), 0, nullptr), KLING_E_REENTRANT);
    EXPECT_EQ(kling_client_shutdown(client.get(), 0), KLING_E_REENTRANT);
    EXPECT_EQ(kling_client_wakeup(client.get()), KLING_OK);
    EXPECT_GE(kling_client_next_timeout_ms(client.get()), -1);
    kling_stats stats = KLING_STATS_INIT;
    EXPECT_EQ(kling_client_stats(client.get(), &stats), KLING_OK);
    if (second == nullptr) {
      first.reset(); // the task that this event is about
      EXPECT_EQ(kling_submit(client.get(), request.get(), 2, &second, nullptr), KLING_OK);
      kling_task *third = nullptr;
      EXPECT_EQ(kling_submit(client.get(), request.get(), 3, &third, nullptr), KLING_OK);
      const kling_status withdrawn = kling_task_cancel(third);
      EXPECT_TRUE(withdrawn == KLING_OK || (background_io() && withdrawn == KLING_E_STATE)) << withdrawn; // it may be on its way already
      sent = withdrawn == KLING_OK ? 2 : 3;
      kling_task_release(third);
      EXPECT_EQ(kling_task_set_tag(second, 4), KLING_OK);
    } else if (kling_event_tag(event) == 4) {
      done = done || kling_event_type(event) == KLING_EVENT_FINAL;
    }
  };
  EXPECT_TRUE(drive_until(client, [&] { return done && static_cast<int64_t>(service.server.count("POST")) == sent; }));
  EXPECT_EQ(service.server.count("POST"), sent);
  kling_task_release(second);
}

TEST(Callbacks, TheClientMayBeFreedInOne) {
  PretendService service({"processing"});
  Reply silent = Reply::text(200, "");
  silent.hold = true;
  service.server.script(silent);
  Host host;
  kling_client *client = client_with(service, everything(host)).release();
  kling_task *task = nullptr;
  ASSERT_EQ(kling_submit(client, make_request("a lighthouse").get(), 0, &task, nullptr), KLING_OK);
  ASSERT_EQ(kling_submit(client, make_request("a lighthouse").get(), 0, nullptr, nullptr), KLING_E_ARGUMENT);
  host.on_event = [&](const kling_event *event) {
    kling_client_free(client);
    EXPECT_EQ(kling_task_state(kling_event_task(event)), KLING_TASK_SUBMITTING) << "takes effect when the poll returns";
    EXPECT_EQ(kling_task_cancel(task), KLING_E_STATE);
  };
  EXPECT_EQ(kling_poll(client, -1, nullptr), KLING_OK);
  EXPECT_EQ(host.events.size(), 1U);
  const int32_t state = kling_task_state(task);
  EXPECT_TRUE(state == KLING_TASK_UNKNOWN || state == KLING_TASK_CANCELLED) << state << ": on the wire, or not yet";
  EXPECT_EQ(host.destroyed, 0);
  kling_task_release(task);
  EXPECT_EQ(host.destroyed, 1);
  EXPECT_FALSE(host.after_destroy);
}

TEST(Callbacks, FinalEventsOfAShutdownReachTheThreadThatIsInOne) {
  const PretendService service({"processing"});
  Host host;
  kling_client *client = client_with(service, everything(host)).release();
  std::vector<Task> tasks;
  for (int i = 0; i < 3; ++i) {
    kling_task *task = nullptr;
    ASSERT_EQ(kling_submit(client, make_request("a lighthouse").get(), 0, &task, nullptr), KLING_OK);
    tasks.emplace_back(task);
  }
  host.on_event = [&](const kling_event *) {
    if (client != nullptr) { // the first one: another thread ends everything meanwhile
      kling_client *const ended = std::exchange(client, nullptr);
      std::thread([&] {
        EXPECT_EQ(kling_client_shutdown(ended, 0), KLING_OK);
        kling_client_free(ended);
      }).join();
    }
  };
  EXPECT_EQ(kling_poll(client, -1, nullptr), KLING_OK);
  int finals = 0;
  for (const auto &[type, state] : host.events) {
    finals += type == KLING_EVENT_FINAL ? 1 : 0;
  }
  EXPECT_EQ(finals, 3);
}

TEST(Callbacks, ATaskMayBeGivenBackInOneWhileItIsWaitedFor) {
  const PretendService service({"succeed"});
  Host host;
  const Client client = client_with(service, everything(host));
  kling_task *task = submit(client, make_request("a lighthouse")).release();
  host.on_event = [&](const kling_event *event) {
    if (kling_event_type(event) == KLING_EVENT_FINAL) {
      kling_task_release(task);
    }
  };
  EXPECT_EQ(kling_wait(client.get(), task, -1, nullptr), KLING_OK);
}

TEST(Callbacks, DestroyRunsOnceAndLast) {
  const PretendService service({"processing"});
  enum { options_step, client_step, task_step };
  std::vector<int> order{options_step, client_step, task_step};
  do {
    Host host;
    Options options = make_options(service.settings());
    const kling_callbacks table = everything(host);
    ASSERT_EQ(kling_options_set_callbacks(options.get(), &table), KLING_OK);
    Client client = make_client(options);
    Task task = submit(client, make_request("a lighthouse"));
    kling_poll(client.get(), 0, nullptr);
    for (const int step : order) {
      EXPECT_EQ(host.destroyed, 0);
      if (step == options_step) {
        options.reset();
      } else if (step == client_step) {
        client.reset();
      } else {
        task.reset();
      }
    }
    EXPECT_EQ(host.destroyed, 1);
    EXPECT_FALSE(host.after_destroy);
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST(Callbacks, DestroyRunsForTwoClientsOnce) {
  const PretendService service;
  Host host;
  Options options = make_options(service.settings());
  const kling_callbacks table = everything(host);
  kling_options_set_callbacks(options.get(), &table);
  Client first = make_client(options);
  Client second = make_client(options);
  options.reset();
  first.reset();
  EXPECT_EQ(host.destroyed, 0);
  second.reset();
  EXPECT_EQ(host.destroyed, 1);
}

TEST(Callbacks, DestroyRunsWhenNoClientCouldBeMade) {
  Host host;
  {
    const Options options = make_options({{"provider", "custom"}});
    const kling_callbacks table = everything(host);
    kling_options_set_callbacks(options.get(), &table);
    EXPECT_EQ(make_client(options), nullptr);
    EXPECT_EQ(host.destroyed, 0);
  }
  EXPECT_EQ(host.destroyed, 1);
}

TEST(Callbacks, ReplacedOnesAreDestroyedUnlessAClientHoldsThem) {
  const PretendService service;
  Host first;
  Host second;
  Host third;
  Options options = make_options(service.settings());
  const kling_callbacks tables[] = {everything(first), everything(second), everything(third)};
  kling_options_set_callbacks(options.get(), &tables[0]);
  kling_options_set_callbacks(options.get(), &tables[1]);
  EXPECT_EQ(first.destroyed, 1);
  Client client = make_client(options);
  kling_options_set_callbacks(options.get(), &tables[2]);
  EXPECT_EQ(second.destroyed, 0);
  client.reset();
  EXPECT_EQ(second.destroyed, 1);
  options.reset();
  EXPECT_EQ(third.destroyed, 1);
}

TEST(Callbacks, LogLinesComeInsideTheDrivingFunctionsUpToTheLevel) {
  const struct {
    const char *level;
    int32_t most;
  } cases[] = {{"0", KLING_LOG_OFF}, {"2", KLING_LOG_WARNING}, {"4", KLING_LOG_DEBUG}};
  for (const auto &each : cases) {
    SCOPED_TRACE(each.level);
    const PretendService service({"succeed"});
    Host host;
    const Client client = client_with(service, everything(host), {{"log_level", each.level}, {"validation", "off"}});
    const Request request = make_request("a lighthouse", {{"model_name", "kling-v2-master"}, {"cfg_scale", "0.5"}});
    const Task task = submit(client, request);
    EXPECT_TRUE(host.lines.empty()) << "not inside a driving function";
    ASSERT_EQ(finish(client, task), KLING_OK);
    for (const auto &[level, text] : host.lines) {
      EXPECT_GE(level, KLING_LOG_ERROR);
      EXPECT_LE(level, each.most) << text;
      EXPECT_EQ(text.find("the-key"), std::string::npos);
      EXPECT_EQ(text.find("signature"), std::string::npos);
      EXPECT_EQ(text.find('\n'), std::string::npos);
    }
    EXPECT_EQ(host.lines.empty(), each.most < KLING_LOG_DEBUG);
  }
}

/// Notes on requests are logged by kling_submit, outside the driving functions: that is how a queue is filled without any driving.
TEST(Callbacks, TheNewest256LogLinesAreKeptAndTheLostOnesCounted) {
  const PretendService service;
  Host host;
  kling_callbacks table = everything(host);
  table.on_event = nullptr;
  const Client client = client_with(service, table, {{"log_level", "4"}, {"max_active_tasks", "1"}});
  const Request request = make_request("a lighthouse", {{"model_name", "kling-v2-master"}, {"cfg_scale", "0.5"}});
  int made = 0;
  for (; made < 400; ++made) {
    const Task task = submit(client, request);
    ASSERT_NE(task, nullptr);
    kling_task_cancel(task.get()); // one may have been sent
  }
  kling_poll(client.get(), 0, nullptr);
  ASSERT_GE(host.lines.size(), 257U) << "one that counts, and 256 that were kept";
  EXPECT_EQ(host.lines[0].first, KLING_LOG_WARNING);
  EXPECT_NE(host.lines[0].second.find("older log records were dropped"), std::string::npos) << host.lines[0].second;
}

TEST(Callbacks, NotifySaysThatThereIsWorkWhenNobodyPolls) {
  if (background_io()) {
    GTEST_SKIP() << "nobody has to poll";
  }
  const PretendService service({"succeed"});
  Host host;
  const Client client = client_with(service, notify_only(host));
  Task task;
  std::thread([&] { task = submit(client, make_request("a lighthouse")); }).join();
  EXPECT_EQ(host.notices, 1);
  const Task another = submit(client, make_request("a lighthouse"));
  EXPECT_EQ(host.notices, 1) << "an edge: it was said already";
  kling_poll(client.get(), 0, nullptr);
  const int before = host.notices;
  const Task third = submit(client, make_request("a lighthouse"));
  EXPECT_EQ(host.notices, before + 1) << "the work of before has been taken up";
}

TEST(Callbacks, NotifySaysThatTheQueueHasItsFirstEvent) {
  if (background_io()) {
    GTEST_SKIP() << "the thread goes on between two looks: Background.NotifyComesFromTheThreadWhenTheQueueHasItsFirstEvent";
  }
  const PretendService service({"processing", "processing", "succeed"});
  Host host;
  const Client client = client_with(service, notify_only(host));
  const Task task = submit(client, make_request("a lighthouse"));
  const int before = host.notices;
  ASSERT_TRUE(drive_until(client, [&] { return kling_task_state(task.get()) != KLING_TASK_WAITING; }));
  EXPECT_EQ(host.notices, before + 1);
  ASSERT_EQ(finish(client, task), KLING_OK);
  EXPECT_EQ(host.notices, before + 1) << "the queue was never empty since";
  while (next_event(client)) {
  }
  const Task second = submit(client, make_request("a lighthouse"));
  EXPECT_EQ(host.notices, before + 2);
  ASSERT_EQ(finish(client, second), KLING_OK);
  EXPECT_EQ(host.notices, before + 3);
}

/// One thread waits for a task, another pulls whenever it is told to: it must not be told only when the waiting is over.
TEST(Callbacks, NotifyComesWhileAnotherThreadIsInsideWait) {
  PretendService service({"processing"});
  Host host;
  const Client client = client_with(service, notify_only(host));
  const Task task = submit(client, make_request("a lighthouse"));
  const int before = host.notices;
  std::thread waiter([&] { kling_wait(client.get(), task.get(), -1, nullptr); });
  while (host.notices == before) {
    std::this_thread::yield();
  }
  EXPECT_LT(kling_task_state(task.get()), KLING_TASK_FINAL);
  kling_task_detach(task.get());
  waiter.join();
}

} // namespace
} // namespace kling::test
