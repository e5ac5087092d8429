#include "sim/service.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "sim/access.hpp"
#include "sim/refusal.hpp"
#include "sim/text2video.hpp"

namespace kling::sim {

namespace {

constexpr std::string_view collection = "/v1/videos/text2video";                     // §4.1
constexpr int64_t kept_ms = int64_t{30} * 24 * 3600 * 1000;                          // §3: results and records live 30 days
constexpr std::string_view risk_control = "Failure to pass the risk control system"; // §3

HttpReply json_reply(int status, String body) {
  HttpReply reply;
  reply.status = status;
  reply.headers.push_back({"Content-Type", "application/json; charset=utf-8"});
  reply.body = std::move(body);
  return reply;
}

std::string_view message_of(const Task &task) {
  return task.status == TaskStatus::failed ? risk_control : "";
}

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

/// A list argument within its range; the default when it is not there (§4).
std::optional<int64_t> page_argument(const Target &target, std::string_view name, int64_t otherwise, int64_t most) {
  const std::string_view text = target.argument(name).value_or("");
  if (text.empty()) {
    return otherwise;
  }
  const std::optional<int64_t> value = to_integer(text);
  return value && *value >= 1 && *value <= most ? value : std::nullopt;
}

} // namespace

Service::Service(Settings settings)
    : settings_(std::move(settings)), identifiers_(settings_.seed),
      tasks_(settings_.submitted_ms, settings_.processing_ms, units_from(settings_.units).value_or(0)) {}

void Service::catch_up(int64_t unix_ms) {
  if (unix_ms + advanced_ms_ > now_ms_) {
    now_ms_ = unix_ms + advanced_ms_;
  }
  tasks_.advance(now_ms_, skew_ms_);
  queue_callbacks();
}

void Service::advance_clock(int64_t milliseconds) {
  advanced_ms_ += milliseconds;
  now_ms_ += milliseconds;
  tasks_.advance(now_ms_, skew_ms_);
  queue_callbacks();
}

void Service::reset() {
  identifiers_ = Identifiers(settings_.seed);
  tasks_.clear();
  faults_.clear();
  callbacks_.clear();
  record_.clear();
  refusals_.clear();
  now_ms_ = advanced_ms_ = skew_ms_ = date_skew_ms_ = posts_ = 0;
  calls_back_ = false;
}

std::optional<int64_t> Service::next_due(int64_t unix_ms) {
  catch_up(unix_ms);
  const std::optional<int64_t> of_task = tasks_.next_due();
  const std::optional<int64_t> of_callback = callbacks_.next_due();
  const std::optional<int64_t> due = of_task && of_callback ? std::min(of_task, of_callback) : of_task ? of_task : of_callback;
  return due ? std::optional<int64_t>(*due - advanced_ms_) : std::nullopt;
}

HttpReply Service::handle(const HttpRequest &request, int64_t unix_ms) {
  catch_up(unix_ms);
  const Target target = Target::parse(request.target);
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

HttpReply Service::succeed(std::string_view data) { // §2.2
  return json_reply(200, concat({"{\"code\":0,\"message\":\"SUCCEED\",\"request_id\":\"", identifiers_.uuid(), "\",\"data\":", data, "}"}));
}

HttpReply Service::refuse(int64_t code, std::string_view message) {
  ++refusals_[code];
  return json_reply(http_status_of(code), concat({"{\"code\":", text_of(code), ",\"message\":", json::quoted(message), ",\"request_id\":\"",
                                                  identifiers_.uuid(), "\"}"}));
}

/// The order of the checks is that of Appendix C: credential, path and method, then what create and the queries check.
HttpReply Service::call(const HttpRequest &request, const Target &target, const Fault *fault) {
  Refusal refusal;
  if (!authorised(settings_, target.under_gateway, request.header("Authorization"), wall_ms(), refusal)) {
    return refuse(refusal.code, refusal.message);
  }
  const std::string_view path = target.path;
  const bool is_collection = path == collection;
  const bool is_item = path.size() > collection.size() + 1 && path.starts_with(collection) && path[collection.size()] == '/' &&
                       path.find('/', collection.size() + 1) == std::string_view::npos;
  if (!is_collection && !is_item) {
    return refuse(1203, concat({"The requested resource does not exist: ", path}));
  }
  if (is_collection && request.method == "POST") {
    return create(request, fault);
  }
  if (request.method != "GET") {
    return refuse(1202, concat({"Request method '", request.method, "' is not supported"}));
  }
  return is_collection ? list(target) : look_up(path.substr(collection.size() + 1));
}

HttpReply Service::create(const HttpRequest &request, const Fault *fault) {
  json::Document body;
  String why;
  if (!json::Document::parse(request.body, body, why)) {
    return refuse(1200, concat({"The request body is not valid JSON: ", why}));
  }
  if (!body.root().is(json::Type::object)) {
    return refuse(1200, "The request body is not a JSON object");
  }
  Task task;
  Refusal refusal;
  if (!read_text2video(body.root(), settings_.retire_models, task.order, refusal)) {
    return refuse(refusal.code, refusal.message);
  }
  if (fault != nullptr) {
    bend(task.order, *fault);
  }
  if (tasks_.by_external_id(task.order.external_task_id) != nullptr) { // §9: account-wide
    return refuse(1201, concat({"External_task_id ", task.order.external_task_id, " already exists"}));
  }
  if (tasks_.available() < task.order.cost) {
    return refuse(1102, message_of(1102));
  }
  if (tasks_.running(task.order.model) >= settings_.slots) { // §2.4: for each model version
    return refuse(1303, message_of(1303));
  }
  calls_back_ = calls_back_ || can_be_called(task.order.callback_url);
  task.task_id = identifiers_.task_id();
  task.video_id = identifiers_.uuid();
  const Task &made = tasks_.add(std::move(task), now_ms_, skew_ms_);
  return succeed(concat({"{\"task_id\":\"", made.task_id, "\",\"task_status\":\"submitted\",\"task_info\":", info_json(made),
                         ",\"created_at\":", text_of(made.created_ms), ",\"updated_at\":", text_of(made.updated_ms), "}"}));
}

HttpReply Service::look_up(std::string_view id) {
  const Task *task = tasks_.by_task_id(id);
  if (task == nullptr) {
    task = tasks_.by_external_id(id);
  }
  if (task == nullptr || purged(*task)) {
    return refuse(1201, concat({"Task not found by id/external id: ", id}));
  }
  return succeed(task_json(*task));
}

HttpReply Service::list(const Target &target) {
  const std::optional<int64_t> number = page_argument(target, "pageNum", 1, 1000);
  const std::optional<int64_t> size = page_argument(target, "pageSize", 30, 500);
  if (!number || !size) {
    const std::string_view name = number ? "pageSize" : "pageNum";
    return refuse(1201, concat({name, " value '", target.argument(name).value_or(""), "' is invalid"}));
  }
  int64_t skip = (*number - 1) * *size;
  int64_t left = *size;
  String data = "[";
  const Deque<Task> &all = tasks_.all();
  for (auto task = all.rbegin(); task != all.rend() && left > 0; ++task) {
    if (purged(*task) || skip-- > 0) {
      continue;
    }
    data += concat({data.size() > 1 ? "," : "", task_json(*task)});
    --left;
  }
  data += "]";
  return succeed(data);
}

bool Service::purged(const Task &task) const {
  return task.final() && wall_ms() - task.updated_ms >= kept_ms;
}

String Service::result_json(const Task &task) const {
  if (task.status != TaskStatus::succeed) {
    return "{}";
  }
  const bool watermark = task.order.watermark;
  return concat({"{\"videos\":[{\"id\":\"", task.video_id, "\",\"url\":", json::quoted(link(task, task.video_id)),
                 watermark ? ",\"watermark_url\":" : "",
                 watermark ? json::quoted(link(task, concat({task.video_id, "-watermark"}))) : String(), ",\"duration\":\"",
                 text_of(int64_t{task.order.clip.seconds}), ".041\"}]}"});
}

String Service::info_json(const Task &task) const {
  const std::string_view external = task.order.external_task_id;
  return external.empty() ? String("{}") : concat({"{\"external_task_id\":", json::quoted(external), "}"});
}

/// A member of its own, with the comma before it; nothing before the end (§4).
String Service::deduction_json(const Task &task) const {
  const int64_t cost = task.status == TaskStatus::succeed ? task.order.cost : 0;
  return task.final() ? concat({",\"final_unit_deduction\":\"", units_text(cost), "\""}) : String();
}

String Service::task_json(const Task &task) const {
  return concat({"{\"task_id\":\"", task.task_id, "\",\"task_status\":\"", name_of(task.status), "\",\"task_status_msg\":\"",
                 message_of(task), "\",\"task_info\":", info_json(task), ",\"task_result\":", result_json(task),
                 ",\"watermark_info\":{\"enabled\":", task.order.watermark ? "true" : "false", "}", deduction_json(task),
                 ",\"created_at\":", text_of(task.created_ms), ",\"updated_at\":", text_of(task.updated_ms), "}"});
}

/// The legacy body of §8: bare, without an envelope, in the order of the page. `final_balance_deduction` belongs to the charge type that
/// this account does not have (§2.5); a member that has nothing to say is left out.
String Service::callback_json(const Task &task) const {
  return concat({"{\"task_id\":\"", task.task_id, "\",\"task_status\":\"", name_of(task.status), "\",\"task_status_msg\":\"",
                 message_of(task), "\",\"created_at\":", text_of(task.created_ms), ",\"updated_at\":", text_of(task.updated_ms),
                 deduction_json(task), ",\"task_info\":", info_json(task), ",\"task_result\":", result_json(task), "}"});
}

/// §8: one for each change of the state. Whether `submitted` is sent is not documented (§11.1); it is here. Unsigned, as they are until a
/// webhook secret exists; tried once, since nothing is documented about further tries.
void Service::queue_callbacks() {
  for (const Change &change : tasks_.take_changes()) {
    const Order &order = change.task.order;
    for (int32_t i = 0; i < order.callback_times && can_be_called(order.callback_url); ++i) {
      callbacks_.add(
          {change.task.task_id, order.callback_url, {{"Content-Type", "application/json; charset=utf-8"}}, callback_json(change.task)},
          change.at_ms + order.callback_delay_ms);
    }
  }
}

Vector<Callback> Service::take_callbacks(int64_t unix_ms) {
  catch_up(unix_ms);
  return callbacks_.take(now_ms_);
}

String Service::link(const Task &task, std::string_view file) const { // §3: signed, good for 30 days
  const String expires = text_of((task.updated_ms + kept_ms) / 1000);
  const String path = concat({"/_clips/", file, ".mp4"});
  return concat(
      {settings_.output_base_url, path, "?Expires=", expires, "&Signature=", identifiers_.signature(concat({path, "?", expires}))});
}

} // namespace kling::sim
