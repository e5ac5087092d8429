#pragma once

#include "sim/gateway_complaint.hpp"
#include "sim/gateway_json.hpp"
#include "sim/service.hpp"

namespace kling::sim {

/// One request on its way through the gateway that a profile puts in front of the service.
class Passing {
public:
  Passing(Service &service, const HttpRequest &request, const Target &target, const Fault *fault)
      : service_(service), profile_(*service.profile_), request_(request), target_(target), fault_(fault) {}

  [[nodiscard]] HttpReply answer();

private:
  /// What came back from the service, as the gateway sees it.
  struct Upstream {
    HttpReply reply;
    bool came = false; // the connection held
    json::Document body;

    [[nodiscard]] static Upstream read(HttpReply reply);
    [[nodiscard]] json::Value root() const { return body.root(); }
    [[nodiscard]] bool has_envelope() const { return root()["code"].is(json::Type::number); }
    [[nodiscard]] int64_t code() const { return root()["code"].integer().value_or(-1); }
    [[nodiscard]] std::string_view message() const { return root()["message"].text(); }
    [[nodiscard]] bool good() const { return came && reply.status == 200 && has_envelope() && code() == 0; }
  };

  [[nodiscard]] HttpReply complain(Trouble trouble, std::string_view detail = {}, int status = 0);
  [[nodiscard]] HttpReply stray() const;
  [[nodiscard]] HttpReply create();
  [[nodiscard]] HttpReply look_up();
  [[nodiscard]] HttpReply list();
  [[nodiscard]] HttpReply refuse(const Upstream &upstream);
  [[nodiscard]] bool authorised(HttpReply &refusal);
  [[nodiscard]] const GatewayTask *task_named(std::string_view id) const;
  [[nodiscard]] Upstream ask(const HttpRequest &request, const Target &target);
  [[nodiscard]] Upstream seen(const GatewayTask &task);
  [[nodiscard]] String onward(json::Document &body) const;

  Service &service_;
  const Profile &profile_;
  const HttpRequest &request_;
  const Target &target_;
  const Fault *fault_;
  Route route_;
  const GatewayRoute *gateway_route_ = nullptr;
};

} // namespace kling::sim
