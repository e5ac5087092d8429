#pragma once

#include <cstdint>
#include <string_view>

#include "base/allocation.hpp"
#include "sim/http.hpp"
#include "transport/table.hpp"

namespace kling::sim_local {

class Simulator;

/// One request on its way and the reply that comes back, as a line of happenings each with its own time. They are carried out at or after
/// their time, in their order; a time-out counts only when nothing happened before it, however late the driver comes.
class Exchange : public Allocated {
public:
  static constexpr int64_t never = INT64_MAX;
  static constexpr std::size_t piece_bytes = std::size_t{64} << 10U;

  Exchange(uint64_t id, const transport::Sink &sink, int64_t now_ms) : id_(id), sink_(sink), started_ms_(now_ms), at_ms_(now_ms) {}

  /// Copies and checks what is asked for; KLING_E_ARGUMENT when no request can be made of it.
  [[nodiscard]] kling_status take(const transport::Request &request);

  [[nodiscard]] uint64_t id() const { return id_; }
  [[nodiscard]] std::string_view origin() const { return origin_; } // scheme, host and port of the URL
  /// Creates neither use a connection that another request left nor leave one.
  [[nodiscard]] bool shares_connections() const { return (flags_ & transport::send_once) == 0; }
  void begin(Simulator &simulator, bool connection_reused);

  /// When step() has something to do.
  [[nodiscard]] int64_t due_ms() const;
  /// Does the next thing; false once there is a result.
  [[nodiscard]] bool step(char (&buffer)[piece_bytes]) noexcept;
  /// Tells the sink how it ended, and lets go of it.
  void conclude() const;
  void release() const;
  [[nodiscard]] bool leaves_connection() const { return shares_connections() && result_.status == KLING_OK; }

  void cancel() { cancelled_ = true; }
  void pause(bool on, int64_t now_ms);

private:
  enum class Phase : uint8_t { connecting, awaiting, receiving, over };

  [[nodiscard]] bool read_url(std::string_view url);
  [[nodiscard]] bool leads_to_this_machine() const;
  [[nodiscard]] int64_t next_ms() const;
  [[nodiscard]] int64_t limit_ms() const;
  [[nodiscard]] uint64_t end() const;
  void advance(char (&buffer)[piece_bytes]);
  void connect();
  void send();
  void receive_head();
  void receive_piece(char (&buffer)[piece_bytes]);
  void finish_body();
  [[nodiscard]] bool read_body();
  [[nodiscard]] String header_block() const;
  void finish(kling_status status, const char *message);

  const uint64_t id_;
  const transport::Sink sink_;
  uint32_t flags_ = 0;
  String origin_;
  sim::HttpRequest request_;
  Vector<transport::BodySegment> segments_;
  int64_t connect_timeout_ms_ = 0;
  int64_t timeout_ms_ = 0;
  int64_t stall_timeout_ms_ = 0;
  uint64_t max_reply_bytes_ = 0;

  Simulator *simulator_ = nullptr;
  Phase phase_ = Phase::connecting;
  bool cancelled_ = false;
  bool paused_ = false;
  const int64_t started_ms_;
  int64_t at_ms_;            // of what happened last
  int64_t connected_ms_ = 0; // when the connection stands
  sim::HttpReply reply_;
  int64_t head_ms_ = 0; // when the reply begins
  uint64_t position_ = 0;
  int64_t quick_ms_ = 0; // until when it was quicker than 1 KB/s, and how much had come then
  uint64_t quick_position_ = 0;
  transport::Result result_{};
};

} // namespace kling::sim_local
