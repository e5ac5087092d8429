#include "support/proxy_server.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cstdio>
#include <cstdlib>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace kling::test {

namespace {

void must(bool succeeded) {
  if (!succeeded) {
    std::perror("proxy server");
    std::abort();
  }
}

std::string base64(const std::string &text) {
  std::string out(4 * ((text.size() + 2) / 3) + 1, '\0');
  const auto *bytes = reinterpret_cast<const unsigned char *>(text.data());
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char *>(out.data()), bytes, static_cast<int>(text.size()));
  out.resize(static_cast<std::size_t>(length));
  return out;
}

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  return address;
}

bool send_all(int socket, const std::string &text) {
  for (std::size_t at = 0; at < text.size();) {
    const ssize_t sent = send(socket, text.data() + at, text.size() - at, MSG_NOSIGNAL);
    if (sent <= 0) {
      return false;
    }
    at += static_cast<std::size_t>(sent);
  }
  return true;
}

bool pass_on(int from, int to) {
  char bytes[16384];
  const ssize_t got = recv(from, bytes, sizeof bytes, 0);
  return got > 0 && send_all(to, std::string(bytes, static_cast<std::size_t>(got)));
}

/// Both ways until one of them ends.
void tunnel(int client, int origin) {
  for (;;) {
    pollfd watched[] = {{client, POLLIN, 0}, {origin, POLLIN, 0}};
    if (poll(watched, 2, -1) <= 0 || (watched[0].revents != 0 && !pass_on(client, origin)) ||
        (watched[1].revents != 0 && !pass_on(origin, client))) {
      return;
    }
  }
}

/// Passes the origin's header block on, and says that nothing comes behind the reply. The request's body may still be on its way.
bool begin_last_reply(int client, int origin) {
  std::string reply;
  char bytes[16384];
  while (reply.find("\r\n\r\n") == std::string::npos) {
    pollfd watched[] = {{client, POLLIN, 0}, {origin, POLLIN, 0}};
    if (poll(watched, 2, -1) <= 0 || (watched[0].revents != 0 && !pass_on(client, origin))) {
      return false;
    }
    if (watched[1].revents == 0) {
      continue;
    }
    const ssize_t got = recv(origin, bytes, sizeof bytes, 0);
    if (got <= 0) {
      return false;
    }
    reply.append(bytes, static_cast<std::size_t>(got));
  }
  reply.insert(reply.find("\r\n"), "\r\nConnection: close");
  return send_all(client, reply);
}

std::string page(const std::string &status, const std::string &headers) {
  const std::string body = "<html><body>The proxy says no</body></html>";
  return "HTTP/1.1 " + status + "\r\nContent-Type: text/html\r\n" + headers +
         "Connection: close\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// "POST http://host:port/path HTTP/1.1" and headers → what the origin gets: a path alone, nothing that is meant for the proxy.
std::string for_origin(const std::string &head) {
  const std::size_t url = head.find("http://");
  std::string out = head.substr(0, url) + head.substr(head.find('/', url + 7));
  for (const char *name : {"\r\nProxy-Authorization:", "\r\nProxy-Connection:"}) {
    if (const std::size_t at = out.find(name); at != std::string::npos) {
      out.erase(at, out.find("\r\n", at + 2) - at);
    }
  }
  return out;
}

} // namespace

ProxyServer::ProxyServer(std::string credentials) : expected_(credentials.empty() ? "" : "Basic " + base64(credentials)) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(0);
  socklen_t length = sizeof address;
  auto *name = reinterpret_cast<sockaddr *>(&address);
  must(bind(listener_, name, length) == 0 && listen(listener_, 64) == 0 && getsockname(listener_, name, &length) == 0);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { run(); });
}

ProxyServer::~ProxyServer() {
  stopping_ = true;
  shutdown(listener_, SHUT_RDWR);
  thread_.join();
  close(listener_);
  {
    const std::lock_guard lock(mutex_);
    for (const Connection &each : open_) {
      for (const int socket : {each.client, each.origin}) {
        if (socket >= 0) {
          shutdown(socket, SHUT_RDWR);
        }
      }
    }
  }
  for (Connection &each : open_) {
    each.thread.join();
  }
}

std::string ProxyServer::url(const std::string &credentials) const {
  return "http://" + (credentials.empty() ? "" : credentials + "@") + "127.0.0.1:" + std::to_string(port_);
}

void ProxyServer::route(const std::string &host, int port) {
  const std::lock_guard lock(mutex_);
  routes_[host] = port;
}

std::vector<std::string> ProxyServer::heads() const {
  const std::lock_guard lock(mutex_);
  return heads_;
}

void ProxyServer::run() {
  while (!stopping_) {
    const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) {
      continue;
    }
    ++connections_;
    const std::lock_guard lock(mutex_);
    Connection &connection = open_.emplace_back();
    connection.client = socket;
    connection.thread = std::thread([this, &connection] { serve(connection); });
  }
}

void ProxyServer::serve(Connection &connection) {
  std::string input;
  char bytes[16384];
  while (input.find("\r\n\r\n") == std::string::npos) {
    const ssize_t got = recv(connection.client, bytes, sizeof bytes, 0);
    if (got <= 0) {
      break;
    }
    input.append(bytes, static_cast<std::size_t>(got));
  }
  if (const std::size_t end = input.find("\r\n\r\n"); end != std::string::npos) {
    {
      const std::lock_guard lock(mutex_);
      heads_.push_back(input.substr(0, end));
    }
    answer(connection, input.substr(0, end + 4), input.substr(end + 4));
  }
  const std::lock_guard lock(mutex_);
  for (int *socket : {&connection.client, &connection.origin}) {
    if (*socket >= 0) {
      close(std::exchange(*socket, -1));
    }
  }
}

void ProxyServer::answer(Connection &connection, const std::string &head, std::string rest) {
  const Fault fault = fault_;
  const bool connects = head.starts_with("CONNECT ");
  if (fault == Fault::hang_up) {
    return;
  }
  if (fault == Fault::html) {
    send_all(connection.client, page("502 Bad Gateway", ""));
    return;
  }
  if (fault == Fault::cut_reply) {
    send_all(connection.client, "HTTP/1.1 200 Conn");
    return;
  }
  if (!expected_.empty() && head.find("\r\nProxy-Authorization: " + expected_ + "\r\n") == std::string::npos) {
    ++refused_;
    send_all(connection.client, page("407 Proxy Authentication Required", "Proxy-Authenticate: Basic realm=\"film\"\r\n"));
    return;
  }
  const std::size_t start = connects ? 8 : head.find("http://") + 7;
  std::string host = head.substr(start, head.find_first_of(" /", start) - start);
  host += host.find(':') == std::string::npos ? ":80" : "";
  if (connect_to(connection, host) < 0) {
    send_all(connection.client, page("502 Bad Gateway", ""));
    return;
  }
  if (connects) {
    ++tunnels_;
    send_all(connection.client, "HTTP/1.1 200 Connection established\r\n\r\n");
  } else {
    ++forwarded_;
    rest.insert(0, for_origin(head));
  }
  if (send_all(connection.origin, rest) && (connects || begin_last_reply(connection.client, connection.origin))) {
    tunnel(connection.client, connection.origin);
  }
}

int ProxyServer::connect_to(Connection &connection, const std::string &host) {
  const std::lock_guard lock(mutex_);
  const auto found = routes_.find(host);
  if (found == routes_.end() || stopping_) {
    return -1;
  }
  connection.origin = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(found->second);
  const int on = 1;
  setsockopt(connection.origin, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return connect(connection.origin, reinterpret_cast<sockaddr *>(&address), sizeof address);
}

} // namespace kling::test
