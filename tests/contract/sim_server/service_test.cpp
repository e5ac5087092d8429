#include <fstream>
#include <iterator>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <set>
#include <thread>

#include "contract/sim_server/exchange.hpp"
#include "support/simulator.hpp"

namespace kling::test {
namespace {

const std::string path = "/v1/videos/text2video";
const std::string body = R"({"prompt":"a","model_name":"kling-v3","duration":"3"})";

std::string fixture(const std::string &name) {
  std::ifstream file(KLING_SOURCE_DIR "/tests/fixtures/examples/" + name);
  EXPECT_TRUE(file) << name;
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Page {
  const char *what;
  const char *body;
  std::vector<std::string> headers; // KEY stands for the key
};

/// The calls of the gateway's own pages, which differ in how they write the key and in the fields they send.
TEST(SimServer, AnswersTheCallsOfTheGatewaysPages) {
  const Simulator simulator;
  Exchange exchange;
  const std::string bearer = "Authorization: Bearer " + simulator.api_key();
  const std::string bare = "Authorization: " + simulator.api_key();
  const std::string json = "Content-Type: application/json";
  const Page pages[] = {
      {"000", "000-parameters.json", {bearer, json}},
      {"001", "001-curl.json", {bearer, json}},
      {"001 without Bearer", "001-curl.json", {bare, json}},
      {"002", "002-curl.json", {bearer, json}},
      {"002 second", "002-curl-second.json", {bearer, json}},
      {"002 without Bearer", "002-curl.json", {bare, json}},
      {"003", "003-curl.json", {bare}},
      {"003 with Bearer", "003-curl.json", {bearer}},
      {"003 example", "003-example.json", {bare, json}},
  };
  for (const Page &page : pages) {
    const Answer made = exchange.post(simulator.base_url() + "/kling" + path, fixture(page.body), page.headers);
    ASSERT_EQ(made.status, 200) << page.what << made.body;
    const Json reply(made.body);
    EXPECT_EQ(reply["code"], "0") << page.what;
    EXPECT_EQ(reply["message"], "SUCCEED") << page.what;
    EXPECT_EQ(reply["data.task_status"], "submitted") << page.what;
    EXPECT_EQ(reply["data.task_info"], "{}") << page.what;
    EXPECT_EQ(reply["data.task_id"].size(), 18U) << page.what;
    simulator.post("/_sim/clock", R"({"advance_ms":1000})");
    const Answer looked = exchange.get(simulator.base_url() + "/kling" + path + "/" + reply["data.task_id"], {page.headers[0]});
    const Json task(looked.body);
    EXPECT_EQ(task["data.task_status"], "succeed") << page.what;
    const Answer clip = exchange.get(task["data.task_result.videos.0.url"]);
    EXPECT_EQ(clip.status, 200) << page.what;
    EXPECT_EQ(clip.header("Content-Type"), "video/mp4") << page.what;
    EXPECT_EQ(clip.body.substr(4, 4), "ftyp") << page.what;
  }
  EXPECT_EQ(exchange.post(simulator.base_url() + "/kling" + path, body, {json}).code(), "1001");
  const Answer wrong = exchange.post(simulator.base_url() + "/kling" + path, body, {json, "Authorization: Bearer <token>"});
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(wrong.code(), "1002");
  EXPECT_EQ(simulator.creations(), static_cast<int>(std::size(pages)));
}

std::string base64url(const unsigned char *bytes, std::size_t size) {
  std::string out(4 * ((size + 2) / 3) + 1, '\0');
  out.resize(static_cast<std::size_t>(EVP_EncodeBlock(reinterpret_cast<unsigned char *>(out.data()), bytes, static_cast<int>(size))));
  for (char &c : out) {
    c = c == '+' ? '-' : c == '/' ? '_' : c;
  }
  return out.substr(0, out.find('='));
}

std::string base64url(const std::string &text) {
  return base64url(reinterpret_cast<const unsigned char *>(text.data()), text.size());
}

TEST(SimServer, TakesASignedTokenOnTheOfficialPathOnly) {
  const Simulator simulator;
  Exchange exchange;
  const int64_t now = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  const auto token = [&](int64_t made) {
    const std::string text = base64url(R"({"alg":"HS256","typ":"JWT"})") + "." +
                             base64url("{\"iss\":\"" + simulator.access_key() + "\",\"exp\":" + std::to_string(made + 1800) +
                                       ",\"nbf\":" + std::to_string(made - 5) + "}");
    unsigned char digest[32];
    unsigned length = 0;
    HMAC(EVP_sha256(), simulator.secret_key().data(), static_cast<int>(simulator.secret_key().size()),
         reinterpret_cast<const unsigned char *>(text.data()), text.size(), digest, &length);
    return "Authorization: Bearer " + text + "." + base64url(digest, 32);
  };
  const std::string url = simulator.base_url() + path;
  EXPECT_EQ(exchange.post(url, body, {token(now)}).code(), "0");
  EXPECT_EQ(exchange.post(url, body, {token(now - 3600)}).code(), "1004");
  EXPECT_EQ(exchange.post(url, body, {token(now + 3600)}).code(), "1003");
  EXPECT_EQ(exchange.post(url, body, {token(now) + "x"}).code(), "1002");
  EXPECT_EQ(exchange.post(simulator.base_url() + "/kling" + path, body, {token(now)}).code(), "1002");
  simulator.post("/_sim/clock", R"({"skew_ms":3600000})");
  EXPECT_EQ(exchange.post(url, body, {token(now)}).code(), "1004");
  EXPECT_EQ(exchange.post(url, body, {token(now + 3600)}).code(), "0");
}

/// A simulator, its key and one finished clip.
struct Clip {
  Clip() {
    const Json made(exchange.post(simulator.base_url() + path, body, {key}).body);
    simulator.post("/_sim/clock", R"({"advance_ms":1000})");
    url = Json(exchange.get(simulator.base_url() + path + "/" + made["data.task_id"], {key}).body)["data.task_result.videos.0.url"];
  }
  Simulator simulator;
  Exchange exchange;
  std::string key = "Authorization: Bearer " + simulator.api_key();
  std::string url;
};

TEST(SimServer, GivesPartsOfAClip) {
  Clip clip;
  const Answer whole = clip.exchange.get(clip.url);
  EXPECT_EQ(whole.header("Content-Length"), std::to_string(whole.body.size()));
  const Answer part = clip.exchange.get(clip.url, {"Range: bytes=1000-", "If-Range: " + whole.header("ETag")});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.header("Content-Range"), "bytes 1000-" + std::to_string(whole.body.size() - 1) + "/" + std::to_string(whole.body.size()));
  EXPECT_EQ(part.body, whole.body.substr(1000));
  EXPECT_EQ(clip.exchange.get(clip.url, {"Range: bytes=1000-", "If-Range: \"old\""}).body, whole.body);
  EXPECT_EQ(clip.exchange.get(clip.url, {"Range: bytes=9999999-"}).status, 416);
  clip.exchange.reset();
  curl_easy_setopt(clip.exchange.handle.get(), CURLOPT_NOBODY, 1L);
  const Answer head = clip.exchange.perform(clip.url);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("Content-Length"), std::to_string(whole.body.size()));
  EXPECT_EQ(head.body, "");
  clip.simulator.post("/_sim/clock", R"({"advance_ms":2592000000})");
  EXPECT_EQ(clip.exchange.get(clip.url).status, 403);
}

TEST(SimServer, KeepsConnectionsOpen) {
  const Simulator simulator;
  Exchange exchange;
  const std::string key = "Authorization: Bearer " + simulator.api_key();
  EXPECT_EQ(exchange.post(simulator.base_url() + path, body, {key}).new_connections, 1);
  EXPECT_EQ(exchange.get(simulator.base_url() + path, {key}).new_connections, 0);
  EXPECT_EQ(exchange.post(simulator.base_url() + path, "[", {key}).new_connections, 0);
  EXPECT_EQ(exchange.get(simulator.base_url() + "/_sim/ledger").new_connections, 0);
}

TEST(SimServer, ReadsEveryWayToSendABody) {
  const Simulator simulator;
  Exchange exchange;
  const std::string key = "Authorization: Bearer " + simulator.api_key();
  const std::string url = simulator.base_url() + path;
  EXPECT_EQ(exchange.post(url, body, {key, "Transfer-Encoding: chunked", "Content-Type: application/json"}).code(), "0");
  EXPECT_EQ(exchange.post(url, body, {key, "Expect: 100-continue"}).code(), "0");
  exchange.reset();
  curl_easy_setopt(exchange.handle.get(), CURLOPT_POSTFIELDS, "{}");
  curl_easy_setopt(exchange.handle.get(), CURLOPT_CUSTOMREQUEST, "GET");
  EXPECT_EQ(exchange.perform(url, {key}).code(), "0");
  const Json log(simulator.get("/_sim/requests"));
  EXPECT_EQ(log["requests.0.headers.Transfer-Encoding"], "chunked");
  EXPECT_EQ(log["requests.0.body"], body);
  EXPECT_EQ(log["requests.2.method"], "GET");
  EXPECT_EQ(log["requests.2.body"], "{}");
  EXPECT_EQ(log["requests.2.headers.Authorization"], "Bearer " + simulator.api_key());
}

TEST(SimServer, TakesBodiesUpTo64MiB) {
  const Simulator simulator;
  Exchange exchange;
  const std::string key = "Authorization: Bearer " + simulator.api_key();
  const std::string head = R"({"prompt":"a","image":")";
  const std::string tail = "\"}";
  const std::size_t most = std::size_t{64} << 20U;
  const std::string largest = head + std::string(most - head.size() - tail.size(), 'A') + tail;
  EXPECT_EQ(exchange.post(simulator.base_url() + "/kling" + path, largest, {key}).code(), "0");
  EXPECT_EQ(exchange.post(simulator.base_url() + "/kling" + path, largest + " ", {key}).status, 413);
  EXPECT_EQ(simulator.creations(), 1);
}

TEST(SimServer, CarriesOutFaultsOfTheConnection) {
  const Simulator simulator;
  Exchange exchange;
  const std::string key = "Authorization: Bearer " + simulator.api_key();
  const std::string url = simulator.base_url() + path;
  const auto inject = [&](const std::string &fault) {
    simulator.post("/_sim/faults", R"({"faults":[{"method":"POST","path":"/v1/videos/text2video",)" + fault + "}]}");
  };
  // Each on a connection of its own: on one that was used before, libcurl sends again by itself.
  inject(R"("fault":"lost_reply")");
  EXPECT_EQ(Exchange().post(url, body, {key}).result, CURLE_GOT_NOTHING);
  EXPECT_EQ(simulator.creations(), 1);
  inject(R"("fault":"reset")");
  EXPECT_EQ(Exchange().post(url, body, {key}).result, CURLE_RECV_ERROR);
  EXPECT_EQ(simulator.creations(), 1);
  inject(R"("fault":"truncate")");
  const Answer half = Exchange().post(url, body, {key});
  EXPECT_EQ(half.result, CURLE_PARTIAL_FILE);
  EXPECT_EQ(half.status, 200);
  EXPECT_EQ(half.body.size(), std::stoul(half.header("Content-Length")) / 2);
  EXPECT_EQ(simulator.creations(), 2);
  inject(R"("fault":"status","status":429,"code":1302,"retry_after":"2")");
  const Answer busy = exchange.post(url, body, {key});
  EXPECT_EQ(busy.status, 429);
  EXPECT_EQ(busy.code(), "1302");
  EXPECT_EQ(busy.header("Retry-After"), "2");
  inject(R"("fault":"html")");
  EXPECT_EQ(exchange.post(url, body, {key}).header("Content-Type"), "text/html");
  EXPECT_EQ(exchange.post(url, body, {key}).code(), "0");
}

TEST(SimServer, ServesManyAtOnce) {
  const Simulator simulator;
  const std::string key = "Authorization: Bearer " + simulator.api_key();
  constexpr int threads = 8;
  constexpr int each = 25;
  std::vector<std::vector<std::string>> ids(threads);
  std::vector<std::thread> running;
  for (int i = 0; i < threads; ++i) {
    running.emplace_back([&, i] {
      Exchange exchange;
      for (int j = 0; j < each; ++j) {
        ids[static_cast<std::size_t>(i)].push_back(Json(exchange.post(simulator.base_url() + path, body, {key}).body)["data.task_id"]);
      }
    });
  }
  std::set<std::string> all;
  for (int i = 0; i < threads; ++i) {
    running[static_cast<std::size_t>(i)].join();
    all.insert(ids[static_cast<std::size_t>(i)].begin(), ids[static_cast<std::size_t>(i)].end());
  }
  EXPECT_EQ(all.size(), static_cast<std::size_t>(threads * each));
  EXPECT_EQ(simulator.creations(), threads * each);
}

TEST(SimServer, FlagsReachTheService) {
  const Simulator simulator(
      {"--submitted-ms", "1000000", "--processing-ms", "1000000", "--slots", "1", "--units", "1.8", "--seed", "5", "--retire-models"});
  const Simulator other({"--seed", "6"});
  Exchange exchange;
  const std::string key = "Authorization: Bearer " + simulator.api_key();
  const std::string url = simulator.base_url() + path;
  EXPECT_EQ(exchange.post(url, R"({"prompt":"a"})", {key}).message(),
            "The model 'kling-v1' has been discontinued and is no longer available.");
  const Json made(exchange.post(url, body, {key}).body);
  EXPECT_NE(made["data.task_id"], Json(exchange.post(other.base_url() + path, body, {key}).body)["data.task_id"]);
  EXPECT_EQ(exchange.post(url, body, {key}).code(), "1102");
  const std::string task = url + "/" + made["data.task_id"];
  simulator.post("/_sim/clock", R"({"advance_ms":1000000})");
  EXPECT_EQ(Json(exchange.get(task, {key}).body)["data.task_status"], "processing");
  simulator.post("/_sim/clock", R"({"advance_ms":1000000})");
  EXPECT_EQ(Json(exchange.get(task, {key}).body)["data.task_status"], "succeed");
  const Simulator busy({"--slots", "0"});
  const Answer refused = exchange.post(busy.base_url() + path, body, {key});
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.code(), "1303");
}

} // namespace
} // namespace kling::test
