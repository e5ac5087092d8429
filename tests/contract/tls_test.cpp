#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include "support/pretend_service.hpp"
#include "support/simulator.hpp"
#include "support/store_loads.hpp"
#include "support/tls_server.hpp"

/// TLS through the public interface, with an authority that lives as long as the test.
namespace kling::test {
namespace {

std::string http(const std::string &body) {
  return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string answer(const std::string &request) {
  const std::string id = PretendService::id_of(1);
  return http(request.starts_with("POST") ? PretendService::created(id) : PretendService().told(id, "succeed"));
}

Settings settings_for(const std::string &url) {
  return {{"base_url", url}, {"api_key", "the-key"}, {"poll_interval_ms", "10"}, {"retry_base_ms", "1"}, {"max_retries", "0"}};
}

struct Outcome {
  kling_status status = KLING_OK;
  int32_t state = 0;
  std::string message;
  uint64_t requests = 0;
};

Outcome run(const Settings &settings) {
  kling_error error = no_error();
  const Client client = make_client(settings, &error);
  if (client == nullptr) {
    return {error.status, 0, error.message, 0};
  }
  const Task task = submit(client, make_request("a lighthouse"));
  Outcome outcome;
  outcome.status = finish(client, task, &error);
  outcome.state = kling_task_state(task.get());
  outcome.message = error.message;
  kling_stats stats = KLING_STATS_INIT;
  kling_client_stats(client.get(), &stats);
  outcome.requests = stats.requests;
  return outcome;
}

/// Nothing of ours was seen by the server, and the task knows that.
void expect_refused(const Outcome &outcome, const TlsServer &server, const std::string &words) {
  EXPECT_EQ(outcome.status, KLING_E_TLS) << outcome.message;
  EXPECT_EQ(outcome.state, KLING_TASK_REJECTED);
  EXPECT_NE(outcome.message.find(words), std::string::npos) << outcome.message;
  EXPECT_EQ(outcome.message.find("the-key"), std::string::npos) << outcome.message;
  EXPECT_TRUE(server.requests().empty());
  EXPECT_GE(server.connections(), 1);
}

TEST(Tls, TrustsWhatItWasToldToTrust) {
  const CertificateAuthority authority;
  const CertificateAuthority stranger("another authority");
  const TemporaryFile file(authority.certificate());
  const TemporaryFile both(stranger.certificate() + authority.certificate());
  const TemporaryFile other(stranger.certificate());
  struct Row {
    const char *name;
    Settings settings;
    bool trusted;
  };
  const Row rows[] = {
      {"ca_file", {{"ca_file", file.path()}}, true},
      {"ca_file with several", {{"ca_file", both.path()}}, true},
      {"ca_pem", {{"ca_pem", authority.certificate()}}, true},
      {"ca_pem with several", {{"ca_pem", stranger.certificate() + authority.certificate()}}, true},
      {"ca_pem wins over ca_file", {{"ca_pem", authority.certificate()}, {"ca_file", other.path()}}, true},
      {"and where it does not trust", {{"ca_pem", stranger.certificate()}, {"ca_file", file.path()}}, false},
      {"the system's", {}, false},
      {"another's file", {{"ca_file", other.path()}}, false},
      {"another's PEM", {{"ca_pem", stranger.certificate()}}, false},
  };
  for (const Row &row : rows) {
    SCOPED_TRACE(row.name);
    const TlsServer server(authority.issue(), answer);
    Settings settings = settings_for(server.url());
    settings.insert(row.settings.begin(), row.settings.end());
    const Outcome outcome = run(settings);
    if (row.trusted) {
      EXPECT_EQ(outcome.status, KLING_OK) << outcome.message;
      EXPECT_EQ(server.requests().size(), 2U);
    } else {
      expect_refused(outcome, server, "certificate was not accepted");
    }
  }
}

TEST(Tls, RefusesACertificateThatIsNotTheServersOwnGoodOne) {
  const CertificateAuthority authority;
  const char *const here = "IP:127.0.0.1,DNS:localhost";
  struct Row {
    const char *name;
    Identity identity;
    const char *host;
    const char *words; // null: accepted
  };
  const Row rows[] = {
      {"good, by address", authority.issue(), "127.0.0.1", nullptr},
      {"good, by name", authority.issue(), "localhost", nullptr},
      {"wrong name", authority.issue({"DNS:example.com", -3600, 3600}), "localhost", "localhost"},
      {"wrong address", authority.issue({"IP:127.0.0.2", -3600, 3600}), "127.0.0.1", "127.0.0.1"},
      {"a name for an address", authority.issue({"DNS:127.0.0.1", -3600, 3600}), "127.0.0.1", "127.0.0.1"},
      {"expired", authority.issue({here, -7200, -3600}), "127.0.0.1", "expired"},
      {"not yet valid", authority.issue({here, 3600, 7200}), "127.0.0.1", "not yet valid"},
      {"self-signed", CertificateAuthority::self_signed(), "127.0.0.1", "self-signed"},
  };
  for (const Row &row : rows) {
    SCOPED_TRACE(row.name);
    const TlsServer server(row.identity, answer);
    Settings settings = settings_for(server.url(row.host));
    settings["ca_pem"] = authority.certificate();
    const Outcome outcome = run(settings);
    if (row.words == nullptr) {
      EXPECT_EQ(outcome.status, KLING_OK) << outcome.message;
    } else {
      expect_refused(outcome, server, row.words);
    }
  }
}

TEST(Tls, SpeaksVersions12And13AndNoOlder) {
  const CertificateAuthority authority;
  struct Row {
    const char *name;
    TlsTerms terms;
    bool spoken;
  };
  const Row rows[] = {
      {"1.2 alone", {TLS1_2_VERSION, TLS1_2_VERSION}, true},   {"1.3 alone", {TLS1_3_VERSION, TLS1_3_VERSION}, true},
      {"1.1 and 1.2", {TLS1_1_VERSION, TLS1_2_VERSION}, true}, {"1.1 alone", {TLS1_1_VERSION, TLS1_1_VERSION}, false},
      {"1.0 alone", {TLS1_VERSION, TLS1_VERSION}, false},
  };
  for (const Row &row : rows) {
    SCOPED_TRACE(row.name);
    const TlsServer server(authority.issue(), answer, row.terms);
    Settings settings = settings_for(server.url());
    settings["ca_pem"] = authority.certificate();
    const Outcome outcome = run(settings);
    if (row.spoken) {
      EXPECT_EQ(outcome.status, KLING_OK) << outcome.message;
    } else {
      expect_refused(outcome, server, "TLS handshake failed");
    }
  }
}

/// A clock that is set right after the start, a load balancer with one stale machine: a refusal may heal, and a try costs nothing.
TEST(Tls, ARefusalIsTriedAgainLikeAnythingThatWasNotSent) {
  const CertificateAuthority authority;
  const TlsServer server(authority.issue({"IP:127.0.0.1", -7200, -3600}), answer);
  Settings settings = settings_for(server.url());
  settings["ca_pem"] = authority.certificate();
  settings["max_retries"] = "2";
  const Outcome outcome = run(settings);
  expect_refused(outcome, server, "expired");
  EXPECT_NE(outcome.message.find("tried 3 times, nothing was sent"), std::string::npos) << outcome.message;
  EXPECT_EQ(outcome.requests, 3U);
  EXPECT_EQ(server.connections(), 3);
}

TEST(Tls, TheEnvironmentsCertificatesAreTrustedWhenAskedFor) {
  const CertificateAuthority authority;
  const TemporaryFile file(authority.certificate());
  for (const char *name : {"SSL_CERT_FILE", "CURL_CA_BUNDLE"}) {
    setenv(name, file.path().c_str(), 1);
  }
  setenv("SSL_CERT_DIR", "/tmp", 1);
  for (const bool asked : {false, true}) {
    SCOPED_TRACE(asked);
    const TlsServer server(authority.issue(), answer);
    const Options options = make_options(settings_for(server.url()));
    kling_error error = no_error();
    if (asked) {
      ASSERT_EQ(kling_options_from_env(options.get(), &error), KLING_OK) << error.message;
    }
    const Client client = make_client(options);
    const Task task = submit(client, make_request("a lighthouse"));
    EXPECT_EQ(finish(client, task, &error), asked ? KLING_OK : KLING_E_TLS) << error.message;
    EXPECT_EQ(server.requests().empty(), !asked);
  }
  for (const char *name : {"SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE"}) {
    unsetenv(name);
  }
}

/// Parsing a system's bundle takes longer than a handshake by far, so it is parsed for the first connection and not again.
TEST(Tls, TrustedCertificatesAreParsedOnceForManyConnections) {
  const CertificateAuthority authority;
  const TemporaryFile file(authority.certificate());
  const Settings several[] = {{}, {{"ca_file", file.path()}}};
  trust_besides_the_systems(authority.certificate());
  for (const Settings &more : several) {
    SCOPED_TRACE(more.empty() ? "the system's" : "ca_file");
    std::atomic<int> created = 0;
    const TlsServer server(authority.issue(), [&](const std::string &request) {
      return request.starts_with("POST") ? http(PretendService::created(PretendService::id_of(++created))) : answer(request);
    });
    Settings settings = settings_for(server.url());
    settings["poll_interval_ms"] = "3600000";
    settings["poll_max_interval_ms"] = "3600000";
    settings.insert(more.begin(), more.end());
    const int before = store_loads;
    const Client client = make_client(settings);
    for (int each = 1; each <= 6; ++each) {
      const Task task = submit(client, make_request("a lighthouse"));
      EXPECT_TRUE(reach(client, task, KLING_TASK_SUBMITTED));
    }
    EXPECT_EQ(server.handshakes(), 6);
    EXPECT_EQ(server.resumed(), 5);
    EXPECT_EQ(store_loads - before, 1);
  }
  trust_besides_the_systems({});
}

TEST(Tls, CertificatesThatCannotBeReadAreNamed) {
  const CertificateAuthority authority;
  const TemporaryFile rubbish("no certificate at all\n");
  struct Row {
    const char *name;
    Settings settings;
    kling_status status;
    int32_t state; // 0: there is no client
  };
  const Row rows[] = {
      {"no such file", {{"ca_file", "/nowhere/ca.pem"}}, KLING_E_FILE, 0},
      {"a file without a certificate", {{"ca_file", rubbish.path()}}, KLING_E_TLS, KLING_TASK_REJECTED},
      {"a text without one", {{"ca_pem", "no certificate at all"}}, KLING_E_TLS, KLING_TASK_REJECTED},
  };
  for (const Row &row : rows) {
    SCOPED_TRACE(row.name);
    const TlsServer server(authority.issue(), answer);
    Settings settings = settings_for(server.url());
    settings.insert(row.settings.begin(), row.settings.end());
    const Outcome outcome = run(settings);
    EXPECT_EQ(outcome.status, row.status) << outcome.message;
    EXPECT_EQ(outcome.state, row.state);
    EXPECT_EQ(server.handshakes(), 0);
  }
}

TEST(Tls, CarriesATaskOfTheSimulator) {
  const CertificateAuthority authority;
  const Identity identity = authority.issue();
  const TemporaryFile chain(identity.chain);
  const TemporaryFile key(identity.key);
  const Simulator simulator({"--tls-cert", chain.path(), "--tls-key", key.path(), "--submitted-ms", "20", "--processing-ms", "20"});
  ASSERT_TRUE(simulator.base_url().starts_with("https://")) << simulator.base_url();
  Settings settings = settings_for(simulator.base_url());
  settings["api_key"] = simulator.api_key();
  EXPECT_EQ(run(settings).status, KLING_E_TLS);
  settings["ca_pem"] = authority.certificate();
  const Outcome outcome = run(settings);
  EXPECT_EQ(outcome.status, KLING_OK) << outcome.message;
}

TEST(Tls, CredentialsGoOverPlainHttpOnlyToThisMachineOrWhereAllowed) {
  struct Row {
    const char *url;
    bool allow_http;
    bool accepted;
  };
  const Row rows[] = {
      {"http://127.0.0.1:8000", false, true},
      {"http://127.8.9.1", false, true},
      {"http://localhost:8000", false, true},
      {"http://LOCALHOST", false, true},
      {"http://[::1]:8000", false, true},
      {"http://localhost.", false, false},
      {"http://kling.localhost", false, false},
      {"http://localhost.example.com", false, false},
      {"http://127.0.0.1.example.com", false, false},
      {"http://127.1", false, false},
      {"http://2130706433", false, false},
      {"http://0.0.0.0", false, false},
      {"http://[::]", false, false},
      {"http://[::ffff:127.0.0.1]", false, false},
      {"http://10.0.0.7", false, false},
      {"http://api.example.com", false, false},
      {"http://api.example.com", true, true},
      {"http://10.0.0.7", true, true},
      {"https://api.example.com", false, true},
  };
  for (const Row &row : rows) {
    SCOPED_TRACE(row.url);
    Settings settings = settings_for(row.url);
    if (row.allow_http) {
      settings["allow_http"] = "1";
    }
    kling_error error = no_error();
    EXPECT_EQ(make_client(settings, &error) != nullptr, row.accepted) << error.message;
    if (!row.accepted) {
      EXPECT_EQ(error.status, KLING_E_ARGUMENT);
      EXPECT_EQ(std::string(error.field), "base_url");
      EXPECT_NE(std::string(error.message).find("plain http"), std::string::npos) << error.message;
      EXPECT_NE(std::string(error.message).find("allow_http"), std::string::npos) << error.message;
    }
  }
}

TEST(Tls, IsNeverLeftByARedirect) {
  const CertificateAuthority authority;
  const RecordingServer plain;
  const std::string away =
      "HTTP/1.1 307 Temporary Redirect\r\nLocation: " + plain.url("/v1/videos/text2video") + "\r\nContent-Length: 0\r\n\r\n";
  const TlsServer everywhere(authority.issue(), [&](const std::string &) { return away; });
  Settings settings = settings_for(everywhere.url());
  settings["ca_pem"] = authority.certificate();
  const Outcome outcome = run(settings);
  EXPECT_EQ(outcome.status, KLING_E_ENDPOINT) << outcome.message;
  EXPECT_EQ(outcome.state, KLING_TASK_REJECTED);
  EXPECT_EQ(everywhere.requests().size(), 1U);

  std::string clip; // of the server itself, which redirects to plain http
  const TlsServer service(authority.issue(), [&](const std::string &request) {
    if (request.starts_with("GET /clip.mp4")) {
      return away;
    }
    const std::string id = PretendService::id_of(1);
    std::string told = request.starts_with("POST") ? PretendService::created(id) : PretendService().told(id, "succeed");
    const std::size_t link = told.find("http://127.0.0.1:");
    return http(link == std::string::npos ? told : told.replace(link, told.find("/clip.mp4", link) - link, clip));
  });
  clip = service.url().substr(0, service.url().size() - 1);
  settings["base_url"] = service.url();
  settings["max_retries"] = "0";
  const Client client = make_client(settings);
  const Task task = submit(client, make_request("a lighthouse"));
  kling_error error = no_error();
  ASSERT_EQ(finish(client, task, &error), KLING_OK) << error.message;
  char folder[] = "/tmp/kling-tls-XXXXXX";
  ASSERT_NE(mkdtemp(folder), nullptr);
  const std::string path = std::string(folder) + "/clip.mp4";
  ASSERT_EQ(kling_task_save(task.get(), 0, path.c_str(), &error), KLING_OK) << error.message;
  EXPECT_EQ(finish(client, task, &error), KLING_E_DOWNLOAD) << error.message;
  std::filesystem::remove_all(folder);
  EXPECT_EQ(plain.connections(), 0);
}

} // namespace
} // namespace kling::test
