#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <vector>

#include "support/handles.hpp"
#include "support/recording_server.hpp"
#include "support/simulator.hpp"
#include "support/simulator_log.hpp"

namespace kling::test {
namespace {

const std::string create_path = "/v1/videos/text2video";

Settings at(const Simulator &simulator) {
  return {{"provider", "kling"}, {"base_url", simulator.base_url()}, {"api_key", simulator.api_key()}, {"poll_interval_ms", "20"}};
}

std::string temporary(const std::string &name) {
  const std::string folder = testing::TempDir() + "/kling-" + std::to_string(getpid());
  std::filesystem::create_directories(folder);
  return folder + "/" + name;
}

struct Seen {
  std::vector<int32_t> states;
  int finals = 0;
  int64_t bytes = 0;
};

/// Drives until the queue has told the task's end.
Seen follow(const Client &client, const Task &task) {
  Seen seen;
  while (seen.finals == 0 && kling_poll(client.get(), -1, nullptr) == KLING_OK) {
    while (const Event event = next_event(client)) {
      EXPECT_EQ(kling_event_task(event.get()), task.get());
      if (kling_event_type(event.get()) == KLING_EVENT_PROGRESS) {
        seen.bytes = kling_event_bytes_done(event.get());
      } else {
        seen.states.push_back(kling_event_state(event.get()));
      }
      seen.finals += kling_event_type(event.get()) == KLING_EVENT_FINAL ? 1 : 0;
    }
  }
  return seen;
}

TEST(Job, IsSubmittedWatchedAndSaved) {
  const Simulator simulator({"--submitted-ms", "100", "--processing-ms", "100"});
  const Client client = make_client(at(simulator));
  const Request request =
      make_request("a vacation on the beach", {{"model_name", "kling-v3"}, {"duration", "5"}, {"aspect_ratio", "16:9"}});
  const std::string path = temporary("clip.mp4");
  std::filesystem::remove(path);
  ASSERT_EQ(kling_request_save_to(request.get(), path.c_str()), KLING_OK);
  const Task task = submit(client, request, 42);
  ASSERT_NE(task, nullptr);
  if (!background_io()) { // else it may be further already
    EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_WAITING);
    EXPECT_EQ(kling_task_id(task.get()), nullptr);
  }
  EXPECT_EQ(kling_task_tag(task.get()), 42U);
  const std::string external_id = text_of(kling_task_external_id(task.get()));
  EXPECT_EQ(external_id.size(), 29U);
  EXPECT_TRUE(external_id.starts_with("k1-"));

  const Seen seen = follow(client, task);
  const std::vector<int32_t> states{KLING_TASK_SUBMITTING, KLING_TASK_SUBMITTED, KLING_TASK_PROCESSING, KLING_TASK_SAVING,
                                    KLING_TASK_SUCCEEDED};
  if (background_io()) { // a newer step takes the place of one that nobody pulled in time
    auto next = states.begin();
    for (const int32_t state : seen.states) {
      next = std::find(next, states.end(), state);
      ASSERT_NE(next, states.end()) << kling_task_state_name(state);
    }
    EXPECT_EQ(seen.states.back(), KLING_TASK_SUCCEEDED);
  } else {
    EXPECT_EQ(seen.states, states);
  }
  EXPECT_EQ(seen.finals, 1);

  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(text_of(kling_task_id(task.get())).size(), 18U);
  EXPECT_EQ(kling_task_output_count(task.get()), 1U);
  EXPECT_EQ(text_of(kling_task_output_type(task.get(), 0)), "video");
  EXPECT_NEAR(kling_task_output_duration(task.get(), 0), 5.0, 0.1);
  EXPECT_TRUE(text_of(kling_task_output_url(task.get(), 0)).starts_with(simulator.base_url()));
  EXPECT_EQ(text_of(kling_task_output_path(task.get(), 0)), path);
  EXPECT_NEAR(kling_task_units(task.get()), 3.0, 0.001);
  EXPECT_NE(text_of(kling_task_raw_json(task.get())).find("task_result"), std::string::npos);
  EXPECT_EQ(static_cast<int64_t>(std::filesystem::file_size(path)), seen.bytes);
  int64_t before = 1;
  for (const int32_t time : {KLING_TIME_QUEUED, KLING_TIME_SENT, KLING_TIME_ACCEPTED, KLING_TIME_DONE, KLING_TIME_SAVED}) {
    EXPECT_GE(kling_task_time_ms(task.get(), time), before) << time;
    before = kling_task_time_ms(task.get(), time);
  }
  EXPECT_EQ(simulator.creations(), 1);
  EXPECT_EQ(simulator.requests("POST", create_path), 1);
  EXPECT_NE(simulator.last_body(create_path).find("\"external_task_id\":\"" + external_id + "\""), std::string::npos);
}

TEST(Job, WaitConsumesNoEvent) {
  const Simulator simulator({"--submitted-ms", "20", "--processing-ms", "20"});
  const Client client = make_client(at(simulator));
  const Task task = submit(client, make_request("a lighthouse"));
  kling_error error = no_error();
  EXPECT_EQ(kling_wait(client.get(), task.get(), -1, &error), KLING_OK) << error.message;
  int finals = 0;
  while (const Event event = next_event(client)) {
    finals += kling_event_type(event.get()) == KLING_EVENT_FINAL ? 1 : 0;
  }
  EXPECT_EQ(finals, 1);
}

TEST(Job, WorksWithASignedToken) {
  const Simulator simulator({"--submitted-ms", "20", "--processing-ms", "20"});
  const Client client = make_client({{"base_url", simulator.base_url()},
                                     {"access_key", simulator.access_key()},
                                     {"secret_key", simulator.secret_key()},
                                     {"poll_interval_ms", "20"}});
  const Task task = submit(client, make_request("a lighthouse"));
  EXPECT_EQ(kling_wait(client.get(), task.get(), -1, nullptr), KLING_OK);
}

TEST(Job, WorksUnderCometApisPrefix) {
  const Simulator simulator({"--submitted-ms", "20", "--processing-ms", "20"});
  Settings settings = at(simulator);
  settings["provider"] = "cometapi";
  const Client client = make_client(settings);
  const Task task = submit(client, make_request("a lighthouse"));
  EXPECT_EQ(kling_wait(client.get(), task.get(), -1, nullptr), KLING_OK);
  EXPECT_EQ(simulator.requests("POST", "/kling" + create_path), 1);
}

TEST(Job, AWrongKeyIsRejected) {
  const Simulator simulator;
  Settings settings = at(simulator);
  settings["api_key"] = "not-the-key";
  const Client client = make_client(settings);
  const Task task = submit(client, make_request("a lighthouse"));
  kling_error error = no_error();
  EXPECT_EQ(kling_wait(client.get(), task.get(), -1, &error), KLING_E_AUTH);
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_REJECTED);
  EXPECT_EQ(error.http_status, 401);
  EXPECT_EQ(error.service_code, 1002);
  EXPECT_EQ(std::string(error.message).find("not-the-key"), std::string::npos);
  EXPECT_EQ(simulator.requests("POST", create_path), 1);
}

TEST(Job, AFailedTaskSaysWhy) {
  const Simulator simulator({"--submitted-ms", "20", "--processing-ms", "20"});
  const Client client = make_client(at(simulator));
  const Task task = submit(client, make_request("something for the risk control"));
  kling_error error = no_error();
  EXPECT_EQ(kling_wait(client.get(), task.get(), -1, &error), KLING_E_TASK_FAILED);
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_FAILED);
  EXPECT_NE(std::string(error.message).find("risk control"), std::string::npos);
  EXPECT_EQ(text_of(kling_task_id(task.get())), error.task_id);
}

TEST(Job, CanBeTakenUpByIdExternalIdAndToken) {
  const Simulator simulator({"--submitted-ms", "20", "--processing-ms", "20"});
  std::string id;
  std::string external_id;
  std::string token;
  {
    const Client client = make_client(at(simulator));
    const Task task = submit(client, make_request("a lighthouse"));
    ASSERT_EQ(kling_wait(client.get(), task.get(), -1, nullptr), KLING_OK);
    id = kling_task_id(task.get());
    external_id = kling_task_external_id(task.get());
    token = kling_task_token(task.get());
  }
  const Client client = make_client(at(simulator));
  for (const std::string &name : {id, external_id, token}) {
    kling_task *taken = nullptr;
    const kling_status status = name == token ? kling_attach_token(client.get(), name.c_str(), 7, &taken, nullptr)
                                              : kling_attach(client.get(), KLING_TEXT2VIDEO, name.c_str(), 7, &taken, nullptr);
    ASSERT_EQ(status, KLING_OK) << name;
    const Task task(taken);
    EXPECT_EQ(kling_wait(client.get(), taken, -1, nullptr), KLING_OK);
    EXPECT_EQ(text_of(kling_task_id(taken)), id);
    EXPECT_EQ(text_of(kling_task_external_id(taken)), external_id);
    EXPECT_EQ(kling_task_output_count(taken), 1U);
  }
  EXPECT_EQ(simulator.creations(), 1);
}

TEST(Job, OneIsSavedAfterItsEnd) {
  const Simulator simulator({"--submitted-ms", "20", "--processing-ms", "20"});
  const Client client = make_client(at(simulator));
  const Task task = submit(client, make_request("a lighthouse", {{"aspect_ratio", "9:16"}}));
  ASSERT_EQ(kling_wait(client.get(), task.get(), -1, nullptr), KLING_OK);
  EXPECT_EQ(kling_task_output_path(task.get(), 0), nullptr);
  const std::string path = temporary("later.mp4");
  std::filesystem::remove(path);
  ASSERT_EQ(kling_task_save(task.get(), 0, path.c_str(), nullptr), KLING_OK);
  ASSERT_EQ(kling_wait(client.get(), task.get(), -1, nullptr), KLING_OK);
  EXPECT_EQ(text_of(kling_task_output_path(task.get(), 0)), path);
  EXPECT_GT(std::filesystem::file_size(path), 1000U);
  EXPECT_FALSE(std::filesystem::exists(path + ".part"));
  int saved = 0;
  while (const Event event = next_event(client)) {
    if (kling_event_type(event.get()) == KLING_EVENT_SAVED) {
      ++saved;
      EXPECT_EQ(kling_event_state(event.get()), KLING_TASK_SUCCEEDED);
      kling_error error = no_error();
      EXPECT_EQ(kling_event_error(event.get(), &error), KLING_OK);
      EXPECT_EQ(error.status, KLING_OK);
    }
  }
  EXPECT_EQ(saved, 1);

  // The file stands now: a second save keeps it and says so.
  ASSERT_EQ(kling_task_save(task.get(), 0, path.c_str(), nullptr), KLING_OK);
  kling_error error = no_error();
  EXPECT_EQ(kling_wait(client.get(), task.get(), -1, &error), KLING_E_FILE);
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_SUCCEEDED);
  EXPECT_EQ(kling_task_save(task.get(), 1, path.c_str(), &error), KLING_E_ARGUMENT) << error.message;
  for (const std::string &bad : {std::string(), std::string("a\nb.mp4"), std::string("\xff.mp4"), std::string(5000, 'x')}) {
    EXPECT_EQ(kling_task_save(task.get(), 0, bad.c_str(), nullptr), KLING_E_ARGUMENT);
  }
}

TEST(Job, ALinkToTheApisOwnHostMayBePrivate) {
  RecordingServer server; // libcurl itself resolves names below .localhost to this machine
  const std::string host = "http://gateway.localhost:" + std::to_string(server.port());
  server.handle([&](const RecordedRequest &request) {
    const std::string head = R"({"code":0,"message":"SUCCEED","data":{"task_id":"1","task_status":)";
    const std::string tail = R"("succeed","task_result":{"videos":[{"id":"v","url":")" + host + R"(/clip.mp4","duration":"5"}]}}})";
    return request.target == "/clip.mp4" ? Reply::text(200, "clip", "video/mp4") : Reply::text(200, head + tail);
  });
  const std::string path = temporary("private.mp4");
  std::filesystem::remove(path);
  const auto save = [&](const std::string &base_url) {
    const Client client = make_client({{"provider", "custom"},
                                       {"base_url", base_url},
                                       {"allow_http", "1"},
                                       {"api_key", "k"},
                                       {"poll_interval_ms", "10"},
                                       {"max_retries", "0"}});
    const Request request = make_request("a lighthouse");
    kling_request_save_to(request.get(), path.c_str());
    return kling_wait(client.get(), submit(client, request).get(), -1, nullptr);
  };
  EXPECT_EQ(save(host), KLING_OK);
  EXPECT_EQ(std::filesystem::file_size(path), 4U);
  std::filesystem::remove(path);
  EXPECT_EQ(save("http://other.localhost:" + std::to_string(server.port())), KLING_E_DOWNLOAD) << "another host's link must be public";
}

TEST(Job, DownloadDirIsWhereFilesGo) {
  const Simulator simulator({"--submitted-ms", "20", "--processing-ms", "20"});
  Settings settings = at(simulator);
  settings["download_dir"] = std::filesystem::path(temporary("")).parent_path().string();
  settings["overwrite"] = "1";
  const Client client = make_client(settings);
  const auto saved = [&](const Task &task) {
    EXPECT_EQ(kling_wait(client.get(), task.get(), -1, nullptr), KLING_OK);
    const std::string path = text_of(kling_task_output_path(task.get(), 0));
    EXPECT_TRUE(std::filesystem::exists(path)) << path;
    return path;
  };
  const Request named = make_request("a lighthouse");
  kling_request_save_to(named.get(), "named.mp4");
  EXPECT_EQ(saved(submit(client, named)), settings["download_dir"] + "/named.mp4");
  const Task unnamed = submit(client, make_request("a lighthouse"));
  const std::string by_id = saved(unnamed);
  EXPECT_EQ(by_id, settings["download_dir"] + "/" + text_of(kling_task_id(unnamed.get())) + ".mp4");
  std::filesystem::remove(by_id);
  kling_task *taken_up = nullptr;
  ASSERT_EQ(kling_attach(client.get(), KLING_TEXT2VIDEO, kling_task_id(unnamed.get()), 0, &taken_up, nullptr), KLING_OK);
  EXPECT_EQ(saved(Task(taken_up)), by_id);
}

TEST(Job, ManyAtOnceEndOnceEach) {
  const Simulator simulator({"--submitted-ms", "50", "--processing-ms", "50"});
  const Client client = make_client(at(simulator));
  constexpr int count = 40;
  std::vector<Task> tasks;
  for (int i = 0; i < count; ++i) {
    tasks.push_back(submit(client, make_request("number " + std::to_string(i)), static_cast<uint64_t>(i)));
    ASSERT_NE(tasks.back(), nullptr);
  }
  std::vector<int> finals(count);
  int left = count;
  while (left > 0 && kling_poll(client.get(), -1, nullptr) == KLING_OK) {
    while (const Event event = next_event(client)) {
      if (kling_event_type(event.get()) == KLING_EVENT_FINAL) {
        ++finals[kling_event_tag(event.get())];
        --left;
        EXPECT_EQ(kling_event_state(event.get()), KLING_TASK_SUCCEEDED);
      }
    }
  }
  EXPECT_EQ(finals, std::vector<int>(count, 1));
  EXPECT_EQ(simulator.creations(), count);
  kling_stats stats{};
  stats.struct_size = sizeof stats;
  ASSERT_EQ(kling_client_stats(client.get(), &stats), KLING_OK);
  EXPECT_EQ(stats.tasks_final, static_cast<uint64_t>(count));
  EXPECT_EQ(stats.tasks_open, 0U);
  EXPECT_EQ(stats.requests, read_requests(simulator).size());
  EXPECT_GT(stats.requests, static_cast<uint64_t>(count)) << "a create each, and what was asked of all of them";
}

} // namespace
} // namespace kling::test
