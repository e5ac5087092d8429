// The same storms through libcurl, against a kling-sim of their own.
#include <gtest/gtest.h>

#include "support/simulator.hpp"
#include "threads/storm.hpp"
#include "threads/watchdog.hpp"

namespace kling::test {
namespace {

class CurlService : public Service {
public:
  CurlService() : simulator_({"--submitted-ms", "20", "--processing-ms", "40"}) {}
  [[nodiscard]] Options options() const override {
    return make_options({{"base_url", simulator_.base_url()}, {"api_key", simulator_.api_key()}, {"background_io", "0"}});
  }
  [[nodiscard]] int64_t creations() const override { return simulator_.creations(); }
  void inject(const std::string &faults) const override { const_cast<Simulator &>(simulator_).post("/_sim/faults", faults); }
  [[nodiscard]] int64_t patience_ms() const override { return 100; }

private:
  Simulator simulator_;
};

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

std::vector<Storm> storms() {
  std::vector<Storm> all;
  uint64_t seed = 1;
  for (const bool background : {false, true}) {
    for (const bool shuts_down : {false, true}) {
      Storm storm;
      storm.seed = seed++;
      storm.background = background;
      storm.calls_back = shuts_down;
      storm.shuts_down = shuts_down;
      storm.detaches = shuts_down;
      all.push_back(storm);
    }
  }
  return all;
}

INSTANTIATE_TEST_SUITE_P(Storms, CurlStorm, testing::ValuesIn(storms()));

} // namespace
} // namespace kling::test
