#include "support/tls_server.hpp"

#include <arpa/inet.h>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
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

} // namespace

TlsServer::TlsServer(std::function<std::string(const std::string &)> reply) : reply_(std::move(reply)) {
  context_ = SSL_CTX_new(TLS_server_method());
  must(context_ != nullptr);
  make_certificate();
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  auto *name = reinterpret_cast<sockaddr *>(&address);
  must(bind(listener_, name, length) == 0 && listen(listener_, 16) == 0 && getsockname(listener_, name, &length) == 0);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { run(); });
}

TlsServer::~TlsServer() {
  stopping_ = true;
  shutdown(listener_, SHUT_RDWR);
  if (const int current = current_; current >= 0) {
    shutdown(current, SHUT_RDWR);
  }
  thread_.join();
  close(listener_);
  SSL_CTX_free(context_);
}

std::string TlsServer::url(const std::string &host) const {
  return "https://" + host + ":" + std::to_string(port_) + "/";
}

void TlsServer::make_certificate() {
  EVP_PKEY *key = EVP_EC_gen("P-256");
  X509 *certificate = X509_new();
  must(key != nullptr && certificate != nullptr);
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  X509_set_pubkey(certificate, key);
  X509_NAME *name = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char *>("kling test"), -1, -1, 0);
  X509_set_issuer_name(certificate, name);
  X509_EXTENSION *address = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "IP:127.0.0.1");
  must(address != nullptr);
  X509_add_ext(certificate, address, -1);
  must(X509_sign(certificate, key, EVP_sha256()) != 0);
  must(SSL_CTX_use_certificate(context_, certificate) == 1 && SSL_CTX_use_PrivateKey(context_, key) == 1);
  BIO *text = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(text, certificate);
  char *bytes = nullptr;
  const long length = BIO_get_mem_data(text, &bytes);
  certificate_.assign(bytes, static_cast<std::size_t>(length));
  BIO_free(text);
  X509_EXTENSION_free(address);
  X509_free(certificate);
  EVP_PKEY_free(key);
}

void TlsServer::run() {
  // This thread writes to connections that the client may have dropped; the client's own thread keeps the default.
  sigset_t pipe_signal;
  sigemptyset(&pipe_signal);
  sigaddset(&pipe_signal, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe_signal, nullptr);
  while (!stopping_) {
    const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) {
      continue;
    }
    current_ = socket;
    if (!stopping_) {
      serve(socket);
    }
    current_ = -1;
    close(socket);
  }
}

void TlsServer::serve(int socket) {
  SSL *connection = SSL_new(context_);
  SSL_set_fd(connection, socket);
  if (SSL_accept(connection) == 1) {
    ++handshakes_;
    resumed_ += SSL_session_reused(connection);
    std::string input;
    char bytes[4096];
    for (;;) {
      // The next client is not kept waiting by a connection that idles.
      if (SSL_pending(connection) == 0) {
        pollfd watched[] = {{socket, POLLIN, 0}, {listener_, POLLIN, 0}};
        poll(watched, 2, -1);
        if (watched[0].revents == 0) {
          break;
        }
      }
      const int got = SSL_read(connection, bytes, sizeof bytes);
      if (got <= 0) {
        break;
      }
      input.append(bytes, static_cast<std::size_t>(got));
      const std::size_t end = input.find("\r\n\r\n");
      if (end == std::string::npos) {
        continue;
      }
      const std::string reply = reply_(input.substr(0, end + 4));
      input.clear();
      if (reply.empty() || SSL_write(connection, reply.data(), static_cast<int>(reply.size())) <= 0) {
        break;
      }
    }
  }
  SSL_free(connection);
}

} // namespace kling::test
