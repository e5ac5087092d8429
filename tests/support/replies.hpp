#pragma once

#include <string>

#include "support/recording_server.hpp"

namespace kling::test {

inline Reply with_fault(Reply::Fault fault) {
  Reply reply;
  reply.fault = fault;
  return reply;
}

inline Reply held() {
  Reply reply;
  reply.hold = true;
  return reply;
}

inline Reply cut(Reply reply, int64_t after, Reply::End end) {
  reply.cut_after = after;
  reply.end = end;
  return reply;
}

inline Reply with_header(Reply reply, const std::string &line) {
  reply.headers.push_back(line);
  return reply;
}

inline Reply coded(int http_status, int64_t code) {
  return Reply::text(http_status, R"({"code":)" + std::to_string(code) + R"(,"message":"it says","request_id":"r-9"})");
}

inline Reply page(int http_status) {
  return Reply::text(http_status, "<!DOCTYPE html><html><body><h1>Bad Gateway</h1></body></html>", "text/html");
}

} // namespace kling::test
