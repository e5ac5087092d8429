// The same storms through libcurl, against a kling-sim of their own.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "support/simulator.hpp"
#include "threads/storm.hpp"
#include "threads/watchdog.hpp"

namespace kling::test {
namespace {

class CurlService : public Service {
public:
  CurlService() : simulator_({"--submitted-ms", "20", "--processing-ms", "40"}) {}
  [[nodiscard]] Options options() const override {
    return make_options({{"base_url", simulator_.base_url()},
                         {"api_key", simulator_.api_key()},
                         {"background_io", "0"},
                         {"settle_ms", "1"},
                         {"retry_base_ms", "10"}});
  }
  [[nodiscard]] int64_t creations() const override { return simulator_.creations(); }
  void inject(const std::string &faults) const override { const_cast<Simulator &>(simulator_).post("/_sim/faults", faults); }
  [[nodiscard]] int64_t patience_ms() const override { return 100; }

private:
  Simulator simulator_;
};

/// Two threads make and drive clients of their own, before anything in the process has used libcurl. Returns how many jobs did not end
/// well.
int first_clients(const CurlService &service, bool background) {
  std::atomic<int> ready{0};
  std::atomic<int> failures{0};
  const auto drive = [&] {
    const Options options = service.options();
    kling_options_set_int(options.get(), "background_io", background ? 1 : 0);
    kling_options_set_int(options.get(), "poll_interval_ms", 10);
    ++ready;
    while (ready < 2) {
      std::this_thread::yield();
    }
    const Client client = make_client(options);
    const Task task = client == nullptr ? nullptr : submit(client, make_request("a lighthouse"));
    kling_status status = task == nullptr ? KLING_E_INTERNAL : KLING_E_AGAIN;
    while (status == KLING_E_AGAIN) {
      status = kling_wait(client.get(), task.get(), -1, nullptr);
    }
    failures += status == KLING_OK ? 0 : 1;
  };
  std::thread first(drive);
  std::thread second(drive);
  first.join();
  second.join();
  return failures;
}

/// In children, as libcurl begins once in a process. Stands first: this process must not have begun it.
TEST(FirstClients, AreMadeOnTwoThreadsAtOnce) {
  const CurlService service;
  for (const bool background : {false, true}) {
    for (int round = 0; round < (torture() ? 50 : 5); ++round) {
      const pid_t child = fork();
      if (child == 0) {
        alarm(60);
        _exit(first_clients(service, background));
      }
      int status = 0;
      ASSERT_EQ(waitpid(child, &status, 0), child);
      EXPECT_EQ(status, 0) << (background ? "background" : "ticks");
    }
  }
  EXPECT_EQ(service.creations(), 4 * (torture() ? 50 : 5));
}

class CurlStorm : public testing::TestWithParam<Storm> {};

TEST_P(CurlStorm, EndsEveryTaskOnce) {
  const Watchdog watchdog(torture() ? 1500 : 280);
  const int rounds = torture() ? 10 : 1;
  for (int round = 0; round < rounds; ++round) {
    Storm storm = GetParam();
    storm.seed += static_cast<uint64_t>(round) * 100;
    storm.operations = torture() ? 400 : 200;
    const CurlService service;
    expect_to_hold(storm, service);
  }
}

/// What a storm has, beside its mode.
struct Weather {
  bool calls_back;
  bool shuts_down;
  bool faults;
};
constexpr Weather weathers[] = {{false, false, false}, {true, true, false}, {true, false, false}, {false, false, true}};

std::vector<Storm> storms() {
  std::vector<Storm> all;
  uint64_t seed = 1;
  for (const bool background : {false, true}) {
    for (const Weather &weather : weathers) {
      if (weather.faults && !torture()) { // a lost reply is settled in real time here; LocalStorm has it in virtual time
        continue;
      }
      Storm storm;
      storm.seed = seed++;
      storm.background = background;
      storm.calls_back = weather.calls_back;
      storm.shuts_down = weather.shuts_down;
      storm.detaches = weather.shuts_down;
      storm.faults = weather.faults;
      all.push_back(storm);
    }
  }
  return all;
}

INSTANTIATE_TEST_SUITE_P(Storms, CurlStorm, testing::ValuesIn(storms()));

} // namespace
} // namespace kling::test
