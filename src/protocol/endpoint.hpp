#pragma once

#include "auth/credential.hpp"
#include "base/error.hpp"
#include "catalog/provider.hpp"

namespace kling::protocol {

/// What the options say about where to send and as whom; texts as the caller set them, empty when not.
struct EndpointOptions {
  String provider; // default "kling"
  String base_url;
  String path_prefix;
  bool has_path_prefix = false; // an empty prefix may be set on purpose
  String api_key;
  String access_key;
  String secret_key;
  String auth_header; // default "Authorization: Bearer {key}"
  String extra_headers;
  String poll_path; // default "{path}/{task_id}"
  String user_agent;
  bool allow_http = false;
};

/// Where a client sends and as whom.
struct Endpoint {
  const catalog::Provider *provider = nullptr;
  String origin; // "https://api-singapore.klingai.com"; scheme, host and port, nothing behind
  String host;   // "api-singapore.klingai.com" or "127.0.0.1:8080"
  String prefix; // "" or "/kling"
  String auth_header_name;
  String auth_header_value; // with {key} in it
  Vector<String> extra_headers;
  String poll_path; // a pattern of the caller's, behind the prefix; empty: the usual one
  String user_agent;
  auth::Credential credential;
  bool loopback = false;
  /// The provider's, where the host is the vendor's own or a simulator on this machine; unproven behind anybody else's base URL.
  catalog::ExternalIdTrust external_ids = catalog::ExternalIdTrust::unproven;
  String fingerprint; // of the credential: hex of a hash, fit for journals

  /// It is where the provider's row says, and not behind a base URL of the caller's.
  [[nodiscard]] bool is_providers_own() const { return origin == provider->origin; }

  /// "https://host" + prefix + path
  [[nodiscard]] String url(std::string_view path) const;
};

/// KLING_E_ARGUMENT and the option's name in `field` for what cannot be used. A `/v1` at the end of a base URL is understood, a prefix that
/// the base already carries is not doubled, plain http is refused except to loopback or with allow_http.
kling_status make_endpoint(const EndpointOptions &options, Endpoint &out, Error &error);

} // namespace kling::protocol
