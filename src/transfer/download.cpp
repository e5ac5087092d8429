#include "transfer/download.hpp"

#include <memory>
#include <new>

#include "base/text.hpp"
#include "transfer/hand_over.hpp"
#include "transfer/part_file.hpp"
#include "transfer/reply_head.hpp"

namespace kling::transfer {

namespace {

/// One exchange with the host. It outlives a cancelled download until the transport lets go of it.
struct Attempt : public Allocated {
  void *state = nullptr; // null: nobody listens any more
};

Error download_error(std::string_view message, int32_t http_status) {
  Error error = make_error(KLING_E_DOWNLOAD, message);
  error.http_status = http_status;
  error.retryable = 1;
  return error;
}

Error out_of_memory() {
  Error error; // without a text: that would need memory
  error.status = KLING_E_MEMORY;
  return error;
}

} // namespace

struct Download::State : public Allocated {
  State(DownloadOrder an_order, const transport::Table &a_transport, const Listener &a_listener, Log *a_log)
      : order(std::move(an_order)), transport(a_transport), listener(a_listener), log(a_log), destination(destination_of(order)) {}
  [[nodiscard]] static std::unique_ptr<Destination> destination_of(const DownloadOrder &order);

  [[nodiscard]] kling_status start(Error &error);
  [[nodiscard]] kling_status send(Error &error);
  void abandon();
  [[nodiscard]] bool take_head(int32_t http_status, std::string_view block);
  [[nodiscard]] bool take_body(const void *bytes, uint64_t length);
  void finish(const transport::Result &reply);
  void settle(const transport::Result &reply);
  void check_whole();
  void finish_step();
  void end();
  void pause(bool on);
  [[nodiscard]] kling_status check_path(Error &error) const;
  bool decide(DownloadEnd end, Error why);
  bool break_off(std::string_view message) { return decide(DownloadEnd::broken, download_error(message, head.http_status)); }
  [[nodiscard]] bool begin_whole();
  [[nodiscard]] bool go_on();
  [[nodiscard]] bool refuse_status();
  [[nodiscard]] bool keep_origin();
  bool distrust(std::string_view message);
  bool give_up_file(Error why);
  void write_log() const;

  DownloadOrder order;
  transport::Table transport;
  Listener listener;
  Log *log;
  const std::unique_ptr<Destination> destination;
  String validator; // of what is there
  int64_t total = -1;

  Attempt *attempt = nullptr;
  uint64_t exchange = 0;
  bool resuming = false;
  bool start_over = false; // ask again, from the first byte
  bool decided = false;
  bool whole = false; // and to be finished
  bool paused = false;
  ReplyHead head;
  DownloadResult result;
};

namespace {

template <class State> State *state_of(void *attempt) {
  return static_cast<State *>(static_cast<Attempt *>(attempt)->state);
}

} // namespace

std::unique_ptr<Destination> Download::State::destination_of(const DownloadOrder &order) {
  if (order.taker != nullptr) {
    return std::make_unique<HandOver>(*order.taker);
  }
  return std::make_unique<PartFile>(order.path, order.overwrite);
}

kling_status Download::State::check_path(Error &error) const {
  if (!order.overwrite && system::file_exists(order.path)) {
    error = make_error(KLING_E_FILE, concat({order.path, " already exists"}));
    return error.status;
  }
  if (system::is_directory(order.path)) {
    error = make_error(KLING_E_FILE, concat({order.path, " is a directory"}));
    return error.status;
  }
  return KLING_OK;
}

kling_status Download::State::start(Error &error) {
  if (attempt != nullptr || whole) {
    error = make_error(KLING_E_STATE, "the download is already under way");
    return error.status;
  }
  kling_status status = order.taker == nullptr ? check_path(error) : kling_status{KLING_OK};
  if (status == KLING_OK && !destination->is_open()) {
    validator.clear();
    status = destination->open(loggable_url(order.url), validator, error);
  }
  if (status != KLING_OK) {
    return status;
  }
  status = send(error);
  if (status != KLING_OK && destination->length() == 0) {
    destination->close();
  }
  return status;
}

kling_status Download::State::send(Error &error) {
  resuming = destination->length() > 0 && !validator.empty();
  if (destination->length() > 0 && !resuming) {
    const kling_status status = destination->start_over(error);
    if (status != KLING_OK) {
      return status;
    }
  }
  decided = false;
  paused = false;
  start_over = false;
  head = {};
  result = {};
  total = -1;

  String lines[3];
  const char *headers[3];
  uint32_t count = 0;
  const auto add = [&](std::initializer_list<std::string_view> parts) {
    lines[count] = concat(parts);
    headers[count] = lines[count].c_str();
    ++count;
  };
  if (!order.user_agent.empty()) {
    add({"User-Agent: ", order.user_agent});
  }
  if (resuming) {
    add({"Range: bytes=", text_of(destination->length()), "-"});
    add({"If-Range: ", validator});
  }
  transport::Request request{};
  request.struct_size = sizeof request;
  request.flags = transport::follow_redirects | (order.allow_private ? 0U : uint32_t{transport::public_addresses_only});
  request.method = "GET";
  request.url = order.url.c_str();
  request.headers = headers;
  request.header_count = count;
  request.connect_timeout_ms = order.connect_timeout_ms;
  request.stall_timeout_ms = order.stall_timeout_ms;

  transport::Sink sink{};
  sink.struct_size = sizeof sink;
  sink.on_headers = [](void *user_data, int32_t http_status, const char *block, uint64_t length) -> int32_t {
    auto *state = state_of<State>(user_data);
    return state != nullptr && state->take_head(http_status, {block, length}) ? 0 : 1;
  };
  sink.on_body = [](void *user_data, const void *bytes, uint64_t length) -> int32_t {
    auto *state = state_of<State>(user_data);
    return state != nullptr && state->take_body(bytes, length) ? 0 : 1;
  };
  sink.on_done = [](void *user_data, const transport::Result *reply) {
    if (auto *state = state_of<State>(user_data)) {
      state->finish(*reply);
    }
  };
  sink.release = [](void *user_data) {
    if (auto *state = state_of<State>(user_data)) {
      state->attempt = nullptr; // the transport was destroyed under it
    }
    delete static_cast<Attempt *>(user_data);
  };
  auto fresh = std::make_unique<Attempt>();
  fresh->state = this;
  sink.user_data = fresh.get();
  const kling_status status = transport.start(transport.user_data, &request, &sink, &exchange);
  if (status != KLING_OK) {
    const kling_status kept = status == KLING_E_MEMORY ? status : kling_status{KLING_E_DOWNLOAD}; // no URL that can be fetched
    error = make_error(kept, concat({"the download of ", loggable_url(order.url), " could not be started"}));
    return kept;
  }
  attempt = fresh.release();
  return KLING_OK;
}

void Download::State::abandon() {
  if (attempt != nullptr) {
    attempt->state = nullptr;
    attempt = nullptr;
    transport.cancel(transport.user_data, exchange);
  }
}

bool Download::State::decide(DownloadEnd end, Error why) {
  decided = true;
  result.end = end;
  result.error = std::move(why);
  return false;
}

/// What cannot be written is of no use, and may be what fills the disk.
bool Download::State::give_up_file(Error why) {
  destination->remove();
  return decide(DownloadEnd::failed, std::move(why));
}

bool Download::State::take_head(int32_t http_status, std::string_view block) try {
  head = read_head(http_status, block);
  if (http_status == 200 || http_status == 206) {
    if (head.is_html) {
      return break_off("a web page came instead of the file");
    }
    if (head.is_encoded) {
      return break_off("the file came in an encoding that was not asked for");
    }
    return http_status == 200 ? begin_whole() : go_on();
  }
  return refuse_status();
} catch (const std::bad_alloc &) {
  return decide(DownloadEnd::broken, out_of_memory());
}

/// 200: the whole file, also where a part was asked for and the validator did not match any more.
bool Download::State::begin_whole() {
  if (destination->length() > 0) {
    Error error;
    if (destination->start_over(error) != KLING_OK) {
      return give_up_file(std::move(error));
    }
  }
  validator = head.validator;
  total = head.content_length;
  return keep_origin();
}

/// Before the bytes: whoever finds the .part knows what it is of, though its link be signed anew.
bool Download::State::keep_origin() {
  Error error;
  return destination->belong_to(loggable_url(order.url), validator, error) == KLING_OK || give_up_file(std::move(error));
}

/// The next attempt starts over, whoever makes it.
bool Download::State::distrust(std::string_view message) {
  validator.clear();
  return keep_origin() && break_off(message);
}

/// 206: what is missing, if it is what was asked for.
bool Download::State::go_on() {
  const bool fits = resuming && head.range_first == destination->length() && (head.range_total < 0 || head.range_last < head.range_total);
  const bool another_tag = head.validator.starts_with('"') && validator.starts_with('"') && head.validator != validator;
  if (!fits || another_tag) {
    return distrust("the range that came is not the one that was asked for");
  }
  total = head.range_total;
  return keep_origin();
}

bool Download::State::refuse_status() {
  const int32_t status = head.http_status;
  if (status == 416 && resuming) {
    start_over = true;
    return false;
  }
  const bool lasting = status >= 400 && status < 500 && status != 408 && status != 416 && status != 425 && status != 429;
  Error error = download_error(concat({"the download was answered with HTTP ", text_of(int64_t{status})}), status);
  error.retry_after_ms = head.retry_after_ms;
  return decide(lasting ? DownloadEnd::link_refused : DownloadEnd::broken, std::move(error));
}

bool Download::State::take_body(const void *bytes, uint64_t length) try {
  const int64_t limit = head.range_last >= 0 && head.http_status == 206 ? head.range_last + 1 : total;
  if (limit >= 0 && static_cast<uint64_t>(limit - destination->length()) < length) {
    return distrust("more bytes came than were announced");
  }
  Error error;
  if (destination->take(bytes, length, error) != KLING_OK) {
    return give_up_file(std::move(error));
  }
  if (listener.progress != nullptr) {
    listener.progress(listener.user_data, destination->length(), total);
  }
  if (attempt != nullptr && destination->crowded()) {
    pause(true);
  }
  return !decided && attempt != nullptr;
} catch (const std::bad_alloc &) {
  return decide(DownloadEnd::broken, out_of_memory());
}

void Download::State::finish(const transport::Result &reply) {
  attempt->state = nullptr;
  attempt = nullptr;
  try {
    settle(reply);
  } catch (const std::bad_alloc &) {
    decide(DownloadEnd::broken, out_of_memory());
  }
  if (attempt != nullptr) {
    return; // asked again
  }
  if (whole) {
    listener.whole(listener.user_data);
    return;
  }
  end();
}

void Download::State::end() {
  result.bytes = destination->length();
  const DownloadResult last = std::move(result);
  if (last.end == DownloadEnd::failed) {
    destination->close();
  }
  if (listener.done != nullptr) {
    listener.done(listener.user_data, last); // may delete this object
  }
}

void Download::State::settle(const transport::Result &reply) {
  if (start_over) {
    validator.clear();
    Error error;
    if (send(error) == KLING_OK) {
      return;
    }
    const bool lasting = error.status == KLING_E_FILE || error.status == KLING_E_DOWNLOAD;
    decide(lasting ? DownloadEnd::failed : DownloadEnd::broken, std::move(error));
  }
  if (!decided && reply.status != KLING_OK) {
    const bool forbidden = reply.status == KLING_E_ENDPOINT || reply.status == KLING_E_ARGUMENT;
    Error error = download_error(concat({"the download broke off: ", reply.message}), reply.http_status);
    error.retryable = forbidden ? 0 : 1;
    decide(forbidden ? DownloadEnd::failed : DownloadEnd::broken, std::move(error));
  }
  if (!decided) {
    check_whole();
  }
  if (result.end == DownloadEnd::broken && destination->is_open()) {
    Error error;
    if (destination->flush(error) != KLING_OK) {
      give_up_file(std::move(error));
    }
  }
  if (!whole) {
    write_log();
  }
}

/// The exchange ended well; is the file whole?
void Download::State::check_whole() {
  if (total >= 0 && destination->length() < total) {
    break_off(concat({"only ", text_of(destination->length()), " of ", text_of(total), " bytes came"}));
    return;
  }
  if (destination->length() == 0) {
    break_off("an empty file came");
    return;
  }
  whole = true;
}

void Download::State::finish_step() {
  if (!whole) {
    return;
  }
  try {
    Error error;
    bool over = false;
    if (destination->finish(over, result.sha256, error) != KLING_OK) {
      decide(DownloadEnd::failed, std::move(error)); // a whole file that only its name is refused to stays as .part
    } else if (over) {
      decide(DownloadEnd::saved, {});
    }
  } catch (const std::bad_alloc &) {
    return; // the same step again
  }
  if (decided) {
    whole = false;
    try {
      write_log();
    } catch (const std::bad_alloc &) { // a lost log line is better than a lost end
      result.error.retryable = 0;
    }
    end();
  }
}

void Download::State::pause(bool on) {
  if (paused != on && transport.pause != nullptr) {
    paused = on;
    transport.pause(transport.user_data, exchange, on ? 1 : 0);
  }
}

void Download::State::write_log() const {
  if (log == nullptr || !log->wants(log_information)) {
    return;
  }
  if (result.end == DownloadEnd::saved) {
    const String what = order.taker == nullptr ? concat({"saved ", order.path}) : concat({"handed over ", loggable_url(order.url)});
    log->write(log_information, concat({what, ", ", text_of(destination->length()), " bytes, SHA-256 ", result.sha256}));
  } else {
    log->write(log_information, concat({"download of ", loggable_url(order.url), ": ", result.error.message}));
  }
}

Download::Download(DownloadOrder order, const transport::Table &transport, const Listener &listener, Log *log)
    : state_(new State(std::move(order), transport, listener, log)) {}

Download::~Download() {
  state_->abandon();
  delete state_;
}

kling_status Download::start(Error &error) {
  return state_->start(error);
}

void Download::set_url(String url) {
  state_->order.url = std::move(url);
}

void Download::finish() {
  state_->finish_step();
}

void Download::resume() {
  if (state_->attempt != nullptr) {
    state_->pause(false);
  }
}

int64_t Download::length() const {
  return state_->destination->length();
}

void Download::cancel() {
  state_->abandon();
  state_->whole = false;
  state_->destination->close();
}

} // namespace kling::transfer
