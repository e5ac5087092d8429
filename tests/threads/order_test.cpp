// Handles are given back in every order, on other threads, from callbacks, and with work in flight.
#include <algorithm>
#include <array>
#include <atomic>
#include <functional>
#include <gtest/gtest.h>
#include <thread>
#include <vector>

#include "threads/service.hpp"
#include "threads/watchdog.hpp"

namespace kling::test {
namespace {

class Modes : public testing::TestWithParam<bool> {
protected:
  void SetUp() override {
    if (GetParam() && !takes_background_io()) {
      GTEST_SKIP() << "this library has no background_io";
    }
  }
  [[nodiscard]] static Settings settings() { return {{"background_io", GetParam() ? "1" : "0"}, {"poll_interval_ms", "50"}}; }

private:
  const Watchdog watchdog_;
};

INSTANTIATE_TEST_SUITE_P(BackgroundIo, Modes, testing::Bool());

/// How far the work is when the handles go.
enum class Moment { before_anything, in_flight, final };

kling_status finish(const Client &client, const Task &task) {
  kling_status status = KLING_E_AGAIN;
  while (status == KLING_E_AGAIN) {
    status = kling_wait(client.get(), task.get(), -1, nullptr);
  }
  return status;
}

/// One of everything that a program holds.
struct Handles {
  explicit Handles(const Settings &settings, Moment moment) : sim(make_sim(R"({"latency_ms":10})")), options(options_of(sim, settings)) {
    client = make_client(options);
    const Request request = make_request("a lighthouse");
    task = submit(client, request);
    if (moment == Moment::in_flight) {
      kling_poll(client.get(), 5, nullptr);
    } else if (moment == Moment::final) {
      EXPECT_EQ(finish(client, task), KLING_OK);
    }
    event = next_event(client);
  }
  void give_back(int which) {
    switch (which) {
    case 0:
      return client.reset();
    case 1:
      return task.reset();
    case 2:
      return event.reset();
    case 3:
      return options.reset();
    default:
      return sim.reset();
    }
  }
  Sim sim;
  Options options;
  Client client;
  Task task;
  Event event;
};

TEST_P(Modes, HandlesGoInEveryOrder) {
  for (const Moment moment : {Moment::before_anything, Moment::in_flight, Moment::final}) {
    std::array<int, 5> order{0, 1, 2, 3, 4};
    int permutation = 0;
    do {
      Handles handles(settings(), moment);
      ASSERT_NE(handles.task, nullptr);
      for (const int each : order) {
        if (permutation % 8 == 0) { // on a thread of its own
          std::thread([&] { handles.give_back(each); }).join();
        } else {
          handles.give_back(each);
        }
        if (handles.task != nullptr) {
          EXPECT_NE(kling_task_state(handles.task.get()), 0);
          EXPECT_NE(kling_task_external_id(handles.task.get()), nullptr);
        }
        if (handles.event != nullptr) {
          EXPECT_NE(kling_event_task(handles.event.get()), nullptr);
        }
      }
      ++permutation;
    } while (std::next_permutation(order.begin(), order.end()));
    EXPECT_EQ(permutation, 120);
  }
}

TEST_P(Modes, HandlesGoOnSeveralThreadsAtOnce) {
  for (int round = 0; round < (torture() ? 500 : 40); ++round) {
    Handles handles(settings(), static_cast<Moment>(round % 3));
    std::vector<std::thread> threads;
    threads.reserve(5);
    for (int each = 0; each < 5; ++each) {
      threads.emplace_back([&handles, each] { handles.give_back(each); });
    }
    for (std::thread &thread : threads) {
      thread.join();
    }
  }
}

/// Lists beside tasks: some threads read theirs to the end while others drive, one frees its own at any moment.
TEST_P(Modes, ListsAreReadWhileOthersDrive) {
  const Sim sim = make_sim(R"({"latency_ms":5})");
  const Client client = make_client(options_of(sim, settings()));
  std::vector<Task> tasks;
  for (int each = 0; each < 4; ++each) {
    tasks.push_back(submit(client, make_request("a lighthouse")));
  }
  std::atomic<int> reading{3};
  std::vector<std::thread> threads;
  for (int reader = 0; reader < 3; ++reader) {
    threads.emplace_back([&, reader] {
      for (int round = 0; round < (torture() ? 50 : 5); ++round) {
        const List list = make_list(client, reader == 0 ? "presets-voices" : KLING_TEXT2VIDEO, R"({"pageSize":2})");
        const char *record = "";
        for (int turn = 0; record != nullptr && (reader != 2 || turn < round % 4); ++turn) {
          kling_error error = no_error();
          const kling_status status = kling_list_next(list.get(), &record, &error);
          if (status == KLING_E_AGAIN) {
            while (next_event(client)) { // while one waits, poll comes back at once and no virtual time passes
            }
            kling_poll(client.get(), -1, nullptr);
            record = "";
            continue;
          }
          EXPECT_EQ(status, KLING_OK) << error.message;
        }
      }
      --reading;
    });
  }
  while (reading > 0) {
    kling_poll(client.get(), 20, nullptr);
  }
  for (std::thread &thread : threads) {
    thread.join();
  }
  for (const Task &task : tasks) {
    EXPECT_EQ(finish(client, task), KLING_OK);
  }
}

/// A client that is given back from one of its own callbacks, once.
struct Suicidal {
  enum class From { event, final_event, log };
  explicit Suicidal(From chosen) : from(chosen) {}
  From from;
  kling_client *client = nullptr;
  std::atomic<bool> armed{true};
  std::atomic<int> destroyed{0};
  int events = 0;
  int late = 0; // callbacks after the free has taken effect
  kling_task *kept = nullptr;

  void free_once() {
    if (armed.exchange(false)) {
      kling_client_free(client);
    }
  }
  [[nodiscard]] kling_callbacks table() {
    kling_callbacks callbacks = KLING_CALLBACKS_INIT;
    callbacks.user_data = this;
    callbacks.on_event = [](void *self, const kling_event *event) {
      auto &suicidal = *static_cast<Suicidal *>(self);
      ++suicidal.events;
      suicidal.late += suicidal.destroyed;
      const bool fits =
          suicidal.from == From::event || (suicidal.from == From::final_event && kling_event_type(event) == KLING_EVENT_FINAL);
      if (fits && suicidal.client != nullptr) {
        if (suicidal.kept == nullptr) {
          suicidal.kept = kling_task_retain(kling_event_task(event));
        }
        suicidal.free_once();
        EXPECT_NE(kling_event_task(event), nullptr) << "borrowed for the length of the call, whatever happens in it";
        EXPECT_NE(kling_task_state(kling_event_task(event)), 0);
      }
    };
    callbacks.on_log = [](void *self, int32_t, const char *) {
      auto &suicidal = *static_cast<Suicidal *>(self);
      if (suicidal.from == From::log && suicidal.client != nullptr) {
        suicidal.free_once();
      }
    };
    callbacks.destroy = [](void *self) { ++static_cast<Suicidal *>(self)->destroyed; };
    return callbacks;
  }
};

TEST_P(Modes, AClientIsGivenBackFromItsOwnCallback) {
  for (const auto from : {Suicidal::From::event, Suicidal::From::final_event, Suicidal::From::log}) {
    for (const bool waits : {false, true}) {
      SCOPED_TRACE(testing::Message() << static_cast<int>(from) << waits);
      Suicidal suicidal(from);
      const Sim sim = make_sim();
      Settings more = settings();
      more["log_level"] = "4";
      Options options = options_of(sim, more);
      const kling_callbacks callbacks = suicidal.table();
      kling_options_set_callbacks(options.get(), &callbacks);
      kling_client_new(options.get(), &suicidal.client, nullptr);
      options.reset();
      const Request request = make_request("a lighthouse");
      kling_task *task = nullptr;
      ASSERT_EQ(kling_submit(suicidal.client, request.get(), 0, &task, nullptr), KLING_OK);
      for (int turns = 0; suicidal.armed && turns < 1000; ++turns) {
        const kling_status status = waits ? kling_wait(suicidal.client, task, 100, nullptr) : kling_poll(suicidal.client, 100, nullptr);
        EXPECT_NE(status, KLING_E_ARGUMENT);
      }
      EXPECT_FALSE(suicidal.armed);
      EXPECT_GE(kling_task_state(task), KLING_TASK_FINAL);
      EXPECT_EQ(suicidal.late, 0);
      EXPECT_EQ(suicidal.destroyed, 0);
      kling_task_release(task);
      kling_task_release(suicidal.kept);
      EXPECT_EQ(suicidal.destroyed, 1);
    }
  }
}

TEST_P(Modes, TasksAreGivenBackFromCallbacks) {
  struct Given {
    std::vector<kling_task *> tasks;
    std::atomic<int> finals{0};
  } given;
  const Sim sim = make_sim(R"({"latency_ms":2})");
  Options options = options_of(sim, settings());
  kling_callbacks callbacks = KLING_CALLBACKS_INIT;
  callbacks.user_data = &given;
  callbacks.on_event = [](void *self, const kling_event *event) {
    auto &all = *static_cast<Given *>(self);
    all.finals += kling_event_type(event) == KLING_EVENT_FINAL ? 1 : 0;
    kling_task *&mine = all.tasks[kling_event_tag(event)];
    kling_task_release(mine); // its own, at the first event
    mine = nullptr;
  };
  kling_options_set_callbacks(options.get(), &callbacks);
  constexpr int count = 40;
  given.tasks.resize(count);
  const Client client = make_client(options);
  const Request request = make_request("a lighthouse");
  if (GetParam()) { // whoever polls is told; nobody does yet
    kling_client_wakeup(client.get());
  }
  for (int tag = 0; tag < count; ++tag) {
    ASSERT_EQ(kling_submit(client.get(), request.get(), static_cast<uint64_t>(tag), &given.tasks[static_cast<std::size_t>(tag)], nullptr),
              KLING_OK);
  }
  for (int turns = 0; given.finals < count && turns < 10000; ++turns) {
    kling_poll(client.get(), 50, nullptr);
  }
  EXPECT_EQ(given.finals, count);
  EXPECT_EQ(creations_in(control(sim, "GET", "/_sim/ledger")), count);
}

TEST_P(Modes, TwoClientsShareOneSimulatorFromTwoThreads) {
  const Sim sim = make_sim(R"({"latency_ms":5})");
  constexpr int each = 20;
  std::atomic<int> succeeded{0};
  const auto drive = [&] {
    const Client client = make_client(options_of(sim, settings()));
    const Request request = make_request("a lighthouse");
    std::vector<Task> tasks;
    for (int i = 0; i < each; ++i) {
      tasks.push_back(submit(client, request));
    }
    for (const Task &task : tasks) {
      succeeded += finish(client, task) == KLING_OK ? 1 : 0;
    }
  };
  std::thread first(drive);
  std::thread second(drive);
  std::thread mover([&] {
    for (int i = 0; i < 200; ++i) {
      EXPECT_EQ(kling_sim_advance(sim.get(), 1), KLING_OK);
      EXPECT_GT(kling_sim_unix_ms(sim.get()), 0);
      control(sim, "GET", "/_sim/requests");
    }
  });
  first.join();
  second.join();
  mover.join();
  EXPECT_EQ(succeeded, 2 * each);
  EXPECT_EQ(creations_in(control(sim, "GET", "/_sim/ledger")), 2 * each);
}

/// The free comes at any moment of the other calls; the task keeps the shell that those which come later find.
TEST_P(Modes, AFreeMeetsWhatOthersDoWithTheClient) {
  using Call = kling_status (*)(kling_client *, kling_task *);
  const Call poll = [](kling_client *client, kling_task *) { return kling_poll(client, 20, nullptr); };
  const Call wait = [](kling_client *client, kling_task *task) { return kling_wait(client, task, 20, nullptr); };
  const Call shut_down = [](kling_client *client, kling_task *) { return kling_client_shutdown(client, 20); };
  const Call wake_up = [](kling_client *client, kling_task *) { return kling_client_wakeup(client); };
  const std::vector<std::vector<Call>> rows = {{poll}, {wait}, {shut_down}, {poll, poll}, {shut_down, poll}, {shut_down, wait, wake_up}};
  for (std::size_t row = 0; row < rows.size(); ++row) {
    SCOPED_TRACE(row);
    for (int round = 0; round < (torture() ? 200 : 20); ++round) {
      const Sim sim = make_sim(R"({"latency_ms":5})");
      Client client = make_client(options_of(sim, settings()));
      const Task task = submit(client, make_request("a lighthouse"));
      kling_client *const handle = client.get();
      const int calls = static_cast<int>(rows[row].size());
      std::atomic<int> ready{0};
      const auto meet = [&ready, calls] {
        ++ready;
        while (ready <= calls) {
          std::this_thread::yield();
        }
      };
      std::vector<std::thread> threads;
      for (const Call call : rows[row]) {
        threads.emplace_back([&, call] {
          meet();
          const kling_status status = call(handle, task.get());
          EXPECT_TRUE(status == KLING_OK || status == KLING_E_STATE || call == wait) << kling_status_name(status);
        });
      }
      meet();
      for (int turn = 0; turn < round; ++turn) { // earlier and later
        std::this_thread::yield();
      }
      client.reset();
      for (std::thread &thread : threads) {
        thread.join();
      }
      EXPECT_GE(kling_task_state(task.get()), KLING_TASK_FINAL);
      EXPECT_EQ(kling_poll(handle, 0, nullptr), KLING_E_STATE) << "the shell";
    }
  }
}

} // namespace
} // namespace kling::test
