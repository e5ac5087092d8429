#include "sim/http.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>

#include "base/text.hpp"

namespace kling::sim {

namespace {

std::string_view find_header(const Vector<HttpHeader> &headers, std::string_view name) {
  for (const HttpHeader &header : headers) {
    if (equal_ignoring_case(header.name, name)) {
      return header.value;
    }
  }
  return {};
}

int hexadecimal_digit(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  if (c >= 'a' && c <= 'f') {
    return c - 'a' + 10;
  }
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

String percent_decoded(std::string_view text, bool plus_is_space) {
  String out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hexadecimal_digit(text[i + 1]) >= 0 && hexadecimal_digit(text[i + 2]) >= 0) {
      out.push_back(static_cast<char>(hexadecimal_digit(text[i + 1]) * 16 + hexadecimal_digit(text[i + 2])));
      i += 2;
    } else {
      out.push_back(plus_is_space && text[i] == '+' ? ' ' : text[i]);
    }
  }
  return out;
}

void append_two_digits(String &out, unsigned value) {
  out.push_back(static_cast<char>('0' + value / 10 % 10));
  out.push_back(static_cast<char>('0' + value % 10));
}

struct Title {
  int status;
  std::string_view words;
};

constexpr Title titles[] = {{200, "Just a moment"}, {403, "Forbidden"},           {404, "Not Found"},       {500, "Internal Server Error"},
                            {502, "Bad Gateway"},   {503, "Service Unavailable"}, {504, "Gateway Time-out"}};

} // namespace

std::string_view HttpRequest::header(std::string_view name) const {
  return find_header(headers, name);
}

std::string_view HttpReply::header(std::string_view name) const {
  return find_header(headers, name);
}

std::string_view HttpReply::content() const {
  return media ? std::string_view(*media).substr(media_offset, media_length) : std::string_view(body);
}

uint64_t HttpReply::end() const {
  const uint64_t size = content().size();
  switch (delivery) {
  case Delivery::lost_reply:
  case Delivery::reset:
    return 0;
  case Delivery::truncate:
  case Delivery::reset_midway:
    return std::min(body_limit, size);
  case Delivery::endless:
    return size == 0 ? 0 : body_limit;
  case Delivery::whole:
  case Delivery::slow:
    break;
  }
  return size;
}

bool HttpReply::breaks_off() const {
  return delivery != Delivery::whole && delivery != Delivery::slow;
}

int64_t HttpReply::due_ms(uint64_t position) const {
  if (delivery != Delivery::slow) {
    return 0;
  }
  const uint64_t piece = piece_bytes == 0 ? 0 : position / piece_bytes;
  if (piece_bytes == 0 || (interval_ms > 0 && piece > static_cast<uint64_t>(INT64_MAX / interval_ms))) {
    return INT64_MAX;
  }
  return static_cast<int64_t>(piece) * interval_ms;
}

std::size_t HttpReply::read(uint64_t position, char *buffer, std::size_t most) const {
  const std::string_view bytes = content();
  uint64_t left = position < end() ? end() - position : 0;
  if (delivery == Delivery::slow) {
    left = piece_bytes == 0 ? 0 : std::min(left, piece_bytes - position % piece_bytes);
  }
  const std::size_t count = left < most ? static_cast<std::size_t>(left) : most;
  for (std::size_t done = 0; done < count;) { // an endless reply begins again where the content ends
    const std::string_view rest = bytes.substr((position + done) % bytes.size(), count - done);
    std::memcpy(buffer + done, rest.data(), rest.size());
    done += rest.size();
  }
  return count;
}

Target Target::parse(std::string_view target, std::string_view prefix) {
  Target out;
  const std::size_t question = target.find('?');
  std::string_view path = target.substr(0, question);
  if (path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/')) {
    out.under_gateway = true;
    path.remove_prefix(prefix.size());
  }
  while (path.ends_with('/')) { // §2.1: vendor samples have them
    path.remove_suffix(1);
  }
  out.path = percent_decoded(path, false);
  std::string_view query = question == std::string_view::npos ? std::string_view() : target.substr(question + 1);
  while (!query.empty()) {
    const std::string_view part = query.substr(0, query.find('&'));
    query.remove_prefix(part.size() == query.size() ? part.size() : part.size() + 1);
    const std::size_t equals = part.find('=');
    const std::string_view value = equals == std::string_view::npos ? std::string_view() : part.substr(equals + 1);
    out.query.push_back({percent_decoded(part.substr(0, equals), true), percent_decoded(value, true)});
  }
  return out;
}

std::optional<std::string_view> Target::argument(std::string_view name) const {
  for (const HttpHeader &each : query) {
    if (each.name == name) {
      return each.value;
    }
  }
  return std::nullopt;
}

HttpReply json_reply(int status, String body) {
  HttpReply reply;
  reply.status = status;
  reply.headers.push_back({"Content-Type", "application/json; charset=utf-8"});
  reply.body = std::move(body);
  return reply;
}

HttpReply html_reply(int status) {
  std::string_view words = "Error";
  for (const Title &title : titles) {
    words = title.status == status ? title.words : words;
  }
  HttpReply reply;
  reply.status = status;
  reply.headers.push_back({"Content-Type", "text/html"});
  reply.body = concat({"<!DOCTYPE html><html><head><title>", words, "</title></head><body><h1>", words, "</h1></body></html>\n"});
  return reply;
}

String http_date(int64_t unix_ms) {
  static constexpr std::array<std::string_view, 7> days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  namespace chrono = std::chrono;
  const chrono::sys_seconds moment = chrono::floor<chrono::seconds>(chrono::sys_time<chrono::milliseconds>(chrono::milliseconds(unix_ms)));
  const chrono::sys_days day = chrono::floor<chrono::days>(moment);
  const chrono::year_month_day date(day);
  const auto second = static_cast<unsigned>((moment - day).count());
  String out = concat({days[chrono::weekday(day).c_encoding()], ", "});
  append_two_digits(out, static_cast<unsigned>(date.day()));
  out += concat(
      {" ", months[static_cast<unsigned>(date.month()) - 1], " ", text_of(static_cast<int64_t>(static_cast<int>(date.year()))), " "});
  append_two_digits(out, second / 3600);
  out.push_back(':');
  append_two_digits(out, second / 60 % 60);
  out.push_back(':');
  append_two_digits(out, second % 60);
  out += " GMT";
  return out;
}

namespace {

/// Digits only, so that "+1" and "-1" are malformed.
std::optional<std::size_t> offset_from(std::string_view text) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) {
    return std::nullopt;
  }
  const std::optional<int64_t> value = to_integer(text);
  return value ? static_cast<std::size_t>(*value) : static_cast<std::size_t>(INT64_MAX);
}

} // namespace

RangeOutcome parse_range(std::string_view header, std::size_t size, ByteRange &out) {
  out = {0, size};
  header = trimmed(header);
  if (header.size() < 6 || !equal_ignoring_case(header.substr(0, 6), "bytes=") || header.find(',') != std::string_view::npos) {
    return RangeOutcome::whole;
  }
  header = trimmed(header.substr(6));
  const std::size_t dash = header.find('-');
  if (dash == std::string_view::npos) {
    return RangeOutcome::whole;
  }
  const std::optional<std::size_t> first = offset_from(header.substr(0, dash));
  const std::optional<std::size_t> last = offset_from(header.substr(dash + 1));
  if (dash == 0) { // the last so many bytes
    if (!last) {
      return RangeOutcome::whole;
    }
    out.length = *last < size ? *last : size;
    out.first = size - out.length;
    return out.length == 0 ? RangeOutcome::unsatisfiable : RangeOutcome::part;
  }
  if (!first || (dash + 1 < header.size() && !last) || (last && *last < *first)) {
    return RangeOutcome::whole;
  }
  if (*first >= size) {
    return RangeOutcome::unsatisfiable;
  }
  out.first = *first;
  out.length = last && *last < size ? *last - *first + 1 : size - *first;
  return RangeOutcome::part;
}

} // namespace kling::sim
