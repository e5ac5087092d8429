#pragma once

#include <curl/curl.h>

#include "base/log.hpp"
#include "transport/curl_settings.hpp"
#include "transport/request_body.hpp"
#include "transport/table.hpp"

namespace kling::transport {

/// One request on its way and the reply that comes back. Calls the sink's on_headers and on_body from inside libcurl; on_done and release
/// belong to the transport.
class Exchange : public Allocated {
public:
  enum class Stage : uint8_t { waiting, ready, active };

  Exchange(uint64_t id, const Sink &sink);
  ~Exchange();
  Exchange(const Exchange &) = delete;
  Exchange &operator=(const Exchange &) = delete;

  /// Copies and checks what is asked for; KLING_E_ARGUMENT when no HTTP request can be made of it.
  [[nodiscard]] kling_status take(const Request &request);

  /// Sets everything that differs from request to request. The handle stays the transport's.
  [[nodiscard]] bool prepare(CURL *handle, const CurlSettings &settings);
  /// Undoes what of prepare() points into this object.
  void detach();

  /// How it ended. `message` keeps the text that the result points to.
  [[nodiscard]] Result conclude(CURLcode code, String &message) const;
  void write_log(Log &log, const Result &result) const;

  [[nodiscard]] uint64_t id() const { return id_; }
  [[nodiscard]] const Sink &sink() const { return sink_; }
  [[nodiscard]] CURL *handle() const { return handle_; }
  [[nodiscard]] bool is_create() const { return (flags_ & send_once) != 0; }
  [[nodiscard]] std::string_view origin() const; // scheme, host and port of the URL

  Stage stage = Stage::waiting;
  bool cancelled = false;
  Exchange *next_cancelled = nullptr;
  bool paused = false; // no body is wanted
  bool held = false;   // libcurl keeps some of it back
  bool resumed = false;
  Exchange *next_resumed = nullptr;

private:
  [[nodiscard]] bool has_body() const { return body_.length() > 0; }
  [[nodiscard]] bool sends_length() const;
  /// Says no to a private address where those are refused, and notes why. A proxy may be private: behind it only its own address is seen,
  /// and what the URL says of the host.
  [[nodiscard]] bool may_connect(bool is_public, int port);
  [[nodiscard]] bool may_connect_by_proxy(bool is_public, int port) const;
  [[nodiscard]] bool is_secure() const { return url_.starts_with("https:") || url_.starts_with("HTTPS:"); }
  [[nodiscard]] bool add_header(const char *line);
  [[nodiscard]] bool follows() const { return (flags_ & follow_redirects) != 0; }
  void set_method(OptionSetter &set) const;
  void set_connection(OptionSetter &set) const;
  void set_limits(OptionSetter &set) const;
  void set_callbacks(OptionSetter &set, const CurlSettings &settings);
  [[nodiscard]] bool take_header(std::string_view line);
  [[nodiscard]] bool end_header_block();

  static std::size_t on_header(char *bytes, std::size_t size, std::size_t count, void *exchange);
  static std::size_t on_write(char *bytes, std::size_t size, std::size_t count, void *exchange);
  static std::size_t on_read(char *buffer, std::size_t size, std::size_t count, void *exchange);
  static int on_seek(void *exchange, curl_off_t offset, int origin);
  static curl_socket_t on_open_socket(void *exchange, curlsocktype purpose, curl_sockaddr *address);
  static int on_connected(void *exchange, char *remote, char *local, int remote_port, int local_port);

  /// Why we ended it ourselves, where libcurl only knows that a callback did.
  enum class Cause : uint8_t { none, refused_by_sink, too_large, body_unreadable, private_address, out_of_memory };

  const uint64_t id_;
  Sink sink_;
  uint32_t flags_ = 0;
  String method_;
  String url_;
  curl_slist *headers_ = nullptr;
  RequestBody body_;
  int64_t connect_timeout_ms_ = 0;
  int64_t timeout_ms_ = 0;
  int64_t stall_timeout_ms_ = 0;
  int64_t max_reply_bytes_ = 0;

  CURL *handle_ = nullptr;
  Cause cause_ = Cause::none;
  bool check_addresses_ = false;
  const Proxy *proxy_ = nullptr;
  bool headers_delivered_ = false;
  bool has_location_ = false;
  int32_t http_status_ = 0;
  String header_block_;
  uint64_t received_ = 0;
  char error_text_[CURL_ERROR_SIZE] = {};
};

} // namespace kling::transport
