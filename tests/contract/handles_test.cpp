#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <kling/transport.h>
#include <regex>
#include <set>

#include "support/handles.hpp"

namespace kling::test {
namespace {

/// How a call says that it was not given what it needs.
enum class Refusal : uint8_t { argument, nothing, zero, negative, none };

struct Call {
  const char *function;
  char handle; // which one is wrong: o, c, r, t, e
  Refusal refusal;
  std::function<int64_t(void *)> with;
};

kling_error *error_record() {
  static kling_error error = no_error();
  error.struct_size = sizeof error;
  return &error;
}

/// Tables with nothing wrong in them, so that it is the handle that is refused.
const kling_transport *whole_transport() {
  static const kling_transport table = [] {
    kling_transport made{};
    made.struct_size = sizeof made;
    made.open = [](void *, const kling_transport_host *, void **) -> kling_status { return KLING_E_UNSUPPORTED; };
    made.start = [](void *, const kling_http_request *, const kling_http_sink *, uint64_t *) -> kling_status {
      return KLING_E_UNSUPPORTED;
    };
    made.cancel = [](void *, uint64_t) {};
    made.on_timer = [](void *) {};
    made.close = [](void *) {};
    return made;
  }();
  return &table;
}

const kling_clock *whole_clock() {
  static const kling_clock table = [] {
    kling_clock made{};
    made.struct_size = sizeof made;
    made.monotonic_ms = [](void *) { return int64_t{1}; };
    made.unix_ms = [](void *) { return int64_t{1}; };
    return made;
  }();
  return &table;
}

int64_t given(const void *pointer) {
  return pointer == nullptr ? 0 : 1;
}

/// A genuine one of each, for the parameters beside the wrong one.
struct Genuine {
  Options options = make_options({{"api_key", "the-key"}});
  Client client = make_client(options);
  Request request = make_request("a lighthouse");
  Task task = submit(client, request);
  List list = make_list(client, KLING_TEXT2VIDEO);
  Event event;

  Genuine() {
    kling_client_shutdown(client.get(), 0); // its end is the event
    do {                                    // with a thread of the library's a step may come before it
      event = next_event(client);
    } while (event && kling_event_type(event.get()) != KLING_EVENT_FINAL);
  }
  [[nodiscard]] std::map<char, void *> handles() const {
    return {{'o', options.get()}, {'c', client.get()}, {'r', request.get()}, {'t', task.get()}, {'e', event.get()}, {'l', list.get()}};
  }
};

#define KLING_CALL_ROW(function, handle, type, refusal, ...)                                                                               \
  Call {                                                                                                                                   \
#function, handle, Refusal::refusal, [&](void *wrong) -> int64_t { auto *const it = static_cast<type *>(wrong); __VA_ARGS__; }             \
  }

std::vector<Call> calls(const Genuine &good) {
  static kling_callbacks callbacks = KLING_CALLBACKS_INIT;
  static kling_stats stats = KLING_STATS_INIT;
  static kling_cost cost = KLING_COST_INIT;
  static kling_task *task = nullptr;
  static kling_event *event = nullptr;
  static kling_list *list = nullptr;
  static const char *record = nullptr;
  static kling_client *client = nullptr;
  static uint32_t events = 0;
  static kling_error *const error = error_record();
  static constexpr auto write = [](void *, const void *, uint64_t) -> int32_t { return 0; };
  return {
    KLING_CALL_ROW(kling_options_free, 'o', kling_options, none, kling_options_free(it); return 0),
        KLING_CALL_ROW(kling_options_set_string, 'o', kling_options, argument, return kling_options_set_string(it, "proxy", "none")),
        KLING_CALL_ROW(kling_options_set_int, 'o', kling_options, argument, return kling_options_set_int(it, "overwrite", 1)),
        KLING_CALL_ROW(kling_options_set_callbacks, 'o', kling_options, argument, return kling_options_set_callbacks(it, &callbacks)),
        KLING_CALL_ROW(kling_options_set_transport, 'o', kling_options, argument,
                       return kling_options_set_transport(it, whole_transport())),
        KLING_CALL_ROW(kling_options_set_clock, 'o', kling_options, argument, return kling_options_set_clock(it, whole_clock())),
        KLING_CALL_ROW(kling_options_from_env, 'o', kling_options, argument, return kling_options_from_env(it, error)),
        KLING_CALL_ROW(kling_client_new, 'o', kling_options, argument, return kling_client_new(it, &client, error)),
        KLING_CALL_ROW(kling_client_shutdown, 'c', kling_client, argument, return kling_client_shutdown(it, 0)),
        KLING_CALL_ROW(kling_client_free, 'c', kling_client, none, kling_client_free(it); return 0),
        KLING_CALL_ROW(kling_poll, 'c', kling_client, argument, return kling_poll(it, 0, &events)),
        KLING_CALL_ROW(kling_wait, 'c', kling_client, argument, return kling_wait(it, good.task.get(), 0, error)),
        KLING_CALL_ROW(kling_wait, 't', kling_task, argument, return kling_wait(good.client.get(), it, 0, error)),
        KLING_CALL_ROW(kling_next_event, 'c', kling_client, argument, return kling_next_event(it, &event)),
        KLING_CALL_ROW(kling_client_wakeup, 'c', kling_client, argument, return kling_client_wakeup(it)),
        KLING_CALL_ROW(kling_client_next_timeout_ms, 'c', kling_client, negative, return kling_client_next_timeout_ms(it)),
        KLING_CALL_ROW(kling_client_fd, 'c', kling_client, negative, return kling_client_fd(it)),
        KLING_CALL_ROW(kling_client_stats, 'c', kling_client, argument, return kling_client_stats(it, &stats)),
        KLING_CALL_ROW(kling_request_free, 'r', kling_request, none, kling_request_free(it); return 0),
        KLING_CALL_ROW(kling_request_set_string, 'r', kling_request, argument, return kling_request_set_string(it, "prompt", "x")),
        KLING_CALL_ROW(kling_request_set_int, 'r', kling_request, argument, return kling_request_set_int(it, "duration", 5)),
        KLING_CALL_ROW(kling_request_set_number, 'r', kling_request, argument, return kling_request_set_number(it, "cfg_scale", 0.5)),
        KLING_CALL_ROW(kling_request_set_json, 'r', kling_request, argument, return kling_request_set_json(it, "", "{}")),
        KLING_CALL_ROW(kling_request_set_option, 'r', kling_request, argument, return kling_request_set_option(it, "label", "x")),
        KLING_CALL_ROW(kling_request_set_file, 'r', kling_request, argument, return kling_request_set_file(it, "image", "x.png")),
        KLING_CALL_ROW(kling_request_set_bytes, 'r', kling_request, argument, return kling_request_set_bytes(it, "image", "x", 1)),
        KLING_CALL_ROW(kling_request_lend_bytes, 'r', kling_request, argument,
                       return kling_request_lend_bytes(it, "image", "x", 1, nullptr, nullptr)),
        KLING_CALL_ROW(kling_request_save_to, 'r', kling_request, argument, return kling_request_save_to(it, "x.mp4")),
        KLING_CALL_ROW(kling_request_validate, 'r', kling_request, argument, return kling_request_validate(it, good.client.get(), error)),
        KLING_CALL_ROW(kling_request_validate, 'C', kling_client, argument, return kling_request_validate(good.request.get(), it, error)),
        KLING_CALL_ROW(kling_request_estimate, 'r', kling_request, argument,
                       return kling_request_estimate(it, good.client.get(), &cost, error)),
        KLING_CALL_ROW(kling_request_estimate, 'C', kling_client, argument,
                       return kling_request_estimate(good.request.get(), it, &cost, error)),
        KLING_CALL_ROW(kling_request_to_json, 'r', kling_request, nothing, return given(kling_request_to_json(it, good.client.get()))),
        KLING_CALL_ROW(kling_request_to_json, 'C', kling_client, nothing, return given(kling_request_to_json(good.request.get(), it))),
        KLING_CALL_ROW(kling_submit, 'c', kling_client, argument, return kling_submit(it, good.request.get(), 0, &task, error)),
        KLING_CALL_ROW(kling_submit, 'r', kling_request, argument, return kling_submit(good.client.get(), it, 0, &task, error)),
        KLING_CALL_ROW(kling_attach, 'c', kling_client, argument, return kling_attach(it, KLING_TEXT2VIDEO, "1", 0, &task, error)),
        KLING_CALL_ROW(kling_attach_token, 'c', kling_client, argument, return kling_attach_token(it, "k1.x", 0, &task, error)),
        KLING_CALL_ROW(kling_task_retain, 't', kling_task, nothing, return given(kling_task_retain(it))),
        KLING_CALL_ROW(kling_task_release, 't', kling_task, none, kling_task_release(it); return 0),
        KLING_CALL_ROW(kling_task_state, 't', kling_task, zero, return kling_task_state(it)),
        KLING_CALL_ROW(kling_task_tag, 't', kling_task, zero, return static_cast<int64_t>(kling_task_tag(it))),
        KLING_CALL_ROW(kling_task_set_tag, 't', kling_task, argument, return kling_task_set_tag(it, 7)),
        KLING_CALL_ROW(kling_task_id, 't', kling_task, nothing, return given(kling_task_id(it))),
        KLING_CALL_ROW(kling_task_external_id, 't', kling_task, nothing, return given(kling_task_external_id(it))),
        KLING_CALL_ROW(kling_task_kind, 't', kling_task, nothing, return given(kling_task_kind(it))),
        KLING_CALL_ROW(kling_task_label, 't', kling_task, nothing, return given(kling_task_label(it))),
        KLING_CALL_ROW(kling_task_token, 't', kling_task, nothing, return given(kling_task_token(it))),
        KLING_CALL_ROW(kling_task_error, 't', kling_task, argument, return kling_task_error(it, error)),
        KLING_CALL_ROW(kling_task_time_ms, 't', kling_task, zero, return kling_task_time_ms(it, KLING_TIME_QUEUED)),
        KLING_CALL_ROW(kling_task_output_count, 't', kling_task, zero, return kling_task_output_count(it)),
        KLING_CALL_ROW(kling_task_output_url, 't', kling_task, nothing, return given(kling_task_output_url(it, 0))),
        KLING_CALL_ROW(kling_task_output_id, 't', kling_task, nothing, return given(kling_task_output_id(it, 0))),
        KLING_CALL_ROW(kling_task_output_path, 't', kling_task, nothing, return given(kling_task_output_path(it, 0))),
        KLING_CALL_ROW(kling_task_output_type, 't', kling_task, nothing, return given(kling_task_output_type(it, 0))),
        KLING_CALL_ROW(kling_task_output_duration, 't', kling_task, negative,
                       return static_cast<int64_t>(kling_task_output_duration(it, 0))),
        KLING_CALL_ROW(kling_task_units, 't', kling_task, negative, return static_cast<int64_t>(kling_task_units(it))),
        KLING_CALL_ROW(kling_task_raw_json, 't', kling_task, nothing, return given(kling_task_raw_json(it))),
        KLING_CALL_ROW(kling_task_save, 't', kling_task, argument, return kling_task_save(it, 0, "x.mp4", error)),
        KLING_CALL_ROW(kling_task_save_with, 't', kling_task, argument, return kling_task_save_with(it, 0, write, nullptr, nullptr, error)),
        KLING_CALL_ROW(kling_task_cancel, 't', kling_task, argument, return kling_task_cancel(it)),
        KLING_CALL_ROW(kling_task_detach, 't', kling_task, argument, return kling_task_detach(it)),
        KLING_CALL_ROW(kling_event_type, 'e', kling_event, zero, return kling_event_type(it)),
        KLING_CALL_ROW(kling_event_tag, 'e', kling_event, zero, return static_cast<int64_t>(kling_event_tag(it))),
        KLING_CALL_ROW(kling_event_task, 'e', kling_event, nothing, return given(kling_event_task(it))),
        KLING_CALL_ROW(kling_event_state, 'e', kling_event, zero, return kling_event_state(it)),
        KLING_CALL_ROW(kling_event_error, 'e', kling_event, argument, return kling_event_error(it, error)),
        KLING_CALL_ROW(kling_event_bytes_done, 'e', kling_event, zero, return kling_event_bytes_done(it)),
        KLING_CALL_ROW(kling_event_bytes_total, 'e', kling_event, zero, return kling_event_bytes_total(it)),
        KLING_CALL_ROW(kling_event_free, 'e', kling_event, none, kling_event_free(it); return 0),
        KLING_CALL_ROW(kling_list_new, 'c', kling_client, argument, return kling_list_new(it, KLING_TEXT2VIDEO, nullptr, &list, error)),
        KLING_CALL_ROW(kling_list_next, 'l', kling_list, argument, return kling_list_next(it, &record, error)),
        KLING_CALL_ROW(kling_list_free, 'l', kling_list, none, kling_list_free(it); return 0),
  };
}

int64_t expected(Refusal refusal) {
  return refusal == Refusal::argument ? KLING_E_ARGUMENT : refusal == Refusal::negative ? -1 : 0;
}

TEST(Handles, OfAnotherTypeAndNullAreRefusedEverywhere) {
  const Genuine good;
  ASSERT_NE(good.event, nullptr);
  alignas(16) char nothing[512] = {}; // memory that is no handle at all
  for (const Call &call : calls(good)) {
    std::map<char, void *> wrong = good.handles();
    wrong.erase(static_cast<char>(std::tolower(call.handle)));
    wrong.emplace('-', nothing);
    if (call.handle != 'C') { // there NULL says something
      wrong.emplace('0', nullptr);
    }
    for (const auto &[kind, handle] : wrong) {
      *error_record() = no_error();
      const int64_t answer = call.with(handle);
      const bool of_no_event = std::string(call.function) == "kling_event_bytes_total";
      EXPECT_TRUE(answer == expected(call.refusal) || (of_no_event && answer <= 0)) << call.function << " with " << kind << ": " << answer;
      EXPECT_TRUE(error_record()->status == KLING_OK || error_record()->message[0] != 0) << call.function << " with " << kind;
    }
  }
  // None of them was given away, and none has changed.
  EXPECT_EQ(kling_options_set_int(good.options.get(), "overwrite", 1), KLING_OK);
  EXPECT_EQ(kling_task_state(good.task.get()), KLING_TASK_CANCELLED);
  EXPECT_EQ(kling_event_type(good.event.get()), KLING_EVENT_FINAL);
  EXPECT_EQ(kling_request_validate(good.request.get(), nullptr, nullptr), KLING_OK);
}

TEST(Handles, TheTablesBesideThemAreTaken) {
  const Options options = make_options({});
  EXPECT_EQ(kling_options_set_transport(options.get(), whole_transport()), KLING_OK);
  EXPECT_EQ(kling_options_set_clock(options.get(), whole_clock()), KLING_OK);
}

/// A function that is added without a row above is noticed here.
TEST(Handles, EveryFunctionThatTakesOneIsTried) {
  const Genuine good;
  std::set<std::string> tried;
  for (const Call &call : calls(good)) {
    tried.insert(call.function);
  }
  std::string header;
  for (const char *name : {"kling.h", "transport.h"}) {
    std::ifstream file(std::string(KLING_SOURCE_DIR) + "/include/kling/" + name);
    header.append(std::istreambuf_iterator<char>(file), {});
  }
  const std::regex function(
      R"(KLING_API [^;(]*KLING_CALL (kling_\w+)\(\s*(?:const )?kling_(?:options|client|request|task|event|list) \*\w)");
  int found = 0;
  for (std::sregex_iterator each(header.begin(), header.end(), function); each != std::sregex_iterator(); ++each, ++found) {
    EXPECT_EQ(tried.count((*each)[1]), 1U) << (*each)[1];
  }
  EXPECT_GE(found, 55);
}

struct ActingCall {
  const char *function;
  std::function<kling_status(kling_client *, kling_task *)> with;
};

/// What acts, on a client that was shut down and on the shell that free leaves behind.
TEST(Handles, ActingCallsAfterTheEndSaySo) {
  const Request request = make_request("a lighthouse");
  kling_task *out = nullptr;
  kling_list *list = nullptr;
  const ActingCall on_client[] = {
      {"kling_list_new",
       [&](kling_client *client, kling_task *) { return kling_list_new(client, KLING_TEXT2VIDEO, nullptr, &list, error_record()); }},
      {"kling_submit", [&](kling_client *client, kling_task *) { return kling_submit(client, request.get(), 0, &out, error_record()); }},
      {"kling_attach",
       [&](kling_client *client, kling_task *) { return kling_attach(client, KLING_TEXT2VIDEO, "81", 0, &out, error_record()); }},
      {"kling_attach_token",
       [&](kling_client *client, kling_task *task) { return kling_attach_token(client, kling_task_token(task), 0, &out, error_record()); }},
      {"kling_poll", [](kling_client *client, kling_task *) { return kling_poll(client, 0, nullptr); }},
      {"kling_client_wakeup", [](kling_client *client, kling_task *) { return kling_client_wakeup(client); }},
  };
  const ActingCall on_task[] = {
      {"kling_task_cancel", [](kling_client *, kling_task *task) { return kling_task_cancel(task); }},
      {"kling_task_detach", [](kling_client *, kling_task *task) { return kling_task_detach(task); }},
      {"kling_task_save", [](kling_client *, kling_task *task) { return kling_task_save(task, 0, "x.mp4", error_record()); }},
  };
  const Genuine ended;
  for (const ActingCall &call : on_client) {
    EXPECT_EQ(call.with(ended.client.get(), ended.task.get()), KLING_E_STATE) << call.function;
    EXPECT_EQ(out, nullptr) << call.function;
  }
  Genuine shell;
  shell.client.reset();
  for (const Genuine *each : {&ended, static_cast<const Genuine *>(&shell)}) {
    for (const ActingCall &call : on_task) {
      EXPECT_EQ(call.with(nullptr, each->task.get()), KLING_E_STATE) << call.function;
    }
    EXPECT_EQ(kling_task_state(each->task.get()), KLING_TASK_CANCELLED);
    EXPECT_EQ(text_of(kling_task_kind(each->task.get())), "text2video");
    EXPECT_NE(kling_task_token(each->task.get()), nullptr);
    EXPECT_EQ(kling_task_set_tag(each->task.get(), 9), KLING_OK);
    EXPECT_EQ(kling_task_tag(each->task.get()), 9U);
    EXPECT_EQ(kling_event_task(each->event.get()), each->task.get());
    kling_error error = no_error();
    EXPECT_EQ(kling_task_error(each->task.get(), &error), KLING_OK);
    EXPECT_EQ(error.status, KLING_E_CANCELLED);
  }
  EXPECT_EQ(kling_client_shutdown(ended.client.get(), 0), KLING_OK);
  EXPECT_EQ(kling_client_fd(ended.client.get()) >= -1, true);
}

} // namespace
} // namespace kling::test
