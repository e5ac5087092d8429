// A whole reply of the service, status line, headers and body, through all that reads one.
#include "auth/credential.hpp"
#include "catalog/kind.hpp"
#include "fuzz/invariant.hpp"
#include "protocol/envelope.hpp"
#include "protocol/record.hpp"
#include "protocol/reply.hpp"
#include "protocol/service_text.hpp"

namespace kling::fuzz {
namespace {

constexpr int64_t now = 1'700'000'000'000;
constexpr int64_t day_ms = 24LL * 60 * 60 * 1000;
constexpr std::size_t longest_message = 512;
constexpr std::string_view asked_ids[] = {"810000000000000001", "k1-abcdefghijklmnopqrstuvwxyz"};

/// "HTTP/1.1 200 OK", headers, an empty line, the body; or "lost" and "not_sent" in place of the status line.
protocol::Reply reply_of(std::string_view text) {
  protocol::Reply reply;
  const std::string_view status = take(text, '\n');
  reply.delivery = protocol::Delivery::replied;
  if (status == "lost" || status == "not_sent") {
    reply.delivery = status == "lost" ? protocol::Delivery::lost : protocol::Delivery::not_sent;
  }
  const std::size_t space = status.find(' ');
  reply.http_status = space == std::string_view::npos ? 200 : static_cast<int32_t>(to_integer(status.substr(space + 1, 3)).value_or(0));
  while (!text.empty()) {
    std::string_view line = take(text, '\n');
    line = line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
    if (line.empty()) {
      break;
    }
    const std::string_view name = take(line, ':');
    String &value = equal_ignoring_case(name, "date")          ? reply.date
                    : equal_ignoring_case(name, "retry-after") ? reply.retry_after
                                                               : reply.content_type;
    value = trimmed(line);
  }
  reply.body = text;
  return reply;
}

void check_error(const Error &error) {
  require(error.failed(), "what is no success has a status");
  require_words(error.message, longest_message);
  require(error.retryable == 0 || error.retryable == 1, "retryable is 0 or 1");
  require(error.retry_after_ms >= 0 && error.retry_after_ms <= day_ms, "a pause has bounds");
  require(is_utf8(error.field) && is_utf8(error.request_id) && !has_control(error.request_id), "field and request id are printable");
  require(error.request_id.size() < 128, "a request id fits");
  // The address of an output in a message is cut before its signature.
  for (std::size_t at = error.message.find("https://"); at != String::npos; at = error.message.find("https://", at + 1)) {
    const std::string_view url = std::string_view(error.message).substr(at, error.message.find_first_of(" \"'<>()", at) - at);
    require(url.find('?') == std::string_view::npos, "no signed link in a message");
  }
}

void check_record(const protocol::Record &record) {
  require(is_utf8(record.task_id) && record.task_id.size() <= 1024, "a task id is UTF-8 and bounded");
  require(is_utf8(record.external_id) && record.external_id.size() <= 1024, "an external id is UTF-8 and bounded");
  require(record.message.empty() || (is_utf8(record.message) && !has_control(record.message)), "a message is one line of UTF-8");
  require(record.message.size() <= longest_message, "a message has a bounded length");
  require(record.created_unix_ms >= 0 && record.updated_unix_ms >= 0, "times are not negative");
  require(record.units >= 0 || record.units == -1, "units are known or -1");
  require(record.outputs.empty() || record.progress == protocol::Progress::succeeded, "outputs come with success");
  for (const protocol::Output &output : record.outputs) {
    require(is_utf8(output.url) && is_utf8(output.id) && output.id.size() <= 1024, "what an output tells is UTF-8, its id bounded");
    require(!output.url.empty() || (!output.id.empty() && !output.saved), "an output has an address, or an id and nothing to save");
    require(!output.type.empty(), "an output is something");
    require(output.duration >= 0 || output.duration == -1, "a duration is known or -1");
  }
}

void check_creation(const protocol::Reply &reply) {
  for (const catalog::Kind &kind : catalog::kinds()) {
    const protocol::CreationReply said = protocol::read_creation(kind, reply, now);
    require(said.retry_after_ms >= -1 && said.retry_after_ms <= day_ms, "a pause has bounds");
    if (said.verdict == protocol::Creation::created) {
      require(!said.error.failed() && !said.record.task_id.empty() && said.readable, "a created task has an id");
      check_record(said.record);
      continue;
    }
    if (said.verdict == protocol::Creation::answered) {
      require(kind.synchronous && !said.error.failed(), "what is answered at once is no create");
      require(reply.http_status >= 200 && reply.http_status <= 299, "an answer is a success");
      check_record(said.record);
      continue;
    }
    check_error(said.error);
    require(said.verdict != protocol::Creation::maybe || said.error.retryable == 0, "what may exist is not sent again");
    require((said.verdict == protocol::Creation::not_sent) == (reply.delivery == protocol::Delivery::not_sent),
            "not sent is told by delivery alone");
    const bool answered = reply.delivery == protocol::Delivery::replied;
    const bool refusing = reply.http_status >= 300 && reply.http_status < 500 && reply.http_status != 408;
    const bool certain = said.verdict == protocol::Creation::refused || said.verdict == protocol::Creation::rate_limited;
    require(!certain || answered, "a lost reply refuses nothing");
    require(!certain || said.readable || refusing, "an unreadable reply refuses only by its status");
  }
}

void check_look(const protocol::Reply &reply) {
  for (const std::string_view asked : asked_ids) {
    const protocol::LookReply said = protocol::read_look(catalog::kinds().front(), asked, reply, now);
    require(said.error.retryable == 0, "a look is never retryable");
    require(said.retry_after_ms >= -1 && said.retry_after_ms <= day_ms, "a pause has bounds");
    if (said.verdict == protocol::Look::found || said.verdict == protocol::Look::pending) {
      require(!said.error.failed(), "an answer is no error");
      check_record(said.record);
    } else {
      check_error(said.error);
    }
    require(said.verdict != protocol::Look::not_found || reply.delivery == protocol::Delivery::replied, "only the service says not found");
  }
}

void check_texts(std::string_view body) {
  for (const std::size_t bytes : {std::size_t{0}, std::size_t{7}, std::size_t{120}, std::size_t{380}}) {
    for (const String &text : {protocol::readable(body, bytes), protocol::page_summary(body, bytes)}) {
      require(text.size() <= bytes && is_utf8(text), "a summary is short UTF-8");
      require(!has_control(text), "a summary is one line");
    }
  }
  // A key that the service echoes, wherever it stands in the text.
  constexpr std::string_view key = "sk-4f9a8b7c6d5e";
  if (body.find(key) != std::string_view::npos) {
    return; // in the host of a URL, say: that is not for us to judge
  }
  for (const std::size_t at : {std::size_t{0}, body.size() / 2, body.size()}) {
    const String said = concat({body.substr(0, at), "/", key, " ", body.substr(at)});
    require(protocol::readable(said, 380).find(key) == String::npos, "a key is hidden");
  }
}

} // namespace
} // namespace kling::fuzz

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  using namespace kling::fuzz;
  const kling::protocol::Reply reply = reply_of(text_of(data, size));
  check_creation(reply);
  check_look(reply);
  check_texts(reply.body);
  const kling::protocol::Envelope envelope = kling::protocol::read_envelope(reply);
  kling::protocol::Record record;
  if (envelope.readable() && kling::protocol::read_record(envelope.root(), record)) {
    check_record(record);
    require(record.task_id.empty() || kling::protocol::names_task(envelope.root(), record.task_id), "the record's task is in the reply");
  }
  return 0;
}
