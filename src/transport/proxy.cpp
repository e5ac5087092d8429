#include "transport/proxy.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <curl/curl.h>

#include "base/text.hpp"
#include "transport/address.hpp"

namespace kling::transport {

namespace {

/// The block for a libcurl that knows blocks, the one address for one before 7.86.
constexpr std::string_view this_machine = "localhost,127.0.0.1,127.0.0.0/8,::1";

constexpr std::string_view schemes[] = {"http", "https", "socks4", "socks4a", "socks5", "socks5h"};

std::string_view scheme_of(std::string_view url) {
  const std::size_t mark = url.find("://");
  return mark == std::string_view::npos ? "http" : url.substr(0, mark);
}

/// As libcurl reads a proxy's URL: 443 for https, else 1080 where it names none.
int port_in(std::string_view url) {
  if (url.empty()) {
    return 0;
  }
  const std::size_t scheme = url.find("://");
  std::string_view rest = scheme == std::string_view::npos ? url : url.substr(scheme + 3);
  rest = rest.substr(0, rest.find_first_of("/?#"));
  const std::size_t colon = rest.rfind(':');
  if (colon != std::string_view::npos && rest.find(']', colon) == std::string_view::npos) {
    const std::optional<int64_t> port = to_integer(rest.substr(colon + 1));
    if (port && *port > 0 && *port < 65536) {
      return static_cast<int>(*port);
    }
  }
  return equal_ignoring_case(scheme_of(url), "https") ? 443 : 1080;
}

std::string_view without_dot(std::string_view name) {
  return name.ends_with('.') ? name.substr(0, name.size() - 1) : name;
}

/// "example.com" and ".example.com" both mean that name and all below it.
bool covers(std::string_view pattern, std::string_view name) {
  pattern = without_dot(pattern);
  if (pattern.starts_with('.')) {
    pattern.remove_prefix(1);
  }
  if (pattern.empty() || pattern.size() > name.size()) {
    return false;
  }
  const std::size_t start = name.size() - pattern.size();
  return equal_ignoring_case(name.substr(start), pattern) && (start == 0 || name[start - 1] == '.');
}

} // namespace

void Proxy::assign(std::string_view url, std::string_view exceptions) {
  url_ = url;
  port_ = port_in(url);
  const bool alone = exceptions.empty() || exceptions == "*"; // "*" means every host only while it stands alone
  exceptions_ = concat({exceptions, alone ? "" : ",", exceptions == "*" ? "" : this_machine});
}

bool Proxy::excepts(std::string_view host) const {
  if (exceptions_ == "*") {
    return true;
  }
  if (is_address(host)) {
    return false;
  }
  const std::string_view name = without_dot(host);
  std::string_view rest = exceptions_;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find_first_of(", \t"), rest.size());
    if (covers(rest.substr(0, end), name)) {
      return true;
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return false;
}

bool is_proxy_url(const String &url) {
  const std::string_view scheme = scheme_of(url);
  bool known = false;
  for (const std::string_view each : schemes) {
    known = known || equal_ignoring_case(each, scheme);
  }
  CURLU *parts = known ? curl_url() : nullptr;
  if (parts == nullptr) {
    return false;
  }
  const CURLUcode code = curl_url_set(parts, CURLUPART_URL, url.c_str(), CURLU_NON_SUPPORT_SCHEME | CURLU_GUESS_SCHEME);
  curl_url_cleanup(parts);
  return code == CURLUE_OK;
}

} // namespace kling::transport
