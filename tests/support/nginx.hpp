#pragma once

#include <string>
#include <vector>

#include "support/certificates.hpp"

namespace kling::test {

/// An nginx that speaks TLS and HTTP/2 in front of a plain HTTP/1.1 server. Its port is bound here and handed over open, so no other
/// program can take it; its files are in a folder that goes with this object.
class Nginx {
public:
  /// One line of its access log.
  struct Access {
    std::string protocol; // "HTTP/2.0"
    std::string method;
    std::string path;
    std::string connection; // its number
    int nth = 0;            // request on that connection
  };

  /// Its path, empty where there is none.
  [[nodiscard]] static std::string program();

  Nginx(const Identity &identity, const std::string &upstream);
  ~Nginx();
  Nginx(const Nginx &) = delete;
  Nginx &operator=(const Nginx &) = delete;

  [[nodiscard]] std::string url() const { return "https://127.0.0.1:" + std::to_string(port_); }
  /// Lets it finish what it has, ends it, and reads what it wrote down.
  [[nodiscard]] std::vector<Access> stop();

private:
  void end(int signal);

  std::string folder_;
  int port_ = 0;
  int process_ = -1;
};

} // namespace kling::test
