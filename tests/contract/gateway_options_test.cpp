#include <gtest/gtest.h>

#include "support/pretend_service.hpp"

/// Gateways 4.3: what a client makes configurable, as it goes over the wire.
namespace kling::test {
namespace {

/// A gateway that answers every create, and every GET as the state of one task.
class AnyPath {
public:
  AnyPath() {
    server.handle([](const RecordedRequest &request) {
      return Reply::text(200, request.method == "POST"
                                  ? PretendService::created("810000000000000001")
                                  : R"({"code":0,"data":{"task_id":"810000000000000001","task_status":"succeed","task_result":{}}})");
    });
  }
  [[nodiscard]] Settings settings(const Settings &more = {}) const {
    Settings settings{{"provider", "custom"}, {"base_url", server.url("")}, {"path_prefix", "/proxy/kling"},
                      {"api_key", "the-key"}, {"poll_interval_ms", "10"},   {"validation", "off"}};
    for (const auto &[name, text] : more) {
      settings[name] = text;
    }
    return settings;
  }
  /// The target of the first request of that method.
  [[nodiscard]] std::string target(const std::string &method) const {
    for (const RecordedRequest &request : server.requests()) {
      if (request.method == method) {
        return request.target;
      }
    }
    return "none";
  }

  RecordingServer server;
};

TEST(GatewayOptions, TasksAreAskedForAtThePollPath) {
  struct Row {
    const char *clients;
    const char *tasks;
    std::string target;
  };
  for (const Row &row : {
           Row{"", "", "/proxy/kling/v1/videos/text2video/810000000000000001"},
           Row{"{path}/{task_id}", "", "/proxy/kling/v1/videos/text2video/810000000000000001"},
           Row{"/v1/video/generations/{task_id}", "", "/proxy/kling/v1/video/generations/810000000000000001"},
           Row{"", "/v1/tasks?id={task_id}&kind={kind}", "/proxy/kling/v1/tasks?id=810000000000000001&kind=text2video"},
           Row{"/v1/video/generations/{task_id}", "{path}/{task_id}", "/proxy/kling/v1/videos/text2video/810000000000000001"},
       }) {
    const AnyPath gateway;
    const Client client = make_client(gateway.settings(*row.clients == 0 ? Settings() : Settings{{"poll_path", row.clients}}));
    const Request request = make_request("a lighthouse");
    if (*row.tasks != 0) {
      ASSERT_EQ(kling_request_set_option(request.get(), "poll_path", row.tasks), KLING_OK);
    }
    const std::string shown = text_of(kling_request_to_json(request.get(), client.get()));
    const Task task = submit(client, request);
    EXPECT_EQ(finish(client, task), KLING_OK);
    EXPECT_EQ(gateway.target("GET"), row.target);
    EXPECT_EQ(gateway.target("POST"), "/proxy/kling/v1/videos/text2video");
    const bool usual = row.target == "/proxy/kling/v1/videos/text2video/810000000000000001";
    EXPECT_EQ(shown.find("poll_url") == std::string::npos, usual && *row.tasks == 0) << shown;
    if (!usual) {
      const std::string with_mark = std::string(row.target).replace(row.target.find("810000000000000001"), 18, "{task_id}");
      EXPECT_NE(shown.find(R"("poll_url":")" + gateway.server.url(with_mark) + "\""), std::string::npos) << shown;
    }
  }
}

TEST(GatewayOptions, AnAttachedTaskIsAskedForAtTheClientsPollPath) {
  const AnyPath gateway;
  const Client client = make_client(gateway.settings({{"poll_path", "/v1/video/generations/{task_id}"}}));
  const Request request = make_request("a lighthouse");
  ASSERT_EQ(kling_request_set_option(request.get(), "poll_path", "/tasks-own/{task_id}"), KLING_OK);
  const Task own = submit(client, request);
  EXPECT_EQ(finish(client, own), KLING_OK);
  const std::string token = text_of(kling_task_token(own.get()));
  kling_task *made = nullptr;
  ASSERT_EQ(kling_attach_token(client.get(), token.c_str(), 0, &made, nullptr), KLING_OK);
  const Task attached(made);
  EXPECT_EQ(finish(client, attached), KLING_OK);
  const std::vector<RecordedRequest> requests = gateway.server.requests();
  ASSERT_EQ(requests.size(), 3U);
  EXPECT_EQ(requests[1].target, "/proxy/kling/tasks-own/810000000000000001");
  EXPECT_EQ(requests[2].target, "/proxy/kling/v1/video/generations/810000000000000001");
}

/// A lost create is looked for there, too.
TEST(GatewayOptions, TheExternalIdIsLookedUpAtThePollPath) {
  RecordingServer server;
  server.handle([](const RecordedRequest &request) {
    return request.method == "POST" ? Reply::text(502, "")
                                    : Reply::text(200, R"({"code":0,"data":{"task_id":"810000000000000001","task_status":"succeed",)"
                                                       R"("task_info":{"external_task_id":"mine"}}})");
  });
  const Client client = make_client(Settings{{"provider", "custom"},
                                             {"base_url", server.url("")},
                                             {"api_key", "the-key"},
                                             {"poll_interval_ms", "10"},
                                             {"poll_path", "/find/{task_id}"}});
  const Task task = submit(client, make_request("a lighthouse", {{"external_task_id", "mine"}}));
  EXPECT_EQ(finish(client, task), KLING_OK);
  EXPECT_EQ(server.requests().at(1).target, "/find/mine");
}

TEST(GatewayOptions, APollPathThatIsNoneIsRefusedByName) {
  for (const char *path : {"/v1/tasks", "https://other.example/{task_id}", "/v1/../{task_id}", "/{id}/{task_id}", "//h/{task_id}"}) {
    kling_error error = no_error();
    EXPECT_EQ(make_client({{"api_key", "the-key"}, {"poll_path", path}}, &error), nullptr);
    EXPECT_EQ(error.status, KLING_E_ARGUMENT);
    EXPECT_STREQ(error.field, "poll_path");
    const Request request = make_request("a lighthouse");
    EXPECT_EQ(kling_request_set_option(request.get(), "poll_path", path), KLING_E_ARGUMENT);
    EXPECT_EQ(kling_request_validate(request.get(), nullptr, &error), KLING_E_ARGUMENT);
    EXPECT_STREQ(error.field, "poll_path");
  }
  kling_error error = no_error();
  EXPECT_EQ(make_client({{"api_key", "the-key"}, {"model_field", "name"}}, &error), nullptr);
  EXPECT_STREQ(error.field, "model_field");
}

TEST(GatewayOptions, TheModelIsCalledAsTheGatewayCallsIt) {
  for (const auto &[option, member, other] : {std::tuple{"model_name", R"("model_name":"kling-v2-6")", R"("model":)"},
                                              {"model", R"("model":"kling-v2-6")", R"("model_name":)"}}) {
    const AnyPath gateway;
    const Client client = make_client(gateway.settings({{"model_field", option}}));
    const Request request = make_request("a lighthouse", {{"model_name", "kling-v2-6"}});
    const std::string shown = text_of(kling_request_to_json(request.get(), client.get()));
    EXPECT_EQ(finish(client, submit(client, request)), KLING_OK);
    for (const std::string &text : {shown, gateway.server.requests().at(0).body}) {
      EXPECT_NE(text.find(member), std::string::npos) << text;
      EXPECT_EQ(text.find(other), std::string::npos) << text;
    }
  }
  const AnyPath gateway;
  const Client client = make_client(gateway.settings({{"model_field", "model_name,model"}}));
  EXPECT_EQ(finish(client, submit(client, make_request("a lighthouse", {{"model_name", "kling-v2-6"}}))), KLING_OK);
  const std::string body = gateway.server.requests().at(0).body;
  EXPECT_NE(body.find(R"("model_name":"kling-v2-6")"), std::string::npos) << body;
  EXPECT_NE(body.find(R"("model":"kling-v2-6")"), std::string::npos) << body;
}

} // namespace
} // namespace kling::test
