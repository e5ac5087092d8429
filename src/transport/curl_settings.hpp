#pragma once

#include <curl/curl.h>

#include "transport/curl_transport.hpp"
#include "transport/proxy.hpp"

namespace kling::transport {

/// Sets options of one handle and keeps the first failure: an option that silently stayed unset could mean a proxy or a trust store that
/// nobody chose.
class OptionSetter {
public:
  explicit OptionSetter(CURL *handle) : handle_(handle) {}
  template <class T> void operator()(CURLoption option, T value) {
    const CURLcode code = curl_easy_setopt(handle_, option, value);
    if (first_failure_ == CURLE_OK) {
      first_failure_ = code;
    }
  }
  [[nodiscard]] bool succeeded() const { return first_failure_ == CURLE_OK; }

private:
  CURL *handle_;
  CURLcode first_failure_ = CURLE_OK;
};

/// What all requests of one transport have in common.
class CurlSettings {
public:
  /// Settles the proxy and where trust comes from; KLING_E_FILE when `ca_file` cannot be found, KLING_E_ARGUMENT for a proxy that is none.
  [[nodiscard]] kling_status resolve(const CurlOptions &options, Error &error);

  /// Sets on a new handle what never changes from request to request.
  [[nodiscard]] bool apply(CURL *handle, CURLSH *share) const;

  [[nodiscard]] const Proxy &proxy() const { return proxy_; }
  [[nodiscard]] int64_t max_connections() const { return options_.max_connections; }

private:
  void apply_trust(OptionSetter &set) const;

  CurlOptions options_;
  Proxy proxy_;
  bool keep_certificate_folder_ = false;
};

} // namespace kling::transport
