// The new generation over sockets: a model in the path, tasks of both generations at /tasks.
#include <algorithm>
#include <filesystem>
#include <functional>
#include <gtest/gtest.h>
#include <set>

#include "support/pretend_service.hpp"
#include "support/simulator_log.hpp"

namespace kling::test {
namespace {

const std::string new_path = "/text-to-video/kling-3.0";

Settings at(const Simulator &simulator) {
  return {{"provider", "kling"},
          {"base_url", simulator.base_url()},
          {"api_key", simulator.api_key()},
          {"poll_interval_ms", "20"},
          {"retry_base_ms", "1"}};
}

Request new_request(const std::string &prompt, const Settings &fields = {}) {
  kling_request *request = nullptr;
  EXPECT_EQ(kling_request_new(KLING_TEXT_TO_VIDEO, &request), KLING_OK);
  Settings all{{"model_name", "kling-3.0"}, {"prompt", prompt}};
  all.insert(fields.begin(), fields.end());
  for (const auto &[name, text] : all) {
    EXPECT_EQ(kling_request_set_string(request, name.c_str(), text.c_str()), KLING_OK) << name;
  }
  return Request(request);
}

Task attach(const Client &client, const char *kind, const std::string &id, kling_error *error = nullptr) {
  kling_task *task = nullptr;
  kling_attach(client.get(), kind, id.c_str(), 0, &task, error);
  return Task(task);
}

Task attach_token(const Client &client, const std::string &token, kling_error *error = nullptr) {
  kling_task *task = nullptr;
  kling_attach_token(client.get(), token.c_str(), 0, &task, error);
  return Task(task);
}

/// Targets of the GETs, each once, in the order of their first coming.
std::vector<std::string> looked_at(const Simulator &simulator) {
  std::vector<std::string> out;
  for (const LoggedRequest &each : read_requests(simulator)) {
    if (each.method == "GET" && std::find(out.begin(), out.end(), each.path) == out.end()) {
      out.push_back(each.path);
    }
  }
  return out;
}

std::vector<std::string> records_of(const Client &client, const char *query) {
  std::vector<std::string> out;
  kling_error error = no_error();
  const List list = make_list(client, "new-tasks", query, &error);
  EXPECT_NE(list, nullptr) << error.message;
  for (const char *record = nullptr; list != nullptr;) {
    const kling_status status = kling_list_next(list.get(), &record, &error);
    if (status == KLING_E_AGAIN) {
      kling_poll(client.get(), -1, nullptr);
    } else if (record == nullptr) {
      EXPECT_EQ(status, KLING_OK) << error.message;
      break;
    } else {
      out.emplace_back(record);
    }
  }
  return out;
}

TEST(NewGeneration, IsSubmittedWatchedAndSaved) {
  const Simulator simulator({"--submitted-ms", "60", "--processing-ms", "60"});
  const Client client = make_client(at(simulator));
  const Request request = new_request("a vacation on the beach", {{"options.external_task_id", "beach-1"}});
  const std::string path = testing::TempDir() + "/new-generation-" + std::to_string(getpid()) + ".mp4";
  std::filesystem::remove(path);
  ASSERT_EQ(kling_request_set_int(request.get(), "options.watermark_info.enabled", 1), KLING_OK);
  ASSERT_EQ(kling_request_save_to(request.get(), path.c_str()), KLING_OK);
  kling_error error = no_error();
  const Task task = submit(client, request, 7, &error);
  ASSERT_NE(task, nullptr) << error.message;
  EXPECT_EQ(finish(client, task, &error), KLING_OK) << error.message;

  EXPECT_EQ(text_of(kling_task_kind(task.get())), "text-to-video");
  const std::string id = text_of(kling_task_id(task.get()));
  EXPECT_EQ(id.size(), 18U);
  EXPECT_EQ(text_of(kling_task_external_id(task.get())), "beach-1");
  ASSERT_EQ(kling_task_output_count(task.get()), 2U);
  EXPECT_EQ(text_of(kling_task_output_type(task.get(), 0)), "video");
  EXPECT_EQ(text_of(kling_task_output_type(task.get(), 1)), "watermark") << "behind all others";
  EXPECT_NEAR(kling_task_output_duration(task.get(), 0), 5.0, 0.1);
  EXPECT_FALSE(text_of(kling_task_output_id(task.get(), 0)).empty());
  EXPECT_EQ(text_of(kling_task_output_path(task.get(), 0)), path);
  EXPECT_GT(std::filesystem::file_size(path), 1000U);
  EXPECT_NEAR(kling_task_units(task.get()), 3.0, 0.001);
  EXPECT_EQ(simulator.billed_units(), "3");
  EXPECT_NE(text_of(kling_task_raw_json(task.get())).find("\"outputs\":[{"), std::string::npos);
  EXPECT_NE(text_of(kling_task_token(task.get())).find("__new__text-to-video__" + id + "__beach-1"), std::string::npos);

  EXPECT_EQ(simulator.requests("POST", new_path), 1);
  EXPECT_NE(simulator.last_body(new_path).find(R"("external_task_id":"beach-1")"), std::string::npos);
  EXPECT_EQ(simulator.last_body(new_path).find("model_name"), std::string::npos);
  const std::vector<std::string> looks = looked_at(simulator);
  EXPECT_EQ(std::count(looks.begin(), looks.end(), "/tasks?task_ids=" + id), 1);
  EXPECT_TRUE(std::none_of(looks.begin(), looks.end(), [](const std::string &each) { return each.starts_with("/text-to-video"); }));
}

TEST(NewGeneration, IsTakenUpByEitherIdAndByItsToken) {
  const Simulator simulator({"--submitted-ms", "1", "--processing-ms", "1"});
  const Client client = make_client(at(simulator));
  const Task made = submit(client, new_request("a lighthouse", {{"options.external_task_id", "lighthouse-1"}}));
  ASSERT_EQ(finish(client, made), KLING_OK);
  const std::string id = text_of(kling_task_id(made.get()));
  const std::string token = text_of(kling_task_token(made.get()));
  const Client other = make_client(at(simulator));
  const Task taken[] = {attach(other, KLING_TEXT_TO_VIDEO, id), attach(other, KLING_TEXT_TO_VIDEO, "lighthouse-1"),
                        attach_token(other, token)};
  for (const Task &task : taken) {
    ASSERT_NE(task, nullptr);
    EXPECT_EQ(finish(other, task), KLING_OK);
    EXPECT_EQ(text_of(kling_task_id(task.get())), id);
    EXPECT_EQ(text_of(kling_task_external_id(task.get())), "lighthouse-1");
    EXPECT_EQ(text_of(kling_task_output_url(task.get(), 0)), text_of(kling_task_output_url(made.get(), 0)));
    EXPECT_EQ(text_of(kling_task_token(task.get())), token);
  }
  const std::vector<std::string> looks = looked_at(simulator);
  EXPECT_EQ(std::count(looks.begin(), looks.end(), "/tasks?external_task_ids=lighthouse-1"), 1);
  EXPECT_EQ(simulator.creations(), 1);
}

TEST(NewGeneration, ATokenAndItsKindAreOfOneGeneration) {
  const Client client = make_client({{"provider", "kling"}, {"api_key", "the-key"}});
  const std::string begin = "k1.https_3A_2F_2Fapi-singapore.klingai.com____kling__";
  for (const auto &[middle, message] :
       {std::pair<std::string, std::string>{"legacy__text-to-video",
                                            "the token's generation is legacy, and text-to-video is of the generation new"},
        {"new__text2video", "the token's generation is new, and text2video is of the generation legacy"}}) {
    kling_error error = no_error();
    EXPECT_EQ(attach_token(client, begin + middle + "__867283741759111202__", &error), nullptr);
    EXPECT_EQ(error.status, KLING_E_ARGUMENT);
    EXPECT_EQ(std::string(error.message), message);
  }
  EXPECT_NE(attach_token(client, begin + "new__text-to-video__867283741759111202__"), nullptr);
  EXPECT_NE(attach_token(client, begin + "legacy__text2video__867283741759111202__"), nullptr);
}

TEST(NewGeneration, TasksOfBothAreListedByACursor) {
  const Simulator simulator({"--submitted-ms", "1", "--processing-ms", "1"});
  const Client client = make_client(at(simulator));
  std::vector<std::string> ids;
  for (int each = 0; each < 5; ++each) {
    const Task task = submit(client, each % 2 == 0 ? new_request("a hare") : make_request("a fox"));
    ASSERT_EQ(finish(client, task), KLING_OK);
    ids.push_back(text_of(kling_task_id(task.get())));
  }
  ASSERT_EQ(finish(client, submit(client, new_request("risk control"))), KLING_E_TASK_FAILED);

  const std::vector<std::string> good = records_of(client, R"({"limit":2,"filters":[{"key":"status","values":["succeeded"]}]})");
  ASSERT_EQ(good.size(), 5U);
  for (std::size_t each = 0; each < 5; ++each) { // newest first
    EXPECT_NE(good[each].find(R"("id":")" + ids[4 - each] + '"'), std::string::npos) << good[each];
    EXPECT_NE(good[each].find(R"("outputs":[{"type":"video")"), std::string::npos) << good[each];
  }
  EXPECT_EQ(simulator.requests("POST", "/tasks"), 3);
  EXPECT_NE(simulator.last_body("/tasks").find("\"cursor\":\""), std::string::npos);
  EXPECT_EQ(records_of(client, nullptr).size(), 6U);
  EXPECT_EQ(records_of(client, R"({"filters":[{"key":"status","values":["failed"]},{"key":"product_type","values":["video"]}]})").size(),
            1U);
  EXPECT_EQ(records_of(client, R"({"start_time":1,"end_time":"2"})").size(), 0U);
}

TEST(NewGeneration, TheListAsACallIsAnsweredAtOnce) {
  const Simulator simulator({"--submitted-ms", "1", "--processing-ms", "1"});
  const Client client = make_client(at(simulator));
  const Task made = submit(client, new_request("a hare"));
  ASSERT_EQ(finish(client, made), KLING_OK);
  kling_request *request = nullptr;
  ASSERT_EQ(kling_request_new("new-tasks", &request), KLING_OK);
  const Task task = submit(client, Request(request));
  ASSERT_NE(task, nullptr);
  EXPECT_EQ(finish(client, task), KLING_OK);
  EXPECT_NE(text_of(kling_task_raw_json(task.get())).find(text_of(kling_task_id(made.get()))), std::string::npos);
  ASSERT_EQ(kling_task_output_count(task.get()), 1U);
  EXPECT_EQ(text_of(kling_task_output_url(task.get(), 0)), text_of(kling_task_output_url(made.get(), 0)));
  EXPECT_EQ(kling_task_token(task.get()), nullptr);
}

TEST(NewGeneration, AListOfOneKindNamesTheListOfAll) {
  const Client client = make_client({{"api_key", "the-key"}});
  for (const char *kind : {KLING_TEXT_TO_VIDEO, KLING_IMAGE_TO_VIDEO, KLING_NEW_OMNI_VIDEO, KLING_NEW_MOTION_CONTROL}) {
    kling_error error = no_error();
    EXPECT_EQ(make_list(client, kind, nullptr, &error), nullptr);
    EXPECT_EQ(error.status, KLING_E_UNSUPPORTED);
    EXPECT_NE(std::string(error.message).find("new-tasks"), std::string::npos) << error.message;
  }
}

TEST(NewGeneration, AfterALostReplyItIsFoundByItsExternalId) {
  const Simulator simulator({"--submitted-ms", "1", "--processing-ms", "1"});
  simulator.fault(R"({"method":"POST","path":")" + new_path + R"(","fault":"lost_reply"})");
  const Client client = make_client(at(simulator));
  const Task task = submit(client, new_request("a lighthouse", {{"options.external_task_id", "lost-1"}}));
  EXPECT_EQ(finish(client, task), KLING_OK);
  EXPECT_EQ(simulator.creations(), 1);
  EXPECT_EQ(simulator.requests("POST", new_path), 1);
  const std::vector<std::string> looks = looked_at(simulator);
  ASSERT_GE(looks.size(), 2U);
  EXPECT_EQ(looks[0], "/tasks?external_task_ids=lost-1");
  EXPECT_EQ(looks[1], "/tasks?task_ids=" + text_of(kling_task_id(task.get())));
}

TEST(NewGeneration, AnExternalIdIsTakenOnceInBoth) {
  const Simulator simulator({"--submitted-ms", "1", "--processing-ms", "1"});
  const Client client = make_client(at(simulator));
  const Task legacy = submit(client, make_request("a fox", {{"external_task_id", "first-legacy"}}));
  const Task current = submit(client, new_request("a fox", {{"options.external_task_id", "first-new"}}));
  ASSERT_EQ(finish(client, legacy), KLING_OK);
  ASSERT_EQ(finish(client, current), KLING_OK);
  const auto expect_conflict = [&](const Request &request, const Task &first) {
    kling_error error = no_error();
    const Task task = submit(client, request);
    EXPECT_EQ(finish(client, task, &error), KLING_E_CONFLICT);
    EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_REJECTED);
    EXPECT_EQ(std::string(error.field), "external_task_id");
    EXPECT_EQ(error.service_code, 1201);
    return first == nullptr || std::string(error.task_id) == text_of(kling_task_id(first.get()));
  };
  EXPECT_TRUE(expect_conflict(new_request("a hare", {{"options.external_task_id", "first-legacy"}}), legacy));
  EXPECT_TRUE(expect_conflict(new_request("a hare", {{"options.external_task_id", "first-new"}}), current));
  // The legacy path knows only what it made itself: that there is a task is certain, which one it is is not.
  EXPECT_TRUE(expect_conflict(make_request("a hare", {{"external_task_id", "first-new"}}), nullptr));
  EXPECT_EQ(simulator.creations(), 2);
}

TEST(NewGeneration, AccessKeysAreRefusedBeforeAnythingIsSent) {
  const Simulator simulator;
  const Client client =
      make_client({{"base_url", simulator.base_url()}, {"access_key", simulator.access_key()}, {"secret_key", simulator.secret_key()}});
  const std::string token = [&] {
    const Client with_key = make_client(at(simulator));
    const Task task = attach(with_key, KLING_TEXT_TO_VIDEO, "867283741759111202");
    return text_of(kling_task_token(task.get()));
  }();
  simulator.reset();
  kling_request *calls = nullptr;
  ASSERT_EQ(kling_request_new("new-tasks", &calls), KLING_OK);
  const Request call(calls);
  const std::function<void(kling_error *)> acts[] = {
      [&](kling_error *error) { EXPECT_EQ(submit(client, new_request("a fox"), 0, error), nullptr); },
      [&](kling_error *error) { EXPECT_EQ(submit(client, call, 0, error), nullptr); },
      [&](kling_error *error) { EXPECT_EQ(attach(client, KLING_TEXT_TO_VIDEO, "867283741759111202", error), nullptr); },
      [&](kling_error *error) { EXPECT_EQ(attach(client, KLING_NEW_OMNI_VIDEO, "mine", error), nullptr); },
      [&](kling_error *error) { EXPECT_EQ(attach_token(client, token, error), nullptr); },
      [&](kling_error *error) { EXPECT_EQ(make_list(client, "new-tasks", nullptr, error), nullptr); },
  };
  for (const auto &act : acts) {
    kling_error error = no_error();
    act(&error);
    EXPECT_EQ(error.status, KLING_E_AUTH) << error.message;
    EXPECT_EQ(std::string(error.field), "access_key");
    EXPECT_NE(std::string(error.message).find("https://kling.ai/dev/api-key"), std::string::npos) << error.message;
  }
  kling_poll(client.get(), 0, nullptr);
  EXPECT_TRUE(read_requests(simulator).empty());
  EXPECT_NE(attach(client, KLING_TEXT2VIDEO, "867283741759111202"), nullptr) << "the legacy generation takes them";
}

TEST(NewGeneration, AFailedTaskTellsTheServicesReasonAndNoUnits) {
  const Simulator simulator({"--submitted-ms", "1", "--processing-ms", "1"});
  const Client client = make_client(at(simulator));
  kling_error error = no_error();
  const Task task = submit(client, new_request("risk control"));
  EXPECT_EQ(finish(client, task, &error), KLING_E_TASK_FAILED);
  EXPECT_STREQ(error.message, "Failure to pass the risk control system");
  EXPECT_EQ(std::string(error.task_id), text_of(kling_task_id(task.get())));
  EXPECT_EQ(kling_task_units(task.get()), 0);
  EXPECT_EQ(kling_task_output_count(task.get()), 0U);
  EXPECT_EQ(simulator.billed_units(), "0");
}

} // namespace
} // namespace kling::test
