#include "cli/account_command.hpp"

#include <chrono>
#include <cstdio>
#include <utility>

#include "cli/interrupt.hpp"
#include "cli/json_line.hpp"
#include "cli/json_reader.hpp"
#include "cli/reply_text.hpp"
#include "cli/request_fields.hpp"
#include "cli/session.hpp"
#include "cli/table.hpp"

namespace kling::cli {

namespace {

constexpr int64_t told_days = 90;

int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

/// `days`: of the span that is asked about; 0: the kind has none.
Failure submit(const char *kind, int64_t days, kling_client *client, Task &out) {
  kling_request *made = nullptr;
  if (const kling_status status = kling_request_new(kind, &made); status != KLING_OK) {
    return library_failure(status, empty_error());
  }
  const Request request(made);
  if (days > 0) {
    const int64_t now = now_ms();
    // A setter that refuses keeps its reason, and kling_submit tells it.
    static_cast<void>(kling_request_set_int(made, "start_time", now - days * 24 * 3600 * 1000));
    static_cast<void>(kling_request_set_int(made, "end_time", now));
  }
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

Failure ask(const char *kind, int64_t days, kling_client *client, Task &out) {
  const Failure failure = submit(kind, days, client, out);
  return failure.failed() ? failure : wait_for(client, out.get());
}

std::string date_of(const JsonValue &pack, std::string_view name) {
  const std::string text(pack.member_text(name));
  return text_of_date(std::strtoll(text.c_str(), nullptr, 10));
}

void print_record(const char *kind, const JsonValue &value) {
  std::string record;
  append_json_value(record, value);
  std::printf("%s\n", JsonLine().text("event", "record").text("kind", kind).raw("record", record).object().c_str());
}

JsonLine result_of(size_t records) {
  JsonLine line;
  line.text("event", "result").flag("ok", true).number("exit", exit_done).number("records", static_cast<int64_t>(records));
  return line;
}

void print_packs(const std::vector<JsonValue> &packs, bool json) {
  Table table({"PACK", "STATUS", "LEFT", "OF", "FROM", "UNTIL"});
  for (const JsonValue &pack : packs) {
    if (json) {
      print_record("costs", pack);
      continue;
    }
    table.add({std::string(pack.member_text("resource_pack_name")), std::string(pack.member_text("status")),
               std::string(pack.member_text("remaining_quantity")), std::string(pack.member_text("total_quantity")),
               date_of(pack, "effective_time"), date_of(pack, "invalid_time")});
  }
  if (json) {
    std::printf("%s\n", result_of(packs.size()).object().c_str());
  } else if (packs.empty()) {
    std::fputs("no resource pack in the last 90 days\n", stderr);
  } else {
    table.print();
  }
}

Failure untold(const char *message) {
  kling_error error = empty_error();
  error.status = KLING_E_PROTOCOL;
  std::snprintf(error.message, sizeof error.message, "%s", message);
  return library_failure(KLING_E_PROTOCOL, error);
}

Failure tell_packs(kling_client *client, bool json) {
  Task task;
  if (Failure failure = ask("costs", told_days, client, task); failure.failed()) {
    return failure;
  }
  const char *reply = kling_task_raw_json(task.get());
  const std::optional<JsonValue> value = read_json(reply == nullptr ? "" : reply);
  const JsonValue *packs = value ? data_of_reply(*value).member("resource_pack_subscribe_infos") : nullptr;
  if (packs == nullptr || packs->kind == JsonValue::Kind::object) {
    return untold("the reply tells of no resource packs");
  }
  print_packs(packs->items, json);
  return {};
}

/// What a key may still spend; two numbers stand for no limit.
std::string text_of_quota(std::string_view quota) {
  return quota == "-1" || quota == "999999999" ? "unlimited" : std::string(quota);
}

/// Of the account as a whole, in words: its members beside the keys.
std::string text_of_user(const JsonValue &account) {
  std::string text = "user " + std::string(account.member_text("username"));
  const std::pair<const char *, const char *> parts[] = {
      {"total_quota", " US dollars in all"}, {"total_used_quota", " used"}, {"request_count", " requests"}};
  const char *between = ": ";
  for (const auto &[name, unit] : parts) {
    if (const std::string_view amount = account.member_text(name); !amount.empty()) {
      text += between + text_of_quota(amount) + unit;
      between = ", ";
    }
  }
  return text;
}

void print_keys(const JsonValue &account, const JsonValue &keys, bool json) {
  Table table({"KEY", "USED", "LEFT"});
  for (const JsonValue &key : keys.items) {
    if (json) {
      print_record(KLING_QUOTA, key);
      continue;
    }
    table.add(
        {std::string(key.member_text("name")), std::string(key.member_text("used_quota")), text_of_quota(key.member_text("remain_quota"))});
  }
  if (!json) {
    std::fprintf(stderr, "%s\n", text_of_user(account).c_str());
    table.print();
    return;
  }
  JsonLine line = result_of(keys.items.size());
  for (const char *name : {"username", "total_quota", "total_used_quota", "request_count"}) {
    if (const JsonValue *member = account.member(name); member != nullptr) {
      std::string value;
      append_json_value(value, *member);
      line.raw(name, value);
    }
  }
  std::printf("%s\n", line.object().c_str());
}

/// What a gateway tells instead of packs: dollars, by key.
Failure tell_quota(kling_client *client, bool json) {
  Task task;
  if (Failure failure = ask(KLING_QUOTA, 0, client, task); failure.failed()) {
    return failure;
  }
  const char *reply = kling_task_raw_json(task.get());
  const std::optional<JsonValue> value = read_json(reply == nullptr ? "" : reply);
  const JsonValue *keys = value ? data_of_reply(*value).member("keys") : nullptr;
  if (keys == nullptr || keys->kind != JsonValue::Kind::array) {
    return untold("the reply tells of no keys");
  }
  print_keys(data_of_reply(*value), *keys, json);
  return {};
}

} // namespace

int run_account(const Invocation &invocation) {
  const GlobalFlags &global = invocation.global;
  Session session;
  Failure failure = open_session(global, session);
  if (!failure.failed()) {
    const bool by_key = row_of_kind(KLING_QUOTA).member_text("provider") == session.provider;
    failure = by_key ? tell_quota(session.client.get(), global.json) : tell_packs(session.client.get(), global.json);
  }
  return failure.failed() ? report_failure(failure, global.json) : exit_done;
}

} // namespace kling::cli
