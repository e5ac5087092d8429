#include <gtest/gtest.h>
#include <string>

#include "support/recording_server.hpp"
#include "support/transport_loop.hpp"
#include "transport/proxy.hpp"

namespace kling::transport {
namespace {

using test::Call;
using test::RecordingServer;
using test::TransportLoop;

struct Row {
  const char *exceptions;
  const char *host; // as it stands in a URL
  bool proxied;
};

constexpr Row rows[] = {
    {"", "example.test", true},
    {"*", "example.test", false},
    {"*,other.test", "example.test", true},
    {"example.test", "example.test", false},
    {"EXAMPLE.test", "example.TEST", false},
    {".example.test", "example.test", false},
    {"example.test", "cdn.example.test", false},
    {"example.test.", "cdn.example.test", false},
    {"example.test", "cdn.example.test.", false},
    {"example.test", "badexample.test", true},
    {"cdn.example.test", "example.test", true},
    {"a.test, example.test", "example.test", false},
    {"a.test example.test", "example.test", false},
    {"192.0.2.7", "192.0.2.7", false},
    {"192.0.2.0/24", "192.0.2.7", false},
    {"192.0.2.0/28", "192.0.2.77", true},
    {"192.0.2.7/0", "192.0.2.8", true},
    {"2.7", "192.0.2.7", true},
    {"2001:db8::1", "[2001:db8::1]", false},
    {"", "localhost", false},
    {"", "127.0.0.1", false},
    {"", "127.9.9.9", false},
    {"", "[::1]", false},
    {"", "0x7f.1", false},
};

TEST(Proxy, is_passed_by_exactly_where_libcurl_passes_it_by) {
  for (const Row &row : rows) {
    SCOPED_TRACE(std::string(row.exceptions) + " for " + row.host);
    RecordingServer proxy;
    CurlOptions options;
    options.proxy = String(proxy.url(""));
    options.no_proxy = row.exceptions;
    TransportLoop loop(options);
    Call call{"GET", "http://" + std::string(row.host) + ":1/"};
    call.connect_timeout_ms = 50; // what goes past the proxy finds nobody
    call.run(loop);
    EXPECT_EQ(row.proxied ? 1 : 0, proxy.connections());
    Proxy ours;
    ours.assign(proxy.url(""), row.exceptions);
    if (std::string_view(row.host).find_first_not_of("0123456789abcdef.:[]x") != std::string_view::npos) { // numbers speak for themselves
      EXPECT_EQ(row.proxied, ours.stands_between(row.host, proxy.port()));
      EXPECT_FALSE(ours.stands_between(row.host, proxy.port() - 1));
    }
  }
}

TEST(Proxy, leaves_a_private_host_refused_whatever_its_port) {
  RecordingServer proxy;
  CurlOptions options;
  options.proxy = String(proxy.url(""));
  options.no_proxy = "direct.test";
  TransportLoop loop(options);
  const std::string port = ":" + std::to_string(proxy.port());
  for (const std::string host : {"10.0.0.1", "0xa.1", "169.254.169.254", "[fd00::1]", "[::ffff:10.0.0.1]", "127.0.0.1", "localhost",
                                 "a.localhost", "10.0.0.1.", "localhost."}) {
    for (const std::string &at : {std::string(), port}) {
      Call call{"GET", "http://" + host + at + "/clip"};
      call.flags = public_addresses_only | follow_redirects;
      call.connect_timeout_ms = 300;
      call.run(loop);
      EXPECT_NE(KLING_OK, call.result.status) << call.url;
      EXPECT_EQ(0, call.result.unsent == 0) << call.url;
      if (call.result.status != KLING_E_NETWORK) { // "localhost." may be no name at all
        EXPECT_EQ(KLING_E_ENDPOINT, call.result.status) << call.url << ": " << call.message;
      }
    }
  }
  EXPECT_EQ(0, proxy.count());
}

TEST(Proxy, leaves_a_private_host_refused_behind_a_redirect) {
  RecordingServer proxy;
  for (const std::string &target : {std::string("http://10.0.0.1/"), proxy.url("/")}) {
    test::Reply away = test::Reply::text(302, "");
    away.headers = {"Location: " + target};
    proxy.script(away);
  }
  CurlOptions options;
  options.proxy = String(proxy.url(""));
  TransportLoop loop(options);
  for (int each = 1; each <= 2; ++each) {
    Call call{"GET", "http://example.test/clip"};
    call.flags = public_addresses_only | follow_redirects;
    call.run(loop);
    EXPECT_EQ(KLING_E_ENDPOINT, call.result.status) << call.message;
    EXPECT_EQ(each, proxy.count()) << "the redirect itself, and nothing behind it";
  }
}

TEST(Proxy, is_checked_when_it_is_set) {
  struct {
    const char *url;
    bool is_one;
  } const urls[] = {
      {"http://proxy.test:3128", true},      {"proxy.test:3128", true},   {"https://proxy.test", true}, {"socks5h://proxy.test:1080", true},
      {"http://user:pass@[::1]:3128", true}, {"ftp://proxy.test", false}, {"http://", false},           {"http://proxy.test:99999", false},
      {"http://user:secret@:3128", false},
  };
  for (const auto &row : urls) {
    CurlOptions options;
    options.proxy = row.url;
    TransportLoop loop(options);
    EXPECT_EQ(row.is_one ? KLING_OK : KLING_E_ARGUMENT, loop.status) << row.url;
    if (!row.is_one) {
      EXPECT_EQ("proxy", loop.error.field);
      EXPECT_EQ(String::npos, loop.error.message.find("secret"));
    }
  }
}

} // namespace
} // namespace kling::transport
