#include "support/draining_server.hpp"

#include <arpa/inet.h>
#include <csignal>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace kling::test {

namespace {

constexpr const char *created = R"({"code":0,"message":"SUCCEED","data":{"task_id":"810000000000000001","task_status":"submitted"}})";
constexpr const char *succeeded = R"({"code":0,"message":"SUCCEED","data":{"task_id":"810000000000000001","task_status":"succeed",)"
                                  R"("task_result":{"videos":[{"id":"v","url":"https://host/clip.mp4","duration":"5"}]}}})";

/// One request of the connection, then its end.
void serve(int peer) {
  std::vector<char> bytes(std::size_t{1} << 18U);
  std::string head;
  std::size_t end = std::string::npos;
  while (end == std::string::npos) {
    const ssize_t got = recv(peer, bytes.data(), bytes.size(), 0);
    if (got <= 0) {
      return;
    }
    head.append(bytes.data(), static_cast<std::size_t>(got));
    end = head.find("\r\n\r\n");
  }
  const std::size_t named = head.find("Content-Length: ");
  std::size_t left = named < end ? std::stoul(head.substr(named + 16)) : 0;
  left -= head.size() - end - 4;
  while (left > 0) {
    const ssize_t got = recv(peer, bytes.data(), bytes.size(), 0);
    if (got <= 0) {
      return;
    }
    left -= static_cast<std::size_t>(got);
  }
  const std::string body = head.starts_with("POST ") ? created : succeeded;
  const std::string reply =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) +
      "\r\n\r\n" + body;
  static_cast<void>(send(peer, reply.data(), reply.size(), MSG_NOSIGNAL));
}

} // namespace

DrainingServer::DrainingServer() {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  bind(listener, reinterpret_cast<sockaddr *>(&address), length);
  listen(listener, 64);
  getsockname(listener, reinterpret_cast<sockaddr *>(&address), &length);
  port_ = ntohs(address.sin_port);
  process_ = fork();
  while (process_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int peer = accept(listener, nullptr, nullptr);
    serve(peer);
    close(peer);
  }
  close(listener);
}

DrainingServer::~DrainingServer() {
  kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
}

} // namespace kling::test
