#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace kling::client {

enum class OptionId : uint8_t {
  provider,
  base_url,
  path_prefix,
  api_key,
  access_key,
  secret_key,
  auth_header,
  extra_headers,
  poll_path,
  model_field,
  store,
  download_dir,
  overwrite,
  callback_url,
  webhook_secret,
  validation,
  external_ids,
  max_active_tasks,
  max_connections,
  max_queued_tasks,
  deadline_ms,
  poll_interval_ms,
  poll_max_interval_ms,
  connect_timeout_ms,
  request_timeout_ms,
  stall_timeout_ms,
  settle_ms,
  max_retries,
  retry_base_ms,
  max_reply_bytes,
  spend_limit_units,
  proxy,
  no_proxy,
  ca_file,
  ca_pem,
  allow_http,
  user_agent,
  background_io,
  log_level,
};
inline constexpr std::size_t option_count = static_cast<std::size_t>(OptionId::log_level) + 1;

enum class OptionKind : uint8_t {
  text,    // one line
  lines,   // text that may have line ends
  word,    // one of `words`
  integer, // minimum..maximum
  decimal, // decimal text
};

/// One option: a row of the table in option.cpp.
struct Option {
  OptionId id;
  std::string_view name;
  OptionKind kind;
  std::string_view text;  // default of text, lines and word
  std::string_view words; // of a word: "provider|official|off"
  int64_t number;         // default of an integer
  int64_t minimum;        // of an integer
  int64_t maximum;        // of an integer; of a text its size in bytes
  bool secret;            // wiped when dropped, never told in a message
  bool supported;
};

[[nodiscard]] std::span<const Option> option_rows();
[[nodiscard]] const Option &option_row(OptionId id);
[[nodiscard]] const Option *find_option(std::string_view name);
[[nodiscard]] std::string_view nearest_option(std::string_view name);

} // namespace kling::client
