#include "client/work.hpp"

#include <algorithm>
#include <new>

#include "base/text.hpp"

namespace kling::client {

namespace {

std::string_view without_port(std::string_view host) {
  const std::size_t end = host.starts_with('[') ? host.find(']') + 1 : host.find(':');
  return host.substr(0, end);
}

/// Whether a link leads to the API's own host: then it may be as private as that is.
bool same_host(std::string_view url, std::string_view host) {
  const std::size_t start = url.find("://");
  if (start == std::string_view::npos) {
    return false;
  }
  std::string_view authority = url.substr(start + 3);
  authority = authority.substr(0, authority.find_first_of("/?#\\"));
  // With a user name in front, what looks like the host is not.
  return authority.find('@') == std::string_view::npos && equal_ignoring_case(without_port(authority), without_port(host));
}

} // namespace

// Recording

void Client::Recording::begin(const engine::Wish &wish) noexcept {
  Vector<store::Entry> entries;
  try {
    entries.reserve(wish.lines.size());
  } catch (const std::bad_alloc &) {
    done(this, ticket_, KLING_E_MEMORY, "out of memory");
    return;
  }
  for (const engine::JournalLine &line : wish.lines) {
    entries.push_back({line.key.c_str(), line.record_json.empty() ? nullptr : line.record_json.c_str()});
  }
  client_.store_.submit(client_.store_.user_data, entries.data(), static_cast<uint32_t>(entries.size()), ticket_, done, this);
}

void Client::Recording::done(void *self, uint64_t, kling_status status, const char *message) {
  auto &recording = *static_cast<Recording *>(self);
  recording.status_ = status;
  try {
    recording.message_ = message == nullptr ? "" : message;
  } catch (const std::bad_alloc &) { // the status says it too
    recording.message_.clear();
  }
  recording.answer();
}

bool Client::Recording::tell(engine::Instant now) {
  client_.engine_->persisted(ticket_, status_, message_, now);
  return true;
}

// Exchanging

void Client::Exchanging::begin() noexcept {
  if (exchange_.start(client_.transport_, client_.limits_) != KLING_OK) {
    answer();
  }
}

bool Client::Exchanging::tell(engine::Instant now) {
  // Of one that was dropped too: the engine no longer knows the ticket, the numbers count.
  client_.engine_->replied(ticket_, exchange_.reply(), now);
  client_.bytes_in_ += exchange_.bytes_in();
  client_.bytes_out_ += exchange_.bytes_out();
  return true;
}

// Downloading

Client::Downloading::~Downloading() {
  leave_finishing();
  if (receiving_place_.empty()) {
    receiving_place_.splice(receiving_place_.end(), client_.receiving_,
                            std::find(client_.receiving_.begin(), client_.receiving_.end(), this));
  }
}

void Client::Downloading::make(engine::Wish &wish) {
  transfer::DownloadOrder order = client_.download_order_;
  order.allow_private = order.allow_private || same_host(wish.save_url, client_.endpoint_.host);
  order.url = std::move(wish.save_url);
  order.path = std::move(wish.save_path);
  if (wish.receiver != nullptr) {
    receiving_ = static_cast<const ReceiverHold &>(*wish.receiver).receiving();
    order.taker = receiving_.get();
  }
  const transfer::Download::Listener listener{this, progress, whole, done};
  download_ = std::make_unique<transfer::Download>(std::move(order), client_.transport_, listener, &client_.log_);
  if (receiving_ != nullptr) {
    client_.receiving_.splice(client_.receiving_.end(), receiving_place_);
  }
}

void Client::Downloading::begin(engine::Wish &wish) noexcept {
  ended_ = false;
  Error error;
  try {
    if (download_ == nullptr) {
      make(wish);
    } else {
      download_->set_url(std::move(wish.save_url));
    }
    if (receiving_ != nullptr && receiving_->refused()) {
      refuse();
      return;
    }
    if (download_->start(error) == KLING_OK) {
      bytes_done_ = bytes_counted_ = download_->length(); // what an earlier process left did not come now
      running_ = true;
      return;
    }
  } catch (const std::bad_alloc &) {
    error = Error();
    error.status = KLING_E_MEMORY;
  }
  end(error.status == KLING_E_MEMORY ? engine::SaveEnd::broken : engine::SaveEnd::failed, error, 0);
}

void Client::Downloading::refuse() noexcept {
  if (download_ != nullptr) {
    download_->cancel();
  }
  Error error;
  error.status = KLING_E_FILE;
  try {
    error.message = "the receiver refused";
  } catch (const std::bad_alloc &) { // the status says it too
    error.message.clear();
  }
  end(engine::SaveEnd::failed, error, bytes_done_);
}

void Client::Downloading::attend() noexcept {
  if (!running_) {
    return;
  }
  if (receiving_->refused()) {
    refuse();
  } else if (whole_) {
    download_->finish();
    if (whole_ && receiving_->drained()) { // it could not, for want of memory
      client_.receivers_.hear();
    }
  } else if (!receiving_->full()) {
    download_->resume();
  }
}

void Client::Downloading::leave_finishing() noexcept {
  if (finishing_place_.empty()) {
    finishing_place_.splice(finishing_place_.end(), client_.finishing_,
                            std::find(client_.finishing_.begin(), client_.finishing_.end(), this));
  }
}

void Client::Downloading::whole(void *self) {
  auto &save = *static_cast<Downloading *>(self);
  save.whole_ = true;
  if (save.receiving_ != nullptr) {
    save.client_.receivers_.hear();
  } else {
    save.client_.finishing_.splice(save.client_.finishing_.end(), save.finishing_place_);
  }
}

void Client::Downloading::progress(void *self, int64_t done, int64_t total) {
  auto &save = *static_cast<Downloading *>(self);
  if (done < save.bytes_done_) {
    save.bytes_counted_ = 0; // it was started over
  }
  save.bytes_done_ = done;
  save.bytes_total_ = total;
  save.moved_ = true;
  save.answer();
}

void Client::Downloading::done(void *self, const transfer::DownloadResult &result) {
  constexpr engine::SaveEnd ends[] = {engine::SaveEnd::saved, engine::SaveEnd::link_refused, engine::SaveEnd::broken,
                                      engine::SaveEnd::failed};
  static_cast<Downloading *>(self)->end(ends[static_cast<std::size_t>(result.end)], result.error, result.bytes);
}

void Client::Downloading::end(engine::SaveEnd end, const Error &error, int64_t bytes) noexcept {
  leave_finishing();
  running_ = false;
  whole_ = false;
  end_ = end;
  ended_ = true;
  bytes_done_ = bytes;
  try {
    error_ = error;
  } catch (const std::bad_alloc &) {
    error_ = Error();
    error_.status = error.status;
  }
  answer();
}

bool Client::Downloading::tell(engine::Instant now) {
  client_.bytes_in_ += static_cast<uint64_t>(std::max<int64_t>(bytes_done_ - bytes_counted_, 0));
  bytes_counted_ = bytes_done_; // an attempt that started over counts from there
  if (moved_) {
    moved_ = false;
    client_.engine_->save_progress(ticket_, bytes_done_, bytes_total_, now);
  }
  if (!ended_) {
    return false;
  }
  client_.engine_->saved(ticket_, end_, error_, bytes_done_, now);
  ended_ = false; // only now: an engine out of memory is told again
  return end_ == engine::SaveEnd::saved || end_ == engine::SaveEnd::failed;
}

/// What downloads wait for besides the network: receivers that took something, and one step of one file that is whole, so that a turn has
/// one sync at most.
void Client::tend_downloads() {
  if (receivers_.take_heard()) {
    for (auto each = receiving_.begin(); each != receiving_.end();) {
      (*each++)->attend();
    }
  }
  if (!finishing_.empty()) {
    finishing_.front()->finish();
  }
}

} // namespace kling::client
