#include "support/tls_server.hpp"

#include <arpa/inet.h>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

namespace kling::test {

namespace {

void must(bool succeeded) {
  if (!succeeded) {
    std::perror("TLS server");
    std::abort();
  }
}

void use(SSL_CTX *context, const Identity &identity) {
  BIO *chain = BIO_new_mem_buf(identity.chain.data(), static_cast<int>(identity.chain.size()));
  BIO *secret = BIO_new_mem_buf(identity.key.data(), static_cast<int>(identity.key.size()));
  X509 *certificate = PEM_read_bio_X509(chain, nullptr, nullptr, nullptr);
  EVP_PKEY *key = PEM_read_bio_PrivateKey(secret, nullptr, nullptr, nullptr);
  must(SSL_CTX_use_certificate(context, certificate) == 1 && SSL_CTX_use_PrivateKey(context, key) == 1);
  X509_free(certificate);
  EVP_PKEY_free(key);
  BIO_free(chain);
  BIO_free(secret);
}

/// The length of the first whole request in `input`, 0 while there is none.
std::size_t whole_request(const std::string &input) {
  const std::size_t head = input.find("\r\n\r\n");
  if (head == std::string::npos) {
    return 0;
  }
  const std::string name = "\r\nContent-Length: ";
  const std::size_t at = input.substr(0, head).find(name);
  const std::size_t body = at == std::string::npos ? 0 : static_cast<std::size_t>(std::stoul(input.substr(at + name.size())));
  const std::size_t whole = head + 4 + body;
  return input.size() < whole ? 0 : whole;
}

} // namespace

TlsServer::TlsServer(Answer reply) : TlsServer(CertificateAuthority::self_signed({"IP:127.0.0.1", -3600, 3600}), std::move(reply)) {}

TlsServer::TlsServer(const Identity &identity, Answer reply, const TlsTerms &terms) : identity_(identity), reply_(std::move(reply)) {
  context_ = SSL_CTX_new(TLS_server_method());
  must(context_ != nullptr);
  use(context_, identity_);
  if (terms.highest_version != 0 && terms.highest_version < TLS1_2_VERSION) {
    must(SSL_CTX_set_cipher_list(context_, "ALL:@SECLEVEL=0") == 1); // no other level lets OpenSSL speak the old versions
  }
  must(SSL_CTX_set_min_proto_version(context_, terms.lowest_version) == 1);
  must(SSL_CTX_set_max_proto_version(context_, terms.highest_version) == 1);
  if (!terms.resumes) {
    SSL_CTX_set_session_cache_mode(context_, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_options(context_, SSL_OP_NO_TICKET);
    SSL_CTX_set_num_tickets(context_, 0);
  }
  listen_at_loopback();
  thread_ = std::thread([this] { run(); });
}

TlsServer::~TlsServer() {
  stopping_ = true;
  shutdown(listener_, SHUT_RDWR);
  thread_.join();
  close(listener_);
  {
    const std::lock_guard lock(mutex_);
    for (const Connection &each : open_) {
      if (each.socket >= 0) {
        shutdown(each.socket, SHUT_RDWR);
      }
    }
  }
  for (Connection &each : open_) {
    each.thread.join();
  }
  SSL_CTX_free(context_);
}

void TlsServer::listen_at_loopback() {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  auto *name = reinterpret_cast<sockaddr *>(&address);
  must(bind(listener_, name, length) == 0 && listen(listener_, 64) == 0 && getsockname(listener_, name, &length) == 0);
  port_ = ntohs(address.sin_port);
}

std::string TlsServer::url(const std::string &host) const {
  return "https://" + host + ":" + std::to_string(port_) + "/";
}

std::vector<std::string> TlsServer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

void TlsServer::run() {
  // Its threads write to connections that the client may have dropped; the client's own thread keeps the default.
  sigset_t pipe_signal;
  sigemptyset(&pipe_signal);
  sigaddset(&pipe_signal, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe_signal, nullptr);
  while (!stopping_) {
    const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) {
      continue;
    }
    ++connections_;
    const std::lock_guard lock(mutex_);
    Connection &connection = open_.emplace_back();
    connection.socket = socket;
    connection.thread = std::thread([this, &connection] { serve(connection); });
  }
}

void TlsServer::serve(Connection &connection) {
  const int socket = connection.socket;
  const int on = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  SSL *tls = SSL_new(context_);
  SSL_set_fd(tls, socket);
  if (SSL_accept(tls) == 1) {
    ++handshakes_;
    resumed_ += SSL_session_reused(tls);
    converse(tls);
  }
  SSL_free(tls);
  const std::lock_guard lock(mutex_);
  close(socket);
  connection.socket = -1;
}

void TlsServer::converse(SSL *tls) {
  std::string input;
  char bytes[16384];
  for (;;) {
    const int got = SSL_read(tls, bytes, sizeof bytes);
    if (got <= 0) {
      return;
    }
    input.append(bytes, static_cast<std::size_t>(got));
    for (std::size_t length = whole_request(input); length > 0; length = whole_request(input)) {
      const std::string request = input.substr(0, length);
      input.erase(0, length);
      {
        const std::lock_guard lock(mutex_);
        requests_.push_back(request);
      }
      const std::string reply = reply_(request);
      if (reply.empty() || SSL_write(tls, reply.data(), static_cast<int>(reply.size())) <= 0) {
        return;
      }
    }
  }
}

} // namespace kling::test
