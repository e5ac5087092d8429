#include "sim_server/listener.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace kling::sim_server {

namespace {

std::string trouble(uint16_t port) {
  return "cannot listen on 127.0.0.1:" + std::to_string(port) + ": " + std::strerror(errno);
}

} // namespace

void Listener::close() {
  if (socket_ >= 0) {
    ::close(std::exchange(socket_, -1));
  }
}

bool Listener::hold(uint16_t port, std::string &why) {
  close();
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const int yes = 1;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  socklen_t length = sizeof address;
  if (socket_ < 0 || ::setsockopt(socket_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
      ::bind(socket_, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0 ||
      ::getsockname(socket_, reinterpret_cast<sockaddr *>(&address), &length) != 0) {
    why = trouble(port);
    close();
    return false;
  }
  port_ = ntohs(address.sin_port);
  return true;
}

int Listener::listen(std::string &why) {
  if (socket_ < 0 || ::listen(socket_, SOMAXCONN) != 0) {
    why = trouble(port_);
    return -1;
  }
  return std::exchange(socket_, -1);
}

} // namespace kling::sim_server
