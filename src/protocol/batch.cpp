#include "protocol/batch.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "protocol/date.hpp"

namespace kling::protocol {

namespace {

constexpr int deepest_wrapper = 4;
constexpr std::size_t longest_told_id = 1024;
constexpr int64_t first_account_code = 1100; // exception, arrears, pack exhausted: of the account, whatever is asked
constexpr int64_t last_account_code = 1102;
constexpr int64_t address_code = 1304;

std::string_view told_id(json::Value value) {
  const bool scalar = value.is(json::Type::string) || value.is(json::Type::number);
  const std::string_view text = scalar ? value.text() : std::string_view();
  return text.size() <= longest_told_id ? text : std::string_view();
}

/// The outermost task_id, else the outermost id, also where a gateway wrapped the record.
std::string_view record_id(json::Value record) {
  for (const std::string_view name : {"task_id", "id"}) {
    json::Value level = record;
    for (int depth = 0; depth < deepest_wrapper && level.is(json::Type::object); ++depth, level = level["data"]) {
      const std::string_view id = told_id(level[name]);
      if (!id.empty()) {
        return id;
      }
    }
  }
  return {};
}

/// The object that holds the records under `name`, whatever a gateway wrapped around it.
struct FoundList {
  json::Value list;
  json::Value holder;
};

FoundList batch_list_in(json::Value root) {
  json::Value level = root;
  for (int depth = 0; depth < deepest_wrapper && level.is(json::Type::object); ++depth, level = level["data"]) {
    for (const std::string_view name : {"data", "result"}) {
      if (level[name].is(json::Type::array)) {
        return {level[name], level};
      }
    }
  }
  return {};
}

bool is_good(int32_t http_status) {
  return http_status >= 200 && http_status <= 299;
}

/// Whether the same question may well be answered another time.
bool may_pass(const Envelope &envelope, const Reply &reply) {
  if (reply.delivery != Delivery::replied) {
    return reply.error.status != KLING_E_TOO_LARGE;
  }
  const int64_t code = envelope.service_code();
  const bool account = (code >= first_account_code && code <= last_account_code) || code == address_code;
  const bool limited = code == 1302 || code == 1303 || code == 1003 || code == 1004;
  if (account || limited || code >= 5000) {
    return true;
  }
  const int32_t http = envelope.http_status;
  return code == 0 && !refused_by_name(envelope) && (http >= 500 || http == 429 || http == 408);
}

void read_next_page(const catalog::Kind &kind, const ListPlace &place, json::Value holder, BatchReply &out) {
  if (kind.listed != catalog::Listing::tasks) {
    out.last = out.items.size() < static_cast<std::size_t>(largest_task_page);
    out.next.page = place.page + 1;
    return;
  }
  out.next.cursor = holder["next_cursor"].text();
  out.last = !holder["has_more"].boolean().value_or(false) || out.next.cursor.empty() || out.next.cursor == place.cursor;
}

} // namespace

const catalog::Kind *list_of(const catalog::Kind &kind) {
  if (kind.generation == catalog::Generation::legacy) {
    return kind.listed == catalog::Listing::pages && !kind.synchronous ? &kind : nullptr;
  }
  const std::span<const catalog::Kind> all = catalog::kinds();
  const auto found = std::find_if(all.begin(), all.end(), [](const catalog::Kind &each) { return each.listed == catalog::Listing::tasks; });
  return found == all.end() ? nullptr : &*found;
}

Message batch_page_message(const catalog::Kind &list, const ListPlace &place, const Endpoint &endpoint, auth::TokenCache &tokens,
                           int64_t unix_ms, int64_t timeout_ms) {
  Prepared page;
  page.path = list.path;
  const String size = text_of(largest_task_page);
  if (list.listed == catalog::Listing::pages) {
    page.method = "GET";
    page.path.append("?pageNum=").append(text_of(place.page)).append("&pageSize=").append(size);
  } else {
    page.method = "POST";
    const String cursor = place.cursor.empty() ? String() : concat({",\"cursor\":", json::quoted(place.cursor)});
    page.body.emplace_back().text = concat({"{\"limit\":", size, cursor, "}"});
  }
  Message out = create_message(page, endpoint, tokens, unix_ms, timeout_ms);
  out.send_once = false; // it reads
  return out;
}

BatchReply read_batch(const catalog::Kind &kind, const ListPlace &place, const Reply &reply, int64_t now_unix_ms) {
  BatchReply out;
  if (reply.delivery == Delivery::replied) {
    const int64_t date = parse_http_date(reply.date).value_or(0);
    out.retry_after_ms = parse_retry_after(reply.retry_after, date != 0 ? date : now_unix_ms);
    out.envelope = read_envelope(reply);
    const FoundList found = batch_list_in(out.envelope.root());
    if (out.envelope.says_yes() && is_good(out.envelope.http_status) && found.list.present()) {
      out.verdict = Batch::arrived;
      for (json::Value each = found.list.first(); each.present(); each = each.next()) {
        out.items.push_back({record_id(each), each});
      }
      read_next_page(kind, place, found.holder, out);
      return out;
    }
  }
  out.verdict = may_pass(out.envelope, reply) ? Batch::trouble : Batch::refused;
  out.trouble = read_look(kind, {}, reply, now_unix_ms);
  out.trouble.verdict = Look::trouble;
  return out;
}

} // namespace kling::protocol
