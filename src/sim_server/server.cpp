#include "sim_server/server.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <microhttpd.h>
#include <mutex>
#include <netinet/in.h>
#include <new>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.hpp"
#include "sim/service.hpp"

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
};

/// A socket that listens on 127.0.0.1, and the port it got; -1 with the reason.
int listen_on(uint16_t &port, std::string &why) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const int yes = 1;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  socklen_t length = sizeof address;
  if (fd < 0 || ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
      ::bind(fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0 || ::listen(fd, SOMAXCONN) != 0 ||
      ::getsockname(fd, reinterpret_cast<sockaddr *>(&address), &length) != 0) {
    why = "cannot listen on 127.0.0.1:" + std::to_string(port) + ": " + std::strerror(errno);
    if (fd >= 0) {
      ::close(fd);
    }
    return -1;
  }
  port = ntohs(address.sin_port);
  return fd;
}

MHD_Result keep_header(void *cls, MHD_ValueKind, const char *name, const char *value) {
  static_cast<sim::HttpRequest *>(cls)->headers.push_back({name, value != nullptr ? value : ""});
  return MHD_YES;
}

/// What a response's content is read from.
struct Content {
  sim::HttpReply reply;
  std::size_t end; // behind it the connection breaks
};

ssize_t read_content(void *cls, uint64_t position, char *buffer, std::size_t most) {
  const auto *content = static_cast<const Content *>(cls);
  const std::string_view bytes = content->reply.content();
  if (position >= content->end) {
    return MHD_CONTENT_READER_END_WITH_ERROR;
  }
  const std::size_t count = std::min(most, content->end - static_cast<std::size_t>(position));
  std::memcpy(buffer, bytes.data() + position, count);
  return static_cast<ssize_t>(count);
}

MHD_Response *response_of(sim::HttpReply reply) {
  constexpr std::size_t block = std::size_t{64} << 10U;
  const std::size_t size = reply.content().size();
  MHD_Response *response = nullptr;
  if (size == 0) {
    response = MHD_create_response_from_buffer(0, nullptr, MHD_RESPMEM_PERSISTENT);
  } else {
    const std::size_t end = reply.delivery == sim::Delivery::truncate ? size / 2 : size;
    auto content = std::make_unique<Content>(Content{std::move(reply), end});
    response =
        MHD_create_response_from_callback(size, block, &read_content, content.get(), [](void *cls) { delete static_cast<Content *>(cls); });
    if (response != nullptr) {
      Content *kept = content.release();
      for (const sim::HttpHeader &header : kept->reply.headers) {
        MHD_add_response_header(response, header.name.c_str(), header.value.c_str());
      }
    }
    return response;
  }
  for (const sim::HttpHeader &header : reply.headers) {
    MHD_add_response_header(response, header.name.c_str(), header.value.c_str());
  }
  return response;
}

/// Breaks the connection off now: dissolving the association makes the system send a reset where closing would send an orderly end.
void reset_connection(MHD_Connection *connection) {
  const MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  if (info != nullptr) {
    sockaddr nobody{};
    nobody.sa_family = AF_UNSPEC;
    (void)::connect(info->connect_fd, &nobody, sizeof nobody);
  }
}

class MicrohttpdServer : public Server {
public:
  MicrohttpdServer(sim::Settings settings, std::string base_url) : base_url_(std::move(base_url)), service_(std::move(settings)) {}
  MicrohttpdServer(const MicrohttpdServer &) = delete;
  MicrohttpdServer &operator=(const MicrohttpdServer &) = delete;
  ~MicrohttpdServer() override {
    if (daemon_ != nullptr) {
      MHD_stop_daemon(daemon_);
    }
  }

  [[nodiscard]] std::string base_url() const override { return base_url_; }

  bool listen(int fd, const ServerOptions &options, std::string &why) {
    const bool tls = !options.tls_cert.empty();
    const unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_SUPPRESS_DATE_NO_CLOCK | (tls ? unsigned{MHD_USE_TLS} : 0U);
    MHD_OptionItem tls_items[] = {{MHD_OPTION_HTTPS_MEM_CERT, 0, const_cast<char *>(options.tls_cert.c_str())},
                                  {MHD_OPTION_HTTPS_MEM_KEY, 0, const_cast<char *>(options.tls_key.c_str())},
                                  {MHD_OPTION_END, 0, nullptr}};
    MHD_OptionItem nothing[] = {{MHD_OPTION_END, 0, nullptr}};
    daemon_ = MHD_start_daemon(flags, 0, nullptr, nullptr, &MicrohttpdServer::answer, this, MHD_OPTION_LISTEN_SOCKET, fd,
                               MHD_OPTION_URI_LOG_CALLBACK, &MicrohttpdServer::begin, this, MHD_OPTION_NOTIFY_COMPLETED,
                               &MicrohttpdServer::end, this, MHD_OPTION_CONNECTION_LIMIT, 8192U, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
                               std::size_t{64} << 10U, MHD_OPTION_ARRAY, tls ? tls_items : nothing, MHD_OPTION_END);
    if (daemon_ == nullptr) {
      ::close(fd);
      why = tls ? "cannot start the HTTPS server: are the certificate and the key PEM, and do they belong together?"
                : "cannot start the HTTP server";
    }
    return daemon_ != nullptr;
  }

private:
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

  MHD_Result reply(MHD_Connection *connection, const Exchange &exchange) {
    sim::HttpReply reply;
    if (exchange.too_large) {
      reply.status = MHD_HTTP_CONTENT_TOO_LARGE;
    } else {
      const std::lock_guard guard(mutex_);
      reply = service_.handle(exchange.request, unix_ms());
    }
    if (reply.delivery == sim::Delivery::reset) {
      reset_connection(connection);
    }
    if (reply.delivery == sim::Delivery::reset || reply.delivery == sim::Delivery::lost_reply) {
      return MHD_NO;
    }
    const auto status = static_cast<unsigned>(reply.status);
    MHD_Response *response = response_of(std::move(reply));
    if (response == nullptr) {
      return MHD_NO;
    }
    const MHD_Result queued = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return queued;
  }

  MHD_Daemon *daemon_ = nullptr;
  std::string base_url_;
  std::mutex mutex_;
  sim::Service service_;
};

} // namespace

std::unique_ptr<Server> Server::start(const ServerOptions &options, std::string &why) {
  if (!options.tls_cert.empty() && MHD_is_feature_supported(MHD_FEATURE_TLS) != MHD_YES) {
    why = "this libmicrohttpd was built without TLS";
    return nullptr;
  }
  uint16_t port = options.port;
  const int fd = listen_on(port, why);
  if (fd < 0) {
    return nullptr;
  }
  const std::string base_url = (options.tls_cert.empty() ? "http://127.0.0.1:" : "https://127.0.0.1:") + std::to_string(port);
  sim::Settings settings = options.settings;
  settings.output_base_url = String(base_url);
  settings.hmac_sha256 = &hmac_sha256;
  auto server = std::make_unique<MicrohttpdServer>(std::move(settings), base_url);
  if (!server->listen(fd, options, why)) {
    return nullptr;
  }
  return server;
}

} // namespace kling::sim_server
