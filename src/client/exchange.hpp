#pragma once

#include "protocol/message.hpp"
#include "transport/table.hpp"

namespace kling::client {

struct ExchangeLimits {
  int64_t connect_timeout_ms = 15000;
  int64_t max_reply_bytes = 16 << 20;
};

/// One message on its way through the transport's table, and its reply being gathered.
class Exchange : public Allocated {
public:
  /// Told once, on the driving thread, when the exchange is over; not after drop().
  struct Listener {
    void *user_data;
    void (*done)(void *user_data, uint64_t ticket, const protocol::Reply &reply, uint64_t bytes_in, uint64_t bytes_out);
  };

  Exchange(uint64_t ticket, protocol::Message message, const Listener &listener)
      : ticket_(ticket), message_(std::move(message)), listener_(listener) {}

  /// KLING_OK: the listener will be told. Anything else: nothing was started.
  [[nodiscard]] kling_status start(const transport::Table &transport, const ExchangeLimits &limits);
  /// Nobody waits for the reply any more; the object must live until the transport is done with it.
  void drop(const transport::Table &transport);
  [[nodiscard]] bool dropped() const { return dropped_; }

private:
  static int32_t KLING_CALL on_headers(void *self, int32_t http_status, const char *block, uint64_t length);
  static int32_t KLING_CALL on_body(void *self, const void *bytes, uint64_t length);
  static void KLING_CALL on_done(void *self, const transport::Result *result);
  void read_headers(std::string_view block);

  uint64_t ticket_;
  protocol::Message message_;
  Listener listener_;
  protocol::Reply reply_;
  uint64_t id_ = 0;
  bool dropped_ = false;
  bool out_of_memory_ = false;
};

} // namespace kling::client
