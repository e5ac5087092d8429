#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <set>

#include "support/pretend_service.hpp"

namespace kling::test {
namespace {

std::string from_base64url(std::string text) {
  for (char &letter : text) {
    letter = letter == '-' ? '+' : letter == '_' ? '/' : letter;
  }
  std::size_t padding = 0;
  while (text.size() % 4 != 0) {
    text += '=';
    ++padding;
  }
  std::vector<unsigned char> bytes(text.size());
  const int length = EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char *>(text.data()), static_cast<int>(text.size()));
  return length < 0 ? "" : std::string(reinterpret_cast<char *>(bytes.data()), static_cast<std::size_t>(length) - padding);
}

std::string hmac_sha256(const std::string &key, const std::string &text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char *>(text.data()), text.size(), digest,
       &length);
  return {reinterpret_cast<char *>(digest), length};
}

int64_t number_after(const std::string &text, const std::string &name) {
  const std::size_t at = text.find(name);
  return at == std::string::npos ? -1 : std::stoll(text.substr(at + name.size()));
}

/// All but the list of encodings, which is libcurl's.
std::multiset<std::string> header_set(const RecordedRequest &request) {
  std::multiset<std::string> headers(request.headers.begin(), request.headers.end());
  EXPECT_EQ(std::erase_if(headers, [](const std::string &line) { return line.starts_with("Accept-Encoding: "); }), 1U);
  return headers;
}

RecordedRequest first(const PretendService &service, const std::string &method) {
  for (const RecordedRequest &request : service.server.requests()) {
    if (request.method == method) {
      return request;
    }
  }
  return {};
}

struct Dialect {
  const char *name;
  Settings settings;
  const char *prefix;
  const char *credential; // the header line
  std::vector<std::string> more;
  const char *user_agent;
};

const Dialect dialects[] = {
    {"kling", {{"provider", "kling"}}, "", "Authorization: Bearer the-key", {}, nullptr},
    {"kling-cn", {{"provider", "kling-cn"}}, "", "Authorization: Bearer the-key", {}, nullptr},
    {"cometapi", {{"provider", "cometapi"}}, "/kling", "Authorization: Bearer the-key", {}, nullptr},
    {"custom",
     {{"provider", "custom"},
      {"path_prefix", "/gateway/kling"},
      {"auth_header", "X-Api-Key: {key}"},
      {"extra_headers", "X-Team: film\nX-Trace: 7"},
      {"user_agent", "studio/3.1"}},
     "/gateway/kling",
     "X-Api-Key: the-key",
     {"X-Team: film", "X-Trace: 7"},
     "studio/3.1"},
};

TEST(Wire, CreateAndPollAreExactlyThis) {
  for (const Dialect &dialect : dialects) {
    SCOPED_TRACE(dialect.name);
    const PretendService service;
    Settings settings = service.settings();
    for (const auto &[name, text] : dialect.settings) {
      settings[name] = text;
    }
    const Client client = make_client(settings);
    ASSERT_NE(client, nullptr);
    const Request request =
        make_request("a lighthouse at dusk", {{"model_name", "kling-v1-6"}, {"external_task_id", "mine-1"}, {"mode", "std"}});
    const Task task = submit(client, request);
    ASSERT_NE(task, nullptr);
    kling_error error = no_error();
    ASSERT_EQ(finish(client, task, &error), KLING_OK) << error.message;

    const std::string host = "Host: 127.0.0.1:" + std::to_string(service.server.port());
    const std::string agent =
        std::string("User-Agent: ") +
        (dialect.user_agent == nullptr ? "libkling/" + std::string(kling_version_string()) : std::string(dialect.user_agent));
    std::multiset<std::string> common{host, dialect.credential, "Accept: application/json", agent};
    common.insert(dialect.more.begin(), dialect.more.end());

    const RecordedRequest create = first(service, "POST");
    EXPECT_EQ(create.target, dialect.prefix + std::string(PretendService::create_path));
    EXPECT_EQ(create.version, "HTTP/1.1");
    EXPECT_EQ(create.body, R"({"prompt":"a lighthouse at dusk","external_task_id":"mine-1","mode":"std","model_name":"kling-v1-6"})");
    std::multiset<std::string> expected = common;
    expected.insert("Content-Type: application/json");
    expected.insert("Content-Length: " + std::to_string(create.body.size()));
    EXPECT_EQ(header_set(create), expected);

    const RecordedRequest poll = first(service, "GET");
    EXPECT_EQ(poll.target, dialect.prefix + std::string(PretendService::create_path) + "/" + PretendService::id_of(1));
    EXPECT_EQ(header_set(poll), common);
    EXPECT_EQ(poll.body, "");
    EXPECT_EQ(service.server.count("POST"), 1);
    EXPECT_EQ(service.server.count("GET"), 2);
  }
}

TEST(Wire, ASignedTokenIsVerifiableAndKept) {
  const PretendService service;
  Settings settings = service.settings();
  settings.erase("api_key");
  settings["access_key"] = "the-access-key";
  settings["secret_key"] = "the-secret-key";
  const Client client = make_client(settings);
  const int64_t before = time(nullptr);
  for (int i = 0; i < 2; ++i) {
    const Task task = submit(client, make_request("a lighthouse"));
    ASSERT_EQ(finish(client, task), KLING_OK);
  }
  std::set<std::string> tokens;
  for (const RecordedRequest &request : service.server.requests()) {
    tokens.insert(request.header("Authorization"));
    EXPECT_EQ(request.raw.find("the-secret-key"), std::string::npos);
  }
  ASSERT_EQ(tokens.size(), 1U) << "signed once, then taken from the cache";
  ASSERT_TRUE(tokens.begin()->starts_with("Bearer "));
  const std::string token = tokens.begin()->substr(7);
  const std::size_t second_dot = token.rfind('.');
  const std::size_t first_dot = token.find('.');
  ASSERT_LT(first_dot, second_dot);
  EXPECT_EQ(from_base64url(token.substr(second_dot + 1)), hmac_sha256("the-secret-key", token.substr(0, second_dot)));
  EXPECT_EQ(from_base64url(token.substr(0, first_dot)), R"({"alg":"HS256","typ":"JWT"})");
  const std::string payload = from_base64url(token.substr(first_dot + 1, second_dot - first_dot - 1));
  EXPECT_NE(payload.find(R"("iss":"the-access-key")"), std::string::npos);
  const int64_t expires = number_after(payload, R"("exp":)");
  const int64_t begins = number_after(payload, R"("nbf":)");
  EXPECT_LT(begins, before);
  EXPECT_GT(expires, before + 60);
  EXPECT_LE(expires, static_cast<int64_t>(time(nullptr)) + 1800);
}

TEST(Wire, ExternalIdsAsTheOptionSays) {
  const struct {
    const char *option;
    const char *own; // the caller's
  } cases[] = {{"auto", ""}, {"auto", "shot-12"}, {"always", ""}, {"never", ""}};
  for (const auto &each : cases) {
    SCOPED_TRACE(std::string(each.option) + " " + each.own);
    const PretendService service;
    Settings settings = service.settings();
    settings["external_ids"] = each.option;
    const Client client = make_client(settings);
    const Task task = submit(client, make_request("a lighthouse", *each.own != 0 ? Settings{{"external_task_id", each.own}} : Settings{}));
    ASSERT_NE(task, nullptr);
    ASSERT_EQ(finish(client, task), KLING_OK);
    const std::string body = first(service, "POST").body;
    if (std::string(each.option) == "never") {
      EXPECT_EQ(body, R"({"prompt":"a lighthouse"})");
      EXPECT_EQ(kling_task_external_id(task.get()), nullptr);
      continue;
    }
    const std::string id = text_of(kling_task_external_id(task.get()));
    EXPECT_NE(body.find(R"("external_task_id":")" + id + "\""), std::string::npos) << body;
    if (*each.own != 0) {
      EXPECT_EQ(id, each.own);
    } else {
      EXPECT_EQ(id.size(), 29U);
      EXPECT_EQ(id.substr(0, 3), "k1-");
      EXPECT_EQ(id.find_first_not_of("abcdefghijklmnopqrstuvwxyz234567", 3), std::string::npos);
    }
  }
}

TEST(Wire, LongIdsAndDecimalsSurviveBothWays) {
  const PretendService service({"succeed"});
  Settings settings = service.settings();
  settings["validation"] = "off";
  const Client client = make_client(settings);
  const Request request = make_request("a lighthouse");
  ASSERT_EQ(kling_request_set_json(request.get(), "", R"({"cfg_scale":0.10,"element_list":[{"element_id":829999999999999999}]})"),
            KLING_OK);
  const Task task = submit(client, request);
  ASSERT_NE(task, nullptr);
  ASSERT_EQ(finish(client, task), KLING_OK);
  const std::string body = first(service, "POST").body;
  EXPECT_NE(body.find(R"("cfg_scale":0.10)"), std::string::npos) << body;
  EXPECT_NE(body.find(R"([{"element_id":829999999999999999}])"), std::string::npos) << body;
  const std::string raw = text_of(kling_task_raw_json(task.get()));
  EXPECT_NE(raw.find(R"("element_id":829999999999999999)"), std::string::npos) << raw;
  EXPECT_NE(raw.find(R"("cfg_scale":0.10)"), std::string::npos) << raw;
  EXPECT_EQ(text_of(kling_task_id(task.get())), PretendService::id_of(1));
}

TEST(Wire, ADownloadCarriesNoCredentials) {
  const PretendService service({"succeed"});
  Settings settings = service.settings();
  settings["extra_headers"] = "X-Team: film";
  const Client client = make_client(settings);
  const std::string path = testing::TempDir() + "/kling-wire-" + std::to_string(getpid()) + ".mp4";
  std::filesystem::remove(path);
  const Request request = make_request("a lighthouse");
  ASSERT_EQ(kling_request_save_to(request.get(), path.c_str()), KLING_OK);
  const Task task = submit(client, request);
  kling_error error = no_error();
  ASSERT_EQ(finish(client, task, &error), KLING_OK) << error.message;
  EXPECT_EQ(std::filesystem::file_size(path), 5000U);
  std::filesystem::remove(path);
  int downloads = 0;
  for (const RecordedRequest &request_made : service.server.requests()) {
    if (request_made.target.starts_with("/clip.mp4")) {
      ++downloads;
      EXPECT_EQ(request_made.raw.find("the-key"), std::string::npos) << request_made.raw;
      EXPECT_FALSE(request_made.has_header("Authorization"));
      EXPECT_FALSE(request_made.has_header("X-Team"));
      EXPECT_EQ(request_made.target, "/clip.mp4?signature=secret");
    }
  }
  EXPECT_EQ(downloads, 1);
}

TEST(Wire, TheEnvironmentsProxyIsNotAsked) {
  const RecordingServer proxy;
  const PretendService service({"succeed"});
  const char *const names[] = {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};
  for (const char *name : names) {
    setenv(name, proxy.url("").c_str(), 1);
  }
  const Client client = make_client(service.settings());
  const Task task = submit(client, make_request("a lighthouse"));
  EXPECT_EQ(finish(client, task), KLING_OK);
  for (const char *name : names) {
    unsetenv(name);
  }
  EXPECT_EQ(proxy.connections(), 0);
}

TEST(Wire, CreatesHaveAConnectionOfTheirOwnAndPollsShareOne) {
  const PretendService service({"processing", "processing", "processing", "succeed"});
  const Client client = make_client(service.settings());
  for (int i = 0; i < 3; ++i) {
    const Task task = submit(client, make_request("a lighthouse"));
    ASSERT_EQ(finish(client, task), KLING_OK);
  }
  std::set<int> of_creates;
  std::set<int> of_polls;
  std::map<int, std::string> first_on;
  for (const RecordedRequest &request : service.server.requests()) {
    (request.method == "POST" ? of_creates : of_polls).insert(request.connection);
    first_on.try_emplace(request.connection, request.method);
  }
  EXPECT_EQ(of_creates.size(), 3U);
  EXPECT_LE(of_polls.size(), 3U) << "twelve polls";
  for (const int connection : of_creates) {
    EXPECT_EQ(first_on[connection], "POST") << "never on one that was used before";
  }
}

/// The transport has one timer: dropping one exchange must not make it forget when another one runs out. The tasks are of two generations,
/// so that no question is about both.
TEST(Wire, DroppingAnExchangeLeavesTheOthersTheirTimeOut) {
  RecordingServer server;
  Reply silence;
  silence.hold = true;
  server.script(silence);
  server.script(silence);
  server.handle([](const RecordedRequest &) { return Reply::text(200, "{}"); });
  const Client client = make_client({{"provider", "custom"},
                                     {"base_url", server.url("")},
                                     {"api_key", "the-key"},
                                     {"request_timeout_ms", "300"},
                                     {"poll_interval_ms", "60000"}});
  kling_task *kept = nullptr;
  kling_task *dropped = nullptr;
  ASSERT_EQ(kling_attach(client.get(), KLING_TEXT2VIDEO, "810000000000000001", 1, &kept, nullptr), KLING_OK);
  ASSERT_EQ(kling_attach(client.get(), KLING_TEXT_TO_VIDEO, "810000000000000002", 2, &dropped, nullptr), KLING_OK);
  const Task tasks[] = {Task(kept), Task(dropped)};
  ASSERT_TRUE(drive_until(client, [&] { return server.count() == 2; }));
  ASSERT_EQ(kling_task_detach(dropped), KLING_OK);
  kling_error error = no_error();
  EXPECT_TRUE(drive_until(client, [&] {
    while (next_event(client)) {
    }
    kling_task_error(kept, &error);
    return error.status != KLING_OK;
  }));
  EXPECT_EQ(error.status, KLING_E_NETWORK) << error.message;
}

} // namespace
} // namespace kling::test
