#include "transport/curl_transport.hpp"

#include <algorithm>
#include <curl/curl.h>
#include <new>

#include "base/text.hpp"
#include "transport/curl_settings.hpp"
#include "transport/exchange.hpp"

namespace kling::transport {

namespace {

constexpr std::size_t max_origins_kept = 64;
constexpr int64_t hosts_kept_busy = 4;

struct Feature {
  int bit;
  const char *words;
};
constexpr Feature needed_features[] = {
    {CURL_VERSION_ASYNCHDNS, "asynchronous name look-ups"},
    {CURL_VERSION_THREADSAFE, "thread-safe initialisation"},
    {CURL_VERSION_SSL, "TLS"},
};

class CurlTransport : public Allocated {
public:
  CurlTransport(const Host &host, Log *log) : host_(host), log_(log) {}
  ~CurlTransport();
  CurlTransport(const CurlTransport &) = delete;
  CurlTransport &operator=(const CurlTransport &) = delete;

  [[nodiscard]] kling_status open(const CurlOptions &options, Error &error);
  [[nodiscard]] kling_status start(const Request &request, const Sink &sink, uint64_t &id);
  void cancel(uint64_t id) noexcept;
  void pause(uint64_t id, bool on) noexcept;
  void drive(curl_socket_t socket, int ready) noexcept;

private:
  using Queue = Map<uint64_t, Exchange *>; // ids grow, so the first entry is the oldest
  struct Origin {
    int64_t active = 0; // ready ones included
    Queue waiting;
  };

  [[nodiscard]] bool set_up_multi();
  bool size_cache();
  Origin &origin_of(const Exchange &exchange) { return origins_.find(exchange.origin())->second; }
  void ask_for_timer();
  void tell_timer();
  void begin_ready();
  void end_cancelled();
  void go_on_resumed();
  void forget_resumed(Exchange &exchange);
  void end_finished();
  void end(Exchange &exchange, CURLcode code);
  void leave_origin(const Exchange &exchange);
  [[nodiscard]] CURL *take_handle();
  void give_handle(CURL *handle);
  void drop(Exchange &exchange);

  static int on_watch(CURL *, curl_socket_t socket, int what, void *transport, void *);
  static int on_timer(CURLM *, long delay_ms, void *transport);

  Host host_;
  Log *log_;
  CurlSettings settings_;
  CURLM *multi_ = nullptr;
  CURLSH *share_ = nullptr;
  Vector<CURL *> spare_handles_;
  uint64_t last_id_ = 0;
  HashMap<uint64_t, Exchange *> exchanges_;
  Map<String, Origin> origins_;
  Queue ready_;
  Exchange *cancelled_ = nullptr;
  Exchange *resumed_ = nullptr;
  int64_t creates_ = 0; // ready or active
  int64_t curl_delay_ms_ = -1;
  bool curl_delay_changed_ = false;
  bool timer_asked_ = false; // set to "at once" by us since the last drive
  bool driving_ = false;
};

CurlTransport::~CurlTransport() {
  for (const auto &[id, exchange] : exchanges_) {
    drop(*exchange);
  }
  for (CURL *handle : spare_handles_) {
    curl_easy_cleanup(handle);
  }
  if (multi_ != nullptr) {
    curl_multi_cleanup(multi_);
  }
  if (share_ != nullptr) {
    curl_share_cleanup(share_);
  }
}

void CurlTransport::drop(Exchange &exchange) {
  if (exchange.handle() != nullptr) {
    curl_multi_remove_handle(multi_, exchange.handle());
    curl_easy_cleanup(exchange.handle());
  }
  if (exchange.sink().release != nullptr) {
    exchange.sink().release(exchange.sink().user_data);
  }
  delete &exchange;
}

bool CurlTransport::set_up_multi() {
  multi_ = curl_multi_init();
  share_ = curl_share_init();
  if (multi_ == nullptr || share_ == nullptr) {
    return false;
  }
  // Every handle of this transport runs on one thread at a time, so the share needs no locks. It lets a fresh connection resume TLS.
  return curl_share_setopt(share_, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION) == CURLSHE_OK &&
         curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &CurlTransport::on_watch) == CURLM_OK &&
         curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this) == CURLM_OK &&
         curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &CurlTransport::on_timer) == CURLM_OK &&
         curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this) == CURLM_OK && size_cache();
}

/// libcurl drops a kept connection as soon as more are open than this, those of creates included.
bool CurlTransport::size_cache() {
  const int64_t connections = settings_.max_connections() * hosts_kept_busy + creates_;
  return curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, static_cast<long>(connections)) == CURLM_OK;
}

kling_status CurlTransport::open(const CurlOptions &options, Error &error) {
  const curl_version_info_data *version = curl_version_info(CURLVERSION_NOW);
  for (const Feature &feature : needed_features) {
    if ((version->features & feature.bit) == 0) {
      error = make_error(KLING_E_UNSUPPORTED, concat({"libcurl ", version->version, " was built without ", feature.words}));
      return error.status;
    }
  }
  if (settings_.resolve(options, error) != KLING_OK) {
    return error.status;
  }
  // Thread-safe and counted by libcurl itself; never undone, since other code in the process may rely on it.
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || !set_up_multi()) {
    error = make_error(KLING_E_INTERNAL, "libcurl could not be initialised");
    return error.status;
  }
  return KLING_OK;
}

kling_status CurlTransport::start(const Request &request, const Sink &sink, uint64_t &id) {
  auto exchange = std::make_unique<Exchange>(last_id_ + 1, sink);
  const kling_status status = exchange->take(request);
  if (status != KLING_OK) {
    return status;
  }
  const auto found = origins_.find(exchange->origin());
  Origin &origin = found != origins_.end() ? found->second : origins_.emplace(String(exchange->origin()), Origin()).first->second;
  const bool gated = !exchange->is_create() && origin.active >= settings_.max_connections();
  exchanges_.emplace(exchange->id(), exchange.get());
  try {
    (gated ? origin.waiting : ready_).emplace(exchange->id(), exchange.get());
  } catch (...) {
    exchanges_.erase(exchange->id());
    throw;
  }
  if (!gated) {
    exchange->stage = Exchange::Stage::ready;
    ++(exchange->is_create() ? creates_ : origin.active);
    ask_for_timer();
  }
  id = ++last_id_;
  exchange.release(); // NOLINT(bugprone-unused-return-value): exchanges_ owns it now
  return KLING_OK;
}

void CurlTransport::cancel(uint64_t id) noexcept {
  const auto found = exchanges_.find(id);
  if (found == exchanges_.end() || found->second->cancelled) {
    return;
  }
  found->second->cancelled = true;
  found->second->next_cancelled = std::exchange(cancelled_, found->second);
  ask_for_timer();
}

/// libcurl delivers what it kept from inside its own call, so going on waits for the next drive.
void CurlTransport::pause(uint64_t id, bool on) noexcept {
  const auto found = exchanges_.find(id);
  if (found == exchanges_.end()) {
    return;
  }
  Exchange &exchange = *found->second;
  exchange.paused = on;
  if (!on && exchange.held && !exchange.resumed) {
    exchange.resumed = true;
    exchange.next_resumed = std::exchange(resumed_, &exchange);
    ask_for_timer();
  }
}

void CurlTransport::ask_for_timer() {
  if (!driving_ && !timer_asked_) {
    timer_asked_ = true;
    host_.set_timer(host_.user_data, 0);
  }
}

/// One call to the host after all that libcurl and the sinks wanted.
void CurlTransport::tell_timer() {
  if (cancelled_ != nullptr || resumed_ != nullptr || !ready_.empty()) {
    timer_asked_ = true;
    host_.set_timer(host_.user_data, 0);
  } else if (curl_delay_changed_) {
    timer_asked_ = false; // the last call counts
    host_.set_timer(host_.user_data, curl_delay_ms_);
  }
  curl_delay_changed_ = false;
}

void CurlTransport::drive(curl_socket_t socket, int ready) noexcept {
  driving_ = true;
  timer_asked_ = timer_asked_ && socket != CURL_SOCKET_TIMEOUT;
  end_cancelled();
  begin_ready();
  go_on_resumed();
  int running = 0;
  curl_multi_socket_action(multi_, socket, ready, &running);
  end_finished();
  driving_ = false;
  tell_timer();
}

void CurlTransport::begin_ready() {
  while (!ready_.empty()) {
    Exchange &exchange = *ready_.begin()->second;
    ready_.erase(ready_.begin());
    exchange.stage = Exchange::Stage::active;
    if (exchange.is_create()) {
      size_cache();
    }
    CURL *handle = take_handle();
    const bool begun = handle != nullptr && exchange.prepare(handle, settings_) && curl_multi_add_handle(multi_, handle) == CURLM_OK;
    if (!begun) {
      if (exchange.handle() == nullptr && handle != nullptr) {
        curl_easy_cleanup(handle);
      }
      end(exchange, CURLE_OUT_OF_MEMORY);
    }
  }
}

void CurlTransport::end_cancelled() {
  while (cancelled_ != nullptr) {
    Exchange &exchange = *cancelled_;
    cancelled_ = exchange.next_cancelled;
    if (exchange.stage == Exchange::Stage::ready) {
      ready_.erase(exchange.id());
    } else if (exchange.stage == Exchange::Stage::waiting) {
      origin_of(exchange).waiting.erase(exchange.id());
    }
    end(exchange, CURLE_ABORTED_BY_CALLBACK);
  }
}

void CurlTransport::go_on_resumed() {
  for (Exchange *next = std::exchange(resumed_, nullptr); next != nullptr;) {
    Exchange &exchange = *next;
    next = exchange.next_resumed;
    exchange.resumed = false;
    if (exchange.paused || exchange.cancelled) {
      continue;
    }
    exchange.held = false;
    const CURLcode code = curl_easy_pause(exchange.handle(), CURLPAUSE_CONT);
    if (code != CURLE_OK && !exchange.cancelled) {
      end(exchange, code);
    }
  }
}

void CurlTransport::forget_resumed(Exchange &exchange) {
  for (Exchange **place = &resumed_; exchange.resumed && *place != nullptr; place = &(*place)->next_resumed) {
    if (*place == &exchange) {
      *place = exchange.next_resumed;
      return;
    }
  }
}

void CurlTransport::end_finished() {
  int left = 0;
  while (const CURLMsg *message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) {
      continue;
    }
    char *exchange = nullptr;
    const CURLcode code = message->data.result; // gone with the handle's removal
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &exchange);
    // One that was cancelled on the way stays listed; end_cancelled() says its last word.
    Exchange &ended = *static_cast<Exchange *>(static_cast<void *>(exchange));
    if (!ended.cancelled) {
      end(ended, code);
    }
  }
}

void CurlTransport::end(Exchange &exchange, CURLcode code) {
  String message;
  const Result result = exchange.conclude(code, message);
  if (log_ != nullptr && log_->wants(log_debug)) {
    try {
      exchange.write_log(*log_, result);
    } catch (const std::bad_alloc &) { // a lost log line is better than a lost result
      message.clear();
    }
  }
  if (exchange.handle() != nullptr) {
    CURL *handle = exchange.handle();
    curl_multi_remove_handle(multi_, handle);
    exchange.detach();
    give_handle(handle);
  }
  forget_resumed(exchange);
  leave_origin(exchange);
  exchanges_.erase(exchange.id());
  const Sink sink = exchange.sink();
  if (sink.on_done != nullptr) {
    sink.on_done(sink.user_data, &result);
  }
  if (sink.release != nullptr) {
    sink.release(sink.user_data);
  }
  delete &exchange;
}

/// Its place goes to whoever has waited longest for the same host.
void CurlTransport::leave_origin(const Exchange &exchange) {
  const auto found = origins_.find(exchange.origin());
  Origin &origin = found->second;
  if (exchange.is_create()) {
    --creates_;
    size_cache();
  } else if (exchange.stage != Exchange::Stage::waiting) {
    --origin.active;
    if (!origin.waiting.empty()) {
      auto node = origin.waiting.extract(origin.waiting.begin());
      node.mapped()->stage = Exchange::Stage::ready;
      ++origin.active;
      ready_.insert(std::move(node));
    }
  }
  if (origins_.size() > max_origins_kept && origin.active == 0 && origin.waiting.empty()) {
    origins_.erase(found);
  }
}

CURL *CurlTransport::take_handle() {
  if (!spare_handles_.empty()) {
    CURL *handle = spare_handles_.back();
    spare_handles_.pop_back();
    return handle;
  }
  CURL *handle = curl_easy_init();
  if (handle != nullptr && !settings_.apply(handle, share_)) {
    curl_easy_cleanup(handle);
    return nullptr;
  }
  return handle;
}

void CurlTransport::give_handle(CURL *handle) {
  try {
    if (spare_handles_.size() < static_cast<std::size_t>(settings_.max_connections())) {
      spare_handles_.push_back(handle);
      return;
    }
  } catch (const std::bad_alloc &) { // then it is not kept
  }
  curl_easy_cleanup(handle);
}

int CurlTransport::on_watch(CURL *, curl_socket_t socket, int what, void *transport, void *) {
  const CurlTransport &self = *static_cast<CurlTransport *>(transport);
  self.host_.watch(self.host_.user_data, socket, what == CURL_POLL_REMOVE ? 0 : static_cast<uint32_t>(what) & 3U);
  return 0;
}

int CurlTransport::on_timer(CURLM *, long delay_ms, void *transport) {
  CurlTransport &self = *static_cast<CurlTransport *>(transport);
  self.curl_delay_ms_ = delay_ms;
  self.curl_delay_changed_ = true;
  return 0;
}

CurlTransport &transport_of(void *user_data) {
  return *static_cast<CurlTransport *>(user_data);
}

kling_status KLING_CALL table_start(void *user_data, const Request *request, const Sink *sink, uint64_t *out_id) {
  uint64_t id = 0;
  try {
    const kling_status status = transport_of(user_data).start(*request, *sink, id);
    if (status == KLING_OK && out_id != nullptr) {
      *out_id = id;
    }
    return status;
  } catch (const std::bad_alloc &) {
    return KLING_E_MEMORY;
  }
}

void KLING_CALL table_cancel(void *user_data, uint64_t id) {
  transport_of(user_data).cancel(id);
}

void KLING_CALL table_pause(void *user_data, uint64_t id, int32_t on) {
  transport_of(user_data).pause(id, on != 0);
}

void KLING_CALL table_on_socket(void *user_data, int64_t socket, uint32_t ready) {
  // An error bit alone is left for libcurl to look at itself: it then finds the error's own words.
  transport_of(user_data).drive(static_cast<curl_socket_t>(socket), static_cast<int>(ready & 3U));
}

void KLING_CALL table_on_timer(void *user_data) {
  transport_of(user_data).drive(CURL_SOCKET_TIMEOUT, 0);
}

void KLING_CALL table_destroy(void *user_data) {
  delete &transport_of(user_data);
}

} // namespace

kling_status make_curl_transport(const CurlOptions &options, const Host &host, Log *log, Table &out, Error &error) {
  auto transport = std::make_unique<CurlTransport>(host, log);
  const kling_status status = transport->open(options, error);
  if (status != KLING_OK) {
    return status;
  }
  out = {sizeof out, 0, transport.release(), table_start, table_cancel, table_pause, table_on_socket, table_on_timer, table_destroy};
  return KLING_OK;
}

String curl_version() {
  return ::curl_version();
}

} // namespace kling::transport
