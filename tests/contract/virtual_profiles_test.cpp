// Gateways that see their tasks as late as real ones do, in the simulator's time.
#include <gtest/gtest.h>
#include <kling/sim.h>

#include "support/handles.hpp"

namespace kling::test {
namespace {

using Sim = std::unique_ptr<kling_sim, GiveBack<kling_sim, kling_sim_free>>;

struct Place {
  const char *profile;
  const char *provider;
};

constexpr Place places[] = {{"cometapi", "cometapi"},       {"cometapi-wrapped", "cometapi"}, {"gateway-a", "custom"},
                            {"gateway-a-openai", "custom"}, {"gateway-b", "custom"},          {"ids", "custom"}};

/// A simulator of a profile, and a client that knows it by kling_sim_install and its provider alone.
class Counter {
public:
  explicit Counter(const Place &place, const Settings &settings = {}) {
    kling_sim *made = nullptr;
    kling_error error = no_error();
    const std::string text = R"({"unix_ms":1700000000000,"refresh_ms":15000,"profile":")" + std::string(place.profile) + "\"}";
    EXPECT_EQ(kling_sim_new(text.c_str(), &made, &error), KLING_OK) << error.message;
    sim_.reset(made);
    Settings all = settings;
    all.insert({{"provider", place.provider}, {"background_io", "0"}}); // time moves by whoever waits
    const Options options = make_options(all);
    EXPECT_EQ(kling_sim_install(sim_.get(), options.get()), KLING_OK);
    client_ = make_client(options, &error);
    EXPECT_NE(client_, nullptr) << error.message;
  }
  [[nodiscard]] const Client &client() const { return client_; }
  [[nodiscard]] int64_t now_ms() const { return kling_sim_unix_ms(sim_.get()); }
  [[nodiscard]] std::string ask(const char *path) const {
    const char *json = nullptr;
    EXPECT_EQ(kling_sim_control(sim_.get(), "GET", path, nullptr, &json, nullptr), KLING_OK);
    return text_of(json);
  }
  void fault(const std::string &fault) const {
    kling_error error = no_error();
    EXPECT_EQ(
        kling_sim_control(sim_.get(), "POST", "/_sim/faults", (R"({"faults":[{"method":"POST",)" + fault + "}]}").c_str(), nullptr, &error),
        KLING_OK)
        << error.message;
  }
  kling_status wait(const Task &task, kling_error &error) const {
    kling_status status = KLING_E_AGAIN;
    while (status == KLING_E_AGAIN) {
      status = kling_wait(client_.get(), task.get(), -1, &error);
    }
    return status;
  }

private:
  Sim sim_;
  Client client_;
};

TEST(VirtualProfiles, TheEndOfATaskShowsLateAndIsSeen) {
  for (const Place &place : places) {
    SCOPED_TRACE(place.profile);
    const Counter counter(place);
    const int64_t begun_ms = counter.now_ms();
    const Task task = submit(counter.client(), make_request("a lighthouse", {{"model_name", "kling-v3"}}));
    kling_error error = no_error();
    EXPECT_EQ(counter.wait(task, error), KLING_OK) << error.message;
    EXPECT_EQ(kling_task_output_count(task.get()), 1U);
    EXPECT_LT(counter.now_ms() - begun_ms, 60000) << "no longer than it takes";
  }
}

/// A gateway that lets external ids go says of each that there is no such task, which proves nothing.
TEST(VirtualProfiles, ALostCreateIsOneWhateverTheGatewaySays) {
  for (const Place &place : places) {
    for (const char *fault :
         {R"("fault":"lost_reply")", R"("fault":"lost_reply","upstream":true)", R"("fault":"lost_reply","drop_external_id":true)"}) {
      SCOPED_TRACE(std::string(place.profile) + " " + fault);
      const Counter counter(place);
      counter.fault(fault);
      const int64_t begun_ms = counter.now_ms();
      const Task task = submit(counter.client(), make_request("a lighthouse", {{"model_name", "kling-v3"}}));
      kling_error error = no_error();
      const kling_status status = counter.wait(task, error);
      EXPECT_TRUE(status == KLING_OK || status == KLING_E_SUBMIT_UNKNOWN) << error.message;
      EXPECT_LE(counter.now_ms() - begun_ms, 60000) << "settle_ms; " << error.message;
      EXPECT_NE(counter.ask("/_sim/ledger").find(R"("creations":1,"posts":1,)"), std::string::npos) << counter.ask("/_sim/ledger");
    }
  }
}

TEST(VirtualProfiles, AnUnknownOneIsNamedWithThoseThereAre) {
  kling_sim *made = nullptr;
  kling_error error = no_error();
  EXPECT_EQ(kling_sim_new(R"({"profile":"gateway-c"})", &made, &error), KLING_E_ARGUMENT);
  EXPECT_EQ(made, nullptr);
  EXPECT_STREQ(error.field, "profile");
  EXPECT_NE(std::string(error.message).find("official, cometapi, cometapi-wrapped, gateway-a, gateway-a-openai, gateway-b, ids"),
            std::string::npos)
      << error.message;
}

} // namespace
} // namespace kling::test
