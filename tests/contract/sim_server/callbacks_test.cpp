#include "contract/sim_server/exchange.hpp"
#include "support/recording_server.hpp"
#include "support/simulator.hpp"

namespace kling::test {
namespace {

const std::string path = "/v1/videos/text2video";

/// Somebody who makes a task and somebody who is called about it.
struct Pair {
  explicit Pair(const std::vector<std::string> &flags = {"--submitted-ms", "600000", "--processing-ms", "600000"}) : simulator(flags) {}

  std::string create(const std::string &callback_url) {
    return Json(exchange
                    .post(simulator.base_url() + path, R"({"prompt":"a","callback_url":")" + callback_url + "\"}",
                          {"Authorization: Bearer " + simulator.api_key()})
                    .body)["data.task_id"];
  }
  std::string create() { return create(receiver.url("/hook?token=1")); }
  /// What has been said, in order.
  [[nodiscard]] std::string story() const {
    std::string out;
    for (const RecordedRequest &each : receiver.requests()) {
      out += (out.empty() ? "" : " ") + Json(each.body)["task_status"];
    }
    return out;
  }

  Simulator simulator;
  RecordingServer receiver;
  Exchange exchange;
};

TEST(SimServerCallbacks, AreSentOnEachChangeAsTheyHappen) {
  Pair pair;
  const std::string id = pair.create();
  ASSERT_TRUE(pair.receiver.wait_for_requests(1));
  pair.simulator.advance(600000);
  ASSERT_TRUE(pair.receiver.wait_for_requests(2));
  pair.simulator.advance(600000);
  ASSERT_TRUE(pair.receiver.wait_for_requests(3));
  EXPECT_EQ(pair.story(), "submitted processing succeed");
  for (const RecordedRequest &each : pair.receiver.requests()) {
    EXPECT_EQ(each.method, "POST");
    EXPECT_EQ(each.target, "/hook?token=1");
    EXPECT_EQ(each.header("Content-Type"), "application/json; charset=utf-8");
    EXPECT_FALSE(each.has_header("Authorization"));
    EXPECT_FALSE(each.has_header("webhook-signature"));
    EXPECT_EQ(Json(each.body)["task_id"], id);
    EXPECT_EQ(Json(each.body)["code"], "(absent)");
  }
  const std::string clip = Json(pair.receiver.requests().back().body)["task_result.videos.0.url"];
  EXPECT_EQ(pair.exchange.get(clip).status, 200);
}

TEST(SimServerCallbacks, ComeByThemselvesWhenTimePasses) {
  Pair pair({"--submitted-ms", "20", "--processing-ms", "20"});
  pair.create();
  ASSERT_TRUE(pair.receiver.wait_for_requests(3));
  EXPECT_EQ(pair.story(), "submitted processing succeed");
}

TEST(SimServerCallbacks, CarryTheServicesIdFromBehindAGateway) {
  Pair pair({"--submitted-ms", "20", "--processing-ms", "20", "--profile", "gateway-a-openai"});
  const Json made(pair.exchange
                      .post(pair.simulator.base_url() + "/kling" + path,
                            R"({"prompt":"a","callback_url":")" + pair.receiver.url("/") + "\"}",
                            {"Authorization: Bearer " + pair.simulator.api_key()})
                      .body);
  ASSERT_TRUE(pair.receiver.wait_for_requests(3));
  EXPECT_TRUE(made["task_id"].starts_with("task_"));
  for (const RecordedRequest &each : pair.receiver.requests()) {
    EXPECT_EQ(Json(each.body)["task_id"], Json(pair.simulator.get("/_sim/ledger"))["tasks.0.task_id"]);
  }
  EXPECT_EQ(Json(pair.simulator.get("/_sim/ledger"))["tasks.0.gateway_task_id"], made["task_id"]);
}

TEST(SimServerCallbacks, ComeInOrderWhenSeveralAreDue) {
  Pair pair;
  pair.simulator.fault_creates("callback_twice");
  pair.create();
  pair.simulator.advance(1200000);
  ASSERT_TRUE(pair.receiver.wait_for_requests(6));
  EXPECT_EQ(pair.story(), "submitted submitted processing processing succeed succeed");
}

TEST(SimServerCallbacks, CanBeLateOrNeverCome) {
  Pair pair;
  pair.simulator.fault_creates("callback_never");
  pair.create();
  pair.simulator.fault_creates("callback_late", R"("delay_ms":300000)");
  pair.create();
  pair.simulator.advance(300000);
  ASSERT_TRUE(pair.receiver.wait_for_requests(1));
  pair.simulator.advance(900000);
  ASSERT_TRUE(pair.receiver.wait_for_requests(2));
  EXPECT_EQ(pair.story(), "submitted processing");
  pair.simulator.advance(300000);
  ASSERT_TRUE(pair.receiver.wait_for_requests(3));
  EXPECT_EQ(pair.story(), "submitted processing succeed");
}

TEST(SimServerCallbacks, AreTriedOnceWhateverTheAnswer) {
  Pair pair;
  Reply broken;
  broken.fault = Reply::Fault::reset_after_body;
  pair.receiver.script(broken);
  pair.receiver.script(Reply::text(500, "no"));
  pair.create();
  ASSERT_TRUE(pair.receiver.wait_for_requests(1));
  pair.simulator.advance(600000);
  ASSERT_TRUE(pair.receiver.wait_for_requests(2));
  pair.simulator.advance(600000);
  ASSERT_TRUE(pair.receiver.wait_for_requests(3));
  EXPECT_EQ(pair.story(), "submitted processing succeed");
}

TEST(SimServerCallbacks, HoldUpNeitherTheServiceNorItsEnd) {
  Pair pair;
  Reply silent;
  silent.hold = true;
  pair.receiver.script(silent);
  pair.create();
  ASSERT_TRUE(pair.receiver.wait_for_requests(1)); // and nobody answers it
  const std::string other = pair.create();
  ASSERT_TRUE(pair.receiver.wait_for_requests(2));
  for (const char *url : {"http://192.0.2.1:9/", "http://127.0.0.1:1/", "http://no.such.host.invalid/", "http://", "ftp://127.0.0.1/"}) {
    EXPECT_EQ(pair.create(url).size(), 18U) << url;
  }
  EXPECT_EQ(pair.simulator.creations(), 7);
  EXPECT_EQ(Json(pair.receiver.requests().back().body)["task_id"], other);
}

TEST(SimServerCallbacks, OfManyTasksAllArrive) {
  Pair pair({"--submitted-ms", "0", "--processing-ms", "0"});
  constexpr int count = 50;
  for (int i = 0; i < count; ++i) {
    pair.create();
  }
  EXPECT_TRUE(pair.receiver.wait_for_requests(3 * count));
  EXPECT_EQ(pair.receiver.count("POST"), 3 * count);
}

} // namespace
} // namespace kling::test
