#include "engine/batch.hpp"

#include <algorithm>

namespace kling::engine {

namespace {

constexpr int64_t shortest_pause_ms = 60000;
constexpr int64_t longest_pause_ms = 3600000;
constexpr uint8_t most_failures = 3; // in a row

} // namespace

void Way::worked() {
  known_ = Known::works;
  trying_ = false;
  troubles_ = 0;
  refusals_ = 0;
  not_before_ = 0;
}

void Way::refused() {
  trying_ = false;
  if (known_ != Known::works || ++refusals_ >= most_failures) {
    known_ = Known::refused;
  }
}

void Way::troubled(uint64_t ticket, uint64_t last_ticket, int64_t now) {
  trying_ = false;
  if (ticket <= counted_) {
    return;
  }
  counted_ = last_ticket;
  if (known_ != Known::works || ++troubles_ >= most_failures) {
    troubles_ = most_failures - 1; // the next one closes it anew
    close(now);
  }
}

void Way::close(int64_t now) {
  pause_ = std::clamp(pause_ * 2, shortest_pause_ms, longest_pause_ms);
  not_before_ = now + pause_;
}

/// What it costs, in microseconds of the processor where a GET of one task costs 21: a record of a page 1.2 to 3.0, whoever's it is; a task
/// asked by ids a twentieth of a GET and its record, 2.3 to 4.1. Against single GETs a page pays from 3.0 / 21 on, against ids from about
/// 1.2 / 2.3 on; and what it tells of a task is as good before the task is due.
bool page_pays(std::size_t ours, std::size_t records, bool against_ids) {
  const std::size_t percent = against_ids ? 50 : 15;
  return ours * 100 > records * percent;
}

/// The largest power of two that is a fifth of the delay at most: the meetings of the slow are meetings of the fast, and nobody waits more
/// than a fifth longer. Chance would spread the looks, and here they shall come together: there is no jitter.
int64_t meeting_time(int64_t due, int64_t delay_ms) {
  int64_t grid = 1;
  while (grid * 2 <= delay_ms / 5) {
    grid *= 2;
  }
  return (due + grid - 1) / grid * grid;
}

} // namespace kling::engine
