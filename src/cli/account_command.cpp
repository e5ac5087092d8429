#include "cli/account_command.hpp"

#include <chrono>
#include <cstdio>

#include "cli/interrupt.hpp"
#include "cli/json_line.hpp"
#include "cli/json_reader.hpp"
#include "cli/reply_text.hpp"
#include "cli/session.hpp"
#include "cli/table.hpp"

namespace kling::cli {

namespace {

constexpr int64_t told_span_ms = 90LL * 24 * 3600 * 1000;

int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

Failure submit_costs(kling_client *client, Task &out) {
  kling_request *made = nullptr;
  if (const kling_status status = kling_request_new("costs", &made); status != KLING_OK) {
    return library_failure(status, empty_error());
  }
  const Request request(made);
  const int64_t now = now_ms();
  // A setter that refuses keeps its reason, and kling_submit tells it.
  static_cast<void>(kling_request_set_int(made, "start_time", now - told_span_ms));
  static_cast<void>(kling_request_set_int(made, "end_time", now));
  kling_error error = empty_error();
  kling_task *task = nullptr;
  const kling_status status = kling_submit(client, made, 0, &task, &error);
  out.reset(task);
  return status == KLING_OK ? Failure{} : library_failure(status, error);
}

Failure wait_for(kling_client *client, kling_task *task) {
  const Interrupt interrupt(client);
  kling_error error = empty_error();
  kling_status status = KLING_E_AGAIN;
  while (status == KLING_E_AGAIN && !interrupt.raised()) {
    status = kling_wait(client, task, -1, &error);
  }
  return status == KLING_E_AGAIN ? interrupted_failure() : status == KLING_OK ? Failure{} : library_failure(status, error);
}

std::string date_of(const JsonValue &pack, std::string_view name) {
  const std::string text(pack.member_text(name));
  return text_of_date(std::strtoll(text.c_str(), nullptr, 10));
}

void print_packs(const std::vector<JsonValue> &packs, bool json) {
  Table table({"PACK", "STATUS", "LEFT", "OF", "FROM", "UNTIL"});
  for (const JsonValue &pack : packs) {
    if (json) {
      std::string record;
      append_json_value(record, pack);
      std::printf("%s\n", JsonLine().text("event", "record").text("kind", "costs").raw("record", record).object().c_str());
      continue;
    }
    table.add({std::string(pack.member_text("resource_pack_name")), std::string(pack.member_text("status")),
               std::string(pack.member_text("remaining_quantity")), std::string(pack.member_text("total_quantity")),
               date_of(pack, "effective_time"), date_of(pack, "invalid_time")});
  }
  if (json) {
    const auto count = static_cast<int64_t>(packs.size());
    std::printf("%s\n",
                JsonLine().text("event", "result").flag("ok", true).number("exit", exit_done).number("records", count).object().c_str());
  } else if (packs.empty()) {
    std::fputs("no resource pack in the last 90 days\n", stderr);
  } else {
    table.print();
  }
}

Failure read_packs(const char *reply, std::vector<JsonValue> &out) {
  const std::optional<JsonValue> value = read_json(reply == nullptr ? "" : reply);
  const JsonValue *packs = value ? data_of_reply(*value).member("resource_pack_subscribe_infos") : nullptr;
  if (packs == nullptr || packs->kind == JsonValue::Kind::object) {
    kling_error error = empty_error();
    error.status = KLING_E_PROTOCOL;
    std::snprintf(error.message, sizeof error.message, "the reply tells of no resource packs");
    return library_failure(KLING_E_PROTOCOL, error);
  }
  out = packs->items;
  return {};
}

} // namespace

int run_account(const Invocation &invocation) {
  const GlobalFlags &global = invocation.global;
  Session session;
  Task task;
  std::vector<JsonValue> packs;
  Failure failure = open_session(global, session);
  if (!failure.failed()) {
    failure = submit_costs(session.client.get(), task);
  }
  if (!failure.failed()) {
    failure = wait_for(session.client.get(), task.get());
  }
  if (!failure.failed()) {
    failure = read_packs(kling_task_raw_json(task.get()), packs);
  }
  if (failure.failed()) {
    return report_failure(failure, global.json);
  }
  print_packs(packs, global.json);
  return exit_done;
}

} // namespace kling::cli
