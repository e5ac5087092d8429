#include "sim/service.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "sim/access.hpp"
#include "sim/draft.hpp"
#include "sim/gateway_json.hpp"
#include "sim/page.hpp"
#include "sim/task_json.hpp"

namespace kling::sim {

namespace {

/// What a fault does to the task that a create makes.
void bend(Order &order, const Fault &fault) {
  constexpr int64_t late_ms = 1000;
  const int64_t delay_ms = fault.delay_ms != Fault::not_given ? fault.delay_ms : fault.kind == FaultKind::callback_late ? late_ms : 0;
  if (fault.kind == FaultKind::drop_external_id || fault.drop_external_id) {
    order.external_task_id.clear();
  }
  if (fault.concerns_callbacks()) {
    order.callback_times = fault.kind == FaultKind::callback_never ? 0 : fault.kind == FaultKind::callback_twice ? 2 : 1;
    order.callback_delay_ms = delay_ms;
  }
}

const Profile *profile_of(const Settings &settings) {
  const Profile *profile = find_profile(settings.profile);
  return profile != nullptr ? profile : &profiles().front();
}

} // namespace

Service::Service(Settings settings) : state_(std::move(settings)), profile_(profile_of(state_.settings)), gateway_(new_gateway()) {}

Gateway Service::new_gateway() const {
  return {*profile_, state_.settings.refresh_ms};
}

void Service::catch_up(int64_t unix_ms) {
  if (unix_ms + advanced_ms_ > now_ms_) {
    now_ms_ = unix_ms + advanced_ms_;
  }
  gateway_.refresh(state_.tasks, now_ms_, skew_ms_);
  state_.tasks.advance(now_ms_, skew_ms_);
  state_.wall_ms = wall_ms();
  queue_callbacks();
}

void Service::advance_clock(int64_t milliseconds) {
  advanced_ms_ += milliseconds;
  now_ms_ += milliseconds;
  gateway_.refresh(state_.tasks, now_ms_, skew_ms_);
  state_.tasks.advance(now_ms_, skew_ms_);
  state_.wall_ms = wall_ms();
  queue_callbacks();
}

void Service::reset() {
  state_ = State(std::move(state_.settings));
  gateway_ = new_gateway();
  faults_.clear();
  callbacks_.clear();
  record_.clear();
  refusals_.clear();
  now_ms_ = advanced_ms_ = skew_ms_ = date_skew_ms_ = posts_ = 0;
  calls_back_ = false;
}

std::optional<int64_t> Service::next_due(int64_t unix_ms) {
  catch_up(unix_ms);
  const std::optional<int64_t> of_task = state_.tasks.next_due();
  const std::optional<int64_t> of_callback = callbacks_.next_due();
  const std::optional<int64_t> due = of_task && of_callback ? std::min(of_task, of_callback) : of_task ? of_task : of_callback;
  return due ? std::optional<int64_t>(*due - advanced_ms_) : std::nullopt;
}

HttpReply Service::handle(const HttpRequest &request, int64_t unix_ms) {
  catch_up(unix_ms);
  const Target target = Target::parse(request.target, profile_->prefix);
  const bool is_control = !target.under_gateway && (target.path == "/_sim" || target.path.starts_with("/_sim/"));
  if (!is_control) {
    record_.add(request);
    posts_ += request.method == "POST" ? 1 : 0;
  }
  HttpReply reply = is_control ? control(request, target) : serve(request, target);
  catch_up(unix_ms); // a reset took the time away
  reply.headers.push_back({"Date", http_date(wall_ms() + date_skew_ms_)});
  return reply;
}

HttpReply Service::succeed(std::string_view data) { // §2.2; some deletes have nothing to say (§4.15)
  return json_reply(200, concat({"{\"code\":0,\"message\":\"SUCCEED\",\"request_id\":\"", state_.identifiers.uuid(), "\"",
                                 data.empty() ? "" : ",\"data\":", data, "}"}));
}

HttpReply Service::refuse(int64_t code, std::string_view message) {
  return refuse({code, String(message)});
}

HttpReply Service::refuse(const Refusal &refusal) {
  ++refusals_[refusal.code];
  return json_reply(refusal.http_status != 0 ? refusal.http_status : http_status_of(refusal.code),
                    concat({"{\"code\":", text_of(refusal.code), ",\"message\":", json::quoted(refusal.message), ",\"request_id\":\"",
                            state_.identifiers.uuid(), "\"}"}));
}

/// The order of the checks is that of Appendix C: credential, path and method, then what create and the queries check.
HttpReply Service::call(const HttpRequest &request, const Target &target, const Fault *fault) {
  Refusal refusal;
  const std::string_view credential = request.header("Authorization");
  const bool welcome = !target.under_gateway && takes_api_keys_only(target.path)
                           ? authorised_by_key(state_.settings, credential, refusal)
                           : authorised(state_.settings, target.under_gateway, credential, wall_ms(), refusal);
  if (!welcome) {
    return refuse(refusal);
  }
  const Route route = find_route(request.method, target.path);
  if (route.kind == nullptr) {
    return route.path_known ? refuse(1202, concat({"Request method '", request.method, "' is not supported"}))
                            : refuse(1203, concat({"The requested resource does not exist: ", target.path}));
  }
  const Kind &kind = *route.kind;
  if (kind.retired && state_.settings.retire_apis) { // §4.1, §7.2
    return refuse({state_.settings.retired_code, "This API is no longer available", static_cast<int>(state_.settings.retired_status)});
  }
  switch (route.act) {
  case Route::Act::list:
    return list(target, kind);
  case Route::Act::look_up:
    return look_up(kind, route.id);
  case Route::Act::create:
    break;
  }
  return kind.form == Form::view ? view(target, kind) : create(request, target, kind, fault);
}

HttpReply Service::create(const HttpRequest &request, const Target &target, const Kind &kind, const Fault *fault) {
  json::Document body;
  String why;
  if (!json::Document::parse(request.body, body, why)) {
    return refuse(1200, concat({"The request body is not valid JSON: ", why}));
  }
  if (!body.root().is(json::Type::object)) {
    return refuse(1200, "The request body is not a JSON object");
  }
  Draft draft{kind, body.root(), target, state_, {}, {}};
  if (!check(draft)) {
    return refuse(draft.refusal);
  }
  if (fault != nullptr) {
    bend(draft.order, *fault);
  }
  Refusal refusal;
  if (!admit(draft, refusal)) {
    return refuse(refusal);
  }
  return kind.form == Form::call ? answer_call(draft) : make_task(draft);
}

/// Duplicate external id, balance, concurrency.
bool Service::admit(const Draft &draft, Refusal &out) const {
  const Order &order = draft.order;
  const Tasks &tasks = state_.tasks;
  if (tasks.by_external_id(order.external_task_id) != nullptr) { // §9: account-wide
    out = {1201, concat({"External_task_id ", order.external_task_id, " already exists"})};
  } else if (tasks.available(draft.kind.pack) < order.cost) {
    out = {1102, String(message_of(1102))};
  } else if (draft.kind.form == Form::task &&
             tasks.running(draft.kind.pack, order.model) + order.slots > state_.settings.slots) { // §2.4: for each model version
    out = {1303, String(message_of(1303))};
  }
  return out.code == 0;
}

HttpReply Service::make_task(Draft &draft) {
  calls_back_ = calls_back_ || can_be_called(draft.order.callback_url);
  Task task;
  task.task_id = state_.identifiers.task_id();
  task.order = std::move(draft.order);
  draft.kind.make(draft, task);
  const Task &made = state_.tasks.add(std::move(task), now_ms_, skew_ms_);
  deliver(made);
  return succeed(created_json(made));
}

/// A call that makes something is a task that is done at once, so that it is charged and its files can be fetched.
HttpReply Service::answer_call(Draft &draft) {
  if (!draft.order.failure.empty()) {
    return refuse(1201, draft.order.failure);
  }
  const Task *made = nullptr;
  if (draft.kind.make != nullptr) {
    Task task;
    task.task_id = state_.identifiers.task_id();
    task.order = std::move(draft.order);
    draft.kind.make(draft, task);
    made = &state_.tasks.add_done(std::move(task), now_ms_, skew_ms_);
    deliver(*made);
  }
  String data;
  return draft.kind.answer(draft, made, data) ? succeed(data) : refuse(draft.refusal);
}

void Service::deliver(const Task &task) {
  for (const Output &output : task.outputs) {
    state_.files.add(output, &task);
  }
}

HttpReply Service::view(const Target &target, const Kind &kind) {
  Draft draft{kind, {}, target, state_, {}, {}};
  String data;
  return kind.answer(draft, nullptr, data) ? succeed(data) : refuse(draft.refusal);
}

HttpReply Service::look_up(const Kind &kind, std::string_view id) {
  const Task *task = state_.tasks.by_task_id(id);
  if (task == nullptr && kind.lookup == Lookup::either) {
    task = state_.tasks.by_external_id(id);
  }
  if (task == nullptr || task->order.kind != &kind || purged(*task)) {
    return refuse(1201, concat({"Task not found by id/external id: ", id}));
  }
  return succeed(task_json(state_, *task));
}

HttpReply Service::list(const Target &target, const Kind &kind) {
  Page page;
  Refusal refusal;
  if (!Page::parse(target, settings().page_size_max != 0 ? settings().page_size_max : kind.page_most, page, refusal)) {
    return refuse(refusal);
  }
  String data = "[";
  const Deque<Task> &all = state_.tasks.all();
  for (auto task = all.rbegin(); task != all.rend() && !page.full(); ++task) {
    if (task->order.kind != &kind || purged(*task) || !page.takes()) {
      continue;
    }
    data += concat({data.size() > 1 ? "," : "", task_json(state_, *task)});
  }
  data += "]";
  return succeed(data);
}

bool Service::purged(const Task &task) const {
  return task.final() && wall_ms() - task.updated_ms >= kept_ms;
}

/// §8: one for each change of the state. Whether `submitted` is sent is not documented (§11.1): a switch. Unsigned, as they are until a
/// webhook secret exists; tried once, since nothing is documented about further tries.
void Service::queue_callbacks() {
  for (const Change &change : state_.tasks.take_changes()) {
    const Order &order = change.task.order;
    if (change.task.status == TaskStatus::submitted && !state_.settings.callback_submitted) {
      continue;
    }
    for (int32_t i = 0; i < order.callback_times && can_be_called(order.callback_url); ++i) {
      callbacks_.add(
          {change.task.task_id, order.callback_url, {{"Content-Type", "application/json; charset=utf-8"}}, callback_body(change.task)},
          change.at_ms + order.callback_delay_ms);
    }
  }
}

/// A gateway that has callbacks of its own makes them of the service's.
String Service::callback_body(const Task &task) const {
  String body = callback_json(state_, task);
  const GatewayTask *known = profile_->own_callbacks ? gateway_.by_task_id(task.task_id) : nullptr;
  json::Document parsed;
  String why;
  return known != nullptr && json::Document::parse(body, parsed, why) ? comet_callback(parsed.root(), known->id) : body;
}

Vector<Callback> Service::take_callbacks(int64_t unix_ms) {
  catch_up(unix_ms);
  return callbacks_.take(now_ms_);
}

} // namespace kling::sim
