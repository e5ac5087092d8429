// Where a request meets the faults that wait for it.
#include "base/text.hpp"
#include "json/document.hpp"
#include "sim/passing.hpp"
#include "sim/refusal.hpp"
#include "sim/service.hpp"

namespace kling::sim {

HttpReply Service::serve(const HttpRequest &request, const Target &target) {
  return under_faults(request, target, false, &Service::carry_out, nullptr);
}

HttpReply Service::under_faults(const HttpRequest &request, const Target &target, bool upstream, Work work, const Fault *outer) {
  Fault fault;
  if (!faults_.strike(request, target.path, upstream, fault)) {
    return (this->*work)(request, target, outer);
  }
  HttpReply reply;
  if (!fault.strikes_before_the_work()) {
    reply = (this->*work)(request, target, &fault);
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
  if (!target.under_gateway && profile_->quota && request.method == "GET" && target.path == "/user/quota") {
    return quota(target);
  }
  if (profile_->gateway) {
    return Passing(*this, request, target, fault).answer();
  }
  if (target.path == "/tasks" && state_.settings.no_tasks) { // §2.1
    return html_reply(404);
  }
  return call(request, target, fault);
}

HttpReply Service::replacement(const Fault &fault) {
  HttpReply reply;
  reply.status = fault.status != 0 ? fault.status : 502;
  if (fault.kind == FaultKind::html) {
    reply = html_reply(reply.status);
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
