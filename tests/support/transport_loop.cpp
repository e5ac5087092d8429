#include "support/transport_loop.hpp"

#include <gtest/gtest.h>

#include "system/clock.hpp"

namespace kling::test {

namespace {

int64_t now_ms() {
  const system::ClockTable clock = system::system_clock();
  return clock.monotonic_ms(clock.user_data);
}

Call &call_of(void *user_data) {
  return *static_cast<Call *>(user_data);
}

int32_t on_headers(void *user_data, int32_t http_status, const char *block, uint64_t length) {
  Call &call = call_of(user_data);
  ++call.header_blocks;
  call.head_status = http_status;
  call.head.assign(block, length);
  EXPECT_EQ(0, call.done);
  if (call.when_headers) {
    call.when_headers();
  }
  return call.refuse_headers ? 1 : 0;
}

int32_t on_body(void *user_data, const void *bytes, uint64_t length) {
  Call &call = call_of(user_data);
  EXPECT_EQ(1, call.header_blocks);
  EXPECT_EQ(0, call.done);
  call.reply.append(static_cast<const char *>(bytes), length);
  if (call.when_body) {
    call.when_body();
  }
  return call.refuse_body ? 1 : 0;
}

void on_done(void *user_data, const transport::Result *result) {
  Call &call = call_of(user_data);
  ++call.done;
  call.result = *result;
  call.message = result->message;
  call.result.message = nullptr;
  if (call.when_done) {
    call.when_done();
  }
}

void release(void *user_data) {
  ++call_of(user_data).released;
}

} // namespace

TransportLoop::TransportLoop(const transport::CurlOptions &options) {
  EXPECT_EQ(KLING_OK, poller_.open(error));
  transport::Host host{};
  host.struct_size = sizeof host;
  host.user_data = this;
  host.watch = watch;
  host.set_timer = set_timer;
  status = transport::make_curl_transport(options, host, this, table, error);
}

TransportLoop::~TransportLoop() {
  destroy();
}

void TransportLoop::destroy() {
  if (table.destroy != nullptr) {
    table.destroy(table.user_data);
    table = {};
  }
}

void TransportLoop::watch(void *loop, int64_t socket, uint32_t interest) {
  static_cast<TransportLoop *>(loop)->poller_.watch(socket, interest);
}

void TransportLoop::set_timer(void *loop, int64_t delay_ms) {
  auto &self = *static_cast<TransportLoop *>(loop);
  ++self.timer_calls;
  self.due_ms_ = delay_ms < 0 ? INT64_MAX : now_ms() + delay_ms;
  self.poller_.arm(delay_ms);
}

void TransportLoop::turn(int64_t timeout_ms) {
  system::Poller::Ready ready[64];
  uint32_t count = 0;
  (void)poller_.wait(timeout_ms, ready, count);
  for (uint32_t each = 0; each < count; ++each) {
    table.on_socket(table.user_data, ready[each].socket, ready[each].events);
  }
  if (due_ms_ <= now_ms()) {
    due_ms_ = INT64_MAX;
    table.on_timer(table.user_data);
  }
}

bool TransportLoop::run_until(const std::function<bool()> &ended) {
  const int64_t limit = now_ms() + 10000;
  while (!ended()) {
    if (now_ms() > limit) {
      return false;
    }
    turn(50);
  }
  return true;
}

void TransportLoop::write(int32_t level, std::string_view text) {
  if (level == log_debug) {
    lines.emplace_back(text);
  }
}

kling_status Call::start(TransportLoop &loop) {
  std::vector<const char *> lines;
  for (const std::string &line : headers) {
    lines.push_back(line.c_str());
  }
  if (segments.empty() && !body.empty()) {
    segments.push_back({body.data(), body.size(), nullptr, nullptr});
  }
  transport::Request request{};
  request.struct_size = sizeof request;
  request.flags = flags;
  request.method = method.c_str();
  request.url = url.c_str();
  request.headers = lines.data();
  request.header_count = static_cast<uint32_t>(lines.size());
  request.segments = segments.data();
  request.segment_count = static_cast<uint32_t>(segments.size());
  request.connect_timeout_ms = connect_timeout_ms;
  request.timeout_ms = timeout_ms;
  request.stall_timeout_ms = stall_timeout_ms;
  request.max_reply_bytes = max_reply_bytes;
  transport::Sink sink{};
  sink.struct_size = sizeof sink;
  sink.user_data = this;
  sink.on_headers = on_headers;
  sink.on_body = on_body;
  sink.on_done = on_done;
  sink.release = release;
  return loop.table.start(loop.table.user_data, &request, &sink, &id);
}

transport::Result &Call::run(TransportLoop &loop) {
  EXPECT_EQ(KLING_OK, start(loop));
  EXPECT_TRUE(loop.run_until([&] { return done > 0; })) << method << " " << url;
  return result;
}

} // namespace kling::test
