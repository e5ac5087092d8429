#pragma once

#include <atomic>
#include <list>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace kling::test {

/// An HTTP proxy on 127.0.0.1: CONNECT tunnels, and plain http forwarded with one request a connection. Names are looked up in its own
/// table, so that a test can stand behind any name; each connection has a thread of its own.
class ProxyServer {
public:
  enum class Fault : uint8_t {
    none,
    html,      // answers 502 with a page
    hang_up,   // closes the connection after the request's head
    cut_reply, // closes it inside the reply to CONNECT
  };

  /// With `credentials` ("user:password") it asks for them; empty: takes everybody.
  explicit ProxyServer(std::string credentials = {});
  ~ProxyServer();
  ProxyServer(const ProxyServer &) = delete;
  ProxyServer &operator=(const ProxyServer &) = delete;

  [[nodiscard]] int port() const { return port_; }
  /// "http://USER:PASSWORD@127.0.0.1:PORT"
  [[nodiscard]] std::string url(const std::string &credentials = {}) const;
  /// Where "name:port" leads to: a port on 127.0.0.1. Whatever has no route is answered 502.
  void route(const std::string &host, int port);
  void fail(Fault fault) { fault_ = fault; }

  [[nodiscard]] std::vector<std::string> heads() const; // of the requests made to it, first line and headers
  [[nodiscard]] int connections() const { return connections_; }
  [[nodiscard]] int tunnels() const { return tunnels_; }     // opened
  [[nodiscard]] int refused() const { return refused_; }     // 407
  [[nodiscard]] int forwarded() const { return forwarded_; } // plain http

private:
  struct Connection {
    int client = -1; // -1: closed
    int origin = -1;
    std::thread thread;
  };

  void run();
  void serve(Connection &connection);
  void answer(Connection &connection, const std::string &head, std::string rest);
  [[nodiscard]] int connect_to(Connection &connection, const std::string &host);

  std::string expected_; // value of Proxy-Authorization
  std::map<std::string, int> routes_;
  std::atomic<Fault> fault_ = Fault::none;
  std::atomic<bool> stopping_ = false;
  std::atomic<int> connections_ = 0;
  std::atomic<int> tunnels_ = 0;
  std::atomic<int> refused_ = 0;
  std::atomic<int> forwarded_ = 0;
  int listener_ = -1;
  int port_ = 0;
  mutable std::mutex mutex_;
  std::vector<std::string> heads_;
  std::list<Connection> open_;
  std::thread thread_;
};

} // namespace kling::test
