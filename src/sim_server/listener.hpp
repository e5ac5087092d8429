#pragma once

#include <cstdint>
#include <string>

namespace kling::sim_server {

/// A port of 127.0.0.1 that is held for as long as this lives, whether somebody listens on it or not.
class Listener {
public:
  Listener() = default;
  Listener(const Listener &) = delete;
  Listener &operator=(const Listener &) = delete;
  ~Listener() { close(); }

  /// Takes `port`, or a free one when it is 0; connections are refused as yet.
  [[nodiscard]] bool hold(uint16_t port, std::string &why);
  [[nodiscard]] uint16_t port() const { return port_; }
  /// A socket that listens, for the caller to own; -1 with the reason. The port is held by that socket then.
  [[nodiscard]] int listen(std::string &why);

private:
  void close();

  int socket_ = -1;
  uint16_t port_ = 0;
};

} // namespace kling::sim_server
