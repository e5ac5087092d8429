#pragma once

#include <atomic>
#include <memory>

#include "sim_local/exchange.hpp"
#include "sim_local/simulator.hpp"

namespace kling::sim_local {

/// The way of one client to the simulator. Everything but due_ms() and wake() runs on the thread that drives that client.
class Transport : public Allocated {
public:
  Transport(Shared<Simulator> simulator, const transport::Host &host);
  ~Transport();
  Transport(const Transport &) = delete;
  Transport &operator=(const Transport &) = delete;

  [[nodiscard]] kling_status start(const transport::Request &request, const transport::Sink &sink, uint64_t &out_id);
  void cancel(uint64_t id) noexcept;
  void pause(uint64_t id, bool on) noexcept;
  void on_timer();

  /// When it wants on_timer; Exchange::never when nothing is on its way.
  [[nodiscard]] int64_t due_ms() const { return due_ms_.load(); }
  void wake() const { host_.wake(host_.user_data); }

private:
  /// The order of what is to be done: by time, and in turn among equals.
  using Turn = std::pair<int64_t, uint64_t>;
  struct Place {
    std::unique_ptr<Exchange> exchange;
    Turn turn;
  };
  using Agenda = Map<Turn, Place *>;

  [[nodiscard]] bool take_connection(const Exchange &exchange);
  void move(Place &place) noexcept;
  [[nodiscard]] Turn turn_of(const Exchange &exchange) { return {exchange.due_ms(), ++turns_}; }
  void step(Agenda::iterator first);
  void arm();

  const Shared<Simulator> simulator_;
  const transport::Host host_;
  Map<uint64_t, Place> places_; // by id
  Agenda agenda_;
  Map<String, uint32_t> idle_connections_; // by origin
  uint64_t last_id_ = 0;
  uint64_t turns_ = 0;
  std::atomic<int64_t> due_ms_{Exchange::never};
  char buffer_[Exchange::piece_bytes] = {};
};

/// What kling_options_set_transport and kling_options_set_clock are given. Each of the two owns its user_data, made by hold().
[[nodiscard]] void *hold(const Shared<Simulator> &simulator);
void let_go(void *held) noexcept;
[[nodiscard]] kling_transport transport_table(void *held);
[[nodiscard]] kling_clock clock_table(void *held, bool virtual_time);

} // namespace kling::sim_local
