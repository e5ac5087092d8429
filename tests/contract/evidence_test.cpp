#include <chrono>
#include <gtest/gtest.h>
#include <set>

#include "support/pretend_service.hpp"

/// One case for each kind of evidence that a create can leave, over real sockets; the whole table is tested in virtual time elsewhere.
namespace kling::test {
namespace {

Reply broken(Reply::Fault fault) {
  Reply reply;
  reply.fault = fault;
  return reply;
}

Reply truncated() {
  Reply reply = Reply::text(200, PretendService::created(PretendService::id_of(1)));
  reply.cut_after = 40;
  return reply;
}

Reply not_found() {
  return Reply::text(400, R"({"code":1201,"message":"Task not found","request_id":"r"})");
}

struct Lost {
  const char *name;
  Reply reply;
};

/// On a host where duplicates are not known to be refused nothing is sent a second time, whatever the evidence.
TEST(Evidence, ALostReplyIsNeverFollowedByASecondPost) {
  const Lost cases[] = {
      {"HTML with 200", Reply::text(200, "<html>hello</html>", "text/html")},
      {"502", Reply::text(502, "<html>bad gateway</html>", "text/html")},
      {"truncated", truncated()},
      {"reset after the body", broken(Reply::Fault::reset_after_body)},
      {"closed after the body", broken(Reply::Fault::close_after_body)},
      {"code 0 without an id", Reply::text(200, R"({"code":0,"message":"SUCCEED"})")},
  };
  std::vector<std::unique_ptr<RecordingServer>> servers;
  std::vector<Client> clients;
  std::vector<Task> tasks;
  for (const Lost &each : cases) {
    servers.push_back(std::make_unique<RecordingServer>());
    RecordingServer &server = *servers.back();
    server.script(each.reply);
    server.handle([](const RecordedRequest &) { return not_found(); });
    clients.push_back(make_client({{"provider", servers.size() % 2 == 0 ? "cometapi" : "custom"},
                                   {"base_url", server.url("")},
                                   {"api_key", "the-key"},
                                   {"retry_base_ms", "1"},
                                   {"settle_ms", "1"}}));
    tasks.push_back(submit(clients.back(), make_request("a lighthouse")));
    ASSERT_NE(tasks.back(), nullptr) << each.name;
  }
  // The first look comes after two seconds: all of them are waited for at the same time.
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    EXPECT_TRUE(reach(clients[i], tasks[i], KLING_TASK_UNCERTAIN)) << cases[i].name;
  }
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    SCOPED_TRACE(cases[i].name);
    ASSERT_TRUE(drive_until(clients[i], [&] { return servers[i]->count("GET") == 1; }));
    EXPECT_EQ(kling_task_state(tasks[i].get()), KLING_TASK_UNCERTAIN) << "not found once is not enough";
    EXPECT_EQ(kling_task_detach(tasks[i].get()), KLING_OK);
    EXPECT_EQ(finish(clients[i], tasks[i]), KLING_E_SUBMIT_UNKNOWN);
    EXPECT_EQ(kling_task_state(tasks[i].get()), KLING_TASK_UNKNOWN);
    const std::string external_id = text_of(kling_task_external_id(tasks[i].get()));
    EXPECT_TRUE(servers[i]->requests()[1].target.ends_with(external_id));
    EXPECT_EQ(servers[i]->count("POST"), 1);
  }
}

TEST(Evidence, ALostReplyThatIsFoundIsAdopted) {
  RecordingServer server;
  const std::string id = PretendService::id_of(7);
  server.script(broken(Reply::Fault::reset_after_body));
  std::string external_id;
  server.handle([&](const RecordedRequest &) {
    return Reply::text(200, R"({"code":0,"message":"SUCCEED","request_id":"r","data":{"task_id":")" + id +
                                R"(","task_status":"succeed","task_status_msg":"","task_info":{"external_task_id":"mine-9"},)" +
                                R"("task_result":{"videos":[{"id":"v","url":"https://example.com/v.mp4","duration":"5"}]},"created_at":)" +
                                std::to_string(time(nullptr) * 1000LL) + "}}");
  });
  const Client client =
      make_client({{"provider", "custom"}, {"base_url", server.url("")}, {"api_key", "the-key"}, {"poll_interval_ms", "10"}});
  const Task task = submit(client, make_request("a lighthouse", {{"external_task_id", "mine-9"}}));
  kling_error error = no_error();
  EXPECT_EQ(finish(client, task, &error), KLING_OK) << error.message;
  EXPECT_EQ(text_of(kling_task_id(task.get())), id);
  EXPECT_EQ(server.count("POST"), 1);
  EXPECT_EQ(server.requests()[1].target, std::string(PretendService::create_path) + "/mine-9");
}

TEST(Evidence, WithoutAnExternalIdALostReplyIsUnknownAtOnce) {
  RecordingServer server;
  server.script(broken(Reply::Fault::reset_after_body));
  const Client client = make_client({{"base_url", server.url("")}, {"api_key", "the-key"}, {"external_ids", "never"}});
  const Task task = submit(client, make_request("a lighthouse"));
  EXPECT_EQ(finish(client, task), KLING_E_SUBMIT_UNKNOWN);
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_UNKNOWN);
  EXPECT_EQ(server.count(), 1);
}

TEST(Evidence, ANeverReachedServiceIsRejected) {
  int port = 0;
  {
    const RecordingServer gone;
    port = gone.port();
  }
  const Client client =
      make_client({{"base_url", "http://127.0.0.1:" + std::to_string(port)}, {"api_key", "the-key"}, {"retry_base_ms", "1"}});
  const Task task = submit(client, make_request("a lighthouse"));
  kling_error error = no_error();
  EXPECT_EQ(finish(client, task, &error), KLING_E_NETWORK);
  EXPECT_EQ(error.retryable, 1);
  EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_REJECTED);
  kling_stats stats = KLING_STATS_INIT;
  ASSERT_EQ(kling_client_stats(client.get(), &stats), KLING_OK);
  EXPECT_EQ(stats.requests, 5U) << "max_retries is 4";
  EXPECT_EQ(stats.retries, 4U);
}

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

TEST(Evidence, ARefusalEndsTheTaskAtOnce) {
  const struct {
    const char *name;
    Reply reply;
    kling_status status;
    int64_t code;
  } cases[] = {
      {"bad field", Reply::text(400, R"({"code":1201,"message":"prompt too long","request_id":"r-7"})"), KLING_E_FIELD, 1201},
      {"balance", Reply::text(429, R"({"code":1102,"message":"Account balance not enough","request_id":"r-7"})"), KLING_E_BALANCE, 1102},
      {"redirect", Reply::text(302, ""), KLING_E_ENDPOINT, 0},
  };
  for (const auto &each : cases) {
    SCOPED_TRACE(each.name);
    RecordingServer server;
    server.script(each.reply);
    const Client client = make_client({{"base_url", server.url("")}, {"api_key", "the-key"}});
    const Task task = submit(client, make_request("a lighthouse"));
    kling_error error = no_error();
    EXPECT_EQ(finish(client, task, &error), each.status) << error.message;
    EXPECT_EQ(error.service_code, each.code);
    EXPECT_EQ(error.http_status, each.reply.status);
    EXPECT_EQ(kling_task_state(task.get()), KLING_TASK_REJECTED);
    EXPECT_EQ(server.count(), 1);
    if (each.code != 0) {
      EXPECT_STREQ(error.request_id, "r-7");
    }
  }
}

TEST(Evidence, WithoutAFreeSlotItWaitsAndIsSentAgain) {
  PretendService service({"succeed"});
  service.server.script(Reply::text(429, R"({"code":1303,"message":"parallel task over resource pack limit","request_id":"r"})"));
  const Client client = make_client(service.settings());
  const Task task = submit(client, make_request("a lighthouse"));
  const std::string external_id = text_of(kling_task_external_id(task.get()));
  EXPECT_TRUE(drive_until(client, [&] { return service.server.count("POST") == 1 && kling_task_state(task.get()) == KLING_TASK_WAITING; }));
  EXPECT_EQ(finish(client, task), KLING_OK);
  ASSERT_EQ(service.server.count("POST"), 2);
  EXPECT_EQ(service.server.requests()[0].body, service.server.requests()[1].body);
  EXPECT_NE(service.server.requests()[0].body.find(external_id), std::string::npos) << "the same id";
}

TEST(Evidence, RetryAfterIsObeyed) {
  PretendService service({"succeed"});
  Reply refusal = Reply::text(429, R"({"code":1302,"message":"too fast","request_id":"r"})");
  refusal.headers.emplace_back("Retry-After: 2");
  service.server.script(refusal);
  const Client client = make_client(service.settings());
  const Task task = submit(client, make_request("a lighthouse"));
  ASSERT_TRUE(drive_until(client, [&] { return service.server.count("POST") == 1 && kling_task_state(task.get()) == KLING_TASK_WAITING; }));
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(finish(client, task), KLING_OK);
  EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(1500));
  EXPECT_EQ(service.server.count("POST"), 2);
}

/// libcurl re-sends by itself what dies on a connection it has used before; a create never has such a connection.
TEST(Evidence, AResetOnAUsedConnectionNeverGivesASecondPost) {
  RecordingServer server;
  server.handle([&](const RecordedRequest &request) {
    if (request.method == "GET") {
      return Reply::text(200, R"({"code":0,"message":"SUCCEED","data":{"task_id":"810000000000000001","task_status":"processing"}})");
    }
    return broken(Reply::Fault::reset_after_body);
  });
  const Client client = make_client({{"provider", "custom"},
                                     {"base_url", server.url("")},
                                     {"api_key", "the-key"},
                                     {"poll_interval_ms", "10"},
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
}

} // namespace
} // namespace kling::test
