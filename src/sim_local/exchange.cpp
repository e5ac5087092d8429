#include "sim_local/exchange.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include "base/text.hpp"
#include "sim_local/simulator.hpp"
#include "sim_local/stored_gzip.hpp"

namespace kling::sim_local {

namespace {

constexpr uint64_t most_body_bytes = uint64_t{64} << 20U; // as kling-sim
constexpr int64_t slow_bytes = 1024;                      // a second

int64_t after(int64_t time_ms, int64_t span_ms) {
  return span_ms > Exchange::never - time_ms ? Exchange::never : time_ms + span_ms;
}

} // namespace

kling_status Exchange::take(const transport::Request &request) {
  flags_ = request.flags;
  if (request.method == nullptr || request.url == nullptr || !read_url(request.url)) {
    return KLING_E_ARGUMENT;
  }
  request_.method = request.method;
  for (uint32_t each = 0; each < request.header_count; ++each) {
    const std::string_view line = request.headers[each];
    const std::size_t colon = line.find(':');
    if (colon == 0 || colon == std::string_view::npos) {
      return KLING_E_ARGUMENT;
    }
    request_.headers.push_back({String(line.substr(0, colon)), String(trimmed(line.substr(colon + 1)))});
  }
  if (request.segment_count > 0) {
    segments_.assign(request.segments, request.segments + request.segment_count);
  }
  connect_timeout_ms_ = request.connect_timeout_ms;
  timeout_ms_ = request.timeout_ms;
  stall_timeout_ms_ = request.stall_timeout_ms;
  max_reply_bytes_ = request.max_reply_bytes > 0 ? static_cast<uint64_t>(request.max_reply_bytes) : 0;
  result_.struct_size = sizeof result_;
  result_.unsent = 1;
  return KLING_OK;
}

bool Exchange::read_url(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos ||
      (!equal_ignoring_case(url.substr(0, scheme), "http") && !equal_ignoring_case(url.substr(0, scheme), "https"))) {
    return false;
  }
  url = url.substr(0, url.find('#'));
  const std::size_t host = scheme + 3;
  const std::size_t path = std::min(url.find_first_of("/?", host), url.size());
  if (path == host || url.substr(host, path - host).find('@') != std::string_view::npos) {
    return false;
  }
  origin_ = url.substr(0, path);
  request_.target = concat({path < url.size() && url[path] == '/' ? "" : "/", url.substr(path)});
  return true;
}

/// The simulator's own links do, and whoever asked for public addresses only is to be refused them.
bool Exchange::leads_to_this_machine() const {
  const std::string_view host = std::string_view(origin_).substr(origin_.find("://") + 3);
  return host.starts_with("127.") || host.starts_with("[::1]") || equal_ignoring_case(host.substr(0, host.find(':')), "localhost");
}

void Exchange::begin(Simulator &simulator, bool connection_reused) {
  simulator_ = &simulator;
  request_.connection_reused = connection_reused;
  connected_ms_ = connection_reused ? at_ms_ : after(at_ms_, simulator.latency_ms());
}

int64_t Exchange::next_ms() const {
  switch (phase_) {
  case Phase::connecting:
    return connected_ms_;
  case Phase::awaiting:
    return head_ms_;
  case Phase::receiving:
    if (paused_) {
      return never;
    }
    return position_ < end() ? after(head_ms_, reply_.due_ms(position_)) : at_ms_;
  case Phase::over:
    break;
  }
  return never;
}

int64_t Exchange::limit_ms() const {
  int64_t limit = timeout_ms_ > 0 ? after(started_ms_, timeout_ms_) : never;
  if (phase_ == Phase::connecting) {
    return connect_timeout_ms_ > 0 ? std::min(limit, after(at_ms_, connect_timeout_ms_)) : limit;
  }
  if (stall_timeout_ms_ > 0 && !paused_) {
    limit = std::min(limit, after(quick_ms_, stall_timeout_ms_));
  }
  return limit;
}

int64_t Exchange::due_ms() const {
  return cancelled_ ? INT64_MIN : std::min(next_ms(), limit_ms());
}

bool Exchange::step(char (&buffer)[piece_bytes]) noexcept {
  try {
    advance(buffer);
  } catch (const std::bad_alloc &) {
    finish(KLING_E_MEMORY, "out of memory");
  }
  return phase_ != Phase::over;
}

void Exchange::advance(char (&buffer)[piece_bytes]) {
  if (cancelled_) {
    finish(KLING_E_CANCELLED, "ended early");
    return;
  }
  if (limit_ms() < next_ms()) {
    finish(KLING_E_TIMEOUT, phase_ == Phase::connecting ? "no connection in time" : "no answer in time");
    return;
  }
  at_ms_ = std::max(at_ms_, next_ms());
  switch (phase_) {
  case Phase::connecting:
    connect();
    break;
  case Phase::awaiting:
    receive_head();
    break;
  case Phase::receiving:
    position_ < end() ? receive_piece(buffer) : finish_body();
    break;
  case Phase::over:
    break;
  }
}

void Exchange::connect() {
  if ((flags_ & transport::public_addresses_only) != 0 && leads_to_this_machine()) {
    finish(KLING_E_ENDPOINT, "the address is private");
  } else if (!request_.connection_reused && simulator_->refuses(at_ms_)) {
    finish(KLING_E_NETWORK, "no connection could be made");
  } else if (!read_body()) {
    finish(KLING_E_FILE, "the request's body could not be read to its end");
  } else {
    send();
  }
}

/// The whole body in the service's hands.
bool Exchange::read_body() {
  request_.body.clear();
  for (const transport::BodySegment &segment : segments_) {
    const std::size_t begin = request_.body.size();
    if (segment.length > most_body_bytes - begin) {
      result_.unsent = 0;
      request_.body.resize(most_body_bytes); // it will not be looked at
      return true;
    }
    const auto length = static_cast<std::size_t>(segment.length);
    if (segment.read == nullptr) {
      request_.body.append(static_cast<const char *>(segment.bytes), length);
      continue;
    }
    request_.body.resize(begin + length);
    for (std::size_t done = 0; done < length;) {
      const int64_t count = segment.read(segment.user_data, done, request_.body.data() + begin + done, length - done);
      if (count <= 0) {
        return false;
      }
      result_.unsent = 0; // as over a wire, where what was read is gone
      done += std::min(static_cast<std::size_t>(count), length - done);
    }
  }
  return true;
}

void Exchange::send() {
  result_.unsent = 0;
  result_.bytes_sent = request_.body.size();
  if (request_.body.size() >= most_body_bytes) {
    reply_.status = 413;
  } else {
    reply_ = simulator_->serve(request_, at_ms_);
  }
  const bool broken = reply_.delivery == sim::Delivery::reset || reply_.delivery == sim::Delivery::lost_reply;
  if (broken && request_.connection_reused && segments_.empty()) { // a stale connection: every HTTP client tries another one
    at_ms_ = after(at_ms_, reply_.head_ms);
    begin(*simulator_, false);
    return;
  }
  if (reply_.header("Content-Encoding") == "gzip" && (flags_ & transport::follow_redirects) == 0) { // files stay as they are stored
    String plain;
    if (unpack_stored_gzip(reply_.content(), plain)) {
      reply_.body = std::move(plain);
      reply_.media = nullptr;
    }
  }
  phase_ = Phase::awaiting;
  head_ms_ = after(after(at_ms_, simulator_->latency_ms()), reply_.head_ms);
  quick_ms_ = at_ms_;
}

uint64_t Exchange::end() const {
  return request_.method == "HEAD" ? 0 : reply_.end();
}

String Exchange::header_block() const {
  String block;
  for (const sim::HttpHeader &header : reply_.headers) {
    block += concat({header.name, ": ", header.value, "\r\n"});
  }
  if (reply_.announces_length()) {
    block += concat({"Content-Length: ", text_of(static_cast<int64_t>(reply_.content().size())), "\r\n"});
  }
  return block;
}

void Exchange::receive_head() {
  if (reply_.delivery == sim::Delivery::reset) {
    finish(KLING_E_NETWORK, "the connection was reset");
    return;
  }
  if (reply_.delivery == sim::Delivery::lost_reply) {
    finish(KLING_E_NETWORK, "the server closed the connection without a reply");
    return;
  }
  result_.http_status = reply_.status;
  phase_ = Phase::receiving;
  const String block = header_block();
  if (sink_.on_headers != nullptr && sink_.on_headers(sink_.user_data, reply_.status, block.data(), block.size()) != 0) {
    finish(KLING_E_CANCELLED, "ended early by the receiver");
  } else if (max_reply_bytes_ > 0 && reply_.announces_length() && end() > 0 && reply_.content().size() > max_reply_bytes_) {
    finish(KLING_E_TOO_LARGE, "the reply is too large");
  }
}

void Exchange::receive_piece(char (&buffer)[piece_bytes]) {
  const std::size_t count = reply_.read(position_, buffer, piece_bytes);
  if (max_reply_bytes_ > 0 && position_ + count > max_reply_bytes_) {
    finish(KLING_E_TOO_LARGE, "the reply is too large");
    return;
  }
  position_ += count;
  result_.bytes_received = position_;
  const auto quick_span = static_cast<uint64_t>(at_ms_ - quick_ms_);
  if ((position_ - quick_position_) * 1000 >= quick_span * slow_bytes) {
    quick_ms_ = at_ms_;
    quick_position_ = position_;
  }
  if (sink_.on_body != nullptr && sink_.on_body(sink_.user_data, buffer, count) != 0) {
    finish(KLING_E_CANCELLED, "ended early by the receiver");
  }
}

void Exchange::finish_body() {
  if (!reply_.breaks_off()) {
    finish(KLING_OK, nullptr);
  } else if (reply_.delivery == sim::Delivery::reset_midway) {
    finish(KLING_E_NETWORK, "the connection was reset");
  } else {
    finish(KLING_E_PROTOCOL, "the reply was cut short");
  }
}

void Exchange::pause(bool on, int64_t now_ms) {
  if (paused_ && !on) {
    quick_ms_ = std::max(quick_ms_, now_ms); // the receiver's own slowness is none of the server's
    quick_position_ = position_;
    at_ms_ = std::max(at_ms_, now_ms);
  }
  paused_ = on;
}

void Exchange::finish(kling_status status, const char *message) {
  phase_ = Phase::over;
  result_.status = status;
  result_.message = message;
}

void Exchange::conclude() const {
  if (sink_.on_done != nullptr) {
    sink_.on_done(sink_.user_data, &result_);
  }
  release();
}

void Exchange::release() const {
  if (sink_.release != nullptr) {
    sink_.release(sink_.user_data);
  }
}

} // namespace kling::sim_local
