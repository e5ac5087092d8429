#include <gtest/gtest.h>
#include <string>

#include "support/recording_server.hpp"
#include "support/transport_loop.hpp"
#include "transport/curl_transport.hpp"

namespace kling::transport {
namespace {

using test::Call;
using test::RecordedRequest;
using test::RecordingServer;
using test::Reply;
using test::TransportLoop;

std::string numbered(std::size_t length) {
  std::string out;
  while (out.size() < length) {
    out += std::to_string(out.size()) + ",";
  }
  out.resize(length);
  return out;
}

TEST(CurlTransport, carries_a_request_and_its_reply) {
  RecordingServer server;
  Reply reply = Reply::text(201, R"({"code":0})");
  reply.headers.emplace_back("X-Request-Id: abc");
  server.script(reply);
  TransportLoop loop;
  Call call{"POST", server.url("/v1/videos/text2video?x=1")};
  call.flags = send_once;
  call.headers = {"Authorization: Bearer k", "Content-Type: application/json", "X-Empty:"};
  call.body = R"({"prompt":"a cat"})";
  call.run(loop);

  EXPECT_EQ(KLING_OK, call.result.status) << call.message;
  EXPECT_EQ(201, call.result.http_status);
  EXPECT_EQ(1, call.result.unsent == 0);
  EXPECT_EQ(call.body.size(), call.result.bytes_sent);
  EXPECT_EQ(10U, call.result.bytes_received);
  EXPECT_EQ(R"({"code":0})", call.reply);
  EXPECT_EQ(201, call.head_status);
  EXPECT_EQ("Content-Type: application/json\r\nX-Request-Id: abc\r\nContent-Length: 10\r\n", call.head);
  EXPECT_EQ(1, call.done);
  EXPECT_EQ(1, call.released);

  const RecordedRequest request = server.requests().at(0);
  EXPECT_EQ("POST", request.method);
  EXPECT_EQ("/v1/videos/text2video?x=1", request.target);
  EXPECT_EQ("HTTP/1.1", request.version);
  EXPECT_EQ(call.body, request.body);
  EXPECT_EQ("Bearer k", request.header("Authorization"));
  EXPECT_EQ("application/json", request.header("Content-Type"));
  EXPECT_EQ(std::to_string(call.body.size()), request.header("Content-Length"));
  EXPECT_TRUE(request.has_header("X-Empty"));
  EXPECT_FALSE(request.has_header("Expect"));
  EXPECT_FALSE(request.has_header("Transfer-Encoding"));
  EXPECT_FALSE(request.has_header("User-Agent"));
}

TEST(CurlTransport, sends_each_method_as_it_is) {
  struct Row {
    const char *method;
    const char *body;
    const char *content_length; // null: none
  };
  const Row rows[] = {{"GET", "", nullptr}, {"HEAD", "", nullptr}, {"DELETE", "", nullptr}, {"POST", "", "0"},   {"POST", "ab", "2"},
                      {"PUT", "abc", "3"},  {"PATCH", "", "0"},    {"DELETE", "abcd", "4"}, {"GET", "", nullptr}};
  RecordingServer server;
  server.handle([](const RecordedRequest &) { return Reply::text(200, "fine"); });
  TransportLoop loop;
  std::size_t sent = 0;
  for (const Row &row : rows) {
    Call call{row.method, server.url("/m")};
    call.body = row.body;
    call.run(loop);
    EXPECT_EQ(KLING_OK, call.result.status) << row.method << ": " << call.message;
    EXPECT_EQ(1, call.result.unsent == 0);
    EXPECT_EQ(std::string(row.method) == "HEAD" ? "" : "fine", call.reply);
    const RecordedRequest request = server.requests().at(sent++);
    EXPECT_EQ(row.method, request.method);
    EXPECT_EQ(row.body, request.body);
    EXPECT_EQ(row.content_length != nullptr, request.has_header("Content-Length")) << row.method;
    EXPECT_EQ(row.content_length == nullptr ? "" : row.content_length, request.header("Content-Length"));
    EXPECT_FALSE(request.has_header("Content-Type")) << row.method;
  }
  EXPECT_EQ(1, server.connections()) << "none of them is a create";
}

TEST(CurlTransport, refuses_what_is_no_http_request) {
  TransportLoop loop;
  for (const char *url : {"ftp://127.0.0.1/", "file:///etc/passwd", "127.0.0.1", "", "http://127.0.0.1/\r\nX: y"}) {
    Call call{"GET", url};
    EXPECT_EQ(KLING_E_ARGUMENT, call.start(loop)) << url;
    EXPECT_EQ(0, call.released) << url;
  }
  for (const char *header : {"no colon", ": no name", "X: a\r\nY: b", "X: a\nY: b"}) {
    Call call{"GET", "http://127.0.0.1:1/"};
    call.headers = {header};
    EXPECT_EQ(KLING_E_ARGUMENT, call.start(loop)) << header;
  }
  Call call{"GET / HTTP/1.1\r\nX: y", "http://127.0.0.1:1/"};
  EXPECT_EQ(KLING_E_ARGUMENT, call.start(loop));
}

TEST(CurlTransport, keeps_connections_but_makes_a_fresh_one_for_each_create) {
  RecordingServer server;
  TransportLoop loop;
  const auto connection_of = [&](uint32_t flags) {
    Call call{"POST", server.url("/")};
    call.flags = flags;
    call.body = "{}";
    call.run(loop);
    EXPECT_EQ(KLING_OK, call.result.status);
    return server.requests().back().connection;
  };
  const int first = connection_of(0);
  EXPECT_EQ(first, connection_of(0));
  const int create = connection_of(send_once);
  EXPECT_NE(first, create);
  const int second_create = connection_of(send_once);
  EXPECT_NE(create, second_create);
  EXPECT_NE(first, second_create);
  EXPECT_EQ(first, connection_of(0));
  EXPECT_EQ(3, server.connections());
}

TEST(CurlTransport, limits_connections_to_a_host_but_lets_creates_pass) {
  RecordingServer server;
  server.handle([](const RecordedRequest &) {
    Reply reply;
    reply.hold = true;
    return reply;
  });
  CurlOptions options;
  options.max_connections = 2;
  TransportLoop loop(options);
  std::vector<Call> calls(5);
  for (Call &call : calls) {
    call.url = server.url("/poll");
    ASSERT_EQ(KLING_OK, call.start(loop));
  }
  Call create{"POST", server.url("/create")};
  create.flags = send_once;
  create.body = "{}";
  ASSERT_EQ(KLING_OK, create.start(loop));
  ASSERT_TRUE(loop.run_until([&] { return server.count() == 3; }));
  loop.turn();
  EXPECT_EQ(2, server.count("GET"));
  EXPECT_EQ(1, server.count("POST"));
  ASSERT_TRUE(loop.run_until([&] {
    server.release();
    return calls[4].done == 1;
  }));
  for (const Call &call : calls) {
    EXPECT_EQ(1, call.done);
    EXPECT_EQ(KLING_OK, call.result.status);
  }
  EXPECT_EQ(3, server.connections());
}

TEST(CurlTransport, gives_the_place_of_a_cancelled_one_to_the_next) {
  RecordingServer server;
  Reply held;
  held.hold = true;
  server.script(held);
  CurlOptions options;
  options.max_connections = 1;
  TransportLoop loop(options);
  Call first{"GET", server.url("/1")};
  Call second{"GET", server.url("/2")};
  Call third{"GET", server.url("/3")};
  for (Call *call : {&first, &second, &third}) {
    ASSERT_EQ(KLING_OK, call->start(loop));
  }
  ASSERT_TRUE(loop.run_until([&] { return server.count() == 1; }));
  loop.table.cancel(loop.table.user_data, second.id); // never sent
  loop.table.cancel(loop.table.user_data, first.id);
  ASSERT_TRUE(loop.run_until([&] { return third.done == 1; }));
  EXPECT_EQ(KLING_E_CANCELLED, first.result.status);
  EXPECT_EQ(1, first.result.unsent == 0);
  EXPECT_EQ(KLING_E_CANCELLED, second.result.status);
  EXPECT_EQ(0, second.result.unsent == 0);
  EXPECT_EQ(KLING_OK, third.result.status);
  EXPECT_EQ(2, server.count());
}

TEST(CurlTransport, never_calls_back_from_start_or_cancel) {
  RecordingServer server;
  TransportLoop loop;
  Call call{"GET", server.url("/")};
  ASSERT_EQ(KLING_OK, call.start(loop));
  loop.table.cancel(loop.table.user_data, call.id);
  loop.table.cancel(loop.table.user_data, call.id);
  EXPECT_EQ(0, call.done);
  EXPECT_EQ(0, call.released);
  loop.turn();
  EXPECT_EQ(1, call.done);
  EXPECT_EQ(1, call.released);
  EXPECT_EQ(KLING_E_CANCELLED, call.result.status);
  EXPECT_EQ(0, call.result.unsent == 0);
  EXPECT_EQ("cancelled", call.message);
  loop.table.cancel(loop.table.user_data, call.id); // forgotten by now
  loop.turn();
  EXPECT_EQ(1, call.done);
  EXPECT_EQ(0, server.count());
}

TEST(CurlTransport, lets_a_sink_start_and_cancel_from_any_callback) {
  RecordingServer server;
  server.handle([](const RecordedRequest &) { return Reply::text(200, "body"); });
  TransportLoop loop;
  Call from_headers{"GET", server.url("/from-headers")};
  Call from_body{"GET", server.url("/from-body")};
  Call from_done{"GET", server.url("/from-done")};
  Call victim{"GET", server.url("/victim")};
  Call call{"GET", server.url("/first")};
  call.when_headers = [&] { EXPECT_EQ(KLING_OK, from_headers.start(loop)); };
  call.when_body = [&] {
    EXPECT_EQ(KLING_OK, from_body.start(loop));
    EXPECT_EQ(KLING_OK, victim.start(loop));
    loop.table.cancel(loop.table.user_data, victim.id);
  };
  call.when_done = [&] { EXPECT_EQ(KLING_OK, from_done.start(loop)); };
  call.run(loop);
  ASSERT_TRUE(loop.run_until([&] { return from_headers.done + from_body.done + from_done.done + victim.done == 4; }));
  EXPECT_EQ(KLING_OK, from_headers.result.status);
  EXPECT_EQ(KLING_OK, from_body.result.status);
  EXPECT_EQ(KLING_OK, from_done.result.status);
  EXPECT_EQ(KLING_E_CANCELLED, victim.result.status);
  EXPECT_EQ(4, server.count());
}

TEST(CurlTransport, cancels_itself_while_its_body_comes) {
  RecordingServer server;
  Reply reply = Reply::text(200, numbered(1000));
  reply.hold_after = 500;
  server.script(reply);
  TransportLoop loop;
  Call call{"GET", server.url("/")};
  call.when_body = [&] { loop.table.cancel(loop.table.user_data, call.id); };
  call.run(loop);
  EXPECT_EQ(KLING_E_CANCELLED, call.result.status);
  EXPECT_EQ(200, call.result.http_status);
  EXPECT_EQ(500U, call.result.bytes_received);
}

TEST(CurlTransport, ends_when_the_sink_refuses) {
  RecordingServer server;
  server.handle([](const RecordedRequest &) { return Reply::text(200, "body"); });
  TransportLoop loop;
  Call head{"GET", server.url("/")};
  head.refuse_headers = true;
  head.run(loop);
  EXPECT_EQ(KLING_E_CANCELLED, head.result.status);
  EXPECT_EQ("", head.reply);
  Call body{"GET", server.url("/")};
  body.refuse_body = true;
  body.run(loop);
  EXPECT_EQ(KLING_E_CANCELLED, body.result.status);
}

TEST(CurlTransport, drops_what_is_in_flight_when_destroyed) {
  RecordingServer server;
  Reply held = Reply::text(200, numbered(100));
  held.hold_after = 10;
  server.handle([&](const RecordedRequest &) { return held; });
  CurlOptions options;
  options.max_connections = 2;
  TransportLoop loop(options);
  Call running{"GET", server.url("/running")};
  Call cancelled{"GET", server.url("/cancelled")};
  Call waiting{"GET", server.url("/waiting")};
  Call create{"POST", server.url("/create")};
  create.flags = send_once;
  Call resolving{"GET", "http://name.invalid/"};
  Call ready{"GET", "http://127.0.0.1:1/"};
  for (Call *call : {&running, &cancelled, &waiting, &create}) {
    ASSERT_EQ(KLING_OK, call->start(loop));
  }
  ASSERT_TRUE(loop.run_until([&] { return !running.reply.empty() && !cancelled.reply.empty() && !create.reply.empty(); }));
  ASSERT_EQ(KLING_OK, resolving.start(loop));
  loop.turn();
  ASSERT_EQ(KLING_OK, ready.start(loop));
  loop.table.cancel(loop.table.user_data, cancelled.id);
  loop.destroy();
  for (const Call *call : {&running, &cancelled, &waiting, &create, &ready}) {
    EXPECT_EQ(0, call->done) << call->url;
    EXPECT_EQ(1, call->released) << call->url;
  }
  EXPECT_EQ(1, resolving.released);
  EXPECT_TRUE(server.wait_until_idle());
}

TEST(CurlTransport, drives_many_requests_to_several_hosts) {
  RecordingServer one;
  RecordingServer two;
  const auto echo = [](const RecordedRequest &request) { return Reply::text(200, request.target); };
  one.handle(echo);
  two.handle(echo);
  TransportLoop loop;
  std::vector<Call> calls(300);
  int done = 0;
  for (std::size_t each = 0; each < calls.size(); ++each) {
    calls[each].url = (each % 2 == 0 ? one : two).url("/" + std::to_string(each));
    calls[each].when_done = [&] { ++done; };
    ASSERT_EQ(KLING_OK, calls[each].start(loop));
  }
  ASSERT_TRUE(loop.run_until([&] { return done == 300; }));
  for (std::size_t each = 0; each < calls.size(); ++each) {
    EXPECT_EQ("/" + std::to_string(each), calls[each].reply);
  }
  EXPECT_EQ(300, one.count() + two.count());
  EXPECT_LE(one.connections(), 8);
  EXPECT_LE(two.connections(), 8);
}

TEST(CurlTransport, goes_on_with_a_handle_that_never_had_a_connection) {
  RecordingServer server;
  TransportLoop loop;
  for (const char *url : {"http://name.invalid/", "http://[::bad/", "http://127.0.0.1:1/"}) {
    Call lost{"GET", url};
    lost.run(loop);
    EXPECT_NE(KLING_OK, lost.result.status);
    EXPECT_EQ(0, lost.result.unsent == 0);
    Call call{"GET", server.url("/")};
    call.run(loop);
    EXPECT_EQ(KLING_OK, call.result.status) << url << ": " << call.message;
  }
}

TEST(CurlTransport, logs_one_line_per_exchange_without_secrets) {
  RecordingServer server;
  TransportLoop loop;
  Call call{"GET", server.url("/path?token=secret")};
  call.headers = {"Authorization: Bearer secret"};
  call.run(loop);
  Call again{"GET", server.url("/path?token=secret")};
  again.run(loop);
  Call refused{"GET", "http://127.0.0.1:1/path?token=secret"};
  refused.run(loop);
  ASSERT_EQ(3U, loop.lines.size());
  EXPECT_EQ(0U, loop.lines[0].find("GET " + server.url("/path") + " → 200, 0 bytes, ")) << loop.lines[0];
  EXPECT_NE(std::string::npos, loop.lines[0].find(" ms, new connection"));
  EXPECT_NE(std::string::npos, loop.lines[1].find(" ms, reused connection"));
  EXPECT_EQ(0U, loop.lines[2].find("GET http://127.0.0.1:1/path → no connection could be made")) << loop.lines[2];
  for (const std::string &line : loop.lines) {
    EXPECT_EQ(std::string::npos, line.find("secret")) << line;
  }
}

TEST(CurlTransport, names_its_libcurl) {
  EXPECT_EQ(0U, curl_version().find("libcurl/"));
}

} // namespace
} // namespace kling::transport
