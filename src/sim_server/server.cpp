#include "sim_server/server.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <microhttpd.h>
#include <mutex>
#include <new>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <optional>
#include <string_view>
#include <unistd.h>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "sim/service.hpp"
#include "sim_server/courier.hpp"
#include "sim_server/listener.hpp"
#include "sim_server/response.hpp"

namespace kling::sim_server {

namespace {

constexpr std::size_t most_body_bytes = std::size_t{64} << 20U;

int64_t unix_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

void hmac_sha256(std::string_view key, std::string_view message, uint8_t (&digest)[32]) {
  unsigned length = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char *>(message.data()), message.size(),
       digest, &length);
}

/// One request while it comes in.
struct Exchange {
  sim::HttpRequest request;
  bool begun = false;
  bool too_large = false;
  std::optional<sim::HttpReply> reply; // that lets its head wait
};

/// A connection while it is open.
struct Visit {
  bool carried_a_request = false;
};

MHD_Result keep_header(void *cls, MHD_ValueKind, const char *name, const char *value) {
  static_cast<sim::HttpRequest *>(cls)->headers.push_back({name, value != nullptr ? value : ""});
  return MHD_YES;
}

class MicrohttpdServer : public Server {
public:
  explicit MicrohttpdServer(ServerOptions options) : options_(std::move(options)) {}
  MicrohttpdServer(const MicrohttpdServer &) = delete;
  MicrohttpdServer &operator=(const MicrohttpdServer &) = delete;
  ~MicrohttpdServer() override {
    rest_.stopping = true;
    rest_.alarm.stop(); // a connection that rests must be resumed before its daemon stops
    for (MHD_Daemon *daemon : daemons_) {
      MHD_stop_daemon(daemon);
    }
    courier_.stop();
  }

  [[nodiscard]] std::string base_url() const override { return base_url_; }

  bool start(std::string &why) {
    if (!listener_.hold(options_.port, why)) {
      return false;
    }
    base_url_ = (options_.tls_cert.empty() ? "http://127.0.0.1:" : "https://127.0.0.1:") + std::to_string(listener_.port());
    options_.settings.output_base_url = String(base_url_);
    options_.settings.hmac_sha256 = &hmac_sha256;
    service_ = std::make_unique<sim::Service>(options_.settings);
    const std::lock_guard guard(listening_mutex_);
    return listen(why);
  }

private:
  bool listen(std::string &why) {
    const int fd = listener_.listen(why);
    if (fd < 0) {
      return false;
    }
    const bool tls = !options_.tls_cert.empty();
    const unsigned flags =
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_SUPPRESS_DATE_NO_CLOCK | (tls ? unsigned{MHD_USE_TLS} : 0U);
    MHD_OptionItem tls_items[] = {{MHD_OPTION_HTTPS_MEM_CERT, 0, options_.tls_cert.data()},
                                  {MHD_OPTION_HTTPS_MEM_KEY, 0, options_.tls_key.data()},
                                  {MHD_OPTION_END, 0, nullptr}};
    MHD_OptionItem nothing[] = {{MHD_OPTION_END, 0, nullptr}};
    MHD_Daemon *daemon = MHD_start_daemon(flags, 0, nullptr, nullptr, &MicrohttpdServer::answer, this, MHD_OPTION_LISTEN_SOCKET, fd,
                                          MHD_OPTION_URI_LOG_CALLBACK, &MicrohttpdServer::begin, this, MHD_OPTION_NOTIFY_COMPLETED,
                                          &MicrohttpdServer::end, this, MHD_OPTION_NOTIFY_CONNECTION, &MicrohttpdServer::come_or_go, this,
                                          MHD_OPTION_CONNECTION_LIMIT, 8192U, MHD_OPTION_CONNECTION_MEMORY_LIMIT, std::size_t{64} << 10U,
                                          MHD_OPTION_ARRAY, tls ? tls_items : nothing, MHD_OPTION_END);
    if (daemon == nullptr) {
      ::close(fd);
      why = tls ? "cannot start the HTTPS server: are the certificate and the key PEM, and do they belong together?"
                : "cannot start the HTTP server";
      return false;
    }
    daemons_.push_back(daemon);
    listening_ = true;
    return true;
  }

  /// New connections are refused for so long; those that are there go on.
  void refuse(int64_t milliseconds) {
    const std::lock_guard guard(listening_mutex_);
    const int fd = listening_ ? MHD_quiesce_daemon(daemons_.back()) : -1;
    if (fd < 0) {
      return;
    }
    ::close(fd);
    listening_ = false;
    std::string why;
    if (listener_.hold(listener_.port(), why)) { // false from the alarm: the server stops anyway
      (void)rest_.alarm.after(milliseconds, [this] { listen_again(); });
    }
  }

  void listen_again() {
    const std::lock_guard guard(listening_mutex_);
    std::string why;
    if (!rest_.stopping && !listen(why)) {
      std::fprintf(stderr, "kling-sim: %s\n", why.c_str());
    }
  }

  /// The one place where the target is still as it was sent.
  static void *begin(void *, const char *target, MHD_Connection *) {
    auto *exchange = new (std::nothrow) Exchange;
    if (exchange != nullptr) {
      exchange->request.target = target;
    }
    return exchange;
  }

  static void end(void *, MHD_Connection *, void **context, MHD_RequestTerminationCode) {
    delete static_cast<Exchange *>(*context);
    *context = nullptr;
  }

  static void come_or_go(void *, MHD_Connection *, void **context, MHD_ConnectionNotificationCode what) {
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
      *context = new (std::nothrow) Visit;
    } else {
      delete static_cast<Visit *>(*context);
      *context = nullptr;
    }
  }

  static MHD_Result answer(void *cls, MHD_Connection *connection, const char *, const char *method, const char *, const char *data,
                           std::size_t *size, void **context) {
    auto *exchange = static_cast<Exchange *>(*context);
    if (exchange == nullptr) {
      return MHD_NO;
    }
    if (!exchange->begun) {
      exchange->begun = true;
      exchange->request.method = method;
      MHD_get_connection_values(connection, MHD_HEADER_KIND, &keep_header, &exchange->request);
      return MHD_YES;
    }
    if (*size != 0) {
      exchange->too_large = exchange->too_large || exchange->request.body.size() + *size > most_body_bytes;
      if (!exchange->too_large) {
        exchange->request.body.append(data, *size);
      }
      *size = 0;
      return MHD_YES;
    }
    return static_cast<MicrohttpdServer *>(cls)->reply(connection, *exchange);
  }

  MHD_Result reply(MHD_Connection *connection, Exchange &exchange) {
    if (exchange.reply) { // its head has waited
      return send(connection, std::move(*exchange.reply));
    }
    const MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    if (info != nullptr && info->socket_context != nullptr) {
      exchange.request.connection_reused = std::exchange(static_cast<Visit *>(info->socket_context)->carried_a_request, true);
    }
    sim::HttpReply reply;
    if (exchange.too_large) {
      reply.status = MHD_HTTP_CONTENT_TOO_LARGE;
    } else {
      reply = ask(exchange.request);
    }
    if (reply.head_ms > 0) {
      exchange.reply = std::move(reply);
      rest_.suspend(connection, exchange.reply->head_ms);
      return MHD_YES;
    }
    return send(connection, std::move(reply));
  }

  sim::HttpReply ask(const sim::HttpRequest &request) {
    std::unique_lock guard(mutex_);
    sim::HttpReply reply = service_->handle(request, unix_ms());
    const bool callbacks = request.method == "POST" && service_->calls_back(); // a create, or time that was moved on
    guard.unlock();
    if (callbacks) {
      courier_.wake();
    }
    return reply;
  }

  MHD_Result send(MHD_Connection *connection, sim::HttpReply reply) {
    if (reply.refuse_ms > 0) {
      refuse(reply.refuse_ms);
    }
    if (reply.delivery == sim::Delivery::reset) {
      reset_connection(connection);
    }
    if (reply.delivery == sim::Delivery::reset || reply.delivery == sim::Delivery::lost_reply) {
      return MHD_NO;
    }
    const auto status = static_cast<unsigned>(reply.status);
    MHD_Response *response = response_of(std::move(reply), connection, rest_);
    if (response == nullptr) {
      return MHD_NO;
    }
    const MHD_Result queued = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return queued;
  }

  Vector<sim::Callback> take_callbacks(int64_t &wait_ms) {
    const std::lock_guard guard(mutex_);
    const int64_t now = unix_ms();
    Vector<sim::Callback> callbacks = service_->take_callbacks(now);
    const std::optional<int64_t> due = service_->next_due(now);
    wait_ms = due ? std::max<int64_t>(*due - now, 1) : -1;
    return callbacks;
  }

  ServerOptions options_;
  std::string base_url_;
  Listener listener_;
  std::mutex listening_mutex_;        // the listener and what follows
  std::vector<MHD_Daemon *> daemons_; // the last one listens; those before it still have connections
  bool listening_ = false;
  std::mutex mutex_; // the service
  std::unique_ptr<sim::Service> service_;
  Rest rest_;
  Courier courier_{[this](int64_t &wait_ms) { return take_callbacks(wait_ms); }};
};

} // namespace

std::unique_ptr<Server> Server::start(const ServerOptions &options, std::string &why) {
  if (!options.tls_cert.empty() && MHD_is_feature_supported(MHD_FEATURE_TLS) != MHD_YES) {
    why = "this libmicrohttpd was built without TLS";
    return nullptr;
  }
  auto server = std::make_unique<MicrohttpdServer>(options);
  if (!server->start(why)) {
    return nullptr;
  }
  return server;
}

} // namespace kling::sim_server
