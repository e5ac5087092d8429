#include "client/exchange.hpp"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <new>
#include <utility>

#include "base/text.hpp"

namespace kling::client {

kling_status Exchange::start(const transport::Table &transport, const ExchangeLimits &limits) noexcept {
  kling_status status = KLING_E_MEMORY;
  try {
    status = hand_over(transport, limits);
  } catch (const std::bad_alloc &) {
    status = KLING_E_MEMORY;
  }
  if (status != KLING_OK) {
    fail(status == KLING_E_MEMORY ? status : KLING_E_NETWORK, "the request could not be started");
  }
  return status;
}

kling_status Exchange::hand_over(const transport::Table &transport, const ExchangeLimits &limits) {
  Vector<const char *> headers;
  headers.reserve(message_.headers.size());
  for (const String &header : message_.headers) {
    headers.push_back(header.c_str());
  }
  Vector<transport::BodySegment> segments;
  segments.reserve(message_.body.size());
  sources_.clear();
  sources_.reserve(message_.body.size());
  for (const protocol::Segment &segment : message_.body) {
    sources_.push_back({this, &segment.text});
    segments.push_back({nullptr, segment.text.size(), read, &sources_.back()});
  }
  transport::Request request{};
  request.struct_size = sizeof request;
  request.flags = message_.send_once ? transport::send_once : 0U;
  request.method = message_.method.c_str();
  request.url = message_.url.c_str();
  request.headers = headers.data();
  request.header_count = static_cast<uint32_t>(headers.size());
  request.segments = segments.data();
  request.segment_count = static_cast<uint32_t>(segments.size());
  request.connect_timeout_ms = limits.connect_timeout_ms;
  request.timeout_ms = message_.timeout_ms;
  request.max_reply_bytes = limits.max_reply_bytes;
  const transport::Sink sink{sizeof(transport::Sink), 0, this, on_headers, on_body, on_done, nullptr};
  return transport.start(transport.user_data, &request, &sink, &id_);
}

void Exchange::drop(const transport::Table &transport) const noexcept {
  transport.cancel(transport.user_data, id_);
}

void Exchange::cut(const transport::Table &transport) const noexcept {
  if (message_.send_once && !begun_) {
    transport.cancel(transport.user_data, id_);
  }
}

int64_t Exchange::read(void *source, uint64_t offset, void *buffer, uint64_t capacity) {
  const Source &piece = *static_cast<const Source *>(source);
  piece.exchange->begun_ = true;
  const auto first = static_cast<std::size_t>(std::min<uint64_t>(offset, piece.text->size()));
  const auto length = static_cast<std::size_t>(std::min<uint64_t>(capacity, piece.text->size() - first));
  std::memcpy(buffer, piece.text->data() + first, length);
  return static_cast<int64_t>(length);
}

int32_t Exchange::on_headers(void *self, int32_t http_status, const char *block, uint64_t length) {
  auto &exchange = *static_cast<Exchange *>(self);
  try {
    exchange.reply_.http_status = http_status;
    exchange.read_headers(std::string_view(block, static_cast<std::size_t>(length)));
    return 0;
  } catch (const std::bad_alloc &) {
    exchange.out_of_memory_ = true;
    return 1;
  }
}

void Exchange::read_headers(std::string_view block) {
  while (!block.empty()) {
    const std::size_t end = block.find('\n');
    const std::string_view line = block.substr(0, end);
    block = end == std::string_view::npos ? std::string_view() : block.substr(end + 1);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) {
      continue;
    }
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (equal_ignoring_case(name, "content-type")) {
      reply_.content_type = value;
    } else if (equal_ignoring_case(name, "date")) {
      reply_.date = value;
    } else if (equal_ignoring_case(name, "retry-after")) {
      reply_.retry_after = value;
    }
  }
}

int32_t Exchange::on_body(void *self, const void *bytes, uint64_t length) {
  auto &exchange = *static_cast<Exchange *>(self);
  try {
    exchange.reply_.body.append(static_cast<const char *>(bytes), static_cast<std::size_t>(length));
    return 0;
  } catch (const std::bad_alloc &) {
    exchange.out_of_memory_ = true;
    return 1;
  }
}

void Exchange::fail(kling_status status, const char *message) noexcept {
  reply_.error.status = status;
  reply_.error.http_status = reply_.http_status;
  try {
    reply_.error.message = message == nullptr ? "" : message;
  } catch (const std::bad_alloc &) { // the status says it too
    reply_.error.message.clear();
  }
}

namespace {

/// Whether a header carries what nobody may see, by its name.
bool is_secret_header(std::string_view name) {
  constexpr std::string_view hints[] = {"auth", "key", "token", "secret", "cookie", "password", "session"};
  String lower(name);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter; });
  return std::any_of(std::begin(hints), std::end(hints), [&](std::string_view hint) { return lower.find(hint) != String::npos; });
}

} // namespace

/// Some services repeat in their complaint what they were sent; nothing behind here shall be able to tell it. Ids and links that other
/// headers name stay as they are.
void Exchange::hide_credentials() {
  constexpr std::size_t shortest = 12; // of what cannot stand in a reply by chance
  bool first = true;                   // the credential's own header, whatever its name
  for (const String &header : message_.headers) {
    const std::size_t colon = std::min(header.find(':'), header.size());
    std::string_view rest = std::string_view(header).substr(std::min(colon + 1, header.size()));
    const bool secret = std::exchange(first, false) || is_secret_header(std::string_view(header).substr(0, colon));
    while (secret && !rest.empty()) {
      const std::size_t end = std::min(rest.find(' '), rest.size());
      const std::string_view word = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      for (std::size_t at = word.size() < shortest ? String::npos : reply_.body.find(word); at != String::npos;
           at = reply_.body.find(word, at + word.size())) {
        std::fill_n(reply_.body.begin() + static_cast<std::ptrdiff_t>(at), word.size(), '*');
      }
    }
  }
}

void Exchange::on_done(void *self, const transport::Result *told) {
  auto &exchange = *static_cast<Exchange *>(self);
  protocol::Reply &reply = exchange.reply_;
  transport::Result result{}; // of a smaller struct what is there; never `unsent` by default
  std::memcpy(static_cast<void *>(&result), told, std::min<std::size_t>(told->struct_size, sizeof result));
  if (result.http_status != 0) {
    reply.http_status = result.http_status;
  }
  // A status line that refuses says so whatever happens to the body behind it.
  const bool refused = reply.http_status >= 300 && reply.http_status < 500 && reply.http_status != 408;
  if (result.status == KLING_OK || refused) {
    reply.delivery = protocol::Delivery::replied;
  } else {
    const bool unsent = result.unsent != 0 && reply.http_status == 0 && reply.body.empty() && result.bytes_sent == 0;
    reply.delivery = unsent ? protocol::Delivery::not_sent : protocol::Delivery::lost;
    const kling_status status = exchange.out_of_memory_ ? KLING_E_MEMORY : result.status;
    exchange.fail(status == KLING_E_TIMEOUT || status == KLING_E_CANCELLED ? KLING_E_NETWORK : status, result.message);
  }
  try {
    exchange.hide_credentials();
  } catch (const std::bad_alloc &) { // rather no words at all
    reply.body.clear();
    reply.delivery = protocol::Delivery::lost;
    exchange.fail(KLING_E_MEMORY, "out of memory");
  }
  exchange.bytes_in_ = result.bytes_received;
  exchange.bytes_out_ = result.bytes_sent;
  exchange.listener_.done(exchange.listener_.user_data);
}

} // namespace kling::client
