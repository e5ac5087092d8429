#include <algorithm>
#include <filesystem>
#include <gtest/gtest.h>
#include <openssl/evp.h>

#include "support/clip_service.hpp"
#include "support/pretend_service.hpp"
#include "support/simulator.hpp"

namespace kling::test {
namespace {

constexpr const char *api_key = "0Api1Key2Nobody3May4See5";
constexpr const char *access_key = "0Access1Key2Nobody3May4See";
constexpr const char *secret_key = "0Secret1Key2Nobody3May4See";
constexpr const char *proxy_password = "0Proxy1Password2Nobody3Sees";
constexpr const char *team_token = "0Team1Token2Nobody3May4See";
constexpr const char *fixed_key = "0Fixed1Key2Nobody3May4See5";
constexpr const char *callback_secret = "0Callback1Secret2Nobody3Sees";
constexpr const char *signature = "signature=secret"; // of PretendService's links

std::string base64(const std::string &text) {
  std::string out(text.size() * 2 + 8, '\0');
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char *>(out.data()), reinterpret_cast<const unsigned char *>(text.data()),
                                     static_cast<int>(text.size()));
  out.resize(static_cast<std::size_t>(length));
  return out.substr(0, out.find('='));
}

/// Everything that a client tells, one text after the other.
class Told {
public:
  void add(const std::string &where, const char *text) {
    if (text != nullptr) {
      texts_.emplace_back(where, text);
    }
  }
  void add(const std::string &where, const kling_error &error) {
    add(where + " message", error.message);
    add(where + " field", error.field);
    add(where + " request_id", error.request_id);
    add(where + " task_id", error.task_id);
  }
  void add_event(const kling_event *event) {
    kling_error error = no_error();
    if (kling_event_error(event, &error) == KLING_OK) {
      add("event " + std::to_string(kling_event_type(event)), error);
    }
  }
  /// What may be asked of a task, but for the two values that are signed on purpose.
  void add_task(const kling_task *task) {
    kling_error error = no_error();
    kling_task_error(task, &error);
    add("task error", error);
    add("id", kling_task_id(task));
    add("external id", kling_task_external_id(task));
    add("token", kling_task_token(task));
    add("label", kling_task_label(task));
    add("path", kling_task_output_path(task, 0));
    add("type", kling_task_output_type(task, 0));
    raw_ += text_of(kling_task_raw_json(task));
  }

  [[nodiscard]] bool empty() const { return texts_.empty(); }
  [[nodiscard]] std::size_t count(const std::string &where) const {
    return static_cast<std::size_t>(std::count_if(texts_.begin(), texts_.end(), [&](const auto &each) { return each.first == where; }));
  }

  void expect_clean() const {
    for (const char *secret : {api_key, access_key, secret_key, proxy_password, team_token, fixed_key, callback_secret}) {
      for (const std::string &form : {std::string(secret), base64(secret), base64(std::string("user:") + secret)}) {
        expect_without(form);
      }
    }
    expect_without("eyJ"); // a signed token
    expect_without(signature);
  }
  void expect_no_signature() const {
    for (const auto &[where, text] : texts_) {
      EXPECT_EQ(text.find("signature="), std::string::npos) << where << ": " << text;
    }
  }

private:
  void expect_without(const std::string &secret) const {
    for (const auto &[where, text] : texts_) {
      EXPECT_EQ(text.find(secret), std::string::npos) << where << " tells " << secret << ": " << text;
    }
    EXPECT_TRUE(secret == signature || raw_.find(secret) == std::string::npos) << "the reply tells " << secret << ": " << raw_;
  }

  std::vector<std::pair<std::string, std::string>> texts_;
  std::string raw_;
};

/// Options whose log goes to `told`, at its loudest.
Options loud_options(Settings settings, Told &told) {
  settings.emplace("log_level", "4");
  Options options = make_options(settings);
  kling_callbacks callbacks = KLING_CALLBACKS_INIT;
  callbacks.user_data = &told;
  callbacks.on_log = [](void *self, int32_t, const char *text) { static_cast<Told *>(self)->add("log", text); };
  kling_options_set_callbacks(options.get(), &callbacks);
  return options;
}

constexpr int32_t any_state = -1; // unsuccessful, in whatever way

/// One job to its end, saved where it can be.
void work(const Settings &settings, Told &told, int32_t expected_state) {
  kling_error error = no_error();
  const Client client = make_client(loud_options(settings, told), &error);
  told.add("client", error);
  if (!client) {
    EXPECT_EQ(expected_state, 0) << error.message;
    return;
  }
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / ("kling-secrets-" + std::to_string(getpid()));
  std::filesystem::remove_all(folder);
  std::filesystem::create_directory(folder);
  const Request request = make_request("a lighthouse");
  kling_request_save_to(request.get(), (folder / "clip.mp4").c_str());
  told.add("to_json", kling_request_to_json(request.get(), settings.count("callback_url") == 0 ? client.get() : nullptr));
  const Task task = submit(client, request, 0, &error);
  told.add("submit", error);
  ASSERT_NE(task, nullptr);
  const bool uncertain = expected_state == KLING_TASK_UNKNOWN || expected_state == any_state;
  ASSERT_TRUE(drive_until(client, [&] {
    for (Event event = next_event(client); event; event = next_event(client)) {
      told.add_event(event.get());
    }
    const int32_t state = kling_task_state(task.get());
    return state >= KLING_TASK_FINAL || (uncertain && state == KLING_TASK_UNCERTAIN);
  })) << kling_task_state_name(kling_task_state(task.get()));
  told.add_task(task.get());
  kling_client_shutdown(client.get(), 0);
  for (Event event = next_event(client); event; event = next_event(client)) {
    told.add_event(event.get());
  }
  told.add_task(task.get());
  const int32_t state = kling_task_state(task.get());
  EXPECT_TRUE(state == expected_state || (expected_state == any_state && state > KLING_TASK_SUCCEEDED)) << kling_task_state_name(state);
  std::filesystem::remove_all(folder);
}

Settings with(Settings settings, const Settings &more) {
  for (const auto &[name, text] : more) {
    settings[name] = text;
  }
  return settings;
}

const Settings credentials[] = {
    {{"api_key", api_key}},
    {{"access_key", access_key}, {"secret_key", secret_key}},
    {{"api_key", api_key},
     {"auth_header", std::string("X-Auth: ") + fixed_key + " {key}"},
     {"extra_headers", std::string("X-Team-Token: ") + team_token},
     {"callback_url", std::string("https://h.example/cb?key=") + callback_secret}},
};

Settings clean(Settings settings) {
  settings.erase("api_key");
  settings.emplace("max_retries", "1");
  settings["connect_timeout_ms"] = "2000";
  return settings;
}

TEST(Secrets, AWholeJobTellsNone) {
  for (const Settings &credential : credentials) {
    const PretendService service;
    Told told;
    work(with(clean(service.settings()), credential), told, KLING_TASK_SUCCEEDED);
    EXPECT_GT(told.count("log"), 3U);
    EXPECT_GE(told.count("path"), 1U);
    told.expect_clean();
  }
}

TEST(Secrets, AJobWithTheSimulatorTellsNone) {
  const Simulator simulator({"--submitted-ms", "10", "--processing-ms", "10"});
  const Settings base{{"base_url", simulator.base_url()}, {"poll_interval_ms", "10"}};
  for (const Settings &credential : {Settings{{"api_key", simulator.api_key()}},
                                     Settings{{"access_key", simulator.access_key()}, {"secret_key", simulator.secret_key()}}}) {
    Told told;
    work(with(base, credential), told, KLING_TASK_SUCCEEDED);
    EXPECT_GT(told.count("log"), 3U);
    told.expect_clean();
    Told ours; // with the simulator's own keys in the place of ours
    work(with(base, {{"api_key", api_key}}), ours, KLING_TASK_REJECTED);
    ours.expect_clean();
  }
}

/// A service that repeats what it was sent, in every way.
TEST(Secrets, AServiceThatRepeatsThemIsNotRepeated) {
  struct Row {
    int status;
    const char *before;
    const char *behind;
    const char *type;
    int32_t state;
  };
  for (const Row &row : {
           Row{401, R"({"code":1002,"message":"no such key: )", R"("})", "application/json", KLING_TASK_REJECTED},
           Row{200, R"({"code":1201,"message":")", R"(","request_id":"r"})", "application/json", KLING_TASK_REJECTED},
           Row{403, R"({"error":{"code":"forbidden","message":")", R"("}})", "application/json", KLING_TASK_REJECTED},
           Row{404, "<html><head><title>Not found: ", "</title></head></html>", "text/html", KLING_TASK_REJECTED},
           Row{400, "you sent ", "", "text/plain", KLING_TASK_REJECTED},
           Row{500, R"({"code":5000,"message":"see https://h/log?)", R"("})", "application/json", KLING_TASK_UNKNOWN},
           Row{200, R"({"code":0,"message":")", R"("})", "application/json", KLING_TASK_UNKNOWN},
       }) {
    for (const Settings &credential : credentials) {
      RecordingServer server;
      server.handle([&](const RecordedRequest &request) {
        const std::string said = request.header("Authorization") + request.header("X-Auth") + " " + request.header("X-Team-Token");
        return Reply::text(row.status, row.before + said + row.behind, row.type);
      });
      Told told;
      work(with({{"provider", "custom"}, {"base_url", server.url("")}, {"retry_base_ms", "1"}}, credential), told, row.state);
      SCOPED_TRACE(row.before);
      told.expect_clean();
    }
  }
}

TEST(Secrets, FailuresOnTheWayTellNone) {
  const RecordingServer closed_later;
  RecordingServer broken;
  broken.reset_connections(1000);
  const Settings ways[] = {
      {{"base_url", "http://127.0.0.1:1"}},
      {{"base_url", broken.url("")}},
      {{"base_url", "https://127.0.0.1:" + std::to_string(closed_later.port())}}, // no TLS there
      {{"base_url", "https://nowhere.invalid"}},
      {{"base_url", "https://h.example"}, {"proxy", std::string("http://user:") + proxy_password + "@127.0.0.1:1"}},
      {{"base_url", "https://h.example"},
       {"proxy", "http://user:" + std::string(proxy_password) + "@127.0.0.1:" + std::to_string(broken.port())}},
      {{"base_url", "https://h.example"}, {"proxy", "http://user:" + std::string(proxy_password) + "@nowhere.invalid:3128"}},
      {{"base_url", "https://h.example"}, {"proxy", "socks5h://user:" + std::string(proxy_password) + "@127.0.0.1:1"}},
  };
  std::size_t next = 0;
  for (const Settings &way : ways) {
    const Settings &credential = credentials[next++ % std::size(credentials)];
    Told told;
    work(with(with(clean({{"provider", "custom"}, {"retry_base_ms", "1"}, {"max_retries", "0"}}), way), credential), told, any_state);
    SCOPED_TRACE(way.at("base_url"));
    EXPECT_FALSE(told.empty());
    told.expect_clean();
  }
}

/// A link is a credential: whoever has its signature has the clip.
TEST(Secrets, DownloadsThatFailTellNoSignature) {
  struct Row {
    const char *name;
    void (*bend)(Reply &reply);
  };
  for (const Row &row : {
           Row{"403", [](Reply &reply) { reply = Reply::text(403, "no", "text/plain"); }},
           Row{"cut", [](Reply &reply) { reply.cut_after = 0; }},
           Row{"reset",
               [](Reply &reply) {
                 reply.cut_after = 0;
                 reply.end = Reply::End::reset;
               }},
           Row{"reset at once", [](Reply &reply) { reply.fault = Reply::Fault::reset_after_body; }},
           Row{"redirect",
               [](Reply &reply) {
                 reply = Reply::text(302, "", "text/plain");
                 reply.headers.emplace_back("Location: http://127.0.0.1:1/clip?signature=7");
               }},
           Row{"redirect to itself",
               [](Reply &reply) {
                 reply = Reply::text(302, "", "text/plain");
                 reply.headers.emplace_back("Location: ?signature=8");
               }},
       }) {
    SCOPED_TRACE(row.name);
    ClipService service;
    service.bend([&row](int, const RecordedRequest &, Reply &reply) { row.bend(reply); });
    Told told;
    work(with(clean(service.settings()), {{"api_key", api_key}}), told, KLING_TASK_SUCCEEDED);
    EXPECT_GE(service.clip_requests().size(), 1U);
    EXPECT_GT(told.count("log"), 3U);
    EXPECT_EQ(told.count("path"), 0U) << "nothing was saved";
    told.expect_clean();
    told.expect_no_signature();
  }
}

/// Options that cannot be used, with a secret in the wrong place.
TEST(Secrets, RefusedOptionsTellNone) {
  const std::string password = proxy_password;
  const Settings rows[] = {
      {{"api_key", std::string(api_key) + " "}},
      {{"api_key", api_key}, {"secret_key", secret_key}},
      {{"access_key", access_key}},
      {{"secret_key", secret_key}},
      {{"api_key", api_key}, {"provider", "nobody"}},
      {{"api_key", api_key}, {"auth_header", std::string("X-Auth ") + fixed_key}},
      {{"api_key", api_key}, {"auth_header", std::string("X-Auth: ") + fixed_key}},
      {{"api_key", api_key}, {"extra_headers", std::string("X-Team ") + team_token}},
      {{"api_key", api_key}, {"extra_headers", std::string("Authorization: ") + team_token}},
      {{"api_key", api_key}, {"extra_headers", std::string("Host: ") + team_token}},
      {{"api_key", api_key}, {"base_url", "https://user:" + password + "@h.example"}},
      {{"api_key", api_key}, {"base_url", "https://user:" + password + "/x@h.example"}},
      {{"api_key", api_key}, {"base_url", "https://h.example/?key=" + password}},
      {{"api_key", api_key}, {"base_url", "user:" + password + "@h.example"}},
      {{"api_key", api_key}, {"proxy", "http://user:" + password + "@"}},
      {{"api_key", api_key}, {"proxy", "http://user:" + password + "/x@h.example:3128"}},
      {{"api_key", api_key}, {"proxy", "gopher://user:" + password + "@h.example"}},
      {{"api_key", api_key}, {"proxy", "user:" + password + "@h.example:port"}},
      {{"api_key", api_key}, {"proxy", "http://user:" + password + "@h.example:99999"}},
      {{"api_key", api_key}, {"proxy", "http://user:" + password + "@h ex:1"}},
  };
  for (const Settings &row : rows) {
    Told told;
    kling_error error = no_error();
    const Client client = make_client(loud_options(with(row, {{"connect_timeout_ms", "500"}, {"max_retries", "0"}}), told), &error);
    told.add("client", error);
    EXPECT_TRUE(client != nullptr || error.message[0] != 0);
    if (client) { // what it is worth is seen when it is used
      kling_error refused = no_error();
      const Task task = submit(client, make_request("a lighthouse"), 0, &refused);
      told.add("submit", refused);
      ASSERT_NE(task, nullptr);
      kling_error ended = no_error();
      kling_wait(client.get(), task.get(), 300, &ended);
      told.add("wait", ended);
      kling_client_shutdown(client.get(), 0);
      told.add_task(task.get());
    }
    told.expect_clean();
  }
}

} // namespace
} // namespace kling::test
