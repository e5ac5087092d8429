#include "answer.hpp"

#include "json/document.hpp"
#include "sim/http.hpp"

namespace kling::engine {

namespace {

std::string json_text(std::string_view text) {
  return std::string(json::quoted(text));
}

} // namespace

Answer replied(int32_t http_status, std::string_view body, std::string_view retry_after) {
  Answer answer;
  answer.reply.delivery = protocol::Delivery::replied;
  answer.reply.http_status = http_status;
  answer.reply.body = body;
  answer.reply.content_type = "application/json";
  answer.reply.retry_after = retry_after;
  return answer;
}

Answer refused(int32_t http_status, int64_t code, std::string_view message, std::string_view retry_after) {
  return replied(http_status, "{\"code\":" + std::to_string(code) + ",\"message\":" + json_text(message) + ",\"request_id\":\"r-1\"}",
                 retry_after);
}

Answer created(std::string_view task_id) {
  return told(task_id, "submitted");
}

Answer told(std::string_view task_id, std::string_view status, int64_t created_unix_ms, std::string_view more) {
  std::string body = R"({"code":0,"message":"SUCCEED","request_id":"r-1","data":{"task_id":)" + json_text(task_id) +
                     ",\"task_status\":" + json_text(status);
  if (created_unix_ms != 0) {
    body += ",\"created_at\":" + std::to_string(created_unix_ms);
  }
  if (!more.empty()) {
    body += "," + std::string(more);
  }
  return replied(200, body + "}}");
}

Answer finished(std::string_view task_id, std::vector<std::string> urls) {
  std::string videos;
  for (const std::string &url : urls) {
    videos += (videos.empty() ? "" : ",") + ("{\"id\":\"v\",\"url\":" + json_text(url)) + ",\"duration\":\"5.1\"}";
  }
  return told(task_id, "succeed", 0, "\"final_unit_deduction\":\"3.5\",\"task_result\":{\"videos\":[" + videos + "]}");
}

Answer not_found() {
  return refused(400, 1201, "Task not found by id/external id: x");
}

Answer lost() {
  Answer answer;
  answer.reply.delivery = protocol::Delivery::lost;
  answer.reply.error = make_error(KLING_E_NETWORK, "connection reset");
  answer.reply.error.retryable = 1;
  return answer;
}

Answer unreachable() {
  Answer answer;
  answer.reply.delivery = protocol::Delivery::not_sent;
  answer.reply.error = make_error(KLING_E_NETWORK, "could not connect");
  answer.reply.error.retryable = 1;
  return answer;
}

Answer by_service() {
  Answer answer;
  answer.from = Answer::From::service;
  return answer;
}

Answer by_service_but_lost() {
  Answer answer = lost();
  answer.from = Answer::From::service_but_lost;
  return answer;
}

Answer no_answer() {
  Answer answer;
  answer.from = Answer::From::nobody;
  return answer;
}

Answer dated(Answer answer, std::string_view date) {
  answer.reply.date = date;
  return answer;
}

std::string date_of(int64_t unix_ms) {
  return std::string(sim::http_date(unix_ms));
}

} // namespace kling::engine
