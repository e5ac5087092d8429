#include <cstdlib>
#include <gtest/gtest.h>
#include <string>

#include "support/recording_server.hpp"
#include "support/transport_loop.hpp"

namespace kling::transport {
namespace {

using test::Call;
using test::RecordedRequest;
using test::RecordingServer;
using test::Reply;
using test::TransportLoop;

TEST(Reply, that_breaks_off_is_told_from_a_whole_one) {
  Reply cut = Reply::text(200, std::string(1000, 'x'));
  cut.cut_after = 400;
  Reply cut_reset = cut;
  cut_reset.end = Reply::End::reset;
  Reply chunked = Reply::text(200, std::string(1000, 'x'));
  chunked.chunked = true;
  Reply cut_chunked = chunked;
  cut_chunked.cut_after = 400;
  Reply to_the_end = Reply::text(200, std::string(1000, 'x'));
  to_the_end.with_length = false;
  Reply garbage;
  garbage.interim = "SSH-2.0-OpenSSH_9.2\r\n";
  Reply nothing;
  nothing.fault = Reply::Fault::close_after_body;
  struct Row {
    const char *name;
    const Reply &reply;
    kling_status status;
    uint64_t received;
  };
  const Row rows[] = {
      {"cut", cut, KLING_E_PROTOCOL, 400},
      {"chunked", chunked, KLING_OK, 1000},
      {"chunked, cut", cut_chunked, KLING_E_PROTOCOL, 0},
      {"to the end", to_the_end, KLING_OK, 1000},
      {"garbage", garbage, KLING_E_PROTOCOL, 0},
      {"nothing", nothing, KLING_E_NETWORK, 0},
  };
  for (const Row &row : rows) {
    RecordingServer server;
    server.script(row.reply);
    TransportLoop loop;
    Call call{"GET", server.url("/")};
    call.run(loop);
    EXPECT_EQ(row.status, call.result.status) << row.name << ": " << call.message;
    EXPECT_EQ(1, call.result.unsent == 0) << row.name;
    if (row.received != 0) {
      EXPECT_EQ(row.received, call.result.bytes_received) << row.name;
    }
    EXPECT_EQ(row.status == KLING_OK, call.message.empty()) << row.name << ": " << call.message;
  }
  RecordingServer server;
  server.script(cut_reset);
  TransportLoop loop;
  Call call{"GET", server.url("/")};
  call.run(loop);
  EXPECT_NE(KLING_OK, call.result.status);
}

TEST(Reply, has_a_limit) {
  struct Row {
    int64_t limit;
    bool chunked;
    kling_status status;
  };
  for (const Row &row :
       {Row{1000, false, KLING_OK}, Row{999, false, KLING_E_TOO_LARGE}, Row{999, true, KLING_E_TOO_LARGE}, Row{0, false, KLING_OK}}) {
    RecordingServer server;
    Reply reply = Reply::text(200, std::string(1000, 'x'));
    reply.chunked = row.chunked;
    server.script(reply);
    TransportLoop loop;
    Call call{"GET", server.url("/")};
    call.max_reply_bytes = row.limit;
    call.run(loop);
    EXPECT_EQ(row.status, call.result.status) << row.limit;
    EXPECT_EQ(200, call.result.http_status);
  }
}

// 100,000 times '0', as gzip packs them.
constexpr unsigned char zeros_gz[] = {0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xed, 0xc1, 0x31, 0x01, 0x00, 0x00, 0x00,
                                      0xc2, 0xa0, 0x4a, 0xeb, 0x9f, 0xce, 0x1a, 0x1e, 0x40, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
                                      0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
                                      0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
                                      0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
                                      0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
                                      0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
                                      0x00, 0x00, 0x00, 0x00, 0xaf, 0x06, 0x85, 0xc2, 0x4d, 0xc5, 0xa0, 0x86, 0x01, 0x00};

TEST(Reply, may_be_compressed_when_it_is_not_a_download) {
  RecordingServer server;
  Reply reply = Reply::text(200, std::string(reinterpret_cast<const char *>(zeros_gz), sizeof zeros_gz));
  reply.headers.emplace_back("Content-Encoding: gzip");
  server.handle([&](const RecordedRequest &) { return reply; });
  TransportLoop loop;
  Call decoded{"GET", server.url("/")};
  decoded.run(loop);
  EXPECT_EQ(KLING_OK, decoded.result.status) << decoded.message;
  EXPECT_NE(std::string::npos, server.requests().at(0).header("Accept-Encoding").find("gzip"));
  EXPECT_EQ(std::string(100000, '0'), decoded.reply);
  Call limited{"GET", server.url("/")};
  limited.max_reply_bytes = 1000; // what comes out counts, not what came in
  limited.run(loop);
  EXPECT_EQ(KLING_E_TOO_LARGE, limited.result.status);
  Call download{"GET", server.url("/")};
  download.flags = follow_redirects;
  download.run(loop);
  EXPECT_FALSE(server.requests().at(2).has_header("Accept-Encoding"));
  EXPECT_EQ(sizeof zeros_gz, download.result.bytes_received) << "it was left as it is";
}

TEST(Reply, must_come_in_time) {
  RecordingServer server;
  server.handle([](const RecordedRequest &) {
    Reply reply = Reply::text(200, "0123456789");
    reply.hold_after = 5;
    return reply;
  });
  TransportLoop loop;
  Call whole{"GET", server.url("/")};
  whole.timeout_ms = 50;
  whole.run(loop);
  EXPECT_EQ(KLING_E_TIMEOUT, whole.result.status) << whole.message;
  Call stalled{"GET", server.url("/")};
  stalled.timeout_ms = 0;
  stalled.stall_timeout_ms = 1000;
  stalled.run(loop);
  EXPECT_EQ(KLING_E_TIMEOUT, stalled.result.status) << stalled.message;
  EXPECT_EQ(5U, stalled.result.bytes_received);
  EXPECT_EQ(1, stalled.result.unsent == 0);
}

TEST(Redirect, is_followed_only_when_asked) {
  RecordingServer server;
  RecordingServer other;
  Reply away;
  away.status = 302;
  away.headers = {"Location: " + other.url("/there?signature=s")};
  server.handle([&](const RecordedRequest &) { return away; });
  other.handle([](const RecordedRequest &) { return Reply::text(200, "here"); });
  TransportLoop loop;
  Call call{"GET", server.url("/")};
  call.run(loop);
  EXPECT_EQ(KLING_OK, call.result.status);
  EXPECT_EQ(302, call.result.http_status);
  EXPECT_EQ(0, other.count());

  Call following{"GET", server.url("/")};
  following.flags = follow_redirects;
  following.headers = {"Authorization: Bearer secret", "Cookie: a=b", "Range: bytes=3-"};
  following.run(loop);
  EXPECT_EQ(KLING_OK, following.result.status);
  EXPECT_EQ(200, following.result.http_status);
  EXPECT_EQ(1, following.header_blocks) << "the redirect's own block is not shown";
  EXPECT_EQ("here", following.reply);
  ASSERT_EQ(1, other.count());
  const RecordedRequest request = other.requests().at(0);
  EXPECT_EQ("/there?signature=s", request.target);
  EXPECT_FALSE(request.has_header("Authorization"));
  EXPECT_FALSE(request.has_header("Cookie"));
  EXPECT_EQ("bytes=3-", request.header("Range"));
}

TEST(Redirect, has_an_end) {
  RecordingServer server;
  server.handle([&](const RecordedRequest &) {
    Reply away;
    away.status = 302;
    away.headers = {"Location: /again?signature=s"};
    return away;
  });
  TransportLoop loop;
  Call call{"GET", server.url("/")};
  call.flags = follow_redirects;
  call.run(loop);
  EXPECT_EQ(KLING_E_PROTOCOL, call.result.status);
  EXPECT_EQ(6, server.count());
  EXPECT_EQ(0, call.header_blocks);
  EXPECT_EQ(std::string::npos, call.message.find("signature")) << call.message;
}

TEST(Redirect, stays_inside_http) {
  for (const char *target : {"file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/x"}) {
    RecordingServer server;
    Reply away;
    away.status = 302;
    away.headers = {std::string("Location: ") + target};
    server.script(away);
    TransportLoop loop;
    Call call{"GET", server.url("/")};
    call.flags = follow_redirects;
    call.run(loop);
    EXPECT_EQ(KLING_E_PROTOCOL, call.result.status) << target << ": " << call.message;
    EXPECT_EQ("", call.reply);
  }
}

TEST(PublicAddressesOnly, refuses_a_private_one_before_a_byte_is_sent) {
  RecordingServer server;
  TransportLoop loop;
  for (const std::string &url : {server.url("/"), "http://localhost:" + std::to_string(server.port()) + "/"}) {
    Call call{"GET", url};
    call.flags = follow_redirects | public_addresses_only;
    call.run(loop);
    EXPECT_EQ(KLING_E_ENDPOINT, call.result.status) << call.message;
    EXPECT_EQ(0, call.result.unsent == 0);
    EXPECT_NE(std::string::npos, call.message.find("private address")) << call.message;
  }
  EXPECT_EQ(0, server.connections());
}

TEST(PublicAddressesOnly, holds_for_hosts_that_are_reached_without_the_proxy) {
  RecordingServer server;
  RecordingServer proxy;
  CurlOptions options;
  options.proxy = String(proxy.url(""));
  options.no_proxy = "127.0.0.1";
  TransportLoop loop(options);
  Call direct{"GET", server.url("/")};
  direct.flags = public_addresses_only;
  direct.run(loop);
  EXPECT_EQ(KLING_E_ENDPOINT, direct.result.status) << direct.message;
  EXPECT_EQ(0, server.connections());
  Call proxied{"GET", "http://example.test/clip"};
  proxied.flags = public_addresses_only;
  proxied.run(loop);
  EXPECT_EQ(KLING_OK, proxied.result.status) << proxied.message;
  EXPECT_EQ(1, proxy.count());
}

TEST(PublicAddressesOnly, does_not_borrow_a_kept_connection) {
  RecordingServer server;
  TransportLoop loop;
  Call call{"GET", server.url("/")};
  call.run(loop);
  Call again{"GET", server.url("/")};
  again.flags = public_addresses_only;
  again.run(loop);
  EXPECT_EQ(KLING_E_ENDPOINT, again.result.status);
  EXPECT_EQ(0, again.result.unsent == 0);
  EXPECT_EQ(1, server.count());
}

TEST(Proxy, is_never_taken_from_the_environment) {
  for (const char *name : {"http_proxy", "all_proxy", "ALL_PROXY", "HTTPS_PROXY", "https_proxy"}) {
    setenv(name, "http://127.0.0.1:1", 1);
  }
  setenv("no_proxy", "*", 1);
  RecordingServer server;
  RecordingServer proxy;
  {
    TransportLoop loop;
    Call call{"GET", server.url("/direct")};
    call.run(loop);
    EXPECT_EQ(KLING_OK, call.result.status) << call.message;
  }
  {
    CurlOptions options;
    options.proxy = String(proxy.url(""));
    TransportLoop loop(options);
    Call call{"GET", "http://host.invalid/through?x=1"};
    call.run(loop);
    EXPECT_EQ(KLING_OK, call.result.status) << call.message;
    ASSERT_EQ(1, proxy.count()) << "the environment's no_proxy would have gone past it";
    EXPECT_EQ("http://host.invalid/through?x=1", proxy.requests().at(0).target);
  }
  {
    CurlOptions options;
    options.proxy = String(proxy.url(""));
    options.no_proxy = "127.0.0.1";
    TransportLoop loop(options);
    Call call{"GET", server.url("/past")};
    call.run(loop);
    EXPECT_EQ(KLING_OK, call.result.status) << call.message;
    EXPECT_EQ(2, server.count());
  }
  for (const char *name : {"http_proxy", "all_proxy", "ALL_PROXY", "HTTPS_PROXY", "https_proxy", "no_proxy"}) {
    unsetenv(name);
  }
}

TEST(Message, never_shows_what_a_url_hides) {
  TransportLoop loop;
  Call call{"GET", "http://user:password@127.0.0.1:1/path?token=secret#part"};
  call.run(loop);
  EXPECT_EQ(KLING_E_ARGUMENT, call.result.status) << call.message;
  Call unreadable{"GET", "http://[::bad/path?token=secret"};
  unreadable.run(loop);
  EXPECT_EQ(KLING_E_ARGUMENT, unreadable.result.status) << unreadable.message;
  for (const Call *each : {&call, &unreadable}) {
    EXPECT_EQ(0, each->result.unsent == 0);
    for (const char *secret : {"token", "secret", ":password", "user:"}) {
      EXPECT_EQ(std::string::npos, each->message.find(secret)) << each->message;
    }
  }
}

TEST(Trust, in_a_file_that_is_not_there_is_refused_at_once) {
  CurlOptions options;
  options.ca_file = "/nowhere/ca.pem";
  TransportLoop loop(options);
  EXPECT_EQ(KLING_E_FILE, loop.status);
  EXPECT_EQ("ca_file", loop.error.field);
}

} // namespace
} // namespace kling::transport
