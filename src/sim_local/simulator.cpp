#include "sim_local/simulator.hpp"

#include <algorithm>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "sim_local/transport.hpp"

namespace kling::sim_local {

namespace {

/// Where virtual time starts: far from 0, which a caller may take for "never".
constexpr int64_t first_ms = 3600000;
constexpr int64_t last_ms = int64_t{100} * 366 * 24 * 3600 * 1000;

void hmac_sha256(std::string_view key, std::string_view message, uint8_t (&digest)[32]) {
  unsigned length = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char *>(message.data()), message.size(),
       digest, &length);
}

sim::Settings with_hmac(sim::Settings settings) {
  settings.hmac_sha256 = &hmac_sha256;
  return settings;
}

} // namespace

Simulator::Simulator(Settings settings)
    : settings_(std::move(settings)), system_(system::system_clock()), virtual_ms_(first_ms), service_(with_hmac(settings_.service)) {
  unix_offset_ms_ = settings_.unix_ms.value_or(system_.unix_ms(system_.user_data)) - monotonic_ms();
}

int64_t Simulator::monotonic_ms() const {
  return settings_.virtual_time ? virtual_ms_.load() : system_.monotonic_ms(system_.user_data);
}

void Simulator::sleep_until(int64_t monotonic_ms) {
  const int64_t now = virtual_ms_.load();
  int64_t target = std::min(monotonic_ms, last_ms);
  {
    const std::lock_guard lock(transports_lock_);
    for (const Transport *each : transports_) {
      const int64_t due = each->due_ms();
      target = due > now ? std::min(target, due) : target; // one that is due already is its own driver's
    }
  }
  int64_t seen = now;
  while (seen < target && !virtual_ms_.compare_exchange_weak(seen, target)) {
  }
}

bool Simulator::advance(int64_t milliseconds) {
  int64_t seen = virtual_ms_.load();
  do {
    if (milliseconds > last_ms - seen) {
      return false;
    }
  } while (!virtual_ms_.compare_exchange_weak(seen, seen + milliseconds));
  const std::lock_guard lock(transports_lock_);
  for (const Transport *each : transports_) {
    each->wake();
  }
  return true;
}

sim::HttpReply Simulator::serve(const sim::HttpRequest &request, int64_t at_ms) {
  const std::lock_guard lock(service_lock_);
  sim::HttpReply reply = service_.handle(request, unix_at(at_ms));
  if (request.target.starts_with("/_sim/reset")) {
    refused_until_ms_ = INT64_MIN;
  }
  if (reply.refuse_ms > 0) {
    refused_until_ms_ = std::max(refused_until_ms_, at_ms + reply.refuse_ms);
  }
  static_cast<void>(service_.take_callbacks(unix_at(at_ms))); // there is nobody to carry them
  return reply;
}

bool Simulator::refuses(int64_t at_ms) {
  const std::lock_guard lock(service_lock_);
  return at_ms < refused_until_ms_;
}

void Simulator::add(Transport &transport) {
  const std::lock_guard lock(transports_lock_);
  transports_.push_back(&transport);
}

void Simulator::remove(const Transport &transport) noexcept {
  const std::lock_guard lock(transports_lock_);
  transports_.erase(std::find(transports_.begin(), transports_.end(), &transport));
}

} // namespace kling::sim_local
