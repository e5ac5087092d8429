#include <gtest/gtest.h>

#include "capi/guard.hpp"
#include "client/client.hpp"
#include "kling/sim.h"
#include "support/handles.hpp"

namespace kling::test {
namespace {

using Sim = std::unique_ptr<kling_sim, GiveBack<kling_sim, kling_sim_free>>;

/// Random bytes that are the same at each run.
struct Counted {
  uint64_t state;
};
kling_status fill(void *self, void *out, std::size_t length) {
  auto &counted = *static_cast<Counted *>(self);
  for (std::size_t each = 0; each < length; ++each) {
    counted.state = counted.state * 6364136223846793005U + 1442695040888963407U;
    static_cast<unsigned char *>(out)[each] = static_cast<unsigned char>(counted.state >> 56U);
  }
  return KLING_OK;
}

/// Everything that the service was asked while several tasks met several faults, and when it was over.
std::string history(uint64_t seed) {
  const std::string settings = R"({"unix_ms":1700000000000,"latency_ms":30,"processing_ms":60000,"seed":)" + std::to_string(seed) + "}";
  kling_sim *made = nullptr;
  EXPECT_EQ(kling_sim_new(settings.c_str(), &made, nullptr), KLING_OK);
  const Sim sim(made);
  kling_sim_control(sim.get(), "POST", "/_sim/faults", R"({"faults":[{"method":"POST","after":2,"fault":"lost_reply"},
    {"method":"POST","after":3,"count":2,"fault":"status","status":429,"code":1303},
    {"method":"GET","after":4,"count":3,"fault":"html"}]})",
                    nullptr, nullptr);
  const Options options = make_options({{"background_io", "0"}});
  kling_sim_install(sim.get(), options.get());
  Counted counted{seed};
  client::Tables tables;
  tables.random = {&counted, fill};
  client::Client *client = nullptr;
  Error error;
  EXPECT_EQ(client::Client::make(*capi::inner<client::Options>(options.get()), tables, client, error), KLING_OK) << error.message;
  const Client handle(capi::outer<kling_client>(client));
  const Request request = make_request("a lighthouse");
  std::vector<Task> tasks;
  for (int each = 0; each < 10; ++each) {
    tasks.push_back(submit(handle, request));
  }
  for (const Task &task : tasks) {
    EXPECT_EQ(kling_wait(handle.get(), task.get(), -1, nullptr), KLING_OK);
  }
  const char *json = nullptr;
  kling_sim_control(sim.get(), "GET", "/_sim/requests", nullptr, &json, nullptr);
  return std::string(json) + std::to_string(kling_sim_unix_ms(sim.get()));
}

TEST(Repeat, OneSeedIsOneHistory) {
  const std::string first = history(7);
  EXPECT_GT(first.size(), 5000U);
  EXPECT_EQ(first, history(7));
  EXPECT_NE(first, history(8));
}

} // namespace
} // namespace kling::test
