// Gateways (§1 to §3 of their page): every profile of the simulator through the whole job, over sockets.
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>

#include "support/handles.hpp"
#include "support/simulator.hpp"

namespace kling::test {
namespace {

/// What a profile does in ways of its own.
struct Profile {
  const char *name;
  const char *provider;
  const char *prefix;    // that custom needs
  std::size_t id_length; // of a task
  const char *id_start;
  bool external_ids;     // it passes them on
  bool found;            // a task is found by one, and says so
  const char *bad_field; // part of what it says of a mode that is none
  int32_t bad_http;
  const char *wrong_key; // part of what it says of one
};

constexpr Profile profiles[] = {
    {"official", "kling", nullptr, 18, "8", true, true, "mode value '8k' is invalid", 400, "The token was expected to have 3 parts"},
    {"cometapi", "cometapi", nullptr, 18, "8", true, true, "mode value '8k' is invalid", 400, "Invalid token (request id: "},
    {"cometapi-wrapped", "cometapi", nullptr, 18, "8", true, false, "mode value '8k' is invalid", 400, "Invalid token (request id: "},
    {"gateway-a", "custom", "/kling", 18, "8", false, false, "mode value '8k' is invalid", 400, "Invalid token (request id: "},
    {"gateway-a-openai", "custom", "/kling", 37, "task_", false, false, "mode value '8k' is invalid", 400, "Invalid token (request id: "},
    {"gateway-b", "custom", "/kling", 18, "8", false, false, "mode value '8k' is invalid", 400, "Invalid token"},
    {"ids", "custom", "/klingai", 18, "kling_", true, true, "mode value '8k' is invalid", 400, "Authorization is invalid"},
};

void PrintTo(const Profile &profile, std::ostream *out) {
  *out << profile.name;
}

const std::string text2video = "/v1/videos/text2video";

class Profiles : public testing::TestWithParam<Profile> {
protected:
  [[nodiscard]] static std::vector<std::string> flags(std::vector<std::string> more = {}) {
    more.insert(more.end(), {"--profile", GetParam().name, "--submitted-ms", "20", "--processing-ms", "20", "--refresh-ms", "50"});
    return more;
  }
  [[nodiscard]] static Settings settings_at(const Simulator &simulator) {
    const Profile &profile = GetParam();
    Settings settings{
        {"provider", profile.provider}, {"base_url", simulator.base_url()}, {"api_key", simulator.api_key()}, {"poll_interval_ms", "10"}};
    if (profile.prefix != nullptr) {
      settings["path_prefix"] = profile.prefix;
    }
    return settings;
  }
  [[nodiscard]] static bool is_gateway() { return std::string(GetParam().name) != "official"; }
  [[nodiscard]] static std::string path() { return (is_gateway() ? prefix() : std::string()) + text2video; }
  [[nodiscard]] static std::string prefix() { return GetParam().prefix != nullptr ? GetParam().prefix : "/kling"; }
  [[nodiscard]] static Settings fields(Settings more = {}) {
    more.insert({{"model_name", "kling-v3"}, {"duration", "3"}});
    return more;
  }
};

std::string temporary(const std::string &name) {
  const std::string folder = testing::TempDir() + "/kling-" + std::to_string(getpid());
  std::filesystem::create_directories(folder);
  std::filesystem::remove(folder + "/" + name);
  return folder + "/" + name;
}

std::string content_of(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST_P(Profiles, RunTheWholeJob) {
  const Simulator simulator(flags());
  const Client client = make_client(settings_at(simulator));
  const Request request = make_request("a lighthouse", fields());
  const std::string path_of_clip = temporary(std::string(GetParam().name) + ".mp4");
  ASSERT_EQ(kling_request_save_to(request.get(), path_of_clip.c_str()), KLING_OK);
  const Task task = submit(client, request, 7);
  kling_error error = no_error();
  ASSERT_EQ(kling_wait(client.get(), task.get(), 60000, &error), KLING_OK) << error.message;
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_SUCCEEDED);
  const std::string id = text_of(kling_task_id(task.get()));
  EXPECT_EQ(id.size(), GetParam().id_length) << id;
  EXPECT_TRUE(id.starts_with(GetParam().id_start)) << id;
  ASSERT_EQ(kling_task_output_count(task.get()), 1U);
  EXPECT_EQ(text_of(kling_task_output_type(task.get(), 0)), "video");
  EXPECT_NEAR(kling_task_output_duration(task.get(), 0), 3.0, 0.1);
  // What was saved is what the link leads to.
  const std::string url = text_of(kling_task_output_url(task.get(), 0));
  ASSERT_TRUE(url.starts_with(simulator.base_url())) << url;
  const std::string clip = content_of(path_of_clip);
  EXPECT_GT(clip.size(), 1000U);
  EXPECT_EQ(clip.substr(4, 4), "ftyp");
  EXPECT_EQ(clip, simulator.get(url.substr(simulator.base_url().size())));
  EXPECT_EQ(simulator.creations(), 1);
  EXPECT_EQ(simulator.requests("POST", path()), 1);
  EXPECT_GE(simulator.requests("GET", path() + "/" + id), 1);
  EXPECT_EQ(simulator.billed_units(), "1.8");
}

TEST_P(Profiles, ATaskIsTakenUpByItsIdAndItsToken) {
  const Simulator simulator(flags());
  std::string id;
  std::string token;
  {
    const Client client = make_client(settings_at(simulator));
    const Task task = submit(client, make_request("a lighthouse", fields()));
    ASSERT_EQ(kling_wait(client.get(), task.get(), 60000, nullptr), KLING_OK);
    id = text_of(kling_task_id(task.get()));
    token = text_of(kling_task_token(task.get()));
  }
  const Client client = make_client(settings_at(simulator));
  for (const bool by_token : {false, true}) {
    kling_task *taken = nullptr;
    kling_error error = no_error();
    ASSERT_EQ(by_token ? kling_attach_token(client.get(), token.c_str(), 0, &taken, &error)
                       : kling_attach(client.get(), KLING_TEXT2VIDEO, id.c_str(), 0, &taken, &error),
              KLING_OK)
        << error.message;
    const Task task(taken);
    EXPECT_EQ(kling_wait(client.get(), taken, 60000, &error), KLING_OK) << error.message;
    EXPECT_EQ(text_of(kling_task_id(taken)), id);
    EXPECT_EQ(kling_task_output_count(taken), 1U);
  }
}

TEST_P(Profiles, AFailedTaskSaysWhy) {
  const Simulator simulator(flags());
  const Client client = make_client(settings_at(simulator));
  const Task task = submit(client, make_request("something for the risk control", fields()));
  kling_error error = no_error();
  EXPECT_EQ(kling_wait(client.get(), task.get(), 60000, &error), KLING_E_TASK_FAILED);
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_FAILED);
  EXPECT_NE(std::string(error.message).find("Failure to pass the risk control system"), std::string::npos) << error.message;
  EXPECT_EQ(kling_task_output_count(task.get()), 0U);
  EXPECT_EQ(simulator.billed_units(), "0");
}

TEST_P(Profiles, ABadFieldIsRefusedInTheServicesWords) {
  const Simulator simulator(flags());
  Settings settings = settings_at(simulator);
  settings["validation"] = "off"; // else it is refused here
  const Client client = make_client(settings);
  const Task task = submit(client, make_request("a lighthouse", fields({{"mode", "8k"}})));
  kling_error error = no_error();
  EXPECT_EQ(kling_wait(client.get(), task.get(), 60000, &error), KLING_E_FIELD) << error.message;
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_REJECTED);
  EXPECT_EQ(error.http_status, GetParam().bad_http);
  EXPECT_NE(std::string(error.message).find(GetParam().bad_field), std::string::npos) << error.message;
  EXPECT_EQ(simulator.creations(), 0);
  EXPECT_EQ(simulator.posts(), 1);
}

TEST_P(Profiles, AWrongKeyIsRefused) {
  const Simulator simulator(flags());
  Settings settings = settings_at(simulator);
  settings["api_key"] = "not-the-key";
  const Client client = make_client(settings);
  const Task task = submit(client, make_request("a lighthouse", fields()));
  kling_error error = no_error();
  EXPECT_EQ(kling_wait(client.get(), task.get(), 60000, &error), KLING_E_AUTH) << error.message;
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_REJECTED);
  EXPECT_EQ(error.http_status, 401);
  EXPECT_NE(std::string(error.message).find(GetParam().wrong_key), std::string::npos) << error.message;
  EXPECT_EQ(simulator.posts(), 1);
}

TEST_P(Profiles, AModelThatIsNotOfferedIsRefusedForGood) {
  const Simulator simulator(flags());
  const Client client = make_client(settings_at(simulator));
  const Task task = submit(client, make_request("a lighthouse", {{"model_name", "kling-v99"}}));
  kling_error error = no_error();
  const kling_status status = kling_wait(client.get(), task.get(), 60000, &error);
  EXPECT_TRUE(status == KLING_E_FIELD || status == KLING_E_ENDPOINT) << status << error.message;
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_REJECTED);
  EXPECT_NE(std::string(error.message).find("kling-v99"), std::string::npos) << error.message;
  EXPECT_EQ(simulator.posts(), 1) << "503 or not, it is not sent again";
}

TEST_P(Profiles, AnAccountThatCannotPayIsSaidSo) {
  for (const char *units : {"0", "1"}) {
    const Simulator simulator(flags({"--units", units}));
    const Client client = make_client(settings_at(simulator));
    const Task task = submit(client, make_request("a lighthouse", fields()));
    kling_error error = no_error();
    EXPECT_EQ(kling_wait(client.get(), task.get(), 60000, &error), KLING_E_BALANCE) << error.message;
    EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_REJECTED);
    EXPECT_EQ(simulator.posts(), 1);
  }
}

TEST_P(Profiles, ADuplicateExternalIdIsAConflictWhereItCameSoFar) {
  const Simulator simulator(flags());
  const Client client = make_client(settings_at(simulator));
  for (const bool second : {false, true}) {
    const Task task = submit(client, make_request("a lighthouse", fields({{"external_task_id", "order-7"}})));
    kling_error error = no_error();
    const kling_status status = kling_wait(client.get(), task.get(), 60000, &error);
    const bool conflict = second && GetParam().external_ids;
    EXPECT_EQ(status, conflict ? KLING_E_CONFLICT : KLING_OK) << error.message;
    EXPECT_EQ(kling_task_state(task.get()), conflict ? KLING_TASK_REJECTED : KLING_TASK_SUCCEEDED);
  }
  EXPECT_EQ(simulator.creations(), GetParam().external_ids ? 1 : 2);
  EXPECT_EQ(simulator.posts(), 2);
}

/// The reply of a create is lost on its way to us, or behind the gateway, which then tells of an error. The task may exist.
TEST_P(Profiles, ALostReplyIsUnknownAndNeverSentAgain) {
  std::vector<std::string> faults = {R"("fault":"lost_reply")", R"("fault":"html","status":200,"carried_out":true)"};
  if (is_gateway()) {
    faults.insert(faults.end(), {R"("fault":"lost_reply","upstream":true)", R"("fault":"truncate","upstream":true)",
                                 R"("fault":"status","status":504,"carried_out":true,"upstream":true)"});
  }
  for (const std::string &fault : faults) {
    const Simulator simulator(flags());
    Settings settings = settings_at(simulator);
    settings["external_ids"] = "never";
    const Client client = make_client(settings);
    simulator.fault(R"({"method":"POST",)" + fault + "}");
    const Task task = submit(client, make_request("a lighthouse", fields()));
    kling_error error = no_error();
    EXPECT_EQ(kling_wait(client.get(), task.get(), 60000, &error), KLING_E_SUBMIT_UNKNOWN) << fault << error.message;
    EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_UNKNOWN) << fault;
    EXPECT_EQ(simulator.creations(), 1) << fault;
    EXPECT_EQ(simulator.posts(), 1) << fault;
  }
}

/// Asked for by the external id, the task is found where that came so far and is told; elsewhere it stays unknown. It is one in any case.
TEST_P(Profiles, ALostReplyIsLookedUpByTheExternalId) {
  const Simulator simulator(flags());
  Settings settings = settings_at(simulator);
  if (!GetParam().found) {
    settings["deadline_ms"] = "3000";
  }
  const Client client = make_client(settings);
  simulator.fault_creates("lost_reply");
  const Task task = submit(client, make_request("a lighthouse", fields()));
  kling_error error = no_error();
  EXPECT_EQ(kling_wait(client.get(), task.get(), 60000, &error), GetParam().found ? KLING_OK : KLING_E_SUBMIT_UNKNOWN) << error.message;
  EXPECT_EQ(kling_task_state(task.get()), GetParam().found ? KLING_TASK_SUCCEEDED : KLING_TASK_UNKNOWN);
  if (GetParam().found) {
    EXPECT_EQ(text_of(kling_task_id(task.get())).size(), GetParam().id_length);
  }
  EXPECT_GE(simulator.requests("GET", path() + "/k1-"), 1);
  EXPECT_EQ(simulator.creations(), 1);
  EXPECT_EQ(simulator.posts(), 1);
}

std::string plain_name(const testing::TestParamInfo<Profile> &row) {
  std::string name = row.param.name;
  std::erase(name, '-');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Each, Profiles, testing::ValuesIn(profiles), plain_name);

/// A base URL without the gateway's prefix leads to its website: a redirect, or a page with 200.
TEST(ProfilePaths, AWrongPrefixIsTold) {
  const Simulator simulator({"--profile", "cometapi"});
  const Client client = make_client({{"provider", "custom"}, {"base_url", simulator.base_url()}, {"api_key", simulator.api_key()}});
  const Task task = submit(client, make_request("a lighthouse"));
  kling_error error = no_error();
  EXPECT_EQ(kling_wait(client.get(), task.get(), 60000, &error), KLING_E_ENDPOINT) << error.message;
  EXPECT_EQ(error.http_status, 301);
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_REJECTED);
  EXPECT_EQ(simulator.creations(), 0);
}

TEST(ProfilePaths, ARouteThatIsNotWiredIsTold) { // E4
  const Simulator simulator({"--profile", "cometapi"});
  const Client client = make_client({{"provider", "cometapi"}, {"base_url", simulator.base_url()}, {"api_key", simulator.api_key()}});
  kling_request *made = nullptr;
  ASSERT_EQ(kling_request_new(KLING_EXPAND, &made), KLING_OK);
  const Request request(made);
  for (const auto &[name, value] : Settings{{"image", "https://example.com/a.png"}}) {
    kling_request_set_string(made, name.c_str(), value.c_str());
  }
  for (const char *name : {"up_expansion_ratio", "down_expansion_ratio", "left_expansion_ratio", "right_expansion_ratio"}) {
    kling_request_set_string(made, name, "0.1");
  }
  const Task task = submit(client, request);
  kling_error error = no_error();
  EXPECT_EQ(kling_wait(client.get(), task.get(), 60000, &error), KLING_E_ENDPOINT) << error.message;
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_REJECTED);
}

TEST(ProfilePaths, AModelOfTheNewGenerationIsTheGatewaysToJudge) { // §1.5
  const Simulator simulator({"--profile", "cometapi", "--submitted-ms", "20", "--processing-ms", "20"});
  const Client client = make_client(
      {{"provider", "cometapi"}, {"base_url", simulator.base_url()}, {"api_key", simulator.api_key()}, {"poll_interval_ms", "10"}});
  const auto outcome = [&](const char *kind, kling_error &error) {
    kling_request *made = nullptr;
    EXPECT_EQ(kling_request_new(kind, &made), KLING_OK);
    const Request request(made);
    kling_request_set_string(made, "model_name", "kling-3.0-turbo");
    kling_request_set_string(made, "prompt", "a lighthouse");
    if (std::string(kind) == KLING_IMAGE2VIDEO) {
      kling_request_set_string(made, "image", "https://example.com/a.png");
    }
    const Task task = submit(client, request);
    EXPECT_EQ(std::string(kling_task_kind(task.get())), kind);
    return kling_wait(client.get(), task.get(), 60000, &error);
  };
  for (const auto &[kind, words] :
       Settings{{KLING_IMAGE2VIDEO, "invalid model name"}, {KLING_TEXT2VIDEO, "'kling-3.0-turbo' is not supported"}}) {
    kling_error error = no_error();
    EXPECT_NE(outcome(kind.c_str(), error), KLING_OK);
    EXPECT_NE(std::string(error.message).find(words), std::string::npos) << error.message;
  }
}

TEST(ProfilePaths, AVoiceThatIsNoneIsTold) { // E3
  const Simulator simulator({"--profile", "cometapi"});
  const Client client =
      make_client({{"provider", "cometapi"}, {"base_url", simulator.base_url()}, {"api_key", simulator.api_key()}, {"validation", "off"}});
  kling_request *made = nullptr;
  ASSERT_EQ(kling_request_new(KLING_TTS, &made), KLING_OK);
  const Request request(made);
  for (const auto &[name, value] : Settings{{"text", "hello"}, {"voice_id", "nobody"}, {"voice_language", "en"}}) {
    kling_request_set_string(made, name.c_str(), value.c_str());
  }
  const Task task = submit(client, request);
  kling_error error = no_error();
  EXPECT_EQ(kling_wait(client.get(), task.get(), 60000, &error), KLING_E_FIELD) << error.message;
  EXPECT_EQ(error.service_code, 1201);
  EXPECT_NE(std::string(error.message).find("Voice id not found"), std::string::npos) << error.message;
}

} // namespace
} // namespace kling::test
