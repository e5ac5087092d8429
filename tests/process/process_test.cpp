// Forks, unloading and copies: what a process does to a library that is at work in it.
#include <cstdio>
#include <filesystem>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "support/simulator.hpp"
#include "threads/service.hpp"
#include "threads/watchdog.hpp"

namespace kling::test {
namespace {

/// Runs `act` in a forked child; what it returns comes back as the exit code.
template <class Act> int in_child(Act act) {
  const pid_t child = fork();
  if (child == 0) {
    alarm(60); // the parent's is not inherited
    _exit(act());
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/// A sanitizer's allocator, unlike the C library's, may stay locked in a child by a thread that is not there any more.
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
constexpr bool child_may_allocate_beside_threads = false;
#else
constexpr bool child_may_allocate_beside_threads = true;
#endif

struct Ran {
  int status = -1;
  std::string output;
};
Ran run(const std::string &command) {
  Ran ran;
  // These hosts give nothing back and hold one library twice, which AddressSanitizer takes for mistakes.
  const std::string options = "ASAN_OPTIONS=\"$ASAN_OPTIONS:detect_leaks=0:detect_odr_violation=0\" ";
  FILE *const pipe = popen((options + command + " 2>&1").c_str(), "r");
  char line[256];
  while (fgets(line, sizeof line, pipe) != nullptr) {
    ran.output += line;
  }
  ran.status = pclose(pipe);
  return ran;
}

kling_status finish(const Client &client, const Task &task) {
  kling_status status = KLING_E_AGAIN;
  while (status == KLING_E_AGAIN) {
    status = kling_wait(client.get(), task.get(), 60000, nullptr);
  }
  return status;
}

/// Whether the simulator is inside this program or behind libcurl, and who does the work.
struct Way {
  bool local;
  bool background;
};
void PrintTo(const Way &way, std::ostream *out) {
  *out << (way.local ? "local" : "curl") << (way.background ? ", background" : "");
}

class Ways : public testing::TestWithParam<Way> {
protected:
  void SetUp() override {
    if (GetParam().local) {
      sim_ = make_sim(R"({"latency_ms":5,"virtual_time":false,"submitted_ms":30,"processing_ms":30})");
    } else {
      simulator_ = std::make_unique<Simulator>(std::vector<std::string>{"--submitted-ms", "30", "--processing-ms", "30"});
    }
  }
  [[nodiscard]] Options options() const {
    const Settings more{{"background_io", GetParam().background ? "1" : "0"}, {"poll_interval_ms", "20"}};
    if (sim_ != nullptr) {
      return options_of(sim_, more);
    }
    Settings settings = more;
    settings["base_url"] = simulator_->base_url();
    settings["api_key"] = simulator_->api_key();
    return make_options(settings);
  }
  [[nodiscard]] int64_t creations() const {
    return sim_ != nullptr ? creations_in(control(sim_, "GET", "/_sim/ledger")) : simulator_->creations();
  }
  Sim sim_;
  std::unique_ptr<Simulator> simulator_;

private:
  const Watchdog watchdog_{120};
};

INSTANTIATE_TEST_SUITE_P(Process, Ways, testing::Values(Way{true, false}, Way{true, true}, Way{false, false}, Way{false, true}));

TEST_P(Ways, AForkWithWorkInFlightHurtsNeitherSide) {
  if (GetParam().background && !child_may_allocate_beside_threads) {
    GTEST_SKIP() << "not under a sanitizer whose allocator knows no fork";
  }
  const Options made_of = options();
  Client client = make_client(made_of);
  ASSERT_NE(client, nullptr);
  const Request request = make_request("a lighthouse");
  std::vector<Task> tasks;
  for (int each = 0; each < 6; ++each) {
    tasks.push_back(submit(client, request));
    kling_poll(client.get(), each, nullptr);
    EXPECT_EQ(in_child([&] {
                int failures = 0;
                kling_task *made = nullptr;
                kling_event *event = nullptr;
                failures += kling_submit(client.get(), request.get(), 0, &made, nullptr) == KLING_E_FORKED ? 0 : 1;
                failures += kling_poll(client.get(), 0, nullptr) == KLING_E_FORKED ? 0 : 2;
                failures += kling_wait(client.get(), tasks[0].get(), 0, nullptr) == KLING_E_FORKED ? 0 : 4;
                failures += kling_next_event(client.get(), &event) == KLING_E_FORKED ? 0 : 8;
                failures += kling_client_shutdown(client.get(), 0) == KLING_E_FORKED ? 0 : 16;
                failures += kling_task_state(tasks[0].get()) != 0 && kling_task_external_id(tasks[0].get()) != nullptr ? 0 : 32;
                if (sim_ != nullptr) {
                  failures += kling_sim_install(sim_.get(), made_of.get()) == KLING_E_FORKED ? 0 : 64;
                  failures += kling_sim_advance(sim_.get(), 0) == KLING_E_FORKED && kling_sim_unix_ms(sim_.get()) > 0 ? 0 : 64;
                  failures += control(sim_, "GET", "/_sim/ledger").find("creations") == std::string::npos ? 0 : 64;
                }
                kling_client_free(client.release());
                for (Task &task : tasks) {
                  task.reset();
                }
                sim_.reset();
                return failures;
              }),
              0);
  }
  for (const Task &task : tasks) {
    EXPECT_EQ(finish(client, task), KLING_OK) << "the parent goes on";
  }
  EXPECT_EQ(creations(), 6);
}

TEST_P(Ways, AChildMayStartAnew) {
  if (GetParam().background && !child_may_allocate_beside_threads) {
    GTEST_SKIP() << "not under a sanitizer whose allocator knows no fork";
  }
  const Client client = make_client(options());
  const Task task = submit(client, make_request("a lighthouse"));
  kling_poll(client.get(), 1, nullptr);
  EXPECT_EQ(in_child([&] {
              const Sim own_sim = sim_ == nullptr ? nullptr : make_sim();
              const Client own = make_client(own_sim == nullptr ? options() : options_of(own_sim));
              if (own == nullptr) {
                return 1;
              }
              const Task of_own = submit(own, make_request("a lighthouse"));
              return finish(own, of_own) == KLING_OK ? 0 : 2;
            }),
            0);
  EXPECT_EQ(finish(client, task), KLING_OK);
}

TEST_P(Ways, AForkWhileOtherThreadsWork) {
  const Client client = make_client(options());
  const Task task = submit(client, make_request("a lighthouse"));
  std::atomic<bool> over{false};
  std::vector<std::thread> threads;
  for (int each = 0; each < 3; ++each) {
    threads.emplace_back([&] {
      while (!over) {
        kling_poll(client.get(), 1, nullptr);
        const Task more = submit(client, make_request("a lighthouse"));
        kling_task_cancel(more.get());
        while (next_event(client)) {
        }
      }
    });
  }
  for (int round = 0; round < (torture() ? 200 : 15); ++round) {
    EXPECT_EQ(in_child([&] {
                const bool refused = kling_poll(client.get(), 0, nullptr) == KLING_E_FORKED && kling_task_state(task.get()) != 0 &&
                                     kling_client_next_timeout_ms(client.get()) == -1;
                return refused ? 0 : 1;
              }),
              0);
  }
  over = true;
  for (std::thread &thread : threads) {
    kling_client_wakeup(client.get());
    thread.join();
  }
}

TEST_P(Ways, TheLibraryIsUnloadedWithWorkInFlight) {
  const std::string url = sim_ != nullptr ? "" : "http://localhost" + simulator_->base_url().substr(simulator_->base_url().rfind(':'));
  const Ran ran =
      run(std::string(UNLOAD_HOST " " KLING_LIBRARY " ") +
          (sim_ != nullptr ? KLING_SIM_LIBRARY " none" : url + " " + simulator_->api_key()) + (GetParam().background ? " 1" : " 0"));
  EXPECT_EQ(ran.status, 0) << ran.output;
  EXPECT_EQ(ran.output, GetParam().background ? "moved on\nmoved on\nwent on\n" : "went on\n");
}

TEST(Copies, SeveralLibrariesWorkInOneProcess) {
  const Watchdog watchdog(120);
  const Simulator simulator({"--submitted-ms", "20", "--processing-ms", "20"});
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / ("copies-" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  const std::string second = folder / "libanother.so";
  std::filesystem::copy_file(KLING_LIBRARY, second);
  setenv("COPIES_URL", simulator.base_url().c_str(), 1);
  setenv("COPIES_KEY", simulator.api_key().c_str(), 1);
  const std::string commands[] = {COPIES_HOST " " KLING_LIBRARY " " + second, COPIES_HOST_STATIC " " KLING_LIBRARY " " + second};
  int expected = 0;
  for (const std::string &command : commands) {
    const Ran ran = run(command);
    const int copies = command.find("static") == std::string::npos ? 2 : 3;
    std::string all;
    for (int each = 0; each < copies; ++each) {
      all += std::to_string(KLING_TASK_SUCCEEDED) + "\n";
    }
    EXPECT_EQ(ran.status, 0) << ran.output;
    EXPECT_EQ(ran.output, all);
    expected += copies;
  }
  EXPECT_EQ(simulator.creations(), expected);
  std::filesystem::remove_all(folder);
}

} // namespace
} // namespace kling::test
