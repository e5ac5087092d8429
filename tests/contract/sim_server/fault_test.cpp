#include <atomic>
#include <chrono>
#include <functional>
#include <thread>

#include "contract/sim_server/exchange.hpp"
#include "support/simulator.hpp"

namespace kling::test {
namespace {

const std::string path = "/v1/videos/text2video";
const std::string body = R"({"prompt":"a","model_name":"kling-v3","duration":"3"})";

struct Account {
  Answer create() { return exchange.post(url, body, {key}); }
  /// A finished clip's link.
  std::string clip() {
    const Json made(create().body);
    simulator.advance(1000);
    return Json(exchange.get(url + "/" + made["data.task_id"], {key}).body)["data.task_result.videos.0.url"];
  }
  void hurry(long milliseconds) { curl_easy_setopt(exchange.handle.get(), CURLOPT_TIMEOUT_MS, milliseconds); }

  Simulator simulator;
  Exchange exchange;
  std::string key = "Authorization: Bearer " + simulator.api_key();
  std::string url = simulator.base_url() + path;
};

int64_t milliseconds(const std::function<void()> &what) {
  const auto start = std::chrono::steady_clock::now();
  what();
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start).count();
}

TEST(SimServerFault, SlowTricklesToTheEnd) {
  Account account;
  account.simulator.fault_creates("slow", R"("bytes":20,"interval_ms":10)");
  Answer answer;
  const int64_t took = milliseconds([&] { answer = account.create(); });
  EXPECT_EQ(answer.code(), "0");
  EXPECT_EQ(answer.header("Content-Length"), std::to_string(answer.body.size()));
  EXPECT_GE(took, static_cast<int64_t>((answer.body.size() - 1) / 20) * 10);
  EXPECT_EQ(account.create().new_connections, 0) << "the connection is as good as before";
}

TEST(SimServerFault, ALongIntervalIsAStall) {
  Account account;
  account.simulator.fault_creates("slow", R"("bytes":20,"interval_ms":86400000)");
  account.simulator.fault_creates("slow", R"("bytes":0)");
  for (const std::size_t arrives : {20U, 0U}) {
    account.exchange.reset();
    curl_easy_setopt(account.exchange.handle.get(), CURLOPT_POSTFIELDS, body.c_str());
    account.hurry(400); // the head may be held back for 200 ms
    const Answer answer = account.exchange.perform(account.url, {account.key});
    EXPECT_EQ(answer.result, CURLE_OPERATION_TIMEDOUT);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body.size(), arrives);
  }
  EXPECT_EQ(account.simulator.creations(), 2);
}

TEST(SimServerFault, TheHeadCanWait) {
  Account account;
  account.simulator.fault_creates("html", R"("status":504,"carried_out":true,"delay_ms":50)");
  Answer answer;
  EXPECT_GE(milliseconds([&] { answer = account.create(); }), 50);
  EXPECT_EQ(answer.status, 504);
  EXPECT_EQ(account.simulator.creations(), 1);
}

struct Hunger {
  std::size_t wanted;
  std::size_t eaten = 0;
  static std::size_t eat(char *, std::size_t size, std::size_t count, void *hunger) {
    auto *self = static_cast<Hunger *>(hunger);
    self->eaten += size * count;
    return self->eaten < self->wanted ? size * count : 0;
  }
};

TEST(SimServerFault, EndlessIsChunkedAndLastsUntilTheClientHasEnough) {
  Account account;
  account.simulator.fault_creates("endless");
  account.simulator.fault_creates("endless", R"("bytes":100000)");
  Hunger hunger{20'000'000};
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), curl_easy_cleanup);
  curl_slist *headers = curl_slist_append(nullptr, account.key.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_URL, account.url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_PROXY, "");
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, body.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, &Hunger::eat);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &hunger);
  EXPECT_EQ(curl_easy_perform(curl.get()), CURLE_WRITE_ERROR);
  EXPECT_GE(hunger.eaten, hunger.wanted);
  curl_slist_free_all(headers);
  const Answer limited = account.create();
  EXPECT_EQ(limited.result, CURLE_PARTIAL_FILE);
  EXPECT_EQ(limited.header("Transfer-Encoding"), "chunked");
  EXPECT_EQ(limited.header("Content-Length"), "");
  EXPECT_EQ(limited.body.size(), 100000U);
  EXPECT_EQ(limited.body.substr(0, 10), R"({"code":0,)");
  EXPECT_EQ(account.create().code(), "0");
}

TEST(SimServerFault, CompressedIsGzipThatCurlReads) {
  Account account;
  const std::string clip = account.clip();
  const std::string whole = account.exchange.get(clip).body;
  account.simulator.fault(R"({"fault":"compressed","count":2})");
  const auto decoding = [&](const std::string &url) {
    account.exchange.reset();
    curl_easy_setopt(account.exchange.handle.get(), CURLOPT_ACCEPT_ENCODING, "gzip");
    return account.exchange.perform(url, {account.key});
  };
  const Answer list = decoding(account.url);
  EXPECT_EQ(list.header("Content-Encoding"), "gzip");
  EXPECT_EQ(list.code(), "0");
  EXPECT_EQ(decoding(clip).body, whole) << "several blocks";
  account.simulator.fault(R"({"fault":"compressed"})");
  const Answer raw = account.exchange.get(account.url, {account.key}); // not asked for
  EXPECT_EQ(raw.body.substr(0, 2), "\x1f\x8b");
}

TEST(SimServerFault, ResetReusedSparesAFreshConnection) {
  Account account;
  account.simulator.fault_creates("reset_reused");
  const Answer first = account.create();
  EXPECT_EQ(first.new_connections, 1);
  EXPECT_EQ(first.code(), "0");
  const Answer second = account.create(); // libcurl sends it once more, on a connection of its own
  EXPECT_EQ(second.code(), "0");
  EXPECT_EQ(second.new_connections, 1);
  EXPECT_EQ(account.simulator.creations(), 2);
  EXPECT_EQ(account.simulator.posts(), 3);
  EXPECT_EQ(account.simulator.requests("POST", path), 3);
}

TEST(SimServerFault, ResetWithAClosedListenerRefusesConnectionsForAWhile) {
  Account account;
  EXPECT_EQ(account.create().code(), "0");
  account.simulator.fault_creates("reset_reused", R"("refuse_ms":300)");
  EXPECT_EQ(account.create().result, CURLE_COULDNT_CONNECT) << "libcurl tries again by itself and is refused";
  account.simulator.wait_until_listening();
  EXPECT_EQ(account.create().code(), "0") << "on the same port";
  EXPECT_EQ(account.simulator.creations(), 2);
  EXPECT_EQ(account.simulator.posts(), 3);
}

TEST(SimServerFault, AListenerThatIsClosedDoesNotKeepTheServerFromEnding) {
  Account account;
  account.simulator.fault_creates("lost_reply", R"("refuse_ms":86400000)");
  EXPECT_EQ(account.create().result, CURLE_GOT_NOTHING);
  EXPECT_EQ(account.create().result, CURLE_COULDNT_CONNECT);
}

TEST(SimServerFault, AClipThatBreaksOffIsResumedByRange) {
  Account account;
  const std::string clip = account.clip();
  const std::string whole = account.exchange.get(clip).body;
  const auto strike = [&](const std::string &fault) {
    account.simulator.fault(R"({"method":"GET","path":"/_clips","fault":)" + fault + "}");
  };
  strike(R"("truncate","bytes":5000)");
  const Answer first = account.exchange.get(clip);
  EXPECT_EQ(first.result, CURLE_PARTIAL_FILE);
  EXPECT_EQ(first.body, whole.substr(0, 5000));
  strike(R"("reset","bytes":3000)");
  const std::string if_range = "If-Range: " + first.header("ETag");
  const Answer second = account.exchange.get(clip, {"Range: bytes=5000-", if_range});
  EXPECT_EQ(second.result, CURLE_RECV_ERROR);
  EXPECT_EQ(second.status, 206);
  EXPECT_EQ(second.header("Content-Length"), std::to_string(whole.size() - 5000));
  const std::string so_far = first.body + second.body;
  EXPECT_EQ(so_far, whole.substr(0, so_far.size()));
  strike(R"("slow","bytes":100000,"interval_ms":5)");
  const Answer last = account.exchange.get(clip, {"Range: bytes=" + std::to_string(so_far.size()) + "-", if_range});
  EXPECT_EQ(last.result, CURLE_OK);
  EXPECT_EQ(so_far + last.body, whole);
  strike(R"("lost_reply")");
  EXPECT_EQ(Exchange().get(clip).result, CURLE_GOT_NOTHING);
  strike(R"("expire_link")");
  EXPECT_EQ(account.exchange.get(clip).status, 403);
}

TEST(SimServerFault, HtmlAndStatusComeAsTold) {
  Account account;
  for (const int status : {200, 404, 502}) {
    account.simulator.fault_creates("html", "\"status\":" + std::to_string(status));
    const Answer answer = account.create();
    EXPECT_EQ(answer.status, status);
    EXPECT_EQ(answer.header("Content-Type"), "text/html");
    EXPECT_EQ(answer.body.substr(0, 15), "<!DOCTYPE html>");
  }
  for (const std::string after : {"2", "Wed, 21 Oct 2026 07:28:00 GMT"}) {
    account.simulator.fault_creates("status", R"("status":429,"code":1302,"retry_after":")" + after + "\"");
    const Answer answer = account.create();
    EXPECT_EQ(answer.status, 429);
    EXPECT_EQ(answer.header("Retry-After"), after);
  }
  EXPECT_EQ(account.simulator.creations(), 0);
  EXPECT_EQ(account.simulator.posts(), 5);
  EXPECT_THROW(account.simulator.fault_creates("html", R"("colour":"red")"), std::runtime_error);
}

TEST(SimServerFault, ManySlowRepliesAtOnceAllEnd) {
  Account account;
  constexpr int count = 30;
  account.simulator.fault_creates("slow", R"("bytes":10,"interval_ms":5)", count);
  std::vector<std::thread> running;
  std::atomic<int> good = 0;
  for (int i = 0; i < count; ++i) {
    running.emplace_back([&] { good += Exchange().post(account.url, body, {account.key}).code() == "0" ? 1 : 0; });
  }
  for (std::thread &each : running) {
    each.join();
  }
  EXPECT_EQ(good, count);
  EXPECT_EQ(account.simulator.creations(), count);
}

} // namespace
} // namespace kling::test
