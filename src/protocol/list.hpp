#pragma once

#include "protocol/reply.hpp"
#include "protocol/request.hpp"

namespace kling::protocol {

/// Which page of a list comes next.
struct ListPlace {
  int64_t page = 1; // of a list in pages
  String cursor;    // of a ledger or of tasks; empty: from the start
};

/// A list as it was asked for.
struct ListOrder {
  const catalog::Kind *kind = nullptr;
  json::Document fields; // of every page, without its place
  int64_t page_size = 0;
  ListPlace first;
};

enum class Page : uint8_t {
  arrived,      // `records`, and the place behind them
  rate_limited, // 1302, 1303, or a 429 without a Kling code
  token_time,   // 1003 or 1004
  lost,         // nothing was learnt: it may be asked for again
  refused,      // asking again would not help
};

struct PageReply {
  Page verdict = Page::refused;
  Vector<String> records; // JSON texts
  bool last = true;
  ListPlace next;
  Error error; // of everything but a page that arrived
  int64_t retry_after_ms = -1;
  int64_t service_unix_ms = 0;
};

/// `query_json` is an object, or empty: pageNum and pageSize of a list in pages, else the fields of the kind.
[[nodiscard]] kling_status prepare_list(std::string_view kind, std::string_view query_json, const Rules &rules, ListOrder &out,
                                        Error &error, Log *log);
[[nodiscard]] Message page_message(const ListOrder &order, const ListPlace &place, const Endpoint &endpoint, auth::TokenCache &tokens,
                                   int64_t unix_ms, int64_t timeout_ms);
[[nodiscard]] PageReply read_page(const ListOrder &order, const ListPlace &place, const Reply &reply, int64_t now_unix_ms);

} // namespace kling::protocol
