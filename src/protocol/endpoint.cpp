#include "protocol/endpoint.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "protocol/address.hpp"
#include "protocol/poll_path.hpp"

namespace kling::protocol {

namespace {

constexpr std::size_t longest_key = 4096;
constexpr std::string_view vendor_host = "klingai.com";

/// Set by us or by the transport, for every request: another one of them would contradict.
constexpr std::string_view own_headers[] = {"Host",       "Content-Length", "Transfer-Encoding", "Connection", "Expect",
                                            "User-Agent", "Accept",         "Content-Type",      "TE",         "Upgrade"};

kling_status refuse(Error &error, kling_status status, std::string_view field, std::initializer_list<std::string_view> parts) {
  error = make_error(status, concat(parts), field);
  return status;
}

bool is_visible(char each) {
  return each > 0x20 && each < 0x7F;
}

/// Fit for a header's value: visible ASCII with spaces or tabs between.
bool is_header_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char each) { return is_visible(each) || each == ' ' || each == '\t'; });
}

bool is_header_name(std::string_view text) {
  constexpr std::string_view marks = "\"(),/:;<=>?@[\\]{}";
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [marks](char each) { return is_visible(each) && marks.find(each) == std::string_view::npos; });
}

bool is_own_header(std::string_view name) {
  return std::any_of(std::begin(own_headers), std::end(own_headers),
                     [name](std::string_view each) { return equal_ignoring_case(each, name); });
}

kling_status choose_provider(const EndpointOptions &options, Endpoint &out, Error &error) {
  const std::string_view name = options.provider.empty() ? std::string_view("kling") : std::string_view(options.provider);
  out.provider = catalog::find_provider(name);
  if (out.provider != nullptr) {
    return KLING_OK;
  }
  Vector<std::string_view> known;
  for (const catalog::Provider &row : catalog::providers()) {
    known.push_back(row.name);
  }
  return refuse(error, KLING_E_ARGUMENT, "provider", {"there is no provider of that name; known: ", joined(known, ", ")});
}

/// The base's own path and the prefix, which the base may already end with.
String joined_prefix(std::string_view base, std::string_view prefix) {
  return base.ends_with(prefix) ? String(base) : concat({base, prefix});
}

/// "klingai.com" and what is below it, at any port.
bool is_vendor_host(std::string_view host) {
  const std::string_view name = host.substr(0, host.find(':'));
  if (name.size() <= vendor_host.size()) {
    return equal_ignoring_case(name, vendor_host);
  }
  const std::size_t start = name.size() - vendor_host.size();
  return name[start - 1] == '.' && equal_ignoring_case(name.substr(start), vendor_host);
}

kling_status choose_address(const EndpointOptions &options, Endpoint &out, Error &error) {
  const std::string_view base = options.base_url.empty() ? out.provider->origin : std::string_view(options.base_url);
  if (base.empty()) {
    return refuse(error, KLING_E_ARGUMENT, "base_url", {"provider ", out.provider->name, " needs a base_url"});
  }
  Address address;
  String why;
  if (!parse_address(base, address, why)) {
    return refuse(error, KLING_E_ARGUMENT, "base_url", {"base_url cannot be used: ", why});
  }
  String prefix(out.provider->prefix);
  if (options.has_path_prefix && !parse_prefix(options.path_prefix, prefix, why)) {
    return refuse(error, KLING_E_ARGUMENT, "path_prefix", {"path_prefix cannot be used: ", why});
  }
  if (address.scheme == "http" && !address.loopback && !options.allow_http) {
    return refuse(error, KLING_E_ARGUMENT, "base_url",
                  {"base_url is plain http, which would show the credentials; set allow_http to send so"});
  }
  out.origin = concat({address.scheme, "://", address.host});
  out.prefix = joined_prefix(address.path, prefix);
  out.loopback = address.loopback;
  out.host = std::move(address.host);
  out.external_ids = out.loopback || is_vendor_host(out.host) ? out.provider->external_ids : catalog::ExternalIdTrust::unproven;
  return KLING_OK;
}

kling_status check_key(std::string_view name, std::string_view key, Error &error) {
  if (key.size() > longest_key) {
    return refuse(error, KLING_E_ARGUMENT, name, {name, " is longer than 4096 bytes"});
  }
  if (!std::all_of(key.begin(), key.end(), is_visible)) {
    return refuse(error, KLING_E_ARGUMENT, name, {name, " has a space, a control character or one that is not ASCII; give the bare key"});
  }
  return KLING_OK;
}

kling_status choose_credential(const EndpointOptions &options, Endpoint &out, Error &error) {
  const bool pair = !options.access_key.empty() || !options.secret_key.empty();
  if (check_key("api_key", options.api_key, error) != KLING_OK || check_key("access_key", options.access_key, error) != KLING_OK ||
      check_key("secret_key", options.secret_key, error) != KLING_OK) {
    return error.status;
  }
  if (pair && !out.provider->access_keys) {
    return refuse(error, KLING_E_AUTH, "access_key", {"provider ", out.provider->name, " takes no AccessKey and SecretKey; set api_key"});
  }
  if (pair && !options.api_key.empty()) {
    return refuse(error, KLING_E_ARGUMENT, "api_key", {"api_key and access_key with secret_key are both set; set one of the two"});
  }
  if (pair && options.secret_key.empty()) {
    return refuse(error, KLING_E_AUTH, "secret_key", {"access_key is set, secret_key is missing"});
  }
  if (pair && options.access_key.empty()) {
    return refuse(error, KLING_E_AUTH, "access_key", {"secret_key is set, access_key is missing"});
  }
  if (!pair && options.api_key.empty()) {
    return refuse(error, KLING_E_AUTH, "api_key",
                  {"no credentials: set api_key", out.provider->access_keys ? ", or access_key and secret_key" : ""});
  }
  out.credential.api_key = options.api_key;
  out.credential.access_key = options.access_key;
  out.credential.secret_key = options.secret_key;
  out.fingerprint = auth::fingerprint(out.credential);
  return KLING_OK;
}

bool split_header(std::string_view line, std::string_view &name, std::string_view &value) {
  const std::size_t colon = std::min(line.find(':'), line.size());
  name = line.substr(0, colon);
  value = trimmed(line.substr(std::min(colon + 1, line.size())));
  return colon < line.size() && is_header_name(name) && is_header_value(line.substr(colon + 1));
}

kling_status choose_auth_header(const EndpointOptions &options, Endpoint &out, Error &error) {
  const std::string_view line = options.auth_header.empty() ? "Authorization: Bearer {key}" : std::string_view(options.auth_header);
  std::string_view name;
  std::string_view value;
  if (!split_header(line, name, value) || is_own_header(name)) {
    return refuse(error, KLING_E_ARGUMENT, "auth_header", {"auth_header is not of the form \"Name: value with {key}\" on one line"});
  }
  if (value.find("{key}") == std::string_view::npos) {
    return refuse(error, KLING_E_ARGUMENT, "auth_header", {"auth_header has no {key} in its value"});
  }
  out.auth_header_name = name;
  out.auth_header_value = value;
  return KLING_OK;
}

kling_status choose_extra_headers(const EndpointOptions &options, Endpoint &out, Error &error) {
  std::string_view rest = options.extra_headers;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    }
    if (line.empty()) {
      continue;
    }
    std::string_view name;
    std::string_view value;
    if (!split_header(line, name, value)) {
      return refuse(error, KLING_E_ARGUMENT, "extra_headers", {"a line of extra_headers is not of the form \"Name: value\""});
    }
    if (is_own_header(name) || equal_ignoring_case(name, out.auth_header_name)) {
      return refuse(error, KLING_E_ARGUMENT, "extra_headers", {"extra_headers may not set ", name, ", which the library sets"});
    }
    out.extra_headers.push_back(concat({name, ": ", value}));
  }
  return KLING_OK;
}

kling_status choose_poll_path(const EndpointOptions &options, Endpoint &out, Error &error) {
  out.poll_path = options.poll_path == usual_poll_path ? std::string_view() : std::string_view(options.poll_path);
  return out.poll_path.empty() ? KLING_OK : check_poll_path(out.poll_path, error);
}

kling_status choose_user_agent(const EndpointOptions &options, Endpoint &out, Error &error) {
  out.user_agent = options.user_agent;
  if (out.user_agent.empty()) {
    out.user_agent = concat({"libkling/", text_of(int64_t{KLING_VERSION_MAJOR}), ".", text_of(int64_t{KLING_VERSION_MINOR}), ".",
                             text_of(int64_t{KLING_VERSION_PATCH})});
  }
  if (!is_header_value(out.user_agent) || trimmed(out.user_agent).size() != out.user_agent.size()) {
    return refuse(error, KLING_E_ARGUMENT, "user_agent", {"user_agent has a control character, one that is not ASCII, or space at an end"});
  }
  return KLING_OK;
}

} // namespace

String Endpoint::url(std::string_view path) const {
  return concat({origin, prefix, path});
}

kling_status make_endpoint(const EndpointOptions &options, Endpoint &out, Error &error) {
  out = Endpoint();
  using Step = kling_status (*)(const EndpointOptions &, Endpoint &, Error &);
  for (const Step step : {choose_provider, choose_address, choose_credential, choose_auth_header, choose_extra_headers, choose_poll_path,
                          choose_user_agent}) {
    const kling_status status = step(options, out, error);
    if (status != KLING_OK) {
      return status;
    }
  }
  return KLING_OK;
}

} // namespace kling::protocol
