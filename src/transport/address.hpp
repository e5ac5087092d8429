#pragma once

struct sockaddr;

namespace kling::transport {

/// Whether an address belongs to the open internet: not private, loopback, link-local, multicast, documentation or otherwise reserved;
/// an IPv6 address that carries an IPv4 one is judged by that.
[[nodiscard]] bool is_public_address(const sockaddr *address);
/// The same for an address in numbers; false for what is none.
[[nodiscard]] bool is_public_address(const char *text);
/// The port of an IPv4 or IPv6 address, else -1.
[[nodiscard]] int port_of(const sockaddr *address);

} // namespace kling::transport
