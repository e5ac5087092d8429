#include "protocol/message.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "protocol/address.hpp"
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

} // namespace

Message create_message(const Prepared &prepared, const Endpoint &endpoint, auth::TokenCache &tokens, int64_t unix_ms, int64_t timeout_ms) {
  Message out = message(prepared.method, prepared.path, !prepared.body.empty(), endpoint, tokens, unix_ms, timeout_ms);
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
                      auth::TokenCache &tokens, int64_t unix_ms, int64_t timeout_ms) {
  if (kind.generation == catalog::Generation::current) {
    return tasks_message({&id, 1}, by_external_id, endpoint, tokens, unix_ms, timeout_ms);
  }
  return message("GET", concat({kind.path, "/", path_segment(id)}), false, endpoint, tokens, unix_ms, timeout_ms);
}

} // namespace kling::protocol
