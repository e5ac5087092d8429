#include <memory>
#include <utility>

#include "client/call.hpp"
#include "protocol/access.hpp"

namespace kling::client {

kling_status Client::list(std::string_view kind, std::string_view query_json, engine::List *&out, Error &error) {
  const Call call(*this);
  if (call.status() != KLING_OK) {
    return call.status();
  }
  protocol::ListOrder order;
  if (protocol::prepare_list(kind, query_json, rules_, order, error, &log_) != KLING_OK ||
      protocol::check_access(*order.kind, rules_.signs, error) != KLING_OK) {
    return error.status;
  }
  auto made = std::make_unique<engine::List>(std::move(order), this);
  const Lock lock(lock_);
  if (unusable(error) != KLING_OK) {
    return error.status;
  }
  objects_.fetch_add(1, std::memory_order_relaxed);
  out = made.release();
  return KLING_OK;
}

/// Only hands out: a page that is missing is fetched by whoever drives.
kling_status Client::next_record(engine::List &list, const char *&out, Error &error) {
  const Call call(*this);
  if (call.status() != KLING_OK) {
    return call.status();
  }
  const Lock lock(lock_);
  if (unusable(error) != KLING_OK) {
    return error.status;
  }
  const std::size_t before = engine_->unfinished();
  const kling_status status = engine_->next_record(list, out, now(), error);
  if (engine_->unfinished() != before) {
    stir();
  }
  show_pages();
  return status;
}

void Client::free_list(engine::List &list) noexcept {
  if (fork_.in_child()) {
    return; // the engine it is known to belongs to the parent
  }
  {
    const Lock lock(lock_);
    const std::size_t before = engine_->unfinished();
    engine_->forget(list);
    show_pages();
    if (engine_->unfinished() != before && !shut_) { // the exchange is dropped, and whoever waited for the page alone looks again
      work_ = true;
      poller_.wake();
      changed();
    }
  }
  delete &list;
  task_gone();
}

/// What the engine knows of pages that nobody has looked at becomes what everybody sees, under the lock.
void Client::show_pages() {
  const std::size_t waiting = engine_->pages_waiting();
  if (pages_waiting_.exchange(waiting) == waiting) {
    return;
  }
  if (background_) {
    show_waiting();
  } else {
    hush_descriptor();
  }
}

/// Nothing is left that it was readable for.
void Client::hush_descriptor() const {
  const bool settled = events_.empty() && pages_waiting_ == 0 && !work_ && !wakeup_kept_ && !driving_;
  if (descriptor_shown_ && (descriptor_armed_ || shut_) && settled) {
    poller_.unwake();
  }
}

} // namespace kling::client
