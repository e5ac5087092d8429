#include <algorithm>

#include "base/text.hpp"
#include "engine/engine.hpp"

namespace kling::engine {

namespace {

constexpr int32_t most_repeats = 3;

constexpr int64_t shortest_rate_pause_ms = 1000;

/// A service that does not know the page's number sends the first one for ever.
bool is_same_page(const List &list, const protocol::PageReply &page) {
  return page.verdict == protocol::Page::arrived && list.order.kind->listed == catalog::Listing::pages && !page.records.empty() &&
         list.first_record == page.records.front();
}

} // namespace

kling_status Engine::next_record(List &list, const char *&out, Instant now, Error &error) {
  out = nullptr;
  if (closing_) {
    error = make_error(KLING_E_STATE, "the client is shut down");
    return error.status;
  }
  see(list);
  if (list.taken < list.records.size()) {
    out = list.records[list.taken++].c_str();
    return KLING_OK;
  }
  switch (list.phase) {
  case List::Phase::ended:
    return KLING_OK;
  case List::Phase::failed:
    error = list.error;
    return error.status;
  case List::Phase::resting:
    lists_.push_back(&list);
    list.phase = List::Phase::due;
    list.due = now.monotonic_ms;
    list.deadline = settings_.deadline_ms > never - now.monotonic_ms ? never : now.monotonic_ms + settings_.deadline_ms;
    break;
  default:
    break;
  }
  error = make_error(KLING_E_AGAIN, "a page is on its way: call kling_poll, then this again");
  return error.status;
}

void Engine::see(List &list) noexcept {
  pages_waiting_ -= list.unseen ? 1U : 0U;
  list.unseen = false;
}

void Engine::forget(List &list) noexcept {
  see(list);
  static_cast<void>(lists_.erase(std::remove(lists_.begin(), lists_.end(), &list), lists_.end()));
  if (pages_.erase(list.ticket) != 0) {
    try {
      Wish wish;
      wish.type = Wish::Type::drop_exchange;
      wish.ticket = list.ticket;
      wishes_.push_back(std::move(wish));
    } catch (const std::bad_alloc &) { // then its answer comes and nobody knows it
      return;
    }
  }
}

/// At a shutdown: whoever asks on is refused from here on.
void Engine::close_lists() noexcept {
  while (!lists_.empty()) {
    List &list = *lists_.back();
    forget(list);
    list.phase = List::Phase::resting;
  }
}

int64_t Engine::next_page_due() const {
  int64_t next = never;
  for (const List *list : lists_) {
    next = list->phase == List::Phase::due ? std::min(next, list->due) : next;
  }
  return next;
}

void Engine::ask_for_pages(Instant now) {
  for (List *list : lists_) {
    if (list->phase == List::Phase::due && list->due <= now.monotonic_ms) {
      ask_for_page(*list, now);
    }
  }
}

void Engine::ask_for_page(List &list, Instant now) {
  Wish wish;
  wish.type = Wish::Type::send;
  wish.ticket = ++last_ticket_;
  wish.message = protocol::page_message(list.order, list.place, endpoint_, tokens_, service_time(now), settings_.request_timeout_ms);
  const uint64_t ticket = wish.ticket;
  wishes_.push_back(std::move(wish));
  try {
    pages_.emplace(ticket, PendingPage{&list, clock_offset_ms_});
  } catch (const std::bad_alloc &) {
    wishes_.pop_back();
    throw;
  }
  list.ticket = ticket;
  list.phase = List::Phase::asking;
}

/// How long to wait before the page is asked for again; negative: it is not.
int64_t Engine::pause_of_page(const List &list, const protocol::PageReply &page, int64_t signed_with, Instant now) {
  switch (page.verdict) {
  case protocol::Page::lost:
    return list.lost < settings_.max_retries ? std::max(backoff(list.lost + 1), page.retry_after_ms) : -1;
  case protocol::Page::rate_limited: {
    const int64_t pause = std::max({backoff(list.paused + 1), page.retry_after_ms, shortest_rate_pause_ms});
    return pause < list.deadline - now.monotonic_ms ? pause : -1;
  }
  case protocol::Page::token_time:
    return learn_clock(page.service_unix_ms, signed_with, now) && !list.signed_again ? 0 : -1;
  default:
    return -1;
  }
}

void Engine::page_replied(uint64_t ticket, const protocol::Reply &reply, Instant now) {
  const auto found = pages_.find(ticket);
  if (found == pages_.end()) {
    return;
  }
  List &list = *found->second.list;
  // All that takes memory comes first: without it the answer is read anew.
  protocol::PageReply page = protocol::read_page(list.order, list.place, reply, now.unix_ms);
  String first_record = page.records.empty() ? String() : page.records.front();
  // A page comes again when as many tasks as it holds were made meanwhile; again and again only where nobody looks at its number.
  const bool same = is_same_page(list, page);
  if (same && list.repeats >= most_repeats) {
    page.verdict = protocol::Page::refused;
    page.error = make_error(KLING_E_PROTOCOL, concat({"page ", text_of(list.place.page), " is the same as the one before"}));
  }
  const int64_t pause = pause_of_page(list, page, found->second.clock_offset_ms, now);
  if (pause < 0 && page.verdict == protocol::Page::lost && list.lost > 0) {
    page.error.message = concat({page.error.message, "; asked ", text_of(int64_t{list.lost} + 1), " times"});
  }
  pages_.erase(found);
  if (pause >= 0) {
    list.lost += page.verdict == protocol::Page::lost ? 1 : 0;
    list.paused = page.verdict == protocol::Page::rate_limited ? list.paused + 1 : 0;
    list.signed_again = list.signed_again || page.verdict == protocol::Page::token_time;
    list.phase = List::Phase::due;
    list.due = now.monotonic_ms + pause;
    ++counts_.retries;
    go_on(now);
    return;
  }
  list.repeats = same ? list.repeats + 1 : 0;
  if (same && page.verdict == protocol::Page::arrived && !page.last) {
    list.place = std::move(page.next);
    list.phase = List::Phase::due;
    list.due = now.monotonic_ms;
    go_on(now);
    return;
  }
  static_cast<void>(lists_.erase(std::remove(lists_.begin(), lists_.end(), &list), lists_.end()));
  list.unseen = true;
  ++pages_waiting_;
  if (page.verdict != protocol::Page::arrived) {
    list.error = std::move(page.error);
    list.phase = List::Phase::failed;
    return;
  }
  list.records = same ? Vector<String>() : std::move(page.records);
  list.taken = 0;
  list.first_record = std::move(first_record);
  list.place = std::move(page.next);
  list.phase = page.last ? List::Phase::ended : List::Phase::resting;
  list.lost = 0;
  list.paused = 0;
  list.signed_again = false;
}

} // namespace kling::engine
