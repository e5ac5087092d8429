#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>

#include "sim/service.hpp"
#include "sim_local/settings.hpp"
#include "system/clock.hpp"
#include "system/process.hpp"

namespace kling::sim_local {

class Transport;

/// One simulated service with its time, shared by the program's handle, the options it was installed in and their clients.
/// Safe from any thread.
class Simulator {
public:
  explicit Simulator(Settings settings);

  // Time. The monotonic reading is what requests are carried by; with virtual time it only moves when it is asked to.
  [[nodiscard]] bool virtual_time() const { return settings_.virtual_time; }
  [[nodiscard]] int64_t monotonic_ms() const;
  [[nodiscard]] int64_t unix_ms() const { return unix_at(monotonic_ms()); }
  /// Virtual time only: moves to that reading, but not beyond what another client's requests wait for.
  void sleep_until(int64_t monotonic_ms);
  /// Virtual time only: moves on and wakes every client; false beyond the end of time.
  [[nodiscard]] bool advance(int64_t milliseconds);

  // The service.
  [[nodiscard]] sim::HttpReply serve(const sim::HttpRequest &request, int64_t at_ms);
  /// Whether a new connection is refused at that time.
  [[nodiscard]] bool refuses(int64_t at_ms);
  [[nodiscard]] int64_t latency_ms() const { return settings_.latency_ms; }
  [[nodiscard]] const sim::Settings &service_settings() const { return settings_.service; }

  void add(Transport &transport);
  void remove(const Transport &transport) noexcept;

  [[nodiscard]] bool in_forked_child() const { return fork_.in_child(); }

private:
  [[nodiscard]] int64_t unix_at(int64_t monotonic_ms) const { return monotonic_ms + unix_offset_ms_; }

  const Settings settings_;
  const system::ClockTable system_;
  const system::ForkMark fork_;
  std::atomic<int64_t> virtual_ms_;
  int64_t unix_offset_ms_ = 0;

  std::mutex transports_lock_; // never taken by who holds the other one
  Vector<Transport *> transports_;

  std::mutex service_lock_;
  sim::Service service_;
  int64_t refused_until_ms_ = INT64_MIN;
};

} // namespace kling::sim_local
