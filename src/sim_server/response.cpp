#include "sim_server/response.hpp"

#include <algorithm>
#include <memory>
#include <poll.h>
#include <sys/socket.h>

namespace kling::sim_server {

namespace {

using Clock = std::chrono::steady_clock;

/// What a response's content is read from.
struct Content {
  sim::HttpReply reply;
  MHD_Connection *connection;
  Rest *rest;
  Clock::time_point begun = {}; // when the head was ready
};

int socket_of(MHD_Connection *connection) {
  const MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return info == nullptr ? -1 : info->connect_fd;
}

/// libmicrohttpd does not look at a connection that rests.
bool hung_up(MHD_Connection *connection) {
  pollfd watched = {socket_of(connection), POLLRDHUP, 0};
  return ::poll(&watched, 1, 0) > 0;
}

ssize_t read_content(void *cls, uint64_t position, char *buffer, std::size_t most) {
  constexpr int64_t look_again_ms = 100; // for a client that hung up
  auto *content = static_cast<Content *>(cls);
  const sim::HttpReply &reply = content->reply;
  if (content->begun == Clock::time_point{}) {
    content->begun = Clock::now();
  }
  if (position >= reply.end()) {
    if (reply.delivery == sim::Delivery::reset_midway) {
      reset_connection(content->connection);
    }
    return reply.breaks_off() ? MHD_CONTENT_READER_END_WITH_ERROR : MHD_CONTENT_READER_END_OF_STREAM;
  }
  const auto passed = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - content->begun).count();
  const int64_t due = reply.due_ms(position);
  if (due > passed) {
    if (content->rest->stopping || hung_up(content->connection)) {
      return MHD_CONTENT_READER_END_WITH_ERROR;
    }
    content->rest->suspend(content->connection, std::min(due - passed, look_again_ms));
    return 0;
  }
  return static_cast<ssize_t>(reply.read(position, buffer, most));
}

} // namespace

void Rest::suspend(MHD_Connection *connection, int64_t milliseconds) {
  MHD_suspend_connection(connection);
  if (!alarm.after(milliseconds, [connection] { MHD_resume_connection(connection); })) {
    MHD_resume_connection(connection);
  }
}

MHD_Response *response_of(sim::HttpReply reply, MHD_Connection *connection, Rest &rest) {
  constexpr std::size_t block = std::size_t{64} << 10U;
  const std::size_t size = reply.content().size();
  auto content = std::make_unique<Content>(Content{std::move(reply), connection, &rest});
  const Content *kept = content.get();
  MHD_Response *response = nullptr;
  if (size == 0) {
    response = MHD_create_response_from_buffer(0, nullptr, MHD_RESPMEM_PERSISTENT);
  } else {
    const uint64_t announced = kept->reply.announces_length() ? size : MHD_SIZE_UNKNOWN;
    response = MHD_create_response_from_callback(announced, block, &read_content, content.get(),
                                                 [](void *cls) { delete static_cast<Content *>(cls); });
  }
  if (response == nullptr) {
    return nullptr;
  }
  for (const sim::HttpHeader &header : kept->reply.headers) {
    MHD_add_response_header(response, header.name.c_str(), header.value.c_str());
  }
  if (size != 0) {
    content.release(); // NOLINT(bugprone-unused-return-value): the response deletes it
  }
  return response;
}

void reset_connection(MHD_Connection *connection) {
  sockaddr nobody{};
  nobody.sa_family = AF_UNSPEC;
  (void)::connect(socket_of(connection), &nobody, sizeof nobody);
}

} // namespace kling::sim_server
