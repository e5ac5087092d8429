#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "support/certificates.hpp"

struct ssl_ctx_st;
struct ssl_st;

namespace kling::test {

/// How a server greets.
struct TlsTerms {
  int lowest_version = 0; // TLS1_2_VERSION and its like of OpenSSL; 0: whatever it has
  int highest_version = 0;
  bool resumes = true; // gives tickets and takes them
};

/// A TLS server on 127.0.0.1, each connection on a thread of its own. It answers each request, body included, with what `reply` returns,
/// whole HTTP text; an empty text drops the connection. For what needs more, there is RecordingServer.
class TlsServer {
public:
  using Answer = std::function<std::string(const std::string &request)>;

  /// With a certificate of its own making, for the address 127.0.0.1 only.
  explicit TlsServer(Answer reply);
  TlsServer(const Identity &identity, Answer reply, const TlsTerms &terms = {});
  ~TlsServer();
  TlsServer(const TlsServer &) = delete;
  TlsServer &operator=(const TlsServer &) = delete;

  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] std::string url(const std::string &host = "127.0.0.1") const;      // "https://HOST:PORT/"
  [[nodiscard]] const std::string &certificate() const { return identity_.chain; } // PEM
  [[nodiscard]] int connections() const { return connections_; }
  [[nodiscard]] int handshakes() const { return handshakes_; } // completed ones
  [[nodiscard]] int resumed() const { return resumed_; }
  [[nodiscard]] std::vector<std::string> requests() const; // in the order in which they were complete

private:
  struct Connection {
    int socket = -1; // -1: closed
    std::thread thread;
  };

  void listen_at_loopback();
  void run();
  void serve(Connection &connection);
  void converse(ssl_st *tls);

  Identity identity_;
  Answer reply_;
  ssl_ctx_st *context_ = nullptr;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> stopping_ = false;
  std::atomic<int> connections_ = 0;
  std::atomic<int> handshakes_ = 0;
  std::atomic<int> resumed_ = 0;
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;
  std::list<Connection> open_;
  std::thread thread_;
};

} // namespace kling::test
