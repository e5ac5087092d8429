#include <gtest/gtest.h>

#include "protocol/address.hpp"

namespace kling::protocol {
namespace {

TEST(Address, PartsOfABaseUrl) {
  struct Row {
    std::string_view text;
    std::string_view scheme;
    std::string_view host;
    std::string_view path;
    bool loopback;
  };
  for (const Row &row : {
           Row{"https://api.klingai.com", "https", "api.klingai.com", "", false},
           Row{"https://api.klingai.com/", "https", "api.klingai.com", "", false},
           Row{"https://api.klingai.com/v1", "https", "api.klingai.com", "", false},
           Row{"https://api.klingai.com/v1//", "https", "api.klingai.com", "", false},
           Row{"HTTPS://API.CometAPI.com/kling", "https", "api.cometapi.com", "/kling", false},
           Row{"https://api.cometapi.com/kling/v1", "https", "api.cometapi.com", "/kling", false},
           Row{"https://api.comfy.org/proxy/kling///", "https", "api.comfy.org", "/proxy/kling", false},
           Row{"https://host/Kling/v10", "https", "host", "/Kling/v10", false},
           Row{"https://host:443/", "https", "host", "", false},
           Row{"https://host:80/", "https", "host:80", "", false},
           Row{"http://host:80", "http", "host", "", false},
           Row{"http://127.0.0.1:8080", "http", "127.0.0.1:8080", "", true},
           Row{"http://127.255.0.9", "http", "127.255.0.9", "", true},
           Row{"http://localhost:08080/x", "http", "localhost:8080", "/x", true},
           Row{"http://[::1]:9000/kling", "http", "[::1]:9000", "/kling", true},
           Row{"https://[2001:DB8::1]", "https", "[2001:db8::1]", "", false},
           Row{"http://127.0.0.1.example.com", "http", "127.0.0.1.example.com", "", false},
           Row{"http://localhost.example.com", "http", "localhost.example.com", "", false},
           Row{"http://128.0.0.1", "http", "128.0.0.1", "", false},
       }) {
    Address address;
    String why;
    ASSERT_TRUE(parse_address(row.text, address, why)) << row.text << ": " << why;
    EXPECT_EQ(address.scheme, row.scheme) << row.text;
    EXPECT_EQ(address.host, row.host) << row.text;
    EXPECT_EQ(address.path, row.path) << row.text;
    EXPECT_EQ(address.loopback, row.loopback) << row.text;
  }
}

TEST(Address, WhatIsNoBaseUrl) {
  for (const std::string_view text : {"",
                                      "api.klingai.com",
                                      "ftp://host",
                                      "http",
                                      "https",
                                      "https:",
                                      "https:/host",
                                      "https://",
                                      "https:///v1",
                                      "https://user@host",
                                      "https://user:secret@host",
                                      "https://host?x=1",
                                      "https://host/#top",
                                      "https://host/a b",
                                      "https://host/\r\nX: y",
                                      "https://ho st",
                                      "https://host:",
                                      "https://host:0",
                                      "https://host:65536",
                                      "https://host:12x",
                                      "https://[::1",
                                      "https://[::1]x",
                                      "https://[host]",
                                      "https://::1",
                                      "https://-host",
                                      "https://a..b",
                                      "https://host/a/../b",
                                      "https://host/./b",
                                      "https://host/a//b",
                                      "https://host\\b",
                                      "https://h\xc3\xb6st",
                                      "javascript:x"}) {
    Address address;
    String why;
    EXPECT_FALSE(parse_address(text, address, why)) << text;
    EXPECT_FALSE(why.empty()) << text;
    EXPECT_EQ(why.find("secret"), String::npos);
  }
}

TEST(Address, PrefixesHaveOneForm) {
  struct Row {
    std::string_view text;
    std::string_view prefix;
  };
  for (const Row &row : {Row{"", ""}, Row{"/", ""}, Row{"kling", "/kling"}, Row{"/kling/", "/kling"}, Row{"/kling/v1/", "/kling"},
                         Row{"/v1", ""}, Row{"/v1/kling", "/v1/kling"}}) {
    String prefix;
    String why;
    ASSERT_TRUE(parse_prefix(row.text, prefix, why)) << row.text;
    EXPECT_EQ(prefix, row.prefix) << row.text;
  }
  for (const std::string_view text : {"/a?b", "/a#b", "/a b", "/a\n", "/../a", "/a/..", "/a//b"}) {
    String prefix;
    String why;
    EXPECT_FALSE(parse_prefix(text, prefix, why)) << text;
  }
}

TEST(Address, PercentEncodingLeavesOnlyTheSafe) {
  EXPECT_EQ(percent_encoded("k1-abc_DEF.9~"), "k1-abc_DEF.9~");
  EXPECT_EQ(percent_encoded("a/b?c#d e:%"), "a%2Fb%3Fc%23d%20e:%25");
  EXPECT_EQ(percent_encoded("\xc3\xbc\n"), "%C3%BC%0A");
}

} // namespace
} // namespace kling::protocol
