#include "sim/task_json.hpp"

#include "base/text.hpp"
#include "sim/task_record.hpp"

namespace kling::sim {

namespace {

String info_json(const Task &task) {
  Writer out;
  if (task.order.parent) {
    const ParentVideo &parent = *task.order.parent;
    Writer video;
    video.text("id", parent.id).text("url", parent.url).text("duration", seconds_text(parent.duration_ms));
    out.json("parent_video", video.done());
  }
  if (!task.order.external_task_id.empty()) {
    out.text("external_task_id", task.order.external_task_id);
  }
  return out.done();
}

String result_json(const State &state, const Task &task) {
  return task.status == TaskStatus::succeed ? task.order.kind->result(state, task) : String("{}");
}

void write_end(Writer &out, const State &state, const Task &task) {
  if (task.final()) {
    write_deduction(out, state.settings, task.order.kind->pack, task.charged);
  }
}

void write_times(Writer &out, const Task &task) {
  out.number("created_at", task.created_ms).number("updated_at", task.updated_ms);
}

std::string_view message_of(const Task &task) {
  return task.status == TaskStatus::failed ? task.order.failure : std::string_view();
}

} // namespace

String created_json(const Task &task) {
  if (task.order.kind->model_in_path()) {
    return created_record(task);
  }
  Writer out;
  out.text("task_id", task.task_id).text("task_status", name_of(task.status));
  if (task.order.kind->task_info) {
    const std::string_view external = task.order.external_task_id;
    out.json("task_info", external.empty() ? String("{}") : Writer().text("external_task_id", external).done());
  }
  write_times(out, task);
  return out.done();
}

String task_json(const State &state, const Task &task) {
  Writer out;
  out.text("task_id", task.task_id).text("task_status", name_of(task.status)).text("task_status_msg", message_of(task));
  if (task.order.kind->task_info) {
    out.json("task_info", info_json(task));
  }
  out.json("task_result", result_json(state, task));
  if (task.order.kind->watermark) {
    out.json("watermark_info", Writer().flag("enabled", task.order.watermark).done());
  }
  write_end(out, state, task);
  write_times(out, task);
  return out.done();
}

String callback_json(const State &state, const Task &task) {
  if (task.order.kind->model_in_path()) {
    return task_record(state, task);
  }
  Writer out;
  out.text("task_id", task.task_id).text("task_status", name_of(task.status)).text("task_status_msg", message_of(task));
  write_times(out, task);
  write_end(out, state, task);
  out.json("task_info", info_json(task)).json("task_result", result_json(state, task));
  return out.done();
}

int64_t micro_dollars(Pack pack, int64_t hundredths) {
  constexpr int64_t prices[pack_count] = {0, 1400, 35, 700}; // of a hundredth: $0.14, $0.0035, and $0.07 for a try-on (§6.4)
  return hundredths * prices[static_cast<std::size_t>(pack)];
}

String dollars_text(int64_t micro_dollars) {
  String rest = text_of(micro_dollars % 1000000);
  rest.insert(0, 6 - rest.size(), '0');
  rest.erase(rest.find_last_not_of('0') + 1);
  return concat({text_of(micro_dollars / 1000000), rest.empty() ? "" : ".", rest});
}

void write_deduction(Writer &out, const Settings &settings, Pack pack, int64_t cost) {
  if (!settings.charge_balance) {
    out.text("final_unit_deduction", units_text(cost));
    return;
  }
  const String amount = dollars_text(micro_dollars(pack, cost));
  out.text("final_unit_deduction", "0");
  out.json("final_balance_deduction", Writer().text("quota", amount).text("list_price", amount).done());
}

} // namespace kling::sim
