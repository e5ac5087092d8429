#include <cstdlib>
#include <gtest/gtest.h>

#include "support/pretend_service.hpp"
#include "support/proxy_server.hpp"
#include "support/tls_server.hpp"

/// Proxies over real sockets. Names that end in ".test" exist nowhere but in the in-test proxy's own table.
namespace kling::test {
namespace {

std::string http(const std::string &body) {
  return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// A Kling behind https, as api.test.
struct SecureService {
  CertificateAuthority authority;
  TlsServer server{authority.issue({"DNS:api.test", -3600, 3600}), [](const std::string &request) {
                     const std::string id = PretendService::id_of(1);
                     return http(request.starts_with("POST") ? PretendService::created(id) : PretendService().told(id, "succeed"));
                   }};

  [[nodiscard]] Settings settings() const {
    return {{"base_url", server.url("api.test")},
            {"api_key", "the-key"},
            {"ca_pem", authority.certificate()},
            {"poll_interval_ms", "10"},
            {"retry_base_ms", "1"}};
  }
  [[nodiscard]] std::string host() const { return "api.test:" + std::to_string(server.port()); }
};

void expect_no_secret(const std::string &text) {
  for (const char *secret : {"the-key", "pass word", "pass%20word", "director", "ZGlyZWN0b3I"}) {
    EXPECT_EQ(text.find(secret), std::string::npos) << text;
  }
}

bool any_holds(const std::vector<std::string> &texts, const std::string &part) {
  return std::any_of(texts.begin(), texts.end(), [&](const std::string &text) { return text.find(part) != std::string::npos; });
}

struct Environment {
  explicit Environment(Settings variables) : names(std::move(variables)) {
    for (const auto &[name, value] : names) {
      setenv(name.c_str(), value.c_str(), 1);
    }
  }
  ~Environment() {
    for (const auto &[name, value] : names) {
      unsetenv(name.c_str());
    }
  }
  Environment(const Environment &) = delete;
  Environment &operator=(const Environment &) = delete;
  Settings names;
};

TEST(ProxyTunnel, CarriesAWholeTaskAndKeepsTheCredentialsApart) {
  for (const bool asks : {false, true}) {
    SCOPED_TRACE(asks ? "with credentials" : "without credentials");
    const SecureService service;
    ProxyServer proxy(asks ? "director:pass word" : "");
    proxy.route(service.host(), service.server.port());
    Settings settings = service.settings();
    settings["proxy"] = proxy.url(asks ? "director:pass%20word" : "");
    const Client client = make_client(settings);
    const Task task = submit(client, make_request("a lighthouse"));
    kling_error error = no_error();
    EXPECT_EQ(finish(client, task, &error), KLING_OK) << error.message;
    EXPECT_EQ(proxy.refused(), 0);
    EXPECT_EQ(proxy.tunnels(), 2) << "one for the create, one for the polls";
    EXPECT_EQ(any_holds(proxy.heads(), "\r\nProxy-Authorization: Basic "), asks);
    EXPECT_FALSE(any_holds(proxy.heads(), "the-key"));
    EXPECT_FALSE(any_holds(proxy.heads(), "\r\nAuthorization:"));
    const std::vector<std::string> requests = service.server.requests();
    EXPECT_EQ(requests.size(), 2U);
    EXPECT_TRUE(any_holds(requests, "Bearer the-key"));
    EXPECT_FALSE(any_holds(requests, "Proxy-"));
  }
}

TEST(ProxyTunnel, ThatIsNotOpenedSaysWhyAndSendsNothing) {
  struct Row {
    const char *name;
    const char *credentials;
    ProxyServer::Fault fault;
    bool routed;
    const char *words;
  };
  const Row rows[] = {
      {"no credentials", "", ProxyServer::Fault::none, true, "the proxy asks for a user name and password"},
      {"wrong credentials", "director:other", ProxyServer::Fault::none, true, "response 407"},
      {"HTML 502", "director:pass%20word", ProxyServer::Fault::html, true, "the proxy made no connection to the host"},
      {"unknown host", "director:pass%20word", ProxyServer::Fault::none, false, "response 502"},
      {"hangs up", "director:pass%20word", ProxyServer::Fault::hang_up, true, "broke"},
      {"dies inside its reply", "director:pass%20word", ProxyServer::Fault::cut_reply, true, "broke"},
  };
  for (const Row &row : rows) {
    SCOPED_TRACE(row.name);
    const SecureService service;
    ProxyServer proxy("director:pass word");
    proxy.fail(row.fault);
    if (row.routed) {
      proxy.route(service.host(), service.server.port());
    }
    Settings settings = service.settings();
    settings["proxy"] = proxy.url(row.credentials);
    settings["max_retries"] = "1";
    const Client client = make_client(settings);
    const Task task = submit(client, make_request("a lighthouse"));
    kling_error error = no_error();
    EXPECT_EQ(finish(client, task, &error), KLING_E_NETWORK) << error.message;
    EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_REJECTED);
    EXPECT_NE(std::string(error.message).find(row.words), std::string::npos) << error.message;
    EXPECT_NE(std::string(error.message).find("nothing was sent"), std::string::npos) << error.message;
    expect_no_secret(error.message);
    EXPECT_EQ(service.server.connections(), 0);
    EXPECT_EQ(proxy.connections(), 2) << "the try and one more";
  }
}

TEST(Proxy, ForwardsPlainHttpWhereThatIsAllowed) {
  const PretendService service;
  ProxyServer proxy("director:pass word");
  proxy.route("api.test:80", service.server.port());
  Settings settings = service.settings();
  settings["base_url"] = "http://api.test";
  settings["proxy"] = proxy.url("director:pass%20word");
  kling_error error = no_error();
  EXPECT_EQ(make_client(settings, &error), nullptr) << "plain http to another machine";
  EXPECT_EQ(error.status, KLING_E_ARGUMENT);
  EXPECT_NE(std::string(error.message).find("allow_http"), std::string::npos) << error.message;
  settings["allow_http"] = "1";
  const Client client = make_client(settings);
  const Task task = submit(client, make_request("a lighthouse"));
  EXPECT_EQ(finish(client, task, &error), KLING_OK) << error.message;
  EXPECT_EQ(proxy.tunnels(), 0);
  EXPECT_EQ(proxy.forwarded(), service.server.count());
  for (const RecordedRequest &request : service.server.requests()) {
    EXPECT_FALSE(request.has_header("Proxy-Authorization"));
  }

  settings["proxy"] = proxy.url("director:other");
  const Client stranger = make_client(settings);
  const Task refused = submit(stranger, make_request("a lighthouse"));
  EXPECT_EQ(finish(stranger, refused, &error), KLING_E_NETWORK) << error.message;
  EXPECT_EQ(kling_task_state(refused.get()), KLING_TASK_REJECTED) << error.message;
  EXPECT_EQ(error.http_status, 407);
  EXPECT_NE(std::string(error.message).find("password in the option proxy"), std::string::npos) << error.message;
  expect_no_secret(error.message);
  EXPECT_EQ(service.server.count("POST"), 1);
}

TEST(Proxy, IsPassedByForTheHostsOfNoProxyAndForThisMachine) {
  struct Row {
    const char *no_proxy;
    const char *host;
    bool proxied;
  };
  const Row rows[] = {
      {"", "api.test", true},   {"other.test", "api.test", true},    {"api.test", "api.test", false},
      {"*", "api.test", false}, {"a.test,.test", "api.test", false}, {"", "127.0.0.1", false},
      {"", "localhost", false},
  };
  for (const Row &row : rows) {
    SCOPED_TRACE(std::string(row.no_proxy) + " for " + row.host);
    const PretendService service({"succeed"});
    ProxyServer proxy;
    proxy.route(row.host + (":" + std::to_string(service.server.port())), service.server.port());
    Settings settings = service.settings();
    settings["base_url"] = "http://" + std::string(row.host) + ":" + std::to_string(service.server.port());
    settings["proxy"] = proxy.url();
    settings["no_proxy"] = row.no_proxy;
    settings["allow_http"] = "1";
    settings["max_retries"] = "0";
    const Client client = make_client(settings);
    const Task task = submit(client, make_request("a lighthouse"));
    const bool reachable = row.proxied || row.host != std::string("api.test");
    EXPECT_EQ(finish(client, task), reachable ? KLING_OK : KLING_E_NETWORK);
    EXPECT_EQ(proxy.connections() > 0, row.proxied);
    EXPECT_EQ(service.server.count("POST"), reachable ? 1 : 0);
  }
}

TEST(Proxy, OfTheEnvironmentIsAskedForAndForHttpsAlone) {
  const SecureService service;
  ProxyServer proxy("director:pass word");
  ProxyServer other;
  for (ProxyServer *each : {&proxy, &other}) {
    each->route(service.host(), service.server.port());
  }
  struct Row {
    const char *name;
    Settings variables;
    Settings settings;
    bool from_env;
    int tunnels;
    bool finished;
  };
  const std::string url = proxy.url("director:pass%20word");
  const Row rows[] = {
      {"not asked", {{"HTTPS_PROXY", url}, {"https_proxy", url}, {"ALL_PROXY", url}, {"all_proxy", url}}, {}, false, 0, false},
      {"none", {{"HTTPS_PROXY", url}}, {{"proxy", "none"}}, true, 0, false},
      {"proxy=env", {{"HTTPS_PROXY", url}}, {{"proxy", "env"}}, false, 2, true},
      {"lower case", {{"https_proxy", url}}, {{"proxy", "env"}}, false, 2, true},
      {"from_env", {{"HTTPS_PROXY", url}}, {}, true, 2, true},
      {"http_proxy and ALL_PROXY", {{"http_proxy", url}, {"HTTP_PROXY", url}, {"ALL_PROXY", url}}, {{"proxy", "env"}}, false, 0, false},
      {"NO_PROXY", {{"HTTPS_PROXY", url}, {"NO_PROXY", "api.test"}}, {{"proxy", "env"}}, false, 0, false},
      {"NO_PROXY not asked", {{"NO_PROXY", "api.test"}, {"no_proxy", "*"}}, {{"proxy", url}}, false, 2, true},
      {"the option wins", {{"HTTPS_PROXY", other.url()}}, {{"proxy", url}}, true, 2, true},
  };
  for (const Row &row : rows) {
    SCOPED_TRACE(row.name);
    const Environment environment(row.variables);
    Settings settings = service.settings();
    settings["max_retries"] = "0";
    settings.insert(row.settings.begin(), row.settings.end());
    const Options options = make_options(settings);
    kling_error error = no_error();
    if (row.from_env) {
      ASSERT_EQ(kling_options_from_env(options.get(), &error), KLING_OK) << error.message;
    }
    const int before = proxy.tunnels();
    const Client client = make_client(options, &error);
    ASSERT_NE(client, nullptr) << error.message;
    const Task task = submit(client, make_request("a lighthouse"));
    EXPECT_EQ(finish(client, task, &error), row.finished ? KLING_OK : KLING_E_NETWORK) << error.message;
    EXPECT_EQ(proxy.tunnels() - before, row.tunnels);
    expect_no_secret(error.message);
  }
  EXPECT_EQ(other.connections(), 0);
}

TEST(Proxy, ThatCannotBeOneIsRefusedWithoutBeingShown) {
  kling_error error = no_error();
  EXPECT_EQ(make_client({{"api_key", "the-key"}, {"proxy", "ftp://director:pass%20word@proxy.test"}}, &error), nullptr);
  EXPECT_EQ(error.status, KLING_E_ARGUMENT);
  EXPECT_EQ(std::string(error.field), "proxy");
  expect_no_secret(error.message);
}

} // namespace
} // namespace kling::test
