#pragma once

#include "engine/task.hpp"
#include "protocol/batch.hpp"

namespace kling::engine {

/// One request that asks about many tasks.
struct Batch {
  Vector<TaskPtr> tasks;               // those that were due; who no longer waits for it has another ticket
  std::size_t waiting = 0;             // how many do
  const catalog::Kind *list = nullptr; // a page of it; NULL: asked by ids
  const catalog::Kind *kind = nullptr; // of one of them
  protocol::ListPlace place;
  uint32_t walk = 0;           // over that list
  Instant asked;               // when the walk began
  int64_t page_asked_ms = 0;   // when this page was
  int64_t clock_offset_ms = 0; // that it was signed with
  bool signed_again = false;
  bool heard = false; // what its answer teaches has been learnt
  bool trial = false; // of the way that it took
};

/// What is known of one way of asking about many tasks at once: by ids, or by the pages of one list.
class Way {
public:
  enum class Known : uint8_t { unknown, works, refused };

  [[nodiscard]] Known known() const { return known_; }
  /// Nothing is known of it, or it was closed: one goes, and what becomes of that one is nobody's trouble.
  [[nodiscard]] bool on_trial() const { return known_ == Known::unknown || not_before_ != 0; }
  /// Whether it may be gone now.
  [[nodiscard]] bool open(int64_t now) const { return known_ != Known::refused && !trying_ && now >= not_before_; }
  [[nodiscard]] bool in_use() const { return known_ == Known::works && not_before_ == 0; }
  /// For a moment after a trial has begun others had better wait for what it brings.
  [[nodiscard]] bool worth_waiting(int64_t now, int64_t moment) const { return trying_ && now - tried_ms_ < moment; }

  void begin_trial(int64_t now) {
    trying_ = true;
    tried_ms_ = now;
  }
  void worked();
  /// By a host that knows no such question. One that has answered it before may dislike an id: three in a row settle it.
  void refused();
  /// Trouble of the request with that ticket; what left before the last one was counted is the same trouble. The third in a row closes the
  /// way for a while.
  void troubled(uint64_t ticket, uint64_t last_ticket, int64_t now);
  /// Closed for a while, each time twice as long.
  void close(int64_t now);
  /// It pays again: the next pause is a short one.
  void pays() { pause_ = 0; }
  /// Something else has shown that it works.
  void proven() { known_ = known_ == Known::unknown ? Known::works : known_; }
  /// The request was dropped before it was answered.
  void dropped() { trying_ = false; }

private:
  Known known_ = Known::unknown;
  bool trying_ = false;
  uint8_t troubles_ = 0;
  uint8_t refusals_ = 0;
  uint64_t counted_ = 0; // requests up to that ticket
  int64_t tried_ms_ = 0;
  int64_t not_before_ = 0;
  int64_t pause_ = 0;
};

/// The pages of one list.
struct PageWay : Way {
  explicit PageWay(const catalog::Kind &of_list) : list(&of_list) {}
  const catalog::Kind *list;
  uint64_t latest = 0; // ticket of the page that was asked for last
};

/// Due tasks of one list that a walk over its pages is begun for, or gone on with. One request by ids tells of twenty; asked alone so many
/// cost half of a page, and whoever else is on it falls into step.
[[nodiscard]] constexpr std::size_t fewest_to_walk(bool against_ids) {
  return against_ids ? 40 : 20;
}

/// Counted for kling_client_stats.
struct BatchCounts {
  uint64_t requests = 0;
  uint64_t records = 0; // in their replies
  uint64_t tasks = 0;   // of ours among them
  uint64_t misses = 0;  // asked for, and not among them
  bool ids = false;     // in use
  bool pages = false;
};

/// Whether a page with so many records, `ours` of them of tasks that are watched, was worth its price.
[[nodiscard]] bool page_pays(std::size_t ours, std::size_t records, bool against_ids);
/// `due` rounded up to where tasks that are looked at every `delay_ms` meet.
[[nodiscard]] int64_t meeting_time(int64_t due, int64_t delay_ms);

} // namespace kling::engine
