#include "protocol/list.hpp"

#include <initializer_list>

#include "base/text.hpp"
#include "protocol/envelope.hpp"
#include "protocol/kind.hpp"
#include "protocol/raw_call.hpp"
#include "protocol/wrapper.hpp"

namespace kling::protocol {

namespace {

/// How a listing is asked for and where its page stands.
struct Paging {
  catalog::Listing listing;
  std::string_view size_field;
  int64_t usual_size;
  std::string_view records[3]; // names, from the root down
};

constexpr Paging pagings[] = {
    {catalog::Listing::pages, "pageSize", 30, {"data"}},
    {catalog::Listing::ledger, "limit", 500, {"data", "result", "detail"}},
    {catalog::Listing::tasks, "limit", 100, {"data", "result"}},
};

constexpr std::string_view page_field = "pageNum";
constexpr std::string_view cursor_field = "cursor";
constexpr int64_t last_page_number = 1000;
constexpr int64_t largest_page = 500;
constexpr int64_t largest_page_of_voices = 1000;

const Paging &paging_of(const catalog::Kind &kind) {
  const Paging *found = pagings;
  while (found->listing != kind.listed) {
    ++found;
  }
  return *found;
}

json::Path path_of_member(std::string_view name) {
  json::Path path;
  path.steps.push_back({String(name), 0, json::Step::Kind::member});
  return path;
}

kling_status refuse_list(Error &error, kling_status status, std::string_view field, std::initializer_list<std::string_view> parts) {
  error = make_error(status, concat(parts), field);
  return status;
}

kling_status find_listed(std::string_view name, const catalog::Kind *&out, Error &error) {
  if (find_kind(name, out, error) != KLING_OK || out->listed != catalog::Listing::none) {
    return error.status;
  }
  const bool listed_together = out->generation == catalog::Generation::current && !out->synchronous;
  return refuse_list(error, KLING_E_UNSUPPORTED, "kind",
                     {name, listed_together ? ": the service lists tasks of every kind together; ask for a list of new-tasks"
                                            : ": the service keeps no list of these"});
}

kling_status read_query(std::string_view text, json::Document &out, Error &error) {
  if (text.empty()) {
    out = json::Document::object();
    return KLING_OK;
  }
  String why;
  if (!json::Document::parse(text, out, why) || !out.root().is(json::Type::object)) {
    return refuse_list(error, KLING_E_FIELD, "query_json", {"query_json: ", why.empty() ? "not an object" : std::string_view(why)});
  }
  return KLING_OK;
}

/// A whole number within its limits; `out` stays where the query does not tell it.
kling_status take_number(json::Value query, std::string_view name, int64_t most, bool checks, int64_t &out, Error &error) {
  const json::Value given = query[name];
  if (!given.present()) {
    return KLING_OK;
  }
  const std::optional<int64_t> number = given.integer();
  if (!number || *number < 1 || (checks && *number > most)) {
    return refuse_list(error, KLING_E_FIELD, name,
                       {name, " is ", cut(number ? text_of(*number) : given.print(), 64), "; 1 to ", text_of(most), " are allowed"});
  }
  out = *number;
  return KLING_OK;
}

kling_status prepare_pages(json::Document query, const Rules &rules, ListOrder &out, Error &error) {
  const Paging &paging = paging_of(*out.kind);
  const bool checks = rules.validation != Validation::off;
  const int64_t most = out.kind->group == "voices" ? largest_page_of_voices : largest_page;
  if (take_number(query.root(), page_field, last_page_number, checks, out.first.page, error) != KLING_OK ||
      take_number(query.root(), paging.size_field, most, checks, out.page_size, error) != KLING_OK) {
    return error.status;
  }
  query.erase(path_of_member(page_field));
  query.erase(path_of_member(paging.size_field));
  const json::Value other = query.root().first();
  if (other.present() && checks) {
    return refuse_list(error, KLING_E_UNKNOWN_NAME, other.name(),
                       {"'", cut(other.name(), 64), "' is no field of this list; it takes ", page_field, " and ", paging.size_field});
  }
  String unused;
  if (write_query(query.root(), unused, error) != KLING_OK) {
    return error.status;
  }
  out.fields = std::move(query);
  return KLING_OK;
}

/// What is asked for by a cursor are kinds whose fields have rows: they are checked as a request is.
kling_status prepare_by_cursor(const json::Document &query, const Rules &rules, ListOrder &out, Error &error, Log *log) {
  Request request(*out.kind);
  if (request.set_json("", query.print()) != KLING_OK) {
    error = request.first_error();
    return error.status;
  }
  Prepared prepared;
  if (prepare(request, rules, {}, prepared, error, log) != KLING_OK) {
    return error.status;
  }
  String why;
  if (prepared.body.empty() || !json::Document::parse(prepared.body.front().text, out.fields, why)) {
    return refuse_list(error, KLING_E_FIELD, "query_json", {"query_json: ", why});
  }
  const json::Value root = out.fields.root();
  out.page_size = root[paging_of(*out.kind).size_field].integer().value_or(out.page_size);
  out.first.cursor = root[cursor_field].text();
  out.fields.erase(path_of_member(cursor_field));
  return KLING_OK;
}

bool answered_well(int32_t http_status) {
  return http_status >= 200 && http_status <= 299;
}

json::Value records_of(const ListOrder &order, json::Value root) {
  if (order.kind->listed == catalog::Listing::pages) {
    return list_in(root);
  }
  json::Value found = root;
  for (const std::string_view name : paging_of(*order.kind).records) {
    found = name.empty() ? found : found[name];
  }
  return found;
}

void make_protocol_error(PageReply &out, const Reply &reply, std::string_view why) {
  out.verdict = Page::refused;
  out.records.clear();
  out.error = make_error(KLING_E_PROTOCOL, why);
  out.error.http_status = reply.http_status;
}

void read_place_behind(const ListOrder &order, const ListPlace &place, json::Value root, const Reply &reply, PageReply &out) {
  if (order.kind->listed == catalog::Listing::pages) {
    out.last = out.records.size() < static_cast<std::size_t>(order.page_size);
    out.next.page = place.page + 1;
    return;
  }
  const json::Value data = root["data"];
  out.last = !data["has_more"].boolean().value_or(false);
  out.next.cursor = data["next_cursor"].text();
  if (!out.last && (out.next.cursor.empty() || out.next.cursor == place.cursor)) {
    make_protocol_error(out, reply, "the service says that there is more, and no new cursor to ask for it by");
  }
}

bool read_records(const ListOrder &order, const ListPlace &place, const Reply &reply, PageReply &out) {
  const Envelope envelope = read_envelope(reply);
  const json::Value list = records_of(order, envelope.root());
  if (!envelope.says_yes() || !answered_well(envelope.http_status) || !list.is(json::Type::array)) {
    return false;
  }
  out.verdict = Page::arrived;
  for (json::Value each = list.first(); each.present(); each = each.next()) {
    out.records.push_back(each.print());
  }
  read_place_behind(order, place, envelope.root(), reply, out);
  return true;
}

Page verdict_of(const CreationReply &answer, const Reply &reply) {
  switch (answer.verdict) {
  case Creation::slots_full:
  case Creation::rate_limited:
    return Page::rate_limited;
  case Creation::token_time:
    return Page::token_time;
  case Creation::not_sent:
    return Page::lost;
  case Creation::maybe: // a page or an error of the service's; something else with 200 comes from somebody else, and would again
    return answered_well(reply.http_status) && answer.error.service_code == 0 ? Page::refused
           : reply.error.status == KLING_E_TOO_LARGE                          ? Page::refused
                                                                              : Page::lost;
  default:
    return Page::refused;
  }
}

} // namespace

kling_status prepare_list(std::string_view kind, std::string_view query_json, const Rules &rules, ListOrder &out, Error &error, Log *log) {
  json::Document query;
  if (find_listed(kind, out.kind, error) != KLING_OK || read_query(query_json, query, error) != KLING_OK) {
    return error.status;
  }
  out.page_size = paging_of(*out.kind).usual_size;
  return out.kind->listed == catalog::Listing::pages ? prepare_pages(std::move(query), rules, out, error)
                                                     : prepare_by_cursor(query, rules, out, error, log);
}

Message page_message(const ListOrder &order, const ListPlace &place, const Endpoint &endpoint, auth::TokenCache &tokens, int64_t unix_ms,
                     int64_t timeout_ms) {
  json::Document fields = order.fields.copy();
  Prepared page;
  page.kind = order.kind;
  page.path = order.kind->path;
  String why; // members of an object always fit
  if (order.kind->listed == catalog::Listing::pages) {
    page.method = "GET";
    page.path.append("?").append(page_field).append("=").append(text_of(place.page));
    page.path.append("&").append(paging_of(*order.kind).size_field).append("=").append(text_of(order.page_size));
    Error none;
    String others;
    if (write_query(fields.root(), others, none) == KLING_OK && !others.empty()) {
      page.path.append("&").append(others);
    }
  } else {
    page.method = order.kind->method;
    if (!place.cursor.empty()) {
      static_cast<void>(fields.set_string(path_of_member(cursor_field), place.cursor, why));
    }
    page.body = cut_body(fields.root(), {});
  }
  return create_message(page, endpoint, tokens, unix_ms, timeout_ms);
}

/// What is no page is read as the reply to a create, whose table says of each failure whether it may pass.
PageReply read_page(const ListOrder &order, const ListPlace &place, const Reply &reply, int64_t now_unix_ms) {
  PageReply out;
  if (reply.delivery == Delivery::replied && read_records(order, place, reply, out)) {
    return out;
  }
  CreationReply answer = read_creation(*order.kind, reply, now_unix_ms);
  out.retry_after_ms = answer.retry_after_ms;
  out.service_unix_ms = answer.service_unix_ms;
  if (answer.verdict == Creation::created || answer.verdict == Creation::answered) {
    make_protocol_error(out, reply, "the reply holds no list");
    return out;
  }
  out.verdict = verdict_of(answer, reply);
  out.error = std::move(answer.error);
  out.error.retryable = out.verdict == Page::lost || out.verdict == Page::rate_limited ? 1 : 0; // it changes nothing
  return out;
}

} // namespace kling::protocol
