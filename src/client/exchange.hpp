#pragma once

#include <optional>

#include "protocol/message.hpp"
#include "transfer/base64_source.hpp"
#include "transport/table.hpp"

namespace kling::client {

struct ExchangeLimits {
  int64_t connect_timeout_ms = 15000;
  int64_t max_reply_bytes = 16 << 20;
};

/// One message on its way through the transport's table, and the reply that is gathered. Once it is started nothing of it fails for want
/// of memory but the text of the reply.
class Exchange : public Allocated {
public:
  /// Told once, on the driving thread, when the exchange is over; the object must live until then.
  struct Listener {
    void *user_data;
    void (*done)(void *user_data) noexcept;
  };

  Exchange(protocol::Message message, const Listener &listener) : message_(std::move(message)), listener_(listener) {}

  /// Opens the body's files. KLING_OK: the listener will be told. Anything else: nothing was started, and reply() says so.
  [[nodiscard]] kling_status start(const transport::Table &transport, const ExchangeLimits &limits) noexcept;
  /// Nobody waits for the reply any more: it ends as soon as the transport lets go of it.
  void drop(const transport::Table &transport) const noexcept;
  /// Ends a create that no connection has asked a byte of. The listener is told that nothing was sent.
  void cut(const transport::Table &transport) const noexcept;

  [[nodiscard]] const protocol::Reply &reply() const { return reply_; }
  [[nodiscard]] uint64_t bytes_in() const { return bytes_in_; }
  [[nodiscard]] uint64_t bytes_out() const { return bytes_out_; }

private:
  /// Where the transport reads a piece of the body.
  struct Source {
    Exchange *exchange;
    const protocol::Segment *segment;
    std::optional<transfer::Base64Source> input; // instead of the segment's text
  };

  [[nodiscard]] kling_status hand_over(const transport::Table &transport, const ExchangeLimits &limits, Error &error);
  [[nodiscard]] kling_status open_sources(Error &error);
  [[nodiscard]] kling_status open_source(Source &source, Error &error);
  [[nodiscard]] int64_t read_input(Source &source, uint64_t offset, char *buffer, uint64_t capacity) noexcept;
  [[nodiscard]] bool inputs_unchanged() noexcept;
  static int64_t KLING_CALL read(void *source, uint64_t offset, void *buffer, uint64_t capacity);
  static int32_t KLING_CALL on_headers(void *self, int32_t http_status, const char *block, uint64_t length);
  static int32_t KLING_CALL on_body(void *self, const void *bytes, uint64_t length);
  static void KLING_CALL on_done(void *self, const transport::Result *told);
  void read_headers(std::string_view block);
  void hide_credentials();
  void fail(kling_status status, const char *message) noexcept;

  protocol::Message message_;
  Vector<Source> sources_;      // of the body's pieces
  transfer::ReadBuffer buffer_; // of those that are files
  Error body_error_;            // why the body cannot be read to its end
  bool begun_ = false;          // a byte of the body was asked for
  Listener listener_;
  protocol::Reply reply_;
  uint64_t id_ = 0;
  uint64_t bytes_in_ = 0;
  uint64_t bytes_out_ = 0;
  bool out_of_memory_ = false;
};

} // namespace kling::client
