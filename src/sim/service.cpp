#include "sim/service.hpp"

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

bool takes_whole_request(FaultKind kind) {
  return kind == FaultKind::reset || kind == FaultKind::status || kind == FaultKind::html;
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
}

void Service::advance_clock(int64_t milliseconds) {
  advanced_ms_ += milliseconds;
  now_ms_ += milliseconds;
  tasks_.advance(now_ms_, skew_ms_);
}

void Service::reset() {
  identifiers_ = Identifiers(settings_.seed);
  tasks_.clear();
  faults_.clear();
  record_.clear();
  refusals_.clear();
  now_ms_ = advanced_ms_ = skew_ms_ = 0;
}

std::optional<int64_t> Service::next_due(int64_t unix_ms) {
  catch_up(unix_ms);
  const std::optional<int64_t> due = tasks_.next_due();
  return due ? std::optional<int64_t>(*due - advanced_ms_) : std::nullopt;
}

HttpReply Service::handle(const HttpRequest &request, int64_t unix_ms) {
  catch_up(unix_ms);
  const Target target = Target::parse(request.target);
  const bool is_control = !target.under_gateway && (target.path == "/_sim" || target.path.starts_with("/_sim/"));
  if (!is_control) {
    record_.add(request);
  }
  HttpReply reply = is_control ? control(request, target) : serve(request, target);
  catch_up(unix_ms); // a reset took the time away
  reply.headers.push_back({"Date", http_date(wall_ms())});
  return reply;
}

HttpReply Service::serve(const HttpRequest &request, const Target &target) {
  Fault fault;
  const bool struck = faults_.strike(request.method, target.path, fault);
  if (struck && takes_whole_request(fault.kind)) {
    return injected(fault);
  }
  const auto is = [&](FaultKind kind) { return struck && fault.kind == kind; };
  HttpReply reply;
  if (!target.under_gateway && target.path.starts_with("/_clips/")) {
    reply = clip(request, target, is(FaultKind::expire_link));
  } else {
    reply = call(request, target, is(FaultKind::drop_external_id));
  }
  if (is(FaultKind::lost_reply)) {
    reply.delivery = Delivery::lost_reply;
  } else if (is(FaultKind::truncate)) {
    reply.delivery = Delivery::truncate;
  } else if (is(FaultKind::content_type)) {
    reply.headers.front().value = "text/html";
  }
  return reply;
}

HttpReply Service::injected(const Fault &fault) {
  HttpReply reply;
  if (fault.kind == FaultKind::reset) {
    reply.delivery = Delivery::reset;
    return reply;
  }
  if (fault.kind == FaultKind::html) {
    reply.status = fault.status != 0 ? fault.status : 502;
    reply.headers.push_back({"Content-Type", "text/html"});
    reply.body = "<!DOCTYPE html><html><head><title>Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>\n";
  } else if (fault.code != 0) {
    reply = json_reply(fault.status, concat({"{\"code\":", text_of(fault.code), ",\"message\":", json::quoted(message_of(fault.code)),
                                             ",\"request_id\":\"", identifiers_.uuid(), "\"}"}));
  } else {
    reply.status = fault.status;
    reply.headers.push_back({"Content-Type", "text/plain"});
  }
  if (!fault.retry_after.empty()) {
    reply.headers.push_back({"Retry-After", fault.retry_after});
  }
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
HttpReply Service::call(const HttpRequest &request, const Target &target, bool drop_external_id) {
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
    return create(request, drop_external_id);
  }
  if (request.method != "GET") {
    return refuse(1202, concat({"Request method '", request.method, "' is not supported"}));
  }
  return is_collection ? list(target) : look_up(path.substr(collection.size() + 1));
}

HttpReply Service::create(const HttpRequest &request, bool drop_external_id) {
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
  if (drop_external_id) {
    task.order.external_task_id.clear();
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
  task.task_id = identifiers_.task_id();
  task.video_id = identifiers_.uuid();
  const Task &made = tasks_.add(std::move(task), now_ms_, skew_ms_);
  const std::string_view external = made.order.external_task_id;
  return succeed(concat({"{\"task_id\":\"", made.task_id, "\",\"task_status\":\"submitted\",\"task_info\":{",
                         external.empty() ? "" : "\"external_task_id\":", external.empty() ? String() : json::quoted(external),
                         "},\"created_at\":", text_of(made.created_ms), ",\"updated_at\":", text_of(made.updated_ms), "}"}));
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

String Service::task_json(const Task &task) const {
  const Order &order = task.order;
  const bool succeeded = task.status == TaskStatus::succeed;
  String result;
  if (succeeded) {
    result = concat({"\"videos\":[{\"id\":\"", task.video_id, "\",\"url\":", json::quoted(link(task, task.video_id)),
                     order.watermark ? ",\"watermark_url\":" : "",
                     order.watermark ? json::quoted(link(task, concat({task.video_id, "-watermark"}))) : String(), ",\"duration\":\"",
                     text_of(int64_t{order.clip.seconds}), ".041\"}]"});
  }
  return concat({"{\"task_id\":\"",
                 task.task_id,
                 "\",\"task_status\":\"",
                 name_of(task.status),
                 "\",\"task_status_msg\":\"",
                 task.status == TaskStatus::failed ? risk_control : "",
                 "\",\"task_info\":{",
                 order.external_task_id.empty() ? "" : "\"external_task_id\":",
                 order.external_task_id.empty() ? String() : json::quoted(order.external_task_id),
                 "},\"task_result\":{",
                 result,
                 "},\"watermark_info\":{\"enabled\":",
                 order.watermark ? "true" : "false",
                 "}",
                 task.final() ? concat({",\"final_unit_deduction\":\"", units_text(succeeded ? order.cost : 0), "\""}) : String(),
                 ",\"created_at\":",
                 text_of(task.created_ms),
                 ",\"updated_at\":",
                 text_of(task.updated_ms),
                 "}"});
}

String Service::link(const Task &task, std::string_view file) const { // §3: signed, good for 30 days
  const String expires = text_of((task.updated_ms + kept_ms) / 1000);
  const String path = concat({"/_clips/", file, ".mp4"});
  return concat(
      {settings_.output_base_url, path, "?Expires=", expires, "&Signature=", identifiers_.signature(concat({path, "?", expires}))});
}

} // namespace kling::sim
