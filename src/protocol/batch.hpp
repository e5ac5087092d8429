#pragma once

#include "protocol/envelope.hpp"
#include "protocol/list.hpp"
#include "protocol/record.hpp"

namespace kling::protocol {

/// Reference 4 and 5.4.
inline constexpr int64_t largest_task_page = 500;

/// What a reply about many tasks is evidence of.
enum class Batch : uint8_t {
  arrived, // `items` is what it tells, perhaps nothing
  refused, // this is no host to ask so
  trouble, // nothing was learnt: `trouble` says why
};

struct BatchItem {
  std::string_view task_id;
  json::Value record;
};

struct BatchReply {
  Batch verdict = Batch::trouble;
  Vector<BatchItem> items; // lent from `envelope`
  bool last = true;        // no page is behind this one
  ListPlace next;
  int64_t retry_after_ms = -1;
  LookReply trouble; // what a look that was answered so would have been
  Envelope envelope;
};

/// The list that tells of tasks of that kind: its own, or the one of a whole generation; NULL where there is none.
[[nodiscard]] const catalog::Kind *list_of(const catalog::Kind &kind);
/// A page of such a list, the newest tasks first.
[[nodiscard]] Message batch_page_message(const catalog::Kind &list, const ListPlace &place, const Endpoint &endpoint,
                                         auth::TokenCache &tokens, int64_t unix_ms, int64_t timeout_ms);
/// Of a page, or of what tasks_message() asked, which has no place.
[[nodiscard]] BatchReply read_batch(const catalog::Kind &kind, const ListPlace &place, const Reply &reply, int64_t now_unix_ms);

} // namespace kling::protocol
