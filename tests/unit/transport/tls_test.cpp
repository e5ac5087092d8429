#include <csignal>
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <unistd.h>

#include "support/recording_server.hpp"
#include "support/tls_server.hpp"
#include "support/transport_loop.hpp"

namespace kling::transport {
namespace {

using test::Call;
using test::TlsServer;
using test::TransportLoop;

std::string fine(const std::string &) {
  return "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine";
}

CurlOptions trusting(const TlsServer &server) {
  CurlOptions options;
  options.ca_pem = String(server.certificate());
  return options;
}

Call create(const std::string &url) {
  Call call{"POST", url};
  call.flags = send_once;
  call.body = "{}";
  return call;
}

TEST(Tls, trusts_only_what_it_was_told_to) {
  TlsServer server(fine);
  TlsServer other(fine);
  char name[] = "/tmp/kling-ca-XXXXXX";
  close(mkstemp(name));
  std::ofstream(name) << server.certificate();
  CurlOptions by_file;
  by_file.ca_file = name;
  struct Row {
    const char *what;
    CurlOptions options;
    std::string url;
    kling_status status;
  };
  const Row rows[] = {
      {"the system's", {}, server.url(), KLING_E_TLS},
      {"PEM text", trusting(server), server.url(), KLING_OK},
      {"a file", by_file, server.url(), KLING_OK},
      {"another certificate", trusting(other), server.url(), KLING_E_TLS},
      {"another host name", trusting(server), server.url("localhost"), KLING_E_TLS},
  };
  for (const Row &row : rows) {
    TransportLoop loop(row.options);
    Call call = create(row.url);
    call.run(loop);
    EXPECT_EQ(row.status, call.result.status) << row.what << ": " << call.message;
    EXPECT_EQ(row.status == KLING_OK ? 1 : 0, call.result.unsent == 0) << row.what;
    EXPECT_EQ(row.status == KLING_OK ? "fine" : "", call.reply) << row.what;
  }
  unlink(name);
}

TEST(Tls, is_resumed_on_the_fresh_connections_of_creates) {
  TlsServer server(fine);
  TransportLoop loop(trusting(server));
  for (int each = 0; each < 4; ++each) {
    Call call = create(server.url());
    call.run(loop);
    EXPECT_EQ(KLING_OK, call.result.status) << call.message;
  }
  EXPECT_EQ(4, server.handshakes());
  EXPECT_EQ(3, server.resumed());
}

TEST(Tls, keeps_a_connection_for_what_is_no_create) {
  TlsServer server(fine);
  TransportLoop loop(trusting(server));
  for (int each = 0; each < 3; ++each) {
    Call call{"GET", server.url()};
    call.run(loop);
    EXPECT_EQ(KLING_OK, call.result.status) << call.message;
  }
  EXPECT_EQ(1, server.handshakes());
}

TEST(Tls, is_never_left_by_a_redirect) {
  test::RecordingServer plain;
  const std::string away = "HTTP/1.1 302 Found\r\nLocation: " + plain.url("/?token=secret") + "\r\nContent-Length: 0\r\n\r\n";
  TlsServer server([&](const std::string &) { return std::string(away); });
  TransportLoop loop(trusting(server));
  Call call{"GET", server.url()};
  call.flags = follow_redirects;
  call.run(loop);
  EXPECT_EQ(KLING_E_PROTOCOL, call.result.status) << call.message;
  EXPECT_EQ(std::string::npos, call.message.find("secret")) << call.message;
  EXPECT_EQ(0, plain.connections());
}

TEST(Tls, raises_no_signal_when_the_server_goes_away) {
  const auto kept = std::signal(SIGPIPE, SIG_DFL); // ends the test program if one is raised
  TlsServer server([](const std::string &) { return std::string(); });
  TransportLoop loop(trusting(server));
  for (int each = 0; each < 5; ++each) {
    Call call = create(server.url());
    call.body = std::string(4000000, 'x');
    call.run(loop);
    EXPECT_NE(KLING_OK, call.result.status);
    EXPECT_EQ(1, call.result.unsent == 0);
  }
  EXPECT_EQ(5, server.handshakes()) << "none was sent again";
  std::signal(SIGPIPE, kept);
}

} // namespace
} // namespace kling::transport
