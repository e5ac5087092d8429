#pragma once

#include <string_view>

#include "base/allocation.hpp"

namespace kling::transport {

/// The proxy that requests go through, and the hosts that are reached without it.
class Proxy {
public:
  /// An empty URL: no proxy. This machine's own names and addresses are always reached without one: to a proxy they would mean another
  /// machine, and what is sent to them may be plain http.
  void assign(std::string_view url, std::string_view exceptions);

  [[nodiscard]] const String &url() const { return url_; }
  [[nodiscard]] const String &exceptions() const { return exceptions_; } // for libcurl

  /// Whether a connection to that port on behalf of `host` may be one to the proxy. Needed because libcurl tells the address alone; names
  /// follow its own reading of the exceptions. Of a host in numbers the answer says nothing: that speaks for itself.
  [[nodiscard]] bool stands_between(std::string_view host, int port) const { return port_ != 0 && port == port_ && !excepts(host); }

private:
  [[nodiscard]] bool excepts(std::string_view host) const;

  String url_;
  String exceptions_;
  int port_ = 0; // 0: no proxy
};

/// False for what libcurl would not take as a proxy, at the first request only.
[[nodiscard]] bool is_proxy_url(const String &url);

} // namespace kling::transport
