// What a test asks of the simulator itself, under /_sim.
#include "base/text.hpp"
#include "json/document.hpp"
#include "sim/service.hpp"

namespace kling::sim {

namespace {

HttpReply answer(int status, String body) {
  HttpReply reply;
  reply.status = status;
  reply.headers.push_back({"Content-Type", "application/json"});
  reply.body = std::move(body);
  return reply;
}

HttpReply complaint(int status, std::string_view why) {
  return answer(status, concat({"{\"error\":", json::quoted(why), "}"}));
}

constexpr int64_t most_ms = int64_t{100} * 365 * 24 * 3600 * 1000;

bool read_ms(json::Value value, int64_t low, int64_t &out) {
  if (!value.present()) {
    return true;
  }
  const std::optional<int64_t> number = value.integer();
  if (!number || *number < low || *number > most_ms) {
    return false;
  }
  out = *number;
  return true;
}

} // namespace

HttpReply Service::control(const HttpRequest &request, const Target &target) {
  const std::string_view path = target.path;
  const bool is_get = request.method == "GET";
  const bool reads = path == "/_sim/ledger" || path == "/_sim/requests";
  const bool writes = path == "/_sim/faults" || path == "/_sim/clock" || path == "/_sim/reset";
  if (!reads && !writes) {
    return complaint(404, "there are GET /_sim/ledger and /_sim/requests, POST /_sim/faults, /_sim/clock and /_sim/reset");
  }
  if (reads != is_get || (writes && request.method != "POST")) {
    return complaint(405, reads ? "use GET" : "use POST");
  }
  if (reads) {
    return answer(200, path == "/_sim/ledger" ? ledger() : record_.json());
  }
  if (path == "/_sim/reset") {
    reset();
    return answer(200, "{}");
  }
  json::Document body;
  String why;
  if (!json::Document::parse(request.body, body, why)) {
    return complaint(400, why);
  }
  if (path == "/_sim/clock") {
    return change_clock(body.root());
  }
  return faults_.add_all(body.root(), profile_->gateway, why) ? answer(200, "{}") : complaint(400, why);
}

HttpReply Service::change_clock(json::Value body) {
  int64_t advance_ms = 0;
  int64_t skew_ms = skew_ms_;
  int64_t date_skew_ms = date_skew_ms_;
  if (!body.is(json::Type::object) || !read_ms(body["advance_ms"], 0, advance_ms) || !read_ms(body["skew_ms"], -most_ms, skew_ms) ||
      !read_ms(body["date_skew_ms"], -most_ms, date_skew_ms) || advanced_ms_ + advance_ms > most_ms) {
    return complaint(
        400, "advance_ms must be a whole number that is not negative, skew_ms and date_skew_ms whole numbers; a hundred years at most");
  }
  skew_clock(skew_ms);
  date_skew_ms_ = date_skew_ms;
  advance_clock(advance_ms);
  return answer(200, concat({"{\"unix_ms\":", text_of(wall_ms()), "}"}));
}

String Service::ledger() const {
  String out = concat({"{\"creations\":", text_of(static_cast<int64_t>(state_.tasks.all().size())), ",\"posts\":", text_of(posts_),
                       ",\"billed_units\":\"", units_text(state_.tasks.billed()), "\",\"refusals\":{"});
  std::string_view separator;
  for (const auto &[code, times] : refusals_) {
    out += concat({separator, "\"", text_of(code), "\":", text_of(times)});
    separator = ",";
  }
  out += "},\"tasks\":[";
  separator = {};
  for (const Task &task : state_.tasks.all()) {
    const GatewayTask *known = gateway_.by_task_id(task.task_id);
    out += concat({separator, "{\"task_id\":\"", task.task_id, known != nullptr ? "\",\"gateway_task_id\":\"" : "",
                   known != nullptr ? known->id : String(), "\",\"external_task_id\":", json::quoted(task.order.external_task_id),
                   ",\"kind\":\"", task.order.kind->name, "\",\"status\":\"", name_of(task.status), "\",\"units\":\"",
                   units_text(task.charged), "\"}"});
    separator = ",";
  }
  out += "]}";
  return out;
}

} // namespace kling::sim
