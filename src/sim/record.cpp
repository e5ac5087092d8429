#include "sim/record.hpp"

#include "base/text.hpp"
#include "json/document.hpp"

namespace kling::sim {

namespace {

/// Bytes that are not UTF-8 become U+FFFD: the log itself must be JSON.
String quoted_safely(std::string_view text) {
  if (is_utf8(text)) {
    return json::quoted(text);
  }
  String clean;
  while (!text.empty()) {
    std::size_t length = 1;
    while (length < 4 && length < text.size() && !is_utf8(text.substr(0, length))) {
      ++length;
    }
    if (is_utf8(text.substr(0, length))) {
      clean += text.substr(0, length);
      text.remove_prefix(length);
    } else {
      clean += "\xEF\xBF\xBD";
      text.remove_prefix(1);
    }
  }
  return json::quoted(clean);
}

} // namespace

void Record::add(const HttpRequest &request) {
  requests_.push_back(request);
  body_bytes_ += request.body.size();
  while (requests_.size() > 1 && (requests_.size() > most_requests_ || body_bytes_ > most_body_bytes_)) {
    body_bytes_ -= requests_.front().body.size();
    requests_.pop_front();
  }
}

void Record::clear() {
  requests_.clear();
  body_bytes_ = 0;
}

String Record::json() const {
  String out = "{\"requests\":[";
  const char *separator = "";
  for (const HttpRequest &request : requests_) {
    out +=
        concat({separator, "{\"method\":", quoted_safely(request.method), ",\"path\":", quoted_safely(request.target), ",\"headers\":{"});
    Map<std::string_view, String> values; // a name that came twice is one member
    for (const HttpHeader &header : request.headers) {
      String &value = values[header.name];
      value += concat({value.empty() ? "" : ", ", header.value});
    }
    const char *between = "";
    for (const auto &[name, value] : values) {
      out += concat({between, quoted_safely(name), ":", quoted_safely(value)});
      between = ",";
    }
    out += concat({"},\"body\":", quoted_safely(request.body), "}"});
    separator = ",";
  }
  out += "]}";
  return out;
}

} // namespace kling::sim
