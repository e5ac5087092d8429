#pragma once

#include <string_view>

struct sockaddr;

namespace kling::transport {

/// Whether an address belongs to the open internet: not private, loopback, link-local, multicast, documentation or otherwise reserved;
/// an IPv6 address that carries an IPv4 one is judged by that.
[[nodiscard]] bool is_public_address(const sockaddr *address);
/// The same for an address in numbers; false for what is none.
[[nodiscard]] bool is_public_address(const char *text);
/// Whether a URL's host is an address in numbers; IPv6 with or without brackets.
[[nodiscard]] bool is_address(std::string_view host);
/// Whether a URL's host says by itself that it is no public one: "localhost", a name below it, or such an address in numbers.
[[nodiscard]] bool names_private_host(std::string_view host);
/// The port of an IPv4 or IPv6 address, else -1.
[[nodiscard]] int port_of(const sockaddr *address);

} // namespace kling::transport
