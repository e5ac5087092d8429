#include "transport/curl_settings.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "system/file.hpp"

namespace kling::transport {

kling_status CurlSettings::resolve(const CurlOptions &options, Error &error) {
  options_ = options;
  if (!options_.proxy.empty() && !is_proxy_url(options_.proxy)) {
    error = make_error(KLING_E_ARGUMENT, "proxy is not a URL of http, https or socks with a host",
                       "proxy"); // not quoted: it may hold a password
    return error.status;
  }
  proxy_.assign(options_.proxy, options_.no_proxy);
  options_.max_connections = std::max<int64_t>(options_.max_connections, 1);
  if (!options_.ca_pem.empty()) {
    return KLING_OK;
  }
  if (!options_.ca_file.empty()) {
    if (system::file_size(options_.ca_file) < 0) {
      error = make_error(KLING_E_FILE, concat({"cannot read the certificates in ", options_.ca_file}), "ca_file");
      return error.status;
    }
    return KLING_OK;
  }
  const curl_version_info_data *version = curl_version_info(CURLVERSION_NOW);
  keep_certificate_folder_ = version->cainfo == nullptr || system::file_size(String(version->cainfo)) < 0;
  return KLING_OK;
}

void CurlSettings::apply_trust(OptionSetter &set) const {
  // libcurl caches the parsed store only when no folder of certificates is set; parsing a system's bundle anew costs 25 ms a connection.
  if (!keep_certificate_folder_) {
    set(CURLOPT_CAPATH, static_cast<const char *>(nullptr));
    set(CURLOPT_PROXY_CAPATH, static_cast<const char *>(nullptr));
  }
  if (!options_.ca_pem.empty()) {
    curl_blob pem{};
    pem.data = const_cast<char *>(options_.ca_pem.data()); // NOLINT(cppcoreguidelines-pro-type-const-cast): libcurl only reads it
    pem.len = options_.ca_pem.size();
    pem.flags = CURL_BLOB_NOCOPY;
    set(CURLOPT_CAINFO, static_cast<const char *>(nullptr));
    set(CURLOPT_PROXY_CAINFO, static_cast<const char *>(nullptr));
    set(CURLOPT_CAINFO_BLOB, &pem);
    set(CURLOPT_PROXY_CAINFO_BLOB, &pem);
  } else if (!options_.ca_file.empty()) {
    set(CURLOPT_CAINFO, options_.ca_file.c_str());
    set(CURLOPT_PROXY_CAINFO, options_.ca_file.c_str());
  }
}

bool CurlSettings::apply(CURL *handle, CURLSH *share) const {
  OptionSetter set(handle);
  set(CURLOPT_SHARE, share);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_QUICK_EXIT, 1L); // ending never waits for a name that is being looked up
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_MAXREDIRS, 5L);
  set(CURLOPT_UNRESTRICTED_AUTH, 0L);
  set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(CURLOPT_PATH_AS_IS, 1L); // a signed URL is sent as it was signed
  set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_TCP_KEEPALIVE, 1L);
  set(CURLOPT_TCP_NODELAY, 1L);
  // Both always set, empty ones too: otherwise libcurl asks the environment.
  set(CURLOPT_PROXY, proxy_.url().c_str());
  set(CURLOPT_NOPROXY, proxy_.exceptions().c_str());
  set(CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE)); // our headers are for the service, not for the proxy's CONNECT
  apply_trust(set);
  return set.succeeded();
}

} // namespace kling::transport
