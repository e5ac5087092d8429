#include "transport/exchange.hpp"

#include <algorithm>
#include <climits>
#include <cstring>
#include <new>

#include "base/text.hpp"
#include "system/socket.hpp"
#include "transport/address.hpp"
#include "transport/curl_outcome.hpp"

namespace kling::transport {

namespace {

constexpr std::size_t max_header_block = std::size_t{256} * 1024;
constexpr long download_buffer = 512L * 1024;
constexpr long reply_buffer = 16L * 1024;
constexpr long small_upload_buffer = 16L * 1024;
constexpr long large_upload_buffer = 256L * 1024;

bool is_one_line(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

bool starts_with_ignoring_case(std::string_view text, std::string_view head) {
  return text.size() >= head.size() && equal_ignoring_case(text.substr(0, head.size()), head);
}

bool is_redirect(int32_t status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/// "HTTP/1.1 200 OK" → 200
int32_t status_in(std::string_view line) {
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos) {
    return 0;
  }
  return static_cast<int32_t>(to_integer(line.substr(space + 1, 3)).value_or(0));
}

long clamped(int64_t value) {
  return static_cast<long>(std::clamp<int64_t>(value, 0, INT_MAX));
}

} // namespace

Exchange::Exchange(uint64_t id, const Sink &sink) : id_(id), sink_{} {
  std::memcpy(static_cast<void *>(&sink_), &sink, std::min<std::size_t>(sink.struct_size, sizeof sink_));
}

Exchange::~Exchange() {
  curl_slist_free_all(headers_);
}

bool Exchange::add_header(const char *line) {
  curl_slist *longer = curl_slist_append(headers_, line);
  if (longer == nullptr) {
    return false;
  }
  headers_ = longer;
  return true;
}

kling_status Exchange::take(const Request &request) {
  if (request.method == nullptr || request.url == nullptr || *request.method == '\0' || !is_one_line(request.method)) {
    return KLING_E_ARGUMENT;
  }
  url_ = request.url;
  if (!(starts_with_ignoring_case(url_, "http://") || starts_with_ignoring_case(url_, "https://")) || !is_one_line(url_)) {
    return KLING_E_ARGUMENT;
  }
  method_ = request.method;
  flags_ = request.flags;
  body_.assign(request.segments, request.segment_count);
  connect_timeout_ms_ = request.connect_timeout_ms;
  timeout_ms_ = request.timeout_ms;
  stall_timeout_ms_ = request.stall_timeout_ms;
  max_reply_bytes_ = request.max_reply_bytes;
  bool has_type = false;
  bool complete = true;
  for (uint32_t each = 0; each < request.header_count; ++each) {
    const std::string_view line = request.headers[each];
    const std::size_t colon = line.find(':');
    if (colon == 0 || colon == std::string_view::npos || !is_one_line(line)) {
      return KLING_E_ARGUMENT;
    }
    has_type = has_type || equal_ignoring_case(line.substr(0, colon), "Content-Type");
    // To libcurl "Name:" means "leave this header out" and "Name;" means an empty one.
    const bool empty = trimmed(line.substr(colon + 1)).empty();
    complete = complete && add_header(empty ? concat({line.substr(0, colon), ";"}).c_str() : request.headers[each]);
  }
  if (sends_length()) {
    complete = complete && add_header("Expect:") && (has_type || add_header("Content-Type:"));
  }
  return complete ? KLING_OK : KLING_E_MEMORY;
}

bool Exchange::sends_length() const {
  return has_body() || method_ == "POST" || method_ == "PUT" || method_ == "PATCH";
}

std::string_view Exchange::origin() const {
  const std::string_view url = url_;
  const std::size_t host = url.find("://") + 3;
  return url.substr(0, url.find_first_of("/?#", host));
}

void Exchange::set_method(OptionSetter &set) const {
  set(CURLOPT_POSTFIELDS, sends_length() && !has_body() ? "" : static_cast<const char *>(nullptr));
  set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body_.length()));
  curl_easy_setopt(handle_, CURLOPT_UPLOAD_BUFFERSIZE, body_.length() > large_upload_buffer ? large_upload_buffer : small_upload_buffer);
  const char *natural = "GET";
  if (sends_length()) {
    set(CURLOPT_POST, 1L);
    natural = "POST";
  } else {
    set(CURLOPT_HTTPGET, 1L);
    if (method_ == "HEAD") {
      set(CURLOPT_NOBODY, 1L);
      natural = "HEAD";
    }
  }
  set(CURLOPT_CUSTOMREQUEST, method_ == natural ? nullptr : method_.c_str());
}

void Exchange::set_connection(OptionSetter &set) const {
  const bool once = is_create();
  set(CURLOPT_FRESH_CONNECT, once ? 1L : 0L);
  set(CURLOPT_FORBID_REUSE, once ? 1L : 0L);
  set(CURLOPT_HTTP_VERSION, static_cast<long>(once ? CURL_HTTP_VERSION_1_1 : CURL_HTTP_VERSION_2TLS));
  set(CURLOPT_PIPEWAIT, !once && is_secure() ? 1L : 0L);
  set(CURLOPT_FOLLOWLOCATION, follows() ? 1L : 0L);
  set(CURLOPT_REDIR_PROTOCOLS_STR, is_secure() ? "https" : "http,https");
}

void Exchange::set_limits(OptionSetter &set) const {
  set(CURLOPT_CONNECTTIMEOUT_MS, clamped(connect_timeout_ms_));
  set(CURLOPT_TIMEOUT_MS, clamped(timeout_ms_));
  set(CURLOPT_LOW_SPEED_LIMIT, stall_timeout_ms_ > 0 ? 1024L : 0L);
  set(CURLOPT_LOW_SPEED_TIME, stall_timeout_ms_ > 0 ? clamped((stall_timeout_ms_ - 1) / 1000 + 1) : 0L);
  // A download is stored as it comes: its length and its ranges count encoded bytes.
  set(CURLOPT_ACCEPT_ENCODING, follows() ? static_cast<const char *>(nullptr) : "");
  // Only a hint: a handle whose last exchange ended before it had a connection keeps its buffer, and says so.
  curl_easy_setopt(handle_, CURLOPT_BUFFERSIZE, follows() ? download_buffer : reply_buffer);
}

void Exchange::set_callbacks(OptionSetter &set, const CurlSettings &settings) {
  check_addresses_ = (flags_ & public_addresses_only) != 0;
  proxy_ = &settings.proxy();
  void *self = this;
  set(CURLOPT_PRIVATE, self);
  set(CURLOPT_ERRORBUFFER, error_text_);
  set(CURLOPT_HTTPHEADER, headers_);
  set(CURLOPT_HEADERFUNCTION, &Exchange::on_header);
  set(CURLOPT_HEADERDATA, self);
  set(CURLOPT_WRITEFUNCTION, &Exchange::on_write);
  set(CURLOPT_WRITEDATA, self);
  set(CURLOPT_READFUNCTION, &Exchange::on_read);
  set(CURLOPT_READDATA, self);
  set(CURLOPT_SEEKFUNCTION, &Exchange::on_seek);
  set(CURLOPT_SEEKDATA, self);
  set(CURLOPT_OPENSOCKETFUNCTION, &Exchange::on_open_socket);
  set(CURLOPT_OPENSOCKETDATA, self);
  set(CURLOPT_PREREQFUNCTION, &Exchange::on_connected);
  set(CURLOPT_PREREQDATA, self);
}

bool Exchange::prepare(CURL *handle, const CurlSettings &settings) {
  handle_ = handle;
  OptionSetter set(handle);
  set(CURLOPT_URL, url_.c_str());
  set_method(set);
  set_connection(set);
  set_limits(set);
  set_callbacks(set, settings);
  return set.succeeded();
}

void Exchange::detach() {
  curl_easy_setopt(handle_, CURLOPT_ERRORBUFFER, nullptr);
  curl_easy_setopt(handle_, CURLOPT_HTTPHEADER, nullptr);
  curl_easy_setopt(handle_, CURLOPT_PRIVATE, nullptr);
  handle_ = nullptr;
}

Result Exchange::conclude(CURLcode code, String &message) const {
  struct Own {
    Cause cause;
    kling_status status;
    const char *words;
  };
  static constexpr Own own[] = {
      {Cause::refused_by_sink, KLING_E_CANCELLED, "ended early by the receiver"},
      {Cause::too_large, KLING_E_TOO_LARGE, "the reply is too large"},
      {Cause::body_unreadable, KLING_E_FILE, "the request's body could not be read to its end"},
      {Cause::private_address, KLING_E_ENDPOINT, "the host has a private address; only public ones are allowed here"},
      {Cause::out_of_memory, KLING_E_MEMORY, "out of memory"},
  };
  Result result{};
  result.struct_size = sizeof result;
  result.http_status = http_status_;
  result.bytes_sent = body_.handed_over();
  result.bytes_received = received_;
  long request_size = 0;
  long tunnel_status = 0;
  if (handle_ != nullptr) {
    curl_easy_getinfo(handle_, CURLINFO_REQUEST_SIZE, &request_size);
    curl_easy_getinfo(handle_, CURLINFO_HTTP_CONNECTCODE, &tunnel_status);
  }
  result.unsent = (has_body() ? body_.was_read() : request_size > 0) ? 0 : 1;
  CurlOutcome outcome = cancelled ? CurlOutcome{code, KLING_E_CANCELLED, "cancelled"} : outcome_of(code, tunnel_status);
  std::string_view detail = cancelled ? "" : error_text_;
  for (const Own &each : own) {
    if (!cancelled && code != CURLE_OK && each.cause == cause_) {
      outcome = {code, each.status, each.words};
      detail = {};
    }
  }
  // What libcurl 7.88 says of a header line beyond its 100 KB.
  if (!cancelled && code == CURLE_OUT_OF_MEMORY && cause_ != Cause::out_of_memory && http_status_ != 0 && !headers_delivered_) {
    outcome = {code, KLING_E_TOO_LARGE, "a header line of the reply is too large"};
    detail = {};
  }
  result.status = outcome.status;
  result.message = outcome.words;
  try {
    message = message_of(outcome, outcome.status == KLING_OK ? std::string_view() : detail);
    result.message = message.c_str();
  } catch (const std::bad_alloc &) { // the words alone say enough
    message.clear();
  }
  return result;
}

void Exchange::write_log(Log &log, const Result &result) const {
  curl_off_t microseconds = 0;
  long connections = 0;
  if (handle_ != nullptr) {
    curl_easy_getinfo(handle_, CURLINFO_TOTAL_TIME_T, &microseconds);
    curl_easy_getinfo(handle_, CURLINFO_NUM_CONNECTS, &connections);
  }
  const String length = text_of(static_cast<int64_t>(result.bytes_received));
  const String time = text_of(static_cast<int64_t>(microseconds) / 1000);
  String line = concat({method_, " ", loggable_url(url_), " → "});
  if (result.http_status != 0) {
    line += concat({text_of(int64_t{result.http_status}), ", ", length, " bytes, "});
  }
  if (result.status != KLING_OK) {
    line += concat({result.message, ", "});
  }
  const std::string_view reused = http_status_ != 0 ? "reused connection" : "not connected";
  line += concat({time, " ms, ", connections > 0 ? "new connection" : reused});
  log.write(log_debug, line);
}

bool Exchange::take_header(std::string_view line) {
  if (headers_delivered_) {
    return true; // trailers of a chunked body
  }
  if (line.starts_with("HTTP/")) {
    header_block_.clear();
    has_location_ = false;
    http_status_ = status_in(line);
    return true;
  }
  if (line == "\r\n" || line == "\n") {
    return end_header_block();
  }
  if (header_block_.size() + line.size() > max_header_block) {
    cause_ = Cause::too_large;
    return false;
  }
  header_block_ += line;
  has_location_ = has_location_ || starts_with_ignoring_case(line, "Location:");
  return true;
}

bool Exchange::end_header_block() {
  const bool interim = http_status_ >= 100 && http_status_ < 200;
  if (interim || (follows() && is_redirect(http_status_) && has_location_)) {
    return true;
  }
  headers_delivered_ = true;
  if (sink_.on_headers != nullptr && sink_.on_headers(sink_.user_data, http_status_, header_block_.c_str(), header_block_.size()) != 0) {
    cause_ = Cause::refused_by_sink;
    return false;
  }
  return true;
}

std::size_t Exchange::on_header(char *bytes, std::size_t size, std::size_t count, void *exchange) {
  Exchange &self = *static_cast<Exchange *>(exchange);
  const std::size_t length = size * count;
  try {
    if (self.take_header({bytes, length})) {
      return length;
    }
  } catch (const std::bad_alloc &) {
    self.cause_ = Cause::out_of_memory;
  }
  return length == 0 ? 1 : 0;
}

std::size_t Exchange::on_write(char *bytes, std::size_t size, std::size_t count, void *exchange) {
  Exchange &self = *static_cast<Exchange *>(exchange);
  const std::size_t length = size * count;
  const std::size_t refused = length == 0 ? 1 : 0;
  if (self.cancelled) {
    return refused;
  }
  if (self.paused) {
    self.held = true; // the same bytes come again
    return CURL_WRITEFUNC_PAUSE;
  }
  self.received_ += length;
  if (self.max_reply_bytes_ > 0 && self.received_ > static_cast<uint64_t>(self.max_reply_bytes_)) {
    self.cause_ = Cause::too_large;
    return refused;
  }
  if (self.sink_.on_body != nullptr && self.sink_.on_body(self.sink_.user_data, bytes, length) != 0) {
    self.cause_ = Cause::refused_by_sink;
    return refused;
  }
  return length;
}

std::size_t Exchange::on_read(char *buffer, std::size_t size, std::size_t count, void *exchange) {
  Exchange &self = *static_cast<Exchange *>(exchange);
  const int64_t got = self.body_.read(buffer, size * count);
  if (got < 0) {
    self.cause_ = Cause::body_unreadable;
    return CURL_READFUNC_ABORT;
  }
  return static_cast<std::size_t>(got);
}

int Exchange::on_seek(void *exchange, curl_off_t offset, int origin) {
  Exchange &self = *static_cast<Exchange *>(exchange);
  // libcurl re-sends by itself when a reused connection breaks. A create is never offered to it a second time.
  if (offset != 0 || origin != SEEK_SET || (self.is_create() && self.body_.was_read())) {
    return CURL_SEEKFUNC_FAIL;
  }
  self.body_.rewind();
  return CURL_SEEKFUNC_OK;
}

bool Exchange::may_connect(bool is_public, int port) {
  if (!check_addresses_) {
    return true;
  }
  const bool allowed = proxy_->url().empty() ? is_public : may_connect_by_proxy(is_public, port);
  if (!allowed) {
    cause_ = Cause::private_address;
  }
  return allowed;
}

bool Exchange::may_connect_by_proxy(bool is_public, int port) const {
  const char *url = nullptr; // of the hop that the connection is for, behind a redirect another one than ours
  curl_easy_getinfo(handle_, CURLINFO_EFFECTIVE_URL, &url);
  CURLU *parts = url == nullptr ? nullptr : curl_url();
  char *host = nullptr;
  bool allowed = false;
  if (parts != nullptr && curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK &&
      curl_url_get(parts, CURLUPART_HOST, &host, 0) == CURLUE_OK) {
    try {
      allowed = !names_private_host(host) && (is_public || proxy_->stands_between(host, port));
    } catch (const std::bad_alloc &) { // then nothing is connected
      allowed = false;
    }
  }
  curl_free(host);
  curl_url_cleanup(parts);
  return allowed;
}

curl_socket_t Exchange::on_open_socket(void *exchange, curlsocktype, curl_sockaddr *address) {
  Exchange &self = *static_cast<Exchange *>(exchange);
  if (!self.may_connect(is_public_address(&address->addr), port_of(&address->addr))) {
    return CURL_SOCKET_BAD;
  }
  return system::open_socket(address->family, address->socktype, address->protocol);
}

int Exchange::on_connected(void *exchange, char *remote, char *, int port, int) {
  Exchange &self = *static_cast<Exchange *>(exchange);
  // A connection kept from a request without the restriction opens no socket; so it is looked at once more.
  return self.may_connect(is_public_address(remote), port) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

} // namespace kling::transport
