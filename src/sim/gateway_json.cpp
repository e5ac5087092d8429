#include "sim/gateway_json.hpp"

#include "base/text.hpp"
#include "sim/identifiers.hpp"
#include "sim/kind.hpp"
#include "sim/writer.hpp"

namespace kling::sim {

namespace {

std::string_view status_of(const Passage &passage) {
  return passage.reply["data"]["task_status"].text();
}

bool has_succeeded(const Passage &passage) {
  return status_of(passage) == "succeed";
}

bool has_failed(const Passage &passage) {
  return status_of(passage) == "failed";
}

Writer &copy_member(Writer &out, json::Value from, std::string_view name) {
  const json::Value value = from[name];
  return value.present() ? out.json(name, value.print()) : out;
}

} // namespace

String with_member(json::Value object, std::string_view name, std::string_view text) {
  Writer out;
  for (json::Value member = object.first(); member.present(); member = member.next()) {
    if (member.name() == name) {
      out.text(name, text);
    } else {
      out.json(member.name(), member.print());
    }
  }
  return out.done();
}

// Ids

String comet_id(std::string_view task_id, const GatewayRoute &route) {
  return route.variant == Variant::b ? concat({"20", task_id.substr(1)}) : String(task_id); // 19 digits, of another service
}

String openai_id(std::string_view task_id, const GatewayRoute &) {
  return concat({"task_", hexadecimal(fingerprint(task_id)), hexadecimal(fingerprint(task_id, 1))});
}

String hexadecimal_id(std::string_view task_id, const GatewayRoute &) {
  return concat({"kling_", std::string_view(hexadecimal(fingerprint(task_id))).substr(4)});
}

// CometAPI

namespace {

String comet_info(const Passage &passage, bool looked) {
  const json::Value info = passage.reply["data"]["task_info"];
  if (looked && passage.task.route->variant == Variant::b && !info.first().present()) {
    return Writer().json("external_task_id", "null").done();
  }
  return info.present() ? info.print() : String("{}");
}

} // namespace

String comet_created(const Passage &passage) {
  const GatewayRoute &route = *passage.task.route;
  const json::Value data = passage.reply["data"];
  Writer task;
  task.text("task_id", passage.task.id).text("task_status", status_of(passage)).json("task_info", comet_info(passage, false));
  if (route.look == LookPage::images) {
    task.json("task_result", "null").json("task_status_msg", "null");
  }
  copy_member(copy_member(task, data, "created_at"), data, "updated_at");
  Writer out;
  out.number("code", 0).text("message", route.variant == Variant::b ? "success" : "SUCCEED");
  if (route.variant == Variant::a) {
    copy_member(out, passage.reply, "request_id");
  }
  return out.json("data", task.done()).done();
}

String comet_looked(const Passage &passage) {
  const LookPage page = passage.task.route->look;
  const json::Value data = passage.reply["data"];
  Writer task;
  task.text("task_id", passage.task.id).json("task_info", comet_info(passage, true));
  copy_member(copy_member(task, data, "created_at"), data, "updated_at");
  task.json("task_result", has_succeeded(passage) ? data["task_result"].print() : String(page == LookPage::images ? "null" : "{}"));
  task.text("task_status", status_of(passage));
  if (has_failed(passage) || page == LookPage::omni) {
    copy_member(task, data, "task_status_msg");
  } else if (page == LookPage::images) {
    task.json("task_status_msg", "null");
  }
  const std::string_view request_id = page == LookPage::omni ? std::string_view(passage.task.id) : passage.reply["request_id"].text();
  return Writer().number("code", 0).text("message", "SUCCEED").text("request_id", request_id).json("data", task.done()).done();
}

String comet_callback(json::Value body, std::string_view id) { // gateways §1.7
  Writer out;
  out.text("task_id", id);
  for (const std::string_view name : {"task_status", "task_status_msg", "created_at", "updated_at", "task_result"}) {
    copy_member(out, body, name);
  }
  return out.done();
}

// Wrappers

namespace {

std::string_view wrapper_word(const Passage &passage) {
  const WrapperWords &words = passage.profile.words;
  if (!passage.task.seen) {
    return words.unseen;
  }
  const std::string_view by_status[] = {words.submitted, words.processing, words.succeed, words.failed};
  return by_status[static_cast<std::size_t>(passage.task.status)];
}

std::string_view progress_of(const GatewayTask &task) {
  constexpr std::string_view by_status[] = {"10%", "50%", "100%", "100%"};
  return task.seen ? by_status[static_cast<std::size_t>(task.status)] : std::string_view("0%");
}

/// "omni-video" is "OMNI_VIDEO".
String action_of(const GatewayTask &task) {
  if (!task.route->action.empty()) {
    return String(task.route->action);
  }
  String out(task.task->order.kind->name);
  for (char &each : out) {
    each = each == '-' ? '_' : each >= 'a' && each <= 'z' ? static_cast<char>(each - 'a' + 'A') : each;
  }
  return out;
}

String wrapped(std::string_view data) {
  return Writer().text("code", "success").text("message", "").json("data", data).done();
}

/// The address of the first thing that the task made, or why it failed.
std::string_view fail_reason(const Passage &passage) {
  const json::Value data = passage.reply["data"];
  const json::Value first = data["task_result"]["videos"].first();
  return has_succeeded(passage) ? first["url"].text() : data["task_status_msg"].text();
}

} // namespace

String comet_wrapped(const Passage &passage) {
  const json::Value data = passage.reply["data"];
  String inner = "null";
  if (data.present()) {
    Writer task;
    task.text("task_id", data["task_id"].text());
    copy_member(task, data, "task_status");
    if (has_failed(passage)) {
      copy_member(task, data, "task_status_msg");
    }
    inner = copy_member(task, data, "task_result").done();
  }
  return wrapped(Writer()
                     .text("task_id", passage.task.id)
                     .text("action", action_of(passage.task))
                     .text("status", wrapper_word(passage))
                     .text("progress", progress_of(passage.task))
                     .json("data", inner)
                     .done());
}

String family_a_created(const Passage &passage) {
  const json::Value data = passage.reply["data"];
  Writer task;
  copy_member(copy_member(task, data, "task_id"), data, "task_status");
  task.text("task_status_msg", "").json("task_result", Writer().json("videos", "null").done());
  copy_member(copy_member(task, data, "created_at"), data, "updated_at");
  Writer out;
  out.number("code", 0).text("message", passage.reply["message"].text()).text("task_id", passage.task.id);
  return copy_member(out, passage.reply, "request_id").json("data", task.done()).done();
}

String family_a_looked(const Passage &passage) {
  const GatewayTask &task = passage.task;
  return wrapped(Writer()
                     .text("task_id", task.id)
                     .text("action", action_of(task))
                     .text("status", wrapper_word(passage))
                     .text("fail_reason", fail_reason(passage))
                     .number("submit_time", task.submit_ms / 1000)
                     .number("start_time", task.start_ms / 1000)
                     .number("finish_time", task.finish_ms / 1000)
                     .text("progress", progress_of(task))
                     .json("data", passage.reply.present() ? passage.reply.print() : String("null"))
                     .done());
}

String openai_created(const Passage &passage) {
  const json::Value model = passage.request["model_name"];
  return Writer()
      .text("id", passage.task.id)
      .text("task_id", passage.task.id)
      .text("object", "video")
      .text("model", model.text().empty() ? std::string_view("kling-v1") : model.text())
      .text("status", "queued")
      .number("progress", 0)
      .number("created_at", passage.task.submit_ms / 1000)
      .done();
}

namespace {

/// The service's reply with the members that family B knows.
String re_encoded(const Passage &passage, std::initializer_list<std::string_view> names) {
  Writer task;
  for (const std::string_view name : names) {
    copy_member(task, passage.reply["data"], name);
  }
  Writer out;
  for (const std::string_view name : {"code", "message", "request_id"}) {
    copy_member(out, passage.reply, name);
  }
  return out.json("data", task.done()).done();
}

} // namespace

String family_b_created(const Passage &passage) {
  return re_encoded(passage, {"task_id", "task_status", "created_at", "updated_at"});
}

String family_b_looked(const Passage &passage) {
  if (!passage.reply.present()) {
    return Writer().number("code", 0).text("message", "").text("request_id", "").done();
  }
  return re_encoded(passage, {"task_id", "task_status", "task_status_msg", "task_result", "created_at", "updated_at"});
}

// Ids that are no numbers

String id_created(const Passage &passage) {
  return Writer()
      .number("code", 0)
      .text("message", "SUCCEED")
      .text("request_id", passage.task.id)
      .json("data", with_member(passage.reply["data"], "task_id", passage.task.id))
      .done();
}

String id_looked(const Passage &passage) {
  return Writer()
      .number("code", 0)
      .text("message", "success")
      .json("data", with_member(passage.reply["data"], "task_id", passage.task.id))
      .done();
}

// Lists

String plain_list(std::string_view items, std::string_view request_id) {
  return Writer().number("code", 0).text("message", "SUCCEED").text("request_id", request_id).json("data", items).done();
}

String wrapped_list(std::string_view items, std::string_view) {
  return wrapped(Writer().json("data", items).done());
}

String id_list(std::string_view items, std::string_view) {
  return Writer().number("code", 0).text("message", "success").json("data", items).done();
}

} // namespace kling::sim
