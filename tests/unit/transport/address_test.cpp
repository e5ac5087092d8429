#include <arpa/inet.h>
#include <cstring>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "transport/address.hpp"

namespace kling::transport {
namespace {

struct Row {
  const char *text;
  bool is_public;
};

constexpr Row rows[] = {
    {"8.8.8.8", true},
    {"172.15.255.255", true},
    {"172.32.0.1", true},
    {"100.63.255.255", true},
    {"100.128.0.1", true},
    {"198.17.0.1", true},
    {"223.255.255.255", true},
    {"0.0.0.0", false},
    {"10.1.2.3", false},
    {"100.64.0.1", false},
    {"100.127.255.255", false},
    {"127.0.0.1", false},
    {"127.255.0.1", false},
    {"169.254.169.254", false},
    {"172.16.0.1", false},
    {"172.31.255.255", false},
    {"192.0.0.8", false},
    {"192.168.1.1", false},
    {"198.19.0.1", false},
    {"203.0.113.7", false},
    {"224.0.0.1", false},
    {"255.255.255.255", false},
    {"2a00:1450:4001:81b::200e", true},
    {"2606:4700::1111", true},
    {"::", false},
    {"::1", false},
    {"::10.0.0.1", false},
    {"::ffff:10.0.0.1", false},
    {"::ffff:127.0.0.1", false},
    {"::ffff:8.8.8.8", true},
    {"64:ff9b::169.254.169.254", false},
    {"64:ff9b::8.8.8.8", true},
    {"64:ff9b:1::1", false},
    {"2002:7f00:1::", false},
    {"2002:808:808::", true},
    {"2001:0:1::1", false},
    {"2001:db8::1", false},
    {"fc00::1", false},
    {"fdff::1", false},
    {"fe80::1", false},
    {"febf::1", false},
    {"fec0::1", false},
    {"ff02::1", false},
    {"not an address", false},
    {"", false},
};

TEST(Address, is_judged_by_its_block) {
  for (const Row &row : rows) {
    EXPECT_EQ(row.is_public, is_public_address(row.text)) << row.text;
  }
}

TEST(Address, is_judged_the_same_as_a_socket_address) {
  for (const Row &row : rows) {
    sockaddr_storage storage{};
    auto *v4 = reinterpret_cast<sockaddr_in *>(&storage);
    auto *v6 = reinterpret_cast<sockaddr_in6 *>(&storage);
    if (inet_pton(AF_INET, row.text, &v4->sin_addr) == 1) {
      storage.ss_family = AF_INET;
    } else if (inet_pton(AF_INET6, row.text, &v6->sin6_addr) == 1) {
      storage.ss_family = AF_INET6;
    }
    EXPECT_EQ(row.is_public, is_public_address(reinterpret_cast<const sockaddr *>(&storage))) << row.text;
  }
}

TEST(Address, is_seen_in_a_urls_host) {
  struct {
    const char *host;
    bool in_numbers;
    bool is_private;
  } const hosts[] = {
      {"example.com", false, false},
      {"8.8.8.8", true, false},
      {"10.0.0.1", true, true},
      {"10.0.0.1.", true, true},
      {"[::1]", true, true},
      {"[fe80::1%25eth0]", true, true},
      {"[2606:4700::1111]", true, false},
      {"localhost", false, true},
      {"LocalHost.", false, true},
      {"cdn.localhost", false, true},
      {"notlocalhost", false, false},
      {"localhost.example.com", false, false},
      {"10.0.0.1.example.com", false, false},
  };
  for (const auto &row : hosts) {
    EXPECT_EQ(row.in_numbers, is_address(row.host)) << row.host;
    EXPECT_EQ(row.is_private, names_private_host(row.host)) << row.host;
  }
}

TEST(Address, of_another_family_is_not_public) {
  sockaddr_storage storage{};
  storage.ss_family = AF_UNIX;
  EXPECT_FALSE(is_public_address(reinterpret_cast<const sockaddr *>(&storage)));
}

} // namespace
} // namespace kling::transport
