// Storms over the simulator inside this program: no socket, no thread but ours and the library's.
#include <gtest/gtest.h>

#include "threads/storm.hpp"
#include "threads/watchdog.hpp"

namespace kling::test {
namespace {

class LocalStorm : public testing::TestWithParam<Storm> {};

TEST_P(LocalStorm, EndsEveryTaskOnce) {
  const Watchdog watchdog(torture() ? 1500 : 280);
  const int rounds = torture() ? 10 : 1;
  for (int round = 0; round < rounds; ++round) {
    Storm storm = GetParam();
    storm.seed += static_cast<uint64_t>(round) * 100;
    storm.operations *= torture() ? 2 : 1;
    const LocalService service(R"({"latency_ms":3,"submitted_ms":20,"processing_ms":40})");
    expect_to_hold(storm, service);
  }
}

std::vector<Storm> storms() {
  std::vector<Storm> all;
  uint64_t seed = 1;
  for (const bool background : {false, true}) {
    for (const bool calls_back : {false, true}) {
      for (const bool shuts_down : {false, true}) {
        Storm storm;
        storm.seed = seed++;
        storm.background = background;
        storm.calls_back = calls_back;
        storm.shuts_down = shuts_down;
        storm.detaches = calls_back;
        all.push_back(storm);
      }
    }
    Storm storm;
    storm.seed = seed++;
    storm.background = background;
    storm.faults = true;
    all.push_back(storm);
  }
  return all;
}

INSTANTIATE_TEST_SUITE_P(Storms, LocalStorm, testing::ValuesIn(storms()));

} // namespace
} // namespace kling::test
