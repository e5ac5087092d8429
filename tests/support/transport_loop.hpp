#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "system/poller.hpp"
#include "transport/curl_transport.hpp"

namespace kling::test {

/// The curl transport with a poller under it, driven by the test's own thread.
class TransportLoop : public Log {
public:
  explicit TransportLoop(const transport::CurlOptions &options = {});
  ~TransportLoop();
  TransportLoop(const TransportLoop &) = delete;
  TransportLoop &operator=(const TransportLoop &) = delete;

  /// Drives until `ended` says so; false after ten seconds.
  bool run_until(const std::function<bool()> &ended);
  /// One look without waiting.
  void turn(int64_t timeout_ms = 0);
  void destroy(); // of the transport; the destructor does it otherwise

  transport::Table table{};
  Error error;
  kling_status status = KLING_OK; // of making it
  std::vector<std::string> lines; // the debug log
  int timer_calls = 0;

  [[nodiscard]] bool wants(int32_t) const override { return true; }
  void write(int32_t level, std::string_view text) override;

private:
  static void watch(void *loop, int64_t socket, uint32_t interest);
  static void set_timer(void *loop, int64_t delay_ms);

  system::Poller poller_;
  int64_t due_ms_ = INT64_MAX;
};

/// One request with a sink that remembers everything.
struct Call {
  Call() = default;
  Call(std::string a_method, std::string a_url) : method(std::move(a_method)), url(std::move(a_url)) {}

  std::string method = "GET";
  std::string url;
  uint32_t flags = 0;
  std::vector<std::string> headers;
  std::string body;
  std::vector<transport::BodySegment> segments; // instead of `body`
  int64_t connect_timeout_ms = 10000;
  int64_t timeout_ms = 20000;
  int64_t stall_timeout_ms = 0;
  int64_t max_reply_bytes = 0;
  bool refuse_headers = false;
  bool refuse_body = false;
  std::function<void()> when_headers;
  std::function<void()> when_body;
  std::function<void()> when_done;

  uint64_t id = 0;
  int header_blocks = 0;
  int32_t head_status = 0;
  std::string head;
  std::string reply;
  int done = 0;
  int released = 0;
  transport::Result result{};
  std::string message;

  kling_status start(TransportLoop &loop);
  /// Starts and drives to the end.
  transport::Result &run(TransportLoop &loop);
};

} // namespace kling::test
