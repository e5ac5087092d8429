#include "support/recording_server.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace kling::test {

namespace {

constexpr auto patience = std::chrono::seconds(10);

bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}

void must(bool succeeded) {
  if (!succeeded) {
    perror("recording server");
    std::abort();
  }
}

std::string chunks_of(const std::string &body) {
  static constexpr std::size_t chunk = 7;
  std::string out;
  for (std::size_t at = 0; at < body.size(); at += chunk) {
    const std::string piece = body.substr(at, chunk);
    out += std::to_string(piece.size()) + "\r\n" + piece + "\r\n";
  }
  return out + "0\r\n\r\n";
}

} // namespace

struct RecordingServer::Connection {
  enum class Step : uint8_t { head, body, held, sending };

  int descriptor = -1;
  int number = 0;
  Step step = Step::head;
  std::string input;
  RecordedRequest request;
  std::size_t body_length = 0;
  bool scripted = false;
  Reply reply;
  std::string output;
  std::string held_back; // sent once released
};

std::string RecordedRequest::header(std::string_view name) const {
  for (const std::string &line : headers) {
    const std::size_t colon = line.find(':');
    if (colon != std::string::npos && same_name(std::string_view(line).substr(0, colon), name)) {
      const std::size_t value = line.find_first_not_of(" \t", colon + 1);
      return value == std::string::npos ? std::string() : line.substr(value);
    }
  }
  return {};
}

bool RecordedRequest::has_header(std::string_view name) const {
  for (const std::string &line : headers) {
    if (same_name(std::string_view(line).substr(0, line.find(':')), name)) {
      return true;
    }
  }
  return false;
}

Reply Reply::text(int status, std::string body, std::string content_type) {
  Reply reply;
  reply.status = status;
  reply.reason = "Because";
  reply.headers = {"Content-Type: " + std::move(content_type)};
  reply.body = std::move(body);
  return reply;
}

RecordingServer::RecordingServer() {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  auto *name = reinterpret_cast<sockaddr *>(&address);
  must(listener_ >= 0 && bind(listener_, name, length) == 0 && listen(listener_, 128) == 0 && getsockname(listener_, name, &length) == 0);
  must(pipe2(wake_, O_CLOEXEC | O_NONBLOCK) == 0);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { run(); });
}

RecordingServer::~RecordingServer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake();
  thread_.join();
  for (const auto &[descriptor, connection] : open_) {
    close(descriptor);
  }
  close(listener_);
  close(wake_[0]);
  close(wake_[1]);
}

std::string RecordingServer::url(std::string_view target) const {
  return "http://127.0.0.1:" + std::to_string(port_) + std::string(target);
}

void RecordingServer::script(Reply reply) {
  const std::lock_guard lock(mutex_);
  script_.push_back(std::move(reply));
}

void RecordingServer::handle(std::function<Reply(const RecordedRequest &)> handler) {
  const std::lock_guard lock(mutex_);
  handler_ = std::move(handler);
}

void RecordingServer::reset_connections(int count) {
  const std::lock_guard lock(mutex_);
  to_reset_ = count;
}

void RecordingServer::release() {
  {
    const std::lock_guard lock(mutex_);
    for (auto &[descriptor, connection] : open_) {
      connection.output += std::exchange(connection.held_back, {});
      connection.step = connection.step == Connection::Step::held ? Connection::Step::sending : connection.step;
    }
  }
  wake();
}

std::vector<RecordedRequest> RecordingServer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

int RecordingServer::count(std::string_view method) const {
  const std::lock_guard lock(mutex_);
  int found = 0;
  for (const RecordedRequest &request : requests_) {
    found += method.empty() || request.method == method ? 1 : 0;
  }
  return found;
}

int RecordingServer::connections() const {
  const std::lock_guard lock(mutex_);
  return accepted_;
}

int RecordingServer::open_connections() const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(open_.size());
}

bool RecordingServer::wait_for_requests(int count) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, patience, [&] { return static_cast<int>(requests_.size()) >= count; });
}

bool RecordingServer::wait_until_idle() {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, patience, [&] { return open_.empty(); });
}

void RecordingServer::wake() const {
  const char byte = 0;
  [[maybe_unused]] const ssize_t written = write(wake_[1], &byte, 1); // a full pipe wakes as well
}

void RecordingServer::run() {
  for (;;) {
    std::vector<pollfd> watched = {{listener_, POLLIN, 0}, {wake_[0], POLLIN, 0}};
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) {
        return;
      }
      for (const auto &[descriptor, connection] : open_) {
        watched.push_back({descriptor, static_cast<short>(POLLIN | (connection.output.empty() ? 0 : POLLOUT)), 0});
      }
    }
    poll(watched.data(), watched.size(), -1);
    const std::lock_guard lock(mutex_);
    if (watched[1].revents != 0) {
      char bytes[64];
      while (read(wake_[0], bytes, sizeof bytes) > 0) {
      }
    }
    for (std::size_t each = 2; each < watched.size(); ++each) {
      const int descriptor = watched[each].fd;
      Connection &connection = open_.at(descriptor);
      const bool readable = (watched[each].revents & (POLLIN | POLLERR | POLLHUP)) != 0;
      bool reset = false;
      bool alive = !readable || read_from(connection);
      if (alive) {
        alive = advance(connection) && send_to(connection);
        reset = connection.reply.end == Reply::End::reset || connection.reply.fault == Reply::Fault::reset_after_headers ||
                connection.reply.fault == Reply::Fault::reset_after_body;
      }
      if (!alive) {
        close_connection(descriptor, reset);
      }
    }
    if (watched[0].revents != 0) {
      accept_one();
    }
  }
}

void RecordingServer::accept_one() {
  const int descriptor = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (descriptor < 0) {
    return;
  }
  const int on = 1;
  setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  Connection connection;
  connection.descriptor = descriptor;
  connection.number = ++accepted_;
  open_.emplace(descriptor, std::move(connection));
  if (to_reset_ > 0) {
    --to_reset_;
    close_connection(descriptor, true);
  }
}

void RecordingServer::close_connection(int descriptor, bool reset) {
  if (reset) {
    const linger abrupt = {1, 0};
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &abrupt, sizeof abrupt);
  }
  close(descriptor);
  open_.erase(descriptor);
  changed_.notify_all();
}

bool RecordingServer::read_from(Connection &connection) {
  char bytes[65536];
  for (;;) {
    const ssize_t got = read(connection.descriptor, bytes, sizeof bytes);
    if (got > 0) {
      connection.input.append(bytes, static_cast<std::size_t>(got));
      continue;
    }
    return got < 0 && (errno == EAGAIN || errno == EINTR);
  }
}

bool RecordingServer::advance(Connection &connection) {
  if (connection.step == Connection::Step::head && !take_head(connection)) {
    return false;
  }
  return connection.step != Connection::Step::body || take_body(connection);
}

/// False: the connection is to be dropped.
bool RecordingServer::take_head(Connection &connection) {
  const std::size_t end = connection.input.find("\r\n\r\n");
  if (end == std::string::npos) {
    return true;
  }
  RecordedRequest &request = connection.request = {};
  request.connection = connection.number;
  request.raw = connection.input.substr(0, end + 4);
  connection.input.erase(0, end + 4);
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < end;) {
    const std::size_t line_end = request.raw.find("\r\n", at);
    lines.push_back(request.raw.substr(at, line_end - at));
    at = line_end + 2;
  }
  const std::string &first = lines.front();
  const std::size_t space = first.find(' ');
  const std::size_t last_space = first.rfind(' ');
  request.method = first.substr(0, space);
  request.target = first.substr(space + 1, last_space - space - 1);
  request.version = first.substr(last_space + 1);
  request.headers.assign(lines.begin() + 1, lines.end());
  connection.body_length = static_cast<std::size_t>(std::strtoull(request.header("Content-Length").c_str(), nullptr, 10));
  connection.scripted = !script_.empty();
  connection.reply = {};
  if (connection.scripted) {
    connection.reply = std::move(script_.front());
    script_.pop_front();
  }
  connection.step = Connection::Step::body;
  if (connection.reply.fault == Reply::Fault::reset_after_headers) {
    record(connection);
    return false;
  }
  return true;
}

bool RecordingServer::take_body(Connection &connection) {
  if (connection.input.size() < connection.body_length) {
    return true;
  }
  connection.request.body = connection.input.substr(0, connection.body_length);
  connection.request.raw += connection.request.body;
  connection.input.erase(0, connection.body_length);
  if (!connection.scripted && handler_) {
    connection.reply = handler_(connection.request);
  }
  record(connection);
  if (connection.reply.fault != Reply::Fault::none) {
    return false;
  }
  compose(connection);
  return true;
}

void RecordingServer::record(Connection &connection) {
  requests_.push_back(connection.request);
  changed_.notify_all();
}

void RecordingServer::compose(Connection &connection) {
  Reply &reply = connection.reply;
  std::string head = "HTTP/1.1 " + std::to_string(reply.status) + " " + reply.reason + "\r\n";
  for (const std::string &line : reply.headers) {
    head += line + "\r\n";
  }
  std::string body = reply.body;
  const bool no_body = connection.request.method == "HEAD" || reply.status == 204 || reply.status == 304;
  if (reply.chunked) {
    head += "Transfer-Encoding: chunked\r\n";
    body = chunks_of(body);
  } else if (reply.with_length) {
    head += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  }
  if (no_body) {
    body.clear();
  }
  if (reply.cut_after >= 0) {
    body.resize(std::min(body.size(), static_cast<std::size_t>(reply.cut_after)));
  }
  if (reply.end == Reply::End::keep && (reply.cut_after >= 0 || (!reply.with_length && !reply.chunked))) {
    reply.end = Reply::End::close;
  }
  const std::string bytes = reply.interim + head + "\r\n" + body;
  const std::size_t before_body = bytes.size() - body.size();
  std::size_t at_once = bytes.size();
  if (reply.hold) {
    at_once = 0;
  } else if (reply.hold_after >= 0) {
    at_once = std::min(bytes.size(), before_body + static_cast<std::size_t>(reply.hold_after));
  }
  connection.output = bytes.substr(0, at_once);
  connection.held_back = bytes.substr(at_once);
  connection.step = connection.held_back.empty() ? Connection::Step::sending : Connection::Step::held;
}

bool RecordingServer::send_to(Connection &connection) {
  while (!connection.output.empty()) {
    const ssize_t sent = send(connection.descriptor, connection.output.data(), connection.output.size(), MSG_NOSIGNAL);
    if (sent < 0) {
      return errno == EAGAIN || errno == EINTR;
    }
    connection.output.erase(0, static_cast<std::size_t>(sent));
  }
  if (connection.step != Connection::Step::sending) {
    return true;
  }
  if (connection.reply.end != Reply::End::keep) {
    return false;
  }
  connection.step = Connection::Step::head;
  return advance(connection); // what came in the meantime
}

} // namespace kling::test
