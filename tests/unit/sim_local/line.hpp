#pragma once

#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

#include "sim_local/transport.hpp"

namespace kling::test {

/// What a sink was told.
struct Heard {
  std::string head;
  std::string body;
  std::vector<uint64_t> pieces;
  std::vector<int64_t> piece_times;
  kling_http_result result{};
  int done = 0;
  int released = 0;
  int64_t done_ms = 0;
};

struct Sent {
  std::string method = "GET";
  std::string url = "http://127.0.0.1/v1/videos/text2video";
  std::string body;
  uint32_t flags = 0;
  int64_t connect_timeout_ms = 15000;
  int64_t timeout_ms = 60000;
  int64_t stall_timeout_ms = 0;
  int64_t max_reply_bytes = 0;
  int32_t refuse_after = -1; // pieces of the body, then on_body ends it; 0: on_headers does
};

inline Sent get(const std::string &url) {
  Sent sent;
  sent.url = url;
  return sent;
}

inline Sent create() {
  Sent sent;
  sent.method = "POST";
  sent.body = R"({"prompt":"a lighthouse"})";
  sent.flags = KLING_HTTP_SEND_ONCE;
  return sent;
}

/// A transport of the simulator's with a host that does what it is asked for when run() comes to it.
class Line {
public:
  explicit Line(const char *settings = R"({"unix_ms":1700000000000})") : simulator(make(settings)) { open(); }
  explicit Line(Shared<sim_local::Simulator> shared) : simulator(std::move(shared)) { open(); }
  ~Line() { transport.reset(); } // before the records that it still writes to
  Line(const Line &) = delete;
  Line &operator=(const Line &) = delete;

  /// Starts a request; its record lives as long as the line.
  Heard &send(const Sent &sent, kling_status expected = KLING_OK) {
    auto &call = *calls_.emplace_back(std::make_unique<Call>());
    call.line = this;
    call.sent = sent;
    const char *const headers[] = {"Authorization: Bearer sim-api-key", "Content-Type: application/json"};
    const kling_http_segment segment{call.sent.body.data(), call.sent.body.size(), nullptr, nullptr};
    kling_http_request request{};
    request.struct_size = sizeof request;
    request.flags = sent.flags;
    request.method = call.sent.method.c_str();
    request.url = call.sent.url.c_str();
    request.headers = headers;
    request.header_count = 2;
    request.segments = &segment;
    request.segment_count = sent.body.empty() ? 0 : 1;
    request.connect_timeout_ms = sent.connect_timeout_ms;
    request.timeout_ms = sent.timeout_ms;
    request.stall_timeout_ms = sent.stall_timeout_ms;
    request.max_reply_bytes = sent.max_reply_bytes;
    EXPECT_EQ(transport->start(request, sink_of(call), call.id), expected);
    return call.heard;
  }
  [[nodiscard]] uint64_t id_of(const Heard &heard) const {
    for (const auto &call : calls_) {
      if (&call->heard == &heard) {
        return call->id;
      }
    }
    return 0;
  }

  /// Lets time pass until nothing is due any more, or that reading of the clock.
  void run(int64_t until_ms = INT64_MAX) {
    while (timer_ms != never && timer_ms <= until_ms) {
      simulator->sleep_until(timer_ms);
      tick();
    }
  }
  void tick() {
    ++ticks;
    transport->on_timer();
  }
  Heard &fetch(const Sent &sent) {
    Heard &heard = send(sent);
    run();
    return heard;
  }
  std::string control(const char *method, const char *path, const std::string &body = "") const {
    sim::HttpRequest request;
    request.method = method;
    request.target = path;
    request.body = String(body);
    const sim::HttpReply reply = simulator->serve(request, simulator->monotonic_ms());
    EXPECT_EQ(reply.status, 200) << reply.body;
    return std::string(reply.content());
  }
  void fault(const std::string &members) const { control("POST", "/_sim/faults", R"({"faults":[{)" + members + "}]}"); }
  /// A finished task's clip.
  std::string make_clip() {
    const Heard &created = fetch(create());
    EXPECT_EQ(created.result.http_status, 200) << created.body;
    EXPECT_TRUE(simulator->advance(10000));
    const std::string list = fetch(Sent()).body;
    const std::size_t begin = list.find("http://");
    return list.substr(begin, list.find('"', begin) - begin);
  }

  static constexpr int64_t never = INT64_MAX;
  Shared<sim_local::Simulator> simulator;
  std::unique_ptr<sim_local::Transport> transport;
  int64_t timer_ms = never;
  int ticks = 0;
  int wakes = 0;

private:
  struct Call {
    Line *line = nullptr;
    Sent sent;
    uint64_t id = 0;
    Heard heard;
  };

  static Shared<sim_local::Simulator> make(const char *text) {
    sim_local::Settings settings;
    Error error;
    EXPECT_EQ(sim_local::read_settings(text, settings, error), KLING_OK) << error.message;
    return make_shared<sim_local::Simulator>(std::move(settings));
  }
  void open() {
    const kling_transport_host host{sizeof host,
                                    0,
                                    this,
                                    nullptr,
                                    [](void *self, int64_t delay_ms) {
                                      auto &line = *static_cast<Line *>(self);
                                      line.timer_ms = delay_ms < 0 ? never : line.simulator->monotonic_ms() + delay_ms;
                                    },
                                    [](void *self) { ++static_cast<Line *>(self)->wakes; }};
    transport = std::make_unique<sim_local::Transport>(simulator, host);
  }
  static kling_http_sink sink_of(Call &of) {
    kling_http_sink sink{};
    sink.struct_size = sizeof sink;
    sink.user_data = &of;
    sink.on_headers = [](void *self, int32_t, const char *block, uint64_t length) {
      static_cast<Call *>(self)->heard.head.assign(block, length);
      return static_cast<Call *>(self)->sent.refuse_after == 0 ? 1 : 0;
    };
    sink.on_body = [](void *self, const void *bytes, uint64_t length) {
      auto &call = *static_cast<Call *>(self);
      call.heard.body.append(static_cast<const char *>(bytes), length);
      call.heard.pieces.push_back(length);
      call.heard.piece_times.push_back(call.line->simulator->monotonic_ms());
      return static_cast<int>(call.heard.pieces.size()) == call.sent.refuse_after ? 1 : 0;
    };
    sink.on_done = [](void *self, const kling_http_result *result) {
      auto &call = *static_cast<Call *>(self);
      EXPECT_EQ(call.heard.released, 0);
      call.heard.result = *result;
      ++call.heard.done;
      call.heard.done_ms = call.line->simulator->monotonic_ms();
    };
    sink.release = [](void *self) { ++static_cast<Call *>(self)->heard.released; };
    return sink;
  }

  std::vector<std::unique_ptr<Call>> calls_;
};

} // namespace kling::test
