#include "sim/passing.hpp"

#include "base/text.hpp"
#include "sim/access.hpp"
#include "sim/task_json.hpp"
#include "sim/writer.hpp"

namespace kling::sim {

namespace {

/// The service's refusal two levels down, without a code above (gateways §2.1, E3).
String nested(json::Value refusal) {
  const std::string_view message = refusal["message"].text();
  return Writer().text("message", message).json("data", Writer().text("message", message).json("data", refusal.print()).done()).done();
}

/// What is wrong with the model, if anything is (gateways §1.5, §2.2).
std::optional<Trouble> trouble_with_model(const Profile &profile, const Kind &kind, json::Value model) {
  if (profile.models.empty() || !model.is(json::Type::string)) {
    return std::nullopt;
  }
  if (model.text().empty()) {
    return Trouble::no_model;
  }
  for (const MisplacedModel &each : profile.misplaced) {
    if (each.path == kind.path && each.model == model.text()) {
      return Trouble::misplaced_model;
    }
  }
  return one_of(model.text(), profile.models) ? std::nullopt : std::optional(Trouble::no_channel);
}

} // namespace

Passing::Upstream Passing::Upstream::read(HttpReply reply) {
  Upstream out;
  const bool cut_short = reply.delivery == Delivery::truncate;
  out.came = cut_short || !reply.breaks_off();
  const std::string_view content = reply.content();
  String why;
  static_cast<void>(json::Document::parse(cut_short ? content.substr(0, reply.end()) : content, out.body, why)); // else it is absent
  out.reply = std::move(reply);
  return out;
}

HttpReply Passing::answer() {
  if (!target_.under_gateway) {
    return stray();
  }
  route_ = find_route(request_.method, target_.path);
  gateway_route_ = route_.kind != nullptr ? profile_.route_of(*route_.kind) : nullptr;
  if (route_.act == Route::Act::list && !profile_.lists && !service_.state_.settings.gateway_lists) {
    gateway_route_ = nullptr;
  }
  if (gateway_route_ == nullptr && profile_.unknown_is_page) {
    return html_reply(200); // E5
  }
  HttpReply refusal;
  if (!authorised(refusal)) {
    return refusal;
  }
  if (gateway_route_ == nullptr && route_.kind != nullptr) { // the service has it, the gateway does not
    return html_reply(404);
  }
  if (gateway_route_ == nullptr || route_.kind->form == Form::view) {
    return ask(request_, target_).reply;
  }
  if (!gateway_route_->wired) {
    return json_reply(404, Writer().json("code", "null").text("message", "404").done()); // E4
  }
  switch (route_.act) {
  case Route::Act::list:
    return list();
  case Route::Act::look_up:
    return look_up();
  case Route::Act::create:
    break;
  }
  return create();
}

HttpReply Passing::complain(Trouble trouble, std::string_view detail, int status) {
  return sim::complain({profile_, service_.state_.identifiers, service_.wall_ms()}, trouble, detail, status);
}

/// What is not under the gateway's prefix (gateways §1.1, §3).
HttpReply Passing::stray() const {
  if (!profile_.outside_moves) {
    return html_reply(profile_.unknown_is_page ? 200 : 404);
  }
  HttpReply out;
  out.status = 301;
  out.headers.push_back({"Content-Type", "text/html"});
  out.headers.push_back({"Location", concat({service_.state_.settings.output_base_url, "/"})});
  return out;
}

bool Passing::authorised(HttpReply &refusal) {
  Refusal why;
  if (sim::authorised(service_.state_.settings, true, request_.header("Authorization"), service_.wall_ms(), why)) {
    return true;
  }
  refusal =
      profile_.complaints == Complaints::service ? service_.refuse(why) : complain(why.code == 1001 ? Trouble::no_key : Trouble::wrong_key);
  return false;
}

/// The gateway's own request to the service, for which faults with "upstream" wait.
Passing::Upstream Passing::ask(const HttpRequest &request, const Target &target) {
  return Upstream::read(service_.under_faults(request, target, true, &Service::call, fault_));
}

/// Without the fields that the gateway does not know.
String Passing::onward(json::Document &body) const {
  for (const std::string_view name : profile_.drops) {
    json::Path path;
    String why;
    if (json::Path::parse(name, path, why)) {
      body.erase(path);
    }
  }
  return body.print();
}

HttpReply Passing::create() {
  json::Document body;
  String why;
  const bool is_object = json::Document::parse(request_.body, body, why) && body.root().is(json::Type::object);
  if (!is_object && profile_.complaints != Complaints::service) {
    return complain(Trouble::malformed);
  }
  const json::Value model = body.root()["model_name"];
  if (const std::optional<Trouble> trouble = trouble_with_model(profile_, *route_.kind, model)) {
    return complain(*trouble, trouble == Trouble::no_channel ? model.text() : std::string_view());
  }
  HttpRequest request{request_.method, request_.target, request_.headers, {}};
  request.body = is_object ? onward(body) : request_.body;
  const Upstream upstream = ask(request, target_);
  if (!upstream.good()) {
    return refuse(upstream);
  }
  const Task *made =
      route_.kind->form == Form::task ? service_.state_.tasks.by_task_id(upstream.root()["data"]["task_id"].text()) : nullptr;
  if (made == nullptr) {
    return json_reply(200, upstream.root().print());
  }
  const GatewayTask &task = service_.gateway_.add(*made, *gateway_route_, service_.now_ms_, service_.skew_ms_);
  return json_reply(200, profile_.created({profile_, task, body.root(), upstream.root()}));
}

/// The service would not, or could not be asked (gateways §2.1, §2.3, §3).
HttpReply Passing::refuse(const Upstream &upstream) {
  const int status = upstream.reply.status;
  const Complaints complaints = profile_.complaints;
  if (complaints == Complaints::service) {
    return upstream.came && upstream.has_envelope() ? json_reply(status, upstream.root().print()) : html_reply(502);
  }
  if (!upstream.came) {
    return complain(Trouble::not_sent);
  }
  if (upstream.code() == 1102) { // what the account holds is the gateway's to say
    return complain(service_.state_.tasks.available(route_.kind->pack) > 0 ? Trouble::too_little_left : Trouble::nothing_left);
  }
  if (complaints == Complaints::comet && upstream.has_envelope()) {
    const bool of_voice = route_.kind->name == "tts" && upstream.message() == "Voice id not found";
    return json_reply(status, of_voice ? nested(upstream.root()) : upstream.root().print()); // E3, E2
  }
  if (status != 200) {
    const bool told = complaints == Complaints::family_b && upstream.has_envelope();
    return complain(Trouble::fetch, told ? upstream.message() : upstream.reply.content(), status);
  }
  if (!upstream.has_envelope()) {
    return complain(Trouble::unreadable, cut(upstream.reply.content(), 16));
  }
  return complaints == Complaints::family_b ? json_reply(200, upstream.root().print()) : complain(Trouble::task_failed, upstream.message());
}

const GatewayTask *Passing::task_named(std::string_view id) const {
  const Gateway &gateway = service_.gateway_;
  const Task *by_external_id = service_.state_.tasks.by_external_id(id);
  const GatewayTask *task = by_external_id != nullptr ? gateway.by_task_id(by_external_id->task_id) : gateway.find(id);
  return task != nullptr && task->task->order.kind == route_.kind ? task : nullptr;
}

/// The service's reply when the gateway last asked; nothing when it has not.
Passing::Upstream Passing::seen(const GatewayTask &task) {
  if (!task.seen) {
    return {};
  }
  Task then = *task.task;
  then.status = task.status;
  then.updated_ms = task.updated_ms;
  return Upstream::read(service_.succeed(task_json(service_.state_, then)));
}

HttpReply Passing::look_up() {
  const GatewayTask *task = task_named(route_.id);
  if (profile_.stores && task == nullptr) {
    return complain(Trouble::unknown_task);
  }
  if (profile_.stores) {
    return json_reply(200, profile_.looked({profile_, *task, {}, seen(*task).root()}));
  }
  Target target = target_;
  if (task != nullptr) {
    target.path = concat({route_.kind->path, "/", task->task->task_id});
  }
  const Upstream upstream = ask(request_, target);
  return upstream.good() && task != nullptr ? json_reply(200, profile_.looked({profile_, *task, {}, upstream.root()})) : refuse(upstream);
}

HttpReply Passing::list() {
  const Upstream upstream = ask(request_, target_);
  if (!upstream.good()) {
    return refuse(upstream);
  }
  ListWriter items;
  for (json::Value each = upstream.root()["data"].first(); each.present(); each = each.next()) {
    const GatewayTask *task = service_.gateway_.by_task_id(each["task_id"].text());
    items.json(task != nullptr ? with_member(each, "task_id", task->id) : each.print());
  }
  return json_reply(200, profile_.listed(items.done(), upstream.root()["request_id"].text()));
}

} // namespace kling::sim
