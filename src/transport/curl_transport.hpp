#pragma once

#include "base/error.hpp"
#include "base/log.hpp"
#include "transport/table.hpp"

namespace kling::transport {

struct CurlOptions {
  int64_t max_connections = 8; // at once to one host; creates are not counted and never wait
  // URL, or empty: none. Behind a proxy names are looked up there; `public_addresses_only` then judges what the URL itself says.
  String proxy;
  String no_proxy; // hosts, comma-separated; loopback is always among them
  String ca_file;  // empty: the system's
  String ca_pem;   // PEM text; wins over ca_file
};

/// The built-in transport: curl's multi interface driven by socket events. `host` and `log` (may be null) must outlive the table. Calls to
/// the table are made by one thread at a time. KLING_E_UNSUPPORTED when the libcurl at hand cannot do what we need (asynchronous names,
/// thread-safe initialisation, TLS).
kling_status make_curl_transport(const CurlOptions &options, const Host &host, Log *log, Table &out, Error &error);

/// "libcurl/7.88.1 OpenSSL/3.0.19 …" for kling_build_info.
[[nodiscard]] String curl_version();

} // namespace kling::transport
