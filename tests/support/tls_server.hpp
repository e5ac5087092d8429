#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>

struct ssl_ctx_st;
struct x509_st;
struct evp_pkey_st;

namespace kling::test {

/// A TLS server on 127.0.0.1 with a certificate of its own for the address 127.0.0.1 only. It serves one connection after the other and
/// answers each request head with what `reply` returns, whole HTTP text; an empty text drops the connection unread. For what needs more,
/// there is RecordingServer.
class TlsServer {
public:
  explicit TlsServer(std::function<std::string(const std::string &head)> reply);
  ~TlsServer();
  TlsServer(const TlsServer &) = delete;
  TlsServer &operator=(const TlsServer &) = delete;

  [[nodiscard]] std::string url(const std::string &host = "127.0.0.1") const;   // "https://HOST:PORT/"
  [[nodiscard]] const std::string &certificate() const { return certificate_; } // PEM
  [[nodiscard]] int handshakes() const { return handshakes_; }
  [[nodiscard]] int resumed() const { return resumed_; }

private:
  void make_certificate();
  void run();
  void serve(int socket);

  std::function<std::string(const std::string &)> reply_;
  std::string certificate_;
  ssl_ctx_st *context_ = nullptr;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> stopping_ = false;
  std::atomic<int> current_ = -1;
  std::atomic<int> handshakes_ = 0;
  std::atomic<int> resumed_ = 0;
  std::thread thread_;
};

} // namespace kling::test
