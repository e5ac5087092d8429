// Where a request meets the faults that wait for it.
#include "base/text.hpp"
#include "json/document.hpp"
#include "sim/refusal.hpp"
#include "sim/service.hpp"

namespace kling::sim {

namespace {

struct Title {
  int status;
  std::string_view words;
};

constexpr Title titles[] = {{200, "Just a moment"}, {403, "Forbidden"},           {404, "Not Found"},       {500, "Internal Server Error"},
                            {502, "Bad Gateway"},   {503, "Service Unavailable"}, {504, "Gateway Time-out"}};

/// What a proxy or a web server on the way says, in place of the service.
String page(int status) {
  std::string_view words = "Error";
  for (const Title &title : titles) {
    words = title.status == status ? title.words : words;
  }
  return concat({"<!DOCTYPE html><html><head><title>", words, "</title></head><body><h1>", words, "</h1></body></html>\n"});
}

HttpReply html(int status) {
  HttpReply reply;
  reply.status = status;
  reply.headers.push_back({"Content-Type", "text/html"});
  reply.body = page(status);
  return reply;
}

} // namespace

HttpReply Service::serve(const HttpRequest &request, const Target &target) {
  Fault fault;
  if (!faults_.strike(request, target.path, fault)) {
    return carry_out(request, target, nullptr);
  }
  HttpReply reply;
  if (!fault.strikes_before_the_work()) {
    reply = carry_out(request, target, &fault);
  }
  if (fault.kind == FaultKind::status || fault.kind == FaultKind::html) {
    reply = replacement(fault);
  }
  disturb(reply, fault);
  return reply;
}

HttpReply Service::carry_out(const HttpRequest &request, const Target &target, const Fault *fault) {
  if (!target.under_gateway && (target.path.starts_with("/_clips/") || target.path.starts_with("/_files/"))) {
    return file(request, target, fault != nullptr && fault->kind == FaultKind::expire_link);
  }
  if (target.path == "/tasks" && state_.settings.no_tasks) { // §2.1
    return html(404);
  }
  return call(request, target, fault);
}

HttpReply Service::replacement(const Fault &fault) {
  HttpReply reply;
  reply.status = fault.status != 0 ? fault.status : 502;
  if (fault.kind == FaultKind::html) {
    reply = html(reply.status);
  } else if (fault.code != 0) {
    reply.headers.push_back({"Content-Type", "application/json; charset=utf-8"});
    reply.body = concat({"{\"code\":", text_of(fault.code), ",\"message\":", json::quoted(message_of(fault.code)), ",\"request_id\":\"",
                         state_.identifiers.uuid(), "\"}"});
  } else {
    reply.headers.push_back({"Content-Type", "text/plain"});
  }
  if (!fault.retry_after.empty()) {
    reply.headers.push_back({"Retry-After", fault.retry_after});
  }
  return reply;
}

} // namespace kling::sim
