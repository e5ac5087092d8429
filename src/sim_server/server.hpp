#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "sim/settings.hpp"

namespace kling::sim_server {

struct ServerOptions {
  uint16_t port = 0;      // 0: a free one
  std::string tls_cert;   // PEM text; with it the server speaks HTTPS
  std::string tls_key;    // PEM text
  sim::Settings settings; // output_base_url is the server's own
};

/// A sim::Service behind HTTP on 127.0.0.1, driven by threads of its own; callbacks go out from another.
class Server {
public:
  /// Nothing, and the reason in `why`, when it cannot start.
  [[nodiscard]] static std::unique_ptr<Server> start(const ServerOptions &options, std::string &why);
  Server(const Server &) = delete;
  Server &operator=(const Server &) = delete;
  virtual ~Server() = default; // stops it

  [[nodiscard]] virtual std::string base_url() const = 0;

protected:
  Server() = default;
};

} // namespace kling::sim_server
