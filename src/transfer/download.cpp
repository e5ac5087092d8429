#include "transfer/download.hpp"

#include <memory>
#include <new>

#include "base/text.hpp"
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
      : order(std::move(an_order)), transport(a_transport), listener(a_listener), log(a_log), part(order.path) {}

  [[nodiscard]] kling_status start(Error &error);
  [[nodiscard]] kling_status send(Error &error);
  void abandon();
  [[nodiscard]] bool take_head(int32_t http_status, std::string_view block);
  [[nodiscard]] bool take_body(const void *bytes, uint64_t length);
  void finish(const transport::Result &reply);
  void settle(const transport::Result &reply);
  void complete();
  bool decide(DownloadEnd end, Error why);
  bool break_off(std::string_view message) { return decide(DownloadEnd::broken, download_error(message, head.http_status)); }
  [[nodiscard]] bool begin_whole();
  [[nodiscard]] bool go_on();
  [[nodiscard]] bool refuse_status();
  bool give_up_file(Error why);
  void write_log() const;

  DownloadOrder order;
  transport::Table transport;
  Listener listener;
  Log *log;
  PartFile part;
  String validator; // of what .part holds
  int64_t total = -1;

  Attempt *attempt = nullptr;
  uint64_t exchange = 0;
  bool resuming = false;
  bool start_over = false; // ask again, from the first byte
  bool decided = false;
  ReplyHead head;
  DownloadResult result;
};

namespace {

template <class State> State *state_of(void *attempt) {
  return static_cast<State *>(static_cast<Attempt *>(attempt)->state);
}

} // namespace

kling_status Download::State::start(Error &error) {
  if (attempt != nullptr) {
    error = make_error(KLING_E_STATE, "the download is already under way");
    return error.status;
  }
  if (!order.overwrite && system::file_exists(order.path)) {
    error = make_error(KLING_E_FILE, concat({order.path, " already exists"}));
    return error.status;
  }
  if (system::is_directory(order.path)) {
    error = make_error(KLING_E_FILE, concat({order.path, " is a directory"}));
    return error.status;
  }
  if (!part.is_open()) {
    validator.clear();
    const kling_status status = part.open(error);
    if (status != KLING_OK) {
      return status;
    }
  }
  const kling_status status = send(error);
  if (status != KLING_OK && part.length() == 0) {
    part.close();
  }
  return status;
}

kling_status Download::State::send(Error &error) {
  resuming = part.length() > 0 && !validator.empty();
  if (part.length() > 0 && !resuming) {
    const kling_status status = part.start_over(error);
    if (status != KLING_OK) {
      return status;
    }
  }
  decided = false;
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
    add({"Range: bytes=", text_of(part.length()), "-"});
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
    error = make_error(status, concat({"the download of ", loggable_url(order.url), " could not be started"}));
    return status;
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
  part.remove();
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
  if (part.length() > 0) {
    Error error;
    if (part.start_over(error) != KLING_OK) {
      return give_up_file(std::move(error));
    }
  }
  validator = head.validator;
  total = head.content_length;
  return true;
}

/// 206: what is missing, if it is what was asked for.
bool Download::State::go_on() {
  const bool fits = resuming && head.range_first == part.length() && (head.range_total < 0 || head.range_last < head.range_total);
  if (!fits) {
    validator.clear(); // the next attempt starts over
    return break_off("the range that came is not the one that was asked for");
  }
  total = head.range_total;
  return true;
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
  if (limit >= 0 && static_cast<uint64_t>(limit - part.length()) < length) {
    validator.clear();
    return break_off("more bytes came than were announced");
  }
  Error error;
  if (part.take(bytes, length, error) != KLING_OK) {
    return give_up_file(std::move(error));
  }
  if (listener.progress != nullptr) {
    listener.progress(listener.user_data, part.length(), total);
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
  result.bytes = part.length();
  const DownloadResult last = std::move(result);
  if (last.end == DownloadEnd::failed) {
    part.close();
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
    decide(error.status == KLING_E_FILE ? DownloadEnd::failed : DownloadEnd::broken, std::move(error));
  }
  if (!decided && reply.status != KLING_OK) {
    const bool forbidden = reply.status == KLING_E_ENDPOINT || reply.status == KLING_E_ARGUMENT;
    Error error = download_error(concat({"the download broke off: ", reply.message}), reply.http_status);
    error.retryable = forbidden ? 0 : 1;
    decide(forbidden ? DownloadEnd::failed : DownloadEnd::broken, std::move(error));
  }
  if (!decided) {
    complete();
  }
  if (result.end == DownloadEnd::broken && part.is_open()) {
    Error error;
    if (part.flush(error) != KLING_OK) {
      give_up_file(std::move(error));
    }
  }
  write_log();
}

/// The exchange ended well; is the file whole?
void Download::State::complete() {
  if (total >= 0 && part.length() < total) {
    break_off(concat({"only ", text_of(part.length()), " of ", text_of(total), " bytes came"}));
    return;
  }
  if (part.length() == 0) {
    break_off("an empty file came");
    return;
  }
  Error error;
  if (part.finish(order.overwrite, result.sha256, error) != KLING_OK) {
    decide(DownloadEnd::failed, std::move(error)); // a whole file that only its name is refused to stays as .part
    return;
  }
  decide(DownloadEnd::saved, {});
}

void Download::State::write_log() const {
  if (log == nullptr || !log->wants(log_information)) {
    return;
  }
  if (result.end == DownloadEnd::saved) {
    log->write(log_information, concat({"saved ", order.path, ", ", text_of(part.length()), " bytes, SHA-256 ", result.sha256}));
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

void Download::cancel() {
  state_->abandon();
  state_->part.close();
}

} // namespace kling::transfer
