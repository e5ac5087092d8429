#include <gtest/gtest.h>
#include <set>

#include "support/pretend_service.hpp"
#include "support/replies.hpp"

/// Design 4.1: what a broken connection is evidence of. The rows of its table are in settle_test.cpp and submit_rows_test.cpp.
namespace kling::test {
namespace {

TEST(Evidence, AConnectionResetBeforeTheBodyIsTriedAgain) {
  PretendService service({"succeed"});
  service.server.reset_connections(1);
  Settings settings = service.settings();
  settings["external_ids"] = "never";
  const Client client = make_client(settings);
  const Task task = submit(client, make_request("a lighthouse"));
  const kling_status status = finish(client, task);
  // A reset may arrive after libcurl has handed the body to the kernel: then nobody can know, and nothing is sent again.
  if (status == KLING_OK) {
    EXPECT_EQ(service.server.count("POST"), 1);
  } else {
    EXPECT_EQ(status, KLING_E_SUBMIT_UNKNOWN);
    EXPECT_EQ(service.server.count("POST"), 0);
  }
}

/// The body may have arrived although nobody read it.
TEST(Evidence, AResetBehindTheHeadersIsNotSentAgain) {
  RecordingServer server;
  server.script(with_fault(Reply::Fault::reset_after_headers));
  const Client client = make_client({{"base_url", server.url("")}, {"api_key", "the-key"}, {"external_ids", "never"}});
  const Task task = submit(client, make_request("a lighthouse"));
  EXPECT_EQ(finish(client, task), KLING_E_SUBMIT_UNKNOWN);
  EXPECT_EQ(server.count("POST"), 1);
}

/// libcurl re-sends by itself what dies on a connection it has used before; a create never has such a connection.
TEST(Evidence, ACreateHasAConnectionOfItsOwn) {
  RecordingServer server;
  server.handle([&](const RecordedRequest &request) {
    if (request.method == "GET") {
      return Reply::text(200, R"({"code":0,"message":"SUCCEED","data":{"task_id":"810000000000000001","task_status":"processing"}})");
    }
    return with_fault(Reply::Fault::reset_after_body);
  });
  const Client client = make_client({{"provider", "custom"},
                                     {"base_url", server.url("")},
                                     {"api_key", "the-key"},
                                     {"poll_interval_ms", "10"},
                                     {"poll_max_interval_ms", "10"},
                                     {"external_ids", "never"}});
  kling_task *watched = nullptr;
  ASSERT_EQ(kling_attach(client.get(), KLING_TEXT2VIDEO, "810000000000000001", 0, &watched, nullptr), KLING_OK);
  const Task polling(watched);
  ASSERT_TRUE(drive_until(client, [&] { return server.count("GET") >= 3; }));
  for (int i = 1; i <= 3; ++i) {
    const Task task = submit(client, make_request("a lighthouse"));
    EXPECT_EQ(finish(client, task), KLING_E_SUBMIT_UNKNOWN);
    EXPECT_EQ(server.count("POST"), i);
  }
  std::set<int> looked;
  std::set<int> created;
  for (const RecordedRequest &each : server.requests()) {
    (each.method == "GET" ? looked : created).insert(each.connection);
  }
  EXPECT_EQ(looked.size(), 1U) << "the looks keep theirs alive";
  EXPECT_EQ(created.size(), 3U) << "each create has one of its own";
  for (const int connection : created) {
    EXPECT_EQ(looked.count(connection), 0U);
  }
}

} // namespace
} // namespace kling::test
