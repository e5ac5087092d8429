#include "protocol/message.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "protocol/address.hpp"
#include "protocol/poll_path.hpp"
#include "protocol/request.hpp"

namespace kling::protocol {

namespace {

String with_key(std::string_view pattern, std::string_view key) {
  constexpr std::string_view mark = "{key}";
  String out;
  std::size_t at = 0;
  for (std::size_t found = pattern.find(mark); found != std::string_view::npos; found = pattern.find(mark, at)) {
    out.append(pattern.substr(at, found - at)).append(key);
    at = found + mark.size();
  }
  return out.append(pattern.substr(at));
}

/// What the time-out of an exchange allows besides for a long body, so that one on a slow line is not a lost create: a second for each 32
/// KiB.
int64_t sending_time_ms(const Vector<Segment> &body) {
  constexpr uint64_t bytes_per_second = uint64_t{32} * 1024;
  return static_cast<int64_t>(length_of(body) / bytes_per_second) * 1000;
}

Message message(std::string_view method, std::string_view path, bool has_body, const Endpoint &endpoint, auth::TokenCache &tokens,
                int64_t unix_ms, int64_t timeout_ms) {
  Message out;
  out.method = method;
  out.url = endpoint.url(path);
  out.timeout_ms = timeout_ms;
  const std::string_view key = tokens.token(endpoint.credential, unix_ms / 1000);
  out.headers.push_back(concat({endpoint.auth_header_name, ": ", with_key(endpoint.auth_header_value, key)}));
  if (has_body) {
    out.headers.emplace_back("Content-Type: application/json");
  }
  out.headers.emplace_back("Accept: application/json");
  out.headers.push_back(concat({"User-Agent: ", endpoint.user_agent}));
  out.headers.insert(out.headers.end(), endpoint.extra_headers.begin(), endpoint.extra_headers.end());
  return out;
}

bool has_key_in_query(const Prepared &prepared) {
  return prepared.kind != nullptr && !prepared.kind->key_field.empty();
}

/// Where a call that brings its key in the query goes: to its own host, or to the origin that the caller put in the provider's place.
std::string_view origin_of_keyed(const Prepared &prepared, const Endpoint &endpoint) {
  return endpoint.is_providers_own() ? prepared.kind->origin : std::string_view(endpoint.origin);
}

/// `key` as it stands in the query, in front of the fields.
String keyed_url(const Prepared &prepared, const Endpoint &endpoint, std::string_view key) {
  const std::string_view path = prepared.path;
  const std::size_t end = std::min(path.find('?'), path.size());
  return concat({origin_of_keyed(prepared, endpoint), path.substr(0, end), "?", prepared.kind->key_field, "=", key,
                 end < path.size() ? "&" : "", path.substr(std::min(end + 1, path.size()))});
}

/// No header brings the key, and none of the client's goes to another host than the client's.
Message keyed_message(const Prepared &prepared, const Endpoint &endpoint, int64_t timeout_ms) {
  Message out;
  out.method = prepared.method;
  out.url = keyed_url(prepared, endpoint, percent_encoded(endpoint.credential.api_key));
  out.timeout_ms = timeout_ms;
  out.headers.emplace_back("Accept: application/json");
  out.headers.push_back(concat({"User-Agent: ", endpoint.user_agent}));
  if (origin_of_keyed(prepared, endpoint) == endpoint.origin) {
    out.headers.insert(out.headers.end(), endpoint.extra_headers.begin(), endpoint.extra_headers.end());
  }
  return out;
}

} // namespace

String shown_url(const Prepared &prepared, const Endpoint &endpoint) {
  return has_key_in_query(prepared) ? keyed_url(prepared, endpoint, "***") : endpoint.url(prepared.path);
}

String shown_poll_url(const Prepared &prepared, const Endpoint &endpoint) {
  const catalog::Kind &kind = *prepared.kind;
  const std::string_view pattern = prepared.poll_path.empty() ? endpoint.poll_path : prepared.poll_path;
  const bool other = !pattern.empty() && !kind.raw() && !kind.reads && kind.generation == catalog::Generation::legacy;
  return other ? endpoint.url(shown_poll_path(pattern, kind)) : String();
}

Message create_message(const Prepared &prepared, const Endpoint &endpoint, auth::TokenCache &tokens, int64_t unix_ms, int64_t timeout_ms) {
  Message out = has_key_in_query(prepared)
                    ? keyed_message(prepared, endpoint, timeout_ms)
                    : message(prepared.method, prepared.path, !prepared.body.empty(), endpoint, tokens, unix_ms, timeout_ms);
  out.body = prepared.body;
  constexpr int64_t shortest_of_answered_at_once_ms = 120'000; // speech alone takes eleven seconds, and a lost reply may be a paid one
  if (prepared.kind != nullptr && prepared.kind->synchronous) {
    out.timeout_ms = std::max(out.timeout_ms, shortest_of_answered_at_once_ms);
  }
  out.timeout_ms += sending_time_ms(out.body);
  out.send_once = prepared.method != "GET";
  return out;
}

Message tasks_message(std::span<const std::string_view> ids, bool by_external_id, const Endpoint &endpoint, auth::TokenCache &tokens,
                      int64_t unix_ms, int64_t timeout_ms) {
  String path(by_external_id ? "/tasks?external_task_ids=" : "/tasks?task_ids=");
  std::string_view separator;
  for (const std::string_view id : ids) {
    path.append(separator).append(percent_encoded(id));
    separator = ",";
  }
  return message("GET", path, false, endpoint, tokens, unix_ms, timeout_ms);
}

Message query_message(const catalog::Kind &kind, std::string_view id, bool by_external_id, const Endpoint &endpoint,
                      auth::TokenCache &tokens, int64_t unix_ms, int64_t timeout_ms, std::string_view pattern) {
  if (kind.generation == catalog::Generation::current) {
    return tasks_message({&id, 1}, by_external_id, endpoint, tokens, unix_ms, timeout_ms);
  }
  const String path = poll_path(pattern.empty() ? std::string_view(endpoint.poll_path) : pattern, kind, id);
  return message("GET", path, false, endpoint, tokens, unix_ms, timeout_ms);
}

} // namespace kling::protocol
