#include "protocol/envelope.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "protocol/service_text.hpp"

namespace kling::protocol {

namespace {

constexpr std::size_t longest_message = 380;
constexpr std::size_t longest_request_id = 127;
constexpr int deepest = 4;

bool is_service_code(int64_t code) {
  return (code >= 1000 && code <= 1999) || (code >= 5000 && code <= 5999);
}

std::string_view text_member(json::Value object, std::string_view name) {
  const json::Value value = object[name];
  return value.is(json::Type::string) ? trimmed(value.text()) : std::string_view();
}

/// The service's own error may stand in `data`, or in its `data`, of a wrapper without a code.
std::optional<int64_t> wrapped_code(json::Value root) {
  json::Value level = root["data"];
  for (int depth = 0; depth < deepest && level.is(json::Type::object); ++depth, level = level["data"]) {
    const std::optional<int64_t> code = level["code"].integer();
    if (code && is_service_code(*code)) {
      return code;
    }
  }
  return std::nullopt;
}

void read_error_member(json::Value error, Envelope &out) {
  if (error.is(json::Type::string)) {
    out.has_error = !trimmed(error.text()).empty();
    out.message = error.text();
    return;
  }
  const std::string_view word = text_member(error, "code");
  const std::string_view message = text_member(error, "message");
  const std::optional<int64_t> code = error["code"].integer();
  out.has_error = !word.empty() || !message.empty() || code;
  if (!out.has_error) {
    return;
  }
  out.message = message;
  if (code && is_service_code(*code)) {
    out.code = code;
  } else {
    out.word = word.empty() ? text_member(error, "type") : word;
  }
}

void read_code(json::Value root, Envelope &out) {
  const json::Value code = root["code"];
  const std::optional<int64_t> number = code.integer();
  if (number) {
    out.code = number;
  } else if (code.is(json::Type::string) && equal_ignoring_case(code.text(), "success")) {
    out.code = 0;
  } else if (code.is(json::Type::string)) {
    out.has_word = true;
    out.word = code.text();
  } else {
    out.code = wrapped_code(root);
  }
}

void read_message(json::Value root, Envelope &out) {
  json::Value level = root;
  for (int depth = 0; depth < deepest && out.message.empty() && level.is(json::Type::object); ++depth, level = level["data"]) {
    out.message = text_member(level, "message");
    out.message = out.message.empty() ? text_member(level, "msg") : std::string_view(out.message);
  }
}

bool is_request_id(std::string_view text) {
  return !text.empty() && text.size() <= longest_request_id &&
         std::all_of(text.begin(), text.end(), [](char each) { return each > 0x20 && each < 0x7F; });
}

void read_request_id(json::Value root, Envelope &out) {
  json::Value level = root;
  for (int depth = 0; depth < deepest && level.is(json::Type::object); ++depth, level = level["data"]) {
    if (is_request_id(text_member(level, "request_id"))) {
      out.request_id = text_member(level, "request_id");
      return;
    }
  }
  constexpr std::string_view mark = "(request id: ";
  const std::size_t start = find_ignoring_case(out.message, mark);
  if (start == std::string_view::npos) {
    return;
  }
  std::string_view rest = std::string_view(out.message).substr(start + mark.size());
  rest = trimmed(rest.substr(0, rest.find(')')));
  if (is_request_id(rest)) {
    out.request_id = rest;
  }
}

/// A gateway whose whole message is "404" tells the status of a route that is not there; others tell theirs as the word of an error.
void read_told_status(json::Value root, Envelope &out) {
  const json::Value code = root["code"];
  const bool only_message = !out.has_error && (!code.present() || code.is(json::Type::null)) && !root["data"].present();
  const bool only_word = out.has_error && out.http_status >= 200 && out.http_status <= 299;
  const std::string_view text = only_message ? out.message : only_word ? out.word : std::string_view();
  const std::optional<int64_t> told = text.size() == 3 ? to_integer(text) : std::nullopt;
  if (told && *told >= 400 && *told <= 599) {
    out.http_status = static_cast<int32_t>(*told);
  }
}

} // namespace

int64_t Envelope::service_code() const {
  return code && is_service_code(*code) ? *code : 0;
}

Envelope read_envelope(const Reply &reply) {
  Envelope out;
  out.http_status = reply.http_status;
  String why;
  if (!json::Reading::parse(reply.body, out.document, why) || !out.root().is(json::Type::object)) {
    out.document = json::Reading();
    out.html = looks_like_html(reply.body) || contains_ignoring_case(reply.content_type, "text/html");
    return out;
  }
  const json::Value root = out.root();
  read_code(root, out);
  // The error of an OpenAI-video object is the task's, not the reply's.
  if (text_member(root, "object") != "video") {
    read_error_member(root["error"], out);
  }
  read_message(root, out);
  read_request_id(root, out);
  read_told_status(root, out);
  out.message = readable(out.message, longest_message);
  return out;
}

} // namespace kling::protocol
