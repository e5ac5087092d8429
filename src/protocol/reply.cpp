#include "protocol/reply.hpp"

#include "base/text.hpp"
#include "protocol/date.hpp"
#include "protocol/envelope.hpp"
#include "protocol/record.hpp"
#include "protocol/service_text.hpp"
#include "protocol/wrapper.hpp"

namespace kling::protocol {

namespace {

constexpr std::size_t longest_words = 400; // of the service's, before ours

struct Times {
  int64_t service_unix_ms = 0;
  int64_t retry_after_ms = -1;
};

Times times_of(const Reply &reply, int64_t now_unix_ms) {
  const int64_t date = parse_http_date(reply.date).value_or(0);
  return {date, parse_retry_after(reply.retry_after, date != 0 ? date : now_unix_ms)};
}

/// The transport's own reason; a reason is always given.
Error transport_error(const Reply &reply) {
  Error error = reply.error;
  if (!error.failed()) {
    error = make_error(KLING_E_NETWORK, reply.delivery == Delivery::lost ? "the reply was lost" : "nothing could be sent");
    error.retryable = 1;
  }
  return error;
}

/// One of its files is gone, or no longer what it was: trying again changes nothing.
bool cannot_be_sent(const Reply &reply) {
  return reply.error.status == KLING_E_FIELD || reply.error.status == KLING_E_FILE;
}

bool is_success(int32_t http_status) {
  return http_status >= 200 && http_status <= 299;
}

/// A task id with nothing that says no: a code 0, or without any code an HTTP success.
bool says_created(const Envelope &envelope, Record &record) {
  const bool yes = envelope.says_yes() && (envelope.code || is_success(envelope.http_status));
  return yes && read_record(envelope.root(), record) && !record.task_id.empty();
}

bool is_token_time(int64_t code) {
  return code == 1003 || code == 1004;
}

bool says_id_taken(const Envelope &envelope) {
  return envelope.service_code() == 1201 && contains_ignoring_case(envelope.message, "external_task_id") &&
         contains_ignoring_case(envelope.message, "already exists");
}

/// "External_task_id k1-… already exists": the word between.
String taken_id(std::string_view message) {
  constexpr std::string_view mark = "external_task_id";
  const std::size_t start = find_ignoring_case(message, mark) + mark.size();
  const std::size_t end = find_ignoring_case(message, "already exists");
  if (end == std::string_view::npos || end < start) {
    return {};
  }
  const std::string_view id = trimmed(message.substr(start, end - start));
  return id.find(' ') == std::string_view::npos ? String(id) : String();
}

Creation verdict_of(const Envelope &envelope) {
  const int64_t code = envelope.service_code();
  const int32_t http = envelope.http_status;
  if (code == 1303) {
    return Creation::slots_full;
  }
  if (refused_by_name(envelope)) {
    return Creation::refused;
  }
  if (code == 1302 || (http == 429 && code == 0)) {
    return Creation::rate_limited;
  }
  if (is_token_time(code)) {
    return Creation::token_time;
  }
  if (says_id_taken(envelope)) {
    return Creation::id_taken;
  }
  const bool refusing_code = code >= 1000 && code <= 1999;
  const bool refusing_status = http >= 300 && http <= 499 && http != 408;
  return refusing_code || refusing_status ? Creation::refused : Creation::maybe;
}

LookReply read_list(const catalog::Kind &kind, json::Value list, std::string_view asked_id, const Envelope &envelope, const Reply &reply,
                    LookReply out) {
  if (!list.first().present() && is_success(envelope.http_status)) {
    out.verdict = Look::not_found;
    out.error = make_error(KLING_E_NOT_FOUND, "the service's list has no such task");
    out.error.http_status = reply.http_status;
    out.error.request_id = envelope.request_id;
    return out;
  }
  for (json::Value each = list.first(); each.present(); each = each.next()) {
    if (names_task(each, asked_id) && read_item(each, out.record)) {
      out.verdict = Look::found;
      return out;
    }
  }
  out.record = Record();
  out.error = service_error(kind, envelope, reply);
  if (is_success(envelope.http_status)) {
    out.error.message = "the service's list tells of other tasks only";
  }
  return out;
}

/// A reply that tells an external id must tell ours, or our task id: else it is about another task.
bool is_other_task(json::Value root, const Record &record, std::string_view asked_id) {
  return !record.external_id.empty() && !asked_id.empty() && !names_task(root, asked_id);
}

LookReply read_yes(const catalog::Kind &kind, std::string_view asked_id, const Envelope &envelope, const Reply &reply, LookReply out) {
  const json::Value root = envelope.root();
  if (const json::Value list = list_in(root); list.present()) {
    return read_list(kind, list, asked_id, envelope, reply, std::move(out));
  }
  if (!read_record(root, out.record)) {
    const json::Value data = root["data"];
    const bool nothing_yet = !data.present() || data.is(json::Type::null) || data.is(json::Type::object);
    out.verdict = envelope.code && nothing_yet && is_success(envelope.http_status) ? Look::pending : Look::trouble;
  } else if (is_other_task(root, out.record, asked_id)) {
    out.record = Record();
    out.error = make_error(KLING_E_PROTOCOL, "the reply is about another task");
    out.error.http_status = reply.http_status;
    return out;
  } else {
    out.verdict = Look::found;
  }
  if (out.verdict == Look::trouble) {
    out.error = service_error(kind, envelope, reply);
  }
  return out;
}

/// What every reply to a create tells, whatever its kind; false where none came.
bool open_reply(const Reply &reply, int64_t now_unix_ms, CreationReply &out, Envelope &envelope) {
  if (reply.delivery != Delivery::replied) {
    out.verdict = reply.delivery == Delivery::lost ? Creation::maybe : cannot_be_sent(reply) ? Creation::refused : Creation::not_sent;
    out.error = transport_error(reply);
    return false;
  }
  const Times times = times_of(reply, now_unix_ms);
  out.retry_after_ms = times.retry_after_ms;
  out.service_unix_ms = times.service_unix_ms;
  envelope = read_envelope(reply);
  out.readable = envelope.readable();
  return true;
}

void read_refusal(const catalog::Kind &kind, const Envelope &envelope, const Reply &reply, CreationReply &out) {
  out.record = Record();
  out.verdict = verdict_of(envelope);
  out.error = service_error(kind, envelope, reply);
  out.error.retry_after_ms = out.retry_after_ms > 0 ? out.retry_after_ms : 0;
}

void read_created(const catalog::Kind &kind, const Envelope &envelope, const Reply &reply, CreationReply &out) {
  if (says_created(envelope, out.record)) {
    out.verdict = Creation::created;
    return;
  }
  read_refusal(kind, envelope, reply, out);
  out.slow_settle = out.verdict == Creation::maybe && (envelope.service_code() == 5002 || envelope.http_status == 504);
  if (out.verdict == Creation::id_taken) {
    out.error.status = KLING_E_CONFLICT;
    out.error.field = "external_task_id";
    out.record.external_id = taken_id(envelope.message);
  }
}

/// Some answers carry a second envelope inside: its code counts where the outer one says yes.
void take_inner_code(Envelope &envelope) {
  const json::Value data = envelope.root()["data"];
  const std::optional<int64_t> code = data["code"].integer();
  if (!envelope.says_yes() || !code || *code == 0) {
    return;
  }
  envelope.code = code;
  const json::Value told = data["msg"].present() ? data["msg"] : data["message"];
  envelope.message = told.is(json::Type::string) ? readable(told.text(), longest_words) : String();
}

/// Anything that was answered well, whatever it says: JSON, or nothing where nothing was to come.
bool answers_raw_call(const Envelope &envelope, const Reply &reply) {
  if (envelope.readable()) {
    return envelope.says_yes();
  }
  json::Document other;
  String why;
  return reply.http_status == 204 || json::Document::parse(reply.body, other, why);
}

/// What a raw call asks about may have failed or run on: the call itself was carried out.
void read_raw_result(const Envelope &envelope, Record &out) {
  read_result(envelope.root(), out);
  out.progress = Progress::succeeded;
  out.units = -1;
}

/// An object that is no complaint: what is answered without an envelope tells no message and no failure.
bool is_bare_answer(const Envelope &envelope) {
  return envelope.message.empty() && envelope.root()["success"].boolean().value_or(true);
}

bool says_answered(const catalog::Kind &kind, const Envelope &envelope, const Reply &reply, Record &record) {
  if (!is_success(envelope.http_status)) {
    return false;
  }
  if (kind.raw()) {
    read_raw_result(envelope, record);
    return answers_raw_call(envelope, reply);
  }
  const bool whole = kind.bare ? is_bare_answer(envelope) : envelope.code.has_value();
  if (!envelope.says_yes() || !whole) {
    return false;
  }
  read_result(envelope.root(), record);
  return true;
}

void read_answer(const catalog::Kind &kind, Envelope &envelope, const Reply &reply, CreationReply &out) {
  if (!kind.raw()) {
    take_inner_code(envelope);
  }
  if (says_answered(kind, envelope, reply, out.record)) {
    out.verdict = Creation::answered;
    return;
  }
  read_refusal(kind, envelope, reply, out);
  if (out.verdict == Creation::id_taken) { // it has no id that could be
    out.verdict = Creation::refused;
  }
  if (kind.bare && out.readable && is_success(envelope.http_status) && out.verdict == Creation::maybe) {
    out.verdict = Creation::refused; // read and said no: nothing was lost on the way
    out.error.status = KLING_E_SERVICE;
    out.error.message = envelope.message.empty() ? out.error.message : envelope.message;
    out.error.retryable = 0;
  }
}

/// A look names nothing but the task: the advice for a field or a model is none.
void say_not_found(const Envelope &envelope, Error &error) {
  const std::string_view said =
      envelope.message.empty() ? std::string_view("the task does not exist") : cut(envelope.message, longest_words);
  error.status = KLING_E_NOT_FOUND;
  error.field.clear();
  error.message = concat({said, "; check the id, the provider and the credentials"});
}

/// A task that is not known, a path that is not there, a refusal by name, a page in the place of a reply: nothing that passes, as a
/// failure, a limit or an empty account does.
bool is_in_vain(const Envelope &envelope, const Error &error) {
  if (error.status == KLING_E_NOT_FOUND) {
    return true;
  }
  const bool named = refused_by_name(envelope) && error.status != KLING_E_BALANCE;
  const bool a_page = envelope.html && is_success(envelope.http_status);
  return envelope.http_status < 500 && (named || a_page || error.status == KLING_E_ENDPOINT);
}

LookReply read_look_as_said(const catalog::Kind &kind, std::string_view asked_id, const Reply &reply, int64_t now_unix_ms) {
  LookReply out;
  if (reply.delivery != Delivery::replied) {
    out.error = transport_error(reply);
    return out;
  }
  const Times times = times_of(reply, now_unix_ms);
  out.retry_after_ms = times.retry_after_ms;
  out.service_unix_ms = times.service_unix_ms;
  const Envelope envelope = read_envelope(reply);
  const bool answered = envelope.says_yes() && (envelope.code || is_success(envelope.http_status));
  if (answered) {
    return read_yes(kind, asked_id, envelope, reply, std::move(out));
  }
  out.error = service_error(kind, envelope, reply);
  out.error.retry_after_ms = times.retry_after_ms > 0 ? times.retry_after_ms : 0;
  out.token_time = is_token_time(envelope.service_code());
  if (envelope.service_code() == 1201 && contains_ignoring_case(envelope.message, "task not found")) {
    out.verdict = Look::not_found;
    say_not_found(envelope, out.error);
  } else if (envelope.word == "task_not_exist" || envelope.service_code() == 1203) { // which prove nothing (gateways 3, reference 4)
    say_not_found(envelope, out.error);
  }
  out.in_vain = out.verdict == Look::trouble && is_in_vain(envelope, out.error);
  return out;
}

} // namespace

CreationReply read_creation(const catalog::Kind &kind, const Reply &reply, int64_t now_unix_ms) {
  CreationReply out;
  Envelope envelope;
  if (open_reply(reply, now_unix_ms, out, envelope)) {
    if (kind.synchronous) {
      read_answer(kind, envelope, reply, out);
    } else {
      read_created(kind, envelope, reply, out);
    }
  }
  if (out.verdict == Creation::maybe) {
    out.error.retryable = 0; // submitting it anew might create it twice
  }
  return out;
}

LookReply read_look(const catalog::Kind &kind, std::string_view asked_id, const Reply &reply, int64_t now_unix_ms) {
  LookReply out = read_look_as_said(kind, asked_id, reply, now_unix_ms);
  out.error.retryable = 0;
  return out;
}

} // namespace kling::protocol
