#include "transport/address.hpp"

#include <arpa/inet.h>
#include <cstdint>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/text.hpp"

namespace kling::transport {

namespace {

struct Block {
  uint8_t bytes[16];
  unsigned bits;
};

constexpr Block reserved_v4[] = {
    {{0}, 8},             // "this network"
    {{10}, 8},            // private
    {{100, 64}, 10},      // carrier-grade NAT
    {{127}, 8},           // loopback
    {{169, 254}, 16},     // link-local, cloud metadata
    {{172, 16}, 12},      // private
    {{192, 0, 0}, 24},    // protocol assignments
    {{192, 0, 2}, 24},    // documentation
    {{192, 88, 99}, 24},  // former 6to4 relays
    {{192, 168}, 16},     // private
    {{198, 18}, 15},      // benchmarks
    {{198, 51, 100}, 24}, // documentation
    {{203, 0, 113}, 24},  // documentation
    {{224}, 4},           // multicast
    {{240}, 4},           // reserved, broadcast
};

constexpr Block reserved_v6[] = {
    {{0}, 96},                         // unspecified, loopback, the old IPv4-compatible form
    {{0x01}, 64},                      // discard only
    {{0x20, 0x01, 0x00, 0x00}, 23},    // protocol assignments, Teredo
    {{0x20, 0x01, 0x0d, 0xb8}, 32},    // documentation
    {{0xfc}, 7},                       // unique local
    {{0xfe, 0x80}, 10},                // link-local
    {{0xfe, 0xc0}, 10},                // site-local
    {{0xff}, 8},                       // multicast
    {{0, 0x64, 0xff, 0x9b, 0, 1}, 48}, // translation for local use
};

/// IPv6 blocks that carry an IPv4 address, and where.
struct Carrier {
  Block block;
  unsigned at;
};
constexpr Carrier carriers[] = {
    {{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96}, 12}, // mapped
    {{{0, 0x64, 0xff, 0x9b}, 96}, 12},                      // NAT64
    {{{0x20, 0x02}, 16}, 2},                                // 6to4
};

struct Numbers {
  uint8_t bytes[16] = {};
  unsigned bits = 0; // 32 or 128, 0: none
};

Numbers read(const char *text) {
  Numbers out;
  if (inet_pton(AF_INET, text, out.bytes) == 1) {
    out.bits = 32;
  } else if (inet_pton(AF_INET6, text, out.bytes) == 1) {
    out.bits = 128;
  }
  return out;
}

/// Without brackets, IPv6 zone and a last dot.
String bare(std::string_view host) {
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
    return String(host.substr(0, host.find('%')));
  }
  return String(host.ends_with('.') ? host.substr(0, host.size() - 1) : host);
}

bool within(const uint8_t *address, const Block &block) {
  const unsigned whole = block.bits / 8;
  const unsigned rest = block.bits % 8;
  if (std::memcmp(address, block.bytes, whole) != 0) {
    return false;
  }
  return rest == 0 || (address[whole] >> (8 - rest)) == (block.bytes[whole] >> (8 - rest));
}

template <std::size_t Count> bool within_any(const uint8_t *address, const Block (&blocks)[Count]) {
  for (const Block &block : blocks) {
    if (within(address, block)) {
      return true;
    }
  }
  return false;
}

bool is_public_v6(const uint8_t *address) {
  for (const Carrier &carrier : carriers) {
    if (within(address, carrier.block)) {
      return !within_any(address + carrier.at, reserved_v4);
    }
  }
  return !within_any(address, reserved_v6);
}

} // namespace

bool is_public_address(const sockaddr *address) {
  if (address->sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, address, sizeof v4);
    uint8_t bytes[4];
    std::memcpy(bytes, &v4.sin_addr, sizeof bytes);
    return !within_any(bytes, reserved_v4);
  }
  if (address->sa_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, address, sizeof v6);
    uint8_t bytes[16];
    std::memcpy(bytes, &v6.sin6_addr, sizeof bytes);
    return is_public_v6(bytes);
  }
  return false;
}

int port_of(const sockaddr *address) {
  if (address->sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, address, sizeof v4);
    return ntohs(v4.sin_port);
  }
  if (address->sa_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, address, sizeof v6);
    return ntohs(v6.sin6_port);
  }
  return -1;
}

bool is_public_address(const char *text) {
  const Numbers address = read(text);
  return address.bits == 32 ? !within_any(address.bytes, reserved_v4) : address.bits == 128 && is_public_v6(address.bytes);
}

bool is_address(std::string_view host) {
  return read(bare(host).c_str()).bits != 0;
}

bool names_private_host(std::string_view host) {
  constexpr std::string_view local = "localhost";
  const String text = bare(host);
  if (text.size() >= local.size() && equal_ignoring_case(text.substr(text.size() - local.size()), local)) {
    return text.size() == local.size() || text[text.size() - local.size() - 1] == '.';
  }
  return is_address(text) && !is_public_address(text.c_str());
}

} // namespace kling::transport
