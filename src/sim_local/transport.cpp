#include "sim_local/transport.hpp"

#include <algorithm>
#include <new>
#include <utility>

namespace kling::sim_local {

namespace {
/// So much is done in one on_timer; the rest in the next, so that a tick stays short.
constexpr int most_steps = 64;
} // namespace

Transport::Transport(Shared<Simulator> simulator, const transport::Host &host) : simulator_(std::move(simulator)), host_(host) {
  simulator_->add(*this);
}

Transport::~Transport() {
  simulator_->remove(*this);
  for (const auto &[id, place] : places_) {
    place.exchange->release();
  }
}

/// A create comes on a connection of its own; any other takes one that an earlier request to that host has left.
bool Transport::take_connection(const Exchange &exchange) {
  const auto idle = idle_connections_.find(exchange.origin());
  if (!exchange.shares_connections() || idle == idle_connections_.end() || idle->second == 0) {
    return false;
  }
  --idle->second;
  return true;
}

kling_status Transport::start(const transport::Request &request, const transport::Sink &sink, uint64_t &out_id) {
  auto exchange = std::make_unique<Exchange>(last_id_ + 1, sink, simulator_->monotonic_ms());
  const kling_status status = exchange->take(request);
  if (status != KLING_OK) {
    return status;
  }
  if (exchange->shares_connections()) {
    idle_connections_.try_emplace(String(exchange->origin()), 0U); // so that leaving one there needs no memory
  }
  const Turn turn = turn_of(*exchange);
  Place &place = places_[++last_id_];
  try {
    agenda_.emplace(turn, &place);
  } catch (const std::bad_alloc &) {
    places_.erase(last_id_);
    throw;
  }
  exchange->begin(*simulator_, take_connection(*exchange));
  place.exchange = std::move(exchange);
  place.turn = turn;
  move(place);
  out_id = last_id_;
  arm();
  return KLING_OK;
}

/// Puts an exchange where its due time belongs. One whose step runs is not in the agenda, and is put back after it.
void Transport::move(Place &place) noexcept {
  auto node = agenda_.extract(place.turn);
  if (!node.empty()) {
    place.turn = turn_of(*place.exchange);
    node.key() = place.turn;
    agenda_.insert(std::move(node));
  }
}

void Transport::cancel(uint64_t id) noexcept {
  const auto found = places_.find(id);
  if (found != places_.end()) {
    found->second.exchange->cancel();
    move(found->second);
    arm();
  }
}

void Transport::pause(uint64_t id, bool on) noexcept {
  const auto found = places_.find(id);
  if (found != places_.end()) {
    found->second.exchange->pause(on, simulator_->monotonic_ms());
    move(found->second);
    arm();
  }
}

void Transport::on_timer() {
  const int64_t now = simulator_->monotonic_ms();
  for (int steps = 0; steps < most_steps && !agenda_.empty() && agenda_.begin()->first.first <= now; ++steps) {
    step(agenda_.begin());
  }
  arm();
}

void Transport::step(Agenda::iterator first) {
  auto node = agenda_.extract(first);
  Place &place = *node.mapped();
  if (place.exchange->step(buffer_)) {
    place.turn = turn_of(*place.exchange);
    node.key() = place.turn;
    agenda_.insert(std::move(node));
    return;
  }
  const std::unique_ptr<Exchange> over = std::move(place.exchange);
  places_.erase(over->id()); // from here on its id is nobody's
  if (over->leaves_connection()) {
    ++idle_connections_.find(over->origin())->second;
  }
  over->conclude();
}

void Transport::arm() {
  const int64_t due = agenda_.empty() ? Exchange::never : agenda_.begin()->first.first;
  due_ms_.store(due);
  host_.set_timer(host_.user_data, due == Exchange::never ? -1 : due - std::min(due, simulator_->monotonic_ms()));
}

// The tables

namespace {

struct Held : Allocated {
  explicit Held(Shared<Simulator> shared) : simulator(std::move(shared)) {}
  Shared<Simulator> simulator;
};

Simulator &simulator_of(void *held) {
  return *static_cast<Held *>(held)->simulator;
}

kling_status KLING_CALL open(void *held, const transport::Host *host, void **out) {
  try {
    *out = new Transport(static_cast<Held *>(held)->simulator, *host);
    return KLING_OK;
  } catch (const std::bad_alloc &) {
    return KLING_E_MEMORY;
  }
}

kling_status KLING_CALL start(void *self, const transport::Request *request, const transport::Sink *sink, uint64_t *out_id) {
  try {
    return static_cast<Transport *>(self)->start(*request, *sink, *out_id);
  } catch (const std::bad_alloc &) {
    return KLING_E_MEMORY;
  }
}

void KLING_CALL cancel(void *self, uint64_t id) {
  static_cast<Transport *>(self)->cancel(id);
}

void KLING_CALL pause(void *self, uint64_t id, int32_t on) {
  static_cast<Transport *>(self)->pause(id, on != 0);
}

void KLING_CALL on_timer(void *self) {
  static_cast<Transport *>(self)->on_timer();
}

void KLING_CALL close(void *self) {
  delete static_cast<Transport *>(self);
}

int64_t KLING_CALL monotonic_ms(void *held) {
  return simulator_of(held).monotonic_ms();
}

int64_t KLING_CALL unix_ms(void *held) {
  return simulator_of(held).unix_ms();
}

void KLING_CALL sleep_until(void *held, int64_t monotonic_ms) {
  simulator_of(held).sleep_until(monotonic_ms);
}

} // namespace

void *hold(const Shared<Simulator> &simulator) {
  return new Held(simulator);
}

void let_go(void *held) noexcept {
  if (!simulator_of(held).in_forked_child()) {
    delete static_cast<Held *>(held);
  }
}

kling_transport transport_table(void *held) {
  return {sizeof(kling_transport), 0, held, open, start, cancel, pause, nullptr, on_timer, close, let_go};
}

kling_clock clock_table(void *held, bool virtual_time) {
  return {sizeof(kling_clock), 0, held, monotonic_ms, unix_ms, virtual_time ? sleep_until : nullptr, let_go};
}

} // namespace kling::sim_local
