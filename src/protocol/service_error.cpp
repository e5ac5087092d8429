#include "catalog/service_error.hpp"

#include "base/text.hpp"
#include "catalog/field.hpp"
#include "protocol/envelope.hpp"
#include "protocol/service_text.hpp"

namespace kling::protocol {

namespace {

constexpr std::size_t longest_service_message = 500;
constexpr std::size_t longest_page = 160;

struct HttpMeaning {
  int32_t from;
  int32_t to;
  kling_status status;
  bool retryable;
  std::string_view advice;
};

/// What an HTTP status says where nothing else does; the first row that holds it counts.
constexpr HttpMeaning http_meanings[] = {
    {300, 399, KLING_E_ENDPOINT, false, "check provider, base_url and path_prefix"},
    {400, 400, KLING_E_FIELD, false, "correct the request"},
    {401, 401, KLING_E_AUTH, false, "check the credentials and that they belong to this provider"},
    {402, 402, KLING_E_BALANCE, false, "recharge the account"},
    {403, 403, KLING_E_FORBIDDEN, false, "check the account's permissions and quota"},
    {404, 405, KLING_E_ENDPOINT, false, "check provider, base_url and path_prefix"},
    {407, 407, KLING_E_NETWORK, false, "check the user name and password in the option proxy"},
    {408, 408, KLING_E_NETWORK, true, "try again later"},
    {410, 410, KLING_E_ENDPOINT, false, "check provider, base_url and path_prefix"},
    {413, 413, KLING_E_TOO_LARGE, false, "send less"},
    {414, 414, KLING_E_TOO_LARGE, false, "send less"},
    {422, 422, KLING_E_FIELD, false, "correct the request"},
    {429, 429, KLING_E_RATE_LIMITED, true, "send more slowly"},
    {451, 451, KLING_E_POLICY, false, "change the input"},
    {400, 499, KLING_E_SERVICE, false, ""},
    {500, 599, KLING_E_SERVICE, true, "try again later"},
};

struct Meaning {
  kling_status status = KLING_E_PROTOCOL;
  bool retryable = true;
  std::string_view meaning;
  std::string_view advice;
  std::string_view field;
};

const catalog::GatewayRefusal *find_refusal(const Envelope &envelope) {
  if (envelope.service_code() != 0 || !(envelope.has_error || envelope.has_word || (envelope.readable() && !envelope.code))) {
    return nullptr;
  }
  for (const catalog::GatewayRefusal &row : catalog::gateway_refusals()) {
    const bool named = !row.code.empty() && row.code == std::string_view(envelope.word);
    if (named || (row.code.empty() && contains_ignoring_case(envelope.message, row.phrase))) {
      return &row;
    }
  }
  return nullptr;
}

Meaning meaning_of_http(int32_t http_status) {
  for (const HttpMeaning &row : http_meanings) {
    if (http_status >= row.from && http_status <= row.to) {
      return {row.status, row.retryable, {}, row.advice, {}};
    }
  }
  return {};
}

/// A code or word that is in no table: the HTTP status says who is asked to act.
Meaning meaning_of_unknown_code(const Envelope &envelope) {
  const bool client_error = envelope.http_status >= 400 && envelope.http_status <= 499;
  if (envelope.service_code() >= 1000 && envelope.service_code() <= 1999 && !client_error) {
    return {KLING_E_SERVICE, false, {}, {}, {}};
  }
  const Meaning http = meaning_of_http(envelope.http_status);
  return http.status == KLING_E_PROTOCOL ? Meaning{KLING_E_SERVICE, true, {}, {}, {}} : http;
}

bool inside_word(char each) {
  return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') || (each >= '0' && each <= '9') || each == '_';
}

/// Where the message names the field, as a whole word; npos when it does not.
std::size_t place_of_field(std::string_view message, std::string_view name) {
  for (std::size_t at = 0; at < message.size();) {
    const std::size_t found = find_ignoring_case(message.substr(at), name);
    if (found == std::string_view::npos) {
      break;
    }
    at += found;
    const std::size_t end = at + name.size();
    if ((at == 0 || !inside_word(message[at - 1])) && (end == message.size() || !inside_word(message[end]))) {
      return at;
    }
    at = end;
  }
  return std::string_view::npos;
}

/// What the message names behind a list or an object: "contents" in "contents[0].type is invalid" is "contents[0].type".
std::size_t length_of_place(std::string_view message, std::size_t length) {
  for (;;) {
    std::size_t end = length;
    if (message.substr(end).starts_with('[')) {
      end = message.find_first_not_of("0123456789", end + 1);
      end = end == length + 1 || end == std::string_view::npos || message[end] != ']' ? length : end + 1;
    } else if (message.substr(end).starts_with('.')) {
      for (++end; end < message.size() && inside_word(message[end]); ++end) {
      }
      end = end == length + 1 ? length : end;
    }
    if (end == length) {
      return length;
    }
    length = end;
  }
}

/// What the service says in words of its own.
std::string_view field_meant(std::string_view message, const catalog::Kind &kind) {
  catalog::Field row;
  for (const catalog::FieldPhrase &each : catalog::field_phrases()) {
    if (contains_ignoring_case(message, each.phrase) && catalog::find_field(kind, each.field, {}, row)) {
      return each.field;
    }
  }
  return {};
}

/// The field of the kind that the message names, if it names one; the longest, so that "negative_prompt" is not "prompt".
std::string_view field_in(std::string_view message, const catalog::Kind &kind) {
  catalog::Field longest;
  std::size_t place = std::string_view::npos;
  for (std::size_t index = 0; index < catalog::field_count(kind); ++index) {
    const catalog::Field row = catalog::field_at(kind, index);
    const bool longer = row.provider.empty() && row.name.size() > longest.name.size();
    if (const std::size_t at = longer ? place_of_field(message, row.name) : std::string_view::npos; at != std::string_view::npos) {
      longest = row;
      place = at;
    }
  }
  if (place == std::string_view::npos) {
    return field_meant(message, kind);
  }
  const bool holds_more = longest.type == catalog::FieldType::array || longest.type == catalog::FieldType::object;
  const std::string_view named = message.substr(place);
  return holds_more ? named.substr(0, length_of_place(named, longest.name.size())) : longest.name;
}

Meaning meaning_of(const catalog::Kind &kind, const Envelope &envelope) {
  if (const catalog::ServiceError *row = catalog::find_service_error(envelope.service_code())) {
    const std::string_view field = row->status == KLING_E_FIELD ? field_in(envelope.message, kind) : std::string_view();
    const bool later = row->retry == catalog::Retry::later || row->retry == catalog::Retry::looked_up;
    return {row->status, later, row->meaning, row->advice, field};
  }
  if (const catalog::GatewayRefusal *row = find_refusal(envelope)) {
    return {row->status, false, {}, row->advice, row->field};
  }
  const bool said_no = envelope.code.value_or(0) != 0 || envelope.has_word || envelope.has_error;
  return said_no ? meaning_of_unknown_code(envelope) : meaning_of_http(envelope.http_status);
}

/// What to say when the service said nothing that we can read.
String described(const Envelope &envelope, const Reply &reply) {
  const String status = concat({"HTTP ", text_of(int64_t{reply.http_status})});
  if (envelope.readable()) {
    return envelope.code.value_or(0) == 0 ? concat({status, " and a reply without the task"})
                                          : concat({status, " and code ", text_of(*envelope.code)});
  }
  if (trimmed(reply.body).empty()) {
    return concat({status, " and an empty reply"});
  }
  const String page = page_summary(reply.body, longest_page);
  return concat({status, envelope.html ? " and an HTML page" : " and a reply that is not JSON", page.empty() ? "" : ": ", page});
}

} // namespace

bool refused_by_name(const Envelope &envelope) {
  return find_refusal(envelope) != nullptr;
}

Error service_error(const catalog::Kind &kind, const Envelope &envelope, const Reply &reply) {
  const Meaning meaning = meaning_of(kind, envelope);
  Error error;
  error.status = meaning.status;
  error.http_status = reply.http_status;
  error.retryable = meaning.retryable ? 1 : 0;
  error.service_code = envelope.service_code() != 0 ? envelope.service_code() : envelope.code.value_or(0);
  error.field = meaning.field;
  error.request_id = envelope.request_id;
  const bool told_status = envelope.http_status != reply.http_status; // in words of its own
  String said = envelope.says_yes() && !told_status ? String() : envelope.message;
  if (said.empty()) {
    said = !meaning.meaning.empty() ? String(meaning.meaning)
           : envelope.word.empty()  ? described(envelope, reply)
                                    : readable(envelope.word, longest_page);
  }
  error.message = cut(concat({said, meaning.advice.empty() ? "" : "; ", meaning.advice}), longest_service_message);
  return error;
}

} // namespace kling::protocol
