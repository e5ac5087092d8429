#include <cstring>
#include <gtest/gtest.h>
#include <string>

#include "support/recording_server.hpp"
#include "support/transport_loop.hpp"

namespace kling::transport {
namespace {

using test::Call;
using test::RecordingServer;
using test::Reply;
using test::TransportLoop;

Reply faulty(Reply::Fault fault) {
  Reply reply;
  reply.fault = fault;
  return reply;
}

Call create(const RecordingServer &server) {
  Call call{"POST", server.url("/v1/videos/text2video")};
  call.flags = send_once;
  call.body = R"({"prompt":"a cat"})";
  return call;
}

/// Leaves a connection behind that the next request may take.
void warm_up(RecordingServer &server, TransportLoop &loop) {
  Call call{"GET", server.url("/warm-up")};
  call.run(loop);
  ASSERT_EQ(KLING_OK, call.result.status);
  ASSERT_EQ(1, server.open_connections());
}

TEST(SendOnce, is_never_sent_again_after_a_break) {
  struct Row {
    Reply::Fault fault;
    kling_status status;
  };
  for (const Row &row : {Row{Reply::Fault::reset_after_headers, KLING_E_NETWORK}, Row{Reply::Fault::reset_after_body, KLING_E_NETWORK},
                         Row{Reply::Fault::close_after_body, KLING_E_NETWORK}}) {
    RecordingServer server;
    TransportLoop loop;
    warm_up(server, loop);
    server.script(faulty(row.fault));
    Call call = create(server);
    call.run(loop);
    EXPECT_EQ(row.status, call.result.status) << call.message;
    EXPECT_EQ(1, call.result.unsent == 0);
    EXPECT_EQ(0, call.result.http_status);
    EXPECT_EQ(1, server.count("POST")) << static_cast<int>(row.fault);
    EXPECT_EQ(2, server.connections());
  }
}

TEST(SendOnce, is_needed_because_libcurl_sends_others_again_by_itself) {
  RecordingServer server;
  TransportLoop loop;
  warm_up(server, loop);
  server.script(faulty(Reply::Fault::reset_after_body));
  Call call = create(server);
  call.flags = 0;
  call.run(loop);
  EXPECT_EQ(KLING_OK, call.result.status);
  EXPECT_EQ(2, server.count("POST"));
}

TEST(SendOnce, has_not_reached_anyone_when_no_connection_was_made) {
  TransportLoop loop;
  int port = 0;
  {
    RecordingServer gone;
    port = gone.port();
  }
  const std::string urls[] = {"http://127.0.0.1:" + std::to_string(port) + "/", "http://name.invalid/", "https://127.0.0.1:1/"};
  for (const std::string &url : urls) {
    Call call{"POST", url};
    call.flags = send_once;
    call.body = "{}";
    call.run(loop);
    EXPECT_EQ(KLING_E_NETWORK, call.result.status) << call.message;
    EXPECT_EQ(0, call.result.unsent == 0) << url;
    EXPECT_EQ(0U, call.result.bytes_sent);
  }
}

TEST(SendOnce, has_not_reached_anyone_when_tls_fails) {
  RecordingServer plain;
  TransportLoop loop;
  Call call{"POST", "https://127.0.0.1:" + std::to_string(plain.port()) + "/"};
  call.flags = send_once;
  call.body = "{}";
  call.timeout_ms = 300; // the server waits for the end of a header block
  call.run(loop);
  EXPECT_NE(KLING_OK, call.result.status);
  EXPECT_EQ(0, call.result.unsent == 0);
}

TEST(SendOnce, may_have_reached_the_service_once_the_body_was_read) {
  // The server accepts and then resets: whether the kernel had taken our bytes by then is not ours to guess.
  RecordingServer server;
  TransportLoop loop;
  server.reset_connections(1);
  Call call = create(server);
  call.run(loop);
  EXPECT_EQ(KLING_E_NETWORK, call.result.status);
  EXPECT_EQ(call.result.bytes_sent > 0 ? 1 : 0, call.result.unsent == 0);
  EXPECT_EQ(1, server.connections()) << "tried once";
}

TEST(SendOnce, streams_a_large_body_exactly) {
  RecordingServer server;
  TransportLoop loop;
  struct Source {
    static int64_t read(void *, uint64_t offset, void *buffer, uint64_t capacity) {
      for (uint64_t each = 0; each < capacity; ++each) {
        static_cast<char *>(buffer)[each] = static_cast<char>('a' + (offset + each) % 26);
      }
      return static_cast<int64_t>(capacity);
    }
  };
  constexpr uint64_t length = 3 * 1024 * 1024 + 17;
  Call call{"POST", server.url("/upload")};
  call.flags = send_once;
  call.segments = {{"\"", 1, nullptr, nullptr}, {nullptr, length, Source::read, nullptr}, {"\"", 1, nullptr, nullptr}};
  call.run(loop);
  EXPECT_EQ(KLING_OK, call.result.status) << call.message;
  EXPECT_EQ(length + 2, call.result.bytes_sent);
  const test::RecordedRequest request = server.requests().at(0);
  EXPECT_EQ(std::to_string(length + 2), request.header("Content-Length"));
  EXPECT_FALSE(request.has_header("Expect"));
  ASSERT_EQ(length + 2, request.body.size());
  EXPECT_EQ("\"abc", request.body.substr(0, 4));
  EXPECT_EQ(static_cast<char>('a' + (length - 1) % 26), request.body[length]);
}

TEST(SendOnce, says_that_its_body_could_not_be_read) {
  RecordingServer server;
  TransportLoop loop;
  struct Source {
    static int64_t read(void *, uint64_t offset, void *buffer, uint64_t) {
      std::memcpy(buffer, "x", 1);
      return offset < 10 ? 1 : -1;
    }
  };
  Call call{"POST", server.url("/upload")};
  call.flags = send_once;
  call.segments = {{nullptr, 100, Source::read, nullptr}};
  call.run(loop);
  EXPECT_EQ(KLING_E_FILE, call.result.status);
  EXPECT_EQ(0, call.result.unsent == 0) << "what was read never left";
  EXPECT_EQ(0U, call.result.bytes_sent);
  EXPECT_EQ(0, server.count());
}

TEST(SendOnce, ignores_an_interim_reply) {
  RecordingServer server;
  Reply reply = Reply::text(200, "{}");
  reply.interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n";
  server.script(reply);
  TransportLoop loop;
  Call call = create(server);
  call.run(loop);
  EXPECT_EQ(KLING_OK, call.result.status);
  EXPECT_EQ(1, call.header_blocks);
  EXPECT_EQ(200, call.head_status);
  EXPECT_EQ(std::string::npos, call.head.find("Link"));
}

} // namespace
} // namespace kling::transport
