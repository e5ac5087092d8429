#include "client/option.hpp"

#include <array>

#include "base/log.hpp"
#include "base/text.hpp"

namespace kling::client {

namespace {

constexpr int64_t second = 1000;
constexpr int64_t hour = 3600 * second;
constexpr int64_t day = 24 * hour;
constexpr int64_t year = 366 * day;
constexpr int64_t line_size = 8192;
constexpr int64_t block_size = int64_t{1} << 20;

constexpr Option line(OptionId id, std::string_view name, std::string_view value = {}) {
  return {id, name, OptionKind::text, value, {}, 0, 0, line_size, false, true};
}
constexpr Option lines(OptionId id, std::string_view name) {
  return {id, name, OptionKind::lines, {}, {}, 0, 0, block_size, false, true};
}
constexpr Option word(OptionId id, std::string_view name, std::string_view value, std::string_view words) {
  return {id, name, OptionKind::word, value, words, 0, 0, line_size, false, true};
}
constexpr Option integer(OptionId id, std::string_view name, int64_t value, int64_t minimum, int64_t maximum) {
  return {id, name, OptionKind::integer, {}, {}, value, minimum, maximum, false, true};
}
constexpr Option decimal(OptionId id, std::string_view name) {
  return {id, name, OptionKind::decimal, {}, {}, 0, 0, line_size, false, true};
}
constexpr Option secret(Option row) {
  row.secret = true;
  return row;
}
constexpr Option not_built(Option row) {
  row.supported = false;
  return row;
}

using enum OptionId;

constexpr std::array<Option, option_count> rows = {
    word(provider, "provider", "kling", "kling|kling-cn|cometapi|custom"),
    line(base_url, "base_url"),
    line(path_prefix, "path_prefix"),
    secret(line(api_key, "api_key")),
    secret(line(access_key, "access_key")),
    secret(line(secret_key, "secret_key")),
    secret(line(auth_header, "auth_header", "Authorization: Bearer {key}")), // its text may hold a fixed key
    secret(lines(extra_headers, "extra_headers")),                           // so may these
    line(poll_path, "poll_path", "{path}/{task_id}"),
    word(model_field, "model_field", "model_name", "model_name|model|model_name,model"),
    not_built(line(store, "store")),
    line(download_dir, "download_dir"),
    integer(overwrite, "overwrite", 0, 0, 1),
    line(callback_url, "callback_url"),
    not_built(secret(line(webhook_secret, "webhook_secret"))),
    word(validation, "validation", "provider", "provider|official|off"),
    word(external_ids, "external_ids", "auto", "auto|always|never"),
    integer(max_active_tasks, "max_active_tasks", 0, 0, 1000000),
    integer(max_connections, "max_connections", 8, 1, 1024),
    integer(max_queued_tasks, "max_queued_tasks", 100000, 1, 10000000),
    integer(deadline_ms, "deadline_ms", 6 * hour, 1, year),
    integer(poll_interval_ms, "poll_interval_ms", 5 * second, 10, day),
    integer(poll_max_interval_ms, "poll_max_interval_ms", 30 * second, 10, day),
    integer(connect_timeout_ms, "connect_timeout_ms", 15 * second, 1, hour),
    integer(request_timeout_ms, "request_timeout_ms", 60 * second, 1, hour),
    integer(stall_timeout_ms, "stall_timeout_ms", 30 * second, 1, hour),
    integer(settle_ms, "settle_ms", 60 * second, 0, day),
    integer(max_retries, "max_retries", 4, 0, 1000),
    integer(retry_base_ms, "retry_base_ms", second, 1, hour),
    integer(max_reply_bytes, "max_reply_bytes", int64_t{16} << 20, 1024, int64_t{1} << 30),
    decimal(spend_limit_units, "spend_limit_units"),
    secret(line(proxy, "proxy", "none")), // a proxy's URL may hold its password
    line(no_proxy, "no_proxy"),
    line(ca_file, "ca_file"),
    lines(ca_pem, "ca_pem"),
    integer(allow_http, "allow_http", 0, 0, 1),
    line(user_agent, "user_agent"),
    integer(background_io, "background_io", 0, 0, 1),
    integer(log_level, "log_level", log_information, log_off, log_debug),
};

constexpr bool in_step() {
  for (std::size_t at = 0; at < rows.size(); ++at) {
    if (static_cast<std::size_t>(rows[at].id) != at || rows[at].name.empty()) {
      return false;
    }
  }
  return true;
}
static_assert(in_step(), "the rows stand in the order of OptionId");

constexpr std::array<std::string_view, option_count> names_of_rows() {
  std::array<std::string_view, option_count> names{};
  for (std::size_t at = 0; at < rows.size(); ++at) {
    names[at] = rows[at].name;
  }
  return names;
}
constexpr std::array<std::string_view, option_count> names = names_of_rows();

} // namespace

std::span<const Option> option_rows() {
  return rows;
}

const Option &option_row(OptionId id) {
  return rows[static_cast<std::size_t>(id)];
}

const Option *find_option(std::string_view name) {
  for (const Option &row : rows) {
    if (row.name == name) {
      return &row;
    }
  }
  return nullptr;
}

std::string_view nearest_option(std::string_view name) {
  return nearest(name, names);
}

} // namespace kling::client
