// Design 4.1 and 4.2 in the simulator's time: what takes ten minutes, and what it costs.
#include <gtest/gtest.h>
#include <kling/sim.h>

#include "support/handles.hpp"

namespace kling::test {
namespace {

using Sim = std::unique_ptr<kling_sim, GiveBack<kling_sim, kling_sim_free>>;

constexpr int64_t ten_minutes_ms = 600000;
constexpr int64_t begin_ms = 1700000000000;

int count(const std::string &text, const std::string &words) {
  int found = 0;
  for (std::size_t at = text.find(words); at != std::string::npos; at = text.find(words, at + words.size())) {
    ++found;
  }
  return found;
}

/// A simulator and a client of it, at one provider.
class Desk {
public:
  explicit Desk(const std::string &provider, const std::string &fault = "") {
    kling_sim *made = nullptr;
    EXPECT_EQ(kling_sim_new(R"({"unix_ms":1700000000000})", &made, nullptr), KLING_OK);
    sim_.reset(made);
    if (!fault.empty()) {
      kling_error error = no_error();
      const std::string body = R"({"faults":[{"method":"POST",)" + fault + "}]}";
      EXPECT_EQ(kling_sim_control(sim_.get(), "POST", "/_sim/faults", body.c_str(), nullptr, &error), KLING_OK) << error.message;
    }
    // Whoever waits moves the time, step by step; a thread of the library's would run ahead of what is looked at.
    const Options options = make_options({{"provider", provider}, {"background_io", "0"}});
    EXPECT_EQ(kling_sim_install(sim_.get(), options.get()), KLING_OK);
    client_ = make_client(options);
  }
  [[nodiscard]] const Client &client() const { return client_; }
  [[nodiscard]] int64_t passed_ms() const { return kling_sim_unix_ms(sim_.get()) - begin_ms; }
  [[nodiscard]] std::string ask(const char *path) const {
    const char *json = nullptr;
    EXPECT_EQ(kling_sim_control(sim_.get(), "GET", path, nullptr, &json, nullptr), KLING_OK);
    return text_of(json);
  }
  [[nodiscard]] int requests(const std::string &method) const { return count(ask("/_sim/requests"), R"("method":")" + method + '"'); }
  [[nodiscard]] bool created(int number) const {
    return ask("/_sim/ledger").find(R"("creations":)" + std::to_string(number) + ",") != std::string::npos;
  }
  /// Lets a second pass at a time until the task is final; when the second create came, -1 when none did.
  int64_t run(const Task &task) const {
    int64_t second_create_ms = -1;
    for (int each = 0; each < 7200 && kling_task_state(task.get()) < KLING_TASK_FINAL; ++each) {
      EXPECT_EQ(kling_poll(client_.get(), 1000, nullptr), KLING_OK);
      while (next_event(client_)) {
      }
      if (second_create_ms < 0 && requests("POST") > 1) {
        second_create_ms = passed_ms();
      }
    }
    return second_create_ms;
  }

private:
  Sim sim_;
  Client client_;
};

kling_error error_of(const Task &task) {
  kling_error error = no_error();
  kling_task_error(task.get(), &error);
  return error;
}

TEST(VirtualTime, ATaskThatIsNotFoundForTenMinutesIsDetached) {
  for (const char *provider : {"kling", "cometapi", "custom"}) {
    SCOPED_TRACE(provider);
    const Desk desk(provider);
    kling_task *made = nullptr;
    ASSERT_EQ(kling_attach(desk.client().get(), KLING_TEXT2VIDEO, "810000000000000001", 0, &made, nullptr), KLING_OK);
    const Task task(made);
    desk.run(task);
    const kling_error error = error_of(task);
    EXPECT_EQ(kling_task_state(made), KLING_TASK_DETACHED);
    EXPECT_EQ(error.status, KLING_E_NOT_FOUND) << error.message;
    EXPECT_GE(desk.passed_ms(), ten_minutes_ms);
    EXPECT_LT(desk.passed_ms(), 2 * ten_minutes_ms);
    EXPECT_GE(desk.requests("GET"), 3);
    const std::string message = error.message;
    EXPECT_EQ(message.find("correct the field"), std::string::npos) << message;
    EXPECT_NE(message.find("check the id, the provider and the credentials"), std::string::npos) << message;
    EXPECT_STREQ(error.field, "");
  }
}

TEST(VirtualTime, ATimeOutInsideTheServiceIsSentAgainAfterTenMinutesOrNever) {
  for (const char *fault : {R"("fault":"status","status":504)", R"("fault":"status","status":504,"code":5002)"}) {
    for (const std::string provider : {"kling", "cometapi", "custom"}) {
      SCOPED_TRACE(provider + " " + fault);
      const Desk desk(provider, fault);
      const Task task = submit(desk.client(), make_request("a lighthouse", {{"external_task_id", "order-7"}}));
      const int64_t second_create_ms = desk.run(task);
      EXPECT_GE(desk.passed_ms(), ten_minutes_ms);
      if (provider == "kling") {
        EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_SUCCEEDED) << error_of(task).message;
        EXPECT_GE(second_create_ms, ten_minutes_ms);
        EXPECT_EQ(desk.requests("POST"), 2);
        EXPECT_EQ(count(desk.ask("/_sim/requests"), R"(\"external_task_id\":\"order-7\")"), 2) << desk.ask("/_sim/requests");
        EXPECT_TRUE(desk.created(1));
      } else {
        EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_UNKNOWN);
        EXPECT_EQ(error_of(task).status, KLING_E_SUBMIT_UNKNOWN);
        EXPECT_EQ(second_create_ms, -1);
        EXPECT_EQ(desk.requests("POST"), 1);
        EXPECT_TRUE(desk.created(0));
      }
    }
  }
}

/// The reply is lost, and nobody can find the task: where that proves nothing, nothing is sent again.
TEST(VirtualTime, ALostCreateWithoutItsExternalIdIsUnknown) {
  for (const char *provider : {"cometapi", "custom"}) {
    SCOPED_TRACE(provider);
    const Desk desk(provider, R"("fault":"lost_reply","drop_external_id":true)");
    const Task task = submit(desk.client(), make_request("a lighthouse"));
    EXPECT_EQ(desk.run(task), -1);
    EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_UNKNOWN);
    EXPECT_EQ(error_of(task).status, KLING_E_SUBMIT_UNKNOWN);
    EXPECT_EQ(desk.requests("POST"), 1);
    EXPECT_TRUE(desk.created(1)) << desk.ask("/_sim/ledger");
  }
}

} // namespace
} // namespace kling::test
