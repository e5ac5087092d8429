#include <clocale>
#include <cstdlib>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "kling/transport.h"
#include "support/pretend_service.hpp"

namespace kling::test {
namespace {

/// Runs `act` in a forked child; its failures are counted there and come back as the exit code.
template <class Act> int in_child(Act act) {
  const pid_t child = fork();
  if (child == 0) {
    _exit(act());
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/// Says on stderr which of the child's expectations failed, and goes on.
struct Checks {
  int failures = 0;
  void operator()(bool good, const char *what) {
    if (!good) {
      fprintf(stderr, "in the child: %s\n", what);
      ++failures;
    }
  }
};
#define CHECK(condition) check((condition), #condition)

Settings settings_in_child(const PretendService &service) {
  Settings settings = service.settings();
#if defined(__SANITIZE_THREAD__) // it can start no thread in the child of a process with threads
  settings["background_io"] = "0";
#endif
  return settings;
}

TEST(Fork, TheChildActsOnNothingOfTheParentsAndMayStartAnew) {
#if defined(__SANITIZE_ADDRESS__) // its allocator may stay locked in the child by a thread of the parent's
  GTEST_SKIP() << "not under a sanitizer whose allocator knows no fork";
#endif
  const PretendService service({"processing", "processing", "succeed"});
  const Options options = make_options(service.settings());
  Client client = make_client(options);
  const Request request = make_request("a lighthouse");
  Task task = submit(client, request, 6);
  ASSERT_TRUE(reach(client, task, KLING_TASK_SUBMITTED));
  Event event = next_event(client);
  List list = make_list(client, KLING_TEXT2VIDEO);
  ASSERT_NE(list, nullptr);
  const int64_t descriptor = kling_client_fd(client.get());
  kling_poll(client.get(), 0, nullptr);

  EXPECT_EQ(in_child([&] {
              Checks check;
              kling_task *made = nullptr;
              kling_event *pulled = nullptr;
              CHECK(kling_submit(client.get(), request.get(), 0, &made, nullptr) == KLING_E_FORKED);
              CHECK(kling_attach(client.get(), KLING_TEXT2VIDEO, "1", 0, &made, nullptr) == KLING_E_FORKED);
              CHECK(kling_attach_token(client.get(), kling_task_token(task.get()), 0, &made, nullptr) == KLING_E_FORKED);
              CHECK(kling_poll(client.get(), 0, nullptr) == KLING_E_FORKED);
              CHECK(kling_wait(client.get(), task.get(), 0, nullptr) == KLING_E_FORKED);
              CHECK(kling_client_shutdown(client.get(), 0) == KLING_E_FORKED);
              CHECK(kling_client_wakeup(client.get()) == KLING_E_FORKED);
              CHECK(kling_next_event(client.get(), &pulled) == KLING_E_FORKED);
              CHECK(kling_task_cancel(task.get()) == KLING_E_FORKED);
              CHECK(kling_task_detach(task.get()) == KLING_E_FORKED);
              CHECK(kling_task_save(task.get(), 0, "/tmp/x.mp4", nullptr) == KLING_E_FORKED);
              const auto never = [](void *, const void *, uint64_t) -> int32_t { return 1; };
              CHECK(kling_task_save_with(task.get(), 0, never, nullptr, nullptr, nullptr) == KLING_E_FORKED);
              kling_transport transport{};
              transport.struct_size = sizeof transport;
              CHECK(kling_options_set_transport(options.get(), &transport) == KLING_E_FORKED);
              kling_clock clock{};
              clock.struct_size = sizeof clock;
              CHECK(kling_options_set_clock(options.get(), &clock) == KLING_E_FORKED);
              CHECK(kling_task_set_tag(task.get(), 7) == KLING_E_FORKED);
              kling_list *listed = nullptr;
              const char *record = nullptr;
              CHECK(kling_list_new(client.get(), KLING_TEXT2VIDEO, nullptr, &listed, nullptr) == KLING_E_FORKED);
              CHECK(kling_list_next(list.get(), &record, nullptr) == KLING_E_FORKED && record == nullptr);
              kling_list_free(list.release());
              CHECK(kling_options_set_string(options.get(), "proxy", "none") == KLING_E_FORKED);
              kling_client *again = nullptr;
              CHECK(kling_client_new(options.get(), &again, nullptr) == KLING_E_FORKED);
              CHECK(kling_request_set_string(request.get(), "prompt", "x") == KLING_E_FORKED);
              CHECK(kling_request_validate(request.get(), client.get(), nullptr) == KLING_E_FORKED);

              CHECK(kling_task_tag(task.get()) == 6);
              CHECK(text_of(kling_task_id(task.get())) == PretendService::id_of(1));
              CHECK(kling_task_state(task.get()) >= KLING_TASK_SUBMITTED);
              CHECK(kling_task_token(task.get()) != nullptr);
              CHECK(kling_event_type(event.get()) == KLING_EVENT_STATE);
              CHECK(kling_client_fd(client.get()) == descriptor);
              CHECK(kling_client_next_timeout_ms(client.get()) == -1);
              kling_stats stats = KLING_STATS_INIT;
              CHECK(kling_client_stats(client.get(), &stats) == KLING_OK && stats.tasks_open == 1);

              kling_event_free(event.release());
              kling_client_free(client.release());
              kling_task_release(task.release());

              const Client own = make_client(settings_in_child(service));
              CHECK(own != nullptr);
              const Task of_own = submit(own, make_request("a lighthouse"));
              CHECK(finish(own, of_own) == KLING_OK);
              kling_task *of_parents_request = nullptr;
              CHECK(kling_submit(own.get(), request.get(), 0, &of_parents_request, nullptr) == KLING_E_FORKED);
              return check.failures;
            }),
            0);

  EXPECT_EQ(finish(client, task), KLING_OK) << "the parent goes on as if nothing had been";
  EXPECT_EQ(service.server.count("POST"), 2);
}

TEST(Fork, WorksWhileAnotherThreadHoldsTheLocks) {
  const PretendService service({"processing"});
  const Client client = make_client(service.settings());
  const Task task = submit(client, make_request("a lighthouse"));
  std::atomic<bool> over{false};
  std::thread poller([&] {
    while (!over) {
      kling_poll(client.get(), 1, nullptr);
      while (next_event(client)) {
      }
    }
  });
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(in_child([&] {
                Checks check;
                CHECK(kling_poll(client.get(), 0, nullptr) == KLING_E_FORKED);
                CHECK(kling_task_state(task.get()) != 0);
                CHECK(kling_client_next_timeout_ms(client.get()) == -1);
                return check.failures;
              }),
              0);
  }
  over = true;
  poller.join();
}

class CommaLocale : public testing::Test {
protected:
  void SetUp() override {
    before_ = setlocale(LC_ALL, nullptr);
    if (setlocale(LC_ALL, "de_DE.UTF-8") == nullptr) {
      GTEST_SKIP() << "no locale that writes 0,5";
    }
    char text[8];
    snprintf(text, sizeof text, "%.1f", 0.5);
    ASSERT_STREQ(text, "0,5");
  }
  void TearDown() override { setlocale(LC_ALL, before_.c_str()); }
  std::string before_;
};

TEST_F(CommaLocale, ChangesNothingOnTheWireOrInResults) {
  const PretendService service({"succeed"});
  Settings settings = service.settings();
  settings["validation"] = "off";
  const Client client = make_client(settings);
  const Request request = make_request("a lighthouse", {{"external_task_id", "mine"}});
  EXPECT_EQ(kling_request_set_number(request.get(), "cfg_scale", 0.25), KLING_OK);
  EXPECT_EQ(kling_request_set_string(request.get(), "camera_control.config.zoom", "-1.5"), KLING_OK);
  EXPECT_EQ(kling_request_set_json(request.get(), "sharpness", "0.10"), KLING_OK);
  const Task task = submit(client, request);
  ASSERT_NE(task, nullptr);
  ASSERT_EQ(finish(client, task), KLING_OK);
  const std::string body = service.server.requests()[0].body;
  EXPECT_NE(body.find(R"("cfg_scale":0.25)"), std::string::npos) << body;
  EXPECT_NE(body.find(R"("zoom":-1.5)"), std::string::npos) << body;
  EXPECT_NE(body.find(R"("sharpness":0.10)"), std::string::npos) << body;
  EXPECT_EQ(kling_task_output_duration(task.get(), 0), 5.0);
  EXPECT_NE(text_of(kling_task_raw_json(task.get())).find(R"("cfg_scale":0.10)"), std::string::npos);

  const Request wrong = make_request("a lighthouse");
  kling_request_set_number(wrong.get(), "cfg_scale", 1.5);
  kling_error error = no_error();
  EXPECT_EQ(kling_request_validate(wrong.get(), nullptr, &error), KLING_E_FIELD);
  EXPECT_NE(std::string(error.message).find("1.5"), std::string::npos) << error.message;
  EXPECT_EQ(kling_options_set_string(make_options({}).get(), "poll_interval_ms", "1,5"), KLING_E_ARGUMENT);
}

} // namespace
} // namespace kling::test
