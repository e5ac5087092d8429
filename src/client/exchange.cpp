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
  Error error;
  try {
    status = hand_over(transport, limits, error);
  } catch (const std::bad_alloc &) {
    status = KLING_E_MEMORY;
  }
  if (error.failed() && status != KLING_E_MEMORY) {
    reply_.error = std::move(error);
  } else if (status != KLING_OK) {
    fail(status == KLING_E_MEMORY ? status : KLING_E_NETWORK, "the request could not be started");
  }
  return status;
}

kling_status Exchange::open_sources(Error &error) {
  sources_.clear();
  sources_.reserve(message_.body.size());
  for (const protocol::Segment &segment : message_.body) {
    sources_.push_back({this, &segment, std::nullopt});
    if (segment.input != nullptr && open_source(sources_.back(), error) != KLING_OK) {
      error.field = segment.field;
      return error.status;
    }
  }
  return KLING_OK;
}

/// A file is held open from here on: what happens to its name later does not concern the body.
kling_status Exchange::open_source(Source &source, Error &error) {
  const protocol::Input &input = *source.segment->input;
  if (!input.is_file()) {
    source.input.emplace(input.bytes(), input.length());
    return KLING_OK;
  }
  buffer_.reserve();
  system::File file;
  if (file.open_for_reading(input.file().path, error) != KLING_OK) {
    return error.status;
  }
  source.input.emplace(std::move(file), input.file().path, system::FileState{input.file().size, input.file().modified_ns}, buffer_);
  return source.input->check(error);
}

kling_status Exchange::hand_over(const transport::Table &transport, const ExchangeLimits &limits, Error &error) {
  if (open_sources(error) != KLING_OK) {
    return error.status;
  }
  Vector<const char *> headers;
  headers.reserve(message_.headers.size());
  for (const String &header : message_.headers) {
    headers.push_back(header.c_str());
  }
  Vector<transport::BodySegment> segments;
  segments.reserve(sources_.size());
  for (Source &source : sources_) {
    segments.push_back({nullptr, source.segment->length(), read, &source});
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
  Source &piece = *static_cast<Source *>(source);
  Exchange &exchange = *piece.exchange;
  if (!exchange.begun_ && !exchange.inputs_unchanged()) { // while it can still be said that nothing was sent
    return -1;
  }
  exchange.begun_ = true;
  if (piece.input) {
    return exchange.read_input(piece, offset, static_cast<char *>(buffer), capacity);
  }
  const String &text = piece.segment->text;
  const auto first = static_cast<std::size_t>(std::min<uint64_t>(offset, text.size()));
  const auto length = static_cast<std::size_t>(std::min<uint64_t>(capacity, text.size() - first));
  std::memcpy(buffer, text.data() + first, length);
  return static_cast<int64_t>(length);
}

int64_t Exchange::read_input(Source &source, uint64_t offset, char *buffer, uint64_t capacity) noexcept {
  try {
    const int64_t got = source.input->read(offset, buffer, capacity, body_error_);
    if (got < 0) {
      body_error_.field = source.segment->field;
    }
    return got;
  } catch (const std::bad_alloc &) { // it was the words that memory was missing for
    body_error_.status = KLING_E_FILE;
    return -1;
  }
}

bool Exchange::inputs_unchanged() noexcept {
  try {
    for (const Source &source : sources_) {
      if (source.input && source.input->check(body_error_) != KLING_OK) {
        body_error_.field = source.segment->field;
        return false;
      }
    }
    return true;
  } catch (const std::bad_alloc &) {
    body_error_.status = KLING_E_FIELD;
    return false;
  }
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
    const bool unread = exchange.body_error_.failed() && !exchange.begun_; // whatever the transport makes of it
    const bool unsent = (result.unsent != 0 || unread) && reply.http_status == 0 && reply.body.empty() && result.bytes_sent == 0;
    reply.delivery = unsent ? protocol::Delivery::not_sent : protocol::Delivery::lost;
    const kling_status status = exchange.out_of_memory_ ? KLING_E_MEMORY : result.status;
    if (exchange.body_error_.failed()) {
      reply.error = std::move(exchange.body_error_); // of the transport's words the cause
      reply.error.http_status = reply.http_status;
    } else {
      exchange.fail(status == KLING_E_TIMEOUT || status == KLING_E_CANCELLED ? KLING_E_NETWORK : status, result.message);
    }
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
