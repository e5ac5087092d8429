#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "protocol/message.hpp"

namespace kling::engine {

/// What becomes of one request. `service` hands it to the simulated service, at the moment of sending.
struct Answer {
  enum class From : uint8_t { script, service, service_but_lost, nobody } from = From::script;
  protocol::Reply reply;
  int64_t after_ms = 100;
};

Answer replied(int32_t http_status, std::string_view body, std::string_view retry_after = "");
Answer refused(int32_t http_status, int64_t code, std::string_view message = "no", std::string_view retry_after = "");
Answer created(std::string_view task_id);
/// `created_unix_ms` 0: the reply does not tell it; `more` goes into the record, such as "task_info":{"external_task_id":"x"}
Answer told(std::string_view task_id, std::string_view status, int64_t created_unix_ms = 0, std::string_view more = "");
Answer finished(std::string_view task_id, std::vector<std::string> urls);
Answer not_found();
Answer lost();        // something was handed over
Answer unreachable(); // nothing was
Answer by_service();
Answer by_service_but_lost();
Answer no_answer();
Answer dated(Answer answer, std::string_view date);
std::string date_of(int64_t unix_ms);

} // namespace kling::engine
