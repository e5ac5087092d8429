#include "sim/task_record.hpp"

#include "base/text.hpp"
#include "sim/mp3.hpp"
#include "sim/task_json.hpp"
#include "sim/writer.hpp"

namespace kling::sim {

namespace {

void write_head(Writer &out, const Task &task) {
  out.text("id", task.task_id)
      .text("status", new_name_of(task.status))
      .text("message", task.status == TaskStatus::failed ? task.order.failure : std::string_view())
      .number("create_time", task.created_ms)
      .number("update_time", task.updated_ms);
  if (!task.order.external_task_id.empty()) {
    out.text("external_id", task.order.external_task_id);
  }
}

/// Pictures of one shot are a group (§4.14); else all of a task are.
String group_of(const Task &task, std::size_t index) {
  constexpr std::size_t pictures_of_a_shot = 3;
  return text_of(static_cast<int64_t>(task.order.kind->name == "ai-multi-shot" ? index / pictures_of_a_shot : 0));
}

String output_record(const State &state, const Task &task, std::size_t index) {
  const Output &output = task.outputs[index];
  const int64_t from_ms = task.updated_ms;
  Writer out;
  if (output.medium == Medium::audio) {
    return out.text("type", "audio")
        .text("id", output.id)
        .text("mp3_url", state.link_as(output, from_ms, "mp3"))
        .text("wav_url", state.link_as(output, from_ms, "wav"))
        .text("mp3_duration", seconds_text(mp3_duration_ms(output.duration_ms)))
        .text("wav_duration", seconds_text(output.duration_ms))
        .done();
  }
  const bool is_video = output.medium == Medium::video;
  out.text("type", is_video ? "video" : "image");
  if (is_video) {
    out.text("id", output.id);
  }
  out.text("url", state.link(output, from_ms));
  if (task.order.watermark) {
    out.text("watermark_url", state.link(output, from_ms, true));
  }
  return is_video ? out.text("duration", seconds_text(output.duration_ms)).done() : out.text("group_id", group_of(task, index)).done();
}

String outputs_record(const State &state, const Task &task) {
  ListWriter out;
  if (task.status != TaskStatus::succeed) {
    return out.done();
  }
  const std::string_view kind = task.order.kind->name;
  if (kind == "elements") {
    out.json(element_record(state, *state.elements.find(task.record), task.updated_ms));
  } else if (kind == "voices") {
    out.json(voice_record(state, *state.voices.find(task.record), task.updated_ms));
  } else {
    for (std::size_t index = 0; index < task.outputs.size(); ++index) {
      out.json(output_record(state, task, index));
    }
  }
  return out.done();
}

String bill_record(const State &state, const Task &task) {
  const Pack pack = task.order.kind->pack;
  Writer out;
  if (task.status == TaskStatus::failed && task.charged == 0) { // as recorded
    return out.text("amount", "0").done();
  }
  if (state.settings.charge_balance) {
    const String amount = dollars_text(micro_dollars(pack, task.charged));
    out.text("charge_type", "cash").text("cash_type", "balance").text("amount", amount).text("currency", "USD");
    return out.text("list_price", amount).done();
  }
  out.text("charge_type", "unit").text("amount", units_text(task.charged));
  return out.text("package_type", product_type_of(pack)).done();
}

} // namespace

std::string_view new_name_of(TaskStatus status) {
  return status == TaskStatus::succeed ? "succeeded" : name_of(status);
}

std::string_view product_type_of(Pack pack) {
  return pack == Pack::try_on ? "try_on" : name_of(pack);
}

String created_record(const Task &task) {
  Writer out;
  write_head(out, task);
  return out.done();
}

String task_record(const State &state, const Task &task) {
  Writer out;
  write_head(out, task);
  out.json("outputs", outputs_record(state, task));
  if (task.final()) {
    out.json("billing", concat({"[", bill_record(state, task), "]"}));
  }
  return out.done();
}

} // namespace kling::sim
