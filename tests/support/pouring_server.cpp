#include "support/pouring_server.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cstdlib>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace kling::test {

namespace {

bool wait_for(int socket, short events, const std::atomic<bool> &stopping) {
  while (!stopping) {
    pollfd each{socket, events, 0};
    if (poll(&each, 1, 20) > 0) {
      return true;
    }
  }
  return false;
}

std::size_t body_length(const std::string &head) {
  const std::size_t at = head.find("Content-Length: ");
  return at == std::string::npos ? 0 : std::strtoull(head.c_str() + at + 16, nullptr, 10);
}

} // namespace

PouringServer::PouringServer(Answer answer) : answer_(std::move(answer)) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  bind(listener_, reinterpret_cast<sockaddr *>(&address), sizeof address);
  listen(listener_, 64);
  socklen_t size = sizeof address;
  getsockname(listener_, reinterpret_cast<sockaddr *>(&address), &size);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { run(); });
}

PouringServer::~PouringServer() {
  stopping_ = true;
  thread_.join();
  close(listener_);
}

std::string PouringServer::url(const std::string &target) const {
  return "http://127.0.0.1:" + std::to_string(port_) + target;
}

void PouringServer::run() {
  while (wait_for(listener_, POLLIN, stopping_)) {
    const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (socket >= 0) {
      serve(socket);
      close(socket);
    }
  }
}

bool PouringServer::send_all(int socket, std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    } else if (sent == 0 || (errno != EAGAIN && errno != EINTR) || !wait_for(socket, POLLOUT, stopping_)) {
      return false;
    }
  }
  return true;
}

void PouringServer::serve(int socket) {
  std::string head;
  std::size_t end = std::string::npos;
  while (end == std::string::npos || head.size() < end + 4 + body_length(head)) {
    char buffer[65536];
    if (!wait_for(socket, POLLIN, stopping_)) {
      return;
    }
    const ssize_t got = recv(socket, buffer, sizeof buffer, 0);
    if (got <= 0) {
      return;
    }
    head.append(buffer, static_cast<std::size_t>(got));
    end = head.find("\r\n\r\n");
  }
  ++requests_;
  posts_ += head.starts_with("POST ") ? 1 : 0;
  answer_(head, [this, socket](std::string_view bytes) { return send_all(socket, bytes); });
  shutdown(socket, SHUT_WR);
}

} // namespace kling::test
